"""When a feed is asked: pure functions of what is stored and the time. The rules are in promises.md, "A good citizen".

All intervals are seconds unless a name says minutes. Nothing here reads a clock, so a machine that slept for weeks or
whose clock jumped meets the same few comparisons: a time that cannot be true means "ask once", never "wait for ever"
and never "ask again and again".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FLOOR = 15 * MINUTE
"""Never more often than this by itself."""
USER_FLOOR = 1 * MINUTE
"""Never more often than this on the user's own key."""
CEILING = 24 * HOUR
"""How far a server, a feed or a failure can put off the next fetch."""
JITTER = 0.10
FULL_EVERY = 8 * DAY
"""After this long a feed is fetched without validators: some servers answer 304 for ever."""
MOVE_SIGHTINGS = 3
MOVE_AFTER = 3 * DAY
CLOCK_SLACK = 5 * MINUTE
"""A stored time this far in the future is a clock that was set right, not a clock that jumped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed is asked, by its reader's wish and by its server's."""

    feed_id: int
    interval: int = 0
    """Minutes, as the user set them; 0 lets the schedule decide."""
    fresh_for: float = 0.0
    """Cache-Control or Expires of the last answer."""
    ttl: int = 0
    """ttl or sy:* of the feed."""
    skip_hours: frozenset[int] = frozenset()
    """UTC hours."""
    skip_days: frozenset[int] = frozenset()
    """Weekdays, Monday is 0."""
    default_minutes: int = 60
    """What the configuration says for feeds without an interval of their own."""

    @property
    def wished(self) -> float:
        """The reader's interval in seconds, never under the floor."""
        return max(FLOOR, (self.interval or self.default_minutes) * MINUTE)


def jitter(feed_id: int, low: float, high: float) -> float:
    """A factor between `low` and `high`, always the same for one feed: feeds spread over the hour and stay there."""
    digest = blake2b(feed_id.to_bytes(8, "big", signed=True), digest_size=4).digest()
    return low + (high - low) * int.from_bytes(digest, "big") / 0xFFFFFFFF


def due_after_success(pace: Pace, now: datetime) -> datetime:
    """When to ask again after an answer, be it new, unchanged or 304."""
    wait = pace.wished * jitter(pace.feed_id, 1 - JITTER, 1 + JITTER)
    asked = max(pace.fresh_for, float(pace.ttl))
    if asked > 0:
        # What a server asks for is never shortened by our spread, and never stretched beyond the ceiling.
        wait = max(wait, min(CEILING, asked * jitter(pace.feed_id, 1, 1 + JITTER)))
    due = now + timedelta(seconds=max(FLOOR, wait))
    return _past_skipped(pace, now, due)


def due_after_failure(pace: Pace, now: datetime, failures: int, retry_after: float | None = None) -> datetime:
    """When to ask again after the `failures`-th failure in a row.

    One hour, doubling up to a day; later when the reader's own interval is longer or the server asked for more
    (`retry_after`, seconds, believed up to a day).
    """
    backoff = min(CEILING, HOUR * 2.0 ** min(max(failures, 1) - 1, 16))
    spread = jitter(pace.feed_id, 1 - JITTER, 1 + JITTER)
    wait = max(min(CEILING, backoff * spread), pace.wished * spread)
    if retry_after is not None:
        wait = max(wait, believed(retry_after))
    return now + timedelta(seconds=max(FLOOR, wait))


def believed(retry_after: float) -> float:
    """How long a server's Retry-After is respected: as asked, up to a day."""
    return min(CEILING, max(0.0, retry_after))


def is_due(pace: Pace, now: datetime, next_due: datetime | None, last_attempt: datetime | None) -> bool:
    """Whether the time of a feed has come, for the timer and for cron."""
    if last_attempt is None:
        return True
    ago = (now - last_attempt).total_seconds()
    if ago < -CLOCK_SLACK:
        return True
    if ago < FLOOR:
        return False
    if next_due is None or now >= next_due:
        return True
    # No rule of ours puts a fetch off for longer than this: the clock was ahead when it was written.
    farthest = max(CEILING, pace.wished) * (1 + JITTER) + CLOCK_SLACK
    return (next_due - now).total_seconds() > farthest


def may_ask_now(now: datetime, last_attempt: datetime | None) -> bool:
    """Whether a feed may be asked on the user's own key: anything but twice in the same minute."""
    return last_attempt is None or not 0 <= (now - last_attempt).total_seconds() < USER_FLOOR


def wants_full(now: datetime, last_full: datetime | None) -> bool:
    """Whether to fetch without validators this time."""
    if last_full is None:
        return True
    ago = (now - last_full).total_seconds()
    return ago >= FULL_EVERY or ago < -CLOCK_SLACK


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect as it was seen so far."""

    url: str = ""
    """Where it led, empty when there is none."""
    sightings: int = 0
    since: datetime | None = None


def seen(move: Move, permanent_url: str, now: datetime) -> tuple[Move, bool]:
    """Judge a fetch whose chain of only permanent redirects led to `permanent_url` (empty: there was no such chain).

    Returns the record to keep, and whether the subscription's address is to be rewritten. A move is believed after
    three sightings of the same target over at least three days: a captive portal or a server's mistake answers 301 too.
    """
    if not permanent_url:
        return Move(), False
    if permanent_url != move.url or move.since is None or now < move.since:
        return Move(permanent_url, 1, now), False
    sightings = move.sightings + 1
    if sightings >= MOVE_SIGHTINGS and (now - move.since).total_seconds() >= MOVE_AFTER:
        return Move(), True
    return Move(permanent_url, sightings, move.since), False


def _past_skipped(pace: Pace, now: datetime, due: datetime) -> datetime:
    """Move `due` out of the hours and days in which the feed asks for rest, by no more than a day from now."""
    if not pace.skip_hours and not pace.skip_days:
        return due
    latest = max(due, now + timedelta(seconds=CEILING))
    while due < latest and (due.hour in pace.skip_hours or due.weekday() in pace.skip_days):
        due += timedelta(hours=1)
    return min(due, latest)
