"""Connections that are slow, cut, endless, or speak something else; what counts and frames the bytes lies."""

from __future__ import annotations

import asyncio

from tests.net.rude_server import LATER, READ, Answer, Manner, Talk, http

SLOW = "took longer than|so slow today"
BROKEN = "broke off|does not speak HTTP"
LARGE = "more than [0-9.]+ MB"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\n\r\n"


def _chunks(body: bytes, size: int, extension: bytes = b"", end: bytes = b"0\r\n\r\n") -> bytes:
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return CHUNKED + b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts) + end


async def _never(talk: Talk) -> None:
    await talk.silence()


async def _slow_head(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await talk.drip(b"z")


async def _slow_lines(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\n")
    await talk.drip(b"X-More: 1\r\n")


async def _slow_body(talk: Talk) -> None:
    await talk.say(PLAIN + b"<rss>")
    await talk.drip(b" ")


async def _slow_announced(talk: Talk) -> None:
    await talk.say(http(LATER[:-1], length=len(LATER)))
    await talk.silence()


async def _slow_chunks(talk: Talk) -> None:
    await talk.say(CHUNKED)
    await talk.drip(b"1\r\n \r\n")


async def _slow_gzip(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")
    # Empty stored blocks: a gzip stream that goes on and never holds anything.
    await talk.drip(b"\x00\x00\x00\xff\xff")


async def _provisional(talk: Talk) -> None:
    await talk.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)


async def _hints(talk: Talk) -> None:
    await talk.drip(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")


async def _endless(talk: Talk) -> None:
    await talk.say(PLAIN)
    await talk.flood(b"<item>" * 10_000)


async def _endless_chunks(talk: Talk) -> None:
    await talk.say(CHUNKED)
    await talk.flood(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


async def _endless_small_chunks(talk: Talk) -> None:
    await talk.say(CHUNKED)
    await talk.flood(b"1\r\nx\r\n" * 5_000)


async def _endless_head(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\nX: ")
    await talk.flood(b"y" * 60_000)


async def _endless_lines(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\n")
    await talk.flood(b"X: y\r\n" * 10_000)


async def _endless_trailer(talk: Talk) -> None:
    await talk.say(_chunks(LATER, 5000, end=b"0\r\n"))
    await talk.flood(b"X: y\r\n" * 10_000)


async def _endless_extension(talk: Talk) -> None:
    await talk.say(CHUNKED + b"5;")
    await talk.flood(b"y" * 60_000)


async def _endless_status(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 ")
    await talk.flood(b"OK" * 30_000)


async def _reset_at_once(talk: Talk) -> None:
    talk.reset()


async def _reset_in_head(talk: Talk) -> None:
    await talk.say(b"HTTP/1.1 200 OK\r\nContent-Ty")
    talk.reset()


async def _reset_in_body(talk: Talk) -> None:
    await talk.say(http(LATER[:200], length=len(LATER)))
    await asyncio.sleep(0.01)
    talk.reset()


async def _drops_kept(talk: Talk) -> None:
    """Closes the connection that it said it would keep, on the next request."""
    if talk.turn == 0:
        await talk.say(http(LATER))


SLOW_ONES = (
    Manner("never-answers", _never, SLOW, slow=True),
    Manner("slow-header", _slow_head, SLOW, slow=True),
    Manner("slow-header-lines", _slow_lines, SLOW, slow=True),
    Manner("slow-body", _slow_body, SLOW, slow=True),
    Manner("slow-last-byte", _slow_announced, SLOW, slow=True),
    Manner("slow-chunks", _slow_chunks, SLOW, slow=True),
    Manner("slow-empty-gzip", _slow_gzip, SLOW, slow=True),
    Manner("endless-100-continue", _provisional, BROKEN),
    Manner("slow-103-hints", _hints, BROKEN),
)
ENDLESS_ONES = (
    Manner("endless-body", _endless, LARGE),
    Manner("endless-chunks", _endless_chunks, LARGE),
    Manner("endless-small-chunks", _endless_small_chunks, BROKEN),
    Manner("endless-header", _endless_head, BROKEN),
    Manner("endless-header-lines", _endless_lines, BROKEN),
    Manner("endless-trailer", _endless_trailer, BROKEN),
    Manner("endless-chunk-extension", _endless_extension, BROKEN),
    Manner("endless-status-line", _endless_status, BROKEN),
)
CUT_ONES = (
    Manner("reset-at-once", _reset_at_once, BROKEN),
    Manner("reset-in-header", _reset_in_head, BROKEN),
    Manner("reset-in-body", _reset_in_body, BROKEN),
    Manner("closes-at-once", Answer(b""), BROKEN),
    Manner("closes-in-header", Answer(b"HTTP/1.1 200 OK\r\nContent-Len"), BROKEN),
    Manner("closes-in-body", Answer(http(LATER[:150], length=len(LATER))), BROKEN),
    Manner("closes-in-chunk", Answer(_chunks(LATER, 5000, end=b"")[:300]), BROKEN),
    Manner("closes-before-last-chunk", Answer(_chunks(LATER, 50, end=b"")), BROKEN),
    Manner("drops-kept-connection", _drops_kept, READ),
)
FRAMING = (
    Manner("length-too-short", Answer(http(LATER, length=len(LATER) - 20)), READ),
    Manner("length-negative", Answer(http(LATER, "Content-Length: -5", length=None)), BROKEN),
    Manner("length-words", Answer(http(LATER, "Content-Length: many", length=None)), BROKEN),
    Manner("length-hex", Answer(http(LATER, "Content-Length: 0x10", length=None)), BROKEN),
    Manner("length-twice", Answer(http(LATER, "Content-Length: 5")), BROKEN),
    Manner(
        "length-huge", Answer(http(LATER, "Content-Length: 99999999999999999999", length=None)), f"{LARGE}|{BROKEN}"
    ),
    Manner(
        "length-and-chunked", Answer(_chunks(LATER, 99).replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n", 1)), READ
    ),
    Manner("length-missing", Answer(http(LATER, length=None)), READ),
    Manner("length-zero", Answer(http(LATER, length=0)), "empty"),
    Manner("sixteen-megabytes", Answer(http(b" " * (16 << 20))), LARGE),
    Manner("chunk-size-words", Answer(CHUNKED + b"zz\r\n<rss>\r\n0\r\n\r\n"), BROKEN),
    Manner("chunk-size-negative", Answer(CHUNKED + b"-5\r\n<rss>\r\n0\r\n\r\n"), BROKEN),
    Manner("chunk-size-huge", Answer(CHUNKED + b"f" * 40 + b"\r\n<rss>"), BROKEN),
    Manner("chunk-without-line-end", Answer(CHUNKED + b"5\r\n<rss>5\r\n<rss>"), BROKEN),
    Manner("chunk-one-byte", Answer(_chunks(LATER, 1)), READ),
    Manner("chunk-extensions", Answer(_chunks(LATER, 50, b";name=value")), READ),
    Manner("chunk-trailers", Answer(_chunks(LATER, 50, end=b"0\r\nX-Sum: 1\r\nSet-Cookie: a=b\r\n\r\n")), READ),
    Manner("transfer-unknown", Answer(http(LATER, "Transfer-Encoding: sideways", length=None)), BROKEN),
    Manner("transfer-gzip-chunked", Answer(http(LATER, "Transfer-Encoding: gzip, chunked", length=None)), BROKEN),
    Manner("data-after-the-end", Answer(http(LATER) + b"<rss>more</rss>" * 50), READ),
    Manner(
        "second-answer-unasked", Answer((http(LATER) + http(b"poison")).replace(b"Connection: close\r\n", b"")), READ
    ),
)
OTHER_TONGUES = (
    Manner("http-0.9", Answer(LATER), BROKEN),
    Manner("http-2-preface", Answer(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), BROKEN),
    Manner("http-2-frames", Answer(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00d"), BROKEN),
    Manner("http-3-status", Answer(b"HTTP/3 200 OK\r\n\r\n" + LATER), BROKEN),
    Manner("icecast", Answer(b"ICY 200 OK\r\n\r\n" + LATER), BROKEN),
    Manner("ssh-banner", Answer(b"SSH-2.0-OpenSSH_9.2\r\n"), BROKEN),
    Manner("smtp-banner", Answer(b"220 mail.example ESMTP\r\n"), BROKEN),
    Manner("tls-alert", Answer(b"\x15\x03\x01\x00\x02\x02\x46"), BROKEN),
    Manner("noise", Answer(bytes(range(256)) * 40), BROKEN),
    Manner("terminal-controls", Answer(b"\x1b[2J\x1b]52;c;aGk=\x07HTTP/1.1 200 OK\r\n\r\n"), BROKEN),
    Manner("plain-on-the-tls-port", Answer(http(LATER)), "TLS|broke off", plain_https=True),
    Manner("certificate-self-signed", Answer(http(LATER)), "cannot prove who it is", tls="self_signed"),
    Manner("certificate-expired", Answer(http(LATER)), "cannot prove who it is.*expired", tls="expired"),
    Manner("certificate-of-another", Answer(http(LATER)), "cannot prove who it is.*mismatch", tls="of_another"),
)
CONNECTIONS = (*SLOW_ONES, *ENDLESS_ONES, *CUT_ONES, *FRAMING, *OTHER_TONGUES)
