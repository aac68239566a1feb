"""The article, set like print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from functools import partial
from time import perf_counter

from textual import events
from textual.message import Message as TextualMessage
from textual.reactive import reactive

from reader.domain.blocks import Image
from reader.domain.clock import Clock, system_clock
from reader.domain.models import Article, EntryRow, RelatedGroup
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.render.blocks import RENDERERS
from reader.ui.render.document import Document, Ending, Layout, Times
from reader.ui.render.finding import Finder, Found, Spots, find_hits, find_spots
from reader.ui.render.pictures import LeadImage
from reader.ui.render.related import numbered
from reader.ui.render.strips import Overlay

from .pictured_view import PicturedView
from .related import RelatedPane

_SLOW = 0.25  # seconds after which a wait is worth a word
_LINES_AT_ONCE = 500
"""Lines that are looked through in one go: 20 ms, and all of nearly any text that a person wrote."""
_SLICE, _PAUSE = 0.01, 0.004  # seconds of looking through what is beyond them, and in which the keyboard has its turn
_ABOVE = 3  # of a hit out of sight, the share of the screen above it
_RESTED = 0.1  # seconds after which somebody who looks at a headline may be reading it
_AHEAD = 40_000
"""Characters of a story that are laid out before it is asked for: 20 ms, and all of nearly any text."""
_FRESH = timedelta(minutes=1)  # in which its head says the right time


class ArticleView(PicturedView):
    """One article, or in words why there is none; its related stories follow the last line when `inline_related`.

    Pictures are in `PicturedView`; links, hints and the mouse in `LinkedView`; measure, scrolling, selection and the
    component classes in `DocumentView`.
    """

    inline_related: reactive[bool] = reactive(False, init=False)
    """Draw the related stories after the last line, because they have no pane of their own."""

    @dataclass
    class ReachedEnd(TextualMessage):
        """The user paged on at the end of the article."""

        entry_id: int

    @dataclass
    class Read(TextualMessage):
        """The last line of the text was on the screen."""

        entry_id: int

    @dataclass
    class Searched(TextualMessage):
        """Whether what `find` looks for is there has turned out."""

        text: str
        count: int
        """How many there are so far; 0 only where there is none at all."""

    def __init__(
        self, *, clock: Clock = system_clock, zone: tzinfo | None = None, hours: str = "24h", id: str | None = None
    ) -> None:
        """`clock` gives now, `zone` is the reader's time zone (None: the machine's), `hours` is `24h` or `12h`."""
        super().__init__(id=id)
        self._clock, self._zone, self._hours = clock, zone, hours
        self._renderers = {**RENDERERS, Image: self.book.render, LeadImage: self.book.render_lead}
        self._row: EntryRow | None = None
        self._article: Article | None = None
        self._groups: tuple[RelatedGroup, ...] = ()
        self._generation = 0
        self._serial = 0
        self._ending: Ending | None = None
        self._next: Layout | None = None
        """A story that is likely to be shown next, laid out for the size that holds now."""
        self._read_posted = False
        self._finder: Finder | None = None
        self._found: Found | None = None
        self._hit = 0
        self._wanted = ""
        self._goes = False
        """Whether the first hit is still to be gone to."""

    # -- what is shown

    def show_loading(self, row: EntryRow, generation: int) -> None:
        """Show the head of an article at once, from its row; the text comes with `show`. What belongs to an older
        `generation` is dropped from now on."""
        self._generation = generation
        self._begin(row)
        self.set_document(Document(row, None, self._times()))
        serial = self._serial
        self.set_timer(_SLOW, lambda: self._say_loading(serial))

    def _say_loading(self, serial: int) -> None:
        if serial == self._serial:
            self.set_document(Document(self._row, None, self._times(), message=("", _("Opening…"), ())))

    def show(self, article: Article, groups: Sequence[RelatedGroup] = (), generation: int = 0) -> bool:
        """Show an article with its related stories. False when `generation` is older than one that was shown since: a
        late answer. The same version of the same entry again keeps the place in the text."""
        if generation < self._generation:
            return False
        self._generation = generation
        old = self._article
        again = old is not None and old.entry.id == article.entry.id
        place = self.scroll_state if again and old is not None and old.version == article.version else (0, 0.0)
        was_read = again and self._read_posted
        ending = self._ending if article.entry.id == self.entry_id else None
        self._begin(article.entry)
        self._ending = ending
        self._article, self._groups, self._read_posted = article, tuple(groups), was_read
        self.set_document(self._document(), place)
        self._next = None
        return True

    def prepare(self, article: Article, groups: Sequence[RelatedGroup]) -> None:
        """Lay out a story that is likely to be shown next, while nobody waits for it."""
        document = self._document_of(article.entry, article, groups, None)
        layout = self._next = Layout(document, self._columns)
        self.set_timer(_RESTED, lambda: self._prepare_more(layout))

    def _prepare_more(self, layout: Layout) -> None:
        end = perf_counter() + _SLICE
        while layout is self._next and not layout.done and layout.weight < _AHEAD:
            if perf_counter() > end:
                self.set_timer(_PAUSE, lambda: self._prepare_more(layout))
                return
            layout.step()

    def layout_of(self, document: Document) -> Layout:
        """That of a story that was prepared, at the width that holds now."""
        layout = self._next
        if layout is None or layout.document is not document or layout.columns != self._columns:
            return super().layout_of(document)
        if document.pictures:
            # More may be known of them than was then.
            layout.renew(document.parts_with(document.pictures))
        return layout

    def show_related(self, groups: Sequence[RelatedGroup], generation: int = 0) -> None:
        """The related stories came, or changed, after the article."""
        if generation < self._generation:
            return
        self._groups = tuple(groups)
        self.watch_inline_related()

    def show_ending(self, entry_id: int, ending: Ending) -> None:
        """What the last line of an entry says, once it is known: where the text is not here yet, it comes with it. For
        another entry than the one shown it comes too late."""
        if entry_id != self.entry_id or ending == self._ending:
            return
        self._ending = ending
        if self._article is None:
            return
        document = self._layout.document
        # A text that fitted is at its last line too, but whoever sees it looks at its title.
        at_bottom = 0 < self.scroll_offset.y >= self.max_scroll_y
        document.ending = ending
        self.renew_parts([len(document.parts) - 1])
        if at_bottom:
            # Whoever stands on the last line wants to see the one that comes below it.
            self.bottom()

    def show_message(
        self, title: str, sentence: str = "", keys: Sequence[tuple[str, str]] = (), row: EntryRow | None = None
    ) -> None:
        """Nothing to read, said in words: what happened and (key, what it does) pairs that help. With `row` its head
        stays above it."""
        self._begin(row)
        self.set_document(Document(row, None, self._times(), message=(title, sentence, tuple(keys))))

    def clear(self) -> None:
        """Show nothing."""
        self._begin(None)
        self.set_document(Document(None, None, self._times()))

    @property
    def entry_id(self) -> int:
        """The entry shown, 0 for none."""
        return self._row.id if self._row else 0

    @property
    def article(self) -> Article | None:
        """The article shown, None while it is loading or there is none."""
        return self._article

    def _begin(self, row: EntryRow | None) -> None:
        self._serial += 1
        old = self._row
        # Pages that are not in the cache have no number.
        if row is None or old is None or (row.id or row.url) != (old.id or old.url):
            # Another one has hits of its own, in its title sooner than in its text.
            self._hit = 0
        self._row, self._article, self._groups, self._ending = row, None, (), None
        self._read_posted = False
        self._hints, self._found, self._goes, self._hover = [], None, False, 0

    def _times(self) -> Times:
        return Times(self._clock(), self._zone, self._hours)

    def _document(self) -> Document:
        ready = self._next and self._next.document
        if ready and ready.article is self._article and self._ending is None:
            fresh = abs(self._clock() - ready.times.now) < _FRESH
            if fresh and ready.groups == (self._groups if self.inline_related else ()):
                return ready
        return self._document_of(self._row, self._article, self._groups, self._ending)

    def _document_of(
        self, row: EntryRow | None, article: Article | None, groups: Sequence[RelatedGroup], ending: Ending | None
    ) -> Document:
        groups = groups if self.inline_related else ()
        return Document(row, article, self._times(), groups=groups, renderers=self._renderers, ending=ending)

    def watch_inline_related(self) -> None:
        """With or without the related stories at the end, at the same place in the text."""
        if self._article is not None:
            self.set_document(self._document(), self.scroll_state)

    # -- reading

    def page_down(self) -> bool:
        """A page on, two lines of the old one kept; False (and `ReachedEnd`) when the end was already visible."""
        if super().page_down():
            return True
        if self.entry_id:
            self.post_message(self.ReachedEnd(self.entry_id))
        return False

    def scrolled(self, top: int) -> None:
        """See whether the end came into view."""
        super().scrolled(top)
        self._note_read()

    def laid_out(self) -> None:
        """The end is known: it may be on the screen already, and hits have new places."""
        super().laid_out()
        self.call_next(self._note_read)
        if self._finder:
            self._search()

    def laid_out_again(self) -> None:
        """Hits have other lines."""
        super().laid_out_again()
        if self._found:
            self._found = None
            self._search()

    def _note_read(self) -> None:
        """Say once that the end of the text was seen."""
        if self._read_posted or self._article is None or not self._layout.done or not self.size.height:
            return
        if self.scroll_offset.y + self.size.height >= self._layout.text_end:
            self._read_posted = True
            self.post_message(self.Read(self._article.entry.id))

    # -- find

    def find(self, text: str) -> int:
        """Mark every place of `text` (accents and case do not matter) and go to the first one from here on; returns how
        many there are. Empty text takes the marks away. In a text that is too long to be looked through at once it is
        how many there are so far; `Searched` tells whether there is one."""
        self._wanted = text
        return self._find(partial(find_hits, wanted=text) if text else None)

    def mark(self, spots: Spots | None) -> int:
        """Mark what `spots` finds, the first place is the current one; the reader stays where he is. Returns how many
        there are in what is laid out: the rest is marked when it is, as nobody waits for it. None takes the marks
        away."""
        return self._find(partial(find_spots, spots=spots) if spots else None, go=False)

    @property
    def hit(self) -> tuple[int, int]:
        """Which of the marked places is the current one, counted from 1, and how many there are."""
        return (self._hit + 1, self._count) if self._count else (0, 0)

    @property
    def _count(self) -> int:
        return len(self._found.places) if self._found else 0

    def _find(self, finder: Finder | None, *, go: bool = True) -> int:
        if finder is None and self._finder is None:
            # At each opening of a story: nothing to lay out or to paint for.
            return 0
        self._finder, self._found, self._hit, self._goes = finder, None, 0, go and finder is not None
        if self._goes:
            self._lay_out_some()
        if finder:
            self._search()
        self.repaint()
        return self._count

    def _search(self) -> None:
        """Look through the next portion of what is laid out; the one after it when the keyboard had its turn."""
        if self._finder is None:
            return
        found, layout = self._found or Found(self._finder), self._layout
        self._found = found
        most, end = len(layout.starts), perf_counter() + _SLICE
        while found.searched < most and (layout.starts[found.searched] < _LINES_AT_ONCE or perf_counter() < end):
            first = layout.starts[found.searched]
            last = layout.starts[found.searched + 1] if found.searched + 1 < most else len(layout.lines)
            found.take(layout.lines[first:last], first)
        if found.searched < most:
            self.set_timer(_PAUSE, lambda: self._search() if found is self._found else None)
        self._searched(over=layout.done and found.searched == most)

    def _searched(self, *, over: bool) -> None:
        """Go to the first hit from here on once it is known, to the first of all where there is none."""
        places = self._found.places if self._found else []
        if self._goes:
            top = self.scroll_offset.y
            at = next((number for number, line in enumerate(places) if line >= top), 0 if over and places else -1)
            if at >= 0:
                self._hit, self._goes = at, False
                self._show_hit()
            elif over:
                self._goes = False
            if not self._goes:
                self.post_message(self.Searched(self._wanted, len(places)))
        self.repaint()

    def find_next(self, step: int = 1) -> tuple[int, int]:
        """Go to the next (1) or previous (-1) place, round the ends; returns its number and how many there are."""
        count = self._count
        if not count:
            return 0, 0
        self._hit = (self._hit + step) % count
        self._show_hit()
        return self._hit + 1, count

    def _show_hit(self) -> None:
        self.repaint()
        line = self._found.places[self._hit] if self._hit < self._count and self._found else None
        top, height = self.scroll_offset.y, self.size.height
        if line is not None and not top + 1 <= line < top + height - 2:
            self.jump(max(0, line - height // _ABOVE))

    def lay_out_again(self) -> None:
        """Hits have other places at another width; they are looked for again when the layout is done."""
        self._found = None
        super().lay_out_again()

    def overlays(self, number: int) -> list[Overlay]:
        """Hits lie over the text, and the selection over them."""
        hits = [
            Overlay(hit.start, hit.end, self._looks.plain("hit-current" if hit.number == self._hit else "hit"))
            for hit in (self._found.on(number) if self._found else ())
        ]
        return hits + super().overlays(number)

    # -- the mouse

    def on_click(self, event: events.Click) -> None:
        """A click on a related story at the end follows it."""
        target = self._layout.targets.get(self.scroll_offset.y + event.y, -1)
        if target >= 0 and self.text_selection is None:
            event.stop()
            self.post_message(RelatedPane.Chosen(numbered(self._groups)[target].link, target + 1))
