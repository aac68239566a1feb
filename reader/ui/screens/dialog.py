"""What all dialogs share, and the three plain ones: ask yes or no, ask for a line, choose from a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader.domain.records import dataclass
from reader.domain.text import fold
from reader.i18n import _
from reader.ui.compositing import strips_of
from reader.ui.render.cells import safe, width
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.widgets.kept_lines import KeptLines
from reader.ui.widgets.looks import Looked, Looks

from .working import PushedScreen

_SHORT = 12
_NARROW = 72  # columns under which every cell is needed
Result = TypeVar("Result")
Value = TypeVar("Value")


def dimmed(strips: Iterable[Strip], color: Color) -> list[Strip]:
    """The lines of a screen as they look below a dialog, without links and all that can be clicked. Textual reckons the
    colours of each piece of text anew: a screen has hundreds, in a dozen styles."""
    looks: dict[Style | None, Style | None] = {}
    lines: list[Strip] = []
    for strip in strips:
        for segment in strip:
            if segment.style not in looks:
                looks[segment.style] = next(iter(BackgroundScreen.process_segments([segment], color))).style
        lines.append(Strip([Segment(text, looks[style]) for text, style, _control in strip], strip.cell_length))
    return lines


class Dialog(PushedScreen[Result | None], KeptLines, ModalScreen[Result | None], Generic[Result]):
    """A panel over the panes: a title, a body, and a line that says which keys work. Esc closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "")]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        &:ansi { background: transparent; }
    }
    Dialog > .panel {
        width: 76;
        max-width: 96%;
        height: auto;
        max-height: 90%;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $pane;
        background: $pane;
        color: $text;
        border: round $rule;
        padding: 1 3;
        border-title-color: $title;
        border-title-style: bold;
        &:ansi { background: ansi_default; border: round ansi_default; }
    }
    Dialog.-narrow > .panel { padding: 0 1; }
    Dialog .said { color: $text; margin-bottom: 1; height: auto; }
    Dialog .wrong { color: $problem; height: auto; margin-top: 1; }
    Dialog .keys { color: $muted; background: $pane; height: auto; padding-top: 1; dock: bottom; }
    Dialog Input {
        border: none;
        height: 1;
        padding: 0 1;
        background: $selection;
        color: $title;
        &:focus { border: none; background-tint: $selection 0%; }
        &:ansi { text-style: underline; }
    }
    Dialog OptionList {
        border: none;
        padding: 0;
        background: $pane;
        height: auto;
        max-height: 18;
        scrollbar-size-vertical: 1;
        scrollbar-background: $pane;
        &:focus { border: none; background-tint: $pane 0%; }
        & > .option-list--option { padding: 0 1; }
    }
    """

    heading: str = ""
    _theme: str = ""
    _below: Sequence[Strip] | None = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-wide")]  # noqa: RUF012  as Textual has it

    def let_go(self) -> None:
        """Not the dialog's own lines, on which nothing is seen but the panes below, dimmed: that takes longer than to
        paint those. Textual names the lines of them that change, but while a dialog opens it has all painted thrice."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal."""
        self._below = None
        lines = super().render_lines(crop)
        if not self.is_active:
            # What changes below is told to the dialog on top alone.
            self._kept.clear()
        return lines

    def render_line(self, y: int) -> Strip:
        """A line of what lies below, dimmed. Textual makes it by way of Rich's lines, for four times the price."""
        if self._below is None:
            below = self.render()
            if not isinstance(below, BackgroundScreen):
                return super().render_line(y)
            self._below = dimmed(strips_of(below.screen), below.color)
        return self._below[y] if y < len(self._below) else Strip([])

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """All has been matched with the style sheets when it was mounted, unless the theme is another one by now."""
        event.refresh_styles = self._theme != self.app.theme
        self._theme = self.app.theme

    def on_resize(self, event: events.Resize) -> None:
        """Textual lays a screen out, and what lies below, once more for the size that its first layout gave it."""
        if event.size == self.outer_size:
            event.prevent_default()
            self.update_classes(self.sized_classes)

    def on_screen_suspend(self) -> None:
        """What changes below now is told to the dialog above."""
        self._kept.clear()

    def panel(self) -> Vertical:
        """The panel, to be filled in `compose`."""
        self.update_classes(self.sized_classes, update=False)
        self._theme = self.app.theme
        panel = Vertical(classes="panel")
        panel.border_title = Content(f" {safe(self.heading)} ") if self.heading else None
        return panel

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the panel closes it."""
        if event.widget is self:
            self.action_close()


class KeptDialog(Dialog[None]):
    """A dialog with a field that is kept when it is closed: to make it anew takes four times as long as to show it."""

    def begin(self) -> None:
        """Show what it shows before anything is typed."""
        raise NotImplementedError

    def on_screen_suspend(self) -> None:
        """Closed, or below another one: its cursor does not blink unseen, and it begins anew."""
        for field in self.query(Input):
            field.cursor_blink = False
            if self not in self.app.screen_stack:
                field.value = ""
                self.begin()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Shown, perhaps again."""
        for field in self.query(Input):
            field.cursor_blink = True


