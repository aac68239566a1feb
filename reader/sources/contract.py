"""The contract test of a source adapter, for authors of adapters: run it in your own tests.

    from reader.sources.contract import Sample, check

    def test_contract():
        check(MySource, [Sample("https://example.com/feed", SOME_BYTES, "application/xml", entries=3)])

It fetches each sample through a pretended network, parses it, and then feeds your parser with damaged, empty and
hostile bytes. It raises `AssertionError` with a sentence that says which rule was broken. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from reader.domain.errors import HttpStatus, NetError, Offline, ReaderError, SourceError
from reader.domain.models import Candidate, Enclosure

from .api import Discovers, Fetched, FetchesPages, Parsed, ParsedEntry, ParsedLink, Request, Source, Validators
from .registry import load_parser

HOSTILE = (
    b"",
    b" \n\t ",
    b"\x00\xff\xfe\x00" * 50,
    b"<!DOCTYPE html><html><title>Just a moment...</title><body>checking</body></html>",
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    b"<rss><channel><item><title>\x1b]52;c;aGk=\x07",
    b"{" * 5000,
    b"[" * 100_000,
    b"<a>" * 20_000,
    "Tiếng Việt".encode("utf-16"),
)
"""Bodies that every parser must answer with values or with a SourceError."""
_STRANGE = (
    "",
    "   ",
    "\x00",
    "http://",
    "::::",
    "javascript:alert(1)",
    "x" * 5000,
    "http://[::1",
    "😀",
    "../../etc/passwd",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One address with what stands there. A `local` sample is a path that the source reads itself."""

    url: str
    body: bytes = b""
    content_type: str = ""
    entries: int = 1
    """How many entries the adapter must find."""
    local: bool = False


@dataclass
class PretendedHttp:
    """Answers from a table, with validators and hashes like the real client; an address not in it is a 404."""

    bodies: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    offline: bool = False
    asked: list[Request] = field(default_factory=list)

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        """See `sources.api.Http.get`."""
        self.asked.append(request)
        if self.offline:
            raise Offline("You are working offline.")
        found = self.bodies.get(request.url)
        if found is None:
            raise HttpStatus("There is nothing at this address (404).", 404)
        body, content_type = found
        digest = f"hash-{hash(body)}"
        validators = Validators(etag=f'"{digest}"')
        if request.validators == validators:
            return Fetched(url=request.url, status=304, validators=validators, body_hash=digest)
        sent = b"" if digest == request.body_hash else body
        return Fetched(request.url, sent, content_type, 200, validators, digest)


def check(source_class: type[Source], samples: Sequence[Sample]) -> None:
    """Run the whole contract against `source_class` with `samples`, at least one. Raises AssertionError."""
    _require(samples, "Give at least one sample.")
    source = source_class()
    _check_shape(source)
    _check_match(source, samples)
    parse = load_parser(source.parser)
    for sample in samples:
        asyncio.run(_check_fetch(source, sample))
        fetched = asyncio.run(source.fetch(Request(sample.url), _http_for(sample)))
        parsed = parse(fetched)
        check_parsed(parsed)
        _require(
            len(parsed.entries) == sample.entries,
            f"{sample.url}: {sample.entries} entries were expected, {len(parsed.entries)} came.",
        )
        _require(parse(fetched) == parsed, f"{sample.url}: the same bytes must always give the same feed.")
        marks = [entry.mark for entry in parsed.entries]
        known = parse(replace(fetched, known=frozenset(marks)))
        _require(
            [entry.mark for entry in known.entries] == marks,
            f"{sample.url}: an entry must have the same mark whether it is known or not.",
        )
        _check_hostile(parse, fetched)


def _require(kept: object, rule: str) -> None:
    """Raise AssertionError with the sentence `rule` unless it was kept; unlike `assert` also under `python -O`."""
    if not kept:
        raise AssertionError(rule)


def _check_shape(source: Source) -> None:
    _require(isinstance(source, Source), "A source needs `name`, `parser`, `match` and `fetch`.")
    name = source.name
    _require(
        isinstance(name, str) and name == name.strip().lower() and name.isprintable(),
        "`name` is a short lower-case word.",
    )
    _require(0 < len(name) <= 40, "`name` has 1 to 40 characters.")
    _require(isinstance(source.parser, str) and source.parser.count(":") == 1, "`parser` is `module:function`.")
    _require(asyncio.iscoroutinefunction(source.fetch), "`fetch` is an async method.")
    if isinstance(source, Discovers):
        _require(asyncio.iscoroutinefunction(source.discover), "`discover` is an async method.")
    if isinstance(source, FetchesPages):
        _require(asyncio.iscoroutinefunction(source.fetch_page), "`fetch_page` is an async method.")


