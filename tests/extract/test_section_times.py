"""Dates of cards: stated, printed, gone by, in the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from reader.extract.section_times import address_time, card_time, moment

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("2 giờ trước", timedelta(hours=2)),
        ("15 phút trước", timedelta(minutes=15)),
        ("một ngày trước", timedelta(days=1)),
        ("Vừa xong", timedelta()),
        ("3 hours ago", timedelta(hours=3)),
        ("Updated 5 min ago", timedelta(minutes=5)),
        ("an hour ago", timedelta(hours=1)),
        ("2d ago", timedelta(days=2)),
        ("vor 4 Stunden", timedelta(hours=4)),
        ("vor einer Stunde", timedelta(hours=1)),
        ("il y a 6 heures", timedelta(hours=6)),
        ("hace 2 días", timedelta(days=2)),
        ("há 3 horas", timedelta(hours=3)),
        ("3 jam yang lalu", timedelta(hours=3)),
        ("5分钟前", timedelta(minutes=5)),
        ("3小時前", timedelta(hours=3)),
        ("2時間前", timedelta(hours=2)),
        ("1시간 전", timedelta(hours=1)),
    ],
)
def test_times_gone_by(text: str, ago: timedelta) -> None:
    assert moment(text, "", NOW) == NOW - ago
    assert moment(text, "", None) is None


def test_vietnamese_times_without_a_zone_are_vietnams() -> None:
    assert moment("23/11/2026 10:30", "vi", NOW) == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert moment("23/11/2026 10:30", "fr", NOW) == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert moment("2026-11-23T10:30:00+07:00", "vi", NOW) == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert moment("23/11/2026", "vi", NOW) == datetime(2026, 11, 23, tzinfo=UTC)


def test_no_date_lies_far_ahead() -> None:
    assert moment("23/11/2027", "", NOW) is None
    assert moment("", "", NOW) is None
    assert moment("Bình luận", "", NOW) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2026/11/20/storm", datetime(2026, 11, 20, tzinfo=UTC)),
        ("https://a.example/2026-11-20/storm.html", datetime(2026, 11, 20, tzinfo=UTC)),
        ("https://a.example/storm-20261120.htm", datetime(2026, 11, 20, tzinfo=UTC)),
        ("https://a.example/bao-so-5-20261120103015123.htm", datetime(2026, 11, 20, 3, 30, 15, tzinfo=UTC)),
        ("https://a.example/2026/11/storm", None),
        ("https://a.example/storm-20261320.htm", None),
        ("https://a.example/2026/02/31/x", None),
        ("https://a.example/2029/01/01/x", None),
        ("https://2026-11-20.example/x", None),
    ],
)
def test_dates_in_addresses(url: str, expected: datetime | None) -> None:
    assert address_time(url, "vi", NOW) == expected


@pytest.mark.parametrize(
    "card",
    [
        '<time datetime="2026-11-22T08:00:00Z">hôm qua</time>',
        '<span class="time-ago" title="2026-11-22T15:00:00">21 giờ trước</span>',
        '<span class="article-date">22/11/2026, 15:00</span>',
        '<meta itemprop="datePublished" content="2026-11-22T08:00:00Z">',
        "<div><em>22/11/2026 15:00</em></div>",
    ],
)
def test_a_card_says_its_time_in_many_ways(card: str) -> None:
    element = html.fragment_fromstring(f'<div><h3><a href="/x">Title 22/11/1999</a></h3>{card}</div>')
    assert card_time(element, "https://a.example/x", "vi", NOW) == datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_a_card_that_says_nothing_leaves_it_to_the_address() -> None:
    element = html.fragment_fromstring('<div><a href="/x">Title</a></div>')
    assert card_time(element, "https://a.example/2026/11/20/x", "", NOW) == datetime(2026, 11, 20, tzinfo=UTC)
    assert card_time(element, "https://a.example/x", "", NOW) is None


@given(st.text(max_size=130))
def test_any_text_is_survived(text: str) -> None:
    found = moment(text, "vi", NOW)
    assert found is None or found.utcoffset() is not None
