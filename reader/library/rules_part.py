"""The library's part for rules.

What is imported inside of the methods is not needed for the first picture of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.domain.models import EntryRow
from reader.domain.query import Node, text_of
from reader.domain.records import dataclass
from reader.domain.text import clean_line
from reader.i18n import _
from reader.store import counters, rows, saved

from .base import Base

if TYPE_CHECKING:
    from reader.domain.rules import Actions, Rule

NEWEST = 8
"""Titles that a preview shows."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have met in the cache."""

    count: int
    newest: tuple[EntryRow, ...]
    everything: bool
    """All that there is, or all of so many that it may be."""
    cut: bool = False
    """The time was over before all texts were looked at: it may be more."""
    missing: tuple[str, ...] = ()
    """Feeds, folders and tags that it names and that are not there."""


class RulesPart(Base):
    """Rules, and stories that they hid."""

    async def rules(self) -> list[Rule]:
        """All rules in their order."""
        from reader.store import rules

        return await self._store.read(rules.rules)

    async def preview_rule(self, query: str) -> Preview:
        """What a rule with this query would have met. Raises QueryError."""
        from reader.domain.rules import read_query
        from reader.store import rules

        node, now = read_query(query), self._clock()
        found = await self._store.read(rules.preview, node, now)
        entries, count = (await self._store.read(counters.counts)).entries, len(found.keys)
        newest = await self._store.read(rows.rows, [number for _time, number in found.keys[:NEWEST]])
        everything = count >= (min(entries, found.checked) if found.cut else entries) > 0
        missing = await self._store.read(saved.missing, node, now)
        return Preview(count, tuple(newest), everything, found.cut, missing)

    async def missing_of(self, rule: Rule) -> tuple[str, ...]:
        """The feeds, folders and tags that a rule names and that are not there."""
        from reader.domain.rules import read_query

        return await self.missing(read_query(rule.query))

    async def missing(self, node: Node) -> tuple[str, ...]:
        """The feeds, folders and tags that a query names and that are not there."""
        return await self._store.read(saved.missing, node, self._clock())

    async def add_rule(self, name: str, query: str, actions: Actions) -> int:
        """Keep a rule, behind the others; it acts on what arrives from now on. Raises QueryError."""
        from reader.store import rules

        text, name = self._checked(name, query)
        label = _("made the rule {title}").format(title=name)
        return await self._record(rules.add, name, text, actions, label=label, feeds=False)

    async def change_rule(self, rule: Rule, name: str, query: str, actions: Actions) -> None:
        """Give a rule another name, query or action. Raises QueryError, UsageError."""
        from reader.store import rules

        text, name = self._checked(name, query)
        label = _("changed the rule {title}").format(title=rule.name)
        await self._record(rules.change, rule.id, name, text, actions, label=label, feeds=False)

    async def enable_rule(self, rule: Rule, enabled: bool) -> None:
        """Switch a rule on or off. Raises UsageError."""
        from reader.store import rules

        text = _("switched the rule {title} on") if enabled else _("switched the rule {title} off")
        label = text.format(title=rule.name)
        await self._record(rules.enable, rule.id, enabled, label=label, feeds=False)

    async def move_rule(self, rule: Rule, step: int) -> bool:
        """Move a rule down (+1) or up (-1); False at that end."""
        from reader.store import rules

        label = _("moved the rule {title}").format(title=rule.name)
        moved = await self._store.write(rules.move, rule.id, step, self._clock(), label)
        if moved:
            self._changed()
        return moved

    async def remove_rule(self, rule: Rule) -> None:
        """Remove a rule; what it did stays. Raises UsageError."""
        from reader.store import rules

        label = _("removed the rule {title}").format(title=rule.name)
        await self._record(rules.remove, rule.id, label=label, feeds=False)

    async def unhide(self, ids: Sequence[int]) -> int:
        """Bring stories that a rule hid back into the lists; returns how many."""
        from reader.store import rules

        back = await self._store.write(rules.unhide, ids)
        if back:
            self._changed(back)
        return len(back)

    def _checked(self, name: str, query: str) -> tuple[str, str]:
        from reader.domain.rules import MAX_NAME, read_query

        text = text_of(read_query(query))
        return text, clean_line(name, MAX_NAME) or clean_line(text, MAX_NAME)
