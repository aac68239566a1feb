"""Where things lie: the XDG folders of the user, and the themes and samples that come with the program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from reader.domain.errors import ConfigError
from reader.domain.records import dataclass
from reader.i18n import _

APP = "bantin"
_PACKAGE = Path(__file__).resolve().parent


def _xdg(variable: str, fallback: str) -> Path:
    # The XDG specification: a relative path in these variables is invalid and must be ignored.
    value = os.environ.get(variable, "")
    return (Path(value) if value.startswith("/") else _home() / fallback) / APP


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        # A number without a name, as containers run programs.
        raise ConfigError(
            _("No home folder is known for this user: set HOME, or give --data-dir and --config.")
        ) from None


def expanded(path: str | Path) -> Path:
    """`path` with the home folder in the place of `~`; as it is written where there is none, or nobody of it."""
    path = Path(path)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one run; none of them need exist."""

    config_file: Path
    data_dir: Path
    """Subscriptions, entries, state: what a backup must hold."""
    cache_dir: Path
    """Pictures: can be fetched again."""
    state_dir: Path
    """Logs and the last frame."""

    @property
    def database(self) -> Path:
        """The store."""
        return self.data_dir / "bantin.db"

    @property
    def log_file(self) -> Path:
        """Where the engine and crashes write what happened."""
        return self.state_dir / "bantin.log"

    @property
    def user_themes(self) -> Path:
        """Themes of the user's own."""
        return self.config_file.parent / "themes"


def open_log(path: Path) -> BinaryIO:
    """The log, to append to. It and its folder are made where they are missing, for nobody but the user. Raises
    OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags | os.O_CLOEXEC, 0o600))


def default_paths(*, data_dir: Path | None = None, config_file: Path | None = None) -> Paths:
    """The XDG folders, with what the command line overrides.

    `data_dir` moves the store, the pictures and the logs together, so that two worlds never mix. Raises ConfigError for
    a user without a home folder where one is needed.
    """
    config_file = (
        expanded(config_file).absolute()
        if config_file is not None
        else _xdg("XDG_CONFIG_HOME", ".config") / "config.toml"
    )
    if data_dir is not None:
        data_dir = expanded(data_dir).absolute()
        return Paths(config_file, data_dir, data_dir / "cache", data_dir / "state")
    return Paths(
        config_file=config_file,
        data_dir=_xdg("XDG_DATA_HOME", ".local/share"),
        cache_dir=_xdg("XDG_CACHE_HOME", ".cache"),
        state_dir=_xdg("XDG_STATE_HOME", ".local/state"),
    )


def _shipped(in_wheel: str, in_checkout: str) -> Path:
    installed = _PACKAGE / in_wheel
    return installed if installed.is_dir() else _PACKAGE.parent / in_checkout


def themes_dir() -> Path:
    """The themes that come with the program: inside the wheel, or beside the package in a checkout."""
    return _shipped("themes_data", "themes")


def samples_dir() -> Path:
    """The sample feeds that come with the program: inside the wheel, or beside the package in a checkout."""
    return _shipped("sample_feeds", "sample_feeds")
