"""All manners of `rude_server`, the journey of one feed through each of them, and what must be true at its end.

Three refreshes of the whole engine: while everybody behaves, while nobody does, and when all is well again.
"""

from __future__ import annotations

import asyncio
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine.inline import InlineEngine
from reader.engine.protocol import Done, Refresh
from reader.engine.settings import EngineSettings
from reader.store import feeds, lists, rows
from reader.store.opening import Role, open_store
from reader.store.values import FeedState, NewSubscription
from tests.net.manners_answers import ANSWERS
from tests.net.manners_bodies import BODIES, EXPLODING
from tests.net.manners_connections import CONNECTIONS
from tests.net.rude_server import DATA, OLD, Manner, RudeServer

ALL: tuple[Manner, ...] = (*CONNECTIONS, *ANSWERS, *BODIES)
NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store says of one feed after a refresh."""

    state: FeedState
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """One feed before, during and after."""

    manner: Manner
    rude: Seen
    after: Seen


class World:
    """An engine with everything real, a clock of ours, and a rude server."""

    def __init__(self, folder: Path, server: RudeServer) -> None:
        self.now = NOW
        self.server = server
        self._folder = folder

    async def refresh(self, seconds: float) -> Done:
        """All feeds, by a program that was just started; a fetch may take so long."""
        settings = EngineSettings(data_dir=str(self._folder), automatic=False, timeout=seconds)
        engine = InlineEngine(settings, clock=lambda: self.now)
        end: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        engine.subscribe(lambda event: end.set_result(event) if isinstance(event, Done) else None)
        try:
            await engine.send(Refresh(job=1))
            return await end
        finally:
            await engine.close()

    async def subscribe(self, *, one_host: bool = False) -> list[int]:
        """To every manner; the ids of the feeds in their order."""
        store = open_store(self._folder, Role.COMMAND, clock=lambda: self.now)
        try:
            news = [
                NewSubscription(self.server.url(each, one_host=one_host), "feed", typed=True)
                for each in self.server.manners
            ]
            return [(await store.write(feeds.subscribe, new, self.now))[0] for new in news]
        finally:
            await store.close()

    async def seen(self, ids: Sequence[int]) -> list[Seen]:
        """How these feeds stand."""
        store = open_store(self._folder, Role.READER, clock=lambda: self.now)
        try:
            states = {state.id: state for state in await store.read(feeds.feed_states)}
            found = []
            for number in ids:
                inside = await store.read(lists.entry_ids, ListQuery(Scope(ScopeKind.FEED, number)))
                titles = [row.title for row in await store.read(rows.rows, inside)]
                found.append(Seen(states[number], tuple(titles)))
            return found
        finally:
            await store.close()


@contextmanager
def trusting(folder: Path) -> Iterator[None]:
    """No proxy, and trust in those who signed the certificates that are bad in another way."""
    bundle = folder / "trusted.pem"
    bundle.write_bytes(b"".join((DATA / f"{name}.pem").read_bytes() for name in ("expired", "of_another")))
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "")
    with mock.patch.dict(os.environ, {**proxies, "SSL_CERT_FILE": str(bundle)}):
        yield


async def journeys(
    folder: Path, manners: Sequence[Manner], seconds: float, *, one_host: bool = False
) -> tuple[list[Journey], list[str]]:
    """Lead a feed through each manner, giving up after `seconds` while they are rude.

    Gives the journeys and the heads of all requests.
    """
    async with RudeServer(manners) as server:
        world = World(folder, server)
        ids = await world.subscribe(one_host=one_host)
        await world.refresh(30)
        server.good = False
        world.now += DAY
        await world.refresh(seconds)
        rude = await world.seen(ids)
        server.good = True
        world.now += 2 * DAY
        await world.refresh(30)
        after = await world.seen(ids)
        return [Journey(*each) for each in zip(manners, rude, after, strict=True)], server.heads


def everybody(
    folder: Path, manners: Sequence[Manner] = ALL, *, slow_seconds: float = 1.0
) -> tuple[list[Journey], list[str]]:
    """`journeys` of these manners, each on a host of its own."""

    async def both() -> tuple[list[Journey], list[str]]:
        slow = [manner for manner in manners if manner.slow]
        quick = [manner for manner in manners if not manner.slow]
        found = await asyncio.gather(
            journeys(folder / "slow", slow, slow_seconds), journeys(folder / "quick", quick, 30)
        )
        return [one for each, _heads in found for one in each], [head for _each, heads in found for head in heads]

    with trusting(folder):
        return asyncio.run(both())


def one_host(folder: Path, seconds: float) -> list[Journey]:
    """`journeys` of all manners on one host. Without those that ask to be left alone: they speak for the host."""
    waiting = ("retry-after-", "status-429", "status-503")
    mixed = [each for each in ALL if not each.name.startswith(waiting) and not each.tls and each not in EXPLODING]
    with trusting(folder):
        return asyncio.run(journeys(folder / "one", mixed, seconds, one_host=True))[0]


def faults(journey: Journey) -> list[str]:
    """What is wrong with how a feed came through, each in words."""
    return [*_rude_faults(journey), *_after_faults(journey)]


def _rude_faults(journey: Journey) -> list[str]:
    manner, state, titles = journey.manner, journey.rude.state, journey.rude.titles
    found = []
    sentence = state.error
    if manner.says and not re.search(manner.says, sentence):
        found.append(f"says {sentence!r}, not {manner.says!r}")
    if not manner.says and sentence:
        found.append(f"is not read: {sentence!r}")
    if sentence:
        found += _sentence_faults(sentence)
        if state.failures < 1:
            found.append("counts no failure")
    if not manner.tls and not manner.plain_https:
        if OLD not in titles:
            found.append("lost the entry that was there")
        if not manner.says and not set(manner.titles) <= set(titles):
            found.append(f"brought {titles}")
        if sentence and not _exploded(journey) and set(titles) != {OLD}:
            found.append(f"stored {titles} of a failed fetch")
    now = NOW + DAY
    if state.next_due is None or not timedelta(minutes=14) < state.next_due - now < timedelta(hours=27):
        found.append(f"is due at {state.next_due}")
    if len(state.etag) > 1024 or len(state.last_modified) > 1024:
        found.append("keeps an endless validator")
    return found


def _exploded(journey: Journey) -> bool:
    return journey.manner in EXPLODING


def _sentence_faults(sentence: str) -> list[str]:
    found = []
    if not sentence.endswith(".") or len(sentence) > 300:
        found.append(f"is no sentence: {sentence!r}")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in sentence):
        found.append(f"lets controls through: {sentence!r}")
    if "secret" in sentence or "Traceback" in sentence or "fault in the program" in sentence:
        found.append(f"says what it should not: {sentence!r}")
    return found


def _after_faults(journey: Journey) -> list[str]:
    manner, state = journey.manner, journey.after.state
    if manner.tls or manner.plain_https or state.gone:
        return []
    found = []
    if state.error or state.failures:
        found.append(f"does not recover: {state.error!r}")
    if OLD not in journey.after.titles:
        found.append("lost the entry afterwards")
    if any("poison" in title for title in journey.after.titles):
        found.append("took an answer that was not its own")
    return found
