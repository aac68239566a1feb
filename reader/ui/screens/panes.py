"""The main screen's part for its panes: their widgets, which has the focus, and how they share the screen."""

from __future__ import annotations

import asyncio

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.messages import Layout, Update
from textual.reactive import Reactive, reactive
from textual.widget import Widget

from reader.i18n import _
from reader.ui.commands import SELECTED_LINE, Pane
from reader.ui.desk import Desk
from reader.ui.keys import Keymap
from reader.ui.layout import (
    BREAKPOINTS,
    LOW_HEIGHT,
    Shape,
    article_columns,
    columns,
    resize,
    shape_for,
    strip_height,
)
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.bar import Bar
from reader.ui.widgets.bottomline import BottomLine, items_for, items_of
from reader.ui.widgets.edge import Edge
from reader.ui.widgets.feeds import FeedTree
from reader.ui.widgets.front import FrontView
from reader.ui.widgets.front_header import FrontHeader
from reader.ui.widgets.headlines import HeadlineList
from reader.ui.widgets.list_header import ListHeader
from reader.ui.widgets.related import RelatedPane
from reader.ui.widgets.topbar import TopBar

from .pictured import PicturedScreen


class _Row(Horizontal):
    """Panes side by side. Nothing of it is seen, so it need not be painted with care."""

    BLANK = True
    # Textual lays everything out once more, and paints it, where this follows a layout that gave another size.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)


class _Column(Vertical):
    """The same, one above the other."""

    BLANK = True
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)


_HOLDERS = {Pane.FEEDS: "#feeds", Pane.FRONT: "#front-page", Pane.HEADLINES: "#list", Pane.ARTICLE: "#reading"}
"""What comes and goes with a pane, where not all stand side by side."""
_SHAPED = "#feeds, #list, #front-page, #reading, #related, #first-run, Edge, TopBar, ListHeader, FrontHeader, Toast"
"""What the style sheet sets for one shape or height of the screen and not for another."""
_HIDDEN = "#feeds, #list, #front-page, #reading, #related, Edge"
"""What the style sheet hides for `-zen`, `-folded` and `-front`."""


_TURNS = 3
"""Of the event loop, until a widget that was changed has asked for what follows from that."""


