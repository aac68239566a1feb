"""How well and how fast pages are read, on the development pages, beside trafilatura and readability in the same run.

    python -m tests.benchmarks.extraction                      the table
    python -m tests.benchmarks.extraction --set fundus         one set: aeb, fundus, vi, related
    python -m tests.benchmarks.extraction --misses body        the pages that lost most by one measure
    python -m tests.benchmarks.extraction --folds 5            each figure on five halves of the publishers, to see luck
    python -m tests.benchmarks.extraction --nameless           with every class and id taken out: what is left
                                                               on a page whose names no rule knows
    python -m tests.benchmarks.extraction --ours               without the other libraries

Times are CPU milliseconds a page of a warmed-up process; memory is the largest resident size of a process that read
them all. Says so and ends well where the data is not there.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from statistics import median, quantiles

from reader.domain.blocks import Paragraph, Span
from reader.domain.errors import NotAnArticle
from reader.domain.page import PageArticle
from reader.extract.page import extract_page
from tests.benchmarks.extraction_scores import PAGES, Gold, Marks, f1, judge, load

TARGETS = {
    "body F1 aeb": 0.965, "body F1 fundus": 0.96, "body F1 vi": 0.99, "leads": 0.92, "images": 0.88,
    "image precision": 0.85,
    "captions": 0.78, "title": 0.88, "date": 0.985, "authors": 0.87, "related links F1": 0.93,
    "related links F1 vi": 0.96,
    "headings": 0.92, "pages without a group": 1.0, "ms median": 25.0, "ms p95": 80.0,
}  # fmt: skip
MEASURES = (
    "leads",
    "leads apart",
    "images",
    "image precision",
    "captions",
    "title",
    "date",
    "authors",
    "subheads",
    "links found",
    "links right",
    "headings",
    "kinds",
    "pages without a group",
)

_NAMES = re.compile(
    rb"""\s(?:class|id|data-component|data-testid|data-type|itemprop)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)"""
)

Reader = Callable[[Gold], PageArticle | None]


def ours(gold: Gold) -> PageArticle | None:
    """Our own extraction; a refused page is None."""
    try:
        return extract_page(gold.body, gold.url, fetched_at=gold.crawled)
    except NotAnArticle:
        return None


def _plain(gold: Gold, text: str) -> PageArticle:
    lines = [line for line in text.split("\n") if line.strip()]
    return PageArticle(gold.url, "", blocks=tuple(Paragraph((Span(line),)) for line in lines))


def trafilatura(gold: Gold) -> PageArticle | None:
    """Plain trafilatura, text only, `fast`."""
    from trafilatura import extract

    return _plain(gold, extract(gold.body, fast=True, include_comments=False) or "")


def readability(gold: Gold) -> PageArticle | None:
    """Plain readability-lxml, its summary's text."""
    from lxml import etree, html
    from readability import Document

    try:
        summary = Document(gold.body.decode("utf-8", "replace")).summary()
        return _plain(gold, "\n".join(html.fromstring(summary).itertext()))
    except (etree.LxmlError, ValueError):
        return None


TOOLS: dict[str, Reader] = {"ours": ours, "trafilatura": trafilatura, "readability": readability}


def run(tool: str, sets: set[str], nameless: bool = False) -> tuple[list[tuple[Gold, Marks]], list[float], float]:
    """(marks of every page, CPU milliseconds of every page, largest memory in MB)."""
    logging.disable(logging.CRITICAL)
    read = TOOLS[tool]
    pages = [gold for gold in load() if gold.set in sets]
    if nameless:
        pages = [replace(gold, body=_NAMES.sub(b" ", gold.body)) for gold in pages]
    for gold in pages[:3]:
        read(gold)
    rows: list[tuple[Gold, Marks]] = []
    times: list[float] = []
    for gold in pages:
        started = time.process_time()
        article = read(gold)
        times.append((time.process_time() - started) * 1000)
        rows.append((gold, judge(gold, article)))
    return rows, times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(rows: list[tuple[Gold, Marks]], tool: str) -> dict[str, float]:
    """Name of the figure -> its value. The other libraries give text only."""
    found: dict[str, float] = {}
    for name in ("aeb", "fundus", "vi"):
        bodies = [marks.body for gold, marks in rows if gold.set == name and marks.body is not None]
        if bodies:
            precision, recall, value = f1(bodies)
            found[f"body F1 {name}"] = value
            found[f"  precision {name}"], found[f"  recall {name}"] = precision, recall
    measures = MEASURES if tool == "ours" else ("leads",)
    for measure in measures:
        right = sum(marks.counts.get(measure, (0, 0))[0] for _, marks in rows)
        total = sum(marks.counts.get(measure, (0, 0))[1] for _, marks in rows)
        if total:
            found[measure] = right / total
    for label, prefix in (("", ""), (" vi", "vi ")):
        if tool != "ours":
            break
        hits, truth = _total(rows, f"{prefix}links found")
        _, predicted = _total(rows, f"{prefix}links right")
        if truth + predicted:
            found[f"related links F1{label}"] = 2 * hits / (truth + predicted)
    return found


