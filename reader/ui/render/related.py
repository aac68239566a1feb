"""Related groups as lines: heading, numbered titles, and under each its mark, source, date and note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from reader.domain.identity import host_of
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.domain.records import dataclass
from reader.headings import group_heading
from reader.i18n import _, ngettext

from .ages import day
from .cells import fit, safe, short_name, shorten, width
from .headline import MARKS
from .lines import BLANK, Line, Look, Piece, flow
from .links import number_label

_MOST = 4
"""Lines of a title: all of nearly any, and two stories where the pane has eleven."""
_INDENT = 4  # a number of one cell, right-aligned in three, and a space
_DOT = " · "
_LEAST = 4  # cells of a source under which it says nothing any more
_WIDE = 64  # columns from which a story takes one line, with source and date at its end


@dataclass(frozen=True, slots=True)
class Numbered:
    """A related link with the key that opens it."""

    label: str
    """`1`…`9`, `'a`…`'z`, or empty when the keys are used up."""
    link: RelatedLink
    group: RelatedGroup


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """A line of the pane, and which numbered link it belongs to (-1: none)."""

    line: Line
    target: int = -1


def numbered(groups: Sequence[RelatedGroup]) -> list[Numbered]:
    """Every link of the groups in order, with its key."""
    flat = [(link, group) for group in groups for link in group.links]
    return [Numbered(number_label(position), link, group) for position, (link, group) in enumerate(flat)]


def related_lines(
    groups: Sequence[RelatedGroup], columns: int, now: datetime, *, zone: tzinfo | None = None
) -> list[RelatedLine]:
    """The groups in `columns` cells, each story on one line where these are enough; no teasers."""
    result: list[RelatedLine] = []
    position = 0
    for group in groups:
        if not group.links:
            continue
        if result:
            result.append(RelatedLine(BLANK))
        result += [RelatedLine(line) for line in _heading(group, columns)]
        named = _source_named(group)
        for link in group.links:
            label = number_label(position)
            if columns >= _WIDE:
                own = [_wide_line(link, label, columns, _meta(link, now, zone, columns * 2 // 5, named))]
            else:
                own = _story(link, label, columns, _meta(link, now, zone, columns - _INDENT - 1, named))
            result += [RelatedLine(line, position) for line in own]
            position += 1
    return result


def teaser_lines(link: RelatedLink, position: int, columns: int) -> list[RelatedLine]:
    """What the link at `position` shows after its own lines while it is selected."""
    limit = 2 if columns >= _WIDE else 5
    return [RelatedLine(line, position) for line in _teaser(link, columns, limit)]


def _heading(group: RelatedGroup, columns: int) -> list[Line]:
    publisher = group.kind.from_publisher
    run = [Piece(safe(group_heading(group)), Look("publisher" if publisher else "ours"))]
    note = ""
    if publisher:
        note = _("from the publisher")
    elif group.kind is GroupKind.SAME:
        sources = group.sources or len({link.source for link in group.links})
        note = ngettext("{count} source", "{count} sources", sources).format(count=sources)
    if note and width(run[0].text) + 2 + width(note) <= columns:
        run.append(Piece(f"  {note}", Look("note")))
    return flow(run, columns)


def _number(label: str) -> Piece:
    return Piece(fit(label, _INDENT - 2, right=True) + " ", Look("number"))


def _title(link: RelatedLink) -> Piece:
    return Piece(safe(link.title) or safe(link.url), Look("seen" if link.read else "story"))


def _meta(link: RelatedLink, now: datetime, zone: tzinfo | None, cells: int, named: bool) -> str:
    """Source, date and note. Where there is no room for all, the date goes if a note remains, which says more; then the
    source is cut, never the date. `named` leaves the source out, because the heading says it."""
    source, note = safe(link.source) or host_of(link.url), safe(link.note)
    date = day(link.published, now, zone) if link.published is not None else ""
    if named and (date or note):
        source = ""
    parts = [part for part in (source, date, note) if part]
    if note and date and width(_DOT.join(parts)) > cells:
        parts.remove(date)
    if _DOT in note and width(_DOT.join(parts)) > cells:
        # What says that it is a copy says more than when it came.
        parts[-1] = note.rpartition(_DOT)[2]
    if source and (over := width(_DOT.join(parts)) - cells) > 0:
        parts[0] = short_name(source, max(0, width(source) - over))
        if len(parts) > 1 and width(parts[0]) < _LEAST:
            del parts[0]
    return shorten(_DOT.join(parts), cells)


def _source_named(group: RelatedGroup) -> bool:
    """True when the heading names the one source of all its lines."""
    return group.kind is GroupKind.NEIGHBOURS and len({link.source for link in group.links}) == 1


def _mark(link: RelatedLink) -> Piece:
    return Piece(f"{MARKS[link.mark]} ", Look(link.mark.value))


def _story(link: RelatedLink, label: str, columns: int, meta: str) -> list[Line]:
    rest = (Piece(" " * (_INDENT - 1), Look("blank")),)
    title = _title(link)
    # What does not fit in `_MOST` lines is not flowed: titles of 2,000 characters come 500 at a time.
    text = title.text[: 4 * (_MOST + 1) * columns]
    lines = flow([Piece(text, title.look)], columns, margin=rest, first_margin=(_number(label),))
    if len(lines) > _MOST:
        last = shorten(lines[_MOST - 1].text + " " + lines[_MOST].text, columns - _INDENT + 1)
        lines = [*lines[: _MOST - 1], replace(lines[_MOST - 1], pieces=(Piece(last, title.look),), joint="\n")]
    lines.append(Line((_mark(link), Piece(meta, Look("note"))), rest))
    return lines


def _wide_line(link: RelatedLink, label: str, columns: int, meta: str) -> Line:
    title = _title(link)
    room = columns - (_INDENT - 1) - 2 - 2 - width(meta)
    return Line(
        (Piece(fit(title.text, room), title.look), Piece("  ", Look("blank")), _mark(link), Piece(meta, Look("note"))),
        (_number(label),),
    )


def _teaser(link: RelatedLink, columns: int, limit: int) -> list[Line]:
    """The teaser, and for what we found ourselves the words by which we did."""
    rest = (Piece(" " * (_INDENT - 1), Look("blank")),)
    lines = flow([Piece(safe(link.teaser), Look("teaser"))], columns, margin=rest) if link.teaser else []
    if len(lines) > limit:
        text = shorten(lines[limit - 1].text + " " + lines[limit].text, columns - _INDENT + 1)
        lines = [*lines[: limit - 1], Line((Piece(text, Look("teaser")),), rest)]
    if why := safe(link.why):
        run = [Piece(_("shares: {words}").format(words=why), Look("note"))]
        lines += flow(run, columns, margin=rest)[:2]
    return lines
