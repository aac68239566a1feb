"""Reading on, following links and the trail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.domain.models import ScopeKind
from reader.i18n import _
from reader.ui.commands import Pane
from reader.ui.layout import Shape, beside
from reader.ui.render.document import Ending
from reader.ui.render.graphics import Graphics
from reader.ui.render.links import number_label
from reader.ui.widgets.linked_view import How
from reader.ui.widgets.promptline import Asking

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen


class Reading(Actions):
    """Commands that lead from story to story."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        # Keys come faster than answers: each step starts from where the one before arrived.
        self._one_at_a_time = asyncio.Lock()

    def open(self) -> None:
        """Enter, in whichever pane."""
        screen = self.screen
        match screen.pane:
            case Pane.FEEDS:
                if place := screen.places.place:
                    screen.lists.show_place(place, go=True)
            case Pane.FRONT:
                screen.open_on_front()
            case Pane.HEADLINES:
                if screen.headlines.cursor_id:
                    screen.open_headline()
                elif screen.desk.query.filter:
                    screen.searching.set_filter("")
            case Pane.RELATED:
                screen.open_related()
            case Pane.ARTICLE if screen.article.visible_picture():
                screen.show_large(screen.article.visible_picture())
            case Pane.ARTICLE:
                self.read_on()

    def read_on(self) -> None:
        """A page down; at the end, the next unread."""
        screen = self.screen
        if screen.pane is Pane.FRONT:
            screen.front.page(1.0)
            return
        hidden = not beside(screen.shape) and screen.pane is not Pane.ARTICLE
        if self.desk.row is None or hidden:
            if hidden and (row := screen.headlines.cursor_row):
                screen.open_story(row)
            else:
                self.next_unread()
            return
        if self.desk.preview:
            screen.opening.show(self.desk.row)
        if screen.opening.reads:
            return  # it has no end yet: of a held key the next story would be passed over unseen
        if not screen.article.page_down():
            self.next_unread()

    def next_unread(self) -> None:
        """Next unread; in a search, the next hit."""
        self._step(1)

    def previous_unread(self) -> None:
        """Previous unread; in a search, the previous hit."""
        self._step(-1)

    def _step(self, step: int) -> None:
        screen = self.screen
        at, count = screen.article.hit if screen.pane in (Pane.ARTICLE, Pane.RELATED) else (0, 0)
        searched = self.desk.query.scope.kind is ScopeKind.SEARCH
        if count and (screen.finding or (searched and 1 <= at + step <= count)):
            screen.article.find_next(step)
        elif self.desk.query.scope.kind is ScopeKind.SEARCH:
            if screen.headlines.move(step):
                if row := screen.headlines.cursor_row:
                    screen.open_story(row)
            else:
                screen.say(_("That was the last hit.") if step > 0 else _("That was the first hit."))
        else:
            screen.work(self._step_unread, step, screen.bantin.wait(), group="step")

    async def _step_unread(self, step: int, come: Callable[[], None]) -> None:
        try:
            async with self._one_at_a_time:
                await self._go_to_unread(step)
        finally:
            come()

    async def _go_to_unread(self, step: int) -> None:
        screen = self.screen
        # What is only looked at counts as unread: the first `n` opens it.
        row = screen.headlines.cursor_row
        if step > 0 and row and not row.read and self.desk.now_reading in (0, row.id) and self._unopened():
            screen.open_story(row)
            return
        entry_id = await screen.folding.neighbour(step)
        if not entry_id:
            key = screen.keymap.first_key("next-feed")
            screen.say(_("No more unread stories in this list. {key} goes on to the next feed.").format(key=key))
            return
        if not screen.headlines.reveal(entry_id):
            # It came in after the list was shown.
            await screen.lists.reload(keep=entry_id)
        rows = await self.desk.load_rows([entry_id])
        if rows:
            screen.open_story(rows[0])

    async def tell_next(self, entry_id: int) -> None:
        """The end of a story is on the screen: its last line says what comes next."""
        screen, desk = self.screen, self.desk
        if desk.query.scope.kind is ScopeKind.SEARCH:
            return
        found = await screen.folding.neighbour(1)
        rows = await desk.load_rows([found]) if found else []
        if rows:
            key = screen.keymap.first_key("read-on")
            ending = Ending(key, _("next unread") + " · " + rows[0].source, rows[0].title or rows[0].lead)
        else:
            place = screen.places.neighbour(desk.query.scope, 1)
            key = screen.keymap.first_key("next-feed") if place else ""
            words = _("nothing else is unread in this list") + (" · " + _("next feed") if key else "")
            ending = Ending(key, words, desk.feeds.name(place) if place else "")
        screen.article.show_ending(entry_id, ending)

    def _unopened(self) -> bool:
        return self.desk.row is None or self.desk.preview

    def next_feed(self) -> None:
        """The next feed, from anywhere."""
        self._feed(1)

    def previous_feed(self) -> None:
        """The previous feed, from anywhere."""
        self._feed(-1)

    def _feed(self, step: int) -> None:
        place = self.screen.places.neighbour(self.desk.query.scope, step)
        if place:
            self.screen.lists.show_place(place)
        else:
            self.screen.say(_("That was the last feed.") if step > 0 else _("That was the first feed."))

    def find_in_article(self) -> None:
        """Ask for a word to find."""
        if self.desk.article:
            self.screen.prompt.ask(Asking.FIND)

    async def mark_read(self, entry_id: int) -> None:
        """The reader has read it, and with it what the configuration says."""
        await self.library.set_read([entry_id], True, also=self.desk.config.reading.mark_copies)

    def zen(self) -> None:
        """Only the article, or all panes."""
        if self.screen.on_front:
            self.screen.open_on_front()
        self.screen.zen = not self.screen.zen
        if self.screen.zen:
            self.screen.go_to_pane(Pane.ARTICLE)

    def pictures(self) -> None:
        """Pictures on or off."""
        article = self.screen.article
        article.pictures = not article.pictures
        self.screen.front.pictures = article.pictures
        if article.graphics is Graphics.WORDS:
            self.screen.say(_("This terminal has too few colours for pictures; they are told in words."))
        elif article.pictures:
            self.screen.say(_("Pictures are shown."))
        else:
            self.screen.say(_("Pictures are off; their words stay."))

    def follow(self, position: int) -> None:
        """Open the related story with the number `position` + 1; on the front page, another telling of the story."""
        if self.screen.pane is Pane.FRONT:
            self.screen.front_page.telling(position)
            return
        links = self.desk.related_links()
        if position < len(links):
            self.screen.follow(links[position])
        else:
            self.screen.say(_("There is no related story {number} here.").format(number=position + 1))

    def follow_letter(self) -> None:
        """Open the related story whose letter is typed next."""
        self.screen.next_key(self._letter)

    def _letter(self, key: str) -> None:
        positions = [number for number in range(len(self.desk.related_links())) if number_label(number)[-1:] == key]
        if positions:
            self.follow(positions[0])
        elif key != "escape":
            self.screen.say(_("There is no related story {number} here.").format(number=key))

    def hints(self) -> None:
        """Letters on every link; the one typed opens here."""
        self._hints("open")

    def hints_browser(self) -> None:
        """Letters on every link; the one typed opens in the browser."""
        self._hints("browser")

    def _hints(self, how: How) -> None:
        if self.desk.row is None:
            return
        self.screen.go_to_pane(Pane.ARTICLE)
        if not self.screen.article.show_hints(how):
            self.screen.say(_("There is no link on this part of the page."))

    def back(self) -> None:
        """Back along the trail; at its beginning, to the front page where one came from there."""
        step = self.desk.trail.current
        if not (step and step.followed) and self.screen.front_page.come_back():
            return
        self._along(-1)

    def forward(self) -> None:
        """Forward along the trail."""
        self._along(1)

    def _along(self, delta: int) -> None:
        desk, screen = self.desk, self.screen
        if desk.row and not desk.preview:
            desk.trail.leave(screen.article.scroll_state)
        elif delta < 0 and desk.trail.current:
            # One looks at another headline: the first step back leads to the story last opened.
            delta = 0
        through = desk.trail.current.through if delta < 0 and desk.trail.current else None
        step = desk.trail.move(delta)
        if step is None:
            screen.say(_("The trail begins here.") if delta < 0 else _("The trail ends here."))
            return
        screen.opening.step(step)
        screen.headlines.reveal(step.row.id)
        if not beside(screen.shape):
            screen.go_to_pane(Pane.ARTICLE)
        if through is not None:
            screen.stories.reopen(through)

    def fold_related(self) -> None:
        """Fold or unfold the related pane."""
        screen = self.screen
        if screen.shape in (Shape.FOUR, Shape.THREE):
            screen.folded = not screen.folded
            if screen.folded and screen.pane is Pane.RELATED:
                screen.go_to_pane(Pane.ARTICLE)
