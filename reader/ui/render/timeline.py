"""A story's coverage as lines: a head, then day by day who told it when, copies under their original, then the chapters
that came after and before."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TypeAlias

from reader.domain.coverage import Chapter, StoryCoverage, Telling
from reader.domain.models import Mark
from reader.i18n import _, ngettext

from .ages import day, hour, lag, long_day
from .cells import fit, safe, short_name, shorten, width
from .headline import MARKS, STAR, UNREAD
from .lines import BLANK, Line, Look, Piece, flow

_TIMES = {"24h": 5, "12h": 8}  # cells of `08:15` and of `12:30 pm`
_NARROW = 34  # columns under which the hour stands on the line of the source
_TITLE_LINES = 3
_TEASER_LINES = 4
_DOT = " · "
_RAIL = "│"
_READ = "◦"


class Kind(StrEnum):
    """What the cursor can stand on."""

    TELLING = "telling"
    COPIES = "copies"
    """`same text in …`, folded."""
    CHAPTER = "chapter"
    """Another event, folded or not."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing under the cursor."""

    kind: Kind
    telling: Telling
    """What opens."""
    chapter: Chapter
    is_copy: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What it is known by when the coverage was read again: entries stay, ids of stories do not."""
        return str(self.kind), self.telling.row.id


@dataclass(frozen=True, slots=True)
class Setting:
    """How the timeline is drawn."""

    columns: int
    now: datetime
    zone: tzinfo | None = None
    clock: str = "24h"
    unfolded: Set[tuple[str, int]] = frozenset()
    """Keys of the items that are open."""
    selected: tuple[str, int] | None = None
    teaser: bool = True
    """The selected telling shows its lead, because it is not shown beside the timeline."""
    picked: int = 0
    """The entry that was picked to be read beside another one."""
    reading: int = 0
    """The entry in the article pane."""

    @property
    def time_cells(self) -> int:
        """Cells before the rail: the hour, where there is room for it."""
        return 0 if self.columns < _NARROW else _TIMES[self.clock] + 1


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline, and the item that it belongs to (-1: none)."""

    line: Line
    target: int = -1


def items_of(coverage: StoryCoverage, unfolded: Set[tuple[str, int]]) -> list[Item]:
    """Everything that the cursor can stand on, from the top."""
    found = _tellings(coverage.story, unfolded)
    for chapter in (*coverage.later, *coverage.earlier):
        head = Item(Kind.CHAPTER, chapter.first, chapter)
        found.append(head)
        if head.key in unfolded:
            found += _tellings(chapter, unfolded)
    return found


def _tellings(chapter: Chapter, unfolded: Set[tuple[str, int]]) -> list[Item]:
    found = []
    for telling in chapter.tellings:
        found.append(Item(Kind.TELLING, telling, chapter))
        if telling.copies:
            copies = Item(Kind.COPIES, telling, chapter)
            found.append(copies)
            if copies.key in unfolded:
                found += [Item(Kind.TELLING, copy, chapter, is_copy=True) for copy in telling.copies]
    return found


Made: TypeAlias = dict[tuple[int, bool, bool, bool], list[Line]]
"""Lines of tellings: by entry, whether it is a copy, whether the rail ends with it, and whether it shows its lead."""


def timeline(
    coverage: StoryCoverage, items: Sequence[Item], setting: Setting, made: Made | None = None
) -> list[TimelineLine]:
    """The whole timeline; `items` as `items_of` gave them. `made` holds what was made before with the same columns,
    picked and open entries, and takes what is made now."""
    made = {} if made is None else made
    lines = [TimelineLine(line) for line in _head(coverage, setting)]
    today: date | None = None
    for number, item in enumerate(items):
        own: list[Line] = []
        if item.kind is Kind.CHAPTER:
            if (heading := _heading(coverage, item.chapter, setting)) is not None:
                lines += [TimelineLine(BLANK), *(TimelineLine(line) for line in heading), TimelineLine(BLANK)]
            else:
                lines.append(TimelineLine(BLANK))
            today = None
            own = _chapter(item, setting)
        else:
            at = item.telling.when.astimezone(setting.zone).date()
            if item.kind is Kind.TELLING and not item.is_copy and at != today:
                lines += [TimelineLine(BLANK), TimelineLine(_day(item, setting))]
                today = at
            last = number + 1 == len(items) or items[number + 1].kind is Kind.CHAPTER
            if item.kind is Kind.COPIES:
                own = _copies(item, setting)
            else:
                key = (item.telling.row.id, item.is_copy, last, setting.teaser and setting.selected == item.key)
                own = made[key] if key in made else made.setdefault(key, _telling(item, setting, last=last))
        lines += [TimelineLine(line, number) for line in own]
    return lines


