"""Section reading on real pages: whatever a page is, it gives clean entries or a sentence."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.errors import NotAFeed
from reader.domain.identity import url_key
from reader.extract import section
from reader.sources.api import Fetched
from reader.sources.contract import check_parsed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_real_pages_give_stories_or_a_sentence(shared_data: Path) -> None:
    # A quarter of them: each takes a tenth of a second.
    pages = sorted((shared_data / "pages").rglob("*.html.gz"))[::4]
    assert pages
    counts = []
    for path in pages:
        fetched = Fetched("https://site.example/a/page", gzip.decompress(path.read_bytes()), fetched_at=NOW)
        try:
            parsed = section.parse(fetched)
        except NotAFeed:
            counts.append(0)
            continue
        check_parsed(parsed)
        keys = [url_key(entry.url) for entry in parsed.entries]
        assert len(set(keys)) == len(keys), path.name
        assert all(entry.title for entry in parsed.entries), path.name
        assert all(entry.published is None or entry.published.year >= 1990 for entry in parsed.entries), path.name
        counts.append(len(keys))
    print(f"{len(pages)} pages: {sum(map(bool, counts))} list stories, {sum(counts)} in all, {max(counts)} at most")
    assert sum(map(bool, counts)) > len(pages) // 2
