"""The story of the headline that the cursor rests on: shown beside the headlines, or read ahead where it would hide
them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from reader.domain.models import Article, RelatedGroup
from reader.ui.commands import Pane
from reader.ui.layout import beside

from .base import Actions

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_RESTS = 0.15  # seconds that the cursor rests on a headline before its story is shown beside it
_AT_ONCE = 0.03  # the same for one step after a rest: long enough for the headline to be painted before
_CALM = 0.5  # seconds without news after which a story that was read ahead is read again

Stored: TypeAlias = "tuple[Article, tuple[RelatedGroup, ...]]"
"""A story with what is related to it, as they are in the cache."""


class Looking(Actions):
    """Looks at headlines; no command of its own."""

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(screen)
        self._soon = screen.later(_RESTS, self._look, first=_AT_ONCE)
        self._again = screen.later(_CALM, self._look)
        self._at = 0
        """The headline that the cursor came to, 0 once a story was opened since."""
        self._ahead: Stored | None = None
        """A story that is likely to be opened next."""
        self._news = 0
        """Counts what was heard from the library."""

    def at_cursor(self) -> None:
        """In a moment the story of the headline under the cursor shows, unless another one is opened before."""
        self._at = self.screen.headlines.cursor_id
        self._soon()

    def _look(self) -> None:
        screen = self.screen
        row = screen.headlines.cursor_row or self.desk.known_row(screen.headlines.cursor_id)
        is_there = not screen.on_front and screen.pane in (Pane.HEADLINES, Pane.FEEDS)
        if not row or row.id != self._at or not is_there:
            return
        if beside(screen.shape):
            screen.opening.show(row, preview=True)
        elif row.id != self.ahead:
            screen.work(self._read_ahead, row.id, group="ahead", exclusive=True)

    async def _read_ahead(self, entry_id: int) -> None:
        """Who stands on a headline that hides the story is about to open it: to read it and to find why others are
        related takes as long as all else that its opening does."""
        self._ahead, news = None, self._news
        article, groups = await self.library.article(entry_id), await self.library.related(entry_id)
        if article is not None and news == self._news:
            self._ahead = article, groups
            self.screen.article.prepare(article, groups)

    @property
    def ahead(self) -> int:
        """The story that was read ahead, 0 for none."""
        return self._ahead[0].entry.id if self._ahead else 0

    def heard(self) -> None:
        """Anything may have changed in the cache: what was read ahead no longer counts, from this moment on."""
        self._ahead = None
        self._news += 1

    def go_on(self) -> None:
        """What was heard is dealt with: read ahead once more, when no more of it comes."""
        if not beside(self.screen.shape):
            self._again()

    def opens(self, entry_id: int) -> Stored | None:
        """This story is being opened, and no longer the one that the cursor came to. Returns it where it was read
        ahead. That counts once: it may be shown in another version then."""
        self._at = 0
        is_here, ahead = self.ahead == entry_id, self._ahead
        self._ahead = None
        return ahead if is_here else None
