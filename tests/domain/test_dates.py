"""Dates in the forms of the wild come out as the moment they mean, or as none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.dates import from_epoch, parse_date

moments = st.datetimes(min_value=datetime(1971, 1, 2), max_value=datetime(2099, 12, 30), timezones=st.just(UTC)).map(
    lambda d: d.replace(microsecond=0)
)
zones = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))

FIVE_PAST_EIGHT = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
HANOI = FIVE_PAST_EIGHT - timedelta(hours=7)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("s", "moment"),
    [
        # RFC 822 and its neglected relatives
        ("Mon, 23 Nov 2026 08:05:00 GMT", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:05:00 +0700", HANOI),
        ("Mon, 23 Nov 2026 08:05:00 +07:00", HANOI),
        ("Mon, 23 Nov 2026 08:05:00 GMT+7", HANOI),
        ("Mon, 23 Nov 2026 08:05:00 GMT+07:00", HANOI),
        ("Mon, 23 Nov 2026 08:05:00 ICT", HANOI),
        ("Mon, 23 Nov 26 08:05 UT", FIVE_PAST_EIGHT),
        ("23 Nov 2026 08:05:00 Z", FIVE_PAST_EIGHT),
        ("Mon,23 Nov 2026 08:05:00 GMT", FIVE_PAST_EIGHT),
        ("  Mon,  23  Nov  2026  08:05:00  GMT ", FIVE_PAST_EIGHT),
        ("Monday, 23 November 2026 08:05:00 GMT", FIVE_PAST_EIGHT),
        ("Tue, 23 Nov 2026 08:05:00 GMT", FIVE_PAST_EIGHT),  # the weekday is wrong, the date is not
        ("Mon, 23 Nov 2026 08:05:00 EST", FIVE_PAST_EIGHT + timedelta(hours=5)),
        ("Mon, 23 Nov 2026 08:05:00 XYZ", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:05:00", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:05:00.123 GMT", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:05:00 +0700 (ICT)", HANOI),
        ("Mon, 23 Nov 2026 8:05:00 AM GMT", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026", MIDNIGHT),
        ("Mon, 23 Nov 2026 08.05.00", MIDNIGHT),
        ("Monday, 23-Nov-26 08:05:00 GMT", FIVE_PAST_EIGHT),
        ("Mon Nov 23 08:05:00 2026", FIVE_PAST_EIGHT),
        ("Mon Nov 23 08:05:00 UTC 2026", FIVE_PAST_EIGHT),
        ("Mon, 23 Nov 2026 24:00:00 GMT", MIDNIGHT + timedelta(days=1)),
        ("Mon, 23 Nov 2026 25:61:00 GMT", MIDNIGHT),
        ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        # ISO 8601 and W3CDTF
        ("2026-11-23T08:05:00Z", FIVE_PAST_EIGHT),
        ("2026-11-23t08:05:00.123456z", FIVE_PAST_EIGHT),
        ("2026-11-23T08:05:00,5+07:00", HANOI),
        ("2026-11-23T08:05+0700", HANOI),
        ("2026-11-23T08:05:00+07", HANOI),
        ("2026-11-23 08:05:00", FIVE_PAST_EIGHT),
        ("2026-11-23 08:05:00 +0700", HANOI),
        ("2026-11-23 08:05:00 +0000 UTC", FIVE_PAST_EIGHT),
        ("2026-11-23T08:05:00 UTC", FIVE_PAST_EIGHT),
        ("2026-11-23", MIDNIGHT),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("20261123", MIDNIGHT),
        ("20261123T080500Z", FIVE_PAST_EIGHT),
        ("20261123080500", FIVE_PAST_EIGHT),
        ("2026/11/23 08:05", FIVE_PAST_EIGHT),
        ("2026-W48-1", MIDNIGHT),
        ("2026-W48", MIDNIGHT),
        ("2026-327", MIDNIGHT),
        ("2026-11-23T08:05:00+07:00[Asia/Ho_Chi_Minh]", HANOI),
        # figures
        ("23/11/2026 08:05 GMT+7", HANOI),
        ("Thứ hai, 23/11/2026, 08:05 (GMT+7)", HANOI),
        ("08:05 23/11/2026", FIVE_PAST_EIGHT),
        ("08:05 - 23/11/2026", FIVE_PAST_EIGHT),
        ("23-11-2026 08:05:00", FIVE_PAST_EIGHT),
        ("23.11.2026 - 08:05 Uhr", FIVE_PAST_EIGHT),
        ("23.11.26, 08:05", FIVE_PAST_EIGHT),
        ("04/12/2026", datetime(2026, 12, 4, tzinfo=UTC)),  # day first
        ("11/23/2026 8:05:00 AM", FIVE_PAST_EIGHT),
        ("11/23/2026 8:05 p.m.", FIVE_PAST_EIGHT + timedelta(hours=12)),
        ("23/11/2026 12:05 AM", MIDNIGHT + timedelta(minutes=5)),
        ("1795421100", FIVE_PAST_EIGHT),
        ("1795421100.5", FIVE_PAST_EIGHT + timedelta(milliseconds=500)),
        ("1795421100000", FIVE_PAST_EIGHT),
        # words
        ("November 23, 2026", MIDNIGHT),
        ("November 23, 2026 8:05 PM EST", FIVE_PAST_EIGHT + timedelta(hours=17)),
        ("Nov. 23, 2026, 08:05", FIVE_PAST_EIGHT),
        ("23rd November 2026", MIDNIGHT),
        ("23. November 2026, 08:05 Uhr", FIVE_PAST_EIGHT),
        ("lundi 23 novembre 2026 à 08h05", FIVE_PAST_EIGHT),
        ("23 de noviembre de 2026, 08:05", FIVE_PAST_EIGHT),
        ("23 ноября 2026, 08:05", FIVE_PAST_EIGHT),
        ("ngày 23 tháng 11 năm 2026 lúc 8h05", FIVE_PAST_EIGHT),
        ("2026年11月23日 08:05", FIVE_PAST_EIGHT),
        ("2026年11月23日8時05分", FIVE_PAST_EIGHT),
        ("2026년 11월 23일 08:05", FIVE_PAST_EIGHT),
        ("23 Kasım 2026 08:05", FIVE_PAST_EIGHT),
        ("23. listopadu 2026 08:05", FIVE_PAST_EIGHT),
        ("23 نوفمبر 2026 08:05", FIVE_PAST_EIGHT),
        ("23 नवंबर 2026, 08:05", FIVE_PAST_EIGHT),
        ("২৩ নভেম্বর ২০২৬", MIDNIGHT),
        ("2026. november 23. 08:05", FIVE_PAST_EIGHT),
        ("Νοεμβρίου 23, 2026", MIDNIGHT),
        # calendars, clocks and zones of a country
        ("23 พฤศจิกายน 2569", MIDNIGHT),
        ("23 พ.ย. 2569 8.05 น.", FIVE_PAST_EIGHT),
        ("23.11.2026, 8.05 Uhr", FIVE_PAST_EIGHT),
        ("Publisert 23. november 2026, kl. 8.05", FIVE_PAST_EIGHT),
        ("Senin, 23 Nov 2026 15.05 WIB", FIVE_PAST_EIGHT),
        ("Nov. 23, 2026, 3:05 a.m. ET", FIVE_PAST_EIGHT),
        ("July 4, 2026, 9:30 a.m. ET", datetime(2026, 7, 4, 13, 30, tzinfo=UTC)),
        ("입력 2026.11.23 오후 8:05", FIVE_PAST_EIGHT + timedelta(hours=12)),
        ("2026年11月23日 上午8:05", FIVE_PAST_EIGHT),
        ("2026年11月23日 午後8時", MIDNIGHT + timedelta(hours=20)),
    ],
)
def test_forms_of_the_wild(s: str, moment: datetime) -> None:
    assert parse_date(s) == moment


@pytest.mark.parametrize(
    "s",
    [
        None, "", "   ", "yesterday", "tomorrow at noon", "0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59Z", "2100-01-01", "2026-02-30", "2026-13-01", "31/13/2026", "0", "-1", "99999999999999",
        "32 Foo 2026", "Mon, 00 Nov 2026", "2026-W60", "2026-400", "x" * 5000,
    ],
)  # fmt: skip
def test_no_date(s: str | None) -> None:
    assert parse_date(s) is None


@given(moments, zones)
def test_standard_forms_round_trip_in_any_zone(moment: datetime, zone: timezone) -> None:
    local = moment.astimezone(zone)
    assert parse_date(local.isoformat()) == moment
    assert parse_date(format_datetime(local)) == moment
    assert parse_date(local.strftime("%d/%m/%Y %H:%M:%S GMT%z")) == moment
    assert parse_date(local.strftime("%d %B %Y %I:%M:%S %p %z")) == moment


@given(st.text(max_size=80) | st.from_regex(r"[0-9 :/.+\-TZWGMadeNovp年月]{0,40}"))
def test_never_raises_and_is_aware_or_none(s: str) -> None:
    found = parse_date(s)
    assert found is None or (found.utcoffset() == timedelta(0) and 1971 <= found.year <= 2099)


@given(moments)
def test_epoch_round_trip(moment: datetime) -> None:
    seconds = int(moment.timestamp())
    assert from_epoch(seconds) == moment
    assert parse_date(str(seconds)) == moment or seconds < 100_000_000


def test_epoch_before_1970() -> None:
    assert from_epoch(-1) == datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)
