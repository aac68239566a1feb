"""`?`: every key, searchable."""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from reader.domain.text import fold
from reader.i18n import _
from reader.ui.commands import COMMANDS, PANE_TITLES, PANES, Command, Group
from reader.ui.keys import Keymap
from reader.ui.render.breaks import wrap
from reader.ui.render.cells import fit
from reader.ui.render.lines import BLANK, Line, Look, Piece, flow
from reader.ui.widgets.flowing import Flowing

from .dialog import KeptDialog, keys_line


class Help(KeptDialog):
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
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self.heading = _("Keys")
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The field and the table."""
        with self.panel():
            yield Input(placeholder=_("search keys and commands"))
            yield Flowing(lambda columns: help_lines(self._keymap, self._typed, max(12, columns)))
            yield keys_line(("↑ ↓", _("scroll")), ("f1", _("how to search")), ("esc", _("close")))

    def begin(self) -> None:
        """From the first line."""
        self.query_one(Flowing).jump(0)

    @on(Input.Changed)
    def _search(self) -> None:
        self.query_one(Flowing).renew()

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value

    def action_how_to_search(self) -> None:
        """The page on the query language."""
        from .query_help import QueryHelp

        self.app.push_screen(QueryHelp())

    def action_scroll(self, lines: int) -> None:
        """Scroll the table."""
        self.query_one(Flowing).scroll_relative(y=lines, animate=False)


def help_lines(keymap: Keymap, search: str, columns: int = 80) -> list[Line]:
    """The commands that match `search` (in their title, name or keys), under their groups, in lines of `columns` cells:
    keys on the left, and what they do beside them, its second line under the first."""
    words = fold(search).split()
    room = min(18, columns * 2 // 5)
    lines: list[Line] = []
    for group in Group:
        rows = [command for command in COMMANDS if command.group == group and _matches(command, keymap, search, words)]
        if rows:
            lines += [*([BLANK] if lines else ()), Line((Piece(_(str(group)), Look("heading")),))]
        for command in rows:
            shown = keymap.span("follow") if command.name == "follow" else "  ".join(keymap.keys_of(command.name))
            keys = _wrapped(shown or "–", room - 3)
            does = _wrapped(_(command.title), columns - room)
            titles = len(does)
            if command.panes != PANES:
                note = _("in {panes}").format(panes=", ".join(_(PANE_TITLES[pane]) for pane in command.panes))
                does += _wrapped(note, columns - room)
            for number, (key, text) in enumerate(zip_longest(keys, does, fillvalue="")):
                look = Look("text" if number < titles else "note")
                lines.append(Line((Piece("  " + fit(key, room - 2), Look("key")), Piece(text, look))))
    return lines or flow([Piece(_("No command and no key is called that."), Look("note"))], columns)


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
