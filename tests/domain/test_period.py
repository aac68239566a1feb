"""Intervals as they are typed and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.period import LONGEST, SHORTEST, interval_text, minutes_of


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        *(("30", 30), ("30m", 30), (" 45 MIN ", 45), ("2h", 120), ("2 giờ", 120), ("30 phút", 30), ("1d", 1440)),
        *(("7 days", 10080), ("5m", 0), ("8d", 0), ("", 0), ("0", 0), ("2x", 0), ("h", 0), ("1h30", 0), ("-60", 0)),
        *(("99999d", 0), ("²h", 0)),
    ],
)
def test_an_interval_as_it_is_typed(typed: str, minutes: int) -> None:
    assert minutes_of(typed) == minutes


@given(st.integers(SHORTEST, LONGEST))
def test_what_is_said_can_be_typed(minutes: int) -> None:
    assert minutes_of(interval_text(minutes)) == minutes


@given(st.text(max_size=12))
def test_anything_may_be_typed(typed: str) -> None:
    assert minutes_of(typed) == 0 or SHORTEST <= minutes_of(typed) <= LONGEST
