"""The line above the bottom line in which a search, a filter or a word to find is typed."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from reader.domain.records import dataclass
from reader.i18n import N_, _


class Asking(StrEnum):
    """What the line is typed for."""

    SEARCH = "search"
    FILTER = "filter"
    FIND = "find"


_LABELS = {
    Asking.SEARCH: ("/", N_("search everything")),
    Asking.FILTER: ("\\", N_("narrow this list")),
    Asking.FIND: ("⌕", N_("find in the article")),
}


class PromptLine(Horizontal):
    """A label and a field; hidden while nothing is asked."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", ""), ("tab", "switch", ""), ("f1", "help", "")]
    DEFAULT_CSS = """
    PromptLine {
        height: 1;
        background: $selection;
        display: none;
        &.-asking { display: block; }
        & > Static { width: auto; color: $accent; text-style: bold; padding: 0 1 0 2; }
        & > .note { max-width: 70%; color: $muted; text-style: none; padding: 0 2 0 1; }
        & > .note.-problem { color: $problem; }
        & > Input, & > Input:focus {
            border: none;
            height: 1;
            padding: 0;
            width: 1fr;
            min-width: 12;
            background: $selection;
            color: $title;
            background-tint: $selection 0%;
        }
    }
    """

    @dataclass
    class Changed(Message):
        """The text is being typed."""

        asking: Asking
        text: str

    @dataclass
    class Submitted(Message):
        """The text is done."""

        asking: Asking
        text: str

    @dataclass
    class Closed(Message):
        """The user thought better of it."""

        asking: Asking

    @dataclass
    class Switched(Message):
        """Tab: search elsewhere."""

    @dataclass
    class HelpWanted(Message):
        """F1: what can be typed here."""

    def __init__(self) -> None:
        super().__init__()
        self.asking: Asking | None = None

    def compose(self) -> ComposeResult:
        """Label and field."""
        yield Static("", markup=False)
        yield Input()
        yield Static("", markup=False, classes="note")

    def ask(self, asking: Asking, text: str = "") -> None:
        """Show the line for `asking`, with `text` to begin with."""
        mark, word = _LABELS[asking]
        self.asking = None
        self.query(Static).first(Static).update(Content(mark))
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = text
        field.placeholder = _(word)
        field.cursor_position = len(text)
        self.asking = asking
        self.add_class("-asking")
        # At once, since `focus()` waits its turn behind keys that are on their way; and again in its turn, since a pane
        # that was just gone to (from the front page) takes the focus in its own.
        self.screen.set_focus(field)
        field.focus()

    def catch(self, character: str) -> None:
        """Take a letter that was typed right behind the key that opened the line, before it had the focus."""
        self.query_one(Input).insert_text_at_cursor(character)

    def note(self, text: str, *, problem: bool = False) -> None:
        """Words at the right end of the line."""
        note = self.query_one(".note", Static)
        note.update(Content(text))
        note.set_class(problem, "-problem")

    def close(self) -> None:
        """Hide the line; says nothing."""
        self.asking = None
        self.remove_class("-asking")

    def action_close(self) -> None:
        """Esc."""
        asking = self.asking
        self.close()
        if asking:
            self.post_message(self.Closed(asking))

    def action_switch(self) -> None:
        """Tab: it stays in the line."""
        if self.asking is Asking.SEARCH:
            self.post_message(self.Switched())

    def action_help(self) -> None:
        """F1."""
        self.post_message(self.HelpWanted())

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.asking:
            self.post_message(self.Changed(self.asking, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        asking = self.asking
        self.close()
        if asking:
            self.post_message(self.Submitted(asking, event.value.strip()))
