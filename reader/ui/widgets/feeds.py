"""The Feeds pane: smart entries, folders and feeds with their unread counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from reader.domain.models import Scope, ScopeKind
from reader.domain.records import dataclass
from reader.ui.places import Feeds
from reader.ui.render.feeds import INDENT, Label, Row, label_of, line_of, refolded, rows_of
from reader.ui.render.lines import Look, Piece

from .line_view import LineView
from .looks import Looks

_LOOKS = {
    "heading": "bold $muted",
    "folder": "bold $title",
    "unread": "$title",
    "quiet": "$muted",
    "count": "$link",
    "mark": "$muted",
    "trouble": "$problem",
    "sample": "$muted",
    "bar": "$muted",
    "bar:focus": "$accent",
    "cursor": "bold on $bar",
    "cursor:focus": "bold on $selection",
    # The terminal's own colours have no tone for a ground.
    "cursor-ansi": "bold on $bar",
    "cursor-ansi:focus": "bold reverse on $selection",
}


class FeedTree(LineView, can_focus=True):
    """Places to read from. The cursor only stops where something can be opened."""

    DEFAULT_CSS = """
    FeedTree {
        background: $pane;
        color: $text;
        padding: 1 0 0 0;
        scrollbar-background: $pane;
    }
    """

    @dataclass
    class Highlighted(Message):
        """The cursor came to this place."""

        scope: Scope

    @dataclass
    class Opened(Message):
        """The user wants to read this place."""

        scope: Scope

    @dataclass
    class Folded(Message):
        """A folder was folded or unfolded."""

        folder_id: int
        expanded: bool

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks = Looks(self, _LOOKS)
        self._feeds = Feeds()
        self._open: dict[int, bool] = {}
        self._told: dict[int, bool] = {}
        """What `Folded` said and no `show` has repeated yet: one that was read before says the opposite."""
        self._all: Sequence[Row] = ()
        """Every line, hidden ones too."""
        self._rows: Sequence[Row] = ()
        self._line = -1
        """Where the cursor stands among `_rows`."""
        self._strips: dict[Row, tuple[object, Strip]] = {}

    # -- what is shown

    def show(self, feeds: Feeds) -> None:
        """Show `feeds`. The cursor stays on its place; where that is gone, near it."""
        old, self._feeds = self._feeds, feeds
        place, line = self.place, self._line
        stored = {folder.id: folder.expanded for folder in feeds.folders}
        self._told = {at: told for at, told in self._told.items() if stored.get(at, told) != told}
        if old.folders != feeds.folders:
            self._open = stored | self._told
        # Of 5,000 feeds a look at each line takes 25 ms, and there is one after each story that is marked.
        same = self._all and old.same_lines(feeds)
        rows = self._all if same else list(rows_of(feeds, self._open))
        if rows != self._all:
            self._all = rows
            self._strips.clear()
            self._arrange()
            if place is not None and not self._put(place):
                self._step_to(min(line, len(self._rows) - 1), -1)
            elif place is not None:
                self.go_to(place)
        self._refresh_changed()

    def _arrange(self) -> None:
        self._rows = [row for row in self._all if not row.hidden]
        self.virtual_size = Size(self.line_width, len(self._rows))
        self.refresh()

    def _refresh_changed(self) -> None:
        """Lines that say something else than what was painted are painted anew."""
        top = self.scroll_offset.y
        for line, row in enumerate(self._rows[top : top + self.size.height], top):
            if (painted := self._strips.get(row)) and painted[0] != self._said(row, line):
                self.refresh_lines(line, 1)

    def go_to(self, scope: Scope) -> None:
        """Put the cursor on a place, unfolding what hides it; a place that is not here leaves no cursor."""
        at = next((at for at, row in enumerate(self._all) if row.scope == scope), -1)
        if at >= 0 and self._all[at].hidden:
            for folder_id in self._around(at):
                self._set_open(folder_id, True)
        if scope != self.place:
            self._stand(next((line for line, row in enumerate(self._rows) if at >= 0 and row.scope == scope), -1))

    def _around(self, at: int) -> list[int]:
        """The folders around a line, the inmost first."""
        found: list[int] = []
        depth = self._all[at].depth
        for row in reversed(self._all[:at]):
            if row.depth < depth and row.scope is not None and row.scope.kind is ScopeKind.FOLDER:
                found.append(row.scope.id)
                depth = row.depth
        return found

    @property
    def place(self) -> Scope | None:
        """The place under the cursor."""
        return self._rows[self._line].scope if 0 <= self._line < len(self._rows) else None

    def neighbour(self, scope: Scope, step: int) -> Scope | None:
        """The next (+1) or previous (-1) feed from `scope`, folded ones too; None at the end."""
        places = [row.scope for row in self._all if row.scope is not None]
        start = places.index(scope) if scope in places else -1
        beyond = places[start + 1 :] if step > 0 else list(reversed(places[: max(0, start)]))
        return next((place for place in beyond if place.kind is ScopeKind.FEED), None)

    # -- the cursor

    def move(self, delta: int) -> None:
        """Move the cursor by `delta` lines, over headings."""
        self._step_to(max(0, min(self._line + delta, len(self._rows) - 1)), 1 if delta > 0 else -1)

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to the first or the last place."""
        self._step_to(len(self._rows) - 1 if last else 0, -1 if last else 1)

    def _step_to(self, line: int, direction: int) -> None:
        for step in (direction, -direction):
            at = line
            while 0 <= at < len(self._rows):
                if self._rows[at].scope is not None:
                    self._stand(at)
                    return
                at += step

    def _put(self, scope: Scope) -> bool:
        """The rows are other ones: the cursor stays with its place, hidden or not; False where that is gone."""
        self._line = next((line for line, row in enumerate(self._rows) if row.scope == scope), -1)
        self._follow()
        return self._line >= 0 or any(row.scope == scope for row in self._all)

    def _stand(self, line: int) -> None:
        """Put the cursor on a line, -1 for none."""
        old, self._line = self._line, line
        for changed in {old, line} - {-1}:
            self.refresh_lines(changed, 1)
        self._follow()
        if line != old and self.place is not None:
            self.post_message(self.Highlighted(self.place))

    def _follow(self) -> None:
        """Scroll as far as it takes to see the cursor, and with the first place the heading over it."""
        line = self._line
        if line >= 0 and self.size.height:
            self.bring_into_view(0 if line <= 1 else line, line)

    # -- folding

    def toggle(self) -> bool:
        """Fold or unfold the folder under the cursor; False when there is none."""
        place = self.place
        if place is None or place.kind is not ScopeKind.FOLDER:
            return False
        self._set_open(place.id, not self._open.get(place.id, True))
        return True

    def _set_open(self, folder_id: int, is_open: bool) -> None:
        if self._open.get(folder_id, True) == is_open:
            return
        place = self.place
        self._open[folder_id] = is_open
        self._all = refolded(self._feeds, self._open, self._all, folder_id)
        self._arrange()
        if place is not None:
            self._put(place)
            if self._line < 0:
                # It was folded away: the cursor goes to the folder.
                self.go_to(Scope(ScopeKind.FOLDER, folder_id))
        folder = self._feeds.folder(folder_id)
        if folder and self._told.get(folder_id, folder.expanded) != is_open:
            self._told[folder_id] = is_open
            self.post_message(self.Folded(folder_id, is_open))

    # -- painting

    def _said(self, row: Row, line: int) -> tuple[Label, int, str]:
        """All that the line of a row depends on."""
        bar = ("▌" if self.has_focus else "▏") if line == self._line else ""
        return label_of(self._feeds, row, self._open), self.line_width, bar

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`; that of the cursor carries its ground and its bar from edge to edge."""
        number = self.scroll_offset.y + y
        if number >= len(self._rows):
            return Strip.blank(self.line_width, self._looks.plain())
        row = self._rows[number]
        said = self._said(row, number)
        painted = self._strips.get(row)
        if painted is None or painted[0] != said:
            painted = self._strips[row] = (said, self._strip(row, *said))
        return painted[1]

    def _strip(self, row: Row, label: Label, columns: int, bar: str) -> Strip:
        line = line_of(label, row.depth, columns + 1)  # the scroll bar stands in the blank cell at its end
        if not bar:
            return self._looks.paint(line, columns=columns, total=columns)
        ground = "cursor-ansi" if self.app.native_ansi_color else "cursor"
        blank, *pieces = line.pieces
        indent = Piece(blank.text[1:], blank.look)
        line = replace(line, pieces=(Piece(bar, Look("bar")), indent, *pieces))
        return self._looks.paint(line, ground, columns=columns, total=columns)

    def forget_painted(self) -> None:
        """Strips have their styles."""
        self._strips.clear()

    def paint_focus(self) -> None:
        """The cursor has another bar."""
        if self._line >= 0:
            self.refresh_lines(self._line, 1)

    # -- events

    def fit(self) -> None:
        """Another size: the cursor stays visible."""
        self.virtual_size = Size(self.line_width, len(self._rows))
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """A click opens a place; on a folder's mark it folds."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset else -1
        if offset is None or not 0 <= line < len(self._rows):
            return
        event.stop()
        row = self._rows[line]
        mark = 1 + row.depth * INDENT
        if row.scope is not None and row.scope.kind is ScopeKind.FOLDER and mark <= offset.x < mark + 2:
            self._set_open(row.scope.id, not self._open.get(row.scope.id, True))
        elif row.scope is not None:
            self._stand(line)
            self.post_message(self.Opened(row.scope))
