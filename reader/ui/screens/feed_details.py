"""Everything known about one feed, its health first."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from reader.domain.models import Scope, ScopeKind, Subscription
from reader.domain.period import interval_text
from reader.domain.retention import Limits, limits_text
from reader.i18n import _, ngettext
from reader.ui.places import Feeds
from reader.ui.render.ages import moment
from reader.ui.render.cells import fit, safe, width

from .dialog import Dialog, keys_line


class FeedDetails(Dialog[str]):
    """Ends with what the user wants done, a word of `BINDINGS`, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "want('refresh')", ""),
        ("p,P", "want('pause')", ""),
        ("x", "want('full-text')", ""),
        ("k", "want('keep-newest')", ""),
        ("t", "want('limits')", ""),
        ("s", "want('prefer')", ""),
        ("m", "want('interval')", ""),
        ("q,i,enter", "close", ""),
    ]

    def __init__(self, feed: Subscription, feeds: Feeds, now: datetime) -> None:
        super().__init__()
        self.heading = feed.title
        self._feed = feed
        self._feeds = feeds
        self._now = now

    def compose(self) -> ComposeResult:
        """A table, and the keys."""
        with self.panel():
            yield Static(details(self._feed, self._feeds, self._now))
            yield keys_line(
                ("r", _("refresh now")),
                ("p", _("ask it again") if self._feed.health.disabled else _("pause it")),
                ("x", _("feed's own text") if self._feed.full_text else _("always full text")),
                ("k", _("keep the newest")),
                ("t", _("how long it keeps stories")),
                ("m", _("how often it is asked")),
                ("s", _("prefer it no longer") if self._feed.preferred else _("prefer this source")),
                ("esc", _("close")),
            )

    def action_want(self, wish: str) -> None:
        """Close and have it done."""
        self.dismiss(wish)


def details(feed: Subscription, feeds: Feeds, now: datetime) -> Content:
    """The table as text: labels dim, trouble first."""
    health = feed.health
    rows: list[tuple[str, str, str]] = []
    state, style = _state(feed)
    rows.append((_("State"), state, style))
    if health.error:
        failures = ngettext("{count} failure in a row", "{count} failures in a row", health.failures)
        rows.append((_("Last error"), f"{health.error} ({failures.format(count=health.failures)})", "$problem"))
    rows += [
        (_("Note"), health.warning, ""),
        (_("Last success"), _when(health.last_success, now), ""),
        (_("Last attempt"), _when(health.last_attempt, now), ""),
        (_("Next try"), _("none") if health.disabled or health.gone else _when(health.next_due, now), ""),
        ("", "", ""),
        (_("Address"), feed.shown_url, ""),
        (_("Site"), feed.site_url, ""),
        (_("Own name"), feed.own_title, ""),
        (_("Feed's name"), feed.feed_title if feed.own_title else "", ""),
        (_("About"), feed.description, ""),
        (_("Folder"), " › ".join(feeds.path(Scope(ScopeKind.FEED, feed.id))[:-1]), ""),
        (_("Source"), feed.adapter + (" · " + _("sample") if feed.sample else ""), ""),
        (_("Unread"), str(feeds.counts.unread.get(feed.id, 0)), ""),
        (_("Interval"), interval_text(feed.interval) or _("left to the schedule"), ""),
        (_("Text"), _("always the full text of the page") if feed.full_text else _("the feed's own"), ""),
        (_("Kept"), _kept(feed.keep_full), ""),
        (_("Stories"), _stories(feed.keep_days, feed.keep_count), ""),
        (_("Preferred"), _("leads the stories that it carries") if feed.preferred else "", ""),
    ]
    room = max(width(label) for label, _value, _style in rows) + 2
    parts: list[Content | str | tuple[str, str]] = []
    for label, value, look in rows:
        if label and not value:
            continue
        parts += ["\n" if parts else "", (fit(label, room), "$muted"), (safe(value), look or "$text")]
    return Content.assemble(*parts)


def _state(feed: Subscription) -> tuple[str, str]:
    if feed.health.gone:
        return "✕ " + _("gone for good, no longer asked"), "bold $problem"
    if feed.health.disabled:
        return "‖ " + _("paused"), "bold $muted"
    if feed.health.error:
        return "! " + _("in trouble, tried again by itself"), "bold $problem"
    if feed.health.last_success is None:
        return "○ " + _("not fetched yet"), "$muted"
    return "● " + _("well"), "bold $good"


def _when(when: datetime | None, now: datetime) -> str:
    if when is None:
        return _("never")
    minutes = round((when - now).total_seconds() / 60)
    shown = moment(when, now)
    if abs(minutes) < 1:
        return f"{shown}  ({_('now')})"
    size = abs(minutes)
    if size < 120:
        text = ngettext("{n} minute", "{n} minutes", size).format(n=size)
    elif size < 2880:
        text = ngettext("{n} hour", "{n} hours", size // 60).format(n=size // 60)
    else:
        text = ngettext("{n} day", "{n} days", size // 1440).format(n=size // 1440)
    text = _("in {time}").format(time=text) if minutes > 0 else _("{time} ago").format(time=text)
    return f"{shown}  ({text})"


def _kept(newest: int) -> str:
    if not newest:
        return _("nothing by itself")
    return ngettext("the newest story with full text", "the newest {n} with full text", newest).format(n=newest)


def _stories(days: int, count: int) -> str:
    if days < 0 and count < 0:
        return _("kept as the configuration says")
    return _("kept: {what}").format(what=limits_text(Limits(max(days, 0), max(count, 0))))
