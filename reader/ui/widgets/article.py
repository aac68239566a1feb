"""The article, set like print: one virtual document, laid out from the top as far as the eye can see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from time import perf_counter
from typing import ClassVar, Literal, TypeAlias

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from reader.domain.clock import Clock, system_clock
from reader.domain.models import Article, EntryRow, RelatedGroup
from reader.i18n import _
from reader.ui.render.blocks import RENDERERS, Renderer
from reader.ui.render.document import Document, Layout, Times
from reader.ui.render.finding import Hit, find_hits
from reader.ui.render.hints import Hint, hints_for, legend, with_hints
from reader.ui.render.lines import Line, Look
from reader.ui.render.related import numbered
from reader.ui.render.strips import Overlay, paint

from .looks import Looks, component_classes
from .related import RelatedPane

How: TypeAlias = Literal["open", "browser"]
ScrollState: TypeAlias = tuple[int, float]
"""A place in the text: part of the document and a fraction of it. Holds at every width; can be stored as JSON."""

_ROLES = (
    "kicker", "section", "date", "title", "byline", "lead", "body", "heading", "subheading", "quote", "quote-bar",
    "bullet", "link", "code", "code-block", "code-mark", "table", "table-head", "rule", "picture", "caption", "credit",
    "access", "blank", "hint", "hint-typed", "legend", "hit", "hit-current", "message-title", "message", "message-key",
    "publisher", "ours", "number", "story", "seen", "note", "teaser", "here", "fetch", "queued",
)  # fmt: skip
_SLICE = 0.006  # seconds of layout between two looks at the keyboard
_PAUSE = 0.004  # seconds in which the keyboard has its turn
_SLOW = 0.25  # seconds after which a wait is worth a word
_OVERLAP = 2  # lines of the old page that stay visible on the next


class ArticleView(ScrollView, can_focus=True):
    """One article in a measure of `measure` columns, centred; its related stories follow when `inline_related`.

    Component classes (all `article--…`): head `kicker section date title byline lead`; text `body heading subheading
    quote quote-bar bullet link code code-block code-mark table table-head rule picture caption credit access blank`;
    hints `hint hint-typed legend`; find `hit hit-current`; states `message-title message message-key`; related at the
    end `publisher ours number story seen note teaser here fetch queued`.
    """

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes("article", _ROLES)
    DEFAULT_CSS = """
    ArticleView {
        background: $background;
        color: $text;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .article--kicker { color: $accent; }
        & > .article--section { color: $accent; }
        & > .article--date { color: $muted; }
        & > .article--title { color: $title; text-style: bold; }
        & > .article--byline { color: $muted; }
        & > .article--lead { color: $text; text-style: italic; }
        & > .article--heading { color: $title; text-style: bold; }
        & > .article--subheading { color: $text; text-style: bold; }
        & > .article--quote { color: $text; text-style: italic; }
        & > .article--quote-bar { color: $accent; }
        & > .article--bullet { color: $accent; }
        & > .article--link { color: $link; text-style: underline; }
        & > .article--code { background: $bar; color: $text; }
        & > .article--code-block { background: $bar; color: $text; }
        & > .article--code-mark { background: $bar; color: $accent; }
        & > .article--table-head { color: $title; text-style: bold; }
        & > .article--rule { color: $rule; }
        & > .article--picture { color: $link; }
        & > .article--caption { color: $muted; text-style: italic; }
        & > .article--credit { color: $muted; }
        & > .article--access { color: $accent; }
        & > .article--hint { background: $accent; color: $on-accent; text-style: bold; }
        & > .article--hint-typed { background: $rule; color: $muted; text-style: bold; }
        & > .article--legend { background: $bar; color: $text; }
        & > .article--hit { background: $selection; color: $title; text-style: underline; }
        & > .article--hit-current { background: $accent; color: $on-accent; text-style: bold; }
        & > .article--message-title { color: $title; text-style: bold; }
        & > .article--message { color: $text; }
        & > .article--message-key { color: $accent; text-style: bold; }
        & > .article--publisher { color: $publisher; text-style: bold; }
        & > .article--ours { color: $ours; text-style: bold; }
        & > .article--number { color: $link; }
        & > .article--seen { color: $muted; }
        & > .article--note { color: $muted; }
        & > .article--teaser { color: $muted; text-style: italic; }
        & > .article--here { color: $good; }
        & > .article--fetch { color: $muted; }
        & > .article--queued { color: $accent; }
    }
    """

    measure: reactive[int] = reactive(72, init=False)
    """Columns of text."""
    inline_related: reactive[bool] = reactive(False, init=False)
    """Draw the related stories after the last line, because they have no pane of their own."""

    @dataclass
    class LinkChosen(TextualMessage):
        """A link is to be opened: `open` here in the reader, or in the `browser`."""

        url: str
        how: How

    @dataclass
    class LinkHovered(TextualMessage):
        """The mouse is over a link; its address in full, empty when it left."""

        url: str

    @dataclass
    class ReachedEnd(TextualMessage):
        """The user paged on at the end of the article."""

        entry_id: int

    @dataclass
    class Read(TextualMessage):
        """The last line of the text was on the screen."""

        entry_id: int

    def __init__(
        self,
        *,
        clock: Clock = system_clock,
        zone: tzinfo | None = None,
        hours: str = "24h",
        renderers: Mapping[type, Renderer] = RENDERERS,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`clock` gives now, `zone` is the reader's time zone (None: the machine's), `hours` is `24h` or `12h`,
        `renderers` how each kind of block is drawn."""
        super().__init__(name=name, id=id, classes=classes)
        self._clock, self._zone, self._hours = clock, zone, hours
        self._renderers = renderers
        self._row: EntryRow | None = None
        self._article: Article | None = None
        self._groups: tuple[RelatedGroup, ...] = ()
        self._generation = 0
        self._serial = 0
        self._read_posted = False
        self._looks = Looks(self, "article", self._url_of)
        self._strips: dict[int, Strip] = {}
        self._hints: list[Hint] = []
        self._hint_how: How = "open"
        self._typed = ""
        self._hits: list[Hit] = []
        self._hit = 0
        self._hover = 0
        self._set_document(None)

    # -- what is shown

    def show_loading(self, row: EntryRow, generation: int = 0) -> None:
        """Show the head of an article at once, from its row; the text comes with `show`."""
        self._generation = max(generation, self._generation)
        self._row, self._article, self._groups = row, None, ()
        self._replace(Document(row, None, self._times()))
        serial = self._serial
        self.set_timer(_SLOW, lambda: self._say_loading(serial))

    def _say_loading(self, serial: int) -> None:
        if serial == self._serial and self._row is not None:
            self._replace(Document(self._row, None, self._times(), message=("", _("Opening…"), ())))

    def show(self, article: Article, groups: Sequence[RelatedGroup] = (), generation: int = 0) -> bool:
        """Show an article with its related stories. False when `generation` is older than one that was shown since: a
        late answer. The same entry again (another version, a change) keeps the place in the text."""
        if generation < self._generation:
            return False
        self._generation = generation
        again = self._article is not None and self._article.entry.id == article.entry.id
        same_version = again and self._article is not None and self._article.version == article.version
        place = self.scroll_state if same_version else None
        self._row, self._article, self._groups = article.entry, article, tuple(groups)
        self._replace(self._document(), place)
        self._read_posted = self._read_posted and again
        self.call_after_refresh(self._note_read)
        return True

    def show_related(self, groups: Sequence[RelatedGroup], generation: int = 0) -> None:
        """The related stories came, or changed, after the article."""
        if generation < self._generation:
            return
        self._groups = tuple(groups)
        if self.inline_related and self._article is not None:
            self._replace(self._document(), self.scroll_state)

    def show_message(
        self, title: str, sentence: str = "", keys: Sequence[tuple[str, str]] = (), row: EntryRow | None = None
    ) -> None:
        """Nothing to read, said in words: what happened and (key, what it does) pairs that help. With `row` its head
        stays above it."""
        self._row, self._article, self._groups = row, None, ()
        self._replace(Document(row, None, self._times(), message=(title, sentence, tuple(keys))))

    def clear(self) -> None:
        """Show nothing."""
        self._row = self._article = None
        self._replace(None)

    @property
    def entry_id(self) -> int:
        """The entry shown, 0 for none."""
        return self._row.id if self._row else 0

    @property
    def article(self) -> Article | None:
        """The article shown, None while it is loading or there is none."""
        return self._article

    def _times(self) -> Times:
        return Times(self._clock(), self._zone, self._hours)

    def _document(self) -> Document:
        groups = self._groups if self.inline_related else ()
        return Document(self._row, self._article, self._times(), groups=groups, renderers=self._renderers)

    def _set_document(self, document: Document | None) -> None:
        self._doc = document
        self._layout = Layout(document or Document(None, None, self._times()), self._columns)

    def _replace(self, document: Document | None, place: ScrollState | None = None) -> None:
        """Show another document, from its beginning or from a place in it."""
        self._serial += 1
        self._hints, self._hits, self._hover = [], [], 0
        self._looks.clear()
        if self.text_selection is not None:
            self.screen.clear_selection()
        self._set_document(document)
        self._relaid(place or (0, 0.0))

    # -- layout

    @property
    def _width(self) -> int:
        """Cells of a line beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def _padding(self) -> int:
        width = self._width
        return 4 if width >= 56 else 2 if width >= 36 else 1 if width >= 16 else 0

    @property
    def _columns(self) -> int:
        return max(1, min(self.measure, self._width - 2 * self._padding))

    def _relaid(self, place: ScrollState) -> None:
        """A new layout stands: go to `place`, lay out what is visible there, the rest in slices."""
        self._strips.clear()
        height = max(1, self.size.height)
        top = self._layout.line_at(*place)
        self._layout.reach(top + 2 * height)
        self._measure_height()
        if round(self.scroll_y) != top:
            self.scroll_to(y=top, animate=False, force=True)
        self.refresh()
        if not self._layout.done:
            self._continue(self._layout)

    def _continue(self, layout: Layout) -> None:
        self.set_timer(_PAUSE, lambda: self._slice(layout))

    def _slice(self, layout: Layout) -> None:
        """Lay out parts for a few milliseconds; the rest after the keyboard had its turn."""
        if layout is not self._layout:
            return
        end = perf_counter() + _SLICE
        while not layout.done and perf_counter() < end:
            layout.step()
        if layout.done:
            self._measure_height()
            self.refresh()
            self._note_read()
        else:
            self._continue(layout)

    def _measure_height(self) -> None:
        size = Size(self._width, self._layout.height)
        if size != self.virtual_size:
            self.virtual_size = size

    def on_resize(self, event: events.Resize) -> None:
        """Another width: the line that was on top stays on top."""
        if self._columns == self._layout.columns:
            self._strips.clear()
            self._layout.reach(self.scroll_offset.y + 2 * event.size.height)
            self._measure_height()
            return
        self._again()

    def watch_measure(self) -> None:
        """Another measure is another layout."""
        self._again()

    def watch_inline_related(self) -> None:
        """With or without the related stories at the end."""
        if self._article is not None:
            self._replace(self._document(), self.scroll_state)

    def _again(self) -> None:
        place = self.scroll_state
        found, self._hints = bool(self._hits), []
        self._layout = Layout(self._layout.document, self._columns)
        self._relaid(place)
        if found:
            self._layout.finish()
            self._measure_height()
            self._hits = find_hits(self._layout.lines, self._wanted)

    # -- scrolling

    @property
    def scroll_state(self) -> ScrollState:
        """The place of the first visible line; give it to `restore`."""
        return self._layout.place(self.scroll_offset.y)

    def restore(self, scroll: ScrollState) -> None:
        """Go back to a place of `scroll_state`."""
        self._relaid((int(scroll[0]), float(scroll[1])))

    @property
    def at_end(self) -> bool:
        """True when the last line is visible."""
        return self._layout.done and self.scroll_offset.y + self.size.height >= len(self._layout.lines)

    def scroll_lines(self, delta: int) -> None:
        """Scroll by lines."""
        self._scroll_by(delta)

    def page_down(self) -> bool:
        """A page on, two lines of the old one kept; False (and `ReachedEnd`) when the end was already visible."""
        if self.at_end:
            if self.entry_id:
                self.post_message(self.ReachedEnd(self.entry_id))
            return False
        self._scroll_by(max(1, self.size.height - _OVERLAP))
        return True

    def page_up(self) -> bool:
        """A page back; False at the beginning."""
        if self.scroll_offset.y <= 0:
            return False
        self._scroll_by(-max(1, self.size.height - _OVERLAP))
        return True

    def half_page(self, direction: int) -> None:
        """Half a page down (1) or up (-1)."""
        self._scroll_by(direction * max(1, self.size.height // 2))

    def top(self) -> None:
        """To the first line."""
        self.scroll_to(y=0, animate=False, force=True)

    def bottom(self) -> None:
        """To the last line."""
        self._layout.finish()
        self._measure_height()
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def _scroll_by(self, delta: int) -> None:
        self._layout.reach(self.scroll_offset.y + delta + 2 * self.size.height)
        if self._layout.done:
            self._measure_height()
        self.scroll_to(y=self.scroll_offset.y + delta, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """What comes into view is laid out before it is painted; hints belong to one screen."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) == round(new_value):
            return
        self.hide_hints()
        self._layout.reach(round(new_value) + 2 * self.size.height)
        self._note_read()

    def _note_read(self) -> None:
        """Say once that the end of the text was seen."""
        if self._read_posted or self._article is None or not self._layout.done or not self.size.height:
            return
        if self.scroll_offset.y + self.size.height >= self._layout.text_end:
            self._read_posted = True
            self.post_message(self.Read(self._article.entry.id))

    # -- links and hints

    def _url_of(self, link: int) -> str:
        links = self._layout.document.links
        return links[link].url if 0 < link <= len(links) else ""

    def show_hints(self, how: How = "open") -> int:
        """Put letters on every visible link and read the next keys; returns how many there are. `browser` also gives
        the pictures letters."""
        top, height = self.scroll_offset.y, self.size.height
        self._hint_how, self._typed = how, ""
        self._hints = hints_for(self._layout.lines, top, height, self._layout.document.links, how == "browser")
        self._strips.clear()
        self.refresh()
        return len(self._hints)

    def hide_hints(self) -> None:
        """Take the letters away."""
        if self._hints:
            self._hints = []
            self._strips.clear()
            self.refresh()

    @property
    def hinting(self) -> bool:
        """True while keys choose a link."""
        return bool(self._hints)

    def hint_typed(self, key: str) -> bool:
        """Take a key while letters are shown; False when none are, so that the key keeps its meaning."""
        if not self._hints:
            return False
        if key == "backspace" and self._typed:
            self._typed = self._typed[:-1]
        elif len(key) != 1 or not any(hint.label.startswith(self._typed + key.lower()) for hint in self._hints):
            self.hide_hints()
            return True
        else:
            self._typed += key.lower()
        chosen = next((hint for hint in self._hints if hint.label == self._typed), None)
        if chosen is not None:
            how = self._hint_how
            self.hide_hints()
            self._choose(chosen.link, how)
        else:
            self._strips.clear()
            self.refresh()
        return True

    def _choose(self, link: int, how: How) -> None:
        links = self._layout.document.links
        if 0 < link <= len(links):
            outside = links[link].kind in ("picture", "enclosure", "comments")
            self.post_message(self.LinkChosen(links[link].url, "browser" if outside else how))

    def on_key(self, event: events.Key) -> None:
        """While letters are shown every key is theirs."""
        if self._hints:
            event.stop()
            event.prevent_default()
            self.hint_typed(event.character if event.is_printable and event.character else event.key)

    def link_at(self, x: int, y: int) -> int:
        """Number of the link under a cell of the widget, 0 for none."""
        number = self.scroll_offset.y + y
        if not 0 <= number < len(self._layout.lines):
            return 0
        strip = self.render_line(y)
        style = next(iter(strip.crop(x, x + 1)), None)
        url = style.style.link if style is not None and style.style is not None else None
        line = self._layout.lines[number]
        if not url:
            return 0
        looks = [piece.look.link for piece in (*line.margin, *line.pieces) if piece.look.link]
        return next((link for link in looks if self._url_of(link) == url), 0)

    def on_click(self, event: events.Click) -> None:
        """A click on a link opens it; with ctrl in the browser. A click on a related story follows it."""
        if self.text_selection is not None:
            return
        if link := self.link_at(event.x, event.y):
            event.stop()
            self._choose(link, "browser" if event.ctrl else "open")
            return
        target = self._layout.targets.get(self.scroll_offset.y + event.y, -1)
        if target >= 0:
            event.stop()
            chosen = numbered(self._groups)[target]
            self.post_message(RelatedPane.Chosen(chosen.link, target + 1))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say where the link under the mouse leads."""
        self._hovered(self.link_at(event.x, event.y))

    def on_leave(self) -> None:
        """The mouse went elsewhere."""
        self._hovered(0)

    def _hovered(self, link: int) -> None:
        if link != self._hover:
            self._hover = link
            self.post_message(self.LinkHovered(self._url_of(link)))

    # -- find

    _wanted = ""

    def find(self, text: str) -> int:
        """Mark every place of `text` (accents and case do not matter) and go to the first one from here on; returns how
        many there are. Empty text takes the marks away."""
        self._wanted = text
        self._layout.finish()
        self._measure_height()
        self._hits = find_hits(self._layout.lines, text)
        top = self.scroll_offset.y
        self._hit = next((hit.number for hit in self._hits if hit.line >= top), 0)
        self._strips.clear()
        self.refresh()
        if self._hits:
            self._show_hit()
        return self._hits[-1].number + 1 if self._hits else 0

    def find_next(self, step: int = 1) -> tuple[int, int]:
        """Go to the next (1) or previous (-1) place, round the ends; returns its number and how many there are."""
        if not self._hits:
            return 0, 0
        count = self._hits[-1].number + 1
        self._hit = (self._hit + step) % count
        self._strips.clear()
        self.refresh()
        self._show_hit()
        return self._hit + 1, count

    def _show_hit(self) -> None:
        line = next(hit.line for hit in self._hits if hit.number == self._hit)
        top, height = self.scroll_offset.y, self.size.height
        if not top + 1 <= line < top + height - 2:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True)

    # -- selection

    @property
    def allow_select(self) -> bool:
        """The text can be selected with the mouse."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text; lines of one paragraph come out as one line."""
        self._layout.finish()
        start = selection.start or Offset(0, 0)
        last = len(self._layout.lines) - 1
        end = selection.end or Offset(len(self._layout.lines[last].text), last)
        text = self._layout.copied((start.y, start.x), (end.y, end.x))
        return (text.strip("\n"), "\n") if selection.start is None else (text, "\n")

    def selection_updated(self, selection: Selection | None) -> None:
        """Paint the selection."""
        self._strips.clear()
        self.refresh()

    def selected_or_all(self) -> str:
        """The whole text, for copying without a mouse."""
        found = self.get_selection(self.text_selection or Selection(None, None))
        return found[0] if found else ""

    # -- painting

    def notify_style_update(self) -> None:
        """Styles changed: nothing painted before counts."""
        super().notify_style_update()
        self._looks.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """The strip of screen line `y`."""
        number = self.scroll_offset.y + y
        if self._hints and (strip := self._legend_strip(y)) is not None:
            return strip
        strip = self._strips.get(number)
        if strip is None:
            if len(self._strips) > 2000:
                self._strips.clear()
            strip = self._strips[number] = self._strip(number)
        return strip

    def _strip(self, number: int) -> Strip:
        total = self._width
        blank = self._looks.plain()
        lines = self._layout.lines
        if number >= len(lines):
            return Strip.blank(total, blank)
        line: Line = lines[number]
        hints = [hint for hint in self._hints if hint.line == number]
        if hints:
            line = with_hints(line, hints, self._typed)
        columns = self._layout.columns
        left = max(0, (total - columns) // 2)
        return paint(
            line, self._looks.style, blank, left=left, columns=columns, total=total, row=number,
            overlays=self._overlays(number),
        )  # fmt: skip

    def _overlays(self, number: int) -> list[Overlay]:
        overlays = [
            Overlay(hit.start, hit.end, self._looks.plain("hit-current" if hit.number == self._hit else "hit"))
            for hit in self._hits
            if hit.line == number
        ]
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            overlays.append(Overlay(*span, self.screen.get_component_rich_style("screen--selection")))
        return overlays

    def _legend_strip(self, y: int) -> Strip | None:
        """While letters are shown, the last lines of the pane say where they lead."""
        columns = self._layout.columns
        hints = [hint for hint in self._hints if hint.label.startswith(self._typed)]
        lines = legend(hints, self._layout.document.links, columns, max(1, self.size.height // 4))
        index = y - (self.size.height - len(lines))
        if index < 0:
            return None
        total = self._width
        left = max(0, (total - columns) // 2)
        ground = self._looks.style(Look("legend"))
        return paint(lines[index], self._looks.style, ground, left=left, columns=columns, total=total)
