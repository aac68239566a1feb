"""Feed HTML -> blocks. Any string is taken; nothing here touches the network, raises on bad markup or recurses deeply.

`blocks_from_html` is the way in, `html_to_text` gives one plain line for titles and leads.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from lxml import etree

from reader.domain.blocks import Block
from reader.domain.text import clean_line

from .flow import Flow
from .monsters import slimmed
from .plaintext import paragraphs
from .spans import nodes_of

MAX_CHARS = 2_000_000
"""What is beyond this in one text is not read."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]+")
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>|<\?[^<>]*>")
_UNREAD = re.compile(r"<(script|style|template|title)\b[^<>]*>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.I | re.S)
_BREAKING = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|pre|hr|section|article|dt|dd)\b[^<>]*>", re.I
)
_SELF_CLOSED = re.compile(r"<(iframe|script|style|video|audio|object|title|textarea)\b([^<>]*(?<=[\s\"']))/>", re.I)
"""Closed as XML does, which HTML does not know: the rest of the text would be inside."""
_UNENDED_COMMENT = re.compile(r"<!--[^<>]*>?")
_FRAME = re.compile(r"<(/?)iframe\b[^<>]*>", re.I)
_ESCAPED_TAG = re.compile(r"&lt;(/?)(p|div|a|strong|em|b|i|ul|ol|li|span|blockquote|h[1-6]|br|img)\b", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")


@cache
def _parser() -> etree.HTMLParser:
    # huge_tree lifts the depth limit from 255 to 2047; deeper trees are flattened, see `_parse`.
    return etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)


def blocks_from_html(html: str, base_url: str = "") -> tuple[Block, ...]:
    """The content of `html` as blocks, addresses resolved against `base_url`.

    Text without markup becomes paragraphs at its blank lines. Markup that was escaped once too often is unescaped.
    Pixels, scripts and hidden parts are left out, a picture is shown once.
    """
    html = html[:MAX_CHARS]
    if "<" not in html and "&lt;" in html and _is_escaped(html):
        html = unescape(html)
    if not _MARKUP.search(html):
        return paragraphs(html)
    root = _parse(html)
    if root is None:
        return paragraphs(strip_tags(html))
    return tuple(Flow(base_url).run(nodes_of(root)))


def html_to_text(html: str, limit: int = 0) -> str:
    """`html` as one clean line of at most `limit` characters (0: any number), for titles and leads.

    Entities that were escaped twice are resolved.
    """
    if not _MARKUP.search(html):
        return clean_line(html, limit)
    if limit and len(html) > 100 * limit + 20_000:
        html = html[: 100 * limit + 20_000]
    text = strip_tags(html)
    return clean_line(unescape(text) if _ENTITY.search(text) else text, limit)


def strip_tags(html: str) -> str:
    """The text of `html` without building a tree: blocks apart by blank lines, entities resolved once. Linear time."""
    if "<" in html:
        html = _UNREAD.sub(" ", _closed(html))
        html = _BREAKING.sub("\n\n", html)
        html = _TAG.sub("", html)
    return unescape(html)


def _closed(html: str) -> str:
    """With ends where what was never ended would take the rest of the text along."""
    if "/>" in html:
        html = _SELF_CLOSED.sub(r"<\1\2></\1>", html)
    if "<!--" in html and html.find("-->", html.rfind("<!--")) < 0:
        ended = html.rfind("-->") + 3 if "-->" in html else 0
        html = html[:ended] + _UNENDED_COMMENT.sub("", html[ended:])
    if frames := [(frame.start(), frame[1] == "/") for frame in _FRAME.finditer(html)]:
        following = [ends for _at, ends in frames[1:]] + [False]
        unended = {at for (at, ends), ended in zip(frames, following, strict=True) if not ends and not ended}
        if unended:
            html = _FRAME.sub(lambda frame: frame[0] + "</iframe>" * (frame.start() in unended), html)
    return html


def _is_escaped(html: str) -> bool:
    """Whether text without tags holds escaped ones, opened and closed: it was escaped once too often."""
    found = {(slash, name.lower()) for slash, name in _ESCAPED_TAG.findall(html)}
    return any(name in ("br", "img") or ("/", name) in found for slash, name in found if not slash)


def _parse(html: str) -> etree._Element | None:
    """The root element, or None when there is none or the tree is deeper than the parser builds."""
    parser = _parser()
    body = _CONTROLS.sub(" ", slimmed(_closed(html))).encode("utf-8", "replace")
    try:
        root = etree.fromstring(b"<html><body>" + body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if len(parser.error_log) and any("depth" in error.message for error in parser.error_log.filter_from_errors()):
        return None
    return root
