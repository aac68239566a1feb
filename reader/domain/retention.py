"""How long stories are kept: what the reader wishes, and what of it was agreed to. Pure values; `store.retention` acts.

Nothing is removed by surprise: a policy acts by itself only when the reader has seen what it takes away, and only while
it is nowhere stricter than what was agreed to then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reader.i18n import _, ngettext

MOST_DAYS = 36_500
MOST_COUNT = 1_000_000
SHARE = 0.5
"""What would take more than this share of all listed stories at once is asked about again: a clock that jumped, or a
feed that dates everything anew, looks like that, and everyday upkeep does not."""
FEW = 10
"""Stories that may go by themselves whatever their share."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept of one feed. A story goes when it is older, or when so many newer ones are there."""

    days: int = 0
    """0: of any age."""
    count: int = 0
    """0: any number."""

    def __bool__(self) -> bool:
        return bool(self.days or self.count)

    def stricter_than(self, other: Limits) -> bool:
        """Whether these take away anything that the others keep."""
        return _tighter(self.days, other.days) or _tighter(self.count, other.count)


def _tighter(one: int, other: int) -> bool:
    return bool(one) and (not other or one < other)


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of all feeds."""

    everywhere: Limits = Limits()
    own: Mapping[int, Limits] = field(default_factory=dict)
    """Feeds with limits of their own."""

    def of(self, feed_id: int) -> Limits:
        """The limits of one feed."""
        return self.own.get(feed_id, self.everywhere)

    @property
    def keeps_all(self) -> bool:
        """Whether nothing can ever go."""
        return not self.everywhere and not any(self.own.values())


def agreed(policy: Policy, before: Policy | None, feeds: Iterable[int]) -> bool:
    """Whether what `policy` takes from these feeds was agreed to with `before`."""
    if before is None:
        return policy.keeps_all
    return not any(policy.of(feed_id).stricter_than(before.of(feed_id)) for feed_id in feeds)


def startling(going: int, listed: int) -> bool:
    """Whether so many stories are too many to go without a question."""
    return going > FEW and going > listed * SHARE


def dump(policy: Policy) -> dict[str, object]:
    """A policy as a JSON value."""
    own = {str(feed_id): [limits.days, limits.count] for feed_id, limits in policy.own.items()}
    return {"everywhere": [policy.everywhere.days, policy.everywhere.count], "own": own}


def load(value: object) -> Policy | None:
    """The policy that `dump` wrote, None for anything else."""
    match value:
        case {"everywhere": [int(days), int(count)], "own": dict(own)}:
            limits = {
                int(feed_id): Limits(*pair)
                for feed_id, pair in own.items()
                if feed_id.isdecimal() and isinstance(pair, list) and [type(n) for n in pair] == [int, int]
            }
            return Policy(Limits(days, count), limits)
        case _:
            return None


_PART = re.compile(r"(?<!\d)(\d{1,7})(?!\d)\s*([^\W\d]*)")


def parse(text: str) -> Limits | None:
    """Limits as a person types them: `30d` or `30 days` for an age, `200` for a number, both (`30d 200`), `all`.

    None for anything else.
    """
    words = text.strip().casefold()
    if words in ("all", "0"):
        return Limits()
    if not words or _PART.sub("", words).strip(" ,"):
        return None
    days = count = 0
    for number, unit in _PART.findall(words):
        if unit in ("d", "day", "days", "ngày"):
            days = int(number)
        elif not unit:
            count = int(number)
        else:
            return None
    good = days <= MOST_DAYS and count <= MOST_COUNT and (days or count)
    return Limits(days, count) if good else None


def limits_text(limits: Limits) -> str:
    """Limits in words."""
    parts = []
    if limits.days:
        parts.append(ngettext("{n} day", "{n} days", limits.days).format(n=limits.days))
    if limits.count:
        parts.append(ngettext("the newest story", "the newest {n}", limits.count).format(n=limits.count))
    return ", ".join(parts) or _("all")
