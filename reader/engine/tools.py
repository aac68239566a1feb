"""What the engine's jobs work with, handed in as one value: store, network, adapters, digester, clock, and a mouth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from reader import faults
from reader.domain.clock import Clock
from reader.domain.digested import DigestedFeed
from reader.domain.errors import ParseFailed, ReaderError
from reader.domain.models import Candidate
from reader.domain.page import PageArticle
from reader.domain.pictures import Form, PictureRead
from reader.net.limits import DEFAULT_LIMITS
from reader.net.robots import Robots
from reader.net.room import Room
from reader.sources.api import Fetched, Http, Request
from reader.store.store import Store

from .network import Network
from .protocol import EventHandler


class Digester(Protocol):
    """Turns bytes into values elsewhere, under limits: `extract.pool.Pool` implements it."""

    async def parse_feed(self, parser: str, fetched: Fetched, now: datetime, known: bytes = b"") -> DigestedFeed:
        """Read a feed with the parser `module:function`; `known` is its memo of the last time. Raises SourceError."""
        ...

    async def warm(self) -> None:
        """Get ready for the first task while there is something else to wait for."""
        ...

    async def extract_page(self, fetched: Fetched, now: datetime) -> PageArticle:
        """Read an article page. Raises NotAnArticle, ParseFailed."""
        ...

    async def read_picture(self, fetched: Fetched, now: datetime) -> PictureRead:
        """Decode a picture file. Raises NotAPicture, ParseFailed."""
        ...

    async def draw_picture(self, data: bytes, form: Form, width: int, height: int, now: datetime) -> bytes:
        """Bring a kept picture into another form. Raises NotAPicture, ParseFailed."""
        ...


class Sources(Protocol):
    """The adapters: `sources.registry.Registry` implements it."""

    async def fetch(self, name: str, request: Request, http: Http) -> Fetched:
        """Fetch with the adapter of that name. Raises NetError and SourceError, AdapterBroken for all else that a
        plug-in raises."""
        ...

    def parser_of(self, name: str) -> str:
        """`module:function` of the adapter's parse function. Raises AdapterBroken."""
        ...

    async def discover(self, text: str, http: Http) -> list[Candidate]:
        """The feeds behind what the user typed. Raises ReaderError."""
        ...

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        """A page that some adapter keeps itself, None to fetch it in the ordinary way. Raises NetError, SourceError."""
        ...

    def take_notices(self) -> list[str]:
        """Sentences about adapters that were switched off and that the user has not been told."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """How much is kept for reading offline."""

    bytes: int = 500 * 1024 * 1024
    """What full texts and pictures may take."""
    related: int = 12
    """Related stories that are kept of one story at most."""
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a job needs."""

    store: Store
    http: Http
    sources: Sources
    digester: Digester
    network: Network
    clock: Clock
    emit: EventHandler
    routed: Callable[[], bool]
    """Whether this machine has any way out (`net.lookup.has_route`)."""
    default_minutes: int = 60
    """How often a feed is asked that says nothing itself."""
    places: int = DEFAULT_LIMITS.total
    """Feeds that a refresh fetches at a time: as many as `http` has connections."""
    robots: Robots = field(default_factory=Robots)
    """What sites let programs fetch; only asked for pages that nobody clicked on."""
    shelf: Shelf = Shelf()
    cache_dir: Path | None = None
    """Folder of the pictures; None for one beside the store."""
    log_file: str = ""
    """Takes the details of faults of our own; empty for stderr."""
    room: Room = field(default_factory=Room)
    """What bodies take that were fetched and wait to be read; shared with `http`."""
    busy: set[int] = field(default_factory=set)
    """Feeds that a refresh has in hand: another one in the same engine leaves them out."""


@contextmanager
def explained(tools: Tools) -> Iterator[None]:
    """A fault of ours that one feed, page or picture meets must not take the others with it: it becomes a ParseFailed
    that tells of it."""
    try:
        yield
    except ReaderError:
        raise
    except Exception as error:
        raise ParseFailed(faults.told(error, tools.log_file)) from error
