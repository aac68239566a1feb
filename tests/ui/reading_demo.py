"""A small app around the reading widgets, to try and to photograph them.

`python -m tests.ui.reading_demo [vi|en|zh|ar|long] [theme]`
"""

from __future__ import annotations

import sys
from array import array
from datetime import UTC
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from reader.domain.models import ListQuery, Order
from reader.themes import parse_theme
from reader.ui.theming import ThemedApp, to_textual
from reader.ui.widgets.article import ArticleView
from reader.ui.widgets.headlines import HeadlineList
from reader.ui.widgets.list_header import ListHeader
from reader.ui.widgets.related import RelatedPane
from tests.ui.reading_texts import GROUPS, article, clock, load_rows, row


class ReadingDemo(ThemedApp[None]):
    """Headlines, article and related stories side by side as far as the width allows."""

    CSS = """
    #list { width: 46; }
    ArticleView { width: 1fr; }
    RelatedPane { width: 38; }
    """

    def __init__(self, name: str = "vi", theme: str = "", count: int = 200) -> None:
        super().__init__()
        self.article_name, self.count = name, count
        if theme:
            path = Path(__file__).parents[2] / "themes" / f"{theme}.toml"
            self.register_theme(to_textual(parse_theme(path.read_text("utf-8"), theme, path.name)))
            self.theme = theme

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="list"):
                yield ListHeader()
                yield HeadlineList(clock=clock, zone=UTC)
            yield ArticleView(clock=clock, zone=UTC)
            yield RelatedPane(clock=clock, zone=UTC)

    def on_mount(self) -> None:
        """Fill the panes."""
        header = self.query_one(ListHeader)
        header.title, header.unread, header.order = "Việt Nam", 12, Order.NEWEST
        headlines = self.query_one(HeadlineList)
        headlines.show(ListQuery(), array("q", range(1, self.count + 1)), load_rows)
        headlines.focus()
        self.query_one(ArticleView).show(article(self.article_name), GROUPS)
        self.query_one(RelatedPane).show(GROUPS)

    def on_resize(self, event: events.Resize) -> None:
        """The widths of the interface's table, roughly."""
        width = event.size.width
        self.query_one(RelatedPane).display = width >= 150
        self.query_one("#list").display = width >= 80
        self.query_one(ArticleView).inline_related = width < 150

    def on_key(self, event: events.Key) -> None:
        """Enough keys to look around."""
        view, headlines = self.query_one(ArticleView), self.query_one(HeadlineList)
        pane = self.query_one(RelatedPane)
        actions = {
            "j": lambda: pane.move(1) if pane.has_focus else headlines.move(1),
            "k": lambda: pane.move(-1) if pane.has_focus else headlines.move(-1),
            "space": view.page_down,
            "b": view.page_up,
            "f": lambda: (view.focus(), view.show_hints()),
            "F": lambda: (view.focus(), view.show_hints("browser")),
            "slash": lambda: view.find("thu tuc"),
            "n": lambda: view.find_next(1),
            "G": view.bottom,
            "1": lambda: setattr(headlines, "row_height", "compact"),
            "2": lambda: setattr(headlines, "row_height", "cosy"),
            "3": lambda: setattr(headlines, "row_height", "roomy"),
            "m": lambda: view.show_message("Not in the cache", "This story was not fetched before the network went.",
                                           [("d", "queue it"), ("o", "open in the browser")], row(2)),
            "q": self.exit,
        }  # fmt: skip
        if not view.hint_typed(event.key) and event.key in actions:
            actions[event.key]()


if __name__ == "__main__":
    ReadingDemo(*sys.argv[1:3]).run()
