"""Times as a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import i18n
from reader.ui.render.ages import age, day, moment, reading_time

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def vietnamese() -> Iterator[None]:
    i18n.set_language("vi")
    yield
    i18n.set_language("en")


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=-20), "now"),
        (timedelta(minutes=2), "2m"),
        (timedelta(hours=2, minutes=59), "2h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=3), "3d"),
        (timedelta(days=22), "12 Nov"),
        (timedelta(days=-3), "7 Dec"),
        (timedelta(days=700), "2025"),
    ],
)
def test_age(ago: timedelta, text: str) -> None:
    assert age(NOW - ago, NOW, UTC) == text


def test_an_age_over_new_year_still_names_the_day() -> None:
    january = datetime(2026, 1, 5, tzinfo=UTC)
    assert age(january - timedelta(days=20), january, UTC) == "16 Dec"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))
def test_an_age_is_short(when: datetime) -> None:
    assert 1 <= len(age(when.replace(tzinfo=UTC), NOW, UTC)) <= 6


def test_dates_follow_the_readers_zone() -> None:
    late = datetime(2026, 12, 3, 20, 0, tzinfo=UTC)
    assert day(late, NOW, UTC) == "3 Dec"
    assert day(late, NOW, timezone(timedelta(hours=7))) == "4 Dec"


def test_moment() -> None:
    assert moment(NOW - timedelta(hours=2), NOW, UTC) == "today 07:30"
    assert moment(NOW - timedelta(days=2), NOW, UTC, "12h") == "2 Dec 9:30 am"
    assert moment(datetime(2018, 12, 4, 0, 5, tzinfo=UTC), NOW, UTC, "12h") == "4 Dec 2018 12:05 am"


@pytest.mark.usefixtures("vietnamese")
def test_vietnamese_dates_are_numbers() -> None:
    assert day(NOW - timedelta(days=2), NOW, UTC) == "2/12"
    assert day(datetime(2018, 12, 4, tzinfo=UTC), NOW, UTC) == "4/12/2018"


def test_reading_time() -> None:
    assert [reading_time(words) for words in (0, 10, 700)] == ["", "1 min", "3 min"]
