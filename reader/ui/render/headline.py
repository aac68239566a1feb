"""A headline as lines: every row of a list has the same height, so the height is a setting and never a measurement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from enum import StrEnum

from reader.domain.models import EntryRow, Mark
from reader.i18n import _

from .ages import age
from .breaks import wrap
from .cells import fit, is_rtl, safe, shorten, width
from .lines import Line, Look, Piece


class RowHeight(StrEnum):
    """Lines of a headline in the list."""

    COMPACT = "compact"
    """1"""
    COSY = "cosy"
    """2"""
    ROOMY = "roomy"
    """3 and a blank one"""

    @property
    def lines(self) -> int:
        """Lines with text."""
        return {"compact": 1, "cosy": 2, "roomy": 3}[self.value]

    @property
    def pitch(self) -> int:
        """Lines from one headline to the next."""
        return 4 if self is RowHeight.ROOMY else self.lines


MARKS = {Mark.HERE: "●", Mark.FETCH: "○", Mark.QUEUED: "⇣"}
UNREAD = "●"
STAR = "★"
_GUTTER = 2  # the unread mark and a space
_AGE = 4  # cells of most ages; a longer one takes what it needs
_SOURCE = 14  # most cells of a source in a compact row
_LOOK_TITLE = {False: Look("unread"), True: Look("read")}
_AGE_LOOK, _SOURCE_LOOK, _DIM = Look("age"), Look("source"), Look("lead")
_BLANK = Look("blank")


def headline(
    row: EntryRow, columns: int, height: RowHeight, now: datetime, zone: tzinfo | None = None
) -> tuple[Line, ...]:
    """The lines of one headline, `height.lines` of them, each exactly `columns` cells wide."""
    title, look = _title(row)
    stamp = age(row.sort_at, now, zone)
    room = columns - _GUTTER - 1 - max(_AGE, width(stamp))
    if room < 8:
        stamp, room = "", max(1, columns - _GUTTER)
    mark = Piece(f"{UNREAD} ", Look("mark")) if not row.read else Piece("  ", _BLANK)
    if height is RowHeight.COMPACT:
        return (_compact(row, title, look, stamp, mark, columns, room),)
    roomy = height is RowHeight.ROOMY
    texts = _lines_of(title, room, 2)
    lines = [_spread(mark, Piece(texts[0], look), stamp, columns)]
    if not roomy:
        lines.append(_rest(row, Piece(texts[1], look), columns) if len(texts) > 1 else _meta(row, columns, lead=True))
    else:
        if len(texts) > 1:
            second = Piece(texts[1], look)
        else:
            lead = safe(row.lead) if row.title else ""
            second = Piece(shorten(lead, room), _DIM)
        line = _spread(Piece("  ", _BLANK), second, "", _GUTTER + room)
        lines.append(replace(line, pieces=(*line.pieces, Piece(" " * (columns - _GUTTER - room), _BLANK))))
        lines.append(_meta(row, columns, lead=False))
    return tuple(lines)


def placeholder(columns: int, height: RowHeight, number: int) -> tuple[Line, ...]:
    """What stands in a row that is still being read from the disk. `number` varies its length."""
    lines = []
    for index in range(height.lines):
        share = (62 + number * 17 % 30, 38 + number * 23 % 30, 24)[index]
        cells = max(1, min(columns - _GUTTER, columns * share // 100 - _GUTTER))
        bar = Piece("╌" * cells, Look("placeholder"))
        lines.append(_spread(Piece("  ", _BLANK), bar, "", columns))
    return tuple(lines)


def _title(row: EntryRow) -> tuple[str, Look]:
    title = safe(row.title) or safe(row.lead)
    return title or _("(no title)"), _LOOK_TITLE[row.read]


def _lines_of(title: str, room: int, limit: int) -> list[str]:
    """`title` word-wrapped to at most `limit` lines of `room` cells, the last one shortened."""
    if width(title) <= room:
        return [title]
    spans = wrap(title, room)
    texts = [title[start:end] for start, end in spans[:limit]]
    if len(spans) > limit:
        texts[-1] = shorten(title[spans[limit - 1][0] :], room)
    return texts


def _spread(mark: Piece, body: Piece, stamp: str, columns: int) -> Line:
    """Mark, text, and the age at the right edge."""
    stamp_room = max(_AGE, width(stamp)) + 1 if stamp else 0
    room = columns - _GUTTER - stamp_room
    pieces = [mark, Piece(fit(body.text, room, right=is_rtl(body.text)), body.look)]
    if stamp:
        pieces.append(Piece(fit(stamp, stamp_room, right=True), _AGE_LOOK))
    return Line(tuple(pieces))


def _compact(row: EntryRow, title: str, look: Look, stamp: str, mark: Piece, columns: int, room: int) -> Line:
    tail: list[Piece] = []
    if row.starred:
        tail.append(Piece(f" {STAR}", Look("star")))
    if row.others and room >= 24:
        tail.append(Piece(f" +{row.others}", Look("others")))
    if room >= 40:
        source = shorten(safe(row.source), _SOURCE)
        tail.append(Piece("  " + fit(source, _SOURCE), _SOURCE_LOOK))
    stamp_room = max(_AGE, width(stamp)) + 1 if stamp else 0
    left = columns - _GUTTER - stamp_room - sum(width(piece.text) for piece in tail)
    line = _spread(mark, Piece(shorten(title, left), look), "", _GUTTER + left)
    pieces = (*line.pieces, *tail, Piece(fit(stamp, stamp_room, right=True), _AGE_LOOK))
    return replace(line, pieces=pieces)


def _rest(row: EntryRow, rest: Piece, columns: int) -> Line:
    """The second line of a cosy headline whose title needs it: the rest of it, and at the right edge the source."""
    left = columns - _GUTTER
    tail = [Piece(f" +{row.others}", Look("others"))] if row.others else []
    tail += [Piece(f" {STAR}", Look("star"))] if row.starred else []
    tail += [Piece(f" {MARKS[row.mark]}", Look("fetch"))] if row.mark is not Mark.HERE else []
    marks = sum(width(piece.text) for piece in tail)
    source = shorten(safe(row.source), max(6, min(_SOURCE, left - marks - 2 - width(rest.text))))
    room = left - marks - width(source) - 2
    if room < 8:
        room, source, tail = left, "", []
    text = fit(rest.text, room, right=is_rtl(rest.text))
    gap = [Piece("  ", _BLANK), Piece(source, _SOURCE_LOOK)] if source else []
    return Line((Piece("  ", _BLANK), Piece(text, rest.look), *gap, *tail))


def _meta(row: EntryRow, columns: int, lead: bool) -> Line:
    """Source, how many others carry it, star, readable offline or not; and the lead when `lead` and room is left."""
    left = columns - _GUTTER
    pieces = [Piece("  ", _BLANK)]
    source = shorten(safe(row.source), left)
    pieces.append(Piece(source, _SOURCE_LOOK))
    left -= width(source)
    marks = []
    if row.others:
        marks.append(Piece(f"  +{row.others}", Look("others")))
    if row.starred:
        marks.append(Piece(f"  {STAR}", Look("star")))
    if row.mark is not Mark.HERE:
        marks.append(Piece(f"  {MARKS[row.mark]}", Look("fetch")))
    for piece in marks:
        if left >= width(piece.text):
            pieces.append(piece)
            left -= width(piece.text)
    text = safe(row.lead) if lead and row.title else ""
    if text and left > 14:
        pieces.append(Piece(fit("  " + text, left), _DIM))
        left = 0
    pieces.append(Piece(" " * left, _BLANK))
    return Line(tuple(pieces))
