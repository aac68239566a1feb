"""The thin line below: the keys that matter for the pane that has the focus, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.commands import BOTTOM_LINE, BY_NAME, Pane
from reader.ui.keys import Keymap
from reader.ui.render.cells import safe, shorten, width
from reader.ui.render.lines import Line, Look, Piece

from .kept_lines import KeptLines
from .looks import Looked, Looks

_LEFT = 2
_LOOKS = {"key": "bold $accent", "word": "$muted", "note": "$link"}


@dataclass(frozen=True, slots=True)
class Item:
    """A key and what it does."""

    key: str
    word: str
    command: str


def items_for(keymap: Keymap, pane: Pane) -> tuple[Item, ...]:
    """What the line can say for `pane`, most needed first."""
    return items_of(keymap, BOTTOM_LINE[pane])


def items_of(keymap: Keymap, names: Sequence[str]) -> tuple[Item, ...]:
    """The keys of these commands. A command without a key is left out."""
    items: list[Item] = []
    for name in names:
        key = keymap.first_key(name)
        if name == "pane-left" and key:
            key = f"{key} {keymap.first_key('pane-right')}".strip()
        if name == "follow" and key:
            key = keymap.span(name)
        if key:
            items.append(Item(key, _(BY_NAME[name].hint), name))
    return tuple(items)


def fitting(items: Sequence[Item], columns: int) -> tuple[Item, ...]:
    """The items that fit into `columns`; the last one (help) is kept as long as one fits."""
    if not items:
        return ()
    cells = [width(item.key) + 1 + width(item.word) + 3 for item in items]
    room = columns - 2 - cells[-1]
    kept: list[Item] = []
    for item, size in zip(items[:-1], cells[:-1], strict=True):
        if size > room:
            break
        room -= size
        kept.append(item)
    return (*kept, items[-1])


class BottomLine(Looked, KeptLines):
    """One line of keys; each can be clicked."""

    DEFAULT_CSS = """
    BottomLine {
        height: 1;
        background: $bar;
        color: $muted;
    }
    """

    items: reactive[tuple[Item, ...]] = reactive(())
    note: reactive[str] = reactive("")
    """Stands in place of the keys while it is not empty: where the link under the mouse leads."""

    @dataclass
    class Pressed(Message):
        """A key of the line was clicked."""

        command: str

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self, _LOOKS)

    def render_line(self, y: int) -> Strip:
        """The keys that fit."""
        total = self.size.width
        columns = max(1, total - _LEFT)
        return self._looks.paint(self._line(columns), left=_LEFT, columns=columns, total=total)

    def _line(self, columns: int) -> Line:
        if self.note:
            return Line((Piece("→ " + shorten(safe(self.note), max(1, columns - 3)), Look("note")),))
        pieces: list[Piece] = []
        for item in fitting(self.items, columns + _LEFT):
            pieces += [Piece(item.key, Look("key")), Piece(f" {item.word}   ", Look("word"))]
        return Line(tuple(pieces))

    def on_click(self, event: events.Click) -> None:
        """Run the command under the pointer."""
        at = _LEFT if not self.note else self.size.width
        for item in fitting(self.items, self.size.width):
            end = at + width(item.key) + 1 + width(item.word)
            if at <= event.x < end:
                self.post_message(self.Pressed(item.command))
                return
            at = end + 3
