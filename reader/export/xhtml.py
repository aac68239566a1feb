"""Blocks and articles as XHTML, for the HTML file and the EPUB book alike.

Everything is escaped, and only addresses that may be opened become links, so nothing of a feed is carried out there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TypeAlias
from urllib.parse import quote

from reader.domain.blocks import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
    SUB,
    SUPER,
    UNDERLINE,
    Block,
    Code,
    Embed,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    plain,
)
from reader.domain.identity import safe_url
from reader.domain.models import Article

from .chapter import joined, kicker, title_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold (XML 1.0, 2.2)."""
_AUTHORITY = re.compile("([a-z]+:(?://[^/?#]*)?)(.*)", re.DOTALL)
_STRAY = re.compile("%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]")
_TAGS = (
    (BOLD, "strong"), (ITALIC, "em"), (CODE, "code"), (STRIKE, "del"), (UNDERLINE, "u"), (SUPER, "sup"), (SUB, "sub"),
)  # fmt: skip

PictureSource: TypeAlias = Callable[[str], str]
"""Address of a picture -> what the document calls its file, empty where it has none."""

STYLE = """\
body { max-width: 42em; margin: 0 auto; padding: 0 1em; line-height: 1.5; }
h1, h2, h3 { line-height: 1.25; }
figure { margin: 1.5em 0; }
img { max-width: 100%; height: auto; }
figcaption, .kicker, .byline, .source { color: #666; font-size: 0.9em; }
.lead { font-style: italic; }
blockquote { margin-left: 0; padding-left: 1em; border-left: 3px solid #999; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
td, th { padding: 0.2em 0.6em; border-bottom: 1px solid #ccc; text-align: left; }
"""


def text_of(words: str) -> str:
    """Characters as XML text or as the value of an attribute."""
    return escape(_NOT_XML.sub("", words))


def address_of(url: str) -> str:
    """An address that may be opened as the value of an attribute, empty for others. What no URI may hold (RFC 3986) is
    encoded: browsers let it pass, checkers of books do not."""
    found = _AUTHORITY.match(safe_url(url))
    if found is None:
        return ""
    path, sign, fragment = found[2].partition("#")
    return text_of(found[1] + _STRAY.sub(_percent, path) + sign + _STRAY.sub(_percent, fragment))


def _percent(stray: re.Match[str]) -> str:
    return quote(stray[0], safe="")


def spans(text: Text) -> str:
    """Running text with its looks and links."""
    out = []
    for span in text:
        piece = text_of(span.text).replace("\n", "<br/>")
        for bit, tag in _TAGS:
            if span.style & bit:
                piece = f"<{tag}>{piece}</{tag}>"
        href = address_of(span.href) if span.href else ""
        out.append(f'<a href="{href}">{piece}</a>' if href else piece)
    return "".join(out)


def blocks(tree: Sequence[Block], pictures: PictureSource) -> Iterator[str]:
    """Each block as one element."""
    for block in tree:
        match block:
            case Paragraph(text):
                yield f"<p>{spans(text)}</p>"
            case Heading(text, level):
                # The article's own title is the document's second level.
                tag = f"h{max(3, min(6, level + 1))}"
                yield f"<{tag}>{spans(text)}</{tag}>"
            case ListBlock(items, ordered, start):
                tag = "ol" if ordered else "ul"
                begin = f' start="{start}"' if ordered and start != 1 else ""
                inside = "".join(f"<li>{''.join(blocks(item, pictures))}</li>" for item in items)
                # A list without items is not valid.
                if items:
                    yield f"<{tag}{begin}>{inside}</{tag}>"
            case Quote(inner, cite):
                footer = f"<footer>— {text_of(cite)}</footer>" if cite else ""
                yield f"<blockquote>{''.join(blocks(inner, pictures))}{footer}</blockquote>"
            case Code(code):
                yield f"<pre><code>{text_of(code)}</code></pre>"
            case Table():
                yield _table(block)
            case Image(url, alt, caption, credit):
                yield figure(url, alt, spans(caption), credit, pictures)
            case Embed(kind, url, title):
                yield f"<p>▷ {_link(url, title or kind)}</p>"
            case Rule():
                yield "<hr/>"


def figure(url: str, alt: str, caption: str, credit: str, pictures: PictureSource) -> str:
    """A picture with its caption; only the caption where the document has no such picture. `caption` is XHTML."""
    source = pictures(url)
    words = joined([caption, text_of(credit)], " ")
    if source:
        picture = f'<img src="{text_of(source)}" alt="{text_of(alt)}"/>'
        return f"<figure>{picture}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"
    words = words or text_of(alt)
    return f'<p class="source">▢ {words}</p>' if words else ""


def article(item: Article, pictures: PictureSource, *, level: int = 2) -> Iterator[str]:
    """A whole article; `level` is that of its title."""
    yield f'<p class="kicker">{text_of(kicker(item))}</p>'
    yield f"<h{level}>{text_of(title_of(item))}</h{level}>"
    if item.authors:
        yield f'<p class="byline">{text_of(", ".join(item.authors))}</p>'
    if item.lead:
        yield f'<p class="lead">{text_of(item.lead)}</p>'
    shown = any(isinstance(block, Image) for block in item.blocks)
    if item.entry.image_url and not shown and pictures(item.entry.image_url):
        yield figure(item.entry.image_url, "", "", "", pictures)
    yield from blocks(item.blocks, pictures)
    if item.access:
        yield f'<p class="source">{text_of(item.access)}</p>'
    if item.entry.url:
        yield f'<p class="source">{_link(item.entry.url, item.entry.url)}</p>'


def _link(url: str, words: str) -> str:
    href = address_of(url)
    return f'<a href="{href}">{text_of(words)}</a>' if href else text_of(words)


def _table(table: Table) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        tag = "th" if table.header and not number else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{spans(cell)}</{tag}>" for cell in row) + "</tr>")
    caption = f"<caption>{spans(table.caption)}</caption>" if plain(table.caption) else ""
    return f"<table>{caption}{''.join(rows)}</table>"
