"""The one screen: composes the panes, knows which has the focus, turns keys into commands and messages into actions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from reader.domain.models import EntryRow, ListQuery, RelatedLink, Scope, ScopeKind
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.actions.catchup import CatchUp
from reader.ui.actions.feeds import FeedActions
from reader.ui.actions.folding import Folding
from reader.ui.actions.front import Front
from reader.ui.actions.full_text import FullText
from reader.ui.actions.happenings import Happenings
from reader.ui.actions.keeping import Keeping
from reader.ui.actions.lists import Lists
from reader.ui.actions.looking import Looking
from reader.ui.actions.moving import Moving
from reader.ui.actions.opening import Opening
from reader.ui.actions.outside import Outside
from reader.ui.actions.program import Program
from reader.ui.actions.reading import Reading
from reader.ui.actions.retention import Retention
from reader.ui.actions.rules import Rules
from reader.ui.actions.searching import Searching
from reader.ui.actions.selecting import Selecting
from reader.ui.actions.stories import Stories
from reader.ui.actions.story import Story
from reader.ui.actions.tagging import Tagging
from reader.ui.commands import Pane
from reader.ui.desk import Desk
from reader.ui.dispatch import SEQUENCE_SECONDS, Dispatch
from reader.ui.keys import Keymap
from reader.ui.layout import Shape, beside
from reader.ui.typeahead import again
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.bottomline import BottomLine
from reader.ui.widgets.feeds import FeedTree
from reader.ui.widgets.first_run import FirstRun
from reader.ui.widgets.front import FrontView
from reader.ui.widgets.front_header import FrontHeader
from reader.ui.widgets.headlines import HeadlineList
from reader.ui.widgets.list_header import Bounds
from reader.ui.widgets.promptline import PromptLine
from reader.ui.widgets.related import RelatedPane

from .panes import PanedScreen
from .session import Session


class MainScreen(PanedScreen):
    """Feeds · Headlines · Article · Related."""

    AUTO_FOCUS = ""

    @dataclass
    class Happened(Message):
        """The engine or the library reports something."""

        event: object

    def __init__(self, desk: Desk, keymap: Keymap) -> None:
        super().__init__(desk, keymap)
        self.finding = False
        """True while words are marked in the article."""
        self.begun = asyncio.Event()
        """The whole screen was painted for the first time: what need not be in that picture comes after it."""
        self.prompt = PromptLine()
        self.looking, self.opening, self.full_text = Looking(self), Opening(self), FullText(self)
        self.outside = Outside(self)
        self.lists, self.folding, self.searching = Lists(self), Folding(self), Searching(self)
        self.front_page, self.happenings = Front(self), Happenings(self)
        self.session, self.retention, self.tagging = Session(self), Retention(self), Tagging(self)
        self.reading, self.feed_actions, self.keeping = Reading(self), FeedActions(self), Keeping(self)
        self.stories, self.selecting = Stories(self), Selecting(self)
        mine = (self.reading, self.full_text, self.keeping, self.lists, self.folding, self.searching, self.feed_actions)
        others = (self.stories, self.selecting, self.tagging, Rules(self), self.front_page, self.retention)
        actions = (Moving(self), Story(self), CatchUp(self), *mine, *others, Program(self))
        self._dispatch = Dispatch(keymap, actions, self.run_task)
        self._sequence_ends = self.later(SEQUENCE_SECONDS, self._dispatch.forget)
        self._unsubscribe: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        """Top line, panes, lines for typing, bottom line."""
        yield self.top
        yield from self.compose_panes()
        yield FirstRun(self.keymap)
        yield self.prompt
        yield self.bottom

    def on_mount(self) -> None:
        """Lay the panes out, then ask the library for what they show."""
        self.lay_out()
        self.watch_pane()
        self._unsubscribe = self.desk.library.subscribe(self._report)
        self.work(self.session.begin, group="begin")

    def _report(self, event: object) -> None:
        self.looking.heard()
        self.post_message(self.Happened(event))

    def on_unmount(self) -> None:
        """No more events."""
        self._unsubscribe()

    def reveal(self) -> None:
        """What the first painting needs is there."""
        self.bantin.handover.held = False
        self.show_panes()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if not self.begun.is_set():
            self.begun.set()
            self.bantin.begin()

    # -- sentences

    def say(self, text: str, *, problem: bool = False) -> None:
        """One sentence in the corner; it takes the place of the one before."""
        self.bantin.toast(text, problem=problem)

    def helps(self, *commands: tuple[str, str]) -> list[tuple[str, str]]:
        """(key, what it does) for the commands that have a key, for the sentences of empty and failed states."""
        pairs = [(self.keymap.first_key(name), does) for name, does in commands]
        return [(key, does) for key, does in pairs if key]

    # -- keys and commands

    def on_key(self, event: events.Key) -> None:
        """Keys become commands before any widget's own bindings see them."""
        if not self.is_active:
            # Typed behind a key that has opened the screen above: it is for that one.
            event.stop()
            event.prevent_default()
            self.app.post_message(again(event))
            return
        typing = isinstance(self.focused, Input)
        if self.bantin.take_back(event, about_list=self.pane is not Pane.FEEDS and not typing):
            event.stop()
            event.prevent_default()
            return
        self.session.sign()
        if self.article.hint_typed(event.character if event.is_printable and event.character else event.key):
            event.stop()
            event.prevent_default()
            return
        if self.prompt.asking and typing and event.character and event.is_printable:
            # A field that has the focus keeps its letters: this one was under way to the pane before.
            self.prompt.catch(event.character)
            event.stop()
            return
        if typing or not self._dispatch.press(event.key, event.character, self.pane):
            return
        event.stop()
        event.prevent_default()
        if self._dispatch.waiting:
            self._sequence_ends()

    def run_command(self, name: str, position: int = 0) -> None:
        """Run a command of the table; `position` tells which of its keys was pressed."""
        self._dispatch.run(name, position)

    def next_key(self, taker: Callable[[str], None]) -> None:
        """Give the next key, if it comes soon, to `taker` and to no command."""
        self._dispatch.take_next(taker)

    @on(BottomLine.Pressed)
    def _pressed(self, event: BottomLine.Pressed) -> None:
        self.run_command(event.command)

    def wait_for_list(self) -> Callable[[], None]:
        """What is typed from now on is for the list that is coming (`PacedApp.wait`). What was typed before the first
        picture has a way of its own."""
        return self.bantin.wait(for_list=True) if self.begun.is_set() else lambda: None

    # -- top line

    def update_crumbs(self) -> None:
        """The top line says where one is."""
        desk = self.desk
        place = desk.feeds.path(desk.query.scope)
        trail = desk.trail.breadcrumb() if not desk.preview else ()
        if self.shape is Shape.ONE:
            title = (desk.row.title,) if desk.row else ()
            crumbs = {Pane.FEEDS: (_("Feeds"),), Pane.HEADLINES: place}.get(self.pane, (*place[-1:], *title))
        else:
            crumbs = (*place, *trail)
        self.top.change(crumbs=crumbs)

    def watch_pane(self) -> None:
        """Who comes into the list of a followed story looks at what it has gathered."""
        super().watch_pane()
        if self.pane is Pane.HEADLINES:
            self.stories.look()

    def sizes_changed(self) -> None:
        """The reader has dragged a pane's edge."""
        self.work(self.session.remember_sizes, group="state")

    def show_network(self) -> None:
        """The top line says whether there is a network."""
        library = self.desk.library
        self.top.change(online=library.online, by_choice=library.offline_by_choice)

    # -- stories

    def open_story(self, row: EntryRow, *, go: bool = False) -> None:
        """Read a story of the list; `go` moves the focus to it."""
        self.opening.show(row)
        if go or self.on_front or not beside(self.shape):
            self.go_to_pane(Pane.ARTICLE)

    def open_headline(self) -> None:
        """Read the story under the cursor of the headlines: here and now, where its row is known. By a message it was
        opened behind the keys that were typed with this one."""
        if row := self.headlines.cursor_row:
            self.open_story(row, go=True)
        else:
            self.headlines.open_cursor()

    def open_on_front(self) -> None:
        """Read the story under the cursor of the front page."""
        if story := self.front.story:
            self.front_page.read(story.lead)

    def open_related(self) -> None:
        """Read the related story under the cursor."""
        links = self.related.links
        if links:
            self.follow(links[self.related.cursor].link)

    def follow(self, link: RelatedLink) -> None:
        """Read a related story."""
        self.opening.link(link)
        self.go_to_pane(Pane.ARTICLE)

    def find(self, text: str) -> None:
        """Mark `text` in the article; nothing takes the marks away."""
        self.finding = bool(self.article.find(text))

    @on(ArticleView.Searched)
    def _found(self, event: ArticleView.Searched) -> None:
        self.finding = bool(event.count)
        if not event.count:
            self.say(_("“{text}” is not in this story.").format(text=event.text))

    @on(FrontView.Highlighted)
    def _front_highlighted(self, event: FrontView.Highlighted) -> None:
        self.front_page.highlighted(event.story)

    @on(FrontView.Opened)
    def _front_opened(self, event: FrontView.Opened) -> None:
        self.front_page.read(event.row)

    @on(FrontView.PicturesWanted)
    def _front_pictures_wanted(self, event: FrontView.PicturesWanted) -> None:
        self.work(self.front_page.bring_pictures, event.pictures, group="front-pictures", exclusive=True)

    @on(FrontHeader.Chosen)
    def _span_chosen(self, event: FrontHeader.Chosen) -> None:
        self.front_page.set_span(event.span)

    @on(HeadlineList.Highlighted)
    def _headline_highlighted(self) -> None:
        self.looking.at_cursor()

    def lay_out(self) -> None:
        """Share the screen among the panes; an article that comes to stand beside the headlines shows one of them."""
        alone = not beside(self.shape)
        super().lay_out()
        if alone and beside(self.shape):
            self.looking.at_cursor()

    @on(HeadlineList.Opened)
    async def _headline_opened(self, event: HeadlineList.Opened) -> None:
        row = self.headlines.row_of(event.entry_id) or next(iter(await self.desk.load_rows([event.entry_id])), None)
        if row:
            self.open_story(row, go=True)

    @on(HeadlineList.NewAbove)
    def _new_above(self, event: HeadlineList.NewAbove) -> None:
        self.header.new_above = event.count

    @on(HeadlineList.LoadFailed)
    def _load_failed(self, event: HeadlineList.LoadFailed) -> None:
        self.say(event.sentence, problem=True)

    @on(ArticleView.LinkChosen)
    def _link_chosen(self, event: ArticleView.LinkChosen) -> None:
        if event.how == "browser":
            self.work(self.outside.open_url, event.url, group="command")
        else:
            self.opening.url(event.url)

    @on(ArticleView.LinkHovered)
    def _link_hovered(self, event: ArticleView.LinkHovered) -> None:
        self.bottom.note = event.url

    @on(ArticleView.Read)
    def _read(self, event: ArticleView.Read) -> None:
        self.work(self.reading.tell_next, event.entry_id, group="next", exclusive=True)
        if self.desk.config.reading.mark_read == "end" and not self.desk.preview:
            self.work(self.reading.mark_read, event.entry_id, group="state")

    @on(RelatedPane.Chosen)
    def _related_chosen(self, event: RelatedPane.Chosen) -> None:
        self.follow(event.link)

    # -- lists

    def list_shown(self, query: ListQuery, count: int, *, whole: bool = True) -> None:
        """The headlines show `query` now, or (`whole`) the beginning of it."""
        self.name_list(query)
        self.searching.list_shown()
        self.header.stories = self.headlines.stories if query.folded and whole else 0
        self.header.bounds = self.lists.bounds() if whole else Bounds()
        if not count and self.desk.preview:
            self.desk.row, self.desk.preview = None, False
            self.article.clear()
            self.related.show(())

    def name_list(self, query: ListQuery) -> None:
        """The line over the headlines tells of `query`: all but what only the whole list can say."""
        feeds, scope, header = self.desk.feeds, query.scope, self.header
        header.title, header.unread, header.trouble = feeds.name(scope), feeds.unread(scope), feeds.trouble(scope)
        header.order = None if scope.kind is ScopeKind.FRONT else query.order
        header.unread_only, header.filter = query.unread_only, query.filter

    async def reload_feeds(self, *, anew: bool = True) -> None:
        """Read the counters again, and (`anew`) feeds and folders."""
        await self.session.load_feeds(anew=anew)
        feeds = self.desk.feeds
        self.places.show(feeds)
        self.top.change(unread=feeds.counts.total_unread)
        self.work(self.session.count_here, group="coverage", exclusive=True)
        self.name_list(self.desk.query)
        self.front_page.feeds_changed()
        self.query_one(FirstRun).set_class(feeds.only_samples, "-shown")
        self.searching.recount()
        if not self.session.exists(self.desk.query.scope):
            self.lists.show_place(self.places.place or Scope())
        self.update_crumbs()

    @on(HeadlineList.Selected)
    def _several_selected(self, event: HeadlineList.Selected) -> None:
        self.selecting.changed(event.count)

    @on(FeedTree.Highlighted)
    def _place_highlighted(self, event: FeedTree.Highlighted) -> None:
        # Where the cursor has moved on: to show what it has left would take it back there, and so on for ever.
        if self.pane is Pane.FEEDS and beside(self.shape) and event.scope == self.places.place:
            self.lists.show_place(event.scope)

    @on(FeedTree.Opened)
    def _place_opened(self, event: FeedTree.Opened) -> None:
        self.lists.show_place(event.scope, go=True)

    @on(FeedTree.Folded)
    def _folded(self, event: FeedTree.Folded) -> None:
        self.work(self.desk.library.set_expanded, event.folder_id, event.expanded, group="state")

    @on(PromptLine.Changed)
    def _typing(self, event: PromptLine.Changed) -> None:
        self.searching.typed(event.asking, event.text)

    @on(PromptLine.Submitted)
    def _typed_all(self, event: PromptLine.Submitted) -> None:
        self.searching.done(event.asking, event.text)

    @on(PromptLine.Switched)
    def _search_elsewhere(self) -> None:
        self.searching.switch()

    @on(PromptLine.HelpWanted)
    def _how_to_search(self) -> None:
        self.run_command("search-help")

    @on(PromptLine.Closed)
    def _typed_nothing(self, event: PromptLine.Closed) -> None:
        self.searching.given_up(event.asking)

    @on(Happened)
    def _happened(self, event: Happened) -> None:
        self.happenings.handle(event.event)
        self.looking.go_on()
