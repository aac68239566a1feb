"""`?`: every key, searchable."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from reader.domain.text import fold
from reader.i18n import _
from reader.ui.commands import COMMANDS, PANE_TITLES, PANES, Command, Group
from reader.ui.keys import Keymap
from reader.ui.render.cells import fit, width

from .dialog import Dialog, keys_line


class Help(Dialog[None]):
    """The table of commands with the keys that are in force."""

    BINDINGS: ClassVar[list[BindingType]] = [
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
                yield Static(help_text(self._keymap, ""), id="table")
            yield keys_line(("↑ ↓", _("scroll")), ("esc", _("close")))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.query_one("#table", Static).update(help_text(self._keymap, event.value))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll the table."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(keymap: Keymap, search: str) -> Content:
    """The commands that match `search` (in their title, name or keys), under their groups."""
    words = fold(search).split()
    parts: list[Content | str | tuple[str, str]] = []
    room = 18
    for group in Group:
        rows = [command for command in COMMANDS if command.group == group and _matches(command, keymap, search, words)]
        if not rows:
            continue
        parts += ["\n" if parts else "", (_(str(group)) + "\n", "bold $title")]
        for command in rows:
            keys = "  ".join(keymap.keys_of(command.name)) or "–"
            if command.name == "follow" and len(keymap.keys_of(command.name)) > 1:
                keys = f"{keymap.keys_of('follow')[0]}–{keymap.keys_of('follow')[-1]}"
            shown = fit(keys, room) if width(keys) <= room else keys + "  "
            parts += [("  " + shown, "$accent"), (_(command.title), "$text")]
            if command.panes != PANES:
                panes = ", ".join(_(PANE_TITLES[pane]) for pane in command.panes)
                parts.append(("  " + _("in {panes}").format(panes=panes), "$muted"))
            parts.append("\n")
    return Content.assemble(*parts) if parts else Content.styled(_("No command and no key is called that."), "$muted")


def _matches(command: Command, keymap: Keymap, search: str, words: list[str]) -> bool:
    keys = keymap.keys_of(command.name)
    if search.strip() in keys:
        return True
    text = fold(f"{_(command.title)} {command.title} {command.name} {_(str(command.group))}")
    return all(word in text for word in words)
