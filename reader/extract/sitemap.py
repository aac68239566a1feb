"""Sitemaps as feeds: what a site tells search engines about its newest articles.

Sources: the sitemaps.org protocol 0.9 (`urlset`, `sitemapindex`), Google's news and image sitemaps. XML is read as a
stream, without document types and entities; an index is only searched for addresses, not parsed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape

from lxml import etree

from reader.domain.dates import parse_date
from reader.domain.errors import NotAFeed
from reader.domain.identity import host_of, safe_url, url_key
from reader.domain.urlwords import words_of
from reader.i18n import _
from reader.sources.api import Fetched, Parsed, ParsedEntry

from . import misfit
from .feedtext import feed_text
from .forgiving import damaged
from .gzipped import unpacked
from .page.links import is_story
from .probes import Part
from .section_times import address_time
from .xmlnodes import OUTSIDE, Node

PARTS = "parts"
"""Name of the option that says how many bytes each of several sitemaps in one body takes, as `1200,64,9`."""
MAX_ENTRIES = 200
MAX_ADDRESSES = 50_000
"""What the protocol allows in one file."""
MAX_BYTES = 20_000_000
"""Of one unpacked file."""
MOST_GLANCED = 1_500_000
_HEAD = 4000
"""Bytes in which the root element stands, after declarations and comments."""
_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(urlset|sitemapindex)[\s>/]", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:[\w.-]{1,20}:)?sitemap\s*>", re.IGNORECASE)
_FIELD = re.compile(
    r"<(?:[\w.-]{1,20}:)?(loc|lastmod)\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]\s][^<\]]{0,2000})", re.IGNORECASE
)
_NEWS = re.compile(
    r"(?<![a-z])(?:google-?)?news(?![a-z])|newssitemap|sitemapnews|tin-?moi|latest|recent", re.IGNORECASE
)
_NOT_STORIES = re.compile(
    r"image|video|photo|categor|chuyen-?muc|tags?(?![a-z])|author|page|topic|static|section|event|product|user|misc"
    r"|archive",
    re.IGNORECASE,
)
_END = re.compile(r"</(?:[\w.-]{1,20}:)?urlset\s*>\s*$|<[^<>]{0,500}urlset[^<>]{0,500}/>\s*$")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0?[1-9]|1[0-2])?(?!\d)")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def kind_of(body: bytes) -> str:
    """`urlset`, `sitemapindex`, or empty for anything else. Raises ParseFailed for a damaged gzip file."""
    found = _ROOT.search(unpacked(body, _HEAD)[:_HEAD].decode("utf-8", "replace"))
    return found[1].lower() if found else ""


def children(body: bytes, url: str) -> list[Part]:
    """The sitemaps that the index `body`, fetched from `url`, names."""
    text = unpacked(body, MAX_BYTES).decode("utf-8", "replace")
    found: dict[str, Part] = {}
    for part in _SITEMAP.split(text)[1 : MAX_ADDRESSES + 1]:
        fields = {name.lower(): unescape(value.strip()) for name, value in _FIELD.findall(part[:5000])}
        address = safe_url(fields.get("loc", ""), url)
        if address.startswith("http") and address != url:
            found.setdefault(address, Part(address, parse_date(fields.get("lastmod"))))
    return list(found.values())


def newest(found: Sequence[Part], most: int) -> list[Part]:
    """Those of an index's sitemaps that hold the news: by name, else the last changed ones, at most `most`."""
    likely = [child for child in found if not _NOT_STORIES.search(_name(child.url).rpartition("/")[2])] or found
    likely = [child for child in likely if is_news(child.url)] or likely
    # Where nothing says how old they are, the order of the index has to do.
    return sorted(likely, key=lambda child: child.modified or _month(child.url), reverse=True)[:most]


def is_news(url: str) -> bool:
    """Whether a sitemap's name says that it is about news."""
    return _NEWS.search(_name(url)) is not None


def _name(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]


def _month(url: str) -> datetime:
    match = _MONTH.search(_name(url))
    return datetime(int(match[1]), int(match[2] or 1), 1, tzinfo=UTC) if match else _NEVER


