"""Damage to bytes that were sound: flips, cuts, copies, splices, and things put in where they hurt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from . import nasty

MOST = 60_000
"""Bytes of one input; repetition would otherwise make most of the time go into a few large ones."""

_LATIN = [text.encode("utf-8", "surrogatepass") for text in nasty.EVERYTHING]


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """One of `seeds` after a few kinds of damage."""
    body = random.choice(seeds)[:MOST]
    for _time in range(random.choice((1, 1, 2, 3, 5, 9))):
        body = random.choice(_WAYS)(random, body, seeds)[:MOST]
    return body


def _place(random: Random, body: bytes) -> int:
    """A place in `body`, half of the time at the edge of a tag or a string, where parsers change their state."""
    at = random.randint(0, len(body))
    if random.random() < 0.5:
        edge = min((found for sign in (b"<", b">", b'"', b"&") if (found := body.find(sign, at)) >= 0), default=at)
        return edge + random.randint(0, 1) if edge < len(body) else edge
    return at


def _span(random: Random, body: bytes, most: int) -> tuple[int, int]:
    start = _place(random, body)
    return start, min(len(body), start + random.randint(0, most))


def _flip(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    changed = bytearray(body)
    for _time in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.choice((0, 9, 27, 34, 38, 60, 62, 128, 155, 192, 255))
    return bytes(changed)


def _cut(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    at = _place(random, body)
    return body[:at] if random.random() < 0.8 else body[at:]


def _drop(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, body, 200)
    return body[:start] + body[end:]


def _again(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, body, 400)
    return body[:end] + body[start:end] * random.choice((1, 2, 50, 2000)) + body[end:]


def _put_in(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    at = _place(random, body)
    return body[:at] + random.choice(_LATIN) * random.choice((1, 1, 1, 3, 300)) + body[at:]


def _splice(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, random.choice(seeds), 3000)
    at = _place(random, body)
    return body[:at] + random.choice(seeds)[start:end] + body[at:]


def _swap(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    a, b = sorted((_place(random, body), _place(random, body)))
    c = min(len(body), b + (b - a))
    return body[:a] + body[b:c] + body[a:b] + body[c:]


def _recode(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    return body.decode("utf-8", "replace").encode(random.choice(nasty.ENCODINGS), "replace")


def _raise(random: Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    return body.upper() if random.random() < 0.5 else body.swapcase()


_WAYS: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    *(_flip, _cut, _drop, _again, _put_in, _put_in, _put_in, _splice, _splice, _swap),
    *(_recode, _raise),
)