def _check_match(source: Source, samples: Sequence[Sample]) -> None:
    for text in (*_STRANGE, *(sample.url for sample in samples)):
        score = source.match(text)
        _require(isinstance(score, int | float), f"match({text[:40]!r}) must give a number.")
        _require(not math.isnan(score), f"match({text[:40]!r}) must give a number.")
        _require(0.0 <= score <= 1.0, f"match({text[:40]!r}) must lie between 0.0 and 1.0.")
    for sample in samples:
        _require(source.match(sample.url) > 0.0, f"match must know its own sample {sample.url}.")


def _http_for(sample: Sample) -> PretendedHttp:
    return PretendedHttp({} if sample.local else {sample.url: (sample.body, sample.content_type)})


async def _check_fetch(source: Source, sample: Sample) -> None:
    http = _http_for(sample)
    first = await source.fetch(Request(sample.url), http)
    _require(isinstance(first, Fetched), "`fetch` gives back a `Fetched`.")
    _require(first.body, f"{sample.url}: the first fetch must bring a body.")
    again = await source.fetch(Request(sample.url, first.validators, first.body_hash), http)
    _require(
        again.unchanged, f"{sample.url}: asked again with its own validators, the source must say that nothing changed."
    )
    if not http.asked:
        return
    http.offline = True
    try:
        await source.fetch(Request(sample.url), http)
    except Offline:
        pass
    else:
        raise AssertionError("`fetch` must let Offline through.")
    http.offline = False
    http.bodies.clear()
    try:
        await source.fetch(Request(sample.url), http)
    except (NetError, SourceError):
        pass
    else:
        raise AssertionError("`fetch` must raise NetError or SourceError when the server answers 404.")


def _check_hostile(parse: Any, fetched: Fetched) -> None:
    cut = fetched.body[: len(fetched.body) // 2]
    for body in (*HOSTILE, cut, fetched.body + b"\x00\x1b[2J", fetched.body[::-1]):
        try:
            parsed = parse(replace(fetched, body=body))
        except SourceError as error:
            _require(str(error), "A SourceError needs a sentence for the user.")
        except ReaderError as error:
            raise AssertionError(f"A parser may raise SourceError only, not {type(error).__name__}.") from error
        else:
            check_parsed(parsed)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "title_is_html": bool,
    "authors": list,
    "categories": list,
    "enclosures": list,
    "links": list,
    "entries": list,
    "published": (datetime, type(None)),
    "updated": (datetime, type(None)),
    "ttl": int,
    "skip_hours": frozenset,
    "skip_days": frozenset,
    "mark": bytes,
}


def check_parsed(parsed: Parsed) -> None:
    """Every field of `parsed` has its type, times are aware, numbers are in range. Raises AssertionError."""
    _require(isinstance(parsed, Parsed), "A parser gives back a `Parsed`.")
    _check_types(parsed, "feed")
    _require(parsed.ttl >= 0, "`ttl` is not negative.")
    _require(all(0 <= hour <= 23 for hour in parsed.skip_hours), "`skip_hours` are 0 to 23.")
    _require(all(0 <= day <= 6 for day in parsed.skip_days), "`skip_days` are 0 to 6.")
    for entry in parsed.entries:
        _require(isinstance(entry, ParsedEntry), "`entries` holds `ParsedEntry`.")
        _check_types(entry, "entry")
        _require(not entry.mark or 8 <= len(entry.mark) <= 32, "`mark` has 8 to 32 bytes, or none.")
        _require(
            all(isinstance(one, str) for one in (*entry.authors, *entry.categories)),
            "Names and categories are strings.",
        )
        _require(all(isinstance(one, Enclosure) for one in entry.enclosures), "`enclosures` holds `Enclosure`.")
        _require(all(isinstance(one, ParsedLink) for one in entry.links), "`links` holds `ParsedLink`.")
        for moment in (entry.published, entry.updated):
            _require(moment is None or moment.utcoffset() is not None, "Dates are aware: they have a time zone.")


def _check_types(value: Parsed | ParsedEntry, where: str) -> None:
    for one in fields(value):
        wanted = _TYPES.get(one.name, str)
        found = getattr(value, one.name)
        _require(isinstance(found, wanted), f"{where}.{one.name} has the wrong type {type(found).__name__}.")


def check_candidates(found: Sequence[Candidate]) -> None:
    """What `discover` gives back can be offered: each has an address and an adapter. Raises AssertionError."""
    for one in found:
        _require(isinstance(one, Candidate), "`discover` gives back `Candidate`s.")
        _require(one.url, "A candidate needs an address.")
        _require(one.adapter, "A candidate needs an adapter.")