class KeysLine(Looked, KeptLines):
    """The keys at the foot of a dialog, on as many lines as they need; none is parted from what it does."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(classes="keys")
        self._looks = Looks(self, {"key": "bold $accent"})
        self._pairs = pairs

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines they need."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        pieces: list[Piece] = []
        total = self.size.width
        for key, does in self._lines(total)[y]:
            pieces += [Piece("   " if pieces else "", Look("")), Piece(key, Look("key")), Piece(f" {does}", Look(""))]
        line = Line(tuple(pieces))
        return self._looks.paint(line, columns=total, total=total)

    def _lines(self, room: int) -> list[list[tuple[str, str]]]:
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for key, does in self._pairs:
            cells = width(key) + 1 + width(does)
            if lines[-1] and used + 3 + cells > room:
                lines.append([])
                used = 0
            used += cells + (3 if lines[-1] else 0)
            lines[-1].append((key, does))
        return lines


def keys_line(*pairs: tuple[str, str]) -> KeysLine:
    """Pairs of a key and what it does."""
    return KeysLine(pairs)


class Confirm(Dialog[bool]):
    """Asks before something is done that is more than a key press."""

    BINDINGS: ClassVar[list[BindingType]] = [("y,enter", "yes", ""), ("n", "close", "")]

    def __init__(self, heading: str, sentence: str, yes: str) -> None:
        """`yes` says in a word or two what will be done."""
        super().__init__()
        self.heading = heading
        self._sentence = sentence
        self._yes = yes

    def compose(self) -> ComposeResult:
        """A sentence and two keys."""
        with self.panel():
            yield Static(Content(safe(self._sentence)), classes="said")
            yield keys_line(("y", self._yes), ("esc", _("leave it")))

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)


class Prompt(Dialog[str]):
    """Asks for one line of text. `check` may refuse what was typed with a sentence."""

    def __init__(
        self,
        heading: str,
        sentence: str,
        *,
        value: str = "",
        check: Callable[[str], str] = lambda _text: "",
        may_be_empty: bool = False,
    ) -> None:
        super().__init__()
        self.heading = heading
        self._sentence = sentence
        self._value = value
        self._check = check
        self._may_be_empty = may_be_empty

    def compose(self) -> ComposeResult:
        """A sentence, the field, and room for a refusal."""
        with self.panel():
            yield Static(Content(safe(self._sentence)), classes="said")
            yield Input(safe(self._value), select_on_focus=True)
            yield Static("", classes="wrong", markup=False)
            yield keys_line(("enter", _("done")), ("esc", _("leave it")))

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.query_one(".wrong").display = False

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        refusal = self._check(text)
        if not text and not self._may_be_empty:
            refusal = _("Type something, or press Esc.")
        if refusal:
            wrong = self.query_one(".wrong", Static)
            wrong.update(Content(safe(refusal)))
            wrong.display = True
        else:
            self.dismiss(text)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One line of a list to choose from."""

    title: str
    value: Value
    note: str = ""
    """Dim, after the title when it is short, else on a line of its own."""


_RESTS = 0.1  # seconds that the cursor rests on a choice before it is told
_AT_ONCE = 0.01  # the same for one step after a rest


class Choose(Dialog[Value]):
    """Choose one of a list; typing narrows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "step(1)", ""),
        ("up,ctrl+p", "step(-1)", ""),
        ("pagedown", "step(10)", ""),
        ("pageup", "step(-10)", ""),
    ]

    def __init__(
        self,
        heading: str,
        choices: Sequence[Choice[Value]],
        *,
        at: int = 0,
        on_move: Callable[[Value], None] | None = None,
    ) -> None:
        """`at` is where the cursor begins; `on_move` is told each choice that the cursor rests on."""
        super().__init__()
        self.heading = heading
        self._choices = list(choices)
        self._shown = list(choices)
        self._at = at
        self._on_move = on_move
        self._tell = self.later(_RESTS, self._told, first=_AT_ONCE)

    def compose(self) -> ComposeResult:
        """The field and the list."""
        with self.panel():
            yield Input(placeholder=_("type to narrow"))
            yield Static("")
            yield OptionList()
            yield keys_line(("↑ ↓", _("move")), ("enter", _("choose")), ("esc", _("leave it")))

    def on_mount(self) -> None:
        """The list is moved through from the field, and needs no focus of its own."""
        self.query_one(OptionList).can_focus = False
        self._fill()
        if self._shown:
            self.query_one(OptionList).highlighted = min(self._at, len(self._shown) - 1)

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in self._shown:
            text = Content(safe(choice.title))
            if choice.note:
                apart = "  " if width(choice.note) < _SHORT else "\n"
                text = Content.assemble(text, apart, (safe(choice.note), "$muted"))
            options.add_option(Option(text))

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        words = fold(event.value).split()
        self._shown = [
            choice for choice in self._choices if all(word in fold(f"{choice.title} {choice.note}") for word in words)
        ]
        self._fill()
        if self._shown and event.value:
            self.query_one(OptionList).highlighted = 0

    def action_step(self, delta: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if self._shown:
            at = (options.highlighted or 0) + delta
            options.highlighted = max(0, min(at, len(self._shown) - 1))

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        if self._on_move is not None:
            self._tell()

    def _told(self) -> None:
        # To wear a theme takes 100 ms: of a held key each one was worn, long after the last.
        at = self.query_one(OptionList).highlighted if self.is_active else None
        if self._on_move is not None and at is not None and at < len(self._shown):
            self._on_move(self._shown[at].value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].value)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].value)
