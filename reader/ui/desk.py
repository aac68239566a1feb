"""What the main screen holds in its hands: the place, the list, the story, the trail. No widgets here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from reader.config import Config
from reader.domain.clock import Clock
from reader.domain.front import Span
from reader.domain.models import Article, EntryRow, ListQuery, RelatedGroup, RelatedLink
from reader.domain.records import dataclass
from reader.ui.layout import Sizes
from reader.ui.places import Feeds
from reader.ui.trail import Trail

if TYPE_CHECKING:
    from reader.library import Library

_ROWS_KEPT = 1000


@dataclass
class Desk:
    """The state of the main screen."""

    library: Library
    config: Config
    clock: Clock
    memory: Mapping[str, object] | None = None
    """What the library remembered of the interface when the program began; None where it was not asked."""
    feeds: Feeds = field(default_factory=Feeds)
    feeds_known: bool = False
    """False until `feeds` was read for the first time: only then can be said why a list is empty."""
    greeted: bool = False
    """False until it is known whether the samples were to be offered."""
    query: ListQuery = field(default_factory=ListQuery)
    """What the headlines show."""
    span: Span = Span.TODAY
    """Of which time the front page tells."""
    before_search: ListQuery | None = None
    """Where Esc leads from a search."""
    last_here: datetime | None = None
    """The end of the reader's visit before this one, None for the first."""
    before_search_at: int = 0
    """The entry that one stood on there."""
    missing: tuple[str, ...] = ()
    """What the saved search that is shown asks for and that is not there."""
    orders: dict[str, str] = field(default_factory=dict)
    """Order by place, where the reader chose one."""
    folds: dict[str, bool] = field(default_factory=dict)
    """Whether stories fold, by place, where the reader chose."""
    unread_only: bool = False
    sizes: Sizes = field(default_factory=Sizes)
    trail: Trail = field(default_factory=Trail)
    row: EntryRow | None = None
    """The story in the article pane; its id is 0 while a page is being fetched."""
    article: Article | None = None
    """Its text, None until it has come."""
    groups: tuple[RelatedGroup, ...] = ()
    preview: bool = False
    """True while the story only shows because the cursor stands on its headline."""
    pointed_at: EntryRow | None = None
    """The story under the cursor of the coverage that is shown over the panes, None when none is."""
    generation: int = 0
    """Counts the stories shown; an answer for an older one is dropped."""
    jobs: dict[int, str] = field(default_factory=dict)
    """Jobs that Esc cancels, by number, with what they are."""
    stop: threading.Event | None = None
    """Set by Esc to stop an import that runs."""
    _rows: OrderedDict[int, EntryRow] = field(default_factory=OrderedDict)

    async def load_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """Rows from the library, remembered so that a title can be painted before anything is asked again."""
        rows = await self.library.rows(ids)
        self.keep_rows(rows)
        return rows

    def keep_rows(self, rows: Iterable[EntryRow]) -> None:
        """Rows that came with a list."""
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
        while len(self._rows) > _ROWS_KEPT:
            self._rows.popitem(last=False)

    def known_row(self, entry_id: int) -> EntryRow | None:
        """The row of an entry if it was loaded lately."""
        return self._rows.get(entry_id)

    def keep_row(self, row: EntryRow) -> None:
        """A row that has changed, or that came another way."""
        if row.id:
            self._rows[row.id] = row

    def related_links(self) -> list[RelatedLink]:
        """The related lines in the order in which they are numbered."""
        return [link for group in self.groups for link in group.links]

    @property
    def now_reading(self) -> int:
        """The entry in the article pane, 0 when there is none."""
        return self.row.id if self.row else 0


def row_of_link(link: RelatedLink, clock: Clock) -> EntryRow:
    """A row to show at once for a related line whose entry was not read yet (or is none yet: id 0)."""
    return EntryRow(
        link.entry_id,
        0,
        link.title,
        link.url,
        link.source,
        link.teaser,
        link.published or clock(),
        link.published,
        image_url=link.image_url,
        mark=link.mark,
        read=link.read,
    )
