"""The command palette, filled from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.fuzzy import FuzzySearch
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from reader.domain.blocks import BOLD, UNDERLINE
from reader.domain.records import dataclass
from reader.domain.text import fold
from reader.i18n import _
from reader.ui.commands import COMMANDS, Command, Group
from reader.ui.keys import Keymap
from reader.ui.ports import RunsCommands
from reader.ui.render.cells import fit, shorten, width
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.strips import Overlay
from reader.ui.widgets.line_view import LineView
from reader.ui.widgets.looks import Looks

from .dialog import KeptDialog, keys_line

_BEGUN = 1000.0
"""Added where words begin as typed: more than any score of letters that only stand in the title one after another."""
_FIRST = (Group.FEEDS, Group.PROGRAM, Group.LIST, Group.STORY, Group.READ, Group.FOLLOW, Group.MOVE)
"""Whoever opens the palette looks for what has no key, or a key that is not known yet."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A command that was found."""

    command: Command
    title: str
    letters: Sequence[int] = ()
    """Where the letters that were typed stand in its title."""


def found(typed: str) -> list[Hit]:
    """The commands whose title has the letters of `typed` one after another, and those that are called so otherwise
    (accents may be left out), the best first; all of them, by groups, where nothing is typed."""
    listed = [command for command in COMMANDS if command.in_palette]
    if not typed.strip():
        listed.sort(key=lambda command: _FIRST.index(command.group))
        return [Hit(command, _(command.title)) for command in listed]
    words, search = fold(typed).split(), FuzzySearch()
    hits: list[tuple[float, Hit]] = []
    for command in listed:
        title = _(command.title)
        score, letters = search.match(typed.strip(), title)
        score = score or (0.5 if words and command.is_called(words) else 0.0)
        if words and command.is_begun_by(words):
            score += _BEGUN
        if score > 0:
            hits.append((score, Hit(command, title, letters)))
    hits.sort(key=lambda scored: -scored[0])
    return [hit for _score, hit in hits]


class CommandLines(LineView, can_focus=False):
    """The commands, one on each line, with a cursor.

    Roles: `text`, `key`, `none` (nothing was found), `bar`, `cursor`.
    """

    DEFAULT_CSS = """
    CommandLines {
        height: 1fr;
        margin-top: 1;
        background: $pane;
        color: $text;
        scrollbar-background: $pane;
    }
    """

    @dataclass
    class Chosen(Message):
        """A command is to be run."""

        name: str

    def __init__(self, keys_of: Callable[[str], tuple[str, ...]]) -> None:
        """`keys_of` gives the keys of a command by its name."""
        super().__init__()
        self._looks = Looks(
            self, {"key": "$accent", "none": "$muted", "bar": "$accent", "cursor": "bold $title on $selection"}
        )
        self._keys_of = keys_of
        self.hits: list[Hit] = []
        """What is listed."""
        self._at = 0

    def show(self, hits: Sequence[Hit]) -> None:
        """List these, with the cursor on the first."""
        self.hits, self._at = list(hits), 0
        self.virtual_size = Size(self.line_width, len(self.hits))
        self.jump(0)
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor; from the last line to the first one, and back, by single steps."""
        if not self.hits:
            return
        at = self._at + step
        self._at = at % len(self.hits) if abs(step) == 1 else max(0, min(at, len(self.hits) - 1))
        top, height = self.scroll_offset.y, self.size.height
        self.jump(max(min(top, self._at), self._at - height + 1))
        self.refresh()

    def choose(self) -> None:
        """The command under the cursor."""
        if self.hits:
            self.post_message(self.Chosen(self.hits[self._at].command.name))

    def on_click(self, event: events.Click) -> None:
        """A click runs a command."""
        event.stop()
        at = self.scroll_offset.y + event.y
        if at < len(self.hits):
            self._at = at
            self.choose()

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        total, number = self.line_width, self.scroll_offset.y + y
        columns = max(1, total - 3)
        overlays: list[Overlay] = []
        line = Line()
        states = ("cursor",) if self.hits and number == self._at else ()
        if number < len(self.hits):
            line, overlays = self._line(self.hits[number], columns, states)
        elif not self.hits and not y:
            line = Line((Piece(shorten(_("No command and no key is called that."), columns), Look("none")),))
        line = Line(line.pieces, (Piece("▌ " if states else "  ", Look("bar")),))
        return self._looks.paint(line, *states, columns=total, total=total, overlays=overlays)

    def _line(self, hit: Hit, columns: int, states: Sequence[str]) -> tuple[Line, list[Overlay]]:
        keys = "  ".join(self._keys_of(hit.command.name)[:2])
        title = shorten(hit.title, max(10, columns - width(keys) - 2))
        room = max(0, columns - width(keys))
        letter = self._looks.style(Look("key", BOLD | UNDERLINE), *states)
        overlays = [Overlay(at, at + 1, letter) for at in hit.letters if at < len(title)]
        return Line((Piece(fit(title, room), Look("text")), Piece(keys, Look("key")))), overlays


class Palette(KeptDialog):
    """Type what is to be done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "step(1)", ""),
        ("up,ctrl+p", "step(-1)", ""),
        ("pagedown", "step(10)", ""),
        ("pageup", "step(-10)", ""),
    ]
    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > .panel { width: 84; height: 90%; max-height: 30; margin-top: 1; }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The field and the commands."""
        with self.panel():
            yield Input(placeholder=_("What do you want to do?"))
            yield CommandLines(self._keymap.keys_of)
            yield keys_line(("↑ ↓", _("move")), ("enter", _("choose")), ("esc", _("leave it")))

    def on_mount(self) -> None:
        """All of them."""
        self.begin()

    def begin(self) -> None:
        """All of them, from the first."""
        self.query_one(CommandLines).show(found(""))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.query_one(CommandLines).show(found(event.value))

    def action_step(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(CommandLines).move(step)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(CommandLines).choose()

    @on(CommandLines.Chosen)
    def _chosen(self, event: CommandLines.Chosen) -> None:
        if self.is_active:
            below = self.app.screen_stack[-2]
            assert isinstance(below, RunsCommands)
            self.dismiss(None)
            below.call_later(below.run_command, event.name)