class PanedScreen(PicturedScreen):
    """Feeds · Headlines · Article · Related, side by side, above each other or one at a time."""

    # Nothing of its own is ever seen.
    BLANK = True
    HORIZONTAL_BREAKPOINTS = [(least, f"-{shape}") for least, shape in BREAKPOINTS]  # noqa: RUF012  as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_HEIGHT, "-tall")]  # noqa: RUF012

    # Without `repaint=False` each paints the whole screen, where two panes and three lines have changed.
    pane: reactive[Pane] = reactive(Pane.HEADLINES, init=False, repaint=False)
    """The pane that keys go to."""
    focused: reactive[Widget | None] = reactive(None, repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    zen: reactive[bool] = reactive(False, init=False, repaint=False)
    folded: reactive[bool] = reactive(False, init=False, repaint=False)
    """Related is folded away."""
    on_front: reactive[bool] = reactive(False, init=False, repaint=False)
    """The front page stands in place of Headlines, Article and Related."""

    def __init__(self, desk: Desk, keymap: Keymap) -> None:
        super().__init__()
        self.desk = desk
        self.keymap = keymap
        self.shape = Shape.FOUR
        self._styled_for: Pane | None = None
        self._all_done_at = 0.0
        """What was asked for before, by the clock of messages, is done: all was laid out and painted after that."""
        clock, look = desk.clock, desk.config.look
        self.places: FeedTree = FeedTree(id="feeds")
        self.header = ListHeader()
        self.headlines = HeadlineList(clock=clock, id="headlines")
        self.front_header = FrontHeader(id="front-header")
        self.front = FrontView(clock=clock, id="front")
        self.front.pictures = look.pictures != "off"
        self.article = ArticleView(clock=clock, hours=look.clock, id="article")
        self.related = RelatedPane(clock=clock, id="related")
        self.top, self.bottom = TopBar(), BottomLine()
        self._whole = _Row(id="panes")
        self._parts: tuple[Widget, ...] = (self.top, self._whole, self.bottom)
        self.headlines.rows = look.rows
        self.article.measure = look.measure
        self.article.pictures = look.pictures != "off"
        self._panes: dict[Pane, Widget] = {
            Pane.FEEDS: self.places,
            Pane.FRONT: self.front,
            Pane.HEADLINES: self.headlines,
            Pane.ARTICLE: self.article,
            Pane.RELATED: self.related,
        }

    def compose_panes(self) -> ComposeResult:
        """The panes with the edges between them, beside the screen until `show_panes`."""
        self.update_classes(self.sized_classes, update=False)
        for widget in self._parts:
            widget.styles.offset = (-self.app.size.width, 0)
        with self._whole:
            yield self.places
            yield Edge("feeds", bare=True, id="feeds-edge")
            with _Column(id="front-page"):
                yield self.front_header
                yield self.front
            with _Column(id="list"):
                yield self.header
                yield self.headlines
            yield Edge("headlines", id="headlines-edge")
            with _Column(id="reading"):
                yield self.article
                yield Edge("strip", lying=True, title=_("Related stories").upper(), id="strip-edge")
                yield Edge("related", bare=True, id="related-edge")
                yield self.related

    def show_panes(self) -> None:
        """What the panes show has come: they are painted, for the first time. They stood beside the screen until now,
        where they are laid out and filled but not painted; each painting costs as much as reading the list."""
        for widget in self._parts:
            widget.styles.offset = (0, 0)
        # The widgets ask for it too, but in messages: what is called after the next refresh would come before it.
        self.refresh(repaint=False, layout=True)

    def update_crumbs(self) -> None:
        """The top line says where one is."""
        raise NotImplementedError

    def sizes_changed(self) -> None:
        """The reader has dragged a pane's edge."""
        raise NotImplementedError

    def can_go(self, pane: Pane) -> bool:
        """True when the pane is there to go to."""
        return pane is not Pane.RELATED or not self.folded

    def go_to_pane(self, pane: Pane) -> None:
        """Give a pane the focus; where one pane shows at a time, show it. The front page stands for the headlines
        until one goes to a story."""
        if pane in (Pane.ARTICLE, Pane.RELATED):
            self.on_front = False
        elif pane is not Pane.FEEDS:
            pane = Pane.FRONT if self.on_front else Pane.HEADLINES
        self.pane = pane
        widget = self._panes[pane]
        if widget.focusable:
            # At once: `widget.focus` paints every line of it, and comes too late to be painted with the rest.
            self.set_focus(widget, scroll_visible=False)
        else:
            # It was hidden until now: it takes the focus when its new styles are in force.
            self.call_after_refresh(widget.focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click or Textual itself moved the focus; and did not move it on since."""
        event.stop()
        if event.widget is not self.focused:
            return
        for pane, widget in self._panes.items():
            if event.widget is widget:
                self.pane = pane

    def watch_pane(self) -> None:
        """The screen shows which pane has the focus."""
        self.update_classes({f"-in-{pane}": pane is self.pane for pane in Pane}, update=False)
        self._change_holder()
        self.header.focused = self.pane is Pane.HEADLINES
        self.front_header.focused = self.pane is Pane.FRONT
        self.query_one("#headlines-edge", Edge).lit = self.pane is Pane.ARTICLE
        self.query_one("#strip-edge", Edge).lit = self.pane is Pane.RELATED
        self.show_keys()
        self.update_crumbs()

    def _change_holder(self) -> None:
        """Where not all panes stand side by side: the one that keys go to comes, and what stood in its place goes."""
        before, self._styled_for = self._styled_for, self.pane
        changed = {before, self.pane} if before else set(_HOLDERS)
        if self.shape is Shape.TWO:
            changed &= {Pane.FEEDS}
        if before is self.pane or not changed or self.shape not in (Shape.TWO, Shape.ONE):
            return
        # Styles look at these classes only here, and only those of what comes and goes; matching them anew for every
        # widget takes 30 ms of a key's answer.
        holders = [self.query_one(_HOLDERS[pane]) for pane in changed if pane in _HOLDERS]
        self.app.stylesheet.update_nodes(holders, animate=True)
        # Asked for by these in messages only, behind a painting of what is about to go; as the lines above and below,
        # which have something else to say, ask for theirs behind this layout.
        self.refresh(repaint=False, layout=True)
        for line in (self.top, self.bottom):
            self.post_message(Update(line))

    def watch_zen(self) -> None:
        """Panes go, or come back."""
        self._hide_as("-zen", self.zen)

    def watch_folded(self) -> None:
        """Related goes, or comes back."""
        self._hide_as("-folded", self.folded)

    def watch_on_front(self) -> None:
        """The front page comes, or goes."""
        self._hide_as("-front", self.on_front)

    def _hide_as(self, name: str, holds: bool) -> None:
        # With `toggle_class` the rules of every widget are matched anew, for half the answer of a key.
        self.set_class(holds, name, update=False)
        self.app.stylesheet.update_nodes(self.query(_HIDDEN))
        self.refresh(repaint=False, layout=True)

    def show_keys(self) -> None:
        """The bottom line shows the keys of the pane that has the focus, or those for the stories selected there."""
        selecting = self.pane is Pane.HEADLINES and self.headlines.selecting
        self.bottom.items = items_of(self.keymap, SELECTED_LINE) if selecting else items_for(self.keymap, self.pane)

    async def on_resize(self, event: events.Resize) -> None:
        """Another size, perhaps another shape."""
        classes = self.sized_classes
        if any(self.has_class(name) is not holds for name, holds in classes.items()):
            self.update_classes(classes, update=False)
            self.app.stylesheet.update_nodes(self.query(_SHAPED))
        self.lay_out()
        if event.size == self.outer_size:
            # Said by the layout that has given it this size, for which Textual would lay it out once more.
            event.prevent_default()
        elif self.is_current:
            # What follows from that the widgets ask for when their turn has come. The layout that comes now, of
            # everything, does it too; it was done once more behind it.
            with self.app.batch_update():
                for _turn in range(_TURNS):
                    await asyncio.sleep(0)
            self._all_done_at = Layout(self).time

    def on_update(self, message: Update) -> None:
        """A widget asks to be painted."""
        bar = message.widget
        if message.time <= self._all_done_at or (isinstance(bar, Bar) and bar.is_painted):
            message.stop()
            message.prevent_default()

    def on_layout(self, message: Layout) -> None:
        """A widget asks for a layout."""
        if message.time <= self._all_done_at:
            message.stop()
            message.prevent_default()

    def lay_out(self) -> None:
        """Share the screen among the panes."""
        width, height = self.app.size
        self.shape = shape_for(width)
        self.article.inline_related = self.shape in (Shape.TWO, Shape.ONE)
        if self.pane is Pane.RELATED and self.article.inline_related:
            self.go_to_pane(Pane.ARTICLE)
        feeds, headlines, related = columns(width, self.desk.sizes)
        whole = self.shape is Shape.ONE
        # In the strip the edge above carries the name.
        self.related.heading = self.shape is Shape.FOUR
        self.places.styles.width = "100%" if whole else feeds
        self.query_one("#list").styles.width = "100%" if whole else headlines
        self.related.styles.width = related if self.shape is Shape.FOUR else "100%"
        self.related.styles.height = strip_height(height - 2, self.desk.sizes) if self.shape is Shape.THREE else "100%"
        if not (self.zen or self.folded):
            self.article.expect(article_columns(width, self.desk.sizes))
        self.update_crumbs()

    @on(Edge.Dragged)
    def _dragged(self, event: Edge.Dragged) -> None:
        now = {
            "feeds": self.places.size.width,
            "headlines": self.headlines.size.width,
            "related": self.related.size.width,
            "strip": self.related.size.height,
        }[event.pane]
        delta = -event.delta if event.pane in ("related", "strip") else event.delta
        self.desk.sizes = resize(self.desk.sizes, event.pane, now + delta)
        self.lay_out()

    @on(Edge.Dropped)
    def _dropped(self) -> None:
        self.sizes_changed()
