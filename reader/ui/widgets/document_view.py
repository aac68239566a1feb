"""A document on the screen: laid out as far as the eye can see, painted line by line, scrolled, selected, copied."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Container, Sequence
from time import perf_counter, thread_time
from typing import ClassVar, TypeAlias

from textual.geometry import Offset, Region, Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from reader.ui.render.document import NO_TIMES, Document, Layout
from reader.ui.render.lines import Line
from reader.ui.render.strips import Overlay

from .line_view import BAR, LineView
from .looks import DOCUMENT, Looks, Table

ScrollState: TypeAlias = tuple[int, float]
"""A place in the text: part of the document and a fraction of it. Holds at every width; can be stored as JSON."""

END: ScrollState = (sys.maxsize, 1.0)
"""The last line of any text."""

_SLICE = 0.006  # seconds of layout between two looks at the keyboard
_LONG_SLICE = 0.025  # while somebody waits for a place that is not laid out
_AT_ONCE = 40_000  # characters that are laid out on the way to a place before the keyboard has its turn: 40 ms
_AT_LONGEST = 0.025  # seconds of CPU for them: a table of links or a text of many scripts took 300 ms
_PAUSE = 0.004  # seconds in which the keyboard has its turn
_OVERLAP = 2  # lines of the old page that stay visible on the next
_KEEP = 500  # strips kept, of 2 to 6 kB


class DocumentView(LineView, can_focus=True):
    """Shows one `Document` in a measure of `measure` columns, centred.

    Roles: head `kicker section date title byline lead`; text `body heading subheading
    quote quote-bar bullet link code code-block code-mark table table-head rule picture caption credit access blank`;
    the place of a picture `waiting`; hints `hint hint-typed legend`; find `hit hit-current`; states `message-title
    message message-key`; related at the end `publisher ours number story seen note teaser here fetch queued`.
    """

    ALLOW_SELECT = True
    LOOKS: ClassVar[Table] = DOCUMENT
    DEFAULT_CSS = """
    DocumentView {
        background: $background;
        color: $text;
    }
    """

    measure: reactive[int] = reactive(72, init=False)
    """Columns of text."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks = Looks(self, self.LOOKS, self.url_of)
        self._strips: dict[int, Strip] = {}
        self._layout = Layout(Document(None, None, NO_TIMES), 1)
        self._before: Layout | None = None
        """The same document at the width before, as long as nothing in it changed: `z` leads there and back."""
        self._coming = 0
        self._anchor: ScrollState | None = None
        self._sought: ScrollState | None = None
        """A place that was asked for before it was laid out. The lines run by until it comes, or the reader scrolls."""

    def set_document(self, document: Document, place: ScrollState = (0, 0.0)) -> None:
        """Show another document, from its beginning or from a place in it."""
        self._looks.clear()
        if self.text_selection is not None:
            self.screen.clear_selection()
        self._layout, self._before = self.layout_of(document), None
        self._relaid(place)

    def layout_of(self, document: Document) -> Layout:
        """The layout of a document that comes."""
        return Layout(document, self._columns)

    def url_of(self, link: int) -> str:
        """Address of a link of the document, empty for a number that it does not have."""
        links = self._layout.document.links
        return links[link].url if 0 < link <= len(links) else ""

    # -- layout

    def expect(self, width: int) -> None:
        """The next layout gives the view `width` cells. A text that is shown before that is set for them: one for a
        view that was never seen was set in lines of one letter, and once more when it came."""
        self._coming = width if width != self.outer_size.width else 0
        if self._columns != self._layout.columns:
            self.lay_out_again()

    @property
    def _columns(self) -> int:
        width = max(0, self._coming - BAR) or self.line_width
        # Blank cells on either side: fewer where they would cost the text its measure.
        padding = min(4, max(2, (width - self.measure) // 2)) if width >= 36 else 1 if width >= 16 else 0
        return max(1, min(self.measure, width - 2 * padding))

    def _relaid(self, place: ScrollState) -> None:
        """A new layout stands: go to `place`, lay out what is visible there, the rest in slices."""
        self._strips.clear()
        self._go_to(place)
        self.refresh()
        if self._layout.done:
            self.laid_out()
        else:
            # What lies below the screen keeps nobody waiting.
            self.call_after_refresh(self._continue, self._layout)

    def _go_to(self, place: ScrollState) -> None:
        """Go there; where that is too far to lay out in one go, as far as one goes, and the slices go on."""
        self._step_until(place)
        self._come_near(place)

    def _lay_out_some(self) -> None:
        """Lay out what can be in one go."""
        self._step_until(END)
        self._measure_height()

    def _step_until(self, place: ScrollState) -> None:
        layout = self._layout
        most, end = layout.weight + _AT_ONCE, thread_time() + _AT_LONGEST
        while not layout.has(place[0]) and layout.weight < most and thread_time() < end:
            layout.step()

    def _come_near(self, place: ScrollState) -> None:
        """Show a place, or the last lines that there are on the way to it."""
        layout = self._layout
        there = layout.has(place[0])
        top = layout.line_at(*place) if there else max(0, len(layout.lines) - max(1, self.size.height))
        if there:
            self._lay_out_from(top)
        self._measure_height()
        if round(self.scroll_y) != top:
            self.jump(top)
        self._anchor = None if place is END else place
        self._sought = None if there else place

    def _lay_out_from(self, top: int) -> None:
        """Lay out what is seen from line `top` on, and a page more for the next key."""
        self._layout.reach(top + 2 * max(1, self.size.height))

    def _continue(self, layout: Layout) -> None:
        if layout is not self._layout:
            return
        if layout.done:
            self.laid_out()
        else:
            self.set_timer(_PAUSE, lambda: self._slice(layout))

    def _slice(self, layout: Layout) -> None:
        """Lay out parts for a few milliseconds; the rest after the keyboard had its turn."""
        if layout is not self._layout:
            return
        end = perf_counter() + (_LONG_SLICE if self._sought else _SLICE)
        while not layout.done and perf_counter() < end:
            layout.step()
        if self._sought:
            self._come_near(self._sought)
        elif layout.done:
            self._measure_height()
        self._continue(layout)

    def renew(self, urls: Container[str]) -> None:
        """Something is known now of these pictures: lay their parts out once more."""
        self.renew_parts(self._layout.document.parts_with(urls))

    def renew_parts(self, numbers: Sequence[int]) -> None:
        """Lay these parts out once more. What the reader looks at stays where it is, whatever comes in above it."""
        layout, self._before = self._layout, None
        parts = [part for part in numbers if part < len(layout.starts)]
        if not parts:
            return
        top, height = self.scroll_offset.y, self.size.height
        kept, shift = self._anchor, 0
        part, _fraction = layout.place(top)
        follower = layout.starts[part + 1] if part + 1 < len(layout.starts) else 0
        if part in parts and top > layout.starts[part] and top < follower < top + height:
            # The picture itself is cut by the top of the screen: the text under it is what is being read.
            part += 1
        shift = top - layout.starts[part]
        old, first = len(layout.lines), layout.starts[min(parts)]
        layout.renew(parts)
        self._strips = {number: strip for number, strip in self._strips.items() if number < first}
        if len(layout.lines) != old:
            self._measure_height()
            moved = 0 if top == 0 else max(0, layout.starts[part] + shift)
            if moved != top:
                self.jump(moved)
                self._anchor = kept
        above = max(0, first - self.scroll_offset.y)
        if above < height:
            self.refresh(Region(0, above, self.line_width, height - above))
        self.laid_out_again()

    def laid_out_again(self) -> None:
        """Called when lines have other numbers than before."""

    def finish_layout(self) -> None:
        """Lay out what is left, at once."""
        if not self._layout.done:
            self._layout.finish()
            self._measure_height()

    async def whole(self) -> None:
        """Wait until everything is laid out."""
        while not self._layout.done:
            await asyncio.sleep(_PAUSE)

    def laid_out(self) -> None:
        """Called when the whole document is laid out."""

    def _measure_height(self) -> None:
        size = Size(self.line_width, self._layout.height)
        if size != self.virtual_size:
            self.virtual_size = size

    @property
    def fits(self) -> bool:
        """Whether the text is set for this size, and not for one that was expected."""
        return super().fits and not self._coming

    def fit(self) -> None:
        """Another width: the line that was on top stays on top."""
        self._coming = 0
        if self._columns != self._layout.columns:
            self.lay_out_again()
            return
        self._strips.clear()
        self._lay_out_from(self.scroll_offset.y)
        self._measure_height()

    def watch_measure(self) -> None:
        """Another measure is another layout."""
        self.lay_out_again()

    def lay_out_again(self) -> None:
        """The same document at the width that holds now, at the same place."""
        place = self._sought or self.scroll_state
        now, before, columns = self._layout, self._before, self._columns
        back = before and before.columns == columns != now.columns
        self._layout = before if before and back else Layout(now.document, columns)
        self._before = now if now.columns != columns else None
        self._relaid(place)

    # -- scrolling

    @property
    def scroll_state(self) -> ScrollState:
        """The place of the first visible line; give it to `restore`."""
        # A place that was asked for is kept until the reader scrolls, so that resizing to and fro does not drift.
        return self._anchor or self._layout.place(self.scroll_offset.y)

    def restore(self, scroll: ScrollState) -> None:
        """Go back to a place of `scroll_state`."""
        self._relaid((int(scroll[0]), float(scroll[1])))

    @property
    def at_end(self) -> bool:
        """True when the last line is visible."""
        return self._layout.done and self.scroll_offset.y + self.size.height >= len(self._layout.lines)

    def scroll_lines(self, delta: int) -> None:
        """Scroll by lines."""
        top = max(0, self.scroll_offset.y + delta)
        self._lay_out_from(top)
        if self._layout.done or len(self._layout.lines) > self.virtual_size.height:
            self._measure_height()
        self.jump(top)

    def page_down(self) -> bool:
        """A page on, two lines of the old one kept; False when the end was already visible."""
        if self.at_end:
            return False
        self.scroll_lines(max(1, self.size.height - _OVERLAP))
        return True

    def page_up(self) -> bool:
        """A page back; False at the beginning."""
        if self.scroll_offset.y <= 0:
            return False
        self.scroll_lines(-max(1, self.size.height - _OVERLAP))
        return True

    def half_page(self, direction: int) -> None:
        """Half a page down (1) or up (-1)."""
        self.scroll_lines(direction * max(1, self.size.height // 2))

    def top(self) -> None:
        """To the first line."""
        self.jump(0)

    def bottom(self) -> None:
        """To the last line."""
        self._go_to(END)

    def scrolled(self, top: int) -> None:
        """What comes into view is laid out before it is painted."""
        self._anchor = self._sought = None
        self._lay_out_from(top)

    # -- selection

    @property
    def allow_select(self) -> bool:
        """The text can be selected with the mouse."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text; lines of one paragraph come out as one line."""
        self.finish_layout()
        start = selection.start or Offset(0, 0)
        last = len(self._layout.lines) - 1
        end = selection.end or Offset(len(self._layout.lines[last].text), last)
        text = self._layout.copied((start.y, start.x), (end.y, end.x))
        return (text.strip("\n"), "\n") if selection.start is None else (text, "\n")

    def selection_updated(self, selection: Selection | None) -> None:
        """Paint the selection."""
        self.repaint()

    # -- painting

    def forget_painted(self) -> None:
        """Strips have their styles."""
        self._strips.clear()

    def paint_focus(self) -> None:
        """No line of a text shows where the focus is."""

    def repaint(self) -> None:
        """Paint every visible line anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        number = self.scroll_offset.y + y
        strip = self._strips.get(number)
        if strip is None:
            while len(self._strips) >= _KEEP:
                del self._strips[next(iter(self._strips))]
            strip = self._strips[number] = self._strip(number)
        return strip

    def _strip(self, number: int) -> Strip:
        total, columns = self.line_width, self._layout.columns
        # A view that was set before it came to its size may show more than was laid out for it.
        self._layout.reach(number)
        if number >= len(self._layout.lines):
            return Strip.blank(total, self._looks.plain())
        return self._looks.paint(
            self.line(number), left=max(0, (total - columns) // 2), columns=columns, total=total, row=number,
            overlays=self.overlays(number),
        )  # fmt: skip

    def line(self, number: int) -> Line:
        """The line to paint."""
        return self._layout.lines[number]

    def overlays(self, number: int) -> list[Overlay]:
        """What lies over the text of a line: the selection."""
        selection = self.text_selection
        if selection is None or (span := selection.get_span(number)) is None:
            return []
        return [Overlay(*span, self.screen.get_component_rich_style("screen--selection"))]
