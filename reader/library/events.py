"""What the library tells besides the engine's events, and what its longer methods answer."""

from __future__ import annotations

from typing import TypeAlias

from reader.domain.records import dataclass
from reader.engine.protocol import AnyEvent
from reader.store.values import Coverage, Undone

__all__ = ["Coverage", "Event", "ImportReport", "StateChanged", "Undone"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The reader changed something here: what shows it must be read again."""

    entry_ids: tuple[int, ...] | None = ()
    """Entries whose state changed; None where they are too many to be named."""
    feeds: bool = False
    """True when subscriptions or folders changed."""
    elsewhere: bool = False
    """True when the store was written to, perhaps by another process: any entry may be another than it was."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of subscriptions did."""

    added: int = 0
    existed: int = 0
    refused: tuple[str, ...] = ()
    """A sentence for each line that was not taken over, up to a hundred of them."""
    lines_refused: int = 0
    damage: tuple[str, ...] = ()
    """A sentence for what is wrong with the file as a whole."""


Event: TypeAlias = AnyEvent | StateChanged
