"""From the located element to pieces in document order: each block, where it came from, how much of it is links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import html

from reader.domain.blocks import Block, Code, Heading, ListBlock, Paragraph, Quote, Table, Text, plain
from reader.domain.text import clean_text
from reader.extract.media import embed, number

from . import pictures
from .inline import Node, spans
from .tree import BLOCKS, DEAD, Page, self_and_up

_DEEPEST = 120
_MOST_PIECES = 6000
_MEDIA = frozenset(["img", "picture", "amp-img", "iframe", "video", "audio", "amp-youtube", "amp-video"])


@dataclass(slots=True)
class Piece:
    """One block with what the later choice needs to know."""

    block: Block
    element: html.HtmlElement | None
    """Where it stands in the page; None for text from the page's data."""
    size: int = 0
    """Characters of text, spaces not counted."""
    linked: int = 0
    """The part of `size` that is link text."""


class Walker:
    """Walks elements and collects pieces. `skip` holds the elements that stand around the article, `mute` those of them
    whose pictures are asked for all the same."""

    def __init__(
        self, page: Page, skip: frozenset[html.HtmlElement], mute: frozenset[html.HtmlElement] = frozenset()
    ) -> None:
        self.page = page
        self.skip = skip
        self.mute = mute
        self.pieces: list[Piece] = []
        self._seen_pictures: set[str] = set()
        self._captions: set[html.HtmlElement] = set()

    def skipped(self, element: html.HtmlElement) -> bool:
        """Whether the element stands around the article."""
        return element in self.skip or element.tag == "button"

    def walk(self, element: html.HtmlElement, depth: int = 0) -> None:
        """Collect the pieces of one element that may hold blocks."""
        page = self.page
        run: list[Node] = [element.text] if element.text else []
        breaks = 0
        for child in element:
            if len(self.pieces) >= _MOST_PIECES:
                return
            tag = child.tag
            if not isinstance(tag, str) or self.skipped(child) or child in self._captions:
                if tag in BLOCKS:
                    run = self._flush(run, element)
                if child in self.mute or tag == "button":
                    self._pictures(child)
            elif tag == "br":
                breaks += 1
                run.append(child)
                if breaks >= 2:
                    run = self._flush(run, element)
            elif tag in BLOCKS or child in page.has_blocks:
                run = self._flush(run, element)
                self._block(child, depth + 1)
            elif tag in _MEDIA or tag == "noscript":
                if self._picture_or_embed(child, run, element):
                    run = []
            elif _has_media(child):
                run.append(child)
                found = list(child.iter(*_MEDIA))
                if page.text_size.get(child, 0) == 0:
                    run.pop()
                for media in found:
                    if self._picture_or_embed(media, run, element):
                        run = []
            else:
                run.append(child)
            if tag != "br":
                breaks = 0
            if child.tail:
                if child.tail.strip():
                    breaks = 0
                run.append(child.tail)
        self._flush(run, element)

    def _block(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag
        if depth > _DEEPEST:
            self._paragraph([element], element)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(element, int(tag[1]))
        elif tag in ("ul", "ol"):
            self._list(element, depth)
        elif tag == "blockquote":
            self._quote(element, depth)
        elif tag == "table":
            self._table(element, depth)
        elif tag == "pre":
            self._code(element)
        elif tag == "figure":
            self._figure(element, depth)
        elif tag in ("dt", "figcaption", "hr"):
            if tag == "dt":
                self._paragraph([element], element)
        else:
            self.walk(element, depth)

    def pictures_of(self, elements: Iterable[html.HtmlElement]) -> list[Piece]:
        """The pieces that these picture elements make, which stand outside of what is walked."""
        outer, self.pieces = self.pieces, []
        for element in elements:
            self._picture_or_embed(element, [], element.getparent())
        found, self.pieces = self.pieces, outer
        return found

    # One kind of block each.

    def _flush(self, run: list[Node], element: html.HtmlElement) -> list[Node]:
        if run:
            self._paragraph(run, element)
        return []

    def _paragraph(self, nodes: list[Node], element: html.HtmlElement) -> None:
        text = self._spans(nodes)
        if text:
            self._add(Paragraph(text), element, text)

    def _heading(self, element: html.HtmlElement, level: int) -> None:
        text = self._spans([element])
        if text:
            self._add(Heading(text, level), element, text)
        for media in element.iter(*_MEDIA):
            self._picture_or_embed(media, [], element)

    def _list(self, element: html.HtmlElement, depth: int) -> None:
        items: list[tuple[Block, ...]] = []
        sizes = [0, 0]
        media: list[Piece] = []
        for child in element:
            if not isinstance(child.tag, str) or self.skipped(child) or child.tag in DEAD:
                continue
            inner = self._inside(child, depth)
            for piece in inner:
                sizes[0] += piece.size
                sizes[1] += piece.linked
            item = tuple(p.block for p in inner if p.size)
            media += [p for p in inner if not p.size]
            if item:
                items.append(item)
        if items:
            start = number(element.get("start")) or 1
            self.pieces.append(Piece(ListBlock(tuple(items), element.tag == "ol", start), element, *sizes))
        self.pieces += media

    def _quote(self, element: html.HtmlElement, depth: int) -> None:
        inner = self._inside(element, depth)
        if not inner:
            return
        cite = ""
        if len(inner) > 1 and isinstance(last := inner[-1].block, Paragraph) and inner[-1].size < 80:
            words = plain(last.text)
            if words.startswith(("—", "–", "- ", "― ")) or _tag(inner[-1].element) in ("cite", "footer"):
                cite = words.lstrip("—–-― ")
                inner.pop()
        block = Quote(tuple(p.block for p in inner), cite)
        self.pieces.append(Piece(block, element, sum(p.size for p in inner), sum(p.linked for p in inner)))

    def _table(self, element: html.HtmlElement, depth: int) -> None:
        rows = [r for r in element.iter("tr") if _owner(r) is element]
        cells = [[c for c in row if c.tag in ("td", "th")] for row in rows]
        widest = max(map(len, cells), default=0)
        picture = pictures.pictures_in(self.page, element)
        nested = element.find(".//table") is not None
        if len(rows) < 2 or widest < 2 or nested or (picture and len(rows) <= 2):
            if picture == 1 and self._captioned(element):
                return
            self.walk(element, depth)
            return
        table = tuple(tuple(self._spans([cell]) for cell in row) for row in cells if row)
        header = bool(cells[0]) and all(c.tag == "th" for c in cells[0])
        caption = element.find("caption")
        size = self.page.text_size[element]
        if any(cell for row in table for cell in row):
            block = Table(table, header, self._spans([caption]) if caption is not None else ())
            self.pieces.append(Piece(block, element, size, self.page.link_size[element]))
        for img in element.iter("img"):
            self._picture_or_embed(img, [], element)

    def _code(self, element: html.HtmlElement) -> None:
        text = clean_text("".join(element.itertext())).strip("\n")
        if text.strip():
            self.pieces.append(Piece(Code(text), element, len(text), 0))

    def _figure(self, element: html.HtmlElement, depth: int) -> None:
        if (
            element.find(".//table") is not None
            or element.find(".//blockquote") is not None
            or element.find(".//pre") is not None
        ):
            self.walk(element, depth)
            return
        media = list(element.iter(*_MEDIA))
        if not media:
            return
        for child in media:
            self._picture_or_embed(child, [], element)

    def _captioned(self, element: html.HtmlElement) -> bool:
        return any(self._picture_or_embed(img, [], element) for img in element.iter("img", "amp-img"))

    def _pictures(self, element: html.HtmlElement) -> None:
        for media in element.iter("picture", "img", "amp-img"):
            self._picture_or_embed(media, [], element)

    def _picture_or_embed(self, element: html.HtmlElement, run: list[Node], owner: html.HtmlElement) -> bool:
        """Add what a media element shows, after the text that came before it; False when it shows nothing of use."""
        if self._in_skip(element):
            return False
        block: Block | None
        if element.tag == "noscript":
            inner = element.find(".//img")
            if inner is None:
                return False
            element = inner
        if element.tag == "img" and element.getparent().tag == "picture" and owner is not element.getparent():
            element = element.getparent()
        if pictures.is_picture(element):
            found = pictures.read(self.page, element, self.skipped)
            if found is None:
                return False
            block, captions = found
            self._captions.update(captions)
            key = _picture_key(block.url)
            if key in self._seen_pictures:
                return False
            self._seen_pictures.add(key)
        else:
            shown = embed(element, self.page.base)
            # A frame of an unknown host is as a rule an advertisement or a counter.
            if shown is None or shown.kind == "frame":
                return False
            block = shown
        self._flush(run, owner)
        self.pieces.append(Piece(block, element))
        return True

    def without_captions(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces that are not printed by what a picture took as its caption."""
        return [p for p in pieces if not p.size or isinstance(p.block, Heading) or not self._is_caption(p.element)]

    def _is_caption(self, element: html.HtmlElement | None) -> bool:
        return element is not None and any(node in self._captions for node in self_and_up(element, 6))

    # Helpers.

    def _spans(self, nodes: list[Node]) -> Text:
        return spans(nodes, self.page.absolute, self.skipped)

    def _add(self, block: Block, element: html.HtmlElement, text: Text) -> None:
        size = linked = 0
        for span in text:
            length = len(span.text) - span.text.count(" ")
            size += length
            if span.href:
                linked += length
        self.pieces.append(Piece(block, element, size, linked))

    def _inside(self, element: html.HtmlElement, depth: int) -> list[Piece]:
        outer, self.pieces = self.pieces, []
        self.walk(element, depth + 1)
        inner, self.pieces = self.pieces, outer
        return inner

    def _in_skip(self, element: html.HtmlElement) -> bool:
        return any(node in self.skip and node not in self.mute for node in self_and_up(element, 14))


def _tag(element: html.HtmlElement | None) -> str:
    return str(element.tag) if element is not None else ""


def _has_media(element: html.HtmlElement) -> bool:
    return next(element.iter(*_MEDIA), None) is not None


def _owner(row: html.HtmlElement) -> html.HtmlElement | None:
    node = row.getparent()
    while node is not None and node.tag != "table":
        node = node.getparent()
    return node


def _picture_key(url: str) -> str:
    """The same picture in another size has the same key: its file name where that says anything, else the address."""
    path = url.split("?")[0]
    name = re.sub(r"(?:[-_.](?:\d+x\d+|scaled|small|medium|large|\d{2,4}w?))+(?=\.|$)", "", path.rsplit("/", 1)[-1])
    if len(name) >= 12 and not name.isdigit():
        return name
    return path if "." in path.rsplit("/", 1)[-1] else url
