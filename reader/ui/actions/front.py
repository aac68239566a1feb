"""The front page in place of the panes: what it shows, how one leaves it for a story and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reader.domain.front import FrontPage, FrontStory, Span, sections
from reader.domain.models import EntryRow, ListQuery, Scope, ScopeKind
from reader.headings import span_name
from reader.i18n import _, ngettext
from reader.ui.commands import Pane
from reader.ui.render.ages import day

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

    from .emptiness import Words

FRONT = Scope(ScopeKind.FRONT)
_CALM = 0.6  # seconds over which changes are gathered before the page is put together again


class Front(Actions):
    """Commands of the front page, and its comings and goings."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._page: FrontPage | None = None
        self._keep = 0
        """The entry to stand on once the sections of the page are known."""
        self._again = screen.soon(_CALM, self.renew)
        self._come: Callable[[], None] = lambda: None
        """What is typed is no longer for the page before."""

    @property
    def is_place(self) -> bool:
        """True while the front page, or a story opened from it, is the place."""
        return self.desk.query.scope.kind is ScopeKind.FRONT

    # -- coming and going

    def go_front(self) -> None:
        """The front page."""
        self.screen.lists.show_place(FRONT, go=True)

    def show(self, *, keep: int = 0) -> None:
        """Show the front page; `keep` is the entry to stand on."""
        screen = self.screen
        if not self.is_place:
            self.desk.query = ListQuery(FRONT)
            self._page = None
        screen.on_front = True
        screen.front_header.span = self.desk.span
        screen.update_crumbs()
        before, self._come = self._come, screen.wait_for_list()
        before()
        screen.work(self._show, self.desk.span, keep, self._come, group="list", exclusive=True)

    async def _show(self, span: Span, keep: int, come: Callable[[], None]) -> None:
        try:
            await self._fill(span, keep)
        finally:
            come()

    def come_back(self) -> bool:
        """From a story or its headline back to the page, at the same place; False when one did not come from there."""
        screen = self.screen
        if not self.is_place or screen.on_front:
            return False
        if self.desk.query.filter:
            self.desk.query = self._query()
        screen.on_front = True
        if not screen.front.move_to(self.desk.now_reading):
            screen.front.move_to(screen.headlines.cursor_id)
        screen.go_to_pane(Pane.FRONT)
        self.renew()
        return True

    def read(self, row: EntryRow) -> None:
        """Read a telling of the story under the cursor; the headlines go on with the next story of the page."""
        screen, story = self.screen, self.screen.front.story
        if self.desk.query != self._query():
            self._list_stories(keep=row.id)
        if story is not None:
            screen.headlines.move_to(story.lead.id)
        screen.open_story(row, go=True)

    def telling(self, position: int) -> None:
        """Read another telling of the story under the cursor."""
        if not self.screen.front.open_telling(position):
            self.screen.say(_("This story has no telling {number}.").format(number=position + 1))

    # -- what it shows

    def front_span(self) -> None:
        """The next span."""
        spans = list(Span)
        self.set_span(spans[(spans.index(self.desk.span) + 1) % len(spans)])

    def front_span_back(self) -> None:
        """The span before."""
        spans = list(Span)
        self.set_span(spans[spans.index(self.desk.span) - 1])

    def set_span(self, span: Span) -> None:
        """Another span, remembered."""
        if span is not self.desk.span:
            self.desk.span, self._page = span, None
            self.screen.work(self.library.remember, "ui.span", str(span), group="state")
        self.show()

    def changed_soon(self) -> None:
        """Stories have changed: put the page together again in a moment, unless a story is being read."""
        if self.screen.on_front:
            self._again()

    def renew(self) -> None:
        """Put the page together again; what did not change stays where it is."""
        if self.screen.on_front and self.is_place:
            self.screen.work(self._fill, self.desk.span, 0, group="list", exclusive=True)

    async def _fill(self, span: Span, keep: int) -> None:
        await self.library.here()
        page = await self.library.front(span)
        if span is not self.desk.span or not self.is_place:
            return
        known, self._page = self._page is not None and self._page.span is span, page
        if not self.desk.feeds_known:
            # Its sections are not known yet; `feeds_changed` follows at once.
            self._keep = keep
            return
        self._lay_out(keep or self._keep, known=known)
        await self.library.front_shown(page)

    def feeds_changed(self) -> None:
        """Folders or feeds are known now, or others."""
        if self.is_place and self._page is not None and self.screen.on_front:
            self._lay_out(self._keep, known=not self._keep)

    def _lay_out(self, keep: int, *, known: bool) -> None:
        screen, desk, page = self.screen, self.desk, self._page
        assert page is not None
        self._keep = 0
        for row in (row for story in page.stories for row in (story.lead, *story.others)):
            desk.keep_row(row)
        screen.front_header.note = self._note(page)
        if not page.stories:
            screen.front.show_message(*self._why_empty(page))
        else:
            screen.front.show(sections(page, desk.feeds.subscriptions, desk.feeds.folders), keep=known)
            if keep:
                screen.front.move_to(keep)
        self._list_stories()

    def _query(self) -> ListQuery:
        return ListQuery(FRONT, entries=tuple(story.lead.id for story in self.screen.front.stories))

    def _list_stories(self, keep: int = 0) -> None:
        """The headlines are those of the page, in its order: so one goes on from story to story."""
        screen, desk = self.screen, self.desk
        desk.query = self._query()
        story = screen.front.story
        leads = [each.lead for each in screen.front.stories]
        screen.headlines.show(
            desk.query, desk.query.entries, desk.load_rows, keep or (story.lead.id if story else None)
        )
        screen.headlines.put_rows(leads)
        screen.list_shown(desk.query, len(leads))

    def _note(self, page: FrontPage) -> str:
        count, now = len(page.stories), self.desk.clock()
        said = ngettext("{count} story", "{count} stories", count).format(count=count)
        return f"{day(now, now)} · {said}" if count else ""

    def _why_empty(self, page: FrontPage) -> Words:
        from .emptiness import why_empty

        helps = self.screen.helps
        if not self.desk.feeds.subscriptions:
            return why_empty(self.screen, self.desk.query)
        if self.desk.jobs:
            return _("The first stories are on their way"), _("They stand here as soon as they have come."), []
        further = ("front-span", _("look at another span"))
        news = ("refresh-all", _("look for news"))
        if page.span is Span.LAST:
            sentence = _("Nothing has come in since your last visit.")
        else:
            sentence = _("No story of your feeds falls into this span.")
        return _("{span}: nothing new").format(span=span_name(page.span)), sentence, helps(news, further)

    def put_rows(self, rows: Iterable[EntryRow]) -> None:
        """These rows at once."""
        by_id = {row.id: row for row in rows}
        if self._page is not None:
            self._page = self._page.with_rows(by_id)
        self.screen.front.put_rows(by_id)

    def highlighted(self, story: FrontStory) -> None:
        """The cursor of the page moved: that of the headlines goes with it."""
        self.screen.headlines.move_to(story.lead.id)

    # -- pictures

    async def bring_pictures(self, pictures: tuple[tuple[str, int], ...]) -> None:
        """Pictures of the page, and before them what is known of each."""
        front = self.screen.front
        front.learn(await self.library.picture_states([url for url, _entry in pictures]))
        await self.screen.bring_pictures(front, pictures)
