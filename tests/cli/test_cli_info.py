"""`config`, `themes`, `keys`, `doctor`, `--version`, and arguments that are wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cli_world import Said

import reader
from reader.domain.errors import StoreDamaged
from reader.store import upkeep

Bantin = Callable[..., Said]


def test_version(program: Callable[..., subprocess.CompletedProcess[bytes]], bantin: Bantin) -> None:
    assert program("--version").stdout.decode() == f"bantin {reader.__version__}\n"
    assert bantin("-V").out == f"bantin {reader.__version__}\n"


def test_config_path_defaults_and_check(bantin: Bantin, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert bantin("--config", str(path), "config", "path").out == f"{path}\n"
    assert bantin("--config", str(path), "config").out == f"{path}\n"
    said = bantin("--config", str(path), "config", "check")
    assert said.code == 0
    assert "does not exist" in said.out
    defaults = bantin("config", "defaults").out
    assert all(not table for table in tomllib.loads(defaults).values()), "the defaults change nothing"
    path.write_text(defaults.replace("# theme = ", "theme = "))
    assert "is right" in bantin("--config", str(path), "config", "check").out


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('[look]\n\nthem = "x"\n', 3, "'theme'"),
        ('[look]\nrows = "cozy"\n', 2, "'cosy'"),
        ("[refresh]\ninterval = 1\n", 2, "from 15 to 10080"),
        ("[general]\nlanguage = 3\n", 2, "text in quotes"),
        ("[nosuch]\n", 1, "unknown section"),
    ],
)
def test_a_mistake_in_the_configuration_is_found_by_every_command(
    bantin: Bantin, tmp_path: Path, text: str, line: int, word: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    for command in (("config", "check"), ("list",), ("refresh",), ("themes",), ("keys",), ()):
        said = bantin("--config", str(path), *command)
        assert said.code == 78, command
        assert f"{path}:{line}: " in said.err
        assert word in said.err
        assert said.out == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[look]\ntheme = "nosuch"\n', "there is no theme 'nosuch'"),
        ('[keys.bind]\nstarr = ["x"]\n', "there is no command 'starr'"),
        ('[keys.bind]\nstar = ["hyper+x"]\n', "star cannot have 'hyper+x'"),
        ('[keys.bind]\nstar = ["g x"]\nmove = ["5"]\nzen = ["g"]\n', "star and zen cannot both have 'g x'"),
    ],
)
def test_check_and_doctor_name_themes_commands_and_keys_that_there_are_not(
    bantin: Bantin, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    said = bantin("--config", str(path), "config", "check")
    assert (said.code, said.out) == (78, "")
    assert said.err.count("\n") == 1
    assert f"{path}: " in said.err
    assert words in said.err
    doctor = bantin("--config", str(path), "doctor")
    assert doctor.code == 1
    assert words in doctor.out


def test_keys_are_listed_so_that_a_sequence_is_told_from_two_keys(bantin: Bantin) -> None:
    (top,) = (line for line in bantin("keys").lines if line.startswith("top "))
    assert top.split(None, 1)[1].startswith("g g, home ")


def test_broken_toml_and_foreign_encodings_are_named(bantin: Bantin, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for content in (b"[look\n", b"[look]\ntheme = 'caf\xe9'\n"):
        path.write_bytes(content)
        said = bantin("--config", str(path), "list")
        assert said.code == 78
        assert str(path) in said.err


def test_themes(bantin: Bantin, tmp_path: Path) -> None:
    said = bantin("themes")
    assert said.code == 0
    assert [line for line in said.lines if line.startswith("* ")] == ["* auto"]
    assert len(said.lines) > 8
    (tmp_path / "c.toml").write_text('[look]\ntheme = "bantin-dark"\n')
    assert "* bantin-dark" in bantin("--config", str(tmp_path / "c.toml"), "themes").lines
    listed = bantin("themes", "--json").json
    assert [list(theme) for theme in listed] == [["name", "dark", "active"]] * len(listed)


def test_a_broken_theme_of_ones_own_is_named_and_left_out(bantin: Bantin, tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "mine.toml").write_text('text = "no colour"\n')
    said = bantin("--config", str(tmp_path / "config.toml"), "themes")
    assert said.code == 0
    assert "mine.toml" in said.err
    assert "mine" not in said.out


def test_keys(bantin: Bantin, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys.bind]\nstar = ["S", "f5"]\n')
    listed = {each["command"]: each for each in bantin("--config", str(path), "keys", "--json").json}
    assert listed["star"]["keys"] == ["S", "f5"]
    assert listed["quit"]["help"] == "Quit"
    plain = bantin("keys").out
    assert all(name in plain for name in listed)


def test_a_sound_installation_has_nothing_for_the_doctor(bantin: Bantin) -> None:
    said = bantin("doctor")
    assert said.code == 0
    assert not [line for line in said.lines if line.startswith("!")]
    assert {finding["about"] for finding in bantin("doctor", "--json").json} >= {"bantin", "store", "config", "themes"}


def test_the_doctor_names_each_trouble(bantin: Bantin, data: Path, tmp_path: Path) -> None:
    (tmp_path / "l.opml").write_text(
        '<opml version="2.0"><head/><body><outline type="rss" text="X" xmlUrl="http://nowhere.invalid/"/></body></opml>'
    )
    bantin("import", str(tmp_path / "l.opml"))
    bantin("refresh")
    said = bantin("doctor")
    assert said.code == 1
    assert [line for line in said.lines if line.startswith("! feed")]
    with closing(sqlite3.connect(data / "bantin.db")) as db, db:
        db.execute("UPDATE counter SET unread = unread + 1")
    assert "! store          The unread counters are wrong." in bantin("doctor").lines
    path = tmp_path / "config.toml"
    path.write_text("[look]\nthem = 1\n")
    said = bantin("--config", str(path), "doctor")
    assert said.code == 1
    assert [line for line in said.lines if line.startswith("! config")]


def test_the_doctor_looks_at_a_damaged_store(bantin: Bantin, data: Path) -> None:
    data.mkdir()
    (data / "bantin.db").write_bytes(b"this is no database" * 1000)
    said = bantin("doctor")
    assert "bantin.db" in said.out + said.err
    assert "Traceback" not in said.err
    kept = [path for path in data.rglob("*") if path.is_file() and b"this is no database" in path.read_bytes()[:100]]
    assert kept, "the damaged file was overwritten"


def test_a_store_of_a_newer_version_is_left_alone(bantin: Bantin, data: Path) -> None:
    import sqlite3

    bantin("list")
    db = sqlite3.connect(data / "bantin.db")
    db.execute("PRAGMA user_version = 9999")
    db.close()
    said = bantin("list")
    assert said.code == 1
    assert "newer" in said.err
    said = bantin("doctor")
    assert said.code == 1
    assert "newer" in said.out


@pytest.mark.parametrize(
    "words", [("nosuch",), ("list", "nosuch"), ("--nosuch",), ("list", "--limit", "x"), ("add",), ("show",)]
)
def test_wrong_arguments_are_a_mistake_in_usage(bantin: Bantin, words: tuple[str, ...]) -> None:
    said = bantin(*words)
    assert said.code == 2
    assert "usage: bantin" in said.err


def test_help_names_every_command(bantin: Bantin) -> None:
    said = bantin("--help")
    assert said.code == 0
    for name in ("add", "remove", "refresh", "list", "show", "import", "export", "config", "themes", "keys", "doctor"):
        assert f"\n    {name} " in said.out
        assert bantin(name, "--help").code == 0


def test_the_doctor_says_what_it_knows_before_the_whole_cache_is_read(
    bantin: Bantin, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[str] = []

    def damage(db: sqlite3.Connection) -> list[str]:
        before.append(capsys.readouterr().out)
        raise StoreDamaged("a page cannot be read")

    monkeypatch.setattr(upkeep, "damage", damage)
    said = bantin("doctor")
    assert "store          entries: 0" in before[0]
    assert said.code == 1
    assert "a page cannot be read" in said.out
