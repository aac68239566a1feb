"""Single documents as entries: a saved web page, a Markdown file. Pure; relative links in them lead nowhere, because
nothing in a document may name a file of this machine."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree, html

from reader.domain.identity import safe_url
from reader.sources.api import ParsedEntry

from . import feedfields as fields
from .decode import decode

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_-]{1,40})[ \t]*:[ \t]*(.*)")
_FIRST_HEADING = re.compile(r"\s*(?:#[ \t]+(?P<hash>[^\n]+?)[ \t#]*(?:\n|\Z)|(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z))")


def read_html(body: bytes, name: str, modified: datetime | None) -> ParsedEntry:
    """The entry in an HTML file called `name` (its identity), last changed at `modified`."""
    entry = ParsedEntry(id=name, title=_from_name(name), published=modified, updated=modified)
    text = decode(body)
    if not text.strip():
        return entry
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        entry.content = fields.plain_to_html(text)
        return entry
    meta = _meta(root)
    heading = next((str(node.xpath("string()")) for node in root.iter("h1")), "")
    titles = (meta.get("og:title"), root.findtext(".//title"), heading)
    entry.title = next((" ".join(title.split()) for title in titles if title and title.strip()), entry.title)
    entry.authors = fields.distinct([fields.person(meta.get("author", ""))])
    stated = fields.first_date(meta.get("article:published_time", ""), meta.get("date", ""), meta.get("pubdate", ""))
    entry.published = stated or modified
    entry.language = root.get("lang") or ""
    entry.summary = fields.plain_to_html(meta.get("description", ""))
    canonical = next((node.get("href") or "" for node in root.iter("link") if node.get("rel") == "canonical"), "")
    entry.url = safe_url(canonical) or safe_url(meta.get("og:url", ""))
    entry.base_url = entry.url
    entry.content = _content(root)
    return entry


def _meta(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        key = (node.get("property") or node.get("name") or "").lower()
        if key and node.get("content"):
            found.setdefault(key, node.get("content"))
    return found


def _content(root: html.HtmlElement) -> str:
    """The markup of the one `article` or `main`, else of the whole body."""
    for tag in ("article", "main"):
        nodes = list(root.iter(tag))
        if len(nodes) == 1:
            return str(html.tostring(nodes[0], encoding="unicode"))
    body = root.find("body")
    return str(html.tostring(body if body is not None else root, encoding="unicode"))


def read_markdown(body: bytes, name: str, modified: datetime | None) -> ParsedEntry:
    """The entry in a Markdown file: front matter (`title`, `date`, `author`, `tags`) and text."""
    from markdown_it import MarkdownIt

    text = decode(body).replace("\r\n", "\n").lstrip()
    head: dict[str, str] = {}
    if front := _FRONT.match(text):
        found = (_FIELD.fullmatch(line.strip()) for line in front[1].splitlines())
        head = {match[1].lower(): match[2].strip().strip("\"'") for match in found if match}
        text = text[front.end() :]
    title = head.get("title", "")
    heading = _FIRST_HEADING.match(text)
    if heading and (not title or title == (heading["hash"] or heading["under"]).strip()):
        # The title stands above the article already.
        title = (heading["hash"] or heading["under"]).strip()
        text = text[heading.end() :]
    tags = [tag.strip(" []\"'") for tag in head.get("tags", head.get("categories", "")).split(",")]
    published = fields.first_date(head.get("date", ""), head.get("published", ""))
    return ParsedEntry(
        id=name,
        title=title or _from_name(name),
        content=str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)),
        authors=fields.distinct([fields.person(head.get("author", ""))]),
        categories=fields.distinct(tags),
        language=head.get("lang", ""),
        published=published or modified,
        updated=modified,
    )


def _from_name(name: str) -> str:
    """A title from a file name."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    return re.sub(r"[-_]+", " ", stem).strip()
