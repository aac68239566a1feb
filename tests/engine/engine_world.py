"""An engine over a real store, a real client and a real loopback server; only the parser is a simple one of our own.

Feeds of these tests are JSON: `feed_body(("1", "Title", "text"), ...)`. The real parsers have tests of their own, and
`test_engine_whole.py` runs the engine with everything real.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.errors import AdapterBroken, NotAFeed, NotAnArticle
from reader.domain.identity import entry_key, url_key
from reader.domain.models import Candidate, ListQuery
from reader.domain.page import PageArticle
from reader.engine.core import Engine
from reader.engine.network import Network
from reader.engine.outbox import Outbox
from reader.engine.protocol import AnyCommand, AnyEvent, Done, EngineLink, FeedChanged, Online
from reader.engine.tools import Digester, Tools
from reader.net.client import Client
from reader.net.limits import Limits
from reader.sources.api import Fetched, Http, Request, Source
from reader.store import feeds, lists, rows
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.values import FeedState, NewSubscription
from tests.benchmarks.loopback import Loopback
from tests.empty_store import lay_empty

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
TOO_LONG = 60.0
"""Seconds that a process of its own may take for a job."""
PATIENCE = 20.0
"""Seconds after which a test that waits for the engine has failed."""


def feed_body(*entries: tuple[str, str, str], title: str = "News", **more: object) -> bytes:
    """A feed of entries (id, title, text), newest first, one hour apart; links are /<id>."""
    return json.dumps({"title": title, "entries": entries, **more}).encode()


def digested(
    id: str = "", url: str = "", title: str = "", text: str = "", published: datetime | None = None
) -> DigestedEntry:
    """An entry as it comes from a parser."""
    return DigestedEntry(
        key=entry_key(id, url, title, published, text),
        id=id,
        url=url,
        url_key=url_key(url),
        title=title,
        lead=text,
        published=published,
        content_hash=f"{title}|{text}",
    )


class WebSource:
    """An adapter that fetches over the network, as the built-in one does."""

    name: ClassVar[str] = "feed"
    parser: ClassVar[str] = "json"

    def match(self, url: str) -> float:
        return 0.5 if url.startswith("http") else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        return await http.get(request)

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        fetched = await http.get(Request(url))
        return [Candidate(fetched.url, self.name, "Found", typed=True)]


class ShelfSource:
    """An adapter without a network, with pages of its own."""

    name: ClassVar[str] = "shelf"
    parser: ClassVar[str] = "json"

    def __init__(self) -> None:
        self.feeds: dict[str, bytes] = {}
        self.pages: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        """Where a chain of permanent redirects led."""

    def match(self, url: str) -> float:
        return 1.0 if url.startswith("shelf:") else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        return Fetched(request.url, self.feeds[request.url], permanent_url=self.moved.get(request.url, ""))

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        body = self.pages.get(url)
        return None if body is None else Fetched(url, body, "text/html")


class HostileSource(WebSource):
    """A plug-in whose reader never comes back."""

    name: ClassVar[str] = "hostile"
    parser: ClassVar[str] = "tests.engine.hostile_parser:parse"


class TestSources:
    """A registry of the adapters above."""

    __test__ = False

    def __init__(self) -> None:
        self.shelf = ShelfSource()
        self.web = WebSource()
        self._all: dict[str, Source] = {"feed": self.web, "shelf": self.shelf, "hostile": HostileSource()}
        self.parsers = {name: source.parser for name, source in self._all.items()}

    async def fetch(self, name: str, request: Request, http: Http) -> Fetched:
        self.parser_of(name)
        return await self._all[name].fetch(request, http)

    def parser_of(self, name: str) -> str:
        if name not in self.parsers:
            raise AdapterBroken(f"There is no source called {name}.")
        return self.parsers[name]

    async def discover(self, text: str, http: Http) -> list[Candidate]:
        return await self.web.discover(text, http)

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        return await self.shelf.fetch_page(url, http)

    def take_notices(self) -> list[str]:
        return []


class JsonDigester:
    """Reads the JSON feeds of these tests; HTML is refused, and a body `hang` never ends."""

    def __init__(self) -> None:
        self.parsed: list[str] = []
        self.warmed = False

    async def parse_feed(self, parser: str, fetched: Fetched, now: datetime, known: bytes = b"") -> DigestedFeed:
        self.parsed.append(fetched.url)
        if fetched.body.startswith(b"<"):
            raise NotAFeed("A web page stands where a feed was expected.")
        if fetched.body == b"hang":
            await asyncio.Event().wait()
        data: dict[str, Any] = json.loads(fetched.body)
        entries = tuple(
            digested(id, f"{fetched.url.rpartition('/')[0]}/{id}", title, text, NOW - timedelta(hours=place))
            for place, (id, title, text) in enumerate(data.pop("entries"))
        )
        return DigestedFeed(entries=entries, **data)

    async def warm(self) -> None:
        self.warmed = True

    async def extract_page(self, fetched: Fetched, now: datetime) -> PageArticle:
        text = fetched.body.decode()
        if "login" in text:
            raise NotAnArticle("The page asks for a login.", "login")
        return PageArticle(url=fetched.url, title=text, source="Paper")


class Ear:
    """Hears what an engine says and waits for the end of jobs."""

    def __init__(self, link: EngineLink) -> None:
        self.events: list[AnyEvent] = []
        self._link = link
        self._news = asyncio.Event()
        self.stop = link.subscribe(self._hear)

    def _hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._news.set()

    async def until(self, found: Callable[[AnyEvent], bool]) -> AnyEvent:
        async with asyncio.timeout(TOO_LONG):
            while True:
                for event in self.events:
                    if found(event):
                        return event
                self._news.clear()
                await self._news.wait()

    async def done(self, job: int) -> Done:
        event = await self.until(lambda event: isinstance(event, Done) and event.job == job)
        assert isinstance(event, Done)
        return event

    async def run(self, command: AnyCommand) -> Done:
        await self._link.send(command)
        return await self.done(command.job)


class World:
    """One engine and all that it stands on."""

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool = False,
        routed: bool = True,
        digester: Digester | None = None,
        automatic: bool = False,
        **more: Any,
    ) -> None:
        """`more` are fields of Tools."""
        self.now = NOW
        self.events: list[AnyEvent] = []
        self._changed = asyncio.Event()
        lay_empty(StorePaths(folder).database)
        self.store = open_store(folder, Role.ENGINE, clock=lambda: self.now)
        self.http = Client(Limits(total_seconds=5, connect_seconds=2), offline=offline, clock=lambda: self.now)
        self.sources = TestSources()
        self.digester = JsonDigester()
        """Where no other one was given."""
        self.outbox = Outbox(self._heard, every=0.0)
        self.network = Network(lambda: self.now, self._online, by_choice=offline)
        self.tools = Tools(
            store=self.store,
            http=self.http,
            sources=self.sources,
            digester=digester or self.digester,
            network=self.network,
            clock=lambda: self.now,
            emit=self.outbox.put,
            routed=lambda: routed,
            **more,
        )
        self.engine = Engine(self.tools, self.outbox, automatic=automatic)

    def _heard(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._changed.set()

    def _online(self, event: Online) -> None:
        self.http.offline = self.network.by_choice
        self.engine.came_online(event)

    async def close(self) -> None:
        await self.engine.close()
        await self.http.aclose()
        await self.store.close()

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    async def subscribe(self, url: str, adapter: str = "feed", *, typed: bool = True) -> int:
        new = NewSubscription(url, adapter, typed=typed)
        feed_id, _existed = await self.store.write(feeds.subscribe, new, self.now)
        return feed_id

    async def until(self, found: Callable[[AnyEvent], bool], *, after: int = 0) -> AnyEvent:
        """Wait for an event, the first from number `after` on that is meant."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.events[after:]:
                    if found(event):
                        return event
                self._changed.clear()
                await self._changed.wait()

    async def run(self, command: AnyCommand) -> Done:
        """Send a command and wait for its end."""
        before = len(self.events)
        self.engine.handle(command)
        done = await self.until(lambda event: isinstance(event, Done) and event.job == command.job, after=before)
        assert isinstance(done, Done)
        return done

    async def state(self, feed_id: int) -> FeedState:
        (state,) = await self.store.read(feeds.feed_states, (feed_id,))
        return state

    async def titles(self, query: ListQuery | None = None) -> list[str]:
        """Titles as the headline list shows them, newest first."""
        ids = await self.store.read(lists.entry_ids, query or ListQuery())
        return [row.title for row in await self.store.read(rows.rows, ids)]

    def said(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        """The events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def changes(self, feed_id: int) -> list[FeedChanged]:
        """What was said about one feed."""
        return [event for event in self.events if isinstance(event, FeedChanged) and event.feed_id == feed_id]


OpenWorld: TypeAlias = Callable[..., AbstractAsyncContextManager[tuple[World, Loopback]]]
"""The fixture `open_world`."""
