"""All rules in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.domain.rules import Rule
from reader.i18n import _, ngettext
from reader.ui.render.ages import day
from reader.ui.render.cells import safe, shorten

from .dialog import Dialog, keys_line

_WIDE = 66


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader wants done with a rule, a word of `BINDINGS`."""

    do: str
    at: int
    """Its place in the list."""


class RuleList(Dialog[Wish]):
    """Ends with what is wanted; it is opened again after it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("a", "want('add')", ""),
        ("e,E", "want('edit')", ""),
        ("space", "want('switch')", ""),
        ("J,ctrl+down", "want('down')", ""),
        ("K,ctrl+up", "want('up')", ""),
        ("X,delete", "want('remove')", ""),
        ("q", "close", ""),
    ]

    def __init__(self, rules: Sequence[Rule], missing: Sequence[Sequence[str]], now: datetime, *, at: int = 0) -> None:
        """`missing`: for each rule the feeds, folders and tags that it names and that are not there."""
        super().__init__()
        self.heading = _("Rules for what arrives")
        self._rules = list(rules)
        self._missing = list(missing)
        self._now = now
        self._at = at

    def compose(self) -> ComposeResult:
        """The rules, or what they are for."""
        with self.panel():
            if self._rules:
                yield OptionList(*(Option(self._line(number)) for number in range(len(self._rules))))
            else:
                text = _("A rule does something with each story that arrives and meets a query: read, star, hide…")
                yield Static(Content(text), classes="said")
            yield keys_line(("a", _("add")), *(self._keys() if self._rules else ()), ("esc", _("close")))

    @staticmethod
    def _keys() -> Sequence[tuple[str, str]]:
        return (("enter", _("change")), ("space", _("on or off")), ("J K", _("move")), ("X", _("remove")))

    def on_mount(self) -> None:
        """Where one was."""
        if self._rules:
            self.query_one(OptionList).highlighted = min(self._at, len(self._rules) - 1)

    def _line(self, number: int) -> Content:
        rule = self._rules[number]
        hits = ngettext("{n} hit", "{n} hits", rule.hits).format(n=f"{rule.hits:,}")
        last = _("last {day}").format(day=day(rule.last_hit, self._now)) if rule.last_hit else ""
        facts = " · ".join(filter(None, (str(rule.actions), hits, last)))
        trouble = rule.trouble
        if names := self._missing[number]:
            gone = _("Nothing is called {names} any more, so it meets less than it says.")
            trouble = gone.format(names=", ".join(f"“{name}”" for name in names))
        parts: list[tuple[str, str]] = [
            ("● " if rule.enabled else "○ ", "$accent" if rule.enabled else "$muted"),
            (shorten(safe(rule.name), _WIDE), "bold $title" if rule.enabled else "$muted"),
        ]
        if rule.name != rule.query:
            parts.append(("\n  " + shorten(safe(rule.query), _WIDE), "$text"))
        parts.append(("\n  " + shorten(safe(facts), _WIDE), "$muted"))
        if trouble:
            parts.append(("\n  " + safe(trouble), "$problem"))
        return Content.assemble(*parts)

    def action_step(self, delta: int) -> None:
        """Move the cursor."""
        if self._rules:
            options = self.query_one(OptionList)
            options.highlighted = max(0, min((options.highlighted or 0) + delta, len(self._rules) - 1))

    def action_want(self, wish: str) -> None:
        """Close and have it done."""
        at = (self.query_one(OptionList).highlighted or 0) if self._rules else 0
        if self._rules or wish == "add":
            self.dismiss(Wish(wish, at))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Wish("edit", event.option_index))
