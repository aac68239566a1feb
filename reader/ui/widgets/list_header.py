"""The line over the headlines: which list, how many unread, how it is sorted."""

from __future__ import annotations

from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.models import Order
from reader.domain.records import dataclass
from reader.i18n import _, ngettext
from reader.ui.render.cells import fit, safe, shorten, width
from reader.ui.render.lines import Line, Look, Piece

from .kept_lines import KeptLines
from .looks import Looked, Looks

_LOOKS = {
    "title": "bold $title",
    "focus": "bold underline $accent",
    "count": "$muted",
    "order": "$muted",
    "new": "bold $ours",
    "filter": "$link",
    "trouble": "bold $problem",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a list leaves out, in words; empty when it is whole."""

    cut: str = ""
    """For want of time, and what looks on."""
    cut_short: str = ""
    """The same in a word or two."""
    first: str = ""
    """How many of its entries it shows."""


class ListHeader(Looked, KeptLines):
    """Title, unread count, news above, filter and order of the list below it.

    Roles: `title`, `focus` (the title while the list has the focus), `count`,
    `order`, `new`, `filter`, `trouble`, `blank`.
    """

    DEFAULT_CSS = """
    ListHeader {
        height: 3;
        background: $background;
        color: $text;
    }
    """

    title: reactive[str] = reactive("")
    """Name of the list: a feed, a folder, a search."""
    unread: reactive[int] = reactive(0)
    stories: reactive[int] = reactive(0)
    """Rows of a list that shows a story in one, 0 for other lists."""
    order: reactive[Order | None] = reactive(Order.NEWEST)
    """None for a list that has an order of its own."""
    unread_only: reactive[bool] = reactive(False)
    filter: reactive[str] = reactive("")
    """What narrows the list, as typed."""
    trouble: reactive[str] = reactive("")
    """What is wrong with the feed that the list is of, in a word or two."""
    bounds: reactive[Bounds] = reactive(Bounds())
    """What the list leaves out."""
    selected: reactive[int] = reactive(0)
    """How many of its entries the next command is meant for."""
    new_above: reactive[int] = reactive(0)
    """Entries that came in above what is visible."""
    focused: reactive[bool] = reactive(False)
    """Whether the list below has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self, _LOOKS)

    def render_line(self, y: int) -> Strip:
        """The second of three lines holds the text."""
        total = self.size.width
        if y != min(1, self.size.height - 1):
            return Strip.blank(total, self._looks.plain())
        columns = max(1, total - 4)
        return self._looks.paint(self._line(columns), left=2, columns=columns, total=total)

    def _line(self, columns: int) -> Line:
        order = self._order(self.order) if self.order is not None and columns >= 30 else ""
        room = columns - (width(order) + 2 if order else 0)
        amiss = self.trouble or self.bounds.cut_short
        if order and amiss and room < width(safe(self.title)) + width(amiss) + 2:
            # What is wrong matters more than the order.
            order, room = "", columns
        usual = self.order is Order.NEWEST and not self.unread_only and self.stories > 0
        if order and usual and room < width(safe(self.title)) + width(self._counted()) + 2 <= columns:
            # The usual order goes unsaid where both counts would not stand beside it.
            order, room = "", columns
        kept = width(self.bounds.cut_short) + 2 if self.bounds.cut_short else 4
        title = shorten(safe(self.title), max(8, room - kept) if room > 12 else room)
        pieces = [Piece(title, Look("focus" if self.focused else "title"))]
        left = room - width(title)
        for role, text in self._notes(left):
            if text and left >= width(text) + 2:
                pieces += [Piece("  ", Look("blank")), Piece(text, Look(role))]
                left -= width(text) + 2
        if order:
            pieces += [Piece(fit("", left + 2), Look("blank")), Piece(order, Look("order"))]
        return Line(tuple(pieces))

    def _notes(self, room: int) -> list[tuple[str, str]]:
        unread = self._unread()
        new = ngettext("↑ {count} new", "↑ {count} new", self.new_above).format(count=self.new_above)
        if self.stories and width(self._counted()) + 2 <= room - (width(new) + 2 if self.new_above else 0):
            unread = self._counted()
        bounds = self.bounds
        chosen = ngettext("{count} selected", "{count} selected", self.selected).format(count=f"{self.selected:,}")
        return [
            ("new", chosen if self.selected else ""),
            ("trouble", bounds.cut if width(bounds.cut) + 2 <= room else bounds.cut_short),
            ("new", new if self.new_above else ""),
            ("trouble", self.trouble),
            ("filter", f"\\{shorten(safe(self.filter), 16)}" if self.filter else ""),
            ("count", bounds.first or unread),
        ]

    def _unread(self) -> str:
        text = ngettext("{count} unread", "{count} unread", self.unread).format(count=self.unread)
        return text if self.unread else ""

    def _counted(self) -> str:
        """Rows, which are stories, and what is unread, which are entries."""
        stories = ngettext("{count} story", "{count} stories", self.stories).format(count=self.stories)
        return f"{stories} · {self._unread()}" if self.unread else stories

    def _order(self, order: Order) -> str:
        names = {
            Order.NEWEST: _("newest"),
            Order.OLDEST: _("oldest"),
            Order.SOURCE: _("by source"),
            Order.BEST: _("best"),
        }
        name = names[order]
        return f"{name} ▾" + (" ●" if self.unread_only else "")
