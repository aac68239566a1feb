"""From the walked pieces to the article: what is lead, what is body, what only stood in between."""

from __future__ import annotations

import re

from reader.domain.blocks import Embed, Heading, Image, ListBlock, Paragraph, Quote, plain, texts
from reader.domain.text import fold

from . import headings
from .links import is_story
from .locate import Located, letters
from .meta import Meta
from .tree import Page
from .walk import Piece, Walker

_MOST_COVERS = 30
_ALSO = re.compile(
    r"^\W*(?:doc them|xem them|doc tiep|tin lien quan|>>|read more|read also|also read|see also|more:|related:|read:|"
    r"watch:|lesen sie (?:auch|mehr)|lesen sie hier|mehr zum thema|lees ook|"
    r"a lire(?: aussi)?|lire aussi|lea tambien|lee tambien|leggi anche|leia (?:tambem|mais)|baca juga|les ogsa|"
    r"las ocksa|ctete take|czytaj (?:tez|takze)|"
    r"mehr dazu|auch interessant|lesetipp|don't miss|dont miss|click here|sign up|subscribe|newsletter|follow us|"
    r"join our|download the|"
    r"ilgili haber|читаите также|関連記事|to read more|mehr lesen|siehe auch|mas informacion|te puede interesar|"
    r"ver tambien|saiba mais|veja tambem|advertisement$|anzeige$|publicidad$|werbung$|quang cao$)"
)


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
    if scope is container or scope.tag in ("html",):
        return []
    first = page.order[scope]
    if scope.tag == "body":
        first = page.order[headline]
    outer, walker.pieces = walker.pieces, []
    for element in page.elements[first:begin]:
        if element.tag in ("img", "amp-img") and element not in around:
            walker._picture_or_embed(element, [], element.getparent())
    found, walker.pieces = walker.pieces, outer
    return found[:_MOST_COVERS]


def body(pieces: list[Piece], meta: Meta, lead: str) -> list[Piece]:
    """The pieces that are the article's: without its title and lead again, calls to read something else, and leftovers."""
    title = letters(meta.title)
    lead_key = letters(lead)
    kept: list[Piece] = []
    seen: set[str] = set()
    for piece in pieces:
        block = piece.block
        if isinstance(block, Image | Embed):
            kept.append(piece)
            continue
        text = " ".join(texts([block]))
        key = letters(text)
        if not key:
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
    return _trim(kept)


def _has(kept: list[Piece]) -> bool:
    return sum(piece.size for piece in kept) > 600


def _is_call(piece: Piece, text: str) -> bool:
    """A line that leads away: one link, or a call to read, watch or sign up for something else."""
    block = piece.block
    share = piece.linked / piece.size if piece.size else 0.0
    if isinstance(block, Heading):
        return (
            headings.kind_of(text) is not None
            or (share > 0.9
            and is_story(next((s.href for s in block.text if s.href), "")))
        )
    if isinstance(block, Paragraph):
        if share > 0.85 and piece.size >= 18:
            return True
        return piece.size < 220 and (share > 0.3 or len(text) < 40) and _ALSO.match(fold(text)) is not None
    if isinstance(block, ListBlock):
        return share > 0.75
    if isinstance(block, Quote):
        return share > 0.9
    return False


def _trim(kept: list[Piece]) -> list[Piece]:
    """Without headings that stand above nothing, at the end or before the next heading of their level or higher."""
    while kept and isinstance(kept[-1].block, Heading):
        kept.pop()
    return kept


def size_of(pieces: list[Piece]) -> int:
    """Characters of text in the pieces."""
    return sum(piece.size for piece in pieces)


def says(paragraph: Paragraph) -> str:
    """The paragraph's text."""
    return plain(paragraph.text)
