"""When the reader was here: visits, told apart by hours of absence and not by starts and ends of the program.

A program that stays open overnight, one that is killed and one that is started twice within minutes all give the same:
a visit ends with the last sign of the reader before a long silence.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from reader.domain.records import dataclass

SILENCE = timedelta(minutes=45)
"""Without a sign for so long the reader was away."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit that goes on, and the end of the one before it."""

    seen: datetime
    """The last sign of the reader."""
    before: datetime | None = None
    """The last sign of the visit before; None when this is the first."""


def sign(visit: Visit | None, now: datetime) -> Visit:
    """The visit after a sign of the reader at `now`: the same one, or a new one after a long silence."""
    if visit is None:
        return Visit(now)
    if now - visit.seen >= SILENCE:
        return Visit(now, visit.seen)
    # A clock that was set back: what lies ahead of it was never seen.
    return Visit(now, None if visit.before is None else min(visit.before, now))


def dump(visit: Visit) -> list[str | None]:
    """A visit as a JSON value."""
    return [visit.seen.isoformat(), visit.before.isoformat() if visit.before else None]


def load(value: object) -> Visit | None:
    """The visit that `dump` wrote, None for anything else."""
    match value:
        case [str(seen), str() | None as before]:
            try:
                times = datetime.fromisoformat(seen), datetime.fromisoformat(before) if before else None
            except ValueError:
                return None
            aware = all(time is None or time.tzinfo is not None for time in times)
            return Visit(*times) if aware else None
        case _:
            return None
