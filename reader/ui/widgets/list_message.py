"""What an empty list says instead of rows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from reader.ui.render.lines import Line
from reader.ui.render.message import message_lines

from .looks import Looks

LEFT = 2
"""Blank cells before the words."""


class ListMessage:
    """Words for an empty list, set to its width; false while there is nothing to say."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._parts: tuple[str, str, tuple[tuple[str, str], ...]] = ("", "", ())
        self._lines: list[Line] = []

    def __bool__(self) -> bool:
        return bool(self._lines)

    def clear(self) -> None:
        """Nothing to say: there are rows."""
        self._lines = []

    def say(self, title: str, sentence: str, keys: Sequence[tuple[str, str]], total: int) -> None:
        """What happened, and (key, what it does) pairs that help, in lines of `total` cells."""
        self._parts = (title, sentence, tuple(keys))
        self._lines = message_lines(*self._parts, max(10, total - 2 * LEFT))

    def resize(self, total: int) -> None:
        """Another width."""
        if self._lines:
            self.say(*self._parts, total)

    def strip(self, y: int, height: int, total: int) -> Strip:
        """Screen line `y` of a list of `height` lines: the words stand in its upper third."""
        top = max(1, (height - len(self._lines)) // 3)
        line = self._lines[y - top] if 0 <= y - top < len(self._lines) else Line()
        columns = max(1, total - LEFT)
        return self._looks.paint(line, left=LEFT, columns=columns, total=total)
