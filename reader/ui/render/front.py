"""The front page as lines: stories set in one or two columns under the headings of their sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime, tzinfo
from enum import Enum

from reader.domain.front import ABOVE, FrontStory, Section
from reader.domain.models import EntryRow, Mark
from reader.domain.records import dataclass
from reader.headings import section_heading, sources_said
from reader.i18n import _

from .ages import age
from .cells import fit, safe, short_name, shorten, width
from .headline import MARKS, STAR, UNREAD
from .lines import BLANK, Line, Look, Piece, flow

TWO_COLUMNS = 104
"""Columns from which stories stand side by side."""
_GUTTER = 4
_INDENT = 2
_MEASURE = 96  # columns of text beyond which a line is hard to follow
_WIDE_SHARE = 0.55  # of the height of all sections: a section beyond it takes both columns
_PICTURE_ROWS = 14
_PICTURE_SHARE = 0.42  # of the width of the first story
_PICTURE_FROM = 66  # columns from which a picture stands beside the first story
_THUMB, _THUMB_ROWS = 20, 5
_THUMB_FROM = 58
_DOT = " · "
_SOURCES = (24, 18, 14, 10)  # cells of a source's name at most, the first at which all tellings have room


class Size(Enum):
    """How much of a story is told."""

    FIRST = 0
    """Title, beginning, every telling with its own headline under it, a picture."""
    BESIDE = 1
    """The same with the tellings in the other column."""
    LARGE = 2
    """Title, two lines of its beginning, a small picture."""
    SMALL = 3
    """Title and who tells it."""


PictureLines = Callable[[str, int, int], list[Line]]
"""(address, columns, rows at most) -> the lines of a picture; none where it is not shown."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines that stand together at a place of the page."""

    x: int
    y: int
    columns: int
    lines: tuple[Line, ...]
    story: int = -1
    """Which story they are of, -1 for none."""
    beside: bool = False
    """True for what stands beside the text of a story: its picture, its other tellings."""

    @property
    def end(self) -> int:
        """The line after the last one."""
        return self.y + len(self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page is set with."""

    columns: int
    now: datetime
    zone: tzinfo | None = None
    pictures: PictureLines = field(default=lambda _url, _columns, _rows: [])


@dataclass(frozen=True, slots=True)
class Page:
    """Everything in its place."""

    blocks: tuple[Placed, ...]
    height: int
    sizes: tuple[Size, ...]
    """By story."""
    stories: tuple[FrontStory, ...]
    setting: Setting

    def block(self, story: int) -> Placed:
        """The text of a story."""
        return next(block for block in self.blocks if block.story == story and not block.beside)

    def selected(self, story: int) -> Placed:
        """The same with the numbers that open its other tellings. As high as before."""
        block = self.block(story)
        lines = story_lines(self.stories[story], block.columns, self.sizes[story], self.setting, selected=True)
        return replace(block, lines=tuple(lines[: len(block.lines)]))


def page_of(sections: Sequence[Section], setting: Setting) -> Page:
    """Set a page."""
    composing = _Composing(setting)
    total = sum(len(section.stories) for section in sections if section.folder_id != ABOVE)
    for section in sections:
        if section.folder_id == ABOVE:
            composing.above(section)
        else:
            composing.section(section, wide=len(section.stories) > _WIDE_SHARE * total)
    return composing.page()


class _Composing:
    """A page while it is set: how far down each column is filled."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        count = 2 if setting.columns >= TWO_COLUMNS else 1
        self._columns = min(_MEASURE, (setting.columns - _GUTTER * (count - 1)) // count)
        self._ends = [0] * count
        self._blocks: list[Placed] = []
        self._sizes: list[Size] = []
        self._stories: list[FrontStory] = []

    def page(self) -> Page:
        return Page(tuple(self._blocks), max(self._ends), tuple(self._sizes), tuple(self._stories), self._setting)

    def above(self, section: Section) -> None:
        """The first story across the whole page, those after it in turn."""
        self._across(self._heading(section, self._setting.columns))
        for number, story in enumerate(section.stories):
            if number == 0:
                self._first(story)
            else:
                self._story(story, Size.LARGE, self._shorter())

    def section(self, section: Section, *, wide: bool) -> None:
        """A section in the shorter column, or (`wide`) over both."""
        if wide or len(self._ends) == 1:
            self._across(self._heading(section, self._setting.columns))
            for story in section.stories:
                self._story(story, Size.SMALL, self._shorter())
            return
        column = self._shorter()
        self._put(column, self._heading(section, self._columns))
        for story in section.stories:
            self._story(story, Size.SMALL, column)

    def _shorter(self) -> int:
        return self._ends.index(min(self._ends))

    def _left(self, column: int) -> int:
        return column * (self._columns + _GUTTER)

    def _heading(self, section: Section, columns: int) -> list[Line]:
        title = shorten(safe(section_heading(section)).upper(), columns - 4)
        rule = "─" * max(0, columns - width(title) - 1)
        return [Line((Piece(title, Look("heading")), Piece(" " + rule, Look("rule")))), BLANK]

    def _across(self, lines: Sequence[Line]) -> None:
        top = max(self._ends)
        self._blocks.append(Placed(0, top, self._setting.columns, tuple(lines)))
        self._ends = [top + len(lines)] * len(self._ends)

    def _put(self, column: int, lines: Sequence[Line], story: int = -1) -> None:
        top = self._ends[column]
        self._blocks.append(Placed(self._left(column), top, self._columns, tuple(lines), story))
        self._ends[column] = top + len(lines)

    def _number(self, story: FrontStory, size: Size) -> int:
        self._stories.append(story)
        self._sizes.append(size)
        return len(self._stories) - 1

    def _first(self, story: FrontStory) -> None:
        whole, top = self._setting.columns, max(self._ends)
        picture: list[Line] = []
        if whole >= _PICTURE_FROM and story.lead.image_url:
            picture = self._setting.pictures(story.lead.image_url, int(whole * _PICTURE_SHARE), _PICTURE_ROWS)
        beside, width_beside = picture, max((line.cells for line in picture), default=0)
        size = Size.FIRST
        if not picture and story.others and len(self._ends) > 1:
            size, width_beside = Size.BESIDE, self._columns
            beside = _tellings(story, self._columns, self._setting)
        number = self._number(story, size)
        columns = min(_MEASURE, whole - width_beside - _GUTTER if beside else whole)
        lines = story_lines(story, columns, size, self._setting)
        self._blocks.append(Placed(0, top, columns, tuple(lines), number))
        if beside:
            self._blocks.append(Placed(whole - width_beside, top, width_beside, tuple(beside), number, beside=True))
        self._ends = [top + max(len(lines), len(beside)) + 1] * len(self._ends)

    def _story(self, story: FrontStory, size: Size, column: int) -> None:
        number, top, left = self._number(story, size), self._ends[column], self._left(column)
        picture: list[Line] = []
        if size is Size.LARGE and self._columns >= _THUMB_FROM and story.lead.image_url:
            picture = self._setting.pictures(story.lead.image_url, _THUMB, _THUMB_ROWS)
        beside = max((line.cells for line in picture), default=0)
        columns = self._columns - (beside + 2 if beside else 0)
        lines = story_lines(story, columns, size, self._setting)
        self._blocks.append(Placed(left, top, columns, tuple(lines), number))
        if picture:
            at = left + self._columns - beside
            self._blocks.append(Placed(at, top, beside, tuple(picture), number, beside=True))
        self._ends[column] = top + max(len(lines), len(picture)) + 1


def story_lines(story: FrontStory, columns: int, size: Size, setting: Setting, *, selected: bool = False) -> list[Line]:
    """The lines of a story; `selected` shows the numbers of its other tellings and takes as many lines."""
    row = story.lead
    look = Look("read" if row.read else "title")
    indent = (Piece(" " * _INDENT, Look("blank")),)
    mark = (Piece(f"{UNREAD} ", Look("mark")) if not row.read else Piece("  ", Look("blank")),)
    title = safe(row.title) or safe(row.lead) or _("(no title)")
    lines = _limited(flow([Piece(title, look)], columns, margin=indent, first_margin=mark), 3, columns)
    if size is not Size.SMALL and row.title and (lead := safe(row.lead)):
        told = flow([Piece(lead, Look("read" if row.read else "lead"))], columns, margin=indent)
        lines += _limited(told, 2 if size is Size.LARGE else 4, columns)
    whole = size in (Size.FIRST, Size.BESIDE)
    lines.append(_meta(story, columns, setting, numbered=selected, others=not whole))
    if size is Size.FIRST:
        lines += _under(story, columns, setting)
    return lines


def _limited(lines: list[Line], most: int, columns: int) -> list[Line]:
    if len(lines) <= most:
        return lines
    last, after = lines[most - 1], lines[most]
    room = columns - sum(width(piece.text) for piece in last.margin)
    text = shorten(f"{last.text} {after.text}", room)
    if not text.endswith("…"):
        text = shorten(text + " …", room) if width(text) + 2 > room else text + " …"
    return [*lines[: most - 1], replace(last, pieces=(Piece(text, last.pieces[0].look),))]


def _meta(story: FrontStory, columns: int, setting: Setting, *, numbered: bool, others: bool) -> Line:
    """How many sources, and who tells it when, as many as there is room for."""
    row = story.lead
    count = sources_said(story.sources)
    first = [Piece(count, Look("sources"))] if count else []
    tail = [Piece(f" {STAR}", Look("star"))] if row.starred else []
    tail += [Piece(f" {MARKS[row.mark]}", Look("fetch"))] if row.mark is not Mark.HERE else []
    room = columns - _INDENT - sum(width(piece.text) for piece in (*first, *tail))
    # Room for the numbers is always counted, so that the line of a selected story does not tell less.
    digits = 2 * len(story.others) if others else 0
    for most in _SOURCES:
        tellers = [_teller(row, most, setting)]
        for number, other in enumerate(story.others if others else (), 1):
            digit = [Piece(f"{number} ", Look("number"))] if numbered else []
            tellers.append([*digit, *_teller(other, most, setting)])
        cells = [sum(width(piece.text) for piece in teller) + len(_DOT) for teller in tellers]
        if sum(cells) + (0 if numbered else digits) <= room:
            break
    pieces = [*first]
    for teller, wide in zip(tellers, cells, strict=True):
        if wide > room + (0 if pieces else len(_DOT)):
            break
        pieces += [Piece(_DOT, Look("note")), *teller] if pieces else teller
        room -= wide
    return Line((*pieces, *tail), (Piece(" " * _INDENT, Look("blank")),))


def _teller(row: EntryRow, most: int, setting: Setting) -> list[Piece]:
    source = short_name(safe(row.source), most)
    return [Piece(source, Look("source")), Piece(f" {age(row.sort_at, setting.now, setting.zone)}", Look("note"))]


def _under(story: FrontStory, columns: int, setting: Setting) -> list[Line]:
    """The other tellings, a line each: number, source, its own headline, age."""
    stamps = [age(row.sort_at, setting.now, setting.zone) for row in story.others]
    room = columns - 4 - max(map(width, stamps), default=0) - 1
    most = min(_SOURCES[0], max(8, room // 3), max(1, room - 2))
    sources = [short_name(safe(row.source), most) for row in story.others]
    name = max(map(width, sources), default=0)
    lines = []
    for number, (row, source, stamp) in enumerate(zip(story.others, sources, stamps, strict=True), 1):
        title = fit(safe(row.title) or safe(row.lead), room - name - 2)
        pieces = (
            Piece(fit(source, name), Look("source")),
            Piece("  ", Look("blank")),
            Piece(title, _telling_look(row)),
        )
        lines.append(Line((*pieces, Piece(f" {stamp}", Look("note"))), _number(number)))
    return lines


def _tellings(story: FrontStory, columns: int, setting: Setting) -> list[Line]:
    """The other tellings in a column of their own: number, source and age, and under them the headline."""
    lines: list[Line] = []
    for number, row in enumerate(story.others, 1):
        lines.append(Line(tuple(_teller(row, columns - 12, setting)), _number(number)))
        run = [Piece(safe(row.title) or safe(row.lead) or _("(no title)"), _telling_look(row))]
        lines += _limited(flow(run, columns, margin=(Piece("    ", Look("blank")),)), 2, columns)
    return lines


def _telling_look(row: EntryRow) -> Look:
    return Look("read" if row.read else "telling")


def _number(number: int) -> tuple[Piece, ...]:
    return (Piece(f"  {number} ", Look("number")),)
