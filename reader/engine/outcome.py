"""What a fetch asks for, and what is kept of how it went: pure functions of the stored state, the answer and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reader.domain.digested import DigestedFeed
from reader.domain.errors import BadAnswer, HttpStatus, NetError, Offline, ReaderError, TooLarge, Unreachable
from reader.domain.text import clean_line
from reader.i18n import _
from reader.sources.api import Fetched, Request, Validators
from reader.store.values import FeedState, FeedUpdate

from . import schedule
from .schedule import Move, Pace

GONE = 410
ERROR_LENGTH = 300
"""Characters of a stored sentence; an adapter's own may be of any length."""


def pace_of(state: FeedState, default_minutes: int) -> Pace:
    """How often the feed wants to be asked, as far as it is stored."""
    return Pace(
        feed_id=state.id,
        interval=state.interval,
        fresh_for=state.fresh_for,
        ttl=state.ttl,
        skip_hours=state.skip_hours,
        skip_days=state.skip_days,
        default_minutes=default_minutes,
    )


def select(
    states: Sequence[FeedState], named: Sequence[int], only_due: bool, now: datetime, default_minutes: int
) -> list[FeedState]:
    """The feeds to ask now.

    `named` are those that the user pointed at: they are asked even when paused or gone. `only_due` is the timer's and
    cron's way; without it every feed is asked that was not asked within the last minute.
    """

    def wanted(state: FeedState) -> bool:
        if not named and (state.gone or state.disabled):
            return False
        if only_due:
            return schedule.is_due(pace_of(state, default_minutes), now, state.next_due, state.last_attempt)
        return schedule.may_ask_now(now, state.last_attempt)

    return [state for state in states if wanted(state)]


def in_order(states: Sequence[FeedState]) -> list[FeedState]:
    """The order in which feeds are asked: those that failed the last time last, the others mixed, so that a folder of
    slow ones does not stand in front of all that come after it."""
    return sorted(states, key=lambda state: (state.failures > 0, schedule.jitter(state.id, 0, 1)))


def not_waited_for(host: str, error: Unreachable) -> Unreachable:
    """The failure of a feed that was not asked because others of its host took all their time (`error`)."""
    if not isinstance(error, BadAnswer):
        return error
    return BadAnswer(_("{host} is so slow today that this was not waited for.").format(host=host), slow=True)


def request_for(state: FeedState, now: datetime) -> Request:
    """What to ask: with the validators of the last good answer, except every eighth day."""
    full = schedule.wants_full(now, state.last_full)
    validators = Validators() if full else Validators(state.etag, state.last_modified)
    return Request(state.url, validators, state.body_hash, user_typed=state.typed)


def is_unchanged(state: FeedState, fetched: Fetched) -> bool:
    """True when there is nothing to parse: 304, or the same bytes as last time."""
    same = bool(state.body_hash) and fetched.body_hash == state.body_hash
    return fetched.status == 304 or same


def _downgrades(stored: str, target: str) -> bool:
    """A move from https to http is never believed for good: whoever stands between could have answered it once."""
    return stored.lower().startswith("https:") and not target.lower().startswith("https:")


def after_success(
    state: FeedState, fetched: Fetched, feed: DigestedFeed | None, now: datetime, default_minutes: int
) -> FeedUpdate:
    """The state after an answer; `feed` is None when it brought nothing new. Entries are added by the caller."""
    moved = fetched.permanent_url != state.url and not _downgrades(state.url, fetched.permanent_url)
    target = fetched.permanent_url if moved else ""
    move, rewrite = schedule.seen(Move(state.redirect_url, state.redirect_count, state.redirect_since), target, now)
    known = (
        state if feed is None else replace(state, ttl=feed.ttl, skip_hours=feed.skip_hours, skip_days=feed.skip_days)
    )
    # A 304 for a full fetch says nothing new about when the last body came.
    had_body = fetched.status != 304
    fresh = replace(
        known,
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
        body_hash=fetched.body_hash or state.body_hash,
        status=fetched.status,
        last_attempt=now,
        last_success=now,
        last_full=now if had_body else state.last_full,
        fresh_for=fetched.fresh_for,
        failures=0,
        error="",
        gone=False,
        redirect_url=move.url,
        redirect_count=move.sightings,
        redirect_since=move.since,
    )
    due = schedule.due_after_success(pace_of(fresh, default_minutes), now)
    return FeedUpdate(replace(fresh, next_due=due), feed, new_url=target if rewrite else "", bytes=len(fetched.body))


def after_failure(state: FeedState, error: ReaderError, now: datetime, default_minutes: int) -> FeedUpdate:
    """The state after a failure: what was fetched before stays, and the next try is put off."""
    status = error.status if isinstance(error, HttpStatus) else 0
    wait = error.retry_after if isinstance(error, HttpStatus) else None
    gone = status == GONE
    sentence = clean_line(str(error), ERROR_LENGTH) or _("It failed without saying why.")
    if gone:
        sentence = _("{sentence} It is not asked any more.").format(sentence=sentence)
    failures = state.failures + 1
    due = schedule.due_after_failure(pace_of(state, default_minutes), now, failures, wait)
    return FeedUpdate(
        replace(state, status=status, last_attempt=now, next_due=due, failures=failures, error=sentence, gone=gone)
    )


def put_off(state: FeedState, until: datetime) -> FeedUpdate:
    """The state of a feed that was not asked because its host wants to be left alone until then."""
    due = until if state.next_due is None else max(state.next_due, until)
    return FeedUpdate(replace(state, next_due=due))


def is_unreached(error: ReaderError) -> bool:
    """True when no server answered at all: the network may be gone, and the feed need not be at fault."""
    return isinstance(error, Offline | Unreachable) and not isinstance(error, BadAnswer)


def is_answer(error: ReaderError) -> bool:
    """True when the failure itself shows that the network is there."""
    return isinstance(error, BadAnswer | HttpStatus | TooLarge) or not isinstance(error, NetError)
