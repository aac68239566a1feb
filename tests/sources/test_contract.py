"""The contract test itself: our own adapters pass it, adapters that break a rule do not."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from reader.domain.errors import NetError
from reader.sources.api import Fetched, Http, Parsed, ParsedEntry, Request
from reader.sources.contract import Sample, check
from reader.sources.feed import FeedSource
from reader.sources.jsonfeed import JSONFeedSource
from reader.sources.samples import SampleSource, list_samples

RSS = b"<rss><channel><title>P</title><item><title>A</title></item><item><title>B</title></item></channel></rss>"
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>1</id></entry></feed>'
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "x"}]}'


def test_the_feed_source_keeps_it() -> None:
    check(
        FeedSource, [Sample("https://p.test/rss", RSS, "application/rss+xml", 2), Sample("https://p.test/atom", ATOM)]
    )


def test_the_json_feed_source_keeps_it() -> None:
    check(JSONFeedSource, [Sample("https://p.test/feed.json", JSON, "application/feed+json")])


def test_the_sample_source_has_its_shape() -> None:
    source = SampleSource()
    assert all(source.match(sample.address) == 1.0 for sample in list_samples())


class Good:
    """Keeps every rule; the tests below break one each."""

    name: ClassVar[Any] = "good"
    parser: ClassVar[Any] = "reader.sources.feed:parse"

    def match(self, url: str) -> float:
        return 1.0 if "p.test" in url else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        return await http.get(request)


def silent(fetched: Fetched) -> Parsed:
    return Parsed()


def naive(fetched: Fetched) -> Parsed:
    from datetime import datetime

    return Parsed(entries=[ParsedEntry(published=datetime(2026, 1, 1))] * 2)


def wrong_type(fetched: Fetched) -> Parsed:
    return Parsed(title=None, entries=[ParsedEntry()] * 2)  # type: ignore[arg-type]


def fragile(fetched: Fetched) -> Parsed:
    return Parsed(entries=[ParsedEntry(title=fetched.body.decode("utf-8"))] * 2)


def broken(**changes: Any) -> type:
    return type("Broken", (Good,), changes)


async def forgetful(self: object, request: Request, http: Http) -> Fetched:
    return await http.get(Request(request.url))


async def swallowing(self: object, request: Request, http: Http) -> Fetched:
    try:
        return await http.get(request)
    except NetError:
        return Fetched(request.url, b"x")


HERE = __name__


def test_a_good_adapter_passes() -> None:
    check(Good, [Sample("https://p.test/rss", RSS, entries=2)])


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (broken(name="Upper Case"), "lower-case"),
        (broken(name=5), "lower-case"),
        (broken(parser="no_colon"), "module:function"),
        (broken(match=lambda self, url: 2.0), "between 0.0 and 1.0"),
        (broken(match=lambda self, url: float("nan")), "number"),
        (broken(match=lambda self, url: "yes"), "number"),
        (broken(match=lambda self, url: 0.0), "own sample"),
        (broken(fetch=forgetful), "nothing changed"),
        (broken(fetch=swallowing), "Offline"),
        (broken(parser=f"{HERE}:silent"), "2 entries were expected"),
        (broken(parser=f"{HERE}:naive"), "time zone"),
        (broken(parser=f"{HERE}:wrong_type"), "feed.title has the wrong type"),
    ],
)
def test_a_broken_rule_is_named(source: type, rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        check(source, [Sample("https://p.test/rss", RSS, entries=2)])


def test_a_parser_that_cannot_take_anything_is_found_out() -> None:
    with pytest.raises(UnicodeDecodeError):
        check(broken(parser=f"{HERE}:fragile"), [Sample("https://p.test/rss", RSS, entries=2)])
