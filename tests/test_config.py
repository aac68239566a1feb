"""The configuration: every mistake names file, line, key and what is allowed."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Config, defaults_toml, load_config, parse_config
from reader.domain.errors import ConfigError


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none.toml") == Config()


def test_settings_are_read() -> None:
    config = parse_config('[look]\ntheme = "nord"\nmeasure = 66\n[keys]\npreset = "vim"\n[keys.bind]\nstar = "S"\n')
    assert (config.look.theme, config.look.measure) == ("nord", 66)
    assert config.keys.preset == "vim"
    assert config.keys.bind == {"star": ["S"]}
    assert config.reading == Config().reading


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[look]\n\nthem = "x"', ["c.toml:3", "look.them", "did you mean 'theme'", "measure"]),
        ("[lok]\nx = 1", ["c.toml:1", "'lok'", "did you mean 'look'"]),
        ("[look]\nmeasure = 'wide'", ["c.toml:2", "look.measure", "'wide'", "a whole number"]),
        ("[look]\nmeasure = true", ["look.measure", "a whole number"]),
        ("[look]\nmeasure = 3", ["c.toml:2", "from 40 to 120"]),
        ("[refresh]\nconnections = 65", ["c.toml:2", "refresh.connections is 65", "from 4 to 64"]),
        ("[refresh]\nconnections = 2.5", ["refresh.connections is 2.5", "a whole number"]),
        ('[keys]\npreset = "vi"', ["keys.preset", "did you mean 'vim'", "newsboat"]),
        ("look.pictures = 'yes'", ["c.toml:1", "look.pictures", "on, cached, off"]),
        ("look = 3", ["'look' is a section"]),
        ("[open]\nbrowser = [1]", ["open.browser", "a list of texts"]),
        ("[keys.bind]\nstar = 3", ["keys.bind", "command"]),
        ("[look\n", ["c.toml", "line 1"]),
        (f"look = {'[' * 20_000}", ["c.toml", "too deep"]),
        (f"[look]\nmeasure = {'9' * 5_000}", ["c.toml", "4300"]),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, said: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "c.toml")
    for words in said:
        assert words in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[look]\ntheme = '\xff'")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(path)
    path.write_text("#" + "đ" * 1_000_000, encoding="utf-8")  # cut within a letter
    with pytest.raises(ConfigError, match="larger than 1000 kB"):
        load_config(path)
    with pytest.raises(ConfigError, match="larger than 1000 kB"):
        load_config(Path("/dev/zero"))


def test_the_defaults_file_changes_nothing_and_names_every_setting() -> None:
    text = defaults_toml()
    assert parse_config(text) == Config()
    uncommented = re.sub(r"(?m)^# (\w+ = )", r"\1", text)
    data = tomllib.loads(uncommented)
    assert parse_config(uncommented) == Config()
    for section in fields(Config):
        assert set(data[section.name]) == {spec.name for spec in fields(getattr(Config(), section.name))}


@given(st.text())
def test_any_text_is_a_configuration_or_a_config_error(text: str) -> None:
    with suppress(ConfigError):
        assert isinstance(parse_config(text), Config)
