"""`?`: every key, searchable."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from reader.domain.text import fold
from reader.i18n import _
from reader.ui.commands import COMMANDS, PANE_TITLES, PANES, Command, Group
from reader.ui.keys import Keymap
from reader.ui.render.breaks import wrap
from reader.ui.render.cells import fit
from reader.ui.widgets.flowing import Flowing

from .dialog import Dialog, keys_line


class Help(Dialog[None]):
    """The table of commands with the keys that are in force."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("f1", "how_to_search", ""),
        ("down", "scroll(1)", ""),
        ("up", "scroll(-1)", ""),
        ("pagedown", "scroll(12)", ""),
        ("pageup", "scroll(-12)", ""),
    ]
    DEFAULT_CSS = """
    Help > .panel { width: 92; height: 90%; }
    Help VerticalScroll {
        height: 1fr;
        margin-top: 1;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-background: $pane;
        background: $pane;
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self.heading = _("Keys")
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The field and the table."""
        with self.panel():
            yield Input(placeholder=_("search keys and commands"))
            with VerticalScroll(can_focus=False):
                yield Flowing(lambda columns: help_text(self._keymap, self._typed, max(12, columns)))
            yield keys_line(("↑ ↓", _("scroll")), ("f1", _("how to search")), ("esc", _("close")))

    @on(Input.Changed)
    def _search(self) -> None:
        self.query_one(Flowing).renew()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value

    def action_how_to_search(self) -> None:
        """The page on the query language."""
        from .query_help import QueryHelp

        self.app.push_screen(QueryHelp())

    def action_scroll(self, lines: int) -> None:
        """Scroll the table."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(keymap: Keymap, search: str, columns: int = 80) -> Content:
    """The commands that match `search` (in their title, name or keys), under their groups, in lines of `columns` cells:
    keys on the left, and what they do beside them, its second line under the first."""
    words = fold(search).split()
    room = min(18, columns * 2 // 5)
    parts: list[Content | str | tuple[str, str]] = []
    for group in Group:
        rows = [command for command in COMMANDS if command.group == group and _matches(command, keymap, search, words)]
        if rows:
            parts += ["\n" if parts else "", (_(str(group)) + "\n", "bold $title")]
        for command in rows:
            shown = keymap.span("follow") if command.name == "follow" else "  ".join(keymap.keys_of(command.name))
            keys = _wrapped(shown or "–", room - 3)
            does = _wrapped(_(command.title), columns - room)
            titles = len(does)
            if command.panes != PANES:
                note = _("in {panes}").format(panes=", ".join(_(PANE_TITLES[pane]) for pane in command.panes))
                does += _wrapped(note, columns - room)
            for number in range(max(len(keys), len(does))):
                key, text = (lines[number] if number < len(lines) else "" for lines in (keys, does))
                look = "$text" if number < titles else "$muted"
                parts += [("  " + fit(key, room - 2), "$accent"), (text, look), "\n"]
    return Content.assemble(*parts) if parts else Content.styled(_("No command and no key is called that."), "$muted")


def _wrapped(text: str, columns: int) -> list[str]:
    return [text[start:end].strip() for start, end in wrap(text, max(1, columns))]


def _matches(command: Command, keymap: Keymap, search: str, words: list[str]) -> bool:
    keys = keymap.keys_of(command.name)
    typed = search.strip()
    if typed in keys:
        return True
    if len(typed) == 1:
        # One letter stands in most titles; it means the key, or the first of two.
        return any(len(key) == 2 and key[0] == typed for key in keys)
    return command.is_called(words)
