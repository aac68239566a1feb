"""The related stories: groups under their headings, every line with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import groupby, zip_longest

from textual import events
from textual.geometry import Size
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.clock import Clock, system_clock
from reader.domain.models import RelatedGroup, RelatedLink
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.render.lines import BLANK, Line, Look, Piece, flow
from reader.ui.render.related import Numbered, RelatedLine, numbered, related_lines, teaser_lines

from .line_view import LineView
from .looks import RELATED, Looks

_LOOKS = {
    **RELATED,
    "title": "bold $muted",
    "title-focus": "bold underline $accent",
    "number": "$link",
    "story": "$text",
    "bar": "$accent",
    "empty": "$muted",
    "cursor": "on $selection",
}
_EDGE = 1


class RelatedPane(LineView, can_focus=True):
    """Groups of related links with numbers 1–9 a b c…; with the focus one is selected and shows its teaser.

    Roles: `title` and `title-focus` (the pane's own), `publisher` and `ours` (headings),
    `number`, `story`, `seen` (read before), `note`, `teaser`, marks `here fetch queued`, `bar`, `cursor`, `empty`,
    `blank`.
    """

    DEFAULT_CSS = """
    RelatedPane {
        background: $pane;
        color: $text;
        scrollbar-background: $pane;
    }
    """

    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    """Position of the selected link, from 0."""
    heading: reactive[bool] = reactive(True, init=False)
    """Whether the pane says its own name on its first line."""

    @dataclass
    class Chosen(TextualMessage):
        """This link is to be followed; `number` is its position from 1."""

        link: RelatedLink
        number: int

    @dataclass
    class Highlighted(TextualMessage):
        """The selection moved to this link."""

        link: RelatedLink

    def __init__(self, *, clock: Clock = system_clock, zone: tzinfo | None = None, id: str | None = None) -> None:
        """`clock` gives now for the dates, `zone` is the reader's time zone (None: the machine's)."""
        super().__init__(id=id)
        self._clock, self._zone = clock, zone
        self._groups: tuple[RelatedGroup, ...] = ()
        self._links: list[Numbered] = []
        self._plain: list[RelatedLine] = []
        """The lines of every link, laid out; no teasers."""
        self._laid_out_for = 0
        """The columns for which they are, 0 while they are not."""
        self._selected = -1
        """The link that is laid out as the selected one, -1 for none."""
        self._lines: list[RelatedLine] = []
        self._sentence = ""
        self._looks = Looks(self, _LOOKS)
        self._strips: dict[tuple[RelatedLine, bool], Strip] = {}

    def show(self, groups: Sequence[RelatedGroup]) -> None:
        """Show groups. The cursor stays on its link, at its line of the screen, wherever that has gone; it goes to the
        first one when its own is not there any more, or nobody has chosen one yet: what joins above is the best."""
        chosen = self._links and (self.cursor or self.has_focus)
        selected = self._links[self.cursor].link if chosen else None
        line = self._first_line() - self.scroll_offset.y
        self._groups, self._sentence = tuple(groups), ""
        self._links = numbered(self._groups)
        place = next((at for at, item in enumerate(self._links) if selected and _same(item.link, selected)), -1)
        self.set_reactive(RelatedPane.cursor, max(0, place))
        self._lay_out()
        self.jump(self._first_line() - line if place > 0 else 0)

    def _first_line(self) -> int:
        """The first line of the selected link."""
        return next((number for number, item in enumerate(self._lines) if item.target == self.cursor), 0)

    def show_message(self, sentence: str) -> None:
        """Say why there is nothing here (yet)."""
        self._groups, self._links, self._sentence = (), [], sentence
        self.set_reactive(RelatedPane.cursor, 0)
        self._lay_out()

    @property
    def links(self) -> Sequence[Numbered]:
        """Every link with its key."""
        return self._links

    def choose(self, position: int) -> bool:
        """Follow the link at `position` (from 0); False when there is none."""
        if not 0 <= position < len(self._links):
            return False
        self.post_message(self.Chosen(self._links[position].link, position + 1))
        return True

    def move(self, delta: int) -> bool:
        """Move the selection; False at that end."""
        old = self.cursor
        self.cursor = old + delta
        return self.cursor != old

    def move_page(self, pages: float) -> bool:
        """Move by screens: 0.5 is half a screen down, -1 a screen up."""
        per_link = max(1, len(self._lines) // max(1, len(self._links)))
        rows = max(1, round(self.size.height * abs(pages) / per_link))
        return self.move(rows if pages > 0 else -rows)

    def validate_cursor(self, value: int) -> int:
        """Inside the links."""
        return max(0, min(value, len(self._links) - 1))

    def watch_cursor(self) -> None:
        """The selected link shows its teaser, so the lines after it move."""
        self._arrange()
        if self._links:
            self.post_message(self.Highlighted(self._links[self.cursor].link))

    def watch_heading(self) -> None:
        """The first line comes or goes."""
        self._arrange(follow=False, paint=False)
        self.refresh()

    @property
    def _columns(self) -> int:
        # One cell for the bar of the cursor, one between the words and the scroll bar.
        return max(4, self.line_width - _EDGE - 2)

    def _lay_out(self) -> None:
        """Lay every link out, none of them selected; where the pane is not shown or stands still, once it is or goes
        on: a story comes with none and then with its own, of which only these are seen."""
        self._strips.clear()
        columns = self._columns
        self._laid_out_for = columns if self.is_on_screen and not self.stands_still else 0
        if not self._laid_out_for:
            self._lines = self._plain = []
            return
        if self._links:
            self._plain = related_lines(self._groups, columns, self._clock(), zone=self._zone)
        else:
            sentence = self._sentence or _("Nothing related is known yet.")
            self._plain = [RelatedLine(line) for line in flow([Piece(sentence, Look("empty"))], columns)]
        self._arrange(follow=False, paint=False)
        self.refresh()

    def move_on(self) -> None:
        """Lay out and paint what has changed since `stand_still`."""
        stood = self.stands_still
        super().move_on()
        if stood and not self._laid_out_for:
            self._lay_out()

    def _arrange(self, *, follow: bool = True, paint: bool = True) -> None:
        """Put the name of the pane above the lines and the teaser of the selected link after its own, and paint the
        visible lines that are other ones by that."""
        before = self._visible() if paint else []
        laid_out = bool(self._links and self._plain)
        self._selected = self.cursor if self.has_focus and laid_out else -1
        lines: list[RelatedLine] = []
        if self.heading:
            title = Line((Piece(_("Related stories").upper(), Look("title-focus" if self.has_focus else "title")),))
            lines += [RelatedLine(BLANK), RelatedLine(title), RelatedLine(BLANK)]
        lines += self._plain
        if self._selected >= 0:
            end = max(number for number, item in enumerate(lines) if item.target == self._selected) + 1
            lines[end:end] = teaser_lines(self._links[self._selected].link, self._selected, self._columns)
        self._lines = lines
        self.virtual_size = Size(self.line_width, len(lines) + 1)
        if follow:
            self._follow_cursor()
        others = [old != new for old, new in zip_longest(before, self._visible() if paint else [])]
        top = self.scroll_offset.y
        for other, run in groupby(range(len(others)), others.__getitem__):
            if other:
                # At once: what a teaser moves is twenty lines, each of which took as long to ask for as all of them.
                first, *rest = run
                self.refresh_lines(top + first, 1 + len(rest))

    def _visible(self) -> list[tuple[RelatedLine, bool]]:
        """The visible lines, and whether each is of the selected link."""
        top = self.scroll_offset.y
        return [(item, self._is_selected(item)) for item in self._lines[top : top + self.size.height]]

    def _is_selected(self, item: RelatedLine) -> bool:
        return item.target == self._selected >= 0

    def _follow_cursor(self) -> None:
        rows = [number for number, item in enumerate(self._lines) if item.target == self.cursor]
        if not rows or not self.size.height:
            return
        first, last = rows[0], rows[-1]
        if self.cursor == 0:
            first = 0
        elif self._lines[first - 1].target < 0:
            first -= 1  # the heading of its group
        self.bring_into_view(first, last)

    @property
    def fits(self) -> bool:
        """Whether the links are laid out for this size: not while the pane was out of sight."""
        return super().fits and self._laid_out_for == self._columns

    def fit(self) -> None:
        """Another width, or shown again."""
        if self._laid_out_for != self._columns:
            self._lay_out()
            self._follow_cursor()

    def paint_focus(self) -> None:
        """The pane's name shows whether keys go here, and the selected link its teaser."""
        self._arrange()

    def forget_painted(self) -> None:
        """Strips have their styles."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return Strip.blank(self.line_width, self._looks.plain())
        item = self._lines[number]
        selected = self._is_selected(item)
        strip = self._strips.get((item, selected))
        if strip is None:
            strip = self._strips[item, selected] = self._strip(item, selected=selected)
        return strip

    def _strip(self, item: RelatedLine, *, selected: bool) -> Strip:
        total, blank = self.line_width, self._looks.plain()
        states = ["cursor"] if selected else []
        bar = "▌" if selected else " "
        line = replace(item.line, margin=(Piece(bar, Look("bar")), *item.line.margin))
        strip = self._looks.paint(line, *states, columns=self._columns + 1, total=self._columns + 2)
        return Strip.join([Strip.blank(_EDGE, blank), strip]).crop(0, total).adjust_cell_length(total, blank)

    def on_click(self, event: events.Click) -> None:
        """A click follows the story."""
        number = self.scroll_offset.y + event.y
        if 0 <= number < len(self._lines) and (target := self._lines[number].target) >= 0:
            event.stop()
            self.cursor = target
            self.choose(target)


def _same(one: RelatedLink, other: RelatedLink) -> bool:
    """Whether two lines lead to the same story: a page that has come has its entry now."""
    return one.url == other.url or (one.entry_id != 0 and one.entry_id == other.entry_id)
