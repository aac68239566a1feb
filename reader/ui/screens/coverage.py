"""`c`: the whole story across sources on a timeline; where the screen is wide, the selected telling beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from reader.domain.coverage import StoryCoverage
from reader.domain.models import EntryRow
from reader.i18n import _
from reader.ui.render.document import Document, Times
from reader.ui.render.timeline import Kind
from reader.ui.trail import Unfolded
from reader.ui.widgets.telling import TellingView
from reader.ui.widgets.timeline import TimelineView

from .over import OverScreen

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen

BESIDE = 120
"""Columns from which two texts stand side by side."""
_PEEK = 0.12  # seconds that the cursor rests on a telling before its text is shown beside the timeline


class CoverageScreen(OverScreen):
    """The coverage of one entry's story."""

    HORIZONTAL_BREAKPOINTS = [(0, "-alone"), (BESIDE, "-beside")]  # noqa: RUF012  as Textual has it
    DEFAULT_CSS = """
    CoverageScreen {
        background: $background;
        color: $text;
        & > #coverage { height: 1fr; }
        & > #coverage > #timeline { width: 1fr; height: 100%; }
        & > #coverage > #peek { width: 6fr; height: 100%; background: $pane; }
        &.-beside > #coverage > #timeline { width: 5fr; }
        &.-alone > #coverage > #peek { display: none; }
    }
    """

    def __init__(self, main: MainScreen, coverage: StoryCoverage, *, at: int, unfolded: Unfolded) -> None:
        """`at` is the entry under the cursor, `unfolded` what was unfolded when one was here before."""
        super().__init__(main)
        self.coverage = coverage
        self._at = at
        self.timeline = TimelineView(clock=main.desk.clock, hours=main.desk.config.look.clock, id="timeline")
        self.timeline.return_to(unfolded)
        self.peek = TellingView(id="peek")
        self.peek.measure = main.desk.config.look.measure
        self.picked: EntryRow | None = None
        self._look: Callable[[], None] = self.later(_PEEK, self._show_peek)

    def compose(self) -> ComposeResult:
        """Top line, timeline and text, bottom line."""
        yield self.top
        with Horizontal(id="coverage"):
            yield self.timeline
            yield self.peek
        yield self.bottom

    def on_mount(self) -> None:
        """Show the story, with the cursor on the entry that one came from."""
        self.take_keys(_Keys(self))
        self.top.change(crumbs=(_("Coverage"), self.coverage.story.first.row.title))
        # At once as Textual has it after the first layout: until then the text had six parts of the width, and all
        # tellings were laid out once more for the seventh.
        self.set_class(self.beside, "-beside")
        self.set_class(not self.beside, "-alone")
        self.timeline.teaser = not self.beside
        self.timeline.focus()
        self._show()

    def on_screen_resume(self) -> None:
        """Back from two tellings: commands are about the one under the cursor again."""
        self._note_cursor()

    def on_resize(self) -> None:
        """Another width: the text stands beside the timeline, or the lead in it."""
        self.timeline.teaser = not self.beside
        if self.beside:
            self._look()
        elif self.focused is self.peek:
            self.timeline.focus()

    @property
    def beside(self) -> bool:
        """Whether the selected telling is shown."""
        return self.app.size.width >= BESIDE

    def _show(self) -> None:
        self.timeline.show(self.coverage, at=self._at, reading=self.main.desk.now_reading)
        self._note_cursor()

    async def read_again(self) -> None:
        """Entries came, went or were read."""
        coverage = await self.main.desk.library.story_coverage(self.coverage.opened)
        if coverage is None:
            self.leave()
        elif coverage != self.coverage and self.is_attached:
            self.coverage = coverage
            self._show()

    @on(TimelineView.Highlighted)
    def _note_cursor(self) -> None:
        """Commands about a story are about this one."""
        item = self.timeline.item
        self.main.desk.pointed_at = item.telling.row if item else None
        if self.beside:
            self._look()

    @on(TimelineView.Chosen)
    def _chosen(self, event: TimelineView.Chosen) -> None:
        self.open(event.item.telling.row)

    def open(self, row: EntryRow) -> None:
        """Read a telling in the reader."""
        unfolded, _at = self.timeline.place
        self.leave()
        self.main.call_later(self.main.stories.open_telling, self.coverage.opened, row, unfolded)

    def leave(self) -> None:
        """Back to the panes."""
        self.main.desk.pointed_at = None
        super().leave()

    # -- the text beside the timeline

    def _show_peek(self) -> None:
        if self.timeline.item is not None and self.beside:
            self.work(self._load_peek, self.timeline.item.telling.row, group="peek", exclusive=True)

    async def _load_peek(self, row: EntryRow) -> None:
        article = await self.main.desk.library.article(row.id)
        self.peek.show(Document(row, article, self.times))

    @property
    def times(self) -> Times:
        """What dates are written with."""
        desk = self.main.desk
        return Times(desk.clock(), None, desk.config.look.clock)


