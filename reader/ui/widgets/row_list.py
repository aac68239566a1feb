"""A list of rows of one height with a cursor, of any length: it holds ids and reads the rows around what is visible."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.timer import Timer

from reader.domain.errors import ReaderError
from reader.domain.models import EntryRow
from reader.domain.records import dataclass
from reader.ui.render.headline import RowHeight

from .line_view import LineView
from .row_window import RowWindow

_SETTLED = 0.5
"""Seconds after another list came: who goes from list to list is not to wait for the ends of each."""
RowsLoader: TypeAlias = Callable[[Sequence[int]], Awaitable[list[EntryRow]]]


class RowList(LineView):
    """The cursor over the rows, and their coming from the disk; what a row looks like is its heir's affair."""

    ROLLS = True

    row_height: reactive[RowHeight] = reactive(RowHeight.ROOMY, layout=False, init=False)
    """Lines of a headline, for the whole list."""

    @dataclass
    class Highlighted(TextualMessage):
        """The selection moved to this entry."""

        entry_id: int

    @dataclass
    class Opened(TextualMessage):
        """The user wants to read this entry."""

        entry_id: int

    @dataclass
    class NewAbove(TextualMessage):
        """So many entries came in above the first visible row; 0 when they have been seen."""

        count: int

    @dataclass
    class LoadFailed(TextualMessage):
        """Rows could not be read; `sentence` says why."""

        sentence: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._window = RowWindow()
        self._loader: RowsLoader | None = None
        self._generation = 0
        self._loading = False
        self._cursor = 0
        self._new_above = 0
        self._ends_timer: Timer | None = None
        self._at_end = False
        """The cursor was sent to the end, wherever that is when the list is whole."""

    async def load_more(self, rows: Sequence[EntryRow]) -> None:
        """Rows came: what else is asked about them."""

    def repaint(self, ids: Iterable[int]) -> None:
        """The rows of these entries are to be painted anew."""
        raise NotImplementedError

    # -- the cursor

    @property
    def cursor_id(self) -> int:
        """Entry under the cursor, 0 in an empty list."""
        return self._window.ids[self._cursor] if self._cursor < len(self._window) else 0

    @property
    def cursor_index(self) -> int:
        """Its place in the list."""
        return self._cursor

    def ids_beside(self, entry_id: int, *, above: bool) -> array[int]:
        """The entries of the rows above that of an entry, or of those below it, in list order."""
        ids, at = self._window.ids, self._window.index(entry_id, self._cursor)
        return ids[: max(0, at)] if above else ids[at + 1 :] if at >= 0 else array("q")

    @property
    def cursor_row(self) -> EntryRow | None:
        """Its row, None while it is being read."""
        return self._window.row(self._cursor) if self._cursor < len(self._window) else None

    @property
    def count(self) -> int:
        """How many entries the list holds."""
        return len(self._window)

    def row_of(self, entry_id: int) -> EntryRow | None:
        """The row of an entry of this list when it is in memory."""
        index = self._window.index(entry_id, self._cursor)
        return self._window.row(index) if index >= 0 else None

    @property
    def room(self) -> int:
        """Rows that the screen shows, begun ones among them."""
        return self.size.height // self.row_height.pitch + 2

    def move(self, delta: int) -> bool:
        """Move the cursor by `delta` rows; False when it already stands at that end."""
        return self.move_to_index(self._cursor + delta)

    def move_to(self, entry_id: int) -> bool:
        """Move the cursor to an entry; False when the list does not hold it."""
        index = self._window.index(entry_id, self._cursor)
        if index < 0:
            return False
        self.move_to_index(index)
        return True

    def move_to_index(self, index: int) -> bool:
        """Move the cursor to a place in the list, or to the end that lies nearer; False when it was there."""
        count = len(self._window)
        index = max(0, min(index, count - 1))
        if not count or index == self._cursor:
            return False
        self._at_end = False
        old, self._cursor = self._cursor, index
        self._follow_cursor()
        pitch = self.row_height.pitch
        for row in (old, index):
            self.refresh_lines(row * pitch, pitch)
        if index == 0:
            self._set_new_above(0)
        self._ensure_rows()
        self._announce()
        return True

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to the first row, or to the last one, of a list whose end is still to come too."""
        self.move_to_index(len(self._window) - 1 if last else 0)
        self._at_end = last

    def move_page(self, pages: float) -> bool:
        """Move by screens of rows: 0.5 is half a screen down, -1 a screen up."""
        rows = max(1, int(self.size.height * abs(pages)) // self.row_height.pitch)
        return self.move(rows if pages > 0 else -rows)

    def open_cursor(self) -> None:
        """Ask for the entry under the cursor to be read."""
        self._announce(self.Opened)

    def _announce(self, fact: type[Highlighted] | type[Opened] = Highlighted) -> None:
        if self.cursor_id:
            self.post_message(fact(self.cursor_id))

    def _follow_cursor(self) -> None:
        """Scroll so that the cursor's row and a neighbour on either side are visible."""
        height = self.size.height
        if not height:
            return
        top = self.scroll_offset.y
        first, last = self._needed(self._cursor)
        if first < top:
            self.jump(max(0, first))
        elif last > top + height:
            self.jump(last - height)

    def _needed(self, index: int) -> tuple[int, int]:
        """The lines from … to that are to be visible with the cursor on a row."""
        pitch, low = self.row_height.pitch, index * self.row_height.pitch
        high = low + self.row_height.lines
        room = min(pitch, max(0, (self.size.height - self.row_height.lines) // 2))
        return low - room, high + room

    def at_rest(self) -> range:
        """The rows to which the cursor can go without a line being scrolled."""
        top, pitch = self.scroll_offset.y, self.row_height.pitch
        bottom, end = top + self.size.height, len(self._window) * pitch
        near = range(top // pitch, min(len(self._window), bottom // pitch + 1))
        rows = [n for n in near if max(0, self._needed(n)[0]) >= top and min(end, self._needed(n)[1]) <= bottom]
        return range(rows[0], rows[-1] + 1) if rows else range(0)

    def id_at(self, index: int) -> int:
        """The entry of a row."""
        return self._window.ids[index]

    def _set_new_above(self, count: int) -> None:
        if count != self._new_above:
            self._new_above = count
            self.post_message(self.NewAbove(count))

    # -- rows from the disk

    def _ensure_rows(self) -> None:
        if self._loading or self._loader is None or not self.is_attached:
            return
        pitch = self.row_height.pitch
        self._read(self._window.wanted(self.scroll_offset.y // pitch, self.room))

    def _read(self, ids: list[int]) -> None:
        if ids:
            self._loading = True
            # The worker makes the call: of a coroutine made here Python says on the terminal, where the reader is left
            # in that moment, that nobody waited for it.
            call: Any = partial(self._load, ids, self._generation)
            self.run_worker(call, group="rows", description="rows", exit_on_error=False)

    def _ensure_ends(self) -> None:
        """Soon read the rows at both ends of the list: the first key that leads to one of them painted empty rows, and
        a second time what had come."""
        if self._ends_timer is not None:
            self._ends_timer.stop()
        self._ends_timer = self.set_timer(_SETTLED, self._read_ends) if self.is_attached else None

    def _read_ends(self) -> None:
        if self._loading:
            self._ensure_ends()
        elif self._loader is not None:
            self._read(self._window.wanted_at_ends())

    async def _load(self, ids: list[int], generation: int) -> None:
        assert self._loader is not None
        try:
            rows = await self._loader(ids)
            await self.load_more(rows)
        except ReaderError as error:
            if generation == self._generation:
                self._loading = False
                self.post_message(self.LoadFailed(str(error)))
            return
        if generation != self._generation:
            return
        self._loading = False
        self._window.put(rows, ids, self._cursor)
        self.repaint(ids)
        self._ensure_rows()
