"""Discovery and the feed source over the real client and a real server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as WebRequest
from werkzeug import Response

from reader.domain.errors import HttpStatus, NotAFeed
from reader.net.client import Client
from reader.net.proxies import Proxies
from reader.sources.api import Fetched, Http, Request
from reader.sources.registry import Registry, load_parser

FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Báo</title><link>/</link>'
    "<item><title>Tin</title><link>/tin/1.html</link></item></channel></rss>"
)
PAGE = '<!doctype html><title>Báo</title><link rel="alternate" type="application/rss+xml" href="/moved"><p>tin'


def run(work: Any) -> Any:
    async def scenario() -> Any:
        async with Client(proxies=Proxies({})) as client:
            return await work(client)

    return asyncio.run(scenario())


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    def feed(request: WebRequest) -> Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return Response(status=304)
        return Response(FEED, content_type="application/rss+xml", headers={"ETag": '"v1"'})

    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    httpserver.expect_request("/moved").respond_with_data(status=301, headers={"Location": "/feed.xml"})
    httpserver.expect_request("/feed.xml").respond_with_handler(feed)
    httpserver.expect_request("/empty").respond_with_data(b"")
    return httpserver


def test_from_a_bare_host_to_entries(site: HTTPServer) -> None:
    sources = Registry()

    async def work(http: Http) -> None:
        found = await sources.discover(f"localhost:{site.port}", http)
        assert [(one.url, one.adapter, one.title) for one in found] == [(site.url_for("/feed.xml"), "feed", "Báo")]
        fetched = await sources.fetch(found[0].adapter, Request(found[0].url), http)
        parsed = load_parser(sources.parser_of(found[0].adapter))(fetched)
        assert [entry.url for entry in parsed.entries] == [site.url_for("/tin/1.html")]
        again = await sources.fetch("feed", Request(found[0].url, fetched.validators, fetched.body_hash), http)
        assert again.unchanged

    run(work)


def test_an_empty_answer_is_a_failed_fetch(site: HTTPServer) -> None:
    with pytest.raises(NotAFeed, match="empty"):
        run(lambda http: Registry().fetch("feed", Request(site.url_for("/empty")), http))


def test_a_missing_site_says_so(site: HTTPServer) -> None:
    async def work(http: Http) -> Fetched:
        return await Registry().fetch("feed", Request(site.url_for("/nowhere")), http)

    with pytest.raises(HttpStatus) as caught:
        run(work)
    assert caught.value.status in (404, 500)


def test_a_page_where_a_feed_was_is_named(site: HTTPServer) -> None:
    fetched = run(lambda http: Registry().fetch("feed", Request(site.url_for("/")), http))
    with pytest.raises(NotAFeed, match="Báo"):
        load_parser("reader.sources.feed:parse")(fetched)