class _Keys:
    """What the commands mean on a coverage."""

    def __init__(self, screen: CoverageScreen) -> None:
        self._screen = screen
        self._timeline, self._peek = screen.timeline, screen.peek

    @property
    def _in_text(self) -> bool:
        return self._screen.focused is self._peek

    def down(self) -> None:
        self._move(1)

    def up(self) -> None:
        self._move(-1)

    def _move(self, step: int) -> None:
        if self._in_text:
            self._peek.scroll_lines(step)
        else:
            self._timeline.move(step)

    def top(self) -> None:
        if self._in_text:
            self._peek.top()
        else:
            self._timeline.move(-(10**6))

    def bottom(self) -> None:
        if self._in_text:
            self._peek.bottom()
        else:
            self._timeline.move(10**6)

    def half_page_down(self) -> None:
        self._page(0.5)

    def half_page_up(self) -> None:
        self._page(-0.5)

    def page_down(self) -> None:
        self._page(1.0)

    def page_up(self) -> None:
        self._page(-1.0)

    def _page(self, pages: float) -> None:
        if not self._in_text:
            self._timeline.move_page(pages)
        elif abs(pages) < 1:
            self._peek.half_page(1 if pages > 0 else -1)
        elif pages > 0:
            self._peek.page_down()
        else:
            self._peek.page_up()

    def pane_left(self) -> None:
        if self._in_text:
            self._timeline.focus()

    def pane_right(self) -> None:
        if self._screen.beside:
            self._peek.focus()

    def next_pane(self) -> None:
        if self._in_text:
            self._timeline.focus()
        else:
            self.pane_right()

    def previous_pane(self) -> None:
        self.next_pane()

    def fold_telling(self) -> None:
        if self._in_text:
            self._peek.page_down()
        else:
            self._timeline.fold()

    def open(self) -> None:
        if self._in_text and self._timeline.item is not None:
            self._screen.open(self._timeline.item.telling.row)
        else:
            self._timeline.choose()

    def back(self) -> None:
        self._screen.leave()

    def back_one_level(self) -> None:
        if self._in_text:
            self._timeline.focus()
        else:
            self._screen.leave()

    def escape(self) -> None:
        if self._screen.picked is not None:
            self._pick(None)
        else:
            self.back_one_level()

    def coverage(self) -> None:
        self._screen.leave()

    async def mark_all_read(self) -> None:
        """Every telling of this event; the chapters stay as they are."""
        entries = [telling.row.id for telling in self._screen.coverage.story.everything() if not telling.row.read]
        await self._screen.main.desk.library.set_read(entries, True)

    def keep_list(self) -> None:
        self._screen.main.say(_("A list is kept from the headlines; here d keeps one telling."))

    # -- side by side

    def side_by_side(self) -> None:
        """Pick the telling under the cursor; the second one picked is read beside the first."""
        screen, item = self._screen, self._timeline.item
        if item is None:
            return
        # Of copies, folded or not, one is as good as another.
        row = item.telling.copies[0].row if item.kind is Kind.COPIES else item.telling.row
        if not screen.beside:
            screen.main.say(_("Two tellings side by side need {count} columns.").format(count=BESIDE))
        elif screen.picked is None:
            self._pick(row)
            key = screen.keymap.first_key("side-by-side")
            screen.main.say(_("Picked. {key} on another telling shows both side by side.").format(key=key))
        elif screen.picked.id == row.id:
            self._pick(None)
        else:
            from .side_by_side import SideBySide

            screen.app.push_screen(SideBySide(screen.main, screen.picked, row))
            self._pick(None)

    def _pick(self, row: EntryRow | None) -> None:
        self._screen.picked = row
        self._timeline.pick(row.id if row else 0)

    def scroll_together(self) -> None:
        """Means something once two tellings are shown."""
