"""Pictures as terminals with graphics draw them: kitty's protocol, iTerm2's, sixels; which one a terminal has.

In the text only kitty's is used, whose pictures hang on placeholder characters: they scroll, are cut off and covered
like text. Sixels and iTerm2's pictures are paint on the glass. xterm keeps no more than 16 of them, text that is drawn
again wipes them off, and they shine through dialogs; so there the text has half blocks, and only the large view, in
which nothing else moves, is painted.
"""

from __future__ import annotations

import re
from base64 import standard_b64encode
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console

_CHUNK = 4096
_PLACEHOLDER = "\U0010eeee"
_ROW_MARKS = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1 5a8-5a9 5ab-5ac "
    "5af 5c4 610-617 657-658"
)
"""The combining marks that number the rows of a placeholder, in their order (kitty's graphics protocol)."""
ASK_FOR_SIXEL = "\x1b[c"
"""Asks the terminal for its attributes (DA1)."""
_ATTRIBUTES = re.compile(r"\?([\d;]+)c")


class Graphics(StrEnum):
    """How pictures are shown."""

    WORDS = "words"
    """Told in words: the terminal has too few colours, or the reader wants none."""
    CELLS = "cells"
    """Half blocks."""
    KITTY = "kitty"
    ITERM = "iterm"
    SIXEL = "sixel"


def graphics_of(environment: Mapping[str, str], colours: str | None, *, colourless: bool = False) -> Graphics:
    """What the terminal of `environment` shows as far as its variables tell; `colours` is Rich's name of its colour
    system, `colourless` says that colours are switched off (NO_COLOR, a theme of the terminal's own 16)."""
    if colourless or colours not in ("truecolor", "256", "windows"):
        return Graphics.WORDS
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if environment.get("TMUX") or term.startswith(("tmux", "screen")):
        # What is between us and the terminal passes no pictures on, or only when told to.
        return Graphics.CELLS
    if environment.get("KITTY_WINDOW_ID") or "kitty" in term or "ghostty" in term or program == "ghostty":
        return Graphics.KITTY
    if program in ("iTerm.app", "WezTerm", "mintty") or environment.get("LC_TERMINAL") == "iTerm2":
        return Graphics.ITERM
    if term.startswith(("foot", "mlterm", "contour")):
        return Graphics.SIXEL
    return Graphics.CELLS


def has_sixel(answer: str) -> bool | None:
    """What the answer to `ASK_FOR_SIXEL` says; None while it is not complete."""
    found = _ATTRIBUTES.search(answer)
    return None if found is None else "4" in found[1].split(";")


def _marks(table: str) -> list[str]:
    marks: list[str] = []
    for part in table.split():
        first, _dash, last = part.partition("-")
        marks += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return marks


_MARKS = _marks(_ROW_MARKS)
MOST_KITTY_ROWS = len(_MARKS)


class KittyPicture:
    """A picture that a terminal with kitty's protocol is given once and then drawn by placeholders."""

    def __init__(self, number: int, png: bytes, columns: int, rows: int) -> None:
        """`number` names it in the terminal, 1 to 0xFFFFFF."""
        self.columns, self.rows = columns, min(rows, MOST_KITTY_ROWS)
        self._number = number
        self._png = png
        self._sent = False

    def forget(self) -> None:
        """The terminal may have lost it: give it once more."""
        self._sent = False

    def introduction(self) -> str:
        """What gives the picture to the terminal, empty when it has it."""
        if self._sent:
            return ""
        self._sent = True
        data = standard_b64encode(self._png).decode("ascii")
        parts = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
        first = f"a=T,U=1,q=2,f=100,i={self._number},c={self.columns},r={self.rows},"
        return "".join(
            f"\x1b_G{'' if number else first}m={int(number < len(parts) - 1)};{part}\x1b\\"
            for number, part in enumerate(parts)
        )

    def line(self, row: int) -> str:
        """The cells of one row: the number of the picture is their colour, the row a mark over the first one."""
        red, green, blue = self._number >> 16, self._number >> 8 & 0xFF, self._number & 0xFF
        cells = _PLACEHOLDER + _MARKS[row] + _MARKS[0] + _PLACEHOLDER * (self.columns - 1)
        return f"\x1b[38;2;{red};{green};{blue}m{cells}\x1b[39m"


class KittyStrip(Strip):
    """A line with cells `left` to `left + picture.columns` in half blocks, written to the terminal as placeholders.

    Whatever else is done with it (cut under a dialog, dimmed, exported) is done with the half blocks.
    """

    __slots__ = ("_left", "_picture", "_row")

    def __init__(self, segments: Iterable[Segment], cells: int, left: int, picture: KittyPicture, row: int) -> None:
        super().__init__(segments, cells)
        self._left, self._picture, self._row = left, picture, row

    def render(self, console: Console) -> str:
        """See `Strip.render`."""
        end = self._left + self._picture.columns
        before = Strip.crop(self, 0, self._left).render(console) if self._left else ""
        after = Strip.crop(self, end).render(console) if end < self.cell_length else ""
        return self._picture.introduction() + before + self._picture.line(self._row) + after

    def crop(self, start: int, end: int | None = None) -> Strip:
        """See `Strip.crop`; the picture stays as long as the whole of it does."""
        cut = Strip.crop(self, start, end)
        return self if cut is self else self._over(cut, start)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """See `Strip.divide`."""
        begin, strips = 0, []
        for strip in Strip.divide(self, cuts):
            strips.append(strip if strip is self else self._over(strip, begin))
            begin += strip.cell_length
        return strips

    def over(self, strip: Strip) -> Strip:
        """This line as a compositor has styled it in `strip`, the picture kept."""
        return self._over(strip, 0)

    def _over(self, strip: Strip, begin: int) -> Strip:
        left = self._left - begin
        if left < 0 or left + self._picture.columns > strip.cell_length:
            return strip
        return KittyStrip(strip, strip.cell_length, left, self._picture, self._row)


def sixel_here(data: bytes) -> str:
    """Sixels drawn with their upper left corner at the cursor."""
    return data.decode("ascii", "replace")


def iterm_here(data: bytes, columns: int, rows: int) -> str:
    """A picture file drawn by iTerm2's protocol over so many cells from the cursor on."""
    encoded = standard_b64encode(data).decode("ascii")
    options = f"inline=1;size={len(data)};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1"
    return f"\x1b]1337;File={options}:{encoded}\x07"


class PaintedStrip(Strip):
    """The last line of a picture in half blocks, after which the picture itself is painted over all its lines."""

    __slots__ = ("_left", "_painting", "_rows")

    def __init__(self, segments: Iterable[Segment], cells: int, left: int, rows: int, painting: str) -> None:
        super().__init__(segments, cells)
        self._left, self._rows, self._painting = left, rows, painting

    def render(self, console: Console) -> str:
        """See `Strip.render`."""
        up = f"\x1b[{self._rows - 1}A" if self._rows > 1 else ""
        right = f"\x1b[{self._left}C" if self._left else ""
        # Back to the beginning of the line both times: nobody knows where terminals leave the cursor after a picture.
        return f"\x1b7{super().render(console)}\x1b8{up}{right}{self._painting}\x1b8\x1b[{self.cell_length}C"
