"""The engine's side of extraction: a few children that read hostile input, are killed at their limits, and replaced.

Importing this costs no parser; children are spawned when first needed and let go when nothing was asked for a while.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, TypedDict, TypeVar, cast

import msgspec

from reader.domain.digested import DigestedFeed
from reader.domain.errors import AdapterBroken, ParseFailed, SourceError
from reader.domain.page import PageArticle
from reader.domain.pictures import Form, PictureRead
from reader.i18n import _
from reader.sources.api import Fetched

from . import wire
from .children import Child, Children
from .probes import Probe
from .turns import Rank, Turns

T = TypeVar("T")

_START_SECONDS = 30.0
"""A child loads its parsers before it is asked; on a machine that is busy that takes longer than any task may."""
_HURRIED = 0.7
"""Seconds after which a feed makes way for those that wait: most are read in a twentieth of that. It is read once more
when the others are done, with all the time that it may take."""


class _Limits(TypedDict):
    cpu_seconds: float
    wall_seconds: float
    memory: int


class Pool:
    """Parses feeds and extracts pages in at most `size` child processes at once.

    `feed_seconds` (pictures have as many) and `page_seconds` limit the CPU of one task, `memory` the bytes it may add;
    a task that waits instead of working is ended at `patience` times the seconds. A task over its limit fails alone,
    the others go on; what takes long does not hold up what is quick (see `turns`). After `idle_seconds` without a task
    no process is left.
    """

    def __init__(
        self,
        size: int = 2,
        *,
        feed_seconds: float = 5.0,
        page_seconds: float = 10.0,
        memory: int = 300 * 1024 * 1024,
        idle_seconds: float = 120.0,
    ) -> None:
        self._feed_seconds = feed_seconds
        self._page_seconds = page_seconds
        self._memory = memory
        self._idle_seconds = idle_seconds
        self.patience = 3.0
        self._turns = Turns(size)
        self._heavy = asyncio.Semaphore(1)
        self._idle: list[Child] = []
        self._nursery = Children()
        self._children: set[Child] = set()
        self._goodbyes: set[asyncio.Task[object]] = set()
        self._retiring: asyncio.TimerHandle | None = None
        self._closed = False

    async def parse_feed(self, parser: str, fetched: Fetched, now: datetime, known: bytes = b"") -> DigestedFeed:
        """Read `fetched` with the parser `module:function` and clean what it returns; `known` is the memo of last time.

        Raises NotAFeed, ParseFailed (damaged, or over a limit) or AdapterBroken, each with a sentence.
        """
        request = wire.ParseFeed(
            parser=parser,
            fetched=fetched,
            now=now,
            known=known,
            **self._limits(self._feed_seconds),
        )
        answer = await self._ask(request, foreign=not parser.startswith("reader."))
        if not isinstance(answer, wire.FeedRead):
            raise ParseFailed(_("The feed could not be read."))
        return answer.feed

    async def extract_page(self, fetched: Fetched, now: datetime) -> PageArticle:
        """Read the article and its related stories from a page. Raises NotAnArticle or ParseFailed."""
        request = wire.ExtractPage(fetched=fetched, now=now, **self._limits(self._page_seconds))
        answer = await self._ask(request, foreign=False)
        try:
            if isinstance(answer, wire.PageRead):
                return wire.page_article(answer)
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise ParseFailed(_("The page could not be read.")) from error
        raise ParseFailed(_("The page could not be read."))

    async def read_picture(self, fetched: Fetched, now: datetime) -> PictureRead:
        """Decode a picture file, made small. Raises NotAPicture or ParseFailed."""
        answer = await self._ask(
            wire.ReadPicture(fetched=fetched, now=now, **self._limits(self._feed_seconds)), foreign=False
        )
        if not isinstance(answer, wire.PictureDone):
            raise ParseFailed(_("The picture could not be read."))
        return answer.picture

    async def draw_picture(self, data: bytes, form: Form, width: int, height: int, now: datetime) -> bytes:
        """A file of `read_picture` in another form, `width` by `height` pixels. Raises NotAPicture or ParseFailed."""
        request = wire.DrawPicture(
            fetched=Fetched("", data),
            now=now,
            form=form,
            width=width,
            height=height,
            **self._limits(self._feed_seconds),
        )
        answer = await self._ask(request, foreign=False)
        if not isinstance(answer, wire.Drawn):
            raise ParseFailed(_("The picture could not be read."))
        return answer.data

    async def probe(self, kind: Probe[T], fetched: Fetched) -> T:
        """What a probe gives of what discovery fetched. Raises SourceError, over a limit too."""
        now = fetched.fetched_at or datetime.now(UTC)
        request = wire.Probe(fetched=fetched, now=now, name=kind.name, **self._limits(self._feed_seconds))
        answer = await self._ask(request, foreign=False)
        if not isinstance(answer, wire.Probed):
            raise ParseFailed(_("The page could not be read."))
        try:
            return cast(T, msgspec.msgpack.decode(answer.shown, type=kind.type))
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise ParseFailed(_("The page could not be read.")) from error

    def _limits(self, seconds: float) -> _Limits:
        return {"cpu_seconds": seconds, "wall_seconds": self.patience * seconds, "memory": self._memory}

    async def warm(self) -> None:
        """Start one child ahead of the first task, while the network is still busy."""
        if not self._children and not self._closed:
            self._idle.append(await self._start(wire.FEED))

    async def close(self) -> None:
        """End all children; tasks under way fail."""
        self._closed = True
        if self._retiring is not None:
            self._retiring.cancel()
        self._idle.clear()
        await asyncio.gather(*(child.end() for child in list(self._children)), *self._goodbyes)
        self._children.clear()
        await self._nursery.close()

    async def _ask(self, request: wire.AnyRequest, *, foreign: bool) -> wire.AnyAnswer:
        """The child's answer. `foreign` tells whose fault a crash is. Raises SourceError."""
        size = len(request.fetched.body)
        # A page or a picture is what somebody looks at; feeds come by themselves.
        feed = isinstance(request, wire.ParseFeed)
        answer = await self._turn(request, foreign, (feed, size), hurried=feed)
        if answer is None:
            # One at a time: these are the ones that take memory, and the others need a child that is free.
            async with self._heavy:
                answer = await self._turn(request, foreign, (2, size), hurried=False)
        if answer is None or isinstance(answer, wire.Failed):
            raise wire.exception(answer) if answer else _too_long(request)
        return answer

    async def _turn(
        self, request: wire.AnyRequest, foreign: bool, rank: Rank, *, hurried: bool
    ) -> wire.AnyAnswer | None:
        """Have a child work on it; None when it was stopped because it was `hurried` and others waited."""
        await self._turns.take(rank)
        child: Child | None = None
        finished = False
        try:
            if self._closed:
                raise ParseFailed(_("The reader is closing."))
            child = await self._child(wire.kind_of(request))
            answer = await self._answer(child, request, hurried=hurried)
            finished = answer is not None and not answer.last and not self._closed
            return answer
        except TimeoutError:
            raise _too_long(request) from None
        except (EOFError, OSError):
            if child is None:
                raise
            raise _ended(await child.end(), request, foreign) from None
        except (msgspec.MsgspecError, ValueError):
            raise AdapterBroken(_("The source's reader answered with something unreadable.")) from None
        finally:
            if child is not None and finished:
                self._rest(child)
            elif child is not None:
                self._let_go(child)
            self._turns.give()

    async def _answer(self, child: Child, request: wire.AnyRequest, *, hurried: bool) -> wire.AnyAnswer | None:
        """The child's answer, None when it makes way. Raises TimeoutError and what `Child.ask` raises."""
        await asyncio.wait_for(child.ready(), _START_SECONDS)
        task = asyncio.ensure_future(child.ask(*wire.apart(request)))
        # A little later than the child's own alarm, for one that has disarmed it.
        left = request.wall_seconds + 0.5
        try:
            while not task.done() and left > 0:
                await asyncio.wait([task], timeout=min(left, _HURRIED) if hurried else left)
                left -= _HURRIED if hurried else left
                if hurried and not task.done() and self._turns.contested:
                    return None
            if not task.done():
                raise TimeoutError
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])

    async def _child(self, kind: bytes) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            self._let_go(child)
        return await self._start(kind)

    async def _start(self, kind: bytes) -> Child:
        child = await self._nursery.start(kind)
        self._children.add(child)
        return child

    def _rest(self, child: Child) -> None:
        self._idle.append(child)
        if self._retiring is not None:
            self._retiring.cancel()
        self._retiring = asyncio.get_running_loop().call_later(self._idle_seconds, self._retire)

    def _retire(self) -> None:
        while self._idle:
            self._let_go(self._idle.pop())
        if not self._children and self._turns.unused:
            self._later(self._nursery.close())

    def _let_go(self, child: Child) -> None:
        """Replace the child: what it may still be doing cannot be stopped in any other way than by its end."""
        child.kill()
        self._children.discard(child)
        self._later(child.end())

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)


def _too_long(request: wire.AnyRequest) -> SourceError:
    seconds = round(request.cpu_seconds) or 1
    return ParseFailed(_("Reading it took more than {n} seconds and was stopped.").format(n=seconds))


def _ended(status: int, request: wire.AnyRequest, foreign: bool) -> SourceError:
    """Why a child that gave no answer may have ended."""
    if -status in (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU):
        return _too_long(request)
    if foreign:
        return AdapterBroken(_("The source's reader ended without an answer."))
    return ParseFailed(_("It could not be read: the reading process ended unexpectedly."))
