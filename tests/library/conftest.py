"""The fixture of the library's tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from library_world import NOW, two_feeds

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry


def _five(name: str) -> Iterator[tuple[DigestedEntry, datetime]]:
    for number in range(5):
        entry = DigestedEntry(
            key=f"{name}{number}",
            url=f"https://{name}.example/{number}",
            url_key=f"{name}.example/{number}",
            title=f"{name} {number}",
            content_hash=f"{number}",
            teaser_only=number == 4,
            blocks_json=dump([Paragraph((Span("Text"),))]),
        )
        yield entry, NOW - timedelta(hours=number)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose store has two feeds with five entries each."""
    folder = tmp_path / "data"
    two_feeds(folder, _five)
    return folder
