"""Links of a document under the hand: hint letters, clicks, and where a link leads under the mouse."""

from __future__ import annotations

from typing import Literal, TypeAlias

from textual import events
from textual.message import Message as TextualMessage
from textual.strip import Strip

from reader.domain.records import dataclass
from reader.ui.render.hints import Hint, hints_for, legend, with_hints
from reader.ui.render.lines import Line, Look
from reader.ui.render.strips import paint

from .document_view import DocumentView

How: TypeAlias = Literal["open", "browser"]
_OUTSIDE = frozenset({"picture", "enclosure", "comments"})
"""Kinds of links that no reader pane can show."""


class LinkedView(DocumentView):
    """A `DocumentView` whose links can be chosen."""

    @dataclass
    class LinkChosen(TextualMessage, namespace="article_view"):
        """A link is to be opened: `open` here in the reader, or in the `browser`."""

        url: str
        how: How

    @dataclass
    class LinkHovered(TextualMessage, namespace="article_view"):
        """The mouse is over a link; its address in full, empty when it left."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: list[Hint] = []
        self._legend_of: tuple[str, int, int] | None = None
        self._legend_lines: list[Line] = []
        self._how: How = "open"
        self._typed = ""
        self._hover = 0

    # -- hints

    def show_hints(self, how: How = "open") -> int:
        """Put letters on every visible link and read the next keys; returns how many there are. Pictures that are told
        in words get letters for the `browser` only; those that are drawn can be opened here too."""
        self._how, self._typed, self._legend_of = how, "", None
        links = self._layout.document.links
        self._hints = hints_for(self._layout.lines, self.scroll_offset.y, self.size.height, links, how == "browser")
        self.repaint()
        return len(self._hints)

    def hide_hints(self) -> None:
        """Take the letters away."""
        if self._hints:
            self._hints = []
            self.repaint()

    @property
    def hinting(self) -> bool:
        """True while keys choose a link."""
        return bool(self._hints)

    def hint_typed(self, key: str) -> bool:
        """Take a key while letters are shown; False when none are, so that the key keeps its meaning. A key that no
        label goes on with takes the letters away."""
        if not self._hints:
            return False
        if key == "backspace" and self._typed:
            self._typed = self._typed[:-1]
        elif len(key) == 1 and any(hint.label.startswith(self._typed + key.lower()) for hint in self._hints):
            self._typed += key.lower()
        else:
            self.hide_hints()
            return True
        chosen = next((hint.link for hint in self._hints if hint.label == self._typed), 0)
        if chosen:
            self.hide_hints()
            self._choose(chosen, self._how)
        self.repaint()
        return True

    def _choose(self, link: int, how: How) -> None:
        if url := self.url_of(link):
            outside = self._layout.document.links[link].kind in _OUTSIDE
            self.post_message(self.LinkChosen(url, "browser" if outside else how))

    def on_blur(self, _event: events.Blur) -> None:
        """Keys go elsewhere, so the letters go."""
        self.hide_hints()

    # -- the mouse

    def link_at(self, x: int, y: int) -> int:
        """Number of the link under a cell of the widget, 0 for none."""
        number = self.scroll_offset.y + y
        if not 0 <= number < len(self._layout.lines):
            return 0
        segment = next(iter(self.render_line(y).crop(x, x + 1)), None)
        url = segment.style.link if segment is not None and segment.style is not None else None
        if not url:
            return 0
        line = self._layout.lines[number]
        numbers = (piece.look.link for piece in (*line.margin, *line.pieces))
        return next((link for link in numbers if link and self.url_of(link) == url), 0)

    def on_click(self, event: events.Click) -> None:
        """A click on a link opens it; with ctrl in the browser."""
        if self.text_selection is None and (link := self.link_at(event.x, event.y)):
            event.stop()
            self._choose(link, "browser" if event.ctrl else "open")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say where the link under the mouse leads."""
        self._hovered(self.link_at(event.x, event.y))

    def on_leave(self) -> None:
        """The mouse went elsewhere."""
        self._hovered(0)

    def _hovered(self, link: int) -> None:
        if link != self._hover:
            self._hover = link
            self.post_message(self.LinkHovered(self.url_of(link)))

    # -- painting

    def scrolled(self, top: int) -> None:
        """Letters belong to one screen."""
        super().scrolled(top)
        self.hide_hints()

    def lay_out_again(self) -> None:
        """Letters belong to one layout."""
        self._hints = []
        super().lay_out_again()

    def line(self, number: int) -> Line:
        """The line with the letters that stand on it."""
        line = super().line(number)
        hints = [hint for hint in self._hints if hint.line == number]
        return with_hints(line, hints, self._typed) if hints else line

    def render_line(self, y: int) -> Strip:
        """While letters are shown, the last lines of the pane say where they lead."""
        if self._hints and (strip := self._legend(y)) is not None:
            return strip
        return super().render_line(y)

    def _legend(self, y: int) -> Strip | None:
        columns, height, total = self._layout.columns, self.size.height, self.line_width
        asked = (self._typed, columns, height)
        if asked != self._legend_of:
            # Once, and not for each line of the screen: of a thousand links that took half a second.
            hints = [hint for hint in self._hints if hint.label.startswith(self._typed)]
            self._legend_lines = legend(hints, self._layout.document.links, columns, max(1, height // 4))
            self._legend_of = asked
        lines = self._legend_lines
        index = y - (height - len(lines))
        if index < 0:
            return None
        ground = self._looks.style(Look("legend"))
        left = max(0, (total - columns) // 2)
        return paint(lines[index], self._looks.style, ground, left=left, columns=columns, total=total)