def _total(rows: list[tuple[Gold, Marks]], measure: str) -> tuple[int, int]:
    counts = [marks.counts.get(measure, (0, 0)) for _, marks in rows]
    return sum(right for right, _ in counts), sum(total for _, total in counts)


def misses(rows: list[tuple[Gold, Marks]], measure: str, most: int) -> None:
    """Print the pages that lost most by one measure."""
    if measure == "body":
        bodies = [(gold, marks.body) for gold, marks in rows if marks.body is not None]
        for gold, (right, wrong, missed) in sorted(bodies, key=lambda row: row[1][0])[:most]:
            print(f"  {right:.2f} right {wrong:.2f} wrong {missed:.2f} missed  {gold.set} {gold.name}  {gold.url[:90]}")
        return
    for gold, marks in rows:
        right, total = marks.counts.get(measure, (0, 0))
        if right < total:
            print(f"  {right}/{total} {gold.name}: {marks.notes.get(measure, '')}")


def folds(rows: list[tuple[Gold, Marks]], parts: int) -> dict[str, tuple[float, float]]:
    """Lowest and highest of each figure over `parts` halves of the publishers: what luck alone may do."""
    spread: dict[str, list[float]] = {}
    for part in range(parts):
        half = [row for row in rows if zlib.crc32(f"{part}{_publisher(row[0])}".encode()) & 1]
        for name, value in figures(half, "ours").items():
            spread.setdefault(name, []).append(value)
    return {name: (min(values), max(values)) for name, values in spread.items()}


def _publisher(gold: Gold) -> str:
    return gold.url.split("/")[2] if gold.url.count("/") > 2 else gold.name


def _others(sets: set[str], nameless: bool) -> dict[str, tuple[dict[str, float], list[float], float]]:
    """Figures of the other libraries, each from a process of its own so that memory is its own."""
    found: dict[str, tuple[dict[str, float], list[float], float]] = {}
    for tool in ("trafilatura", "readability"):
        command = [sys.executable, "-m", "tests.benchmarks.extraction", "--tool", tool, "--set", *sorted(sets)]
        command += ["--nameless"] * nameless
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            value = json.loads(result.stdout)
            found[tool] = (value["figures"], value["times"], value["memory"])
        else:
            print(f"{tool}: not installed or failed")
    return found


def _speed(times: list[float]) -> dict[str, float]:
    return {"ms median": median(times), "ms p95": quantiles(times, n=20)[-1], "ms largest": max(times)}


def main(arguments: list[str] | None = None) -> int:
    """The command; see the module's docstring."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.extraction", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument(
        "--set", nargs="+", choices=("aeb", "fundus", "vi", "related"), default=["aeb", "fundus", "vi", "related"]
    )
    parser.add_argument("--misses", choices=("body", *MEASURES), metavar="MEASURE", help=f"body, {', '.join(MEASURES)}")
    parser.add_argument("--most", type=int, default=30)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--nameless", action="store_true", help="take every class and id out of the pages")
    parser.add_argument("--ours", action="store_true", help="leave the other libraries out")
    parser.add_argument("--tool", choices=TOOLS, help="one tool's figures as JSON")
    options = parser.parse_args(arguments)
    if not PAGES.exists():
        print(f"The development pages are not here ({PAGES}); nothing was measured.")
        return 0
    sets = set(options.set)
    if options.tool:
        rows, times, memory = run(options.tool, sets, options.nameless)
        print(json.dumps({"figures": figures(rows, options.tool), "times": times, "memory": memory}))
        return 0
    rows, times, memory = run("ours", sets, options.nameless)
    columns = {"ours": figures(rows, "ours") | _speed(times) | {"memory MB": memory}}
    if not options.ours and not options.misses:
        columns |= {
            tool: f | _speed(t) | {"memory MB": m} for tool, (f, t, m) in _others(sets, options.nameless).items()
        }
    spread = folds(rows, options.folds) if options.folds else {}
    _print(columns, spread, len(rows))
    if options.misses:
        misses(rows, options.misses, options.most)
    return 0


def _print(columns: dict[str, dict[str, float]], spread: dict[str, tuple[float, float]], pages: int) -> None:
    print(f"{pages} pages".ljust(26) + "".join(name.rjust(14) for name in columns) + "target".rjust(10))
    for name, value in columns["ours"].items():
        cells = [
            f"{column[name]:.{1 if value > 1.5 else 3}f}" if name in column else "-" for column in columns.values()
        ]
        low_high = f"   {spread[name][0]:.3f} to {spread[name][1]:.3f}" if name in spread else ""
        print(name.ljust(26) + "".join(cell.rjust(14) for cell in cells) + f"{TARGETS.get(name, '')!s:>10}" + low_high)


if __name__ == "__main__":
    sys.exit(main())
