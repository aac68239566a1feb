"""The small parts: events thinned, the network said once, states after success and failure."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.digested import DigestedFeed
from reader.domain.errors import HttpStatus, NotAFeed, Offline, ParseFailed, ReaderError, Unreachable
from reader.engine import outcome
from reader.engine.network import Network, is_gone
from reader.engine.outbox import Outbox
from reader.engine.protocol import (
    AnyEvent,
    Discover,
    Discovered,
    Done,
    FeedChanged,
    Online,
    Progress,
    Refresh,
    Subscribe,
    Subscribed,
    decode_command,
    decode_event,
    encode_command,
    encode_event,
)
from reader.sources.api import Fetched, Validators
from reader.store.values import FeedState
from tests.engine.engine_world import OpenWorld, feed_body

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)


def test_progress_is_thinned_and_the_last_one_comes_before_the_end() -> None:
    async def scene() -> list[AnyEvent]:
        out: list[AnyEvent] = []
        box = Outbox(out.append, every=60.0)
        for number in range(1000):
            box.put(Progress(job=1, done=number, total=1000))
            if number == 500:
                box.put(FeedChanged(job=1, feed_id=7))
        box.put(Progress(job=2, done=0, total=1))
        box.put(Done(job=1))
        box.close()
        return out

    assert asyncio.run(scene()) == [
        Progress(job=1, done=0, total=1000),
        FeedChanged(job=1, feed_id=7),
        Progress(job=2, done=0, total=1),
        Progress(job=1, done=999, total=1000),
        Done(job=1),
    ]


def test_the_latest_progress_follows_when_its_time_has_come() -> None:
    async def scene() -> list[AnyEvent]:
        out: list[AnyEvent] = []
        both = asyncio.Event()

        def hear(event: AnyEvent) -> None:
            out.append(event)
            if len(out) == 2:
                both.set()

        box = Outbox(hear, every=0.001)
        for number in range(10):
            box.put(Progress(job=1, done=number, total=10))
        async with asyncio.timeout(10):
            await both.wait()
        box.close()
        return out

    assert [event.done for event in asyncio.run(scene()) if isinstance(event, Progress)] == [0, 9]


class Sky:
    """A network whose clock is ours."""

    def __init__(self, *, by_choice: bool = False) -> None:
        self.now = NOW
        self.said: list[Online] = []
        self.network = Network(lambda: self.now, self.said.append, by_choice=by_choice)


def test_the_network_is_said_to_go_and_come_once() -> None:
    sky = Sky()
    for _time in range(3):
        sky.network.silent()
    for _time in range(3):
        sky.network.answered()
    assert [event.online for event in sky.said] == [False, True]
    assert sky.said[0].since == NOW


def test_the_users_switch_wins_over_what_is_seen() -> None:
    sky = Sky()
    sky.network.choose(True)
    sky.network.choose(True)
    sky.network.silent()
    sky.network.answered()
    sky.network.choose(False)
    assert [(event.online, event.by_choice) for event in sky.said] == [(False, True), (True, False)]


def test_a_host_is_left_alone_as_long_as_it_asked() -> None:
    sky = Sky()
    sky.network.asked_to_wait("a.example", 600)
    sky.network.asked_to_wait("a.example", 60)
    assert sky.network.wait_for("a.example") == NOW + timedelta(minutes=10)
    assert sky.network.wait_for("b.example") is None
    sky.now += timedelta(minutes=10)
    assert sky.network.wait_for("a.example") is None


def test_a_clock_that_went_back_ends_a_wait() -> None:
    sky = Sky()
    sky.network.asked_to_wait("a.example", 600)
    sky.now -= timedelta(days=400)
    assert sky.network.wait_for("a.example") is None


def test_one_host_down_is_not_the_network_gone() -> None:
    assert not is_gone(["a", "a"], routed=True)
    assert is_gone(["a"], routed=False)
    assert is_gone(["a", "b"], routed=True)


STATE = FeedState(
    id=3, url="https://a.example/feed", adapter="feed", etag='"1"', body_hash="h1", last_full=NOW - timedelta(days=1)
)


def test_a_request_carries_the_validators_byte_for_byte() -> None:
    state = replace(STATE, etag='W/"é"', last_modified="yesterday-ish")
    request = outcome.request_for(state, NOW)
    assert request.validators == Validators('W/"é"', "yesterday-ish")
    assert request.body_hash == "h1"


def test_304_and_the_same_bytes_are_unchanged() -> None:
    assert outcome.is_unchanged(STATE, Fetched(STATE.url, status=304))
    assert outcome.is_unchanged(STATE, Fetched(STATE.url, b"x", body_hash="h1"))
    assert not outcome.is_unchanged(STATE, Fetched(STATE.url, b"x", body_hash="h2"))
    assert not outcome.is_unchanged(replace(STATE, body_hash=""), Fetched(STATE.url, b"x"))


def test_what_the_feed_asks_for_is_remembered_until_it_says_otherwise() -> None:
    slow = DigestedFeed(ttl=7200, skip_hours=frozenset({3}))
    after = outcome.after_success(STATE, Fetched(STATE.url, b"x", body_hash="h2"), slow, NOW, 60).state
    assert (after.ttl, after.skip_hours, after.last_full) == (7200, frozenset({3}), NOW)
    later = NOW + timedelta(hours=3)
    again = outcome.after_success(after, Fetched(STATE.url, status=304), None, later, 60).state
    assert again.ttl == 7200
    assert again.last_full == NOW
    assert again.next_due is not None
    assert again.next_due >= later + timedelta(hours=2)


errors = st.sampled_from(
    [
        HttpStatus("No.", 404),
        HttpStatus("Gone.", 410),
        HttpStatus("Wait.", 429, 9000.0),
        NotAFeed("HTML"),
        ParseFailed("\x1b[31m" + "x" * 5000),
        Unreachable(""),
    ]
)


@settings(deadline=None)
@given(errors, st.integers(0, 50))
def test_a_failure_keeps_what_is_known_and_is_a_clean_sentence(error: ReaderError, failures: int) -> None:
    state = replace(STATE, failures=failures)
    after = outcome.after_failure(state, error, NOW, 60).state
    assert (after.etag, after.body_hash, after.last_success) == (state.etag, state.body_hash, state.last_success)
    assert after.failures == failures + 1
    assert after.error
    assert "\x1b" not in after.error
    assert len(after.error) <= 400
    assert after.next_due is not None
    assert after.next_due > NOW
    assert after.gone == (isinstance(error, HttpStatus) and error.status == 410)


def test_only_what_never_arrived_may_be_the_networks_fault() -> None:
    assert outcome.is_unreached(Offline("x"))
    assert outcome.is_unreached(Unreachable("x"))
    assert outcome.is_answer(HttpStatus("x", 500))
    assert outcome.is_answer(NotAFeed("x"))
    assert not outcome.is_answer(Unreachable("x"))


def test_select_leaves_out_paused_and_gone_unless_named() -> None:
    states = [STATE, replace(STATE, id=4, disabled=True), replace(STATE, id=5, gone=True)]
    assert [state.id for state in outcome.select(states, (), False, NOW, 60)] == [3]
    assert [state.id for state in outcome.select(states, (3, 4, 5), False, NOW, 60)] == [3, 4, 5]


@pytest.mark.parametrize(
    "command",
    [Refresh(job=1, feeds=(1, 2), only_due=True), Discover(job=2, url="a"), Subscribe(job=3, url="u", adapter="a")],
)
def test_commands_cross_the_border_whole(command: Refresh | Discover | Subscribe) -> None:
    assert decode_command(encode_command(command)) == command


def test_events_cross_the_border_whole() -> None:
    event = Online(online=False, since=NOW)
    assert decode_event(encode_event(event)) == event


def test_discovery_and_subscription(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            url = net.put("/feed", feed_body(("1", "One", "text")))
            await world.run(Discover(job=1, url=url))
            (found,) = world.said(Discovered)
            assert isinstance(found, Discovered)
            (candidate,) = found.candidates
            done = await world.run(
                Subscribe(job=2, url=candidate.url, adapter=candidate.adapter, typed=candidate.typed, own_title="Mine")
            )
            assert done == Done(job=2, new=1)
            await world.run(Subscribe(job=3, url=candidate.url, adapter=candidate.adapter, typed=candidate.typed))
            first, second = (event for event in world.events if isinstance(event, Subscribed))
            assert first == Subscribed(job=2, feed_id=first.feed_id)
            assert second == Subscribed(job=3, feed_id=first.feed_id, existed=True)
            assert len(net.asked) == 2

    asyncio.run(scene())


def test_a_failed_discovery_is_a_sentence(open_world: OpenWorld) -> None:
    async def scene() -> None:
        async with open_world() as (world, net):
            await world.run(Discover(job=1, url=net.url("/nothing")))
            (found,) = world.said(Discovered)
            assert isinstance(found, Discovered)
            assert found.candidates == ()
            assert "404" in found.error

    asyncio.run(scene())