# -- the head


def _head(coverage: StoryCoverage, setting: Setting) -> list[Line]:
    story = coverage.story
    title = safe(story.first.row.title) or safe(story.first.row.lead) or _("(no title)")
    lines = [BLANK, *flow([Piece(title, Look("title"))], setting.columns)[:_TITLE_LINES]]
    texts = sum(1 + len(telling.copies) for telling in story.tellings)
    parts = [ngettext("{count} source", "{count} sources", story.sources).format(count=story.sources)]
    parts.append(ngettext("{count} telling", "{count} tellings", texts).format(count=texts))
    days = (story.last_at.astimezone(setting.zone).date() - story.first.when.astimezone(setting.zone).date()).days + 1
    if days > 1:
        parts.append(ngettext("over {count} day", "over {count} days", days).format(count=days))
    unread = sum(not telling.row.read for telling in story.everything())
    if unread:
        parts.append(_("{count} unread").format(count=unread))
    run = [Piece(_DOT.join(parts), Look("note"))]
    if coverage.followed:
        run += [Piece(_DOT, Look("note")), Piece(_("followed"), Look("ours"))]
    return [*lines, *flow(run, setting.columns)]


def _heading(coverage: StoryCoverage, chapter: Chapter, setting: Setting) -> list[Line] | None:
    """The heading over the first of the later and of the earlier chapters."""
    if coverage.later and chapter is coverage.later[0]:
        return flow([Piece(_("What came after").upper(), Look("ours"))], setting.columns)
    if coverage.earlier and chapter is coverage.earlier[0]:
        return flow([Piece(_("The story so far").upper(), Look("ours"))], setting.columns)
    return None


def _day(item: Item, setting: Setting) -> Line:
    heading = long_day(item.telling.when, setting.now, setting.zone)
    return Line((Piece(shorten(heading, setting.columns), Look("day")),))


def _cut(pieces: Sequence[Piece], cells: int) -> tuple[Piece, ...]:
    """As much of the pieces as fits."""
    kept = []
    for piece in pieces:
        text = shorten(piece.text, cells)
        cells -= width(text)
        if text.strip():
            kept.append(Piece(text, piece.look))
    return tuple(kept)


# -- tellings


def _telling(item: Item, setting: Setting, *, last: bool) -> list[Line]:
    telling, row = item.telling, item.telling.row
    stamp = hour(telling.when, setting.zone, setting.clock) if telling.dated else ""
    dot = Piece(_READ if row.read else UNREAD, Look("mark" if not row.read else "rail"))
    blank = Piece(" ", Look("blank"))
    before = setting.time_cells
    head = (Piece(fit(stamp, before - 1, right=True) + " ", Look("time")),) if before else ()
    head = (*head, dot, blank)
    rest = (Piece(" " * before, Look("blank")), Piece(" " if last else _RAIL, Look("rail")), blank)
    room = setting.columns - sum(width(piece.text) for piece in head)
    lines = [Line(_source(item, setting, room, "" if before else stamp), head)]
    if not item.is_copy:
        title = Piece(safe(row.title) or safe(row.lead) or _("(no title)"), Look("read" if row.read else "story"))
        lines += flow([title], setting.columns, margin=rest)[:_TITLE_LINES]
        if setting.teaser and setting.selected == item.key and row.title and row.lead:
            lines += flow([Piece(safe(row.lead), Look("teaser"))], setting.columns, margin=rest)[:_TEASER_LINES]
    return lines


