"""The Feeds pane: smart entries, folders and feeds with their unread counts."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import on
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from reader.domain.models import Scope, ScopeKind, Subscription
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.places import SMART, STORY_MARK, Feeds
from reader.ui.render.cells import safe, shorten, width

from .looks import Looks

_INDENT = 2
_SAMPLE = " ◇"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that parts two sections; nothing can be opened there."""

    title: str = ""


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


class FeedTree(Tree[Scope | Heading]):
    """Places to read from. The cursor only stops where something can be opened."""

    BINDINGS: ClassVar = []
    DEFAULT_CSS = """
    FeedTree {
        background: $pane;
        color: $text;
        padding: 1 0 0 0;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $pane;

        & > .tree--cursor { background: $pane; color: $text; text-style: none; }
        & > .tree--highlight-line { background: $pane; }
        &:focus {
            background-tint: $pane 0%;
            & > .tree--cursor { background: $pane; color: $text; text-style: none; }
        }
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
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False
        self.guide_depth = _INDENT
        self.auto_expand = False
        self._looks = Looks(self, _LOOKS)
        self._feeds = Feeds()
        self._places: dict[Scope, TreeNode[Scope | Heading]] = {}
        self._building = False

    # -- what is shown

    def show(self, feeds: Feeds) -> None:
        """Show `feeds`. When only counts or health changed, only the lines that differ are drawn again."""
        old, self._feeds = self._feeds, feeds
        if (
            self._places
            and old.folders == feeds.folders
            and old.searches == feeds.searches
            and _names(old) == _names(feeds)
            and _skeleton(old) == _skeleton(feeds)
        ):
            for scope, node in self._places.items():
                if old.unread(scope) != feeds.unread(scope) or _detail(old, scope) != _detail(feeds, scope):
                    node.refresh()
            return
        self._rebuild()

    def go_to(self, scope: Scope) -> None:
        """Put the cursor on a place, unfolding what hides it; a place that is not here leaves no cursor."""
        node = self._places.get(scope)
        parent = node.parent if node else None
        while parent is not None and not parent.is_root:
            if not parent.is_expanded:
                parent.expand()
            parent = parent.parent
        if node is None:
            self.move_cursor(None)
        # Lines are numbered when the tree is built, which the read of `last_line` makes sure of.
        elif node is not self.cursor_node and self.last_line >= 0:
            self.move_cursor(node)
            self._show_first_heading(node)

    @property
    def place(self) -> Scope | None:
        """The place under the cursor."""
        data = self.cursor_node.data if self.cursor_node else None
        return data if isinstance(data, Scope) else None

    def neighbour(self, scope: Scope, step: int) -> Scope | None:
        """The next (+1) or previous (-1) feed from `scope`, folded ones too; None at the end."""
        places = list(self._places)
        start = places.index(scope) if scope in self._places else -1
        beyond = places[start + 1 :] if step > 0 else list(reversed(places[: max(0, start)]))
        return next((place for place in beyond if place.kind is ScopeKind.FEED), None)

    def _rebuild(self) -> None:
        place = self.place
        line = self.cursor_line
        self._building = True
        self.clear()
        self._places.clear()
        self._heading(_("READ"))
        for kind in SMART:
            self._leaf(self.root, Scope(kind))
        if self._feeds.stories:
            self._heading("")
            self._heading(_("STORIES"))
            for story in self._feeds.stories:
                self._leaf(self.root, Scope(ScopeKind.STORY, story.id))
        if self._feeds.searches:
            self._heading("")
            self._heading(_("SEARCHES"))
            for search in self._feeds.searches:
                self._leaf(self.root, Scope(ScopeKind.SAVED, search.id))
        if self._feeds.tags:
            self._heading("")
            self._heading(_("TAGS"))
            for tag in self._feeds.tags:
                self._leaf(self.root, Scope(ScopeKind.TAG, tag.id))
        if self._feeds.subscriptions or self._feeds.folders:
            self._heading("")
            self._heading(_("FEEDS"))
            self._fill(self.root, 0, 0)
        self.root.expand()
        last = self.last_line
        self._building = False
        if place is not None and place in self._places:
            self.go_to(place)
        elif place is not None and line >= 0:
            # What stood here was removed: stay near.
            self._step_to(min(line, last), -1)

    def _fill(self, parent: TreeNode[Scope | Heading], folder_id: int, depth: int) -> None:
        for folder in self._feeds.folders_in(folder_id) if depth < 20 else ():
            scope = Scope(ScopeKind.FOLDER, folder.id)
            node = parent.add("", scope, expand=folder.expanded)
            self._places[scope] = node
            self._fill(node, folder.id, depth + 1)
        for feed in self._feeds.feeds_in(folder_id):
            self._leaf(parent, Scope(ScopeKind.FEED, feed.id))

    def _leaf(self, parent: TreeNode[Scope | Heading], scope: Scope) -> None:
        self._places[scope] = parent.add_leaf("", scope)

    def _heading(self, title: str) -> None:
        self.root.add_leaf("", Heading(title))

    # -- the cursor

    def move(self, delta: int) -> None:
        """Move the cursor by `delta` lines, over headings."""
        self._step_to(max(0, min(self.cursor_line + delta, self.last_line)), 1 if delta > 0 else -1)

    def move_to_end(self, *, last: bool) -> None:
        """Move the cursor to the first or the last place."""
        self._step_to(self.last_line if last else 0, -1 if last else 1)

    def _step_to(self, line: int, direction: int) -> None:
        for step in (direction, -direction):
            at = line
            while 0 <= at <= self.last_line:
                node = self.get_node_at_line(at)
                if node is not None and isinstance(node.data, Scope):
                    self.move_cursor(node)
                    self._show_first_heading(node)
                    return
                at += step

    def _show_first_heading(self, node: TreeNode[Scope | Heading]) -> None:
        """The heading over the first place comes into view with it; after the scrolling that the cursor asked for."""
        if node.line <= 1:
            self.call_after_refresh(self.scroll_home, animate=False)

    def toggle(self) -> bool:
        """Fold or unfold the folder under the cursor; False when there is none."""
        node = self.cursor_node
        if node is None or not isinstance(node.data, Scope) or node.data.kind is not ScopeKind.FOLDER:
            return False
        node.toggle()
        return True

    @on(Tree.NodeHighlighted)
    def _highlighted(self, event: Tree.NodeHighlighted[Scope | Heading]) -> None:
        event.stop()
        if isinstance(event.node.data, Scope) and not self._building:
            self.post_message(self.Highlighted(event.node.data))

    @on(Tree.NodeSelected)
    def _selected(self, event: Tree.NodeSelected[Scope | Heading]) -> None:
        event.stop()
        if isinstance(event.node.data, Scope):
            self.post_message(self.Opened(event.node.data))

    @on(Tree.NodeExpanded)
    @on(Tree.NodeCollapsed)
    def _folded(self, event: Tree.NodeExpanded[Scope | Heading] | Tree.NodeCollapsed[Scope | Heading]) -> None:
        event.stop()
        data = event.node.data
        if isinstance(data, Scope) and data.kind is ScopeKind.FOLDER and data in self._places:
            folder = self._feeds.folder(data.id)
            if folder and folder.expanded != event.node.is_expanded:
                self.post_message(self.Folded(data.id, event.node.is_expanded))

    # -- painting

    def get_label_width(self, node: TreeNode[Scope | Heading]) -> int:
        """Labels are cut to the pane, so none makes it scroll sideways."""
        return 0

    def render_label(self, node: TreeNode[Scope | Heading], base_style: Style, style: Style) -> Text:
        """One line: mark, name, and the count at the right edge."""
        depth = 0
        parent = node.parent
        while parent is not None and not parent.is_root:
            depth, parent = depth + 1, parent.parent
        room = self.size.width - depth * _INDENT - 2
        data = node.data
        if not isinstance(data, Scope):
            title = data.title if isinstance(data, Heading) else ""
            return Text.assemble(" ", (shorten(title, max(0, room)), self._look("heading")))
        count = self._feeds.unread(data)
        feed = _feed(self._feeds, data)
        if data.kind is ScopeKind.FOLDER:
            toggle = Style(meta={"toggle": True})
            mark = ("▾ " if node.is_expanded else "▸ ", self._look("mark") + toggle)
            look = self._look("folder")
        elif data.kind in SMART:
            mark = (SMART[data.kind][0] + " ", self._look("mark"))
            look = self._look("unread")
        elif data.kind is ScopeKind.SAVED:
            mark = ("⌕ ", self._look("mark"))
            look = self._look("unread" if count else "quiet")
        elif data.kind is ScopeKind.STORY:
            mark = (STORY_MARK + " ", self._look("mark"))
            look = self._look("unread" if count else "quiet")
        elif data.kind is ScopeKind.TAG:
            mark = ("# ", self._look("mark"))
            look = self._look("quiet")
        else:
            mark = ("" if depth else "  ", self._look("mark"))
            look = self._look("unread" if count else "quiet")
        # Where all are samples the line below says so; a mark on each would only crowd the names.
        tail = "" if self._feeds.only_samples and _tail(feed) == _SAMPLE else _tail(feed)
        number = _short(count) if count else ""
        reserved = width(mark[0]) + width(tail) + (width(number) + 1 if number else 0)
        name = shorten(safe(self._feeds.name(data)), max(1, room - reserved))
        blank = " " * max(0, room - reserved - width(name))
        tail_look = self._look("trouble" if feed and (feed.health.error or feed.health.gone) else "sample")
        right = (f" {number}" if number else "", self._look("count"))
        return Text.assemble(" ", mark, (name, look), (tail, tail_look), blank, right, " ")

    def render_line(self, y: int) -> Strip:
        """The line of the cursor carries its ground and its bar from edge to edge, indent included."""
        strip = super().render_line(y)
        if self.cursor_line < 0 or y + self.scroll_offset.y != self.cursor_line:
            return strip
        ground = self._look("cursor-ansi" if self.app.native_ansi_color else "cursor")
        bar = Segment("▌" if self.has_focus else "▏", self._look("bar") + ground)
        return Strip([bar, *Segment.apply_style(strip.crop(1), post_style=ground)], strip.cell_length)

    def _look(self, role: str) -> Style:
        return self._looks.over(role)


def _feed(feeds: Feeds, scope: Scope) -> Subscription | None:
    return feeds.feed(scope.id) if scope.kind is ScopeKind.FEED else None


def _detail(feeds: Feeds, scope: Scope) -> object:
    """What a line shows besides its count."""
    return feeds.story(scope.id) if scope.kind is ScopeKind.STORY else _feed(feeds, scope)


def _tail(feed: Subscription | None) -> str:
    """A mark after the name, so that trouble is not told by colour alone."""
    if feed is None:
        return ""
    if feed.health.gone:
        return " ✕"
    if feed.health.disabled:
        return " ‖"
    if feed.health.error:
        return " !"
    return _SAMPLE if feed.sample else ""


def _skeleton(feeds: Feeds) -> tuple[list[tuple[int, int, int]], list[int]]:
    lines = [(feed.id, feed.folder_id, feed.position) for feed in feeds.subscriptions]
    return lines, [story.id for story in feeds.stories]


def _names(feeds: Feeds) -> list[tuple[int, str]]:
    return [(tag.id, tag.name) for tag in feeds.tags]


def _short(count: int) -> str:
    return str(count) if count < 100_000 else f"{count // 1000}k"
