"""F1: how to search, with examples."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from reader.i18n import _
from reader.ui.query_topics import TOPICS
from reader.ui.render.breaks import wrap
from reader.ui.render.cells import fit
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
    QueryHelp VerticalScroll {
        height: 1fr;
        margin-top: 1;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $pane;
        background: $pane;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = _("How to search")

    def compose(self) -> ComposeResult:
        """The table."""
        with self.panel():
            with VerticalScroll(can_focus=True):
                yield Flowing(lambda columns: topics_text(max(20, columns)))
            yield keys_line(("↑ ↓", _("scroll")), ("esc", _("close")))

    def action_scroll(self, lines: int) -> None:
        """Scroll the table."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def topics_text(columns: int) -> Content:
    """The topics in lines of `columns` cells: examples on the left, what they find beside them."""
    room = min(22, columns * 2 // 5)
    parts: list[Content | str | tuple[str, str]] = []
    for heading, lines in TOPICS:
        parts += ["\n" if parts else "", (_(heading) + "\n", "bold $title")]
        for example, finds in lines:
            text = _(finds)
            spans = [text[start:end].strip() for start, end in wrap(text, max(1, columns - room))]
            for number, line in enumerate(spans):
                parts += [("  " + fit("" if number else example, room - 2), "$accent"), (line, "$text"), "\n"]
    return Content.assemble(*parts)
