"""What goes by itself, and when the reader is asked first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.retention import Limits, Policy, agreed, dump, load, parse, startling

LIMITS = st.builds(Limits, st.integers(0, 3), st.integers(0, 3))
POLICIES = st.builds(Policy, LIMITS, st.dictionaries(st.integers(1, 3), LIMITS))
FEEDS = (1, 2, 3, 4)


def takes(limits: Limits) -> set[tuple[int, int]]:
    """(age, place from the newest) of the stories that go, of a few."""
    return {
        (age, place)
        for age in range(6)
        for place in range(6)
        if (limits.days and age > limits.days) or (limits.count and place >= limits.count)
    }


@given(POLICIES, POLICIES)
def test_what_was_agreed_to_covers_all_that_goes(policy: Policy, before: Policy) -> None:
    covered = all(takes(policy.of(feed)) <= takes(before.of(feed)) for feed in FEEDS)
    if agreed(policy, before, FEEDS):
        assert covered
    else:
        assert any(policy.of(feed).stricter_than(before.of(feed)) for feed in FEEDS)


@given(POLICIES)
def test_nothing_goes_that_was_never_agreed_to(policy: Policy) -> None:
    assert agreed(policy, None, FEEDS) is policy.keeps_all
    assert agreed(policy, policy, FEEDS)
    assert load(dump(policy)) == policy


def test_a_new_feed_goes_by_what_was_agreed_for_all() -> None:
    policy = Policy(Limits(30), {1: Limits()})
    assert agreed(policy, policy, (1, 2, 99))
    assert not agreed(Policy(Limits(30)), policy, (1, 2)), "the feed that kept all keeps less now"


@pytest.mark.parametrize("value", [None, 3, {}, {"everywhere": [1]}, {"everywhere": [1, 2], "own": 3}, [1, 2]])
def test_what_is_no_policy_is_none(value: object) -> None:
    assert load(value) is None


def test_a_clock_that_jumped_is_startling_and_every_day_is_not() -> None:
    assert startling(60_000, 100_000)
    assert not startling(3_000, 100_000)
    assert startling(900, 1_000), "a small collection under a clock ten years ahead"
    assert not startling(10, 12)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("30d", Limits(30)),
        ("30 days", Limits(30)),
        ("7 ngày", Limits(7)),
        ("200", Limits(0, 200)),
        ("30d 200", Limits(30, 200)),
        ("30 days, 200", Limits(30, 200)),
        ("all", Limits()),
        ("0", Limits()),
    ],
)
def test_limits_as_they_are_typed(text: str, limits: Limits) -> None:
    assert parse(text) == limits


@pytest.mark.parametrize("text", ["", "  ", "soon", "30 weeks", "-3d", "30d!", "99999999d", "0d", "9" * 400])
def test_what_are_no_limits_is_refused(text: str) -> None:
    assert parse(text) is None
