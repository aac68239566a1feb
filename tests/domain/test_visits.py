"""When the reader was last here, whatever the program did meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reader.domain.visits import SILENCE, Visit, dump, load, sign

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(*minutes: float) -> Visit:
    """The visit after signs so many minutes apart."""
    visit = sign(None, NOW)
    now = NOW
    for gap in minutes:
        now += gap * MINUTE
        visit = sign(visit, now)
    return visit


def test_the_first_visit_has_none_before_it() -> None:
    assert after().before is None
    assert after(5, 5).before is None


def test_a_visit_ends_with_the_last_sign_before_a_long_silence() -> None:
    assert after(10, 20, 8 * 60).before == NOW + 30 * MINUTE


def test_two_starts_within_minutes_are_one_visit() -> None:
    assert after(8 * 60, 3, 2).before == NOW


def test_a_program_left_open_overnight_counts_as_two_visits() -> None:
    assert after(10, 9 * 60, 1).before == NOW + 10 * MINUTE


def test_a_clock_set_back_leaves_nothing_in_the_future() -> None:
    future = sign(sign(None, NOW + timedelta(days=9000)), NOW + timedelta(days=9001))
    back = sign(future, NOW)
    assert back.seen == NOW
    assert back.before is not None
    assert back.before <= NOW


@given(st.lists(st.floats(0, 2000), max_size=20))
def test_the_end_before_is_always_a_long_silence_ago(gaps: list[float]) -> None:
    moments = [NOW]
    for gap in gaps:
        moments.append(moments[-1] + gap * MINUTE)
    visit = after(*gaps)
    assert visit.seen == moments[-1]
    if visit.before is not None:
        at = len(moments) - 1 - moments[::-1].index(visit.before)
        assert moments[at + 1] - visit.before >= SILENCE


@given(st.datetimes(timezones=st.just(UTC)), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_a_visit_survives_the_memory(seen: datetime, before: datetime | None) -> None:
    assert load(dump(Visit(seen, before))) == Visit(seen, before)


def test_what_is_no_visit_is_none() -> None:
    for value in (None, 7, [], ["x", None], ["2026-05-04", None], ["2026-05-04T12:00:00+00:00", 3], {"seen": 1}):
        assert load(value) is None
