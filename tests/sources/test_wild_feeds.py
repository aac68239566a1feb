"""The feeds of the wild collection, each read without an exception; and both readers of sound XML agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.extract.feedparse import by_feedparser, parse_xml
from reader.extract.feedtext import feed_text
from reader.sources.api import Parsed, ParsedEntry
from reader.sources.contract import check_parsed
from tests.benchmarks.wild_feeds import WILD, line, read

FILES = sorted(path for path in WILD.iterdir() if path.is_file()) if WILD.is_dir() else []
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "sample_feeds").rglob("*.xml"))


def test_the_collection_is_there(shared_data: Path) -> None:
    assert len(list((shared_data / "feeds").iterdir())) >= 43


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_wild_feed_is_read(path: Path) -> None:
    row = read(path)
    assert row.name in line(row)[:45] or row.name.startswith(line(row)[:44].strip())
    if row.parsed is None:
        assert row.counted == 0
        assert row.note.endswith(".")
        return
    check_parsed(row.parsed)
    assert len(row.parsed.entries) >= row.counted
    assert len(row.parsed.entries) > 0
    assert any(entry.title for entry in row.parsed.entries)
    assert any(entry.content or entry.summary or entry.url for entry in row.parsed.entries)


def same(one: ParsedEntry, other: ParsedEntry) -> None:
    """What identifies an entry, and what a list shows of it, is the same."""
    assert one.id == other.id
    assert one.url == other.url
    assert one.title == other.title
    assert one.title_is_html == other.title_is_html
    assert one.published == other.published
    assert one.authors == other.authors
    assert one.categories == other.categories
    assert one.enclosures == other.enclosures
    assert one.image_url == other.image_url
    assert one.source_title == other.source_title
    assert one.links == other.links
    assert bool(one.content or one.summary) == bool(other.content or other.summary)


def both(path: Path) -> tuple[Parsed, Parsed]:
    text = feed_text(path.read_bytes(), "")
    url = "https://wild.test/feed"
    return parse_xml(text, url), by_feedparser(text, url)


@pytest.mark.parametrize(
    "path", [path for path in [*FILES, *SAMPLES] if path.suffix == ".xml"], ids=lambda path: path.name
)
def test_the_fast_reader_and_feedparser_find_the_same(path: Path) -> None:
    if path in FILES and read(path).parsed is None:
        assert by_feedparser(feed_text(path.read_bytes(), ""), "").entries == []
        return
    fast, reference = both(path)
    assert len(fast.entries) == len(reference.entries)
    assert fast.language == reference.language
    for one, other in zip(fast.entries, reference.entries, strict=True):
        same(one, other)
