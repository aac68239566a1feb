"""Pictures in the text: their place is kept free from the first layout on, and filled when they come.

A `PictureBook` is what a view knows of the pictures of its article. Its `render` takes the place of the renderer that
tells pictures in words, and falls back to it where a picture is not shown or could not be had.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from reader.domain.blocks import Image, Span, plain
from reader.domain.identity import safe_url
from reader.domain.pictures import Picture, PictureState
from reader.domain.records import dataclass

from .art import Art, Run, box, in_cells
from .blocks import Setting, caption_only, described_picture
from .lines import Line

_GUESS = (1024, 576)
"""Size of a picture of which nothing is known: most of the press has that shape."""
_SLIVER = 3.5
"""A picture so much wider than high tells its shape wrongly more often than not."""
_PICTURES_KEPT = 32
_DRAWINGS_KEPT = 16


@dataclass(frozen=True, slots=True)
class LeadImage(Image):
    """The picture that a feed gives with an entry whose text has none: shown over the text, never told in words."""


class PictureBook:
    """What is known of pictures by address, and how they are set."""

    def __init__(self) -> None:
        self.shown = True
        """False: pictures are told in words."""
        self.most_rows = 24
        """Lines that a picture may take, so that it fits on the screen with its caption."""
        self.aspect = 0.5
        """Width of a cell over its height."""
        self._states: dict[str, PictureState] = {}
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._drawn: OrderedDict[tuple[str, int, int], list[tuple[Run, ...]]] = OrderedDict()

    def learn(self, states: Mapping[str, PictureState]) -> None:
        """Sizes and failures that the cache knows."""
        self._states.update(states)

    def put(self, picture: Picture) -> None:
        """A picture came."""
        self._states[picture.url] = PictureState(picture.width, picture.height)
        self._pictures[picture.url] = picture
        self._pictures.move_to_end(picture.url)
        while len(self._pictures) > _PICTURES_KEPT:
            self._pictures.popitem(last=False)

    def refuse(self, url: str, error: str) -> None:
        """A picture could not be had."""
        self._states[url] = PictureState(error=error)

    def forget_failures(self) -> list[str]:
        """Let what could not be had be asked for again, because the network is back; returns their addresses."""
        failed = [url for url, state in self._states.items() if state.error]
        for url in failed:
            del self._states[url]
        return failed

    def picture(self, url: str) -> Picture | None:
        """The picture, None while it has not come."""
        return self._pictures.get(url)

    def missing(self, urls: Iterable[str]) -> list[str]:
        """Those of `urls` that have a place and have not come, each once."""
        return [url for url in dict.fromkeys(urls) if url not in self._pictures and not self._failed(url)]

    def _failed(self, url: str) -> bool:
        state = self._states.get(url)
        return state is not None and bool(state.error)

    def size(self, block: Image) -> tuple[int, int]:
        """Pixels of a picture: as it is, else as its page states, else a guess."""
        state = self._states.get(block.url)
        if state is not None and state.width:
            return state.width, state.height
        if block.width > 0 and block.height > 0 and block.width / block.height < _SLIVER:
            return block.width, block.height
        return _GUESS

    def render(self, block: Image, setting: Setting) -> list[Line]:
        """A picture with its caption."""
        lines = self._place(block, setting)
        return [*lines, *_words(block, setting)] if lines else described_picture(block, setting)

    def render_lead(self, block: LeadImage, setting: Setting) -> list[Line]:
        """The picture of an entry; nothing where it is not shown."""
        return self._place(block, setting)

    def _place(self, block: Image, setting: Setting) -> list[Line]:
        number = setting.links.add(block.url, plain(block.caption) or block.alt, "picture") if block.url else 0
        if not self.shown or not number or self._failed(block.url):
            return []
        return self._lines(block, setting.columns, number)

    def place(self, url: str, columns: int) -> list[Line]:
        """The lines of a picture that stands in no text, in at most `columns` cells; none where it cannot be had."""
        return self._lines(Image(url), columns, 0) if safe_url(url) and not self._failed(url) else []

    def _lines(self, block: Image, most: int, number: int) -> list[Line]:
        columns, rows = box(*self.size(block), most, self.most_rows, self.aspect)
        drawn = self._drawing(block.url, columns, rows)
        return [
            Line(art=Art(block.url, row, rows, columns, number, drawn[row] if drawn else ()), joint="")
            for row in range(rows)
        ]

    def _drawing(self, url: str, columns: int, rows: int) -> list[tuple[Run, ...]] | None:
        key = (url, columns, rows)
        drawn = self._drawn.get(key)
        if drawn is None:
            picture = self._pictures.get(url)
            if picture is None:
                return None
            drawn = self._drawn[key] = in_cells(picture.cells, columns, rows)
            while len(self._drawn) > _DRAWINGS_KEPT:
                self._drawn.popitem(last=False)
        return drawn


def _words(block: Image, setting: Setting) -> list[Line]:
    """What stands under a picture: its caption, or what it shows in the words of its page, and who made it."""
    if not block.caption and block.alt:
        block = Image(block.url, caption=(Span(block.alt),), credit=block.credit)
    return caption_only(block, setting)
