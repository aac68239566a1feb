"""`list` and `show` through the front door, on the samples and on a small paper."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_world import ROOT, Said, rss
from pytest_httpserver import HTTPServer
from rich.cells import cell_len

from reader.cli import lists, output
from reader.cli.main import run
from reader.domain.models import EntryRow
from reader.library import Library
from reader.store import related
from reader.store.connect import open_writer, transaction
from reader.store.paths import StorePaths
from reader.store.related import Membership, Settled

Bantin = Callable[..., Said]
Program = Callable[..., subprocess.CompletedProcess[bytes]]

ENTRY_KEYS = [
    "id", "title", "url", "source", "feed_id", "author", "section", "published", "sort_at", "lead", "read", "starred",
    "sample", "tags",
]  # fmt: skip
FEED_KEYS = [
    "id", "title", "url", "site", "folder", "adapter", "unread", "sample", "paused", "gone", "failures", "error",
    "warning", "last_success", "next_due",
]  # fmt: skip
STORY_KEYS = [
    *ENTRY_KEYS, "version", "article_lead", "authors", "categories", "updated", "language", "canonical_url",
    "comments_url", "access", "words", "text", "blocks", "enclosures", "related",
]  # fmt: skip


@pytest.fixture
def paper(bantin: Bantin, site: HTTPServer, kept: Callable[..., None]) -> Bantin:
    """A subscription in a folder and one at the top."""

    def fill() -> None:
        bantin("add", "--folder", "Báo/Miền Nam", site.url_for("/news.xml"))
        bantin("add", site.url_for("/sport.xml"))

    kept("paper", fill)
    return bantin


def titles(said: Said) -> list[str]:
    """The titles of plain lines."""
    return [line.partition(": ")[2] for line in said.lines]


def test_list_is_newest_first_and_plain(paper: Bantin) -> None:
    said = paper("list")
    assert said.code == 0
    assert titles(said) == ["Một cửa mở rộng", "Late header", "Border queue falls"] or titles(said) == [
        "Một cửa mở rộng",
        "Border queue falls",
        "Late header",
    ]
    assert "\x1b" not in said.out
    assert titles(paper("list", "--order", "oldest"))[-1] == "Một cửa mở rộng"
    assert len(paper("list", "--limit", "1").lines) == 1
    assert len(paper("list", "--limit", "0").lines) == 3
    assert paper("list", "--limit", "-1").code == 2


def test_a_story_is_one_line_when_asked_and_json_keeps_one_for_each_entry(
    paper: Bantin, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, *_rest, oldest = (entry["id"] for entry in paper("list", "--json").json)
    db = open_writer(StorePaths(data).database, checkpoints=False, durable=False)
    told = [Membership(number, 1, number, 0) for number in (newest, oldest)]
    with transaction(db):
        related.settle(db, Settled([], told, {}, {}))
    db.close()
    assert len(paper("list").lines) == 3
    said = paper("list", "--fold")
    assert [line.endswith("  +1") for line in said.lines] == [True, False]
    assert len(paper("list", "--fold", "--limit", "1").lines) == 1
    asked: list[int] = []
    real = Library.rows
    monkeypatch.setattr(lists, "PART", 2)
    monkeypatch.setattr(Library, "rows", lambda lib, ids: (asked.append(len(ids)), real(lib, ids))[1])
    entries = paper("list", "--fold", "--json").json
    # Neither one by one nor all at once.
    assert set(asked[:-1]) == {2}
    assert sum(asked) == len(entries)
    asked.clear()
    assert len(paper("list", "--json").json) == sum(asked)
    assert set(asked[:-1]) == {2}
    lead = min(newest, oldest)
    assert [(entry["id"], entry["led_by"]) for entry in entries[:2]] == [(lead, lead), (newest + oldest - lead, lead)]
    assert entries[2]["led_by"] == entries[2]["id"]
    assert all([*entry] == [*ENTRY_KEYS, "led_by"] for entry in entries)


@pytest.mark.parametrize("scope", ["all", "unread", "today", "starred", "history"])
def test_every_scope_is_a_word(paper: Bantin, scope: str) -> None:
    said = paper("list", scope)
    assert said.code == 0
    assert len(said.lines) == (3 if scope in ("all", "unread") else 0)


def test_list_one_feed_or_folder(paper: Bantin) -> None:
    assert titles(paper("list", "--feed", "sport")) == ["Late header"]
    assert len(paper("list", "--folder", "bao/mien nam").lines) == 2
    assert len(paper("list", "--folder", "Báo").lines) == 2
    assert paper("list", "--folder", "Elsewhere").code == 2
    assert paper("list", "--feed", "1", "--folder", "Báo").code == 2


def test_filter_finds_with_and_without_marks(paper: Bantin) -> None:
    for words in ("một cửa", "mot cua", "MỘT"):
        assert titles(paper("list", "--filter", words)) == ["Một cửa mở rộng"]
    assert paper("list", "--filter", "nothing like it").out == ""


def test_json_keys_are_stable(paper: Bantin) -> None:
    for story in paper("list", "--json").json:
        assert list(story) == ENTRY_KEYS
        assert story["sort_at"].endswith("Z")
    for feed in paper("list", "--feeds", "--json").json:
        assert list(feed) == FEED_KEYS
    assert paper("list", "--feeds", "--json").json[1]["folder"] == "Báo/Miền Nam"


def test_list_feeds_names_what_is_wrong(bantin: Bantin, site: HTTPServer, tmp_path: Path) -> None:
    (tmp_path / "l.opml").write_text(
        '<opml version="2.0"><head/><body><outline type="rss" text="X" xmlUrl="http://nowhere.invalid/"/></body></opml>'
    )
    bantin("import", str(tmp_path / "l.opml"))
    bantin("refresh")
    assert "! " in bantin("list", "--feeds").out
    assert "nowhere.invalid" in bantin("list", "--feeds", "--json").json[0]["error"]


def test_what_is_odd_about_a_feed_is_told(bantin: Bantin, httpserver: HTTPServer) -> None:
    moved = "<itunes:new-feed-url>https://n.test/f</itunes:new-feed-url>"
    whole = rss("P", "First", "Second").replace("<item>", moved + "<item>", 1)
    httpserver.expect_request("/f").respond_with_data(whole[: whole.index("Second")], content_type="text/xml")
    added = bantin("add", httpserver.url_for("/f"))
    assert added.code == 0
    for said in (added.err, bantin("list", "--feeds").out, bantin("doctor").out):
        assert "The feed is damaged" in said
        assert "it has moved to https://n.test/f." in said
    assert "damaged" in bantin("list", "--feeds", "--json").json[0]["warning"]


def test_show_by_number_and_by_address(paper: Bantin) -> None:
    (story,) = paper("list", "--filter", "queue", "--json").json
    by_number = paper("show", str(story["id"]))
    assert by_number.code == 0
    assert "Text of Border queue falls." in by_number.out
    assert paper("show", story["url"]).out == by_number.out
    assert "Border queue falls" in by_number.out


def test_show_as_json(paper: Bantin) -> None:
    (story,) = paper("show", "--json", "1").json
    assert list(story) == STORY_KEYS
    assert story["blocks"]


@pytest.mark.parametrize("width", [20, 33, 100])
def test_show_keeps_to_the_width(bantin: Bantin, httpserver: HTTPServer, width: int) -> None:
    text = "Trong năm bộ đã ban hành 东京湾跨海大桥四日上午十时开始试通车 and a wordwithoutanyspacesatallinit. " * 5
    httpserver.expect_request("/f").respond_with_data(rss("P", "Title", body=text), content_type="application/rss+xml")
    bantin("add", httpserver.url_for("/f"))
    lines = bantin("show", "--width", str(width), "1").lines
    address = [line for line in lines if line.startswith(("http", "["))]
    assert max(cell_len(line) for line in lines if line not in address) <= width


def test_show_refuses_what_is_not_there(paper: Bantin) -> None:
    for word in ("999", "http://elsewhere.example/", "x"):
        said = paper("show", word)
        assert said.code == 2
        assert word in said.err
    assert paper("show", "--width", "3", "1").code == 2


def test_a_reader_that_goes_away_is_no_error(samples: Path, program: Program) -> None:
    done = subprocess.run(
        ["bash", "-c", 'exec 3>&1; { "$@"; echo "code $?" >&3; } | head -1 >/dev/null', "bash", *_command(program)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == b""
    assert done.stdout == b"code 0\n"


def _command(program: Program) -> list[str]:
    """The words that `program` runs, to list everything as JSON."""
    done = program("list", "all", "--limit", "0", "--json")
    assert len(done.stdout) > 65536, "more than a pipe holds"
    return [*done.args]


def test_a_poor_locale_loses_letters_but_not_lines(samples: Path, program: Program) -> None:
    everything = program("list", "all", "--limit", "0").stdout.splitlines()
    poor = program(
        "list", "all", "--limit", "0", environment={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert poor.returncode == 0
    assert len(poor.stdout.splitlines()) == len(everything)
    as_json = program("list", "all", "--json", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert b"\\u" in as_json.stdout


def test_search_and_query_speak_one_language(paper: Bantin) -> None:
    found = paper("search", "border", "is:unread", "--json").json
    assert found
    assert all("Border" in story["title"] for story in found)
    assert paper("list", "all", "--query", "border is:unread", "--json").json == found
    assert paper("search", "border", "is:read").lines == []
    assert paper("search", "border", "--order", "best").lines == paper("search", "border").lines


def test_a_query_that_cannot_be_read_is_pointed_at(paper: Bantin) -> None:
    said = paper("search", "border", "is:unred")
    assert said.code == 2
    assert "Did you mean unread?" in said.err
    assert "border is:unred\n          ^^^^^" in said.err
    assert paper("list", "--query", "(a").code == 2
    assert paper("search", " ").code == 2


def test_followed_stories_are_listed_with_what_they_gathered(paper: Bantin, data: Path) -> None:
    assert paper("list", "--stories").lines == []
    entry = paper("list", "--json", "--limit", "1").json[0]

    async def follow() -> int:
        library = await Library.open(data)
        try:
            return await library.follow_story(entry["id"])
        finally:
            await library.close()

    number = asyncio.run(follow())
    (story,) = paper("list", "--stories", "--json").json
    assert list(story) == ["id", "title", "headline", "new", "entries", "added"]
    assert (story["id"], story["title"], story["new"]) == (number, entry["title"], 0)
    assert paper("list", "--stories").lines[0].endswith(entry["title"])
    assert entry["id"] in [found["id"] for found in paper("list", "--story", str(number), "--json").json]
    for wrong in (("--story", "99"), ("--story", str(number), "--folder", "Báo")):
        said = paper("list", *wrong)
        assert said.code == 2
        assert "story" in said.err


def test_output_that_finds_no_room_is_a_sentence(
    samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["--data-dir", str(samples), "export", "-"], ["--version"], ["list", "--help"]):
        full = open("/dev/full", "w")  # noqa: SIM115 - closed below, when there is somewhere to write to
        monkeypatch.setattr(sys, "stdout", full)
        assert run(words) == 1
        assert capsys.readouterr().err == "bantin: It could not be written or read: No space left on device.\n"
        full.close()


def test_a_closed_output_is_no_error(samples: Path) -> None:
    command = [sys.executable, "-m", "reader", "--data-dir", str(samples), "show", "1"]
    done = subprocess.run(
        command, cwd=ROOT, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1), check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("word", ["²", "9" * 30, "9" * 5000])
def test_a_number_that_is_none_is_no_story(samples: Path, bantin: Bantin, word: str) -> None:
    for words in (("show", word), ("mark", "read", word)):
        said = bantin(*words)
        assert (said.code, said.out) == (2, "")
        assert "is in the cache" in said.err


def test_a_line_has_the_hour_of_today_or_the_day_and_asks_once_which_that_is() -> None:
    now = datetime(2026, 3, 5, 12, tzinfo=UTC)
    output._day_of.cache_clear()
    for hours in (0, 4, 30, 400, 12_000):
        row = EntryRow(7, 1, "Đò", "", "Báo", "", now - timedelta(hours=hours), None)
        local = row.sort_at.astimezone()
        form = "%H:%M" if local.date() == now.astimezone().date() else "%d/%m/%Y"
        assert output.entry_line(row, now) == f"      7  • {local.strftime(form):>10}  Báo: Đò"
    assert output._day_of.cache_info().misses == 1
