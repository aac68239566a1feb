"""Articles of labelled sets: JSON Lines (id, cluster, date, source, title, summary, body), packed by gzip or not.

Only a text is needed: an article without a cluster distracts, without a date it counts as of the moment of arrival,
without a source it comes from a nameless one. Lines that are no article are counted and left out.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reader.domain.dates import parse_date
from reader.domain.text import clean_line, clean_text

FAR = 1e17
"""No time in any unit that dates are written in."""
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Article:
    """One line of a file."""

    key: str
    cluster: str
    """The event, with the file before it: two files may number theirs alike. Empty for a distractor."""
    date: datetime | None
    source: str
    title: str
    paragraphs: tuple[str, ...]


def read_articles(path: Path) -> list[Article]:
    """The articles of a file; says on the screen how many of its lines are none. Exits with a sentence if there is no
    such file."""
    found: list[Article] = []
    bad: list[int] = []
    try:
        for number, line in enumerate(_lines(path), 1):
            raw = _object(line)
            article = _article(raw, path.name, number) if raw is not None else None
            if article is not None:
                found.append(article)
            elif line.strip():
                bad.append(number)
    except (OSError, EOFError, zlib.error) as error:
        raise SystemExit(f"{path}: cannot be read ({error})") from error
    if bad:
        print(f"{path.name}: {len(bad)} lines are no articles and were left out, the first is line {bad[0]}")
    return found


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    with gzip.open(path, "rb") if packed else path.open("rb") as lines:
        for line in lines:
            yield line.decode("utf-8-sig", "replace")


def _object(line: str) -> dict[str, Any] | None:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _article(raw: dict[str, Any], file: str, number: int) -> Article | None:
    texts = [clean_text(_text(raw.get(name))) for name in ("summary", "body")]
    paragraphs = tuple(line for text in texts for line in text.split("\n") if line.strip())
    title = clean_line(_text(raw.get("title")))
    if not title and not paragraphs:
        return None
    cluster = _text(raw.get("cluster"))
    return Article(
        key=f"{file}:{number}",
        cluster=f"{file}:{cluster}" if cluster else "",
        date=_date(raw.get("date")),
        source=clean_line(_text(raw.get("source"))),
        title=title,
        paragraphs=paragraphs,
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return "" if value is None else str(value)


def _date(value: object) -> datetime | None:
    """Seconds or milliseconds since 1970, or a date as feeds write it; None for anything else."""
    if isinstance(value, float) and abs(value) < FAR:
        value = int(value)
    return parse_date(str(value)) if isinstance(value, int | str) else None
