"""Every way in which a page declares its feeds, and what is no declaration (`tests.benchmarks.autodiscovery`)."""

from __future__ import annotations

import pytest

from reader.extract.feedlinks import find
from reader.extract.linkheader import links
from tests.benchmarks.autodiscovery import CASES


def test_autodiscovery() -> None:
    assert {case.name: case.found() for case in CASES} == {case.name: case.feeds for case in CASES}


@pytest.mark.parametrize(
    "body", ["<a rel='alternate' type='application/rss+xml' href='/f'>subscribe</a>", "<a href='feed://s.test/f'>+</a>"]
)
def test_anchors_that_say_so_are_likely_feeds(body: str) -> None:
    page = f"<html><body>{body}</body></html>".encode()
    assert [(link.url, link.declared) for link in find(page, "", "http://s.test/a").links] == [
        ("http://s.test/f", False)
    ]


@pytest.mark.parametrize(
    "field", ["<" * 8000, "<a>" + "; " * 4000, '<a>; x="' + "\\" * 8000, "<a>;" * 2000, " " * 8000]
)
def test_a_hostile_link_field_is_read_at_once(field: str) -> None:
    assert all(link.url == "a" for link in links(field))
