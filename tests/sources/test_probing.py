"""Probes of discovery: done in the killable child, the same as here; a page that hangs it costs one sentence."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from reader.domain.errors import ParseFailed, ReaderError
from reader.extract import probes, probing
from reader.extract.pool import Pool
from reader.extract.probes import Probe
from reader.sources.api import Fetched
from reader.sources.contract import PretendedHttp
from reader.sources.probing import probe
from reader.sources.registry import BUILT_IN, Registry

SITE = "https://bao.example/"
FEED = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><guid>1</guid></item></channel></rss>"
URLSET = (
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url>"
    b"<loc>https://bao.example/mot-bai-bao-mau-102030.html</loc><lastmod>2026-11-23</lastmod></url></urlset>"
)
INDEX = b"<sitemapindex><sitemap><loc>https://bao.example/news.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
STORIES = "".join(
    f"<h3><a href='/mot-bai-bao-mau-so-{n}-{102030 + n}.html'>Một bài báo mẫu có tiêu đề đủ dài, số {n}</a></h3>"
    for n in range(8)
)
PAGE = (
    f"<html><head><link rel=alternate type=application/rss+xml href=/rss></head><body>{STORIES}</body></html>".encode()
)
KINDS = (probes.FEED, probes.LINKS, probes.REFUSAL, probes.SECTION, probes.SITEMAP, probes.PARTS)


def test_each_probe_gives_the_same_on_both_sides_of_the_border() -> None:
    async def run() -> None:
        pool = Pool(size=1)
        try:
            for body in (FEED, URLSET, INDEX, PAGE, b"", b"\x00\xff" * 50, b"{]"):
                for kind in KINDS:
                    fetched = Fetched(SITE, body)
                    assert await outcome(pool.probe(kind, fetched)) == await outcome(probe(kind, fetched)), kind
        finally:
            await pool.close()

    asyncio.run(run())


async def outcome(work: Any) -> object:
    try:
        return await work
    except ReaderError as error:
        return type(error), str(error)


def test_probes_give_something() -> None:
    shown = {kind: probing.probe(kind.name, Fetched(SITE, body)) for kind, body in zip(KINDS, (
        FEED, PAGE, b"%PDF-1.7", PAGE, URLSET, INDEX), strict=True)}  # fmt: skip
    assert shown[probes.FEED] == probes.Glance("feed", "T", 1, None)
    assert shown[probes.LINKS].links[0].url == SITE + "rss"  # type: ignore[attr-defined]
    assert "PDF" in str(shown[probes.REFUSAL])
    assert shown[probes.SECTION].stories == 8  # type: ignore[attr-defined]
    assert shown[probes.SITEMAP].entries == 1  # type: ignore[attr-defined]
    assert [part.url for part in shown[probes.PARTS]] == [SITE + "news.xml"]  # type: ignore[attr-defined]


def test_a_probe_that_takes_too_long_is_stopped() -> None:
    async def run() -> None:
        pool = Pool(size=1, feed_seconds=0.01)
        try:
            slow = b"<html><body>" + b"<a href=/a-b-c-d-1.html><b>" * 55_000
            with pytest.raises(ParseFailed, match="seconds"):
                await pool.probe(probes.SECTION, Fetched(SITE, slow))
        finally:
            await pool.close()

    asyncio.run(run())


@pytest.mark.parametrize("text", ["bao.example", "section:bao.example", "https://bao.example/sitemap.xml"])
def test_discovery_only_probes_through_what_the_registry_was_given(text: str) -> None:
    asked: list[str] = []

    async def refuse(kind: Probe[Any], fetched: Fetched) -> Any:
        asked.append(kind.name)
        raise ParseFailed("Reading it took more than 5 seconds and was stopped.")

    http = PretendedHttp({SITE: (PAGE, "text/html"), "https://bao.example": (PAGE, "text/html"),
                          SITE + "sitemap.xml": (URLSET, "application/xml")})  # fmt: skip
    with pytest.raises(ParseFailed, match="5 seconds"):
        asyncio.run(Registry(BUILT_IN, refuse).discover(text, http))
    assert asked
