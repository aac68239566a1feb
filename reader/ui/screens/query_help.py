"""F1: how to search, with examples."""

from __future__ import annotations

from textual.app import ComposeResult

from reader.i18n import _
from reader.ui.query_topics import TOPICS
from reader.ui.render.breaks import wrap
from reader.ui.render.cells import fit
from reader.ui.render.lines import BLANK, Line, Look, Piece
from reader.ui.widgets.flowing import Flowing

from .dialog import Dialog, keys_line


class QueryHelp(Dialog[None]):
    """The query language on one page."""

    BINDINGS = [  # noqa: RUF012  as Textual has it
        ("down,j", "scroll(1)", ""),
        ("up,k", "scroll(-1)", ""),
        ("pagedown,space", "scroll(12)", ""),
        ("pageup", "scroll(-12)", ""),
        ("f1,q", "dismiss", ""),
    ]
    DEFAULT_CSS = """
    QueryHelp > .panel { width: 92; height: 90%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = _("How to search")

    def compose(self) -> ComposeResult:
        """The table."""
        with self.panel():
            yield Flowing(lambda columns: topics_lines(max(20, columns)))
            yield keys_line(("↑ ↓", _("scroll")), ("esc", _("close")))

    def action_scroll(self, lines: int) -> None:
        """Scroll the table."""
        self.query_one(Flowing).scroll_relative(y=lines, animate=False)


def topics_lines(columns: int) -> list[Line]:
    """The topics in lines of `columns` cells: examples on the left, what they find beside them."""
    room = min(22, columns * 2 // 5)
    result: list[Line] = []
    for heading, lines in TOPICS:
        result += [*([BLANK] if result else ()), Line((Piece(_(heading), Look("heading")),))]
        for example, finds in lines:
            text = _(finds)
            spans = [text[start:end].strip() for start, end in wrap(text, max(1, columns - room))]
            for number, line in enumerate(spans):
                key = "  " + fit("" if number else example, room - 2)
                result.append(Line((Piece(key, Look("key")), Piece(line, Look("text")))))
    return result
