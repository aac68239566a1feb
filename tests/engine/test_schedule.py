"""The schedule: each rule of "A good citizen", and that no clock can make it burst or stop."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.config import Refreshing
from reader.domain import period
from reader.engine import schedule
from reader.engine.schedule import DAY, HOUR, MINUTE, Move, Pace

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)

times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
paces = st.builds(
    Pace,
    feed_id=st.integers(1, 10**9),
    interval=st.integers(0, 50_000),
    fresh_for=st.floats(0, 1e12),
    ttl=st.integers(0, 10**12),
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
    default_minutes=st.integers(period.SHORTEST, period.LONGEST),
)


def wait(pace: Pace, now: datetime = NOW) -> float:
    return (schedule.due_after_success(pace, now) - now).total_seconds()


def test_an_interval_has_the_same_bounds_wherever_it_is_set() -> None:
    (setting,) = (field for field in fields(Refreshing) if field.name == "interval")
    assert setting.metadata["range"] == (period.SHORTEST, period.LONGEST)
    assert period.SHORTEST * MINUTE == schedule.FLOOR


def test_an_hour_by_default_give_or_take_a_tenth() -> None:
    waits = [wait(Pace(feed_id)) for feed_id in range(1, 400)]
    assert min(waits) >= 54 * MINUTE
    assert max(waits) <= 66 * MINUTE
    assert max(waits) - min(waits) > 10 * MINUTE, "feeds must spread"
    assert wait(Pace(7)) == wait(Pace(7)), "the spread must not wander from fetch to fetch"


def test_never_under_a_quarter_of_an_hour() -> None:
    assert all(wait(Pace(feed_id, interval=1)) >= 15 * MINUTE for feed_id in range(1, 100))


def test_what_server_and_feed_ask_for_lengthens_but_never_shortens() -> None:
    assert wait(Pace(3, fresh_for=3 * HOUR)) >= 3 * HOUR
    assert wait(Pace(3, ttl=int(5 * HOUR))) >= 5 * HOUR
    assert wait(Pace(3, fresh_for=10.0, ttl=10)) == wait(Pace(3))
    assert wait(Pace(3, ttl=10**9)) <= DAY


def test_the_readers_own_long_interval_is_kept() -> None:
    assert wait(Pace(3, interval=7 * 24 * 60)) >= 6 * DAY


def test_skipped_hours_and_days_are_slept_through() -> None:
    due = schedule.due_after_success(Pace(1, skip_hours=frozenset(range(9, 15))), NOW)
    assert due.hour == 15
    # 2026-03-14 is a Saturday; the feed rests at the weekend, but is asked once a day all the same.
    friday = datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
    weekend = schedule.due_after_success(Pace(1, skip_days=frozenset({5, 6})), friday)
    assert weekend - friday == timedelta(days=1)


@settings(deadline=None)
@given(paces, times)
def test_every_wait_is_between_the_floor_and_the_ceiling(pace: Pace, now: datetime) -> None:
    seconds = wait(pace, now)
    assert 15 * MINUTE <= seconds <= max(DAY, pace.wished * 1.1) + 1


@settings(deadline=None)
@given(paces, times, st.integers(-5, 10**6), st.none() | st.floats(-1e9, 1e12))
def test_every_back_off_is_between_an_hour_and_the_ceiling(
    pace: Pace, now: datetime, failures: int, retry_after: float | None
) -> None:
    seconds = (schedule.due_after_failure(pace, now, failures, retry_after) - now).total_seconds()
    assert 0.9 * HOUR - 1 <= seconds <= 1.1 * max(DAY, pace.wished) + 1


def test_failures_double_from_an_hour_to_a_day() -> None:
    pace = Pace(5)
    waits = [(schedule.due_after_failure(pace, NOW, failures) - NOW).total_seconds() for failures in range(1, 9)]
    factor = waits[0] / HOUR
    assert 0.9 <= factor <= 1.1
    assert [round(seconds / factor / HOUR) for seconds in waits[:5]] == [1, 2, 4, 8, 16]
    assert all(0.9 * DAY <= seconds <= DAY for seconds in waits[5:])


def test_retry_after_is_respected_up_to_a_day() -> None:
    due = schedule.due_after_failure(Pace(5), NOW, 1, 5 * HOUR)
    assert due - NOW == timedelta(hours=5)
    assert schedule.due_after_failure(Pace(5), NOW, 1, 1e9) - NOW == timedelta(days=1)


def test_due_when_never_asked_and_when_the_time_has_come() -> None:
    pace = Pace(1)
    assert schedule.is_due(pace, NOW, None, None)
    asked = NOW - timedelta(hours=1)
    assert schedule.is_due(pace, NOW, NOW, asked)
    assert not schedule.is_due(pace, NOW, NOW + timedelta(seconds=1), asked)


def test_a_clock_that_was_ahead_does_not_stop_a_feed() -> None:
    pace = Pace(1)
    a_year_ahead = NOW + timedelta(days=365)
    assert schedule.is_due(pace, NOW, a_year_ahead + timedelta(hours=1), a_year_ahead)
    assert schedule.is_due(pace, NOW, a_year_ahead, NOW - timedelta(hours=1))


@settings(deadline=None)
@given(paces, times, times, st.booleans())
def test_after_a_fetch_no_clock_makes_it_due_at_once(pace: Pace, then: datetime, now: datetime, failed: bool) -> None:
    due = schedule.due_after_failure(pace, then, 1) if failed else schedule.due_after_success(pace, then)
    if schedule.is_due(pace, now, due, then):
        # It is asked now, whatever the clock did; a minute later it must be quiet again.
        again = schedule.due_after_success(pace, now)
        assert not schedule.is_due(pace, now + timedelta(minutes=1), again, now)
    # And from any moment on it is asked again within the longest wait that there is.
    assert schedule.is_due(pace, now + timedelta(seconds=max(DAY, pace.wished) * 1.1 + HOUR), due, then) or due > now


@settings(deadline=None)
@given(paces, times, times)
def test_no_clock_stops_a_feed_for_good(pace: Pace, last_attempt: datetime, now: datetime) -> None:
    due = schedule.due_after_success(pace, last_attempt)
    step = timedelta(seconds=max(DAY, pace.wished) * 1.1 + HOUR)
    assert any(schedule.is_due(pace, now + i * step, due, last_attempt) for i in range(2))


def test_the_users_key_asks_at_most_once_a_minute() -> None:
    assert schedule.may_ask_now(NOW, None)
    assert not schedule.may_ask_now(NOW, NOW - timedelta(seconds=59))
    assert schedule.may_ask_now(NOW, NOW - timedelta(seconds=60))
    assert schedule.may_ask_now(NOW, NOW + timedelta(days=1)), "the clock went back"


def test_a_full_fetch_every_eight_days() -> None:
    assert schedule.wants_full(NOW, None)
    assert not schedule.wants_full(NOW, NOW - timedelta(days=7, hours=23))
    assert schedule.wants_full(NOW, NOW - timedelta(days=8))
    assert schedule.wants_full(NOW, NOW + timedelta(days=8)), "the clock went back"


def test_a_move_is_believed_after_three_sightings_over_three_days() -> None:
    move, rewrite = schedule.seen(Move(), "https://new.example/feed", NOW)
    assert (move.sightings, rewrite) == (1, False)
    move, rewrite = schedule.seen(move, "https://new.example/feed", NOW + timedelta(days=2))
    assert not rewrite
    move, rewrite = schedule.seen(move, "https://new.example/feed", NOW + timedelta(days=2, hours=23))
    assert (move.sightings, rewrite) == (3, False), "three sightings, but not yet three days"
    move, rewrite = schedule.seen(move, "https://new.example/feed", NOW + timedelta(days=3))
    assert rewrite
    assert move == Move()


def test_a_move_starts_over_when_it_stops_or_leads_elsewhere() -> None:
    move, _ = schedule.seen(Move(), "https://a.example/", NOW)
    assert schedule.seen(move, "", NOW) == (Move(), False)
    assert schedule.seen(move, "https://b.example/", NOW + timedelta(days=9)) == (
        Move("https://b.example/", 1, NOW + timedelta(days=9)),
        False,
    )


@settings(deadline=None)
@given(st.lists(st.tuples(times, st.sampled_from(["", "https://a.example/", "https://b.example/"])), max_size=12))
def test_no_order_of_times_rewrites_before_three_sightings(sightings: list[tuple[datetime, str]]) -> None:
    move = Move()
    row: list[str] = []
    for now, url in sightings:
        move, rewrite = schedule.seen(move, url, now)
        row = [*row, url] if url and (not row or row[-1] == url) else [url] if url else []
        if rewrite:
            assert len(row) >= 3
            row = []
