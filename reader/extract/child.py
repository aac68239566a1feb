"""The process that reads hostile input, one request after the other; forked by `forkserver`, for `pool`.

Standard input and output lead nowhere, so that an adapter that prints harms nobody.
CPU, wall clock and memory of each task are limited by the kernel: over the first two the process ends at once, wherever
it is stuck; over the third an allocation fails.
"""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from os.path import basename
from typing import cast

import msgspec

from reader.domain.errors import AdapterBroken, ParseFailed, SourceError
from reader.domain.text import clean_line
from reader.i18n import _
from reader.sources.api import Fetched, Parsed

from . import wire

_GROWTH = 48 * 1024 * 1024
"""Bytes of resident memory over the start at which the process asks to be replaced: a new one takes some milliseconds,
and what a large body took would stay."""


def serve(channel: int) -> int:
    """Answer the requests that come on a socket until it is closed. Returns the exit status."""
    with socket.socket(fileno=channel) as pool:
        start = _memory()[1]
        pool.sendall(wire.HEADER.pack(0))
        while (asked := _read(pool)) is not None:
            message, last = _answer(*asked, start + _GROWTH)
            del asked
            pool.sendall(wire.HEADER.pack(len(message)))
            pool.sendall(message)
            if last:
                break
    return 0


def _answer(message: bytes, body: bytes, most_memory: int) -> tuple[bytes, bool]:
    """(the encoded answer, whether it is the last)"""
    answer: wire.AnyAnswer
    try:
        answer = _work(wire.together(message, body))
        if _memory()[1] > most_memory:
            answer = msgspec.structs.replace(answer, last=True)
        # Encoded where a value that cannot be can still be explained.
        encoded = wire.encode(answer)
        if len(encoded) <= wire.MAX_FRAME:
            return encoded, answer.last
        answer = wire.failure(ParseFailed(_("It is too large to be read.")), last=True)
    except SourceError as error:
        answer = wire.failure(error, last=_memory()[1] > most_memory)
    except MemoryError:
        answer = wire.failure(ParseFailed(_("Reading it took too much memory and was stopped.")), last=True)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        # A value of a wrong type inside what an extractor returned.
        reason = clean_line(str(error), 200)
        answer = wire.failure(ParseFailed(_("It could not be read: {reason}").format(reason=reason)))
    return wire.encode(answer), answer.last


def _work(request: wire.AnyRequest) -> wire.AnyAnswer:
    match request:
        case wire.ExtractPage():
            return _page(request)
        case wire.ReadPicture():
            from .picture import read_picture

            with _limits(request):
                return wire.PictureDone(picture=read_picture(request.fetched.body))
        case wire.DrawPicture():
            from .picture import draw

            with _limits(request):
                return wire.Drawn(data=draw(request.fetched.body, request.form, request.width, request.height))
        case wire.Probe():
            return _probe(request)
        case wire.ParseFeed():
            return _feed(request)


def _feed(request: wire.ParseFeed) -> wire.FeedRead:
    from .digest import read

    with _limits(request):
        try:
            module, _colon, function = request.parser.partition(":")
            parse = getattr(import_module(module), function)
        except (ImportError, AttributeError, ValueError) as error:
            raise AdapterBroken(
                _("The source's reader {name} cannot be loaded: {reason}").format(
                    name=clean_line(request.parser, 100), reason=clean_line(str(error), 200)
                )
            ) from error
        feed = read(partial(_guarded, parse, request.parser), request.fetched, request.now, request.known)
        return wire.FeedRead(feed=feed)


def _guarded(parse: Callable[[Fetched], object], name: str, fetched: Fetched) -> Parsed:
    """Call an adapter's parse function; whatever it raises comes out as a SourceError or MemoryError."""
    try:
        return cast(Parsed, parse(fetched))  # `digest` looks whether it is one
    except (SourceError, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - foreign code: anything from RecursionError to SystemExit
        if name.startswith("reader."):
            raise ParseFailed(_("The feed could not be read: {reason}").format(reason=_reason(error))) from None
        raise AdapterBroken(_("The source's reader failed: {reason}").format(reason=_reason(error))) from None


def _reason(error: BaseException) -> str:
    """The kind of a fault, its words and where it was met: no log can be written from here."""
    words, trace = clean_line(f"{type(error).__name__}: {error}", 200), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return words
    return f"{words} ({clean_line(basename(trace.tb_frame.f_code.co_filename), 60)}:{trace.tb_lineno})"


def _probe(request: wire.Probe) -> wire.Probed:
    from .probing import probe

    with _limits(request):
        try:
            shown = probe(request.name, request.fetched)
        except (SourceError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a parser stumbled over these bytes
            raise ParseFailed(_("It could not be read: {reason}").format(reason=_reason(error))) from None
        return wire.Probed(shown=msgspec.Raw(wire.encode(shown)))


def _page(request: wire.ExtractPage) -> wire.PageRead:
    from .page import extract_page

    fetched = request.fetched
    with _limits(request):
        try:
            moment = fetched.fetched_at or request.now
            article = extract_page(fetched.body, fetched.url, content_type=fetched.content_type, fetched_at=moment)
        except (SourceError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a locator of ours or of a library stumbled over this page
            raise ParseFailed(_("The page could not be read: {reason}").format(reason=_reason(error))) from None
        return wire.page_read(article)


@contextmanager
def _limits(request: wire.Request) -> Iterator[None]:
    """Let the kernel end the process when the task outlives its time, and refuse memory beyond its share."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    size = _memory()[0]
    if size:
        resource.setrlimit(resource.RLIMIT_AS, (size + request.memory, hard))
    signal.setitimer(signal.ITIMER_PROF, request.cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, request.wall_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _memory() -> tuple[int, int]:
    """(address space, resident memory) of this process in bytes; zeros where the system does not tell."""
    try:
        with open("/proc/self/statm") as statm:
            pages = statm.read().split()
    except OSError:
        return 0, 0
    return int(pages[0]) * resource.getpagesize(), int(pages[1]) * resource.getpagesize()


def _read(pool: socket.socket) -> tuple[bytes, bytes] | None:
    """The next request and its body, None at the end of the input."""
    header = _exactly(pool, wire.REQUEST.size)
    if header is None:
        return None
    message_size, body_size = wire.REQUEST.unpack(header)
    message, body = _exactly(pool, message_size), _exactly(pool, body_size)
    return None if message is None or body is None else (message, body)


def _exactly(pool: socket.socket, size: int) -> bytes | None:
    parts = []
    while size:
        # At one go nearly always, so that nothing is put together.
        part = pool.recv(size, socket.MSG_WAITALL)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
