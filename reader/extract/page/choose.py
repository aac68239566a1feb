"""From the walked pieces to the article: what is lead, what is body, what only stood in between."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html

from reader.domain.blocks import BOLD, ITALIC, Embed, Heading, Image, ListBlock, Paragraph, Quote, plain, texts
from reader.extract.media import split_credit

from . import headings, phrases
from .authors import are_names
from .links import is_story
from .locate import Located
from .meta import Meta
from .tree import WIDE, Page, letters, names_of
from .vocabulary import CAPTION
from .walk import Piece, Walker

_MOST_COVERS = 30
_BY = re.compile(r"^\s*(?:by|von|par|por|di|bởi)\b\s*", re.IGNORECASE)
_SUBHEADING = 45
_LONGEST_CAPTION, _SHORT_CAPTION = 220, 100
_LONGEST_SIGNATURE = 50
_HEAD = 6
"""Pieces before the first paragraph among which a name is looked for."""
_PROSE = 90
"""Characters from which a paragraph is surely prose."""


def head_pictures(page: Page, meta: Meta, located: Located, walker: Walker) -> list[Piece]:
    """Pictures that stand between the headline and the text, outside the located element."""
    headline = meta.headline
    container = located.container
    begin = page.order[container]
    if headline is None or page.order[headline] > begin:
        return []
    scope = headline
    around = {container, *container.iterancestors()}
    while scope not in around and (parent := scope.getparent()) is not None:
        scope = parent
    if scope is container or scope.tag == "html":
        return []
    first = page.order[headline if scope.tag == "body" else scope]
    between = (e for e in page.elements[first:begin] if e.tag in ("img", "amp-img") and e not in around)
    return walker.pictures_of(between)[:_MOST_COVERS]


def body(page: Page, pieces: list[Piece], meta: Meta, lead: str) -> list[Piece]:
    """The pieces that are the article's: without its title and lead again, and without calls to read something else."""
    title = letters(meta.title)
    people = {letters(name) for name in meta.authors}
    lead_key = letters(lead)
    kept: list[Piece] = []
    seen: set[str] = set()
    for piece in pieces:
        block = piece.block
        if isinstance(block, Image | Embed):
            if not (isinstance(block, Image) and _is_portrait(block, people)):
                kept.append(piece)
            continue
        text = " ".join(texts([block]))
        key = letters(text)
        if not key:
            continue
        if page.live and isinstance(block, Paragraph) and phrases.is_moment(text):
            # Posts of a live blog begin with their time: those lines become the headings of its sections.
            kept.append(Piece(Heading(block.text, 3), piece.element, piece.size))
            continue
        if isinstance(block, Heading | Paragraph) and (
            key == title or (lead_key and key == lead_key and not _has(kept))
        ):
            continue
        if len(key) > 60 and key in seen:
            continue
        seen.add(key)
        if _is_call(piece, text):
            continue
        kept.append(piece)
    return kept


def _is_portrait(image: Image, people: set[str]) -> bool:
    """Whether a picture shows an author: nothing but the name stands under or behind it."""
    words = {letters(image.alt), letters(image.credit), letters(_BY.sub("", plain(image.caption)))} - {""}
    return bool(people & words) and len(words - people) <= (1 if _BY.match(plain(image.caption)) else 0)


def bind_captions(pieces: list[Piece]) -> list[Piece]:
    """Pictures without a caption take the line under them when it is set like one: centred, in italics, or so named."""
    bound: list[Piece] = []
    for piece in pieces:
        last = bound[-1].block if bound else None
        block = piece.block
        if isinstance(last, Image) and not last.caption and isinstance(block, Paragraph) and _is_caption_line(piece):
            caption, credit = split_credit(block.text)
            bound[-1] = Piece(replace(last, caption=caption, credit=credit or last.credit), bound[-1].element)
        else:
            bound.append(piece)
    return bound


def _is_caption_line(piece: Piece) -> bool:
    block, element = piece.block, piece.element
    if not isinstance(block, Paragraph) or piece.size > _LONGEST_CAPTION or element is None:
        return False
    style = (element.get("style") or "").replace(" ", "").lower()
    centred = "text-align:center" in style or (element.get("align") or "").lower() == "center"
    italic = all(span.style & ITALIC or not span.text.strip() for span in block.text)
    return (
        (centred and italic)
        or ((centred or italic) and piece.size <= _SHORT_CAPTION)
        or CAPTION.search(names_of(element)) is not None
    )


def _has(kept: list[Piece]) -> bool:
    return sum(piece.size for piece in kept) > 600