def parse(fetched: Fetched) -> Parsed:
    """The newest articles of one sitemap, or of several in one body (`PARTS`), newest first.

    Raises NotAFeed for anything else than a sitemap and for one without articles, ParseFailed for hostile XML.
    """
    rows: list[tuple[datetime, dict[str, str]]] = []
    warning = ""
    for body in _parts(fetched):
        text = feed_text(unpacked(body, MAX_BYTES), "application/xml")
        root = _ROOT.search(text[:_HEAD])
        if root is None:
            raise NotAFeed(misfit.sentence(text))
        if root[1].lower() == "sitemapindex":
            continue
        for node in _addresses(text):
            fields = _fields(node)
            rows.append((_date(fields) or _NEVER, fields))
        if not _END.search(text[-1000:]):
            warning = damaged(len(rows))
    rows.sort(key=lambda row: row[0], reverse=True)
    entries = _entries((fields for _moment, fields in rows), fetched.fetched_at)
    if not entries:
        raise NotAFeed(_("This sitemap names no articles."))
    return Parsed(
        title=next(
            (name for _moment, fields in rows[:MAX_ENTRIES] if (name := fields.get("name"))), host_of(fetched.url)
        ),
        site_url=safe_url("/", fetched.url),
        language=next((entry.language for entry in entries if entry.language), ""),
        entries=entries,
        warning=warning,
    )


def _entries(rows: Iterable[dict[str, str]], now: datetime | None) -> list[ParsedEntry]:
    """The first articles among the addresses, each once."""
    found: dict[str, ParsedEntry] = {}
    for fields in rows:
        entry = _entry(fields, now)
        if entry is not None:
            found.setdefault(url_key(entry.url), entry)
        if len(found) >= MAX_ENTRIES:
            break
    # The day in an address may say that what was changed today is old.
    return sorted(found.values(), key=lambda entry: entry.published or entry.updated or _NEVER, reverse=True)


def _parts(fetched: Fetched) -> Iterator[bytes]:
    sizes = [int(size) for size in fetched.options.get(PARTS, "").split(",") if size.isdigit()]
    at = 0
    for size in sizes[:-1]:
        if part := fetched.body[at : at + size]:
            yield part
        at += size
    if at == 0 or fetched.body[at:]:
        yield fetched.body[at:]


def _addresses(text: str) -> Iterator[Node]:
    """Every `<url>` element, one at a time: a sitemap of the largest size never stands in memory as a tree."""
    stream = etree.iterparse(io.BytesIO(text.encode("utf-8", "replace")), tag="{*}url", **OUTSIDE)
    try:
        for number, (_event, node) in enumerate(stream):
            if number >= MAX_ADDRESSES:
                return
            yield node
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
    except etree.XMLSyntaxError:
        # Beyond repair from here on; what stood before is kept.
        return


def _entry(fields: dict[str, str], now: datetime | None) -> ParsedEntry | None:
    """One address as an entry, None when it is no article's."""
    url = safe_url(fields.get("loc", ""))
    if not url.startswith("http") or not (fields.get("news") or is_story(url)):
        return None
    language = fields.get("language", "")
    modified = parse_date(fields.get("lastmod"))
    stated = parse_date(fields.get("publication_date"))
    return ParsedEntry(
        url=url,
        title=unescape(fields.get("title", "")) or words_of(url),
        categories=[word.strip() for word in fields.get("keywords", "").split(",") if word.strip()],
        published=stated or _earlier(address_time(url, language, now), modified),
        updated=modified,
        language=language,
        image_url=safe_url(fields.get("image", "")),
    )


def _date(fields: dict[str, str]) -> datetime | None:
    return parse_date(fields.get("publication_date") or fields.get("lastmod"))


def _fields(node: Node) -> dict[str, str]:
    """The first value of each field of a `<url>` by local name: its own, and those of its news (`news` is then set); of
    its pictures the address of the first (`image`)."""
    found: dict[str, str] = {}
    for child in node:
        name = _local(child)
        if name == "news":
            found["news"] = "1"
            for inner in child:
                for field in inner if _local(inner) == "publication" else (inner,):
                    found.setdefault(_local(field), (field.text or "").strip())
        elif name == "image":
            for inner in child:
                if _local(inner) == "loc":
                    found.setdefault("image", (inner.text or "").strip())
        else:
            found.setdefault(name, (child.text or "").strip())
    return found


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _earlier(day: datetime | None, modified: datetime | None) -> datetime | None:
    """The day in the address; the moment of the last change when that is the same day and so says more."""
    if day is not None and modified is not None and timedelta() <= modified - day < timedelta(days=1):
        return modified
    return day
