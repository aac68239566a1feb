"""Hint letters over the links of a screen, and the legend that says where each one leads."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from reader.domain.records import dataclass

from .cells import fit, width
from .lines import Line, Look, Piece
from .links import LinkTable, hint_labels


@dataclass(frozen=True, slots=True)
class Hint:
    """Letters over the beginning of a link."""

    label: str
    link: int
    line: int
    at: int
    """Character of the line's text where the link begins."""


def hints_for(lines: Sequence[Line], top: int, count: int, links: LinkTable, pictures: bool) -> list[Hint]:
    """One hint for each link that begins or goes on in the `count` lines from `top`."""
    found: dict[int, tuple[int, int]] = {}
    for number in range(top, min(top + count, len(lines))):
        at = 0
        line = lines[number]
        if line.art and line.art.link and line.art.link not in found:
            found[line.art.link] = (number, 0)
        for piece in line.margin:
            link = piece.look.link
            if link and link not in found and _wanted(links, link, pictures):
                found[link] = (number, 0)
        for piece in line.pieces:
            link = piece.look.link
            if link and link not in found and _wanted(links, link, pictures):
                found[link] = (number, at)
            at += len(piece.text)
    labels = hint_labels(len(found))
    return [Hint(label, link, line, at) for label, (link, (line, at)) in zip(labels, found.items(), strict=True)]


def _wanted(links: LinkTable, link: int, pictures: bool) -> bool:
    return pictures or links[link].kind != "picture"


def with_hints(line: Line, hints: Sequence[Hint], typed: str) -> Line:
    """`line` with the letters of `hints` in place of the first cells of their links; hints that what was `typed` rules
    out are left out. The line keeps its cells as long as the letters have room; where links are shorter than their
    letters, these stand one after the other and what follows is covered."""
    waiting = deque(sorted((hint for hint in hints if hint.label.startswith(typed)), key=lambda hint: hint.at))
    pieces: list[Piece] = []
    due = 0  # cells of letters that no text has been taken away for yet
    position = 0
    for text, look in line.pieces:
        at = 0
        while waiting and waiting[0].at < position + len(text):
            hint = waiting.popleft()
            start = max(at, hint.at - position)
            due = _put(pieces, text[at:start], look, due) + _mark(pieces, hint.label, len(typed))
            at = start
        due = _put(pieces, text[at:], look, due)
        position += len(text)
    for hint in waiting:
        due += _mark(pieces, hint.label, len(typed))
    if due > 0 and pieces and pieces[-1].text[-due:].isspace():
        pieces[-1] = Piece(pieces[-1].text[:-due], pieces[-1].look)
    return replace(line, pieces=tuple(pieces))


def _put(pieces: list[Piece], text: str, look: Look, due: int) -> int:
    """Add what `due` cells of letters leave of `text`. Returns the cells that are still due; fewer than none where half
    of a wide character was covered."""
    at = 0
    while at < len(text) and (due > 0 or (at and not width(text[at]))):
        due -= width(text[at])
        at += 1
    if at == len(text):
        return due
    pieces.append(Piece(" " * -due + text[at:], look))
    return 0


def _mark(pieces: list[Piece], label: str, typed: int) -> int:
    """Add the letters; their cells."""
    marks = (Piece(label[:typed], Look("hint-typed")), Piece(label[typed:], Look("hint")))
    pieces += [mark for mark in marks if mark.text]
    return width(label)


def legend(hints: Sequence[Hint], links: LinkTable, columns: int, limit: int) -> list[Line]:
    """Where each letter leads: label and host, in columns, at most `limit` lines."""
    if not hints or limit < 1 or columns < 8:
        return []
    entries = [(hint.label, links[hint.link].host) for hint in hints]
    cell = min(max(width(label) + 1 + width(host) for label, host in entries), 32, columns)
    across = max(1, (columns + 2) // (cell + 2))
    lines: list[Line] = []
    for start in range(0, len(entries), across):
        if len(lines) == limit:
            break
        pieces: list[Piece] = []
        for label, host in entries[start : start + across]:
            if pieces:
                pieces.append(Piece("  ", Look("legend")))
            pieces.append(Piece(label, Look("hint")))
            pieces.append(Piece(" " + fit(host, cell - width(label) - 1), Look("legend")))
        lines.append(Line(tuple(pieces), ground="legend"))
    return lines