def _is_call(piece: Piece, text: str) -> bool:
    """A line that leads away: one link, or a call to read, watch or sign up for something else."""
    block = piece.block
    share = piece.linked / piece.size if piece.size else 0.0
    if isinstance(block, Heading):
        return headings.kind_of(text) is not None or (
            share > 0.9 and is_story(next((s.href for s in block.text if s.href), ""))
        )
    if isinstance(block, Paragraph):
        if phrases.is_label(text) or (share > 0.85 and piece.size >= 18):
            return True
        return piece.size < 220 and (share > 0.3 or len(text) < 40) and phrases.is_call(text)
    if isinstance(block, ListBlock):
        return share > 0.75
    if isinstance(block, Quote):
        return share > 0.9
    return False


def trim(kept: list[Piece]) -> list[Piece]:
    """Without what stands around the first and last paragraph: kickers, bylines, dates, calls, lone headings."""
    prose = [i for i, piece in enumerate(kept) if _is_prose(piece)]
    if not prose:
        return kept
    first, last = prose[0], prose[-1]
    head = [piece for piece in kept[:first] if not _is_head(piece, kept)]
    tail = kept[last + 1 :]
    body = kept[first : last + 1]
    while len(body) > 3 and isinstance(body[-1].block, Paragraph) and phrases.is_tail_line(says(body[-1].block)):
        body.pop()
    while tail and (isinstance(tail[-1].block, Heading) or _is_tail(tail[-1])):
        tail.pop()
    while not tail and body and isinstance(body[-1].block, Heading):
        body.pop()
    return head + body + tail


def _is_head(piece: Piece, kept: list[Piece]) -> bool:
    """Whether a piece before the first paragraph only leads up to it."""
    block = piece.block
    if isinstance(block, Paragraph):
        return phrases.is_head_line(says(block)) or _all_link(piece)
    if isinstance(block, Heading):
        return not any(isinstance(p.block, Heading) and p.block.level == block.level for p in kept if p is not piece)
    return isinstance(block, ListBlock) and piece.size < _PROSE


def _is_tail(piece: Piece) -> bool:
    block = piece.block
    if not isinstance(block, Paragraph):
        return False
    text = says(block)
    if phrases.is_tail_line(text) or _all_link(piece):
        return True
    return piece.size < 30 and not any(c.isdigit() for c in text) and phrases.is_head_line(text)


def _all_link(piece: Piece) -> bool:
    return piece.size > 0 and piece.linked == piece.size


def signature(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """(the author's name that stands alone by the text, the other pieces): set apart to the right under it, or in bold
    under or over it."""
    ends = range(len(pieces) - 1, max(-1, len(pieces) - 4), -1)
    start = next((i for i, piece in enumerate(pieces[:_HEAD]) if _is_prose(piece)), _HEAD)
    for index in (*ends, *range(min(start, len(pieces)))):
        block, size = pieces[index].block, pieces[index].size
        if not isinstance(block, Paragraph) or not 0 < size <= _LONGEST_SIGNATURE:
            continue
        if (index in ends and _is_right(pieces[index].element)) or (_is_bold(block) and are_names(says(block))):
            return says(block), pieces[:index] + pieces[index + 1 :]
    return "", pieces


def _is_bold(paragraph: Paragraph) -> bool:
    return all(span.style & BOLD for span in paragraph.text if span.text.strip())


def _is_right(element: html.HtmlElement | None) -> bool:
    if element is None:
        return False
    style = (element.get("style") or "").replace(" ", "").lower()
    return "text-align:right" in style or (element.get("align") or "").lower() == "right"


def subheading(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """(a second headline at the beginning that serves as the lead, the other pieces)."""
    for index, piece in enumerate(pieces[:8]):
        block = piece.block
        if _is_prose(piece):
            break
        if isinstance(block, Heading) and piece.size >= _SUBHEADING and not piece.linked:
            return plain(block.text), pieces[:index] + pieces[index + 1 :]
    return "", pieces


def size_of(pieces: list[Piece]) -> int:
    """Characters of text in the pieces."""
    return sum(piece.size for piece in pieces)


def weight_of(pieces: list[Piece]) -> int:
    """What the text of the pieces says, in characters of a script with spaces."""
    return sum(piece.size * (2 if WIDE.search(" ".join(texts([piece.block]))) else 1) for piece in pieces if piece.size)


def _is_prose(piece: Piece) -> bool:
    """Whether the piece is surely running text; scripts without spaces say as much in half the characters."""
    if not isinstance(piece.block, Paragraph):
        return False
    return piece.size >= _PROSE or (2 * piece.size >= _PROSE and WIDE.search(says(piece.block)) is not None)


def prose_in(pieces: list[Piece]) -> int:
    """How many of the pieces are paragraphs of prose."""
    return sum(_is_prose(piece) for piece in pieces)


def says(paragraph: Paragraph) -> str:
    """The paragraph's text."""
    return plain(paragraph.text)
