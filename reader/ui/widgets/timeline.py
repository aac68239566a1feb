"""The timeline of a story's coverage, with a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo

from textual import events
from textual.geometry import Size
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.clock import Clock, system_clock
from reader.domain.coverage import StoryCoverage
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.timeline import Item, Kind, Made, Setting, TimelineLine, items_of, timeline

from .line_view import LineView
from .looks import Looks

_LOOKS = {
    "title": "bold $title",
    "day": "bold $accent",
    "time": "$muted",
    "rail": "$muted",
    "source": "bold $title",
    "story": "$text",
    "read": "$muted",
    "note": "$muted",
    "faint": "italic $muted",
    "teaser": "italic $muted",
    "mark": "$accent",
    "ours": "bold $ours",
    "here": "$good",
    "fetch": "$muted",
    "queued": "$accent",
    "bar": "$accent",
    "cursor": "on $selection",
}
_EDGE = 2  # cells before a line: one blank, one for the bar of the cursor
_MEASURE = 92  # cells of a line at most: longer ones are hard to follow back


class TimelineView(LineView, can_focus=True):
    """Who told a story when. Copies and other chapters unfold in place.

    Roles: `title`, `day`, `time`, `rail`, `source`, `story` and `read` (headlines),
    `note`, `faint`, `teaser`, `mark`, `ours`, marks `here fetch queued`, `bar`, `cursor`, `blank`.
    """

    DEFAULT_CSS = """
    TimelineView {
        background: $background;
        color: $text;
        scrollbar-background: $background;
    }
    """

    cursor: reactive[int] = reactive(0, init=False)
    """Position of the selected item, from 0."""
    teaser: reactive[bool] = reactive(True, init=False)
    """The selected telling shows its lead here."""

    @dataclass
    class Chosen(TextualMessage):
        """A telling is to be opened in the reader."""

        item: Item

    @dataclass
    class Highlighted(TextualMessage):
        """The cursor came to this item."""

        item: Item

    def __init__(
        self, *, clock: Clock = system_clock, zone: tzinfo | None = None, hours: str = "24h", id: str | None = None
    ) -> None:
        """`clock` gives now for the dates, `zone` is the reader's time zone (None: the machine's)."""
        super().__init__(id=id)
        self._setting = Setting(40, clock(), zone, hours)
        self._clock = clock
        self._coverage: StoryCoverage | None = None
        self._unfolded: frozenset[tuple[str, int]] = frozenset()
        self._items: list[Item] = []
        self._lines: list[TimelineLine] = []
        self._made: Made = {}
        self._made_for: object = None
        self._looks = Looks(self, _LOOKS)

    def show(self, coverage: StoryCoverage, *, at: int = 0, reading: int = 0) -> None:
        """Show a coverage: for the first time with the cursor on the entry `at`, later with the cursor where it was."""
        here = self.item.key if self.item else None
        self._coverage = coverage
        self._made_for = None
        self._setting = replace(self._setting, reading=reading)
        self._items = items_of(coverage, self._unfolded)
        if here is None and at:
            self._reveal(at)
        keys = [item.key for item in self._items]
        if here in keys:
            self.set_reactive(TimelineView.cursor, keys.index(here))
        else:
            self.set_reactive(TimelineView.cursor, self.validate_cursor(self.cursor))
        self._lay_out()
        self._follow_cursor()

    def _reveal(self, entry_id: int) -> None:
        """Put the cursor on an entry, unfolding what it is folded into."""
        assert self._coverage is not None
        for chapter in self._coverage.chapters:
            for telling in chapter.tellings:
                if entry_id in (telling.row.id, *(copy.row.id for copy in telling.copies)):
                    if telling.row.id != entry_id:
                        self._unfolded |= {(str(Kind.COPIES), telling.row.id)}
                    if chapter is not self._coverage.story:
                        self._unfolded |= {(str(Kind.CHAPTER), chapter.first.row.id)}
        self._items = items_of(self._coverage, self._unfolded)
        wanted = (str(Kind.TELLING), entry_id)
        position = next((number for number, item in enumerate(self._items) if item.key == wanted), 0)
        self.set_reactive(TimelineView.cursor, position)

    @property
    def item(self) -> Item | None:
        """What the cursor stands on."""
        return self._items[self.cursor] if self.cursor < len(self._items) else None

    @property
    def place(self) -> tuple[frozenset[tuple[str, int]], int]:
        """What is unfolded and the entry under the cursor, for `return_to`."""
        return self._unfolded, self.item.telling.row.id if self.item else 0

    def return_to(self, unfolded: frozenset[tuple[str, int]]) -> None:
        """Unfold what was unfolded, before `show`."""
        self._unfolded = unfolded

    def pick(self, entry_id: int) -> None:
        """Mark an entry as picked; 0 for none."""
        self._setting = replace(self._setting, picked=entry_id)
        self._lay_out()

    def fold(self) -> bool:
        """Fold or unfold what the cursor stands on, or the copies of the telling; False where there is nothing to."""
        item = self.item
        if item is None or self._coverage is None:
            return False
        alone = sum(1 for _telling in item.chapter.everything()) < 2
        if alone or (item.kind is Kind.TELLING and (item.is_copy or not item.telling.copies)):
            return False
        kind = Kind.COPIES if item.kind is Kind.TELLING else item.kind
        self._unfolded ^= {(str(kind), item.telling.row.id)}
        self._items = items_of(self._coverage, self._unfolded)
        self._lay_out()
        self._follow_cursor()
        return True

    def choose(self) -> None:
        """Open what the cursor stands on; folded copies unfold."""
        if self.item is not None and self.item.kind is Kind.COPIES:
            self.fold()
        elif self.item is not None:
            self.post_message(self.Chosen(self.item))

    # -- the cursor

    def move(self, delta: int) -> None:
        """Move the cursor."""
        self.cursor += delta

    def move_page(self, pages: float) -> None:
        """Move by screens: 0.5 is half a screen down, -1 a screen up."""
        per_item = max(1, len(self._lines) // max(1, len(self._items)))
        self.move(max(1, round(self.size.height * abs(pages) / per_item)) * (1 if pages > 0 else -1))

    def validate_cursor(self, value: int) -> int:
        """Inside the items."""
        return max(0, min(value, len(self._items) - 1))

    def watch_cursor(self) -> None:
        """The selected telling may show its lead, so the lines after it move."""
        if self.teaser:
            self._lay_out()
        self.refresh()
        self._follow_cursor()
        if self.item is not None:
            self.post_message(self.Highlighted(self.item))

    def watch_teaser(self) -> None:
        """With or without the lead."""
        self._lay_out()
        self._follow_cursor()

    def _follow_cursor(self) -> None:
        rows = [number for number, line in enumerate(self._lines) if line.target == self.cursor]
        if not rows or not self.size.height:
            return
        first, last = rows[0], rows[-1]
        while first > 0 and self._lines[first - 1].target < 0 and last - first < self.size.height - 1:
            first -= 1  # the headings above it
        self.bring_into_view(first, last)

    # -- painting

    @property
    def _columns(self) -> int:
        return max(8, min(_MEASURE, self.line_width - _EDGE - 1))

    @property
    def _left(self) -> int:
        return max(0, (self.line_width - self._columns - _EDGE) // 2)

    def _lay_out(self) -> None:
        if self._coverage is None or not self.outer_size:
            return
        self._setting = replace(
            self._setting, columns=self._columns, now=self._clock(), unfolded=self._unfolded, teaser=self.teaser,
            selected=self.item.key if self.item else None,
        )  # fmt: skip
        # Of 400 tellings all took 21 ms at each step of the cursor, which shows the lead of one and hides another.
        made_for = (self._setting.columns, self._setting.picked, self._setting.reading)
        if made_for != self._made_for:
            self._made, self._made_for = {}, made_for
        self._lines = timeline(self._coverage, self._items, self._setting, self._made)
        self.virtual_size = Size(self.line_width, len(self._lines) + 1)
        self.refresh()

    def fit(self) -> None:
        """Another width."""
        self._lay_out()
        self._follow_cursor()

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        total, blank = self.line_width, self._looks.plain()
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return Strip.blank(total, blank)
        item = self._lines[number]
        selected = bool(self._items) and item.target == self.cursor
        states = ["cursor"] if selected else []
        bar = ("▌" if self.has_focus else "▏") if selected else " "
        line: Line = replace(item.line, margin=(Piece(bar + " ", Look("bar")), *item.line.margin))
        columns = self._columns + _EDGE
        strip = self._looks.paint(line, *states, columns=columns, total=columns)
        return Strip.join([Strip.blank(self._left, blank), strip]).crop(0, total).adjust_cell_length(total, blank)

    def on_click(self, event: events.Click) -> None:
        """A click opens a telling, and unfolds what is folded."""
        number = self.scroll_offset.y + event.y
        if 0 <= number < len(self._lines) and (target := self._lines[number].target) >= 0:
            event.stop()
            self.cursor = target
            self.choose()
