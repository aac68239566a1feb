"""The front page: stories set like those of a newspaper, with a cursor on one of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual import events
from textual.message import Message as TextualMessage

from reader.domain.front import FrontStory, Section
from reader.domain.models import EntryRow
from reader.domain.records import dataclass
from reader.ui.render.front import Placed

from .front_canvas import FrontCanvas


class FrontView(FrontCanvas):
    """A front page with a cursor on one of its stories."""

    @dataclass
    class Highlighted(TextualMessage):
        """The cursor moved to this story."""

        story: FrontStory

    @dataclass
    class Opened(TextualMessage):
        """The user wants to read this telling of the story under the cursor."""

        row: EntryRow

    # -- what is shown

    def show(self, sections: Sequence[Section], *, keep: bool = False) -> None:
        """Show a page. `keep` leaves the cursor on its story, and the story at its place on the screen."""
        before, place = self.story, self._screen_line
        self._sections, self._message = tuple(sections), None
        self._lay_out()
        at = self._index(before.key, before.lead.id) if keep and before else 0
        self._cursor = max(0, min(self._cursor, self.count - 1)) if keep and at < 0 else max(0, at)
        if keep and before and self.count:
            self.jump(max(0, self._block.y - place))
        else:
            self.jump(0)
        self._follow_cursor()
        self._announce()

    def put_rows(self, rows: Mapping[int, EntryRow]) -> None:
        """Entries that have changed: shown as they are now, nothing moves."""
        if rows and self._sections:
            self._sections = tuple(
                replace(section, stories=tuple(story.with_rows(rows) for story in section.stories))
                for section in self._sections
            )
            self._lay_out()

    @property
    def story(self) -> FrontStory | None:
        """The story under the cursor."""
        return self._page.stories[self._cursor] if self._cursor < self.count else None

    def _index(self, key: int, lead: int) -> int:
        for number, story in enumerate(self._page.stories):
            if story.key == key or story.lead.id == lead:
                return number
        return -1

    # -- the cursor

    @property
    def _block(self) -> Placed:
        return self._page.block(self._cursor)

    @property
    def _screen_line(self) -> int:
        return self._block.y - self.scroll_offset.y if self.story else 0

    def move(self, delta: int) -> bool:
        """Move the cursor by `delta` stories; False at that end."""
        return self._go(self._cursor + delta)

    def move_to_end(self, *, last: bool) -> None:
        """To the first or the last story."""
        self._go(self.count - 1 if last else 0)

    def move_to(self, entry_id: int) -> bool:
        """To the story that an entry tells; False when none here does."""
        for number, story in enumerate(self._page.stories):
            if entry_id == story.lead.id or any(entry_id == row.id for row in story.others):
                self._go(number)
                return True
        return False

    def move_beside(self, step: int) -> bool:
        """To the story beside this one in the column on the left (-1) or right (1); False where there is none."""
        if not self.count:
            return False
        here = self._block
        blocks = [self._page.block(number) for number in range(self.count)]
        beside = [block for block in blocks if (block.x - here.x) * step > 0 and block.columns <= here.columns * 1.5]
        if not beside or here.columns > self._page.setting.columns * 0.6:
            return False
        return self._go(min(beside, key=lambda block: (abs(block.y - here.y), block.y)).story)

    def page(self, pages: float) -> bool:
        """Scroll by screens and take the cursor along; False at that end."""
        if not self.count:
            return False
        height = max(1, self.size.height - 2)
        top, far = self.scroll_offset.y, self.max_scroll_y
        to = max(0, min(far, round(top + pages * height)))
        if to == top:
            return self._go(self.count - 1 if pages > 0 else 0)
        x = self._block.x
        place = max(0, self._screen_line)
        self.jump(to)
        visible = [
            block
            for block in map(self._page.block, range(self.count))
            if block.y >= to and block.end <= to + self.size.height
        ]
        if visible:
            self._go(min(visible, key=lambda block: (block.x != x, abs(block.y - to - place))).story)
        return True

    def _go(self, number: int) -> bool:
        number = max(0, min(number, self.count - 1))
        if not self.count or number == self._cursor:
            return False
        self._cursor = number
        self._follow_cursor()
        self.refresh()
        self._announce()
        return True

    def _announce(self) -> None:
        if (story := self.story) is not None:
            self.post_message(self.Highlighted(story))

    def open_cursor(self) -> None:
        """Ask for the lead of the selected story to be read."""
        if (story := self.story) is not None:
            self.post_message(self.Opened(story.lead))

    def open_telling(self, position: int) -> bool:
        """Ask for another telling of the selected story, counted from 0; False when it has none there."""
        story = self.story
        if story is None or not 0 <= position < len(story.others):
            return False
        self.post_message(self.Opened(story.others[position]))
        return True

    def _follow_cursor(self) -> None:
        if self.count and self.size.height:
            first = 0 if self._cursor == 0 else self._with_heading(self._block)
            self.bring_into_view(first, self._block.end)

    def _with_heading(self, block: Placed) -> int:
        """The line of the heading that stands right over a story, else its own."""
        over = [one.y for one in self._page.blocks if one.story < 0 and one.end == block.y and one.x <= block.x]
        return max(over, default=block.y)

    # -- size and mouse

    def fit(self) -> None:
        """Another width: the selected story stays where it is on the screen."""
        place = self._screen_line
        self._lay_out()
        if self.count:
            self.jump(max(0, self._block.y - place))
            self._follow_cursor()

    def on_click(self, event: events.Click) -> None:
        """A click selects and opens."""
        number = self.scroll_offset.y + event.y
        blocks = self._blocks_of[number] if 0 <= number < len(self._blocks_of) else []
        lefts = [self._pad + block.x - 1 for block in blocks]
        at = bisect_right(lefts, event.x) - 1
        if at >= 0 and blocks[at].story >= 0:
            event.stop()
            self._go(blocks[at].story)
            self.open_cursor()
