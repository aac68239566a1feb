"""A small model of a terminal's screen: what a person would see after the bytes that a program wrote.

Only what full-screen programs of today use: cursor moves, erasing, the alternate screen. Colours are dropped.
"""

from __future__ import annotations

import re

from rich.cells import get_character_cell_size

_SEQUENCE = re.compile(
    r"\x1b\[([0-?]*)([ -/]*)([@-~])"  # CSI
    r"|\x1b([\]PX^_])(.*?)(?:\x1b\\|\x07)"  # OSC, DCS, SOS, PM, APC up to their end
    r"|\x1b[ -/]*[0-Z\\^-~]",
    re.DOTALL,
)
_BEGUN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_].*|[ -/]*)?\Z", re.DOTALL)


class Screen:
    """The cells of a terminal."""

    def __init__(self, columns: int, rows: int) -> None:
        self.alternate = False
        self._rest = ""
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Another size; the cells are blank until the program paints them."""
        self.columns, self.rows = columns, rows
        self.x = self.y = 0
        self._cells = [[" "] * columns for _ in range(rows)]

    @property
    def lines(self) -> list[str]:
        """The screen as text, a line each, without blanks at the ends."""
        return ["".join(row).rstrip() for row in self._cells]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def feed(self, text: str) -> None:
        """Take what the program wrote; a sequence may come in pieces."""
        text = self._rest + text
        self._rest = ""
        at = 0
        while at < len(text):
            begin = text.find("\x1b", at)
            if begin < 0:
                begin = len(text)
            self._write(text[at:begin])
            if begin == len(text):
                return
            if match := _SEQUENCE.match(text, begin):
                if match[3]:
                    self._control(match[1], match[3])
                at = match.end()
            elif _BEGUN.match(text, begin):
                self._rest = text[begin:]
                return
            else:
                at = begin + 1

    def _write(self, text: str) -> None:
        for char in text:
            if char == "\r":
                self.x = 0
            elif char == "\n":
                self._line_feed()
            elif char == "\b":
                self.x = max(0, self.x - 1)
            elif char >= " ":
                self._put(char)

    def _line_feed(self) -> None:
        if self.y < self.rows - 1:
            self.y += 1
        else:
            self._cells = [*self._cells[1:], [" "] * self.columns]

    def _put(self, char: str) -> None:
        cells = get_character_cell_size(char)
        if cells == 0:
            if self.x:
                self._cells[self.y][min(self.x, self.columns) - 1] += char
            return
        if self.x + cells > self.columns:
            return  # line wrap is off in full-screen programs, and none of ours prints over the edge on purpose
        self._cells[self.y][self.x] = char
        for extra in range(1, cells):
            self._cells[self.y][self.x + extra] = ""
        self.x += cells

    def _control(self, parameters: str, final: str) -> None:
        if parameters.startswith("?"):
            if final in "hl" and parameters[1:] == "1049":
                self.alternate = final == "h"
                self.resize(self.columns, self.rows)
            return
        numbers = [int(part) if part.isdigit() else 0 for part in parameters.split(";")]
        first = numbers[0] or 1
        if final in "Hf":
            self.y = min(self.rows, first) - 1
            self.x = min(self.columns, (numbers[1] if len(numbers) > 1 else 1) or 1) - 1
        elif final == "A":
            self.y = max(0, self.y - first)
        elif final == "B":
            self.y = min(self.rows - 1, self.y + first)
        elif final == "C":
            self.x = min(self.columns - 1, self.x + first)
        elif final == "D":
            self.x = max(0, self.x - first)
        elif final == "G":
            self.x = min(self.columns, first) - 1
        elif final == "K":
            self._cells[self.y][self.x :] = [" "] * (self.columns - self.x)
        elif final == "J" and numbers[0] in (2, 3):
            self._cells = [[" "] * self.columns for _ in range(self.rows)]
        elif final == "J":
            self._cells[self.y][self.x :] = [" "] * (self.columns - self.x)
            for row in range(self.y + 1, self.rows):
                self._cells[row] = [" "] * self.columns
