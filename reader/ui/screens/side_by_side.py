"""Two tellings of a story side by side: what both say in the same words steps back, what only one says stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from reader.domain.models import EntryRow
from reader.i18n import _
from reader.ui.render.document import Document, Times
from reader.ui.widgets.bottomline import items_of
from reader.ui.widgets.telling import TellingView

from .over import STAY, OverScreen

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

_BOTTOM_LINE = ("open", "pane-left", "scroll-together", "back-one-level", "toggle-read", "star", "help")
_SAME = 0.9
"""Where so much of the shorter text stands in the other one, nothing is marked: they are one text."""


class SideBySide(OverScreen):
    """Reads `one` and `other`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-alone"), (100, "-beside")]  # noqa: RUF012  as Textual has it
    DEFAULT_CSS = """
    SideBySide {
        background: $background;
        color: $text;
        & > #legend { height: 2; padding: 1 3 0 3; color: $muted; }
        & > #tellings { height: 1fr; }
        & > #tellings > TellingView { width: 1fr; height: 100%; border-left: heavy $background; }
        & > #tellings > TellingView:focus { border-left: heavy $accent; }
        &.-alone > #tellings > TellingView { display: none; }
        &.-alone > #tellings > TellingView:focus { display: block; }
        &.-alone > #tellings > TellingView.-front { display: block; }
    }
    """

    def __init__(self, main: MainScreen, one: EntryRow, other: EntryRow) -> None:
        super().__init__(main)
        self.rows = (one, other)
        self.views = (TellingView(id="one"), TellingView(id="other"))
        self.together = True
        """Both scroll at a time."""
        for view in self.views:
            view.measure = main.desk.config.look.measure
        self._legend = Static("", id="legend", markup=False)

    def compose(self) -> ComposeResult:
        """Top line, what the marks mean, two texts, bottom line."""
        yield self.top
        yield self._legend
        with Horizontal(id="tellings"):
            yield from self.views
        yield self.bottom

    def on_mount(self) -> None:
        """Show both."""
        self.take_keys(_Keys(self))
        self.bottom.items = items_of(self.keymap, _BOTTOM_LINE)
        self.top.change(crumbs=(_("Coverage"), _("Side by side")))
        self.front(0)
        self.work(self._load, group="load", exclusive=True)

    def run_below(self, name: str, position: int) -> None:
        """What needs the panes closes the coverage too."""
        if name in STAY:
            super().run_below(name, position)
        else:
            self.leave()
            self.main.call_later(self.main.stories.run_below_coverage, name, position)

    def front(self, number: int) -> None:
        """Give one of them the keys; a narrow screen shows only that one."""
        for position, view in enumerate(self.views):
            view.set_class(position == number, "-front")
        self.views[number].focus()
        self.main.desk.pointed_at = self.rows[number]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click chose the other one."""
        if event.widget in self.views:
            self.main.desk.pointed_at = self.rows[self.at]

    @property
    def at(self) -> int:
        """Which of the two has the keys."""
        return 1 if self.focused is self.views[1] else 0

    async def _load(self) -> None:
        desk = self.main.desk
        times = Times(desk.clock(), None, desk.config.look.clock)
        for view, row in zip(self.views, self.rows, strict=True):
            view.show(Document(row, await desk.library.article(row.id), times))
            await view.whole()
        texts = [view.paragraphs() for view in self.views]
        shared = await desk.library.same_wording(texts[0], texts[1])
        parts = [
            sum(end - start for spans in each for start, end in spans) / max(1, sum(map(len, paragraphs)))
            for each, paragraphs in zip(shared, texts, strict=True)
        ]
        if max(parts) >= _SAME:
            self._legend.update(Content(_("One text is contained in the other.")))
        elif not max(parts):
            self._legend.update(Content(_("No sentence stands in both: two texts of their own.")))
        else:
            for view, each in zip(self.views, shared, strict=True):
                view.mark(each)
            self._legend.update(
                Content.assemble(
                    ("▎", "$accent"), (_("only here"), "$text"), "   ",
                    _("dim: both say it ({one} % of the left, {other} % of the right)").format(
                        one=round(100 * parts[0]), other=round(100 * parts[1])
                    ),
                )
            )  # fmt: skip


class _Keys:
    """What the commands mean on two texts."""

    def __init__(self, screen: SideBySide) -> None:
        self._screen = screen

    def _moved(self) -> tuple[TellingView, ...]:
        views = self._screen.views
        return views if self._screen.together else (views[self._screen.at],)

    def down(self) -> None:
        for view in self._moved():
            view.scroll_lines(1)

    def up(self) -> None:
        for view in self._moved():
            view.scroll_lines(-1)

    def top(self) -> None:
        for view in self._moved():
            view.top()

    def bottom(self) -> None:
        for view in self._moved():
            view.bottom()

    def half_page_down(self) -> None:
        for view in self._moved():
            view.half_page(1)

    def half_page_up(self) -> None:
        for view in self._moved():
            view.half_page(-1)

    def page_down(self) -> None:
        for view in self._moved():
            view.page_down()

    def page_up(self) -> None:
        for view in self._moved():
            view.page_up()

    def fold_telling(self) -> None:
        self.page_down()

    def pane_left(self) -> None:
        self._screen.front(0)

    def pane_right(self) -> None:
        self._screen.front(1)

    def next_pane(self) -> None:
        self._screen.front(1 - self._screen.at)

    def previous_pane(self) -> None:
        self.next_pane()

    def open(self) -> None:
        """Read it in the reader."""
        screen = self._screen
        row = screen.rows[screen.at]
        screen.leave()
        screen.main.stories.open_from_coverage(row)

    def scroll_together(self) -> None:
        screen = self._screen
        screen.together = not screen.together
        screen.main.say(_("Both scroll together.") if screen.together else _("Each scrolls alone."))

    def side_by_side(self) -> None:
        self._screen.leave()

    def back(self) -> None:
        self._screen.leave()

    def back_one_level(self) -> None:
        self._screen.leave()

    def escape(self) -> None:
        self._screen.leave()

    def coverage(self) -> None:
        self._screen.leave()

    def mark_all_read(self) -> None:
        """Nothing here is a list."""

    def keep_list(self) -> None:
        """Nothing here is a list."""
