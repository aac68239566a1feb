"""The list of headlines: virtual from the first row to the millionth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.clock import Clock, system_clock
from reader.domain.folding import Hidden, Shown
from reader.domain.models import EntryRow, ListQuery, ScopeKind
from reader.ui.render.finding import Spots
from reader.ui.render.headline import RowHeight, height_for

from .folding_list import FoldingList
from .folds import WaitingLoader
from .list_message import ListMessage
from .looks import STORIES, Looks
from .row_list import RowsLoader
from .row_painter import RowPainter

_LOOKS = {
    **STORIES,
    "unread": "bold $title",
    "read": "$muted",
    "mark": "$link",
    "age": "$muted",
    "source": "$accent",
    "where": "$muted",
    "others": "$ours",
    "star": "$accent",
    "fetch": "$muted",
    "hit": "bold underline $accent",
    "lead": "$muted",
    "placeholder": "$rule",
}
NOTHING = Hidden()
UNREAD = Shown()
_TICK = 30.0  # seconds between two looks at the clock for the ages


class HeadlineList(FoldingList, can_focus=True):
    """Headlines of one `ListQuery`, newest or best first as the ids come.

    Roles: `unread` and `read` titles, `mark`, `age`, `source`, `where` (a source
    beside the title), `others` (+4), `star`, `fetch` (○ ⇣), `lead`, `placeholder`, `blank`, `bar` (the selection's ▌),
    `cursor` (its ground), and for empty states `message-title`, `message`, `message-key`. With the focus the
    selection's bar is thick and its ground stronger.
    """

    DEFAULT_CSS = """
    HeadlineList {
        background: $background;
        color: $text;
    }
    """

    rows: reactive[str] = reactive("", layout=False, init=False)
    """Which height is wished for: one of RowHeight, or `auto` for roomy where the list is high and cosy elsewhere."""

    def __init__(self, *, clock: Clock = system_clock, zone: tzinfo | None = None, id: str | None = None) -> None:
        """`clock` gives now for the ages, `zone` is the reader's time zone (None: the machine's)."""
        super().__init__(id=id)
        self._looks = Looks(self, _LOOKS)
        self._painter = RowPainter(self._looks, clock, zone)
        self._message = ListMessage(self._looks)

    @property
    def rows_rendered(self) -> int:
        """How many rows were laid out so far; tests count work with it."""
        return self._painter.rendered

    # -- what is shown

    def show(
        self,
        query: ListQuery,
        ids: Iterable[int],
        rows_loader: RowsLoader,
        keep: int | None = None,
        *,
        hidden: Hidden = NOTHING,
        waiting: WaitingLoader | None = None,
        spots: Spots | None = None,
        shown: Shown = UNREAD,
    ) -> None:
        """Show `ids`, whose rows `rows_loader` reads in the order asked (leaving out those that are gone), but those
        `shown`, which are here. `hidden` are the entries that are folded beneath some of them, `waiting` tells which of
        these wait to be read; `spots` finds what is to be marked in the headlines.

        For the same query as before the cursor stays on its entry and the entry on its screen line; `keep` names
        another entry to stand on, or on the row beneath which it is folded. An id that is no longer in the list leaves
        the cursor at its place. What stood unfolded stays so, and what folds away under the cursor does not.
        """
        same = query == self._query
        if not same:
            self.select_none()
        self._folds.change(hidden, forget=not same)
        self._load_waiting = waiting
        if same and keep is None:
            self._folds.unfold(self._above_if_hidden(self.cursor_id))
        ids = self._folds.spread(ids)
        self._painter.own = query.scope.kind is ScopeKind.FEED
        self._painter.spots = spots
        old_id, before = self.cursor_id, len(self._window)
        target = self._row_of(keep if keep is not None else (old_id if same else 0))
        self._query, self._loader = query, rows_loader
        self._generation += 1
        self._loading = self._at_end = False
        self._message.clear()
        self._window.replace(ids, forget=not same)
        self._window.put(shown.rows, [row.id for row in shown.rows], 0)
        self._tell(self._leads(shown.rows), shown.waiting, shown.beneath)
        self._painter.clear()
        self._stand_on(target, before, same=same, stays=same and target == old_id and before > 0)
        self._ensure_rows()
        self._ensure_ends()
        self.refresh()
        if self.cursor_id != old_id:
            self._announce()

    def _stand_on(self, target: int, before: int, *, same: bool, stays: bool) -> None:
        """Put the cursor on the entry `target`, which `stays` on its screen line, in another list or in the `same`, of
        `before` rows, where it stays at its place if the entry has gone."""
        old, count, pitch, top = self._cursor, len(self._window), self.row_height.pitch, self.scroll_offset.y
        index = self._window.index(target, old + count - before) if target else -1
        if index < 0:
            index = min(old, count - 1) if same else 0
        self._cursor = max(0, index)
        self.virtual_size = Size(self.line_width, count * pitch)
        if stays:
            shift = self._cursor - old
            self.jump(top + shift * pitch)
            self._set_new_above(self._new_above + shift if shift > 0 else self._new_above)
        else:
            self._set_new_above(0)
            self.jump(0)
        self._follow_cursor()

    def extend(self, ids: Iterable[int], hidden: Hidden = NOTHING) -> None:
        """Add ids at the end, for lists whose first page was shown before the rest was known. `hidden` is of all."""
        before = len(self._window)
        self._folds.change(hidden, forget=False)
        self._window.ids.extend(ids)
        self.virtual_size = Size(self.line_width, len(self._window) * self.row_height.pitch)
        self._ensure_rows()
        self._ensure_ends()
        if before:
            # All but the last of what is on the screen stays there.
            pitch, top = self.row_height.pitch, self.scroll_offset.y
            self.repaint(self._window.ids[top // pitch : before])
            self.refresh_lines(before * pitch, max(0, top + self.size.height - before * pitch))
        else:
            self.refresh()
        if self._at_end:
            self.move_to_end(last=True)
        if not before:
            self._announce()

    def refresh_rows(self, ids: Iterable[int] | None) -> None:
        """These entries (None: any) changed: read their rows again where they are near, keep the old ones until
        then."""
        changed = set(self._window.rows if ids is None else ids)
        self._window.touch(changed)
        self._window.touch(self._folds.touched(changed, self._window.rows))
        self._ensure_rows()

    def put_rows(self, rows: Sequence[EntryRow]) -> None:
        """Show these rows at once, for a state that the user has just changed."""
        self._window.put(rows, [row.id for row in rows], self._cursor)
        self.repaint([row.id for row in rows])

    def show_message(self, title: str, sentence: str = "", keys: Sequence[tuple[str, str]] = ()) -> None:
        """An empty list, said in words: what happened, and (key, what it does) pairs that help."""
        self._query = None
        self.select_none()
        self._window.replace((), forget=True)
        self._folds.change(NOTHING, forget=True)
        self._generation += 1
        self._cursor = 0
        self._set_new_above(0)
        self._message.say(title, sentence, keys, self.line_width)
        self.virtual_size = Size(self.line_width, 0)
        self._painter.clear()
        self.refresh()

    # -- painting

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        total = self.line_width
        if self._message:
            return self._message.strip(y, self.size.height, total)
        index, sub = divmod(self.scroll_offset.y + y, self.row_height.pitch)
        if index >= len(self._window) or sub >= self.row_height.lines:
            return Strip.blank(total, self._looks.plain())
        return self.row_strips(index, selected=index == self._cursor)[sub]

    def roll(self, by: int) -> None:
        """Rows do; the words of an empty list stand where they stand."""
        if self._message:
            self.refresh()
        else:
            super().roll(by)

    def row_strips(self, index: int, *, selected: bool) -> list[Strip]:
        """The lines of a row, with the cursor on it or without."""
        row = self._window.row(index)
        row = self._folds.dated(row) if row is not None else None
        bar = ("▌" if self.has_focus else "▏") if selected else ""
        chosen = self.is_selected(index)
        entry_id = self._window.ids[index]
        return self._painter.strips(
            entry_id,
            row,
            self.row_height,
            self.line_width,
            bar="█" if bar and chosen else bar,
            chosen=chosen,
            gone=row is None and self._window.is_gone(index),
            number=index,
            fold=self._folds.fold_of(entry_id),
        )

    def repaint(self, ids: Iterable[int]) -> None:
        """These rows may have changed. Whenever anything was written they are read again, and most are as they were."""
        changed = {entry_id for entry_id in ids if not self._looks_the_same(entry_id)}
        self._painter.forget(changed)
        pitch = self.row_height.pitch
        top = self.scroll_offset.y // pitch
        for index in range(top, min(len(self._window), top + self.size.height // pitch + 2)):
            if self._window.ids[index] in changed:
                self.refresh_lines(index * pitch, pitch)

    def _looks_the_same(self, entry_id: int) -> bool:
        row = self._window.rows.get(entry_id)
        return row is not None and self._painter.shows(entry_id, self._folds.dated(row), self._folds.fold_of(entry_id))

    # -- events

    def on_mount(self) -> None:
        """Ages follow the clock."""
        self.set_interval(_TICK, self.refresh_ages)

    def refresh_ages(self) -> None:
        """Read the clock again."""
        self._painter.clear()
        self.refresh()

    def paint_focus(self) -> None:
        """The row under the cursor has another bar; the lines before selected rows have another colour."""
        if self.selecting:
            self._painter.clear()
            self.refresh()
        else:
            self.refresh_lines(self._cursor * self.row_height.pitch, self.row_height.pitch)

    def forget_painted(self) -> None:
        """Strips have their styles."""
        self._painter.clear()

    def fit(self) -> None:
        """Another width: rows are set again, the cursor stays visible."""
        self._painter.clear()
        self.watch_rows()
        self._message.resize(self.line_width)
        self.virtual_size = Size(self.line_width, len(self._window) * self.row_height.pitch)
        self._follow_cursor()
        self._ensure_rows()

    def watch_rows(self) -> None:
        """Another wish, or another size for `auto`."""
        if self.rows and self.size.height:
            self.row_height = height_for(self.rows, self.size.height)

    def watch_row_height(self, old: RowHeight, new: RowHeight) -> None:
        """Another height: the first visible row stays the first."""
        top = self.scroll_offset.y // RowHeight(old).pitch
        self._painter.clear()
        self.virtual_size = Size(self.line_width, len(self._window) * RowHeight(new).pitch)
        self.jump(top * RowHeight(new).pitch)
        self._follow_cursor()
        self._ensure_rows()
        self.refresh()

    def validate_row_height(self, value: str) -> RowHeight:
        """Plain strings are welcome."""
        return height_for(value, self.size.height)

    def scrolled(self, top: int) -> None:
        """Rows of the new place are read while it is shown."""
        if top == 0:
            self._set_new_above(0)
        self._ensure_rows()

    def on_click(self, event: events.Click) -> None:
        """A click selects and opens."""
        index = (self.scroll_offset.y + event.y) // self.row_height.pitch
        if not self._message and 0 <= index < len(self._window):
            event.stop()
            self.move_to_index(index)
            self.open_cursor()
