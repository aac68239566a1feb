"""Local files and folders."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.domain.errors import Forbidden, NotAFeed, SourceError, TooLarge
from reader.domain.models import Candidate
from reader.sources import localfiles
from reader.sources.api import Fetched, Parsed, Request
from reader.sources.contract import PretendedHttp, Sample, check
from reader.sources.local import LocalSource, parse

RSS = "<rss><channel><title>Tệp</title><item><title>T</title><link>https://p.test/1</link></item></channel></rss>"
HTML = """<!doctype html><html lang="vi"><head><title>Trang đã lưu</title><meta name="author" content="Nguyễn A">
<meta property="article:published_time" content="2026-03-01T08:00:00+07:00"><meta name="description" content="Dẫn">
<link rel="canonical" href="https://paper.test/tin/1.html"></head>
<body><nav>menu</nav><article><h1>Tiêu đề</h1><p>Thân bài</p></article></body></html>"""
MARKDOWN = """---
title: "Ghi chú"
date: 2026-02-03
author: Trần B
tags: [một, hai]
---
# Ghi chú

Đoạn *nghiêng* và [liên kết](https://p.test/).

| a | b |
|---|---|
| 1 | 2 |
"""


def fetch(path: Path | str, **more: object) -> Fetched:
    return asyncio.run(LocalSource().fetch(Request(str(path), **more), PretendedHttp()))  # type: ignore[arg-type]


def read(path: Path | str) -> Parsed:
    return parse(fetch(path))


def discover(path: Path | str) -> list[Candidate]:
    return asyncio.run(LocalSource().discover(str(path), PretendedHttp()))


def write(path: Path, text: str | bytes, when: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if when:
        os.utime(path, (when, when))
    return path


def test_a_feed_file(tmp_path: Path) -> None:
    parsed = read(write(tmp_path / "feed.xml", RSS))
    assert parsed.title == "Tệp"
    assert [entry.url for entry in parsed.entries] == ["https://p.test/1"]


def test_a_saved_page(tmp_path: Path) -> None:
    parsed = read(write(tmp_path / "trang.html", HTML))
    entry = parsed.entries[0]
    assert parsed.title == "trang.html"
    assert (entry.id, entry.title, entry.language) == ("trang.html", "Trang đã lưu", "vi")
    assert entry.url == entry.base_url == "https://paper.test/tin/1.html"
    assert entry.authors == ["Nguyễn A"]
    assert entry.published == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert "Thân bài" in entry.content
    assert "menu" not in entry.content


def test_a_markdown_file(tmp_path: Path) -> None:
    entry = read(write(tmp_path / "ghi-chu.md", MARKDOWN)).entries[0]
    assert (entry.title, entry.authors, entry.categories) == ("Ghi chú", ["Trần B"], ["một", "hai"])
    assert entry.published == datetime(2026, 2, 3, tzinfo=UTC)
    assert "<em>nghiêng</em>" in entry.content
    assert "<table>" in entry.content
    assert "<h1>" not in entry.content


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# First\n\ntext", "First"),
        ("First\n=====\n\ntext", "First"),
        ("text only", "ten tep"),
        ("", "ten tep"),
        ("---\nbroken: [\n---\n\ntext", "ten tep"),
        ("---\ntitle: A\n---\n# B\n", "A"),
        ("--- \n not closed", "ten tep"),
    ],
)
def test_titles_of_markdown(text: str, title: str, tmp_path: Path) -> None:
    from reader.extract.documents import read_markdown

    assert read_markdown(text.encode(), "ten-tep.md", None).title == title


def test_a_folder_lists_its_documents_newest_first(tmp_path: Path) -> None:
    write(tmp_path / "old.html", HTML.replace("article:published_time", "x"), 1_700_000_000)
    write(tmp_path / "new.md", "# New", 1_800_000_000)
    write(tmp_path / "below" / "middle.htm", "<p>x</p>", 1_750_000_000)
    write(tmp_path / "a" / "b" / "c" / "d" / "too-deep.md", "x")
    write(tmp_path / ".hidden" / "x.md", "x")
    write(tmp_path / "picture.png", b"\x89PNG")
    parsed = read(tmp_path)
    assert [entry.id for entry in parsed.entries] == ["new.md", "below/middle.htm", "old.html"]
    assert parsed.title == tmp_path.name
    assert parsed.entries[0].published == datetime.fromtimestamp(1_800_000_000, UTC)


def test_a_folder_that_changed_is_read_again_and_one_that_did_not_is_not(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "# A", 1_700_000_000)
    first = fetch(tmp_path)
    again = fetch(tmp_path, validators=first.validators, body_hash=first.body_hash)
    assert again.unchanged
    assert again.status == 304
    write(tmp_path / "b.md", "# B")
    assert not fetch(tmp_path, validators=first.validators, body_hash=first.body_hash).unchanged


def test_a_file_that_was_only_touched_is_unchanged(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", RSS, 1_700_000_000)
    first = fetch(path)
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert fetch(path, validators=first.validators, body_hash=first.body_hash).unchanged


def test_a_large_folder_shows_its_newest(tmp_path: Path) -> None:
    for number in range(localfiles.MAX_FILES + 5):
        write(tmp_path / f"{number:04}.md", f"# {number}", 1_700_000_000 + number)
    parsed = read(tmp_path)
    assert len(parsed.entries) == localfiles.MAX_FILES
    assert parsed.entries[0].title == str(localfiles.MAX_FILES + 4)
    assert "5" in parsed.warning


def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/t\xe9l\xff.md")), "# T")
    parsed = read(tmp_path)
    assert parsed.entries[0].title == "T"
    parsed.entries[0].id.encode("utf-8")
    for name, text in ((b"/\xff.md", "# T"), (b"/\xff.xml", RSS), (b"/\xff%41", "")):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + name))
        if text:
            write(path, text)
        else:
            path.mkdir()
            write(path / "a.md", "# T")
        (found, *_more) = discover(path)
        assert found.url.isascii(), "fit for the store and for the other processes"
        assert localfiles.path_of(found.url) == path
        fetched = fetch(found.url)
        assert fetched.url == found.url
        fetched.options["name"].encode("utf-8")
        assert len(parse(fetched).entries) >= 1


@pytest.mark.parametrize("spelling", ["file://{}", "file:{}", "file://localhost{}", "{}", "{}/../feed.xml"])
def test_spellings_of_a_path(spelling: str, tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", RSS)
    assert localfiles.path_of(spelling.format(path)) == path


def test_home_relative_and_quoted_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "tin mới.xml", RSS)
    for text in ("~/tin mới.xml", "./tin mới.xml", "tin mới.xml", f"file://{tmp_path}/tin%20m%E1%BB%9Bi.xml"):
        assert localfiles.path_of(text) == tmp_path / "tin mới.xml"
        assert LocalSource().match(text) > 0.5
    assert LocalSource().match("missing.xml") == 0.0
    assert LocalSource().match("https://example.com/feed.xml") == 0.0


def test_only_the_user_may_name_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", RSS)
    with pytest.raises(Forbidden):
        fetch(path, user_typed=False)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    write(tmp_path / "empty.xml", "  ")
    write(tmp_path / "big.xml", b"x" * (localfiles.MAX_BYTES + 1))
    (tmp_path / "nothing").mkdir()
    for name, kind, word in (
        ("missing.xml", SourceError, "no file or folder"),
        ("empty.xml/x", SourceError, "no file or folder"),
        ("pipe.xml", NotAFeed, "no ordinary file"),
        ("empty.xml", NotAFeed, "empty"),
        ("big.xml", TooLarge, "15 MB"),
        ("nothing", NotAFeed, "no pages"),
    ):
        with pytest.raises(kind, match=word):
            fetch(tmp_path / name)
    for url in ("file://server/share/x.xml", "a\x00b", "/dev/zero", "file://[/x"):
        with pytest.raises(SourceError):
            fetch(url)


def test_discovery_of_files_and_folders(tmp_path: Path) -> None:
    feed = write(tmp_path / "feed.xml", RSS)
    write(tmp_path / "trang.html", HTML, 1_700_000_000)
    write(tmp_path / "broken.json", "{}")
    assert [(one.url, one.title, one.entries) for one in discover(feed)] == [(str(feed), "Tệp", 1)]
    found = discover(tmp_path)
    assert [(one.url, one.entries) for one in found] == [(str(tmp_path), 1), (str(feed), 1)]
    assert all(one.adapter == "local" for one in found)
    assert discover(tmp_path / "trang.html")[0].title == "Trang đã lưu"
    for name in ("broken.json", "missing"):
        with pytest.raises(SourceError):
            discover(tmp_path / name)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(NotAFeed):
        discover(tmp_path / "nothing")


def test_the_contract_holds(tmp_path: Path) -> None:
    write(tmp_path / "notes" / "a.md", MARKDOWN)
    samples = [
        Sample(str(write(tmp_path / "feed.xml", RSS)), local=True),
        Sample(str(write(tmp_path / "page.html", HTML)), local=True),
        Sample(str(tmp_path / "notes"), local=True),
    ]
    check(LocalSource, samples)
