"""How other projects' suites of feeds are read: `python -m tests.benchmarks.conformance DIR… [--misses]`.

Give it folders of such suites: feedparser's `tests` (what an `Expect:` comment or a list in the JSON says), gofeed's
`testdata` (the JSON beside the XML), the feed validator's `testcases` (what a comment expects to be valid must be read,
as a plain reading of the document has it), folders of JSON Feeds. Only what a reader of news keeps is compared: number
of entries, titles, links, ids, dates, texts, authors, languages. Besides, each file is compared with what feedparser
makes of it, and with the plain reading. `--misses` lists what differs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.digested import DigestedFeed
from reader.domain.errors import SourceError
from reader.extract.digest import digest
from reader.extract.feedparse import parse
from reader.sources.api import Fetched

from . import conformance_expect as expect
from .conformance_claims import FIELDS, Claim
from .conformance_compare import holds

_NAMES = (".xml", ".rss", ".atom", ".rdf", ".json")
_NOW = datetime(2026, 11, 28, tzinfo=UTC)


def read(case: expect.Case) -> tuple[DigestedFeed | None, str]:
    """(the feed as the program keeps it, or None; what the program says of it)"""
    try:
        found = digest(parse(Fetched(case.url, case.body, case.content_type)), case.url, _NOW)
    except SourceError as error:
        return None, str(error)
    return found, found.warning


class Tally:
    """What was checked in one suite, and what did not hold."""

    def __init__(self) -> None:
        self.files = 0
        self.stating = 0
        self.checked: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.misses: list[str] = []

    def add(self, path: Path, claims: list[Claim], feed: DigestedFeed | None, said: str) -> None:
        """Compare one file."""
        for claim in claims:
            found = holds(claim, feed)
            self.checked[claim.field] += 1
            self.held[claim.field] += found is None
            if found is not None:
                place = claim.field if claim.entry is None else f"entry {claim.entry}, {claim.field}"
                self.misses.append(f"{path}: {place} is {found!r:.200}, not {claim.value!r:.200} {said}".rstrip())

    def lines(self) -> Iterator[str]:
        """The figures."""
        for name, count in sorted(self.checked.items(), key=lambda pair: FIELDS.index(pair[0])):
            share = 100 * self.held[name] / count
            yield f"    {name:<10}{self.held[name]:>6} of {count:>5}  {share:6.2f} %"
        total, held = sum(self.checked.values()), sum(self.held.values())
        yield f"    {'in all':<10}{held:>6} of {total:>5}  {100 * held / max(1, total):6.2f} %"


def _suite(folder: Path, misses: bool) -> int:
    stated, beside, plain = Tally(), Tally(), Tally()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _NAMES and path.is_file()):
        case = expect.case(path)
        if case is None:
            continue
        feed, said = read(case)
        stated.files += 1
        stated.add(path.relative_to(folder), case.claims, feed, said)
        stated.stating += bool(case.claims)
        beside.add(path.relative_to(folder), expect.by_feedparser(case), feed, said)
        plain.add(path.relative_to(folder), case.as_it_reads, feed, said)
    print(f"{folder}: {stated.files} files, {stated.stating} of which say what they expect")
    names = ("as the suite says", "as feedparser reads them", "as the documents read by the letter")
    for name, tally in zip(names, (stated, beside, plain), strict=True):
        print(f"  {name}")
        print("\n".join(tally.lines()))
        if misses:
            print("\n".join(f"    - {miss}" for miss in tally.misses))
    return len(stated.misses)


def main() -> int:
    """Read the suites."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--misses", action="store_true", help="list what differs")
    options = parser.parse_args()
    return 1 if sum(_suite(folder, options.misses) for folder in options.folders) else 0


if __name__ == "__main__":
    sys.exit(main())
