"""The library's part for how long stories are kept: what would go, agreeing to it, and letting it go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.domain.clock import Clock
from reader.domain.records import dataclass
from reader.engine.protocol import EngineLink, Notice
from reader.i18n import ngettext
from reader.store.store import Store

from .base import Base

if TYPE_CHECKING:
    from reader.domain.retention import Limits, Policy
    from reader.store.retention import Going

BATCH = 25
"""Stories that one transaction removes: some 20 ms."""
PACE = 0.1
"""Seconds between two batches where nobody waits for it: the keys never notice."""
_AGREED = "retention.agreed"


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What the limits take now."""

    policy: Policy
    feeds: tuple[Going, ...] = ()
    listed: int = 0
    """Stories in the lists of feeds."""
    agreed: bool = False
    """Whether the reader has agreed, so that it goes by itself."""
    feed_id: int = 0
    """Set when it is about one feed alone."""

    @property
    def ids(self) -> list[int]:
        """The stories that go."""
        return [number for feed in self.feeds for number in feed.ids]

    @property
    def going(self) -> int:
        """How many go."""
        return sum(len(feed.ids) for feed in self.feeds)

    @property
    def kept(self) -> int:
        """How many stay beyond the limits: starred, tagged, queued, kept, or marked unread."""
        return sum(feed.kept for feed in self.feeds)


class RetentionPart(Base):
    """Retention. Whatever is imported for it is imported when it is needed."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        super().__init__(store, engine, clock)
        self.keeps_everywhere = (0, 0)
        """Days and number of stories that are kept of feeds without limits of their own; 0 keeps all."""
        self._keeper.chores.append(self._prune_quietly)

    async def retention_plan(self, feed_id: int = 0, limits: Limits | None = None) -> RetentionPlan:
        """What would go now, and whether that was agreed to; or (`feed_id`) what would go of one feed if it had these
        limits."""
        from reader.domain import retention as rules
        from reader.store import retention

        policy = await self._store.read(retention.policy, rules.Limits(*self.keeps_everywhere))
        if limits is not None:
            policy = rules.Policy(policy.everywhere, {**policy.own, feed_id: limits})
        before = rules.load(await self.recall(_AGREED))
        feeds = [feed_id] if feed_id else await self._store.read(retention.feeds)
        listed = await self._store.read(retention.listed)
        going = await self._store.read(retention.going, policy, self._clock(), feed_id)
        return RetentionPlan(policy, tuple(going), listed, rules.agreed(policy, before, feeds), feed_id)

    async def agree_to_retention(self, plan: RetentionPlan) -> None:
        """The reader has seen what goes, and wants it so from now on: for one feed where the plan is about one."""
        from reader.domain import retention as rules

        policy = plan.policy
        if plan.feed_id:
            before = rules.load(await self.recall(_AGREED)) or rules.Policy()
            policy = rules.Policy(before.everywhere, {**before.own, plan.feed_id: policy.of(plan.feed_id)})
        await self.remember(_AGREED, rules.dump(policy))

    async def prune(
        self, plan: RetentionPlan, *, pace: float = 0.0, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Remove what a plan says goes, a few at a time, `pace` seconds apart; returns how many went. What the reader
        did since then is looked at: a story starred meanwhile stays. `progress` is told (done, total)."""
        from reader.store import retention

        ids, done = plan.ids, 0
        for start in range(0, len(ids), BATCH):
            gone, files = await self._store.write(retention.drop, ids[start : start + BATCH])
            done += len(gone)
            if files:
                await self._delete_files(files)
            if progress is not None:
                progress(min(start + BATCH, len(ids)), len(ids))
            await asyncio.sleep(pace)
        if done:
            # No undo: what went is gone. The lists and counters are read again.
            self._changed(feeds=True)
        return done

    async def _delete_files(self, files: Sequence[str]) -> None:
        from reader.store.picture_files import PictureFiles

        kept = PictureFiles(self.cache_dir)
        for name in files:
            await asyncio.to_thread(kept.delete, name)

    async def _prune_quietly(self) -> None:
        from reader.domain.retention import startling

        plan = await self.retention_plan()
        if not plan.going:
            return
        if plan.agreed and not startling(plan.going, plan.listed):
            await self.prune(plan, pace=PACE)
            return
        text = ngettext(
            "{count} story is beyond the limits that you set; it stays until you agree (command: retention).",
            "{count} stories are beyond the limits that you set; they stay until you agree (command: retention).",
            plan.going,
        )
        self._tell(Notice(text=text.format(count=plan.going)))
