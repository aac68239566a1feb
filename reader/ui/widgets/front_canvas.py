"""The page on the screen: sections of stories laid out and painted, with their pictures. No cursor moves here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from textual.geometry import Size
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.clock import Clock, system_clock
from reader.domain.front import FrontStory, Section
from reader.domain.pictures import Picture, PictureState
from reader.domain.records import dataclass
from reader.ui.render.front import Page, Placed, Setting, page_of
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.message import message_lines
from reader.ui.render.pictures import PictureBook

from .line_view import LineView
from .looks import STORIES, Looks

_LOOKS = {
    **STORIES,
    "heading": "bold $accent",
    "rule": "$rule",
    "title": "bold $title",
    "read": "$muted",
    "mark": "$link",
    "lead": "$text",
    "sources": "bold $ours",
    "source": "$muted",
    "note": "$muted",
    "number": "bold $link",
    "telling": "$text",
    "star": "$accent",
    "fetch": "$muted",
    "waiting": "$muted on $bar",
}
_TICK = 30.0  # seconds between two looks at the clock for the ages


class FrontCanvas(LineView, can_focus=True):
    """Sections of stories in one column, or two where there is room.

    Roles: `heading` and `rule` of a section; of a story `title` (`read` once it was),
    `mark`, `lead`, `sources` (how many), `source`, `note` (ages), `number`, `telling` (another headline), `star`,
    `fetch`, `waiting` (the place of a picture); `bar` and `cursor` of the selected one; `message-title message
    message-key` for an empty page.
    """

    DEFAULT_CSS = """
    FrontCanvas {
        background: $background;
        color: $text;
    }
    """

    pictures: reactive[bool] = reactive(True, init=False)
    """Show pictures where there are any."""

    @dataclass
    class PicturesWanted(TextualMessage, namespace="front_view"):
        """These pictures, (address, entry) each, have a place on the page and have not come."""

        pictures: tuple[tuple[str, int], ...]

    def __init__(self, *, clock: Clock = system_clock, zone: tzinfo | None = None, id: str | None = None) -> None:
        """`clock` gives now for the ages, `zone` is the reader's time zone (None: the machine's)."""
        super().__init__(id=id)
        self._clock, self._zone = clock, zone
        self._sections: tuple[Section, ...] = ()
        self._page = Page((), 0, (), (), Setting(1, clock()))
        self._cursor = 0
        self._blocks_of: list[list[Placed]] = []
        """The blocks on each line, from the left."""
        self._looks = Looks(self, _LOOKS)
        self.book = PictureBook()
        self._wanted: list[str] = []
        self._asked: tuple[tuple[str, int], ...] = ()
        self._message: tuple[str, str, tuple[tuple[str, str], ...]] | None = None
        self._message_lines: list[Line] = []

    @property
    def stories(self) -> tuple[FrontStory, ...]:
        """Every story in the order in which the cursor meets them."""
        return self._page.stories

    @property
    def count(self) -> int:
        """How many stories there are."""
        return len(self._page.stories)

    def show_message(self, title: str, sentence: str = "", keys: Sequence[tuple[str, str]] = ()) -> None:
        """Say why there is nothing here, and which keys help."""
        self._sections, self._message = (), (title, sentence, tuple(keys))
        self._cursor = 0
        self._lay_out()
        self.jump(0)

    # -- pictures

    def learn(self, states: Mapping[str, PictureState]) -> None:
        """What the cache knows of pictures."""
        self.book.learn(states)
        self._lay_out()

    def picture_came(self, picture: Picture) -> None:
        """A picture that was wanted."""
        self.book.put(picture)
        self._lay_out()

    def picture_failed(self, url: str, error: str) -> None:
        """A picture that was wanted cannot be had: its story takes the room."""
        self.book.refuse(url, error)
        self._lay_out()

    def watch_pictures(self) -> None:
        """With or without."""
        self._lay_out()

    def _picture(self, url: str, columns: int, rows: int) -> list[Line]:
        if not self.pictures:
            return []
        self.book.most_rows = rows
        self._wanted.append(url)
        return self.book.place(url, columns)

    # -- layout

    @property
    def _pad(self) -> int:
        return 2 if self.line_width >= 60 else 1

    def _lay_out(self) -> None:
        columns = max(8, self.line_width - 2 * self._pad)
        self._wanted = []
        if self._message is not None:
            self._page, self._blocks_of = Page((), 0, (), (), Setting(columns, self._clock())), []
            self._message_lines = message_lines(*self._message, min(72, columns - 2))
            self.virtual_size = Size(self.line_width, 0)
            self.refresh()
            return
        setting = Setting(columns, self._clock(), self._zone, self._picture)
        self._page = page_of(self._sections, setting)
        self._blocks_of = [[] for _line in range(self._page.height)]
        for block in sorted(self._page.blocks, key=lambda block: block.x):
            for y in range(block.y, block.end):
                self._blocks_of[y].append(block)
        self.virtual_size = Size(self.line_width, self._page.height)
        self.refresh()
        self._want_pictures()

    def _want_pictures(self) -> None:
        missing = self.book.missing(self._wanted)
        entries = {story.lead.image_url: story.lead.id for story in self._page.stories}
        wanted = tuple((url, entries.get(url, 0)) for url in missing)
        if wanted and wanted != self._asked:
            self._asked = wanted
            self.post_message(self.PicturesWanted(wanted))

    def on_mount(self) -> None:
        """Ages follow the clock."""
        self.set_interval(_TICK, self._lay_out)

    # -- painting

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        total, blank = self.line_width, self._looks.plain()
        if self._message is not None:
            return self._message_line(y, total)
        number = self.scroll_offset.y + y
        if number >= len(self._blocks_of):
            return Strip.blank(total, blank)
        strips: list[Strip] = []
        at = 0
        for block in self._blocks_of[number]:
            left = self._pad + block.x - 1
            if left > at:
                strips.append(Strip.blank(left - at, blank))
            strips.append(self._block_line(block, number))
            at = left + block.columns + 1
        return Strip.join([*strips, Strip.blank(max(0, total - at), blank)]).crop(0, total)

    def _block_line(self, block: Placed, number: int) -> Strip:
        """A line of a block and the cell before it, where the bar of the selected story stands."""
        chosen = block.story == self._cursor and block.story >= 0
        if chosen and not block.beside:
            block = self._page.selected(block.story)
        line = block.lines[number - block.y]
        states = ["cursor"] if chosen and not block.beside else []
        bar = ("▌" if self.has_focus else "▏") if states else " "
        line = replace(line, margin=(Piece(bar, Look("bar")), *line.margin))
        columns = block.columns + 1
        return self._looks.paint(line, *states, columns=columns, total=columns)

    def _message_line(self, y: int, total: int) -> Strip:
        top = max(1, (self.size.height - len(self._message_lines)) // 3)
        shown = 0 <= y - top < len(self._message_lines)
        line = self._message_lines[y - top] if shown else Line()
        left = self._pad + 1
        return self._looks.paint(line, left=left, columns=max(1, total - left), total=total)
