"""The library's part for the front page, and for when the reader was last here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reader.domain import visits
from reader.domain.visits import Visit

from .base import Base

if TYPE_CHECKING:
    from reader.domain.front import FrontPage, Span

_VISIT = "here"
_NOTED = timedelta(minutes=1)
"""A sign of the reader is written when the last one written is older: what a crash may cost."""


class FrontPart(Base):
    """Stories by how many tell them; visits."""

    _visit: Visit | None = None
    _written: Visit | None = None

    async def here(self) -> None:
        """The reader is here: a key was pressed, the program began or ends. Writes at most once a minute."""
        if self._visit is None:
            self._visit = self._written = visits.load(await self.recall(_VISIT))
        self._visit = visits.sign(self._visit, self._clock())
        written = self._written
        if written is None or written.before != self._visit.before or abs(self._visit.seen - written.seen) >= _NOTED:
            self._written = self._visit
            await self.remember(_VISIT, visits.dump(self._visit))

    async def last_here(self) -> datetime | None:
        """The end of the reader's visit before this one, None when there was none.

        A visit ends with the last sign of the reader before a silence of `visits.SILENCE`, whatever the program did
        meanwhile. Before `here` was called, and in another process, the visit that goes on by now is the one asked
        about: for one that ended long ago, that is the answer.
        """
        visit = self._visit or visits.load(await self.recall(_VISIT))
        return visits.sign(visit, self._clock()).before if visit is not None else None

    async def front(self, span: Span) -> FrontPage:
        """The front page of a span, from the cache; its order is steady against the one shown last (`front_shown`)."""
        # Not with the module: a start that opens elsewhere needs none of it.
        from .front_page import front_page

        return await self._store.read(front_page, span, self._clock(), await self.last_here())

    async def front_shown(self, page: FrontPage) -> None:
        """The reader saw this page: its order is what the next one is held against."""
        from .front_page import hold

        await self._write_quietly(hold, page)
