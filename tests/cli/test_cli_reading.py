"""`bantin` itself where there is no screen to open, the linear conversation, and what goes to a terminal or not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_world import ROOT, Bantin, InTerminal, Program, as_typed
from pytest_httpserver import HTTPServer


def test_without_a_terminal_it_prints_headlines(program: Program) -> None:
    first = program()
    assert first.returncode == 0
    lines = first.stdout.decode().splitlines()
    assert len(lines) == 50
    assert all(re.match(r" *\d+ [ *]• +(\d\d:\d\d|\d\d/\d\d/\d{4})  .+: .+", line) for line in lines)
    assert first.stderr == b""
    assert b"\x1b" not in first.stdout


def test_a_dumb_terminal_gets_headlines_too(in_terminal: InTerminal) -> None:
    output = in_terminal(environment={"TERM": "dumb"})
    assert "\x1b" not in output
    assert output.count("\n") == 50


def test_nothing_unread_says_what_helps(samples: Path, bantin: Bantin, program: Program) -> None:
    bantin("remove", "--samples")
    said = program()
    assert said.returncode == 0
    assert b"'bantin add ADDRESS'" in said.stderr


def test_progress_is_for_terminals(
    data: Path, bantin: Bantin, in_terminal: InTerminal, site: HTTPServer, tmp_path: Path
) -> None:
    outlines = "".join(f'<outline type="rss" text="F" xmlUrl="{site.url_for(f"/{n}")}"/>' for n in ("news.xml", "x"))
    (tmp_path / "l.opml").write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>')
    bantin("import", str(tmp_path / "l.opml"))
    as_typed(data)
    output = in_terminal("refresh")
    assert "━" in output
    assert "2/2" in output
    assert "2 new stories, 1 feed failed" in output
    assert output.rstrip("\r\n").splitlines()[-1] == "2 new stories, 1 feed failed"


def test_no_colour_is_ever_printed_by_a_command(samples: Path, in_terminal: InTerminal) -> None:
    for words in (("list",), ("show", "1"), ("list", "--feeds"), ("doctor",), ("keys",), ("themes",)):
        assert "\x1b" not in in_terminal(*words)
    assert "\x1b" not in in_terminal("list", environment={"NO_COLOR": "1"})


def test_show_uses_the_pager_where_a_person_looks(
    samples: Path, program: Program, in_terminal: InTerminal, tmp_path: Path
) -> None:
    pager = tmp_path / "my pager"
    script = "import sys\nprint('PAGED', len(sys.stdin.read()), *sys.argv[1:])\n"
    pager.write_text(f"#!{sys.executable}\n{script}")
    pager.chmod(0o755)
    environment = {"PAGER": f"'{pager}' --flag", "LINES": "5", "COLUMNS": "80"}
    assert re.search(r"PAGED \d+ --flag", in_terminal("show", "1", environment=environment))
    assert "PAGED" not in in_terminal("show", "1", environment=environment | {"LINES": "900"})
    assert b"PAGED" not in program("show", "1", environment=environment).stdout
    broken = in_terminal("show", "1", environment=environment | {"PAGER": "/no/such/pager"})
    assert "/no/such/pager" in broken
    assert len(broken.splitlines()) > 10


def conversation(program: Program, *lines: str) -> tuple[int, str]:
    """Say these lines to the linear mode; its code and what it said."""
    done = program("--linear", given="".join(f"{line}\n" for line in lines).encode())
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode()


def test_a_linear_conversation(program: Program) -> None:
    typed = ["", "2", "s", "r 1", "b", "n", "u", "feed Copperwire", "1", "starred", "?", "f", "q"]
    code, said = conversation(program, *typed)
    assert code == 0
    assert "\x1b" not in said
    assert "159 stories" in said
    assert "40. " in said, "an empty line shows the next page"
    for answer in ("Starred.", "Undone: ", "7 stories", "1 story", "number: read that story", "The Anlac Monitor: "):
        assert answer in said, answer


def test_linear_answers_what_it_does_not_understand(samples: Path, program: Program) -> None:
    code, said = conversation(
        program, "0", "99999", "x", "r z", "r", "feed", "feed nosuch", "feed báo", "b", "s", "u", "\x1b[A", "1 2", "."
    )
    assert code == 0, "the end of the input ends it"
    for answer in (
        "There is no story 99999 in this list.",
        "x is no command here",
        "no feed is called 'nosuch'",
        "There is nothing to go back to.",
        "No story is open.",
    ):
        assert answer in said, answer
    assert "\x1b" not in said


def test_linear_offline_follows_nothing_and_says_so(samples: Path, program: Program) -> None:
    conversation(program, "feed Meridian", "1", "R", "q")
    done = program("--offline", "--linear", given=b"feed Meridian\n1\nR\nq\n")
    assert done.returncode == 0
    assert "new" in done.stdout.decode()


@pytest.mark.parametrize("language", ["vi_VN.UTF-8", "xx_YY"])
def test_other_languages_do_not_break_the_output(program: Program, language: str) -> None:
    done = program("list", environment={"LANGUAGE": language, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0


def test_the_other_reader_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "__init__.py").write_text("")
    (tmp_path / "reader" / "entry.py").write_text((ROOT / "reader" / "entry.py").read_text())
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from reader.entry import main; sys.exit(main())"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 78
    assert b"another package named 'reader'" in done.stderr
