"""The trail: which stories were opened one after the other, and where each was scrolled to."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TypeAlias

from reader.domain.models import EntryRow
from reader.domain.records import dataclass

Scroll: TypeAlias = tuple[int, float]
Unfolded: TypeAlias = frozenset[tuple[str, int]]
LONGEST = 200
"""Steps kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Through:
    """The coverage from which a story was opened, and the place in it."""

    entry_id: int
    """The entry whose coverage it is."""
    at: int
    """The entry under the cursor."""
    unfolded: Unfolded


@dataclass(frozen=True, slots=True)
class Step:
    """One story on the trail."""

    row: EntryRow
    followed: bool = False
    """True when it was reached from the story before, by a link."""
    scroll: Scroll | None = None
    """The article pane's place in the text."""
    through: Through | None = None
    """Set when it was reached by way of a coverage, to which the way back leads."""


@dataclass(slots=True)
class Trail:
    """Where the reader has been, with a place in it like a browser's history."""

    steps: list[Step] = field(default_factory=list)
    at: int = -1
    """Index of the story on screen, -1 when there is none."""

    @property
    def current(self) -> Step | None:
        """The story on screen."""
        return self.steps[self.at] if self.at >= 0 else None

    def visit(self, row: EntryRow, *, followed: bool, through: Through | None = None) -> None:
        """Go on to `row`; what lay ahead is forgotten."""
        if (current := self.current) and current.row.id == row.id and row.id:
            return
        del self.steps[self.at + 1 :]
        self.steps.append(Step(row, followed, through=through))
        del self.steps[: max(0, len(self.steps) - LONGEST)]
        self.at = len(self.steps) - 1

    def replace(self, row: EntryRow) -> None:
        """The story on screen turned out to be `row`: a page that was fetched has become an entry."""
        if current := self.current:
            self.steps[self.at] = replace(current, row=row)

    def leave(self, scroll: Scroll) -> None:
        """Remember the place in the story on screen."""
        if current := self.current:
            self.steps[self.at] = replace(current, scroll=scroll)

    def move(self, delta: int) -> Step | None:
        """Go `delta` steps (negative: back) and return where that leads; None when there is no such step."""
        if not 0 <= self.at + delta < len(self.steps):
            return None
        self.at += delta
        return self.steps[self.at]

    def breadcrumb(self) -> tuple[str, ...]:
        """Titles of the stories followed to get here, the first one first; empty when none was."""
        titles: list[str] = []
        for step in reversed(self.steps[: self.at + 1]):
            titles.append(step.row.title)
            if not step.followed:
                break
        return tuple(reversed(titles)) if len(titles) > 1 else ()
