"""All rules in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.domain.errors import QueryError, ReaderError
from reader.domain.rules import Rule
from reader.i18n import _, ngettext
from reader.ui.render.ages import day
from reader.ui.render.breaks import wrap
from reader.ui.render.cells import safe, shorten

from .dialog import Dialog, keys_line

if TYPE_CHECKING:
    from reader.library import Library

_WIDE = 62
_AROUND = 14
"""Cells of a row that the panel and the list have for themselves."""


class RuleList(Dialog[None]):
    """The rules, changed in place: keys that come fast are each meant for the rule that is then under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("a", "want('add')", ""),
        ("e,E", "want('edit')", ""),
        ("space", "want('switch')", ""),
        ("J,ctrl+down", "want('down')", ""),
        ("K,ctrl+up", "want('up')", ""),
        ("X,delete", "want('remove')", ""),
        ("u,ctrl+z", "want('undo')", ""),
        ("q", "close", ""),
    ]
    DEFAULT_CSS = """
    RuleList .told { color: $muted; height: auto; margin-top: 1; }
    """

    def __init__(self, library: Library, edit: Callable[[Rule | None], Awaitable[str]], now: datetime) -> None:
        """`edit` opens the editor for a rule, or for a new one, and returns what is to be told."""
        super().__init__()
        self.heading = _("Rules for what arrives")
        self._library = library
        self._edit = edit
        self._now = now
        self._rules: list[Rule] = []
        self._missing: dict[str, tuple[str, ...]] = {}
        """By query what it names and is not there, looked for once."""
        self._changes = 0
        """Changes made here, which are those that can be taken back here."""
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The rules, or what they are for."""
        with self.panel():
            yield Static(classes="said", markup=False)
            yield OptionList()
            yield Static(classes="told", markup=False)
            add, close = ("a", _("add")), ("esc", _("close"))
            change = (("enter", _("change")), ("space", _("on or off")), ("J K", _("move")), ("X", _("remove")))
            yield keys_line(add, close).add_class("-of-none")
            yield keys_line(add, *change, close).add_class("-of-some")

    def on_mount(self) -> None:
        """Show what there is."""
        for name in (".said", "OptionList", ".told", ".-of-some"):
            self.query_one(name).display = False
        self._begin("show")

    def on_resize(self, _event: events.Resize) -> None:
        """Another width."""
        self._list()

    def _begin(self, wish: str) -> None:
        self.work(self._do, wish, group="rules")

    def failed(self, error: BaseException) -> None:
        """What was wanted came to an end that nobody expected."""
        self._tell(self.explain(error))

    async def _do(self, wish: str) -> None:
        """What is wanted, one thing after the other."""
        async with self._turn:
            told = ""
            try:
                told = await self._change(wish)
                await self._read()
            except ReaderError as error:
                told = str(error)
            self._list()
            self._tell(told)

    def _tell(self, sentence: str) -> None:
        line = self.query_one(".told", Static)
        line.update(Content(safe(sentence)))
        line.display = bool(sentence)

    async def _read(self) -> None:
        self._rules = await self._library.rules()
        for rule in self._rules:
            if rule.query not in self._missing:
                self._missing[rule.query] = await self._gone(rule)

    async def _change(self, wish: str) -> str:
        """Change what is wanted, which is a word of `BINDINGS`; returns what is to be told."""
        if wish == "add":
            told = await self._edit(None)
            self._changes += bool(told)
            return told
        if wish == "undo":
            return await self._undo()
        options = self.query_one(OptionList)
        at = options.highlighted
        if wish == "show" or at is None:
            return ""
        rule, told = self._rules[at], ""
        match wish:
            case "edit":
                if not (told := await self._edit(rule)):
                    return ""
            case "switch":
                await self._library.enable_rule(rule, not rule.enabled)
            case "remove":
                await self._library.remove_rule(rule)
                told = _("Removed: {title}. {key} brings it back.").format(title=rule.name, key="u")
            case "up" | "down":
                step = 1 if wish == "down" else -1
                if not await self._library.move_rule(rule, step):
                    return ""
                options.highlighted = at + step
        self._changes += 1
        return told

    async def _undo(self) -> str:
        if not self._changes or not (undone := await self._library.undo()):
            return _("Nothing was changed here that could be undone.")
        self._changes -= 1
        return _("Undone: {what}").format(what=undone.label)

    async def _gone(self, rule: Rule) -> tuple[str, ...]:
        """The feeds, folders and tags that a rule names and that are not there."""
        try:
            return await self._library.missing_of(rule)
        except QueryError:
            return ()

    def _list(self) -> None:
        """Show the rules; the cursor stays at its place."""
        options, said = self.query_one(OptionList), self.query_one(".said", Static)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options(Option(self._line(number)) for number in range(len(self._rules)))
        options.display, said.display = bool(self._rules), not self._rules
        self.query_one(".-of-some").display, self.query_one(".-of-none").display = options.display, said.display
        if self._rules:
            options.highlighted = min(at, len(self._rules) - 1)
            options.focus()
        else:
            text = _("A rule does something with each story that arrives and meets a query: read, star, hide…")
            said.update(Content(text))
            self.set_focus(None)

    def _line(self, number: int) -> Content:
        rule, room = self._rules[number], min(_WIDE, max(12, self.size.width - _AROUND))
        hits = ngettext("{n} hit", "{n} hits", rule.hits).format(n=f"{rule.hits:,}")
        last = _("last {day}").format(day=day(rule.last_hit, self._now)) if rule.last_hit else ""
        off = "" if rule.enabled else _("off")
        facts = " · ".join(filter(None, (off, str(rule.actions), hits, last)))
        parts: list[tuple[str, str]] = [
            ("● " if rule.enabled else "○ ", "$accent" if rule.enabled else "$muted"),
            (shorten(safe(rule.name), room), "bold $title" if rule.enabled else "$muted"),
        ]
        if rule.name != rule.query:
            parts.append(("\n  " + shorten(safe(rule.query), room), "$text"))
        parts.append(("\n  " + shorten(safe(facts), room), "$muted"))
        if trouble := _trouble(rule, self._missing[rule.query]):
            text = safe(trouble)
            parts += [("\n  " + text[start:end].strip(), "$problem") for start, end in wrap(text, room)]
        return Content.assemble(*parts)

    def action_step(self, delta: int) -> None:
        """Move the cursor."""
        if self._rules:
            options = self.query_one(OptionList)
            options.highlighted = max(0, min((options.highlighted or 0) + delta, len(self._rules) - 1))

    def action_want(self, wish: str) -> None:
        """Have it done."""
        self._begin(wish)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self._begin("edit")


def _trouble(rule: Rule, missing: Sequence[str]) -> str:
    """What is amiss with a rule, a sentence."""
    if not missing:
        return rule.trouble
    gone = _("Nothing is called {names} any more, so it meets less than it says.")
    return gone.format(names=", ".join(f"“{name}”" for name in missing))
