"""What goes, feed by feed, before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from reader.domain.models import Scope, ScopeKind
from reader.domain.retention import limits_text
from reader.i18n import _, ngettext
from reader.ui.places import Feeds
from reader.ui.render.cells import fit, safe, width

from .dialog import Dialog, keys_line

if TYPE_CHECKING:
    from reader.library.retention_part import RetentionPlan

_NAMED = 12
"""Feeds that are named, those that lose most first."""
_WIDE, _NARROW = 28, 8
"""Cells of a feed's name, where there is room and where there is little."""
_AROUND = 10
"""Cells beside a line of a dialog that is as wide as the screen lets it be."""


class LookOver(Dialog[bool]):
    """True when it may go."""

    BINDINGS: ClassVar[list[BindingType]] = [("y", "yes", ""), ("n,q", "close", "")]

    def __init__(self, plan: RetentionPlan, feeds: Feeds) -> None:
        super().__init__()
        self.heading = _("What is beyond the limits")
        self._plan = plan
        self._feeds = feeds

    def compose(self) -> ComposeResult:
        """A sentence, the feeds, and the keys."""
        plan = self._plan
        with self.panel():
            yield Static(Content(safe(sentence(plan))), classes="said")
            if plan.feeds:
                yield Static(table(plan, self._feeds, self.app.size.width - _AROUND))
            yield keys_line(("y", _("remove them") if plan.going else _("agree")), ("esc", _("leave it")))

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)


def sentence(plan: RetentionPlan) -> str:
    """What happens with the reader's word."""
    if not plan.going:
        return _("Nothing is beyond the limits now. If you agree, what comes to be beyond them goes by itself.")
    count = ngettext("{n} story goes for good", "{n} stories go for good", plan.going).format(n=plan.going)
    later = _("and from now on what comes to be beyond the limits goes by itself.")
    stays = _("Starred, tagged, queued and kept stories stay, and those that you marked unread.")
    return f"{count}, {later} {stays}"


def table(plan: RetentionPlan, feeds: Feeds, columns: int) -> Content:
    """How many go of each feed, and how many stay that are beyond its limits, in lines of `columns` cells if names that
    are cut short allow that."""
    shown = sorted(plan.feeds, key=lambda one: -len(one.ids))
    parts: list[Content | str | tuple[str, str]] = []
    going = [f"{len(one.ids):,}" for one in shown[:_NAMED]]
    room = max(map(width, going))
    limits = [" · ".join(filter(None, (limits_text(one.limits), _staying(one.kept)))) for one in shown[:_NAMED]]
    wide = max(_NARROW, min(_WIDE, columns - room - 4 - max(map(width, limits))))
    for one, number, text in zip(shown, going, limits, strict=False):
        name = feeds.name(Scope(ScopeKind.FEED, one.feed_id))
        parts += [
            "\n" if parts else "",
            (number.rjust(room), "bold $title"),
            ("  " + fit(safe(name), wide), "$text"),
            (f"  {text}", "$muted"),
        ]
    more = len(shown) - _NAMED
    if more > 0:
        text = ngettext("and {n} more feed", "and {n} more feeds", more).format(n=more)
        parts += ["\n", (" " * (room + 2) + text, "$muted")]
    return Content.assemble(*parts)


def _staying(count: int) -> str:
    return ngettext("{n} stays", "{n} stay", count).format(n=count) if count else ""
