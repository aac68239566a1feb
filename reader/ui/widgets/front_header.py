"""The line over the front page: its spans as tabs, and how much it tells."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.front import Span
from reader.domain.records import dataclass
from reader.headings import span_name
from reader.ui.render.cells import shorten, width
from reader.ui.render.lines import Line, Look, Piece

from .looks import Looked, Looks

_GAP = 3

_LOOKS = {
    "tab": "$muted",
    "open": "bold $title",
    "focus": "bold underline $accent",
    "note": "$muted",
}


class FrontHeader(Looked):
    """Tabs, and at the right edge what the page says of itself.

    Roles: `tab`, `open` (the tab that is shown), `focus` (the same while the page
    has the focus), `note`, `blank`.
    """

    DEFAULT_CSS = """
    FrontHeader {
        height: 3;
        background: $background;
        color: $text;
    }
    """

    span: reactive[Span] = reactive(Span.TODAY)
    note: reactive[str] = reactive("")
    focused: reactive[bool] = reactive(False)
    """Whether the page below has the focus."""

    @dataclass
    class Chosen(TextualMessage):
        """A tab was clicked."""

        span: Span

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks = Looks(self, _LOOKS)

    def _tabs(self) -> Iterator[tuple[int, Span, str]]:
        """Column, span and name of each tab."""
        at = 2
        for span in Span:
            name = span_name(span)
            yield at, span, name
            at += width(name) + _GAP

    def render_line(self, y: int) -> Strip:
        """The second of three lines holds the text."""
        total = self.size.width
        if y != min(1, self.size.height - 1):
            return Strip.blank(total, self._looks.plain())
        columns = max(1, total - 4)
        pieces: list[Piece] = []
        for _at, span, name in self._tabs():
            if pieces:
                pieces.append(Piece(" " * _GAP, Look("blank")))
            role = "tab" if span is not self.span else "focus" if self.focused else "open"
            pieces.append(Piece(name, Look(role)))
        used = sum(width(piece.text) for piece in pieces)
        if self.note and (room := columns - used - 2) >= 12:
            note = shorten(self.note, room)
            pieces += [Piece(" " * (columns - used - width(note)), Look("blank")), Piece(note, Look("note"))]
        return self._looks.paint(Line(tuple(pieces)), left=2, columns=columns, total=total)

    def on_click(self, event: events.Click) -> None:
        """A click on a tab."""
        for at, span, name in self._tabs():
            if at <= event.x < at + width(name):
                self.post_message(self.Chosen(span))
