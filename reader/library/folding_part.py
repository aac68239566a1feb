"""The library's part for lists with one row for a story."""

from __future__ import annotations

from collections.abc import Sequence

from reader.domain.folding import Folded, LeadBy
from reader.domain.models import ListQuery
from reader.store import folding

from .base import Base


class FoldingPart(Base):
    """What folds into what; ids come from `entry_ids`, which does not fold."""

    async def fold(self, ids: Sequence[int], query: ListQuery, by: LeadBy) -> Folded:
        """`ids`, which are the whole list of `query`, with one row for each story."""
        return await self._store.read(folding.folded, ids, query, by, page=False)

    async def waiting(self, rows: Sequence[Sequence[int]]) -> list[list[int]]:
        """For each row, given as its lead and what is folded beneath it: the entries that wait to be read. Copies of
        what was read do not."""
        return await self._store.read(folding.waiting_in, rows)
