"""A headline as lines: every row of a list has the same height, so the height is a setting and never a measurement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from enum import StrEnum

from reader.domain.models import EntryRow, Mark
from reader.i18n import _

from .ages import age
from .breaks import wrap
from .cells import fit, is_rtl, safe, short_name, shorten, width
from .fold import ALONE, Fold, indent, others, stand_in
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


AUTO = "auto"
_HIGH = 28  # lines of a list from which on `auto` is roomy: seven headlines


def height_for(wish: str, lines: int) -> RowHeight:
    """The height that the configuration's `look.rows` means in a list of `lines` lines."""
    if wish == AUTO:
        return RowHeight.ROOMY if lines >= _HIGH else RowHeight.COSY
    return RowHeight(wish)


MARKS = {Mark.HERE: "●", Mark.FETCH: "○", Mark.QUEUED: "⇣"}
UNREAD = "●"
STAR = "★"
TAG = "#"
_GUTTER = 2  # the unread mark and a space
_AGE = 4  # cells of most ages; a longer one takes what it needs
_SOURCE = 14  # most cells of a source beside a title
_NARROW = 34  # columns under which a cosy row has no room for a source beside the rest of the title
_LOOK_TITLE = {False: Look("unread"), True: Look("read")}
_AGE_LOOK, _SOURCE_LOOK, _DIM = Look("age"), Look("source"), Look("lead")
_BLANK = Look("blank")


def headline(
    row: EntryRow,
    columns: int,
    height: RowHeight,
    now: datetime,
    zone: tzinfo | None = None,
    own: bool = False,
    fold: Fold = ALONE,
) -> tuple[Line, ...]:
    """The lines of one headline, `height.lines` of them, each exactly `columns` cells wide. `own` leaves the source
    out, for the list of one feed; `fold` is how it stands to others of its story."""
    if cells := indent(fold, columns):
        return stand_in(_headline(row, columns - cells, height, now, zone, own, fold), fold)
    return _headline(row, columns, height, now, zone, own, fold)


def _headline(
    row: EntryRow, columns: int, height: RowHeight, now: datetime, zone: tzinfo | None, own: bool, fold: Fold
) -> tuple[Line, ...]:
    carried = others(fold, row.others, row.read)
    title, look = _title(row)
    stamp = age(row.sort_at, now, zone)
    room = columns - _GUTTER - 1 - max(_AGE, width(stamp))
    if room < 8:
        stamp, room = "", max(1, columns - _GUTTER)
    mark = Piece(f"{UNREAD} ", Look("mark")) if not row.read else Piece("  ", _BLANK)
    if height is RowHeight.COMPACT:
        return (_compact(row, carried, title, look, stamp, mark, columns, room, own),)
    texts = _lines_of(title, room, 2)
    first = _spread(mark, Piece(texts[0], look), stamp, columns)
    if height is RowHeight.COSY:
        return first, _beside(row, carried, texts[0], title, look, columns, own)
    if len(texts) > 1:
        second = Piece(texts[1], look)
    else:
        second = Piece(shorten(_lead(row), room), _DIM)
    line = _spread(Piece("  ", _BLANK), second, "", _GUTTER + room)
    line = replace(line, pieces=(*line.pieces, Piece(" " * (columns - _GUTTER - room), _BLANK)))
    return first, line, _meta(row, carried, columns, own)


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


def _lead(row: EntryRow) -> str:
    """The lead, unless it stands in for the title already."""
    return safe(row.lead) if row.title else ""


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


def _marks(row: EntryRow, carried: str, gap: str) -> list[Piece]:
    """Others that carry it, the star, tags, readable offline or not."""
    marks = [Piece(f"{gap}{carried}", Look("others"))] if carried else []
    marks += [Piece(f"{gap}{STAR}", Look("star"))] if row.starred else []
    marks += [Piece(f"{gap}{TAG}", Look("star"))] if row.tags else []
    return marks + ([Piece(f"{gap}{MARKS[row.mark]}", Look("fetch"))] if row.mark is not Mark.HERE else [])


def _compact(
    row: EntryRow, carried: str, title: str, look: Look, stamp: str, mark: Piece, columns: int, room: int, own: bool
) -> Line:
    tail: list[Piece] = []
    if row.starred:
        tail.append(Piece(f" {STAR}", Look("star")))
    if row.tags:
        tail.append(Piece(f" {TAG}", Look("star")))
    if carried and (room >= 24 or "+" not in carried[:1]):
        tail.append(Piece(f" {carried}", Look("others")))
    if room >= 40 and not own:
        tail.append(Piece("  " + fit(short_name(safe(row.source), _SOURCE), _SOURCE), _SOURCE_LOOK))
    stamp_room = max(_AGE, width(stamp)) + 1 if stamp else 0
    left = columns - _GUTTER - stamp_room - sum(width(piece.text) for piece in tail)
    line = _spread(mark, Piece(shorten(title, left), look), "", _GUTTER + left)
    pieces = (*line.pieces, *tail, Piece(fit(stamp, stamp_room, right=True), _AGE_LOOK))
    return replace(line, pieces=pieces)


def _beside(row: EntryRow, carried: str, begun: str, title: str, look: Look, columns: int, own: bool) -> Line:
    """The second line of a cosy headline: the rest of the title, or else the lead, and under the age, in a column of
    its own, marks and source. A narrow list keeps the line for the title where it needs it."""
    left = columns - _GUTTER
    rest = title[len(begun) :].lstrip() if title.startswith(begun) else ""
    tail = _marks(row, carried, " ")
    if not own and (not rest or columns >= _NARROW):
        source = short_name(safe(row.source), min(_SOURCE, left // 2) if rest or columns < _NARROW else left // 2)
        tail.append(Piece(f"  {source}", Look("where")))
    while tail and sum(width(piece.text) for piece in tail) > left - 8:
        tail.pop()
    room = left - sum(width(piece.text) for piece in tail)
    body = Piece(rest, look) if rest else Piece(_lead(row), _DIM)
    text = fit(body.text, room, right=is_rtl(body.text)) if rest or room >= 14 else " " * room
    return Line((Piece("  ", _BLANK), Piece(text, body.look), *tail))


def _meta(row: EntryRow, carried: str, columns: int, own: bool) -> Line:
    """Source (in its own list the section, or who wrote it) and the marks."""
    left = columns - _GUTTER
    pieces = [Piece("  ", _BLANK)]
    # A long name gives way to what says that there is more beneath.
    room = max(left // 2, left - width(carried) - 2) if carried else left
    source = short_name(safe(row.source), room) if not own else shorten(safe(row.section) or safe(row.author), room)
    pieces.append(Piece(source, _SOURCE_LOOK if not own else _DIM))
    left -= width(source)
    for piece in _marks(row, carried, "  " if source else ""):
        if left >= width(piece.text):
            pieces.append(piece)
            left -= width(piece.text)
    pieces.append(Piece(" " * left, _BLANK))
    return Line(tuple(pieces))
