"""A document with pictures: keeps their places free, asks for those that come near the screen, draws what came."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from zlib import crc32

from textual.geometry import Region
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.strip import Strip

from reader.domain.pictures import Picture, PictureState
from reader.domain.records import dataclass
from reader.ui.render.document import Document
from reader.ui.render.graphics import Graphics, KittyPicture, KittyStrip
from reader.ui.render.lines import Line
from reader.ui.render.pictures import PictureBook

from .document_view import ScrollState
from .linked_view import How, LinkedView

_LEAST_ROWS, _MOST_ROWS = 4, 28
_SHARE = 0.6  # of the height of the screen that a picture may take, so that its caption and some text stand by it
_NEAR = 1  # screens before and after the visible one whose pictures are brought
_KITTY_KEPT = 24


class PicturedView(LinkedView):
    """A `LinkedView` with pictures. It asks for them by messages and is told what came of it."""

    pictures: reactive[bool] = reactive(True, init=False)
    """Show pictures; without, they are told in words."""
    graphics: reactive[Graphics] = reactive(Graphics.WORDS, init=False)
    """How the terminal shows pictures."""

    @dataclass
    class PicturesFound(TextualMessage, namespace="article_view"):
        """These pictures stand in the document: whoever knows their sizes may tell `learn`."""

        urls: tuple[str, ...]

    @dataclass
    class PicturesWanted(TextualMessage, namespace="article_view"):
        """These pictures are near the screen and have not come, the nearest first. What was wanted before and is not
        named any more is not needed now."""

        urls: tuple[str, ...]

    @dataclass
    class DrawingWanted(TextualMessage, namespace="article_view"):
        """This picture is on the screen, and the terminal can show more of it than half blocks do."""

        url: str
        columns: int
        rows: int

    @dataclass
    class PictureChosen(TextualMessage, namespace="article_view"):
        """A picture is to be shown large."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.book = PictureBook()
        self.book.shown = False
        self._asked: tuple[str, ...] = ()
        self._kitty: OrderedDict[tuple[str, int, int], KittyPicture | None] = OrderedDict()

    # -- what is told from outside

    def learn(self, states: Mapping[str, PictureState]) -> None:
        """What the cache knows of these pictures."""
        self.book.learn(states)
        self.renew(states)
        self._want_pictures()

    def picture_came(self, picture: Picture) -> None:
        """A picture that was wanted."""
        self.book.put(picture)
        self.renew((picture.url,))

    def picture_failed(self, url: str, error: str) -> None:
        """A picture that was wanted cannot be had: it is told in words."""
        self.book.refuse(url, error)
        self.renew((url,))

    def try_again(self) -> None:
        """The network is back: what could not be had may be had now."""
        self._asked = ()
        self.renew(self.book.forget_failures())
        self._want_pictures()

    def drawing_came(self, url: str, columns: int, rows: int, png: bytes) -> None:
        """A drawing that was wanted, empty when there is none."""
        number = crc32(f"{url} {columns} {rows}".encode("utf-8", "replace")) & 0xFFFFFF or 1
        self._kitty[url, columns, rows] = KittyPicture(number, png, columns, rows) if png else None
        while len(self._kitty) > _KITTY_KEPT:
            self._kitty.popitem(last=False)
        self.repaint()

    def forget_drawings(self) -> None:
        """The terminal was in other hands and may have lost what it was given."""
        for drawing in self._kitty.values():
            if drawing is not None:
                drawing.forget()
        self.repaint()

    # -- which pictures are here

    def all_pictures(self) -> list[str]:
        """Addresses of the pictures that have a place in the document, in its order."""
        return list(dict.fromkeys(url for part in self._layout.document.parts for url in part.pictures))

    def visible_picture(self) -> str:
        """The picture that takes most of the screen, empty when there is none."""
        top = self.scroll_offset.y
        lines = self._layout.lines[top : top + self.size.height]
        urls = [line.art.url for line in lines if line.art is not None]
        return max(dict.fromkeys(urls), key=urls.count, default="")

    def set_document(self, document: Document, place: ScrollState = (0, 0.0)) -> None:
        """Show another document; its pictures are asked for when they come near."""
        self._asked = ()
        super().set_document(document, place)
        if self.book.shown and (urls := self.all_pictures()):
            self.post_message(self.PicturesFound(tuple(urls)))

    def watch_pictures(self) -> None:
        """With or without pictures, at the same place in the text."""
        self._lay_out_pictures()

    def watch_graphics(self) -> None:
        """Another way to show pictures."""
        self._kitty.clear()
        self._lay_out_pictures()

    def _lay_out_pictures(self) -> None:
        self.book.shown = self.pictures and self.graphics is not Graphics.WORDS
        self._asked = ()
        urls = self.all_pictures()
        self.renew(urls)
        if self.book.shown and urls:
            self.post_message(self.PicturesFound(tuple(urls)))

    def fit(self) -> None:
        """Another height: pictures take their share of it."""
        rows = max(_LEAST_ROWS, min(_MOST_ROWS, int(self.size.height * _SHARE)))
        if rows != self.book.most_rows:
            self.book.most_rows = rows
            self.renew(self.all_pictures())
        super().fit()
        self._want_pictures()

    def scrolled(self, top: int) -> None:
        """Other pictures may be near."""
        super().scrolled(top)
        self._want_pictures()

    def laid_out(self) -> None:
        """Every picture has its place."""
        super().laid_out()
        self._want_pictures()

    def laid_out_again(self) -> None:
        """Pictures have moved."""
        super().laid_out_again()
        self.hide_hints()
        self._want_pictures()

    def _want_pictures(self) -> None:
        """Ask for the pictures near the screen that are not here, and for drawings of those on it."""
        if not self.book.shown or not self.size.height:
            return
        top, height = self.scroll_offset.y, self.size.height
        visible = self._urls(top, top + height)
        near = [*visible, *self._urls(top + height, top + (1 + _NEAR) * height), *self._urls(top - _NEAR * height, top)]
        missing = tuple(self.book.missing(near))
        if missing != self._asked and (missing or self._asked):
            self._asked = missing
            self.post_message(self.PicturesWanted(missing))
        if self.graphics is Graphics.KITTY:
            self._want_drawings(top, top + height)

    def _urls(self, first: int, last: int) -> list[str]:
        lines: Sequence[Line] = self._layout.lines[max(0, first) : max(0, last)]
        return list(dict.fromkeys(line.art.url for line in lines if line.art is not None))

    def _want_drawings(self, first: int, last: int) -> None:
        for line in self._layout.lines[max(0, first) : last]:
            if line.art is None or not line.art.runs:
                continue
            key = (line.art.url, line.art.columns, line.art.rows)
            if key not in self._kitty:
                self._kitty[key] = None
                self.post_message(self.DrawingWanted(*key))

    # -- choosing

    def link_at(self, x: int, y: int) -> int:
        """Number of the link under a cell of the widget, of the picture where one is drawn, 0 for none."""
        number = self.scroll_offset.y + y
        line = self._layout.lines[number] if 0 <= number < len(self._layout.lines) else None
        if line is None or line.art is None:
            return super().link_at(x, y)
        left = self._left(line)
        return line.art.link if left <= x < left + line.art.columns else 0

    def _choose(self, link: int, how: How) -> None:
        picture = self._layout.document.links[link]
        drawn = next((line.art.url for line in self._layout.lines if line.art and line.art.link == link), "")
        if how == "open" and picture.kind == "picture" and drawn:
            self.post_message(self.PictureChosen(drawn))
        else:
            super()._choose(link, how)

    # -- painting

    def _left(self, line: Line) -> int:
        """The column of the first cell of a line's own."""
        columns = self._layout.columns
        margin = line.cells - (line.art.columns if line.art else 0)
        return max(0, (self.line_width - columns) // 2) + margin

    def _strip(self, number: int) -> Strip:
        strip = super()._strip(number)
        line = self._layout.lines[number] if number < len(self._layout.lines) else None
        if line is None or line.art is None or self.graphics is not Graphics.KITTY or self.hinting:
            return strip
        art = line.art
        drawing = self._kitty.get((art.url, art.columns, art.rows))
        if drawing is None or art.row >= drawing.rows:
            return strip
        return KittyStrip(strip, strip.cell_length, self._left(line), drawing, art.row)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal; those of pictures keep what makes them more than text."""
        strips = super().render_lines(crop)
        if self.graphics is not Graphics.KITTY or crop.x:
            return strips
        for index, y in enumerate(crop.line_range):
            own = self.render_line(y)
            if isinstance(own, KittyStrip):
                strips[index] = own.over(strips[index])
        return strips
