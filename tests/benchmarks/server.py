"""The server of the refresh benchmarks, in a process of its own: `python -m tests.benchmarks.server --feeds 1000`.

Serves the generated feeds at `/<number>.xml` on every address 127.x.y.z, with ETag and gzip. It says its port and then
serves until its input ends. `/round/<n>/<percent>` lets so many per cent of the feeds have a new story, `/latency/<ms>`
holds each later answer back. Answers are made beforehand, so that the server is never what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.benchmarks.corpus import KINDS, changed_feeds, feed_answer

_REQUEST = re.compile(rb"^GET (/\S*) HTTP/1\.[01]\r\n", re.IGNORECASE)
_TAG = re.compile(rb"\r\nif-none-match:[ \t]*([^\r\n]*)", re.IGNORECASE)
_GZIP = re.compile(rb"\r\naccept-encoding:[^\r\n]*gzip", re.IGNORECASE)


def hosts_of(count: int) -> list[str]:
    """So many addresses of this machine."""
    return [f"127.{1 + i // 62_500}.{1 + i // 250 % 250}.{1 + i % 250}" for i in range(count)]


class Corpus:
    """The feeds as they stand, each with its answers as bytes."""

    def __init__(self, feeds: int, entries: int, kinds: Sequence[str] = KINDS) -> None:
        self._entries = entries
        self._kinds = kinds
        self._rounds = [0] * feeds
        self._answers = [self._made(feed) for feed in range(feeds)]
        self.latency = 0.0

    def _made(self, feed: int) -> tuple[bytes, bytes, bytes, bytes]:
        """(ETag, answer 304, answer with a packed body, answer with a plain one)"""
        made = feed_answer(feed, self._rounds[feed], entries=self._entries, kinds=self._kinds)
        tag = made.etag.encode()
        fixed = b"ETag: %s\r\nContent-Type: %s\r\n" % (tag, made.content_type.encode())
        return (
            tag,
            b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % fixed,
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n%s\r\n" % (len(made.packed), fixed)
            + made.packed,
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(made.body), fixed) + made.body,
        )

    def answer(self, head: bytes) -> bytes:
        """The answer to a request."""
        found = _REQUEST.match(head)
        path = found[1].decode("ascii", "replace") if found else ""
        name, _dot, ending = path[1:].partition(".")
        if ending == "xml" and name.isdigit() and int(name) < len(self._answers):
            tag, same, packed, plain = self._answers[int(name)]
            asked = _TAG.search(head)
            if asked and asked[1].strip() == tag:
                return same
            return packed if _GZIP.search(head) else plain
        order, *values = path[1:].split("/")
        if order == "round":
            for feed in changed_feeds(len(self._rounds), float(values[1]), int(values[0])):
                self._rounds[feed] += 1
                self._answers[feed] = self._made(feed)
        elif order == "latency":
            self.latency = float(values[0]) / 1000
        else:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class _Connection(asyncio.Protocol):
    """Answers one request after another."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._held = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head, self._held = self._held[:end], self._held[end + 4 :]
            answer = self._corpus.answer(head)
            if self._corpus.latency:
                asyncio.get_running_loop().call_later(self._corpus.latency, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


@contextmanager
def serving(feeds: int, entries: int, kinds: Sequence[str] = KINDS) -> Iterator[int]:
    """The server in a process of its own; gives its port."""
    flags = [f"--feeds={feeds}", f"--entries={entries}", "--kinds", *kinds]
    command = [sys.executable, "-m", "tests.benchmarks.server", *flags]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


async def serve(options: argparse.Namespace) -> None:
    """Serve until the input ends."""
    corpus = Corpus(options.feeds, options.entries, options.kinds)
    loop = asyncio.get_running_loop()
    # One listener on every address of this machine instead of a thousand on one each.
    server = await loop.create_server(lambda: _Connection(corpus), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--kinds", nargs="+", choices=(*KINDS, "json"), default=list(KINDS))
    asyncio.run(serve(parser.parse_args()))
