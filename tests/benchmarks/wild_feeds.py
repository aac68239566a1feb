"""Read every feed of the wild collection and print what was found: `python -m tests.benchmarks.wild_feeds [folder]`.

Columns: format, entries by a plain count of `<item>` and `<entry>` (`items` for JSON), entries read, and how many of
those have a title, an address, a date and a text; milliseconds of CPU; what was saved, or why it is no feed.
"""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from reader.domain.errors import SourceError
from reader.extract.feedparse import count_entries, parse
from reader.extract.feedtext import feed_text
from reader.sources.api import Fetched, Parsed

WILD = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "feeds"
_FORMATS = (
    ("JSON Feed", r"\s*\{"),
    ("RDF", r".{0,4000}?<rdf:RDF"),
    ("Atom", r".{0,4000}?<(?:feed|entry)[\s>]"),
    ("RSS", r".{0,4000}?<(?:rss|channel)[\s>]"),
    ("HTML", r"\s*<"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What was found in one file."""

    name: str
    format: str
    counted: int
    """Entries by a plain count."""
    parsed: Parsed | None
    """None when it is no feed; `note` says why."""
    note: str
    seconds: float


def read(path: Path) -> Row:
    """Read one file. Raises nothing but what is a fault of ours."""
    body = path.read_bytes()
    text = feed_text(body, "")
    kind = next((name for name, start in _FORMATS if re.match(start, text, re.DOTALL)), "text")
    counted = len(json.loads(text).get("items", [])) if kind == "JSON Feed" else count_entries(text)
    started = time.process_time()
    try:
        parsed, note = parse(Fetched(url=f"https://wild.test/{path.name}", body=body)), ""
        note = parsed.warning
    except SourceError as error:
        parsed, note = None, str(error)
    return Row(path.name, kind, counted, parsed, note, time.process_time() - started)


def line(row: Row) -> str:
    """The row of the table."""
    entries = row.parsed.entries if row.parsed else []
    figures = [
        row.counted,
        len(entries),
        sum(bool(entry.title) for entry in entries),
        sum(bool(entry.url) for entry in entries),
        sum(entry.published is not None for entry in entries),
        sum(bool(entry.content or entry.summary) for entry in entries),
    ]
    cells = "".join(f"{figure:>8}" for figure in figures)
    return f"{row.name[:44]:<45}{row.format:<10}{cells}{row.seconds * 1000:>8.1f}  {row.note}"


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else WILD
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder}.")
    names = "".join(f"{name:>8}" for name in ("counted", "read", "titled", "linked", "dated", "text", "ms"))
    print(f"{'file':<45}{'format':<10}{names}  note")
    rows = [read(path) for path in sorted(folder.iterdir()) if path.is_file()]
    for row in rows:
        print(line(row))
    feeds = [row for row in rows if row.parsed is not None]
    read_entries = sum(len(row.parsed.entries) for row in feeds if row.parsed)
    print(
        f"\n{len(rows)} files, {len(feeds)} feeds, {read_entries} entries of {sum(row.counted for row in rows)} counted"
    )


if __name__ == "__main__":
    main()
