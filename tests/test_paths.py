"""Where things lie for users without a home folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.domain.errors import ConfigError
from reader.paths import default_paths, expanded


def nobody(*_arguments: object) -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_user_without_a_home_is_told_what_to_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    with pytest.raises(ConfigError, match="HOME"):
        default_paths()
    with pytest.raises(ConfigError, match="--config"):
        default_paths(data_dir=tmp_path)
    paths = default_paths(data_dir=tmp_path, config_file=tmp_path / "c.toml")
    assert (paths.data_dir, paths.config_file) == (tmp_path, tmp_path / "c.toml")


def test_a_home_of_nobody_is_left_as_it_is_written() -> None:
    assert expanded("~/notes") == Path.home() / "notes"
    assert expanded("~nobody-here/notes") == Path("~nobody-here/notes")
