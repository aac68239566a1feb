"""The engine's side of extraction: a few children that read hostile input, are killed at their limits, and replaced.

Importing this costs no parser; children are spawned when first needed and let go when nothing was asked for a while.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, TypeVar, cast

import msgspec

from reader.domain.digested import DigestedFeed
from reader.domain.errors import AdapterBroken, ParseFailed, SourceError
from reader.domain.page import PageArticle
from reader.domain.pictures import Form, PictureRead
from reader.i18n import _, language
from reader.sources.api import Fetched

from . import wire
from .looked import Look
from .turns import Rank, Turns

T = TypeVar("T")

_IDLE_SECONDS = 120.0
_GOODBYE_SECONDS = 1.0
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
    the others go on; what takes long does not hold up what is quick (see `turns`).
    """

    def __init__(
        self, size: int = 2, *, feed_seconds: float = 5.0, page_seconds: float = 10.0, memory: int = 300 * 1024 * 1024
    ) -> None:
        self._feed_seconds = feed_seconds
        self._page_seconds = page_seconds
        self._memory = memory
        self.patience = 3.0
        self._turns = Turns(size)
        self._heavy = asyncio.Semaphore(1)
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._goodbyes: set[asyncio.Task[None]] = set()
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

    async def look(self, kind: Look[T], fetched: Fetched) -> T:
        """A quick look at what discovery fetched (see `looked`). Raises SourceError, over a limit too."""
        now = fetched.fetched_at or datetime.now(UTC)
        request = wire.Look(fetched=fetched, now=now, name=kind.name, **self._limits(self._feed_seconds))
        answer = await self._ask(request, foreign=False)
        if not isinstance(answer, wire.Looked):
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
            self._idle.append(await self._start())

    async def close(self) -> None:
        """End all children; tasks under way fail."""
        self._closed = True
        if self._retiring is not None:
            self._retiring.cancel()
        self._idle.clear()
        await asyncio.gather(*(child.end() for child in list(self._children)), *self._goodbyes)
        self._children.clear()

    async def _ask(self, request: wire.AnyRequest, *, foreign: bool) -> wire.AnyAnswer:
        """The child's answer. `foreign` tells whose fault a crash is. Raises SourceError."""
        message = wire.frame(wire.encode(request))
        # A page or a picture is what somebody looks at; feeds come by themselves.
        feed = isinstance(request, wire.ParseFeed)
        answer = await self._turn(message, request, foreign, (feed, len(message)), hurried=feed)
        if answer is None:
            # One at a time: these are the ones that take memory, and the others need a child that is free.
            async with self._heavy:
                answer = await self._turn(message, request, foreign, (2, len(message)), hurried=False)
        if answer is None or isinstance(answer, wire.Failed):
            raise wire.exception(answer) if answer else _too_long(request)
        return answer

    async def _turn(
        self, message: bytes, request: wire.AnyRequest, foreign: bool, rank: Rank, *, hurried: bool
    ) -> wire.AnyAnswer | None:
        """Have a child work on it; None when it was stopped because it was `hurried` and others waited."""
        await self._turns.take(rank)
        child: _Child | None = None
        finished = False
        try:
            if self._closed:
                raise ParseFailed(_("The reader is being closed."))
            child = await self._child()
            answer = await self._answer(child, message, request.wall_seconds, hurried=hurried)
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

    async def _answer(
        self, child: _Child, message: bytes, wall_seconds: float, *, hurried: bool
    ) -> wire.AnyAnswer | None:
        """The child's answer, None when it makes way. Raises TimeoutError and what `_Child.ask` raises."""
        await asyncio.wait_for(child.ready(), _START_SECONDS)
        task = asyncio.ensure_future(child.ask(message))
        # A little later than the child's own alarm, for one that has disarmed it.
        left = wall_seconds + 0.5
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

    async def _child(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            self._let_go(child)
        return await self._start()

    async def _start(self) -> _Child:
        child = await _Child.start()
        self._children.add(child)
        return child

    def _rest(self, child: _Child) -> None:
        self._idle.append(child)
        if self._retiring is not None:
            self._retiring.cancel()
        self._retiring = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._retire)

    def _retire(self) -> None:
        while self._idle:
            self._let_go(self._idle.pop())

    def _let_go(self, child: _Child) -> None:
        """Replace the child: what it may still be doing cannot be stopped in any other way than by its end."""
        child.kill()
        self._children.discard(child)
        task = asyncio.get_running_loop().create_task(_see_off(child))
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)


async def _see_off(child: _Child) -> None:
    await child.end()


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


class _Child:
    """One extraction process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._greeted = False

    @classmethod
    async def start(cls) -> _Child:
        # The package is found where this one was found; -P keeps the user's folder out of the search.
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "reader.extract.child",
            language(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            limit=1 << 20,
            start_new_session=True,
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ready(self) -> None:
        """Wait until the child has loaded what it works with. Raises EOFError or OSError when it ends before."""
        if not self._greeted and self._process.stdout is not None:
            await self._process.stdout.readexactly(wire.HEADER.size)
            self._greeted = True

    async def ask(self, message: bytes) -> wire.AnyAnswer:
        """The answer to `message`, a framed request.

        Raises EOFError or OSError when the child ends first, ValueError or MsgspecError when it answers nonsense.
        """
        writer, reader = self._process.stdin, self._process.stdout
        if writer is None or reader is None:
            raise EOFError
        writer.write(message)
        await writer.drain()
        (size,) = wire.HEADER.unpack(await reader.readexactly(wire.HEADER.size))
        if size > wire.MAX_FRAME:
            raise ValueError(f"an answer of {size} bytes")
        return wire.decode_answer(await reader.readexactly(size))

    def kill(self) -> None:
        """End the process and all that it started, now."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def end(self) -> int:
        """Let the process end by itself, kill it when it does not. Returns its exit status, negative for a signal."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            status = await asyncio.wait_for(self._process.wait(), _GOODBYE_SECONDS)
        except TimeoutError:
            self.kill()
            status = await self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                await self._process.stdin.wait_closed()
        return status