def _source(item: Item, setting: Setting, room: int, stamp: str) -> tuple[Piece, ...]:
    """Source, marks, and how much later than the first it came. What does not fit goes from the end."""
    row = item.telling.row
    notes = [stamp] if stamp else []
    tail = [Piece(" ①", Look("mark"))] if setting.picked == row.id else []
    tail += [Piece(f" {STAR}", Look("mark"))] if row.starred else []
    tail += [Piece(f" {MARKS[row.mark]}", Look(row.mark.value))] if row.mark is not Mark.HERE else []
    if not item.telling.dated:
        notes.append(_("undated"))
    elif item.telling.row.id == item.chapter.first.row.id:
        notes += [_("first")] if len(item.chapter.tellings) > 1 else []
    else:
        notes.append(lag(item.telling.when - item.chapter.first.when))
    if row.id == setting.reading:
        notes.append(_("open in the reader"))
    whole, used = room, sum(width(piece.text) for piece in tail)
    source = short_name(safe(row.source), max(6, room - used))
    room -= used + width(source)
    pieces = [Piece(source, Look("source")), *tail]
    for note in filter(None, notes):
        if width(_DOT + note) <= room:
            pieces.append(Piece(_DOT + note, Look("note")))
            room -= width(_DOT + note)
    return _cut(pieces, whole)


def _copies(item: Item, setting: Setting) -> list[Line]:
    open_, count = item.key in setting.unfolded, len(item.telling.copies)
    gap = " " * setting.time_cells
    unread = any(not copy.row.read for copy in item.telling.copies)
    margin = (Piece(f"{gap}{_RAIL} ", Look("rail")),)
    sign = "▾ " if open_ else "▸ "
    words = ngettext("same text in {count} other place", "same text in {count} other places", count)
    text = words.format(count=count)
    pieces = [Piece(sign, Look("mark" if unread else "rail")), Piece(text, Look("note"))]
    names = ", ".join(dict.fromkeys(safe(copy.row.source) for copy in item.telling.copies))
    room = setting.columns - len(gap) - 2
    if not open_ and room - width(sign + text) > 12:
        pieces.append(Piece("  " + names, Look("faint")))
    return [Line(_cut(pieces, room), margin)]


def _chapter(item: Item, setting: Setting) -> list[Line]:
    """An event in a line or two: its headline, and when, how many."""
    chapter, row = item.chapter, item.telling.row
    folds = sum(1 for _telling in chapter.everything()) > 1
    unread = any(not telling.row.read for telling in chapter.everything())
    sign = ("▾" if item.key in setting.unfolded else "▸") if folds else UNREAD if unread else _READ
    head = (Piece(f"{sign} ", Look("mark" if unread else "rail")),)
    rest = (Piece("  ", Look("blank")),)
    title = Piece(safe(row.title) or safe(row.lead) or _("(no title)"), Look("story" if unread else "read"))
    lines = flow([title], setting.columns, margin=rest, first_margin=head)[:_TITLE_LINES]
    if setting.teaser and setting.selected == item.key and row.title and row.lead:
        lines += flow([Piece(safe(row.lead), Look("teaser"))], setting.columns, margin=rest)[:_TEASER_LINES]
    first, last = (day(when, setting.now, setting.zone) for when in (chapter.first.when, chapter.last_at))
    parts = [first if first == last else f"{first} – {last}"]
    if chapter.sources > 1:
        parts.append(ngettext("{count} source", "{count} sources", chapter.sources).format(count=chapter.sources))
    else:
        parts.append(short_name(safe(row.source), max(6, setting.columns - 4 - width(parts[0]))))
    if row.id == setting.picked:
        parts.append("①")
    lines.append(Line((Piece(shorten(_DOT.join(parts), setting.columns - 2), Look("note")),), rest))
    return lines
