"""Caching headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.net.freshness import MAX_FRESH, directives, fresh_for, http_date, retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE = 600"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=99999999999"}, MAX_FRESH),
        ({"cache-control": "max-age=-5"}, 0),
        ({"cache-control": "max-age=abc", "expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 0),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 3600),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT", "date": "Sun, 01 Mar 2026 12:30:00 GMT"}, 1800),
        ({"expires": "Sunday, 01-Mar-26 13:00:00 GMT"}, 3600),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
        ({"expires": "Sat, 28 Feb 2026 13:00:00 GMT"}, 0),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT", "cache-control": "max-age=60"}, 60),
    ],
)
def test_fresh_for(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("120", 120),
        (" 120 ", 120),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("Sun, 01 Mar 2026 11:05:00 GMT", 0),
        ("soon", None),
        ("-10", None),
        ("999999999999", MAX_FRESH),
        ("١٢٠", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


def test_dates_come_out_aware() -> None:
    assert http_date("Sun Mar  1 12:00:00 2026") == NOW
    assert http_date("Sun, 01 Mar 2026 19:00:00 +0700") == NOW


def test_directives_keep_values_with_commas() -> None:
    assert directives('private="set-cookie, x", max-age=5') == {"private": "set-cookie, x", "max-age": "5"}


@given(st.text(), st.text(), st.text())
def test_any_header_gives_a_bounded_number(control: str, expires: str, age: str) -> None:
    seconds = fresh_for({"cache-control": control, "expires": expires, "age": age, "date": expires}, NOW)
    assert 0.0 <= seconds <= MAX_FRESH


@given(st.text())
def test_any_retry_after_is_bounded_or_nothing(text: str) -> None:
    seconds = retry_after(text, NOW)
    assert seconds is None or 0.0 <= seconds <= MAX_FRESH
