"""The head of an article: kicker, title, byline, lead."""

from __future__ import annotations

from datetime import datetime, tzinfo

from reader.domain.blocks import Paragraph, Span, plain
from reader.domain.models import Article, EntryRow, Mark
from reader.domain.text import fold
from reader.i18n import _

from .ages import moment, reading_time
from .breaks import balanced
from .cells import safe, width
from .lines import BLANK, Line, Look, Piece, flow, paragraph

_DOT = "  ·  "


def kicker(
    row: EntryRow, words: int, now: datetime, zone: tzinfo | None, clock: str, columns: int, version: str = ""
) -> list[Line]:
    """Source, section, date, reading time and which text it is; parts stay whole when they need a second line."""
    parts = [Piece(safe(row.source).upper(), Look("kicker"))]
    if (section := safe(row.section)) and not _is_of(row.source, section):
        parts.append(Piece(section, Look("section")))
    if row.published is not None:
        parts.append(Piece(moment(row.published, now, zone, clock), Look("date")))
    if duration := reading_time(words):
        parts.append(Piece(duration, Look("date")))
    if version:
        parts.append(Piece(version, Look("section")))
    parts = [part for part in parts if part.text]
    wide = sum(width(part.text) for part in parts) + len(_DOT) * (len(parts) - 1) <= columns
    dot = _DOT if wide else " · "
    rows: list[list[Piece]] = [[]]
    used = 0
    for part in parts:
        need = width(part.text) + (len(dot) if rows[-1] else 0)
        if rows[-1] and used + need > columns:
            rows.append([])
            used, need = 0, width(part.text)
        if rows[-1]:
            rows[-1].append(Piece(dot, Look("date")))
        rows[-1].append(part)
        used += need
    return [line for row_ in rows if row_ for line in flow(row_, columns)]


def head_lines(
    row: EntryRow,
    article: Article | None,
    columns: int,
    now: datetime,
    zone: tzinfo | None = None,
    clock: str = "24h",
) -> list[Line]:
    """The head as far as it is known: from the row alone while the article is being read."""
    words = article.words if article else 0
    lines = kicker(row, words, now, zone, clock, columns, version_name(article) if article else "")
    lines.append(BLANK)
    title = safe(row.title) or safe(row.lead) or _("(no title)")
    lines += flow([Piece(title, Look("title"))], balanced(title, columns))
    if author := byline(row, article):
        lines += flow([Piece(author, Look("byline"))], columns)
    if article is not None and article.updated is not None and _was_updated(article):
        text = _("Updated {when}").format(when=moment(article.updated, now, zone, clock))
        lines += flow([Piece(text, Look("byline"))], columns)
    if row.tags:
        lines += flow([Piece("  ".join(f"#{safe(tag)}" for tag in row.tags), Look("section"))], columns)
    lead = article.lead if article else ""
    if lead and not (article and _repeats(article)):
        lines.append(BLANK)
        lines += paragraph((Span(lead),), columns, "lead")
    return lines


def version_name(article: Article) -> str:
    """Which text of the story this is, where there is or should be another one; empty for a feed's whole text and for a
    followed page."""
    if article.version == "full":
        return _("full text") if "feed" in article.versions else ""
    if "full" in article.versions:
        return _("the feed's text")
    if not article.blocks:
        return ""
    waits = {Mark.FETCH: _("only the feed's teaser"), Mark.QUEUED: _("teaser; the full text is waited for ⇣")}
    return waits.get(article.entry.mark, "")


def byline(row: EntryRow, article: Article | None) -> str:
    """Who wrote it, as one line; empty when nobody is named or only the source itself."""
    names = article.authors if article and article.authors else (row.author,)
    clean = [name for name in map(safe, names) if name and fold(name) != fold(row.source)]
    return ", ".join(clean)


def _is_of(source: str, section: str) -> bool:
    """Whether a source is that section of a paper: “Báo Triều - Thời sự”."""
    name = fold(section).strip()  # nothing of a section that is an accent alone
    paper, _between, last = fold(source).rpartition(name) if name else ("", "", "")
    return bool(paper) and not last.strip() and not paper.strip()[-1:].isalnum()


def _was_updated(article: Article) -> bool:
    published = article.entry.published
    return article.updated is not None and (published is None or (article.updated - published).total_seconds() > 3600)


def _repeats(article: Article) -> bool:
    """True when the text begins with its own lead."""
    first = next((block for block in article.blocks if isinstance(block, Paragraph)), None)
    return first is not None and fold(plain(first.text)).strip().startswith(fold(article.lead).strip()[:200])
