"""What an adapter parsed -> a feed fit for the store: every field typed, clean, bounded, its text as blocks.

Whatever an adapter returned is looked at here again, so no adapter can reopen a hole that `domain.text`,
`domain.identity` and `extract.html` close.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.domain import blocks as B
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.errors import AdapterBroken
from reader.domain.identity import entry_key, host_of, safe_url, url_key
from reader.domain.models import Enclosure, GroupKind, RelatedGroup, RelatedLink
from reader.domain.secrets import masked
from reader.domain.text import clean_line, count_words, fold
from reader.i18n import _, ngettext
from reader.sources.api import Fetched, Parsed, ParsedEntry, ParsedLink

from . import fields, memo
from .html import blocks_from_html, html_to_text
from .language import resolve, tag_of
from .lead import is_teaser, lead_of
from .memo import Memo, Seen

MAX_ENTRIES = 2000
"""Of one fetch; the newest are kept."""
MAX_FEED_CHARS = 15_000_000
MAX_ENTRY_CHARS = 1_000_000
_MAX_WAIT = 30 * 86400

_SIZE = re.compile(r"(?:[-_@.](?:\d{2,4}x\d{2,4}|\d{2,4}w|scaled|thumb(?:nail)?|small|medium|large|\d?x))+$", re.I)


def read(parse: Callable[[Fetched], Parsed], fetched: Fetched, now: datetime, known: bytes = b"") -> DigestedFeed:
    """What `parse` makes of `fetched`, digested; `known` is the `DigestedFeed.memo` of the last time.

    Raises what `parse` raises, and AdapterBroken as `digest` does.
    """
    before = memo.load(known)
    return digest(parse(replace(fetched, known=frozenset(before.entries))), fetched.url, now, before)


def digest(parsed: Parsed, url: str, now: datetime, known: Memo | None = None) -> DigestedFeed:
    """`parsed`, which came from `url`, as the store takes it; entries stay in document order.

    `known` is what is remembered of the last time: entries, or texts of entries, that are in there are not read again.
    Raises AdapterBroken when the adapter returned something other than a `Parsed`.
    """
    if not isinstance(parsed, Parsed):
        raise AdapterBroken(
            _("The source's reader returned {kind} instead of a feed; it is a fault of that adapter.").format(
                kind=clean_line(type(parsed).__name__, 60)
            )
        )
    known = known or Memo()
    here = safe_url(url)
    site = fields.web_address(parsed.site_url, here)
    found = fields.items(parsed.entries, 100 * MAX_ENTRIES)
    raw = [entry for entry in found if isinstance(entry, ParsedEntry)]
    warnings = [fields.line(parsed.warning, 300)]
    if broken := len(found) - len(raw):
        warnings.append(
            ngettext("{n} entry could not be read.", "{n} entries could not be read.", broken).format(n=broken)
        )
    if len(raw) > MAX_ENTRIES:
        warnings.append(_("The feed has {n} entries; the newest {kept} are kept.").format(n=len(raw), kept=MAX_ENTRIES))
        raw = _newest(raw, now, known)
    digester = _Entries(site or here, now, tag_of(fields.string(parsed.language)), known)
    entries = tuple(digester.entry(entry) for entry in raw)
    if digester.chars_left <= 0:
        warnings.append(_("The feed is so long that its last entries were cut."))
    new_url = fields.web_address(parsed.new_url, here)
    if new_url and url_key(new_url) != url_key(here):
        warnings.append(_("The feed says that it has moved to {url}.").format(url=clean_line(masked(new_url), 200)))
    return DigestedFeed(
        title=fields.line(parsed.title, fields.MAX_TITLE),
        description=fields.line(parsed.description, 1000),
        site_url=site,
        language=digester.feed_language(entries),
        icon_url=fields.web_address(parsed.icon_url, site or here),
        ttl=min(fields.number(parsed.ttl), _MAX_WAIT),
        skip_hours=fields.numbers(parsed.skip_hours, 23),
        skip_days=fields.numbers(parsed.skip_days, 6),
        warning=" ".join(filter(None, warnings)),
        entries=_distinct(entries),
        memo=memo.dump(digester.seen),
    )


def _newest(raw: list[ParsedEntry], now: datetime, known: Memo) -> list[ParsedEntry]:
    """The newest entries by their dates, undated ones in the feed's order after them; document order is kept."""
    never = datetime(1970, 1, 1, tzinfo=UTC)
    dates = [
        seen.published or never
        if (seen := known.entries.get(fields.mark(entry.mark)))
        else fields.moment(entry.published, now) or fields.moment(entry.updated, now) or never
        for entry in raw
    ]
    kept = sorted(range(len(raw)), key=lambda index: (-dates[index].timestamp(), index))[:MAX_ENTRIES]
    return [raw[index] for index in sorted(kept)]


def _distinct(entries: tuple[DigestedEntry, ...]) -> tuple[DigestedEntry, ...]:
    """Without plain repetitions. Entries that only share an id are told apart later, beside the stored ones."""
    seen: dict[tuple[str, str, str], DigestedEntry] = {}
    for entry in entries:
        seen.setdefault((entry.key, entry.url_key, entry.content_hash), entry)
    return tuple(seen.values())


class _Head(NamedTuple):
    """An entry without what its text says."""

    id: str
    url: str
    url_key: str
    base: str
    """What the links of its text are relative to."""
    title: str
    content: str
    summary: str
    enclosures: tuple[Enclosure, ...]
    picture: str
    language: str
    """As stated."""
    published: datetime | None
    updated: datetime | None

    @property
    def mark(self) -> bytes:
        """Of all that `_read` makes the text, its hash and its language from."""
        addresses = [one.url for one in self.enclosures]
        dated = "dated" if self.published else ""
        parts = [self.base, self.title, self.content, self.summary, self.picture, self.language, dated, *addresses]
        return memo.mark(parts)


def _same(key: str, head: _Head | Seen, seen: Seen) -> DigestedEntry:
    return DigestedEntry(
        key=key,
        id=head.id,
        url=head.url,
        url_key=head.url_key,
        title=head.title,
        lead=seen.lead,
        language=seen.language,
        published=head.published,
        updated=head.updated,
        content_hash=seen.content_hash,
        same=True,
    )


class _Entries:
    """Digests the entries of one feed, with what they share."""

    def __init__(self, base: str, now: datetime, language: str, known: Memo) -> None:
        self.base = base
        self.now = now
        self.language = language
        self.known = known
        self.seen: list[Seen] = []
        """The entries of this time."""
        self.chars_left = MAX_FEED_CHARS

    def feed_language(self, entries: tuple[DigestedEntry, ...]) -> str:
        """The stated language, or the one that most of the newest entries are in."""
        counts: dict[str, int] = {}
        for entry in entries[:30]:
            counts[entry.language] = counts.get(entry.language, 0) + 1
        return max(counts, key=lambda code: counts[code]) if counts else self.language

    def entry(self, raw: ParsedEntry) -> DigestedEntry:
        """One entry; a field that cannot be read is left empty. Of one that is known nothing is read, of one whose text
        is known not that."""
        mark = fields.mark(raw.mark)
        if (seen := self.known.entries.get(mark)) is not None:
            self.seen.append(seen)
            return _same(seen.key, seen, seen)
        head = self._head(raw)
        text = head.mark
        seen = self.known.texts.get(text)
        if seen is None:
            entry = self._read(raw, head)
        else:
            entry = _same(entry_key(head.id, head.url, head.title, head.published, seen.lead), head, seen)
        lead = "" if head.title and head.published else entry.lead
        # Not of one that was cut because others before it were long.
        whole = (mark, entry.key, head.id, head.url, head.url_key, head.title, head.published, head.updated)
        kept = whole if mark and self.chars_left > 0 else ()
        self.seen.append(Seen(text, entry.content_hash, entry.language, lead, *kept))
        return entry

    def _head(self, raw: ParsedEntry) -> _Head:
        url = fields.web_address(raw.url, self.base) or fields.address(raw.url, self.base)
        base = fields.address(raw.base_url, url or self.base) or url or self.base
        enclosures, picture = _media(raw, base)
        published, updated = fields.moment(raw.published, self.now), fields.moment(raw.updated, self.now)
        published = published or updated
        return _Head(
            id=_id(fields.string(raw.id)),
            url=url,
            url_key=url_key(url),
            base=base,
            title=self._title(raw),
            content=self._html(raw.content),
            summary=self._html(raw.summary),
            enclosures=enclosures,
            picture=picture,
            language=fields.string(raw.language) or self.language,
            published=published,
            updated=updated if updated and published and updated > published else None,
        )

    def _read(self, raw: ParsedEntry, head: _Head) -> DigestedEntry:
        base, title, content, summary = head.base, head.title, head.content, head.summary
        tree = _without_title(blocks_from_html(content or summary, base), title)
        summary_text = html_to_text(summary, 4 * fields.MAX_LEAD) if content and summary else ""
        if content and summary and not any(True for _text in B.texts(tree)):
            tree = (*_without_title(blocks_from_html(summary, base), title), *tree)
        lead = fields.seen(lead_of(title, summary_text, tree))
        tree, picture = _illustrated(tree, head.picture)
        texts = list(B.texts(tree))
        words = count_words("\n".join(texts))
        authors = fields.lines(raw.authors, fields.MAX_AUTHORS, 120)
        categories = fields.lines(raw.categories, fields.MAX_CATEGORIES, 80)
        listens = any(one.mime.startswith(("audio/", "video/")) for one in head.enclosures)
        return DigestedEntry(
            key=entry_key(head.id, head.url, title, head.published, lead),
            id=head.id,
            url=head.url,
            url_key=head.url_key,
            title=title,
            lead=lead,
            author=clean_line(", ".join(authors), 200),
            authors=authors,
            section=next((name for name in categories[:1] if len(name) <= 40), ""),
            categories=categories,
            language=resolve(head.language, f"{title}. {' '.join(texts)[:600] or lead}"),
            published=head.published,
            updated=head.updated,
            image_url=picture,
            comments_url=fields.web_address(raw.comments_url, base),
            enclosures=head.enclosures,
            blocks_json=B.dump(tree),
            words=words,
            source_title=fields.line(raw.source_title),
            links=_related(raw.links, base, head.url_key),
            content_hash=_content_hash(title, lead, texts, tree, head.enclosures),
            teaser_only=bool(head.url_key) and not listens and is_teaser(title, bool(content), texts, words),
        )

    def _title(self, raw: ParsedEntry) -> str:
        title = fields.string(raw.title)
        if raw.title_is_html:
            return fields.seen(html_to_text(title, fields.MAX_TITLE))
        return fields.line(title, fields.MAX_TITLE)

    def _html(self, value: object) -> str:
        html = fields.string(value)[: max(0, min(MAX_ENTRY_CHARS, self.chars_left))]
        self.chars_left -= len(html)
        return html


def _id(value: str) -> str:
    """The id on one line; a monster keeps its beginning and stays different from others."""
    id_ = clean_line(value)
    if len(id_) <= 1000:
        return id_
    return id_[:200] + blake2b(id_.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _without_title(tree: tuple[B.Block, ...], title: str) -> tuple[B.Block, ...]:
    """Without a first heading that only says the title again."""
    if tree and title and isinstance(tree[0], B.Heading) and fold(B.plain(tree[0].text)) == fold(title):
        return tree[1:]
    return tree


def _media(raw: ParsedEntry, base: str) -> tuple[tuple[Enclosure, ...], str]:
    """(the enclosures that are no pictures, the address of the entry's picture)"""
    found = fields.enclosures(raw.enclosures, base)
    pictures = [one.url for one in found if one.mime.startswith("image/")]
    picture = fields.web_address(raw.image_url, base) or (pictures[0] if pictures else "")
    return tuple(one for one in found if not one.mime.startswith("image/")), picture


def _illustrated(tree: tuple[B.Block, ...], picture: str) -> tuple[tuple[B.Block, ...], str]:
    """The text with the entry's picture on top unless it is already in there, and the picture for the lists."""
    shown = [block for block in B.walk(tree) if isinstance(block, B.Image)]
    if not picture:
        return tree, next((image.url for image in shown if not 0 < image.width < 100), "")
    at_top = any(isinstance(block, B.Image) for block in tree[:2])
    if at_top or _name(picture) in {_name(image.url) for image in shown}:
        return tree, picture
    return (B.Image(picture), *tree), picture


def _name(url: str) -> str:
    """A picture's name without size marks and ending: the same for a thumbnail and the picture it was made from."""
    parts = urlsplit(url)
    stem = parts.path.rstrip("/").rpartition("/")[2].rpartition(".")
    return (_SIZE.sub("", stem[0] or stem[2]) or parts.path).lower()


def _related(value: object, base: str, own: str) -> tuple[RelatedGroup, ...]:
    links: dict[str, RelatedLink] = {}
    for raw in fields.items(value, 10 * fields.MAX_LINKS):
        if not isinstance(raw, ParsedLink):
            continue
        url = fields.web_address(raw.url, base)
        key = url_key(url)
        if key and key != own and key not in links and len(links) < fields.MAX_LINKS:
            host = host_of(url).removeprefix("www.")
            links[key] = RelatedLink(url, fields.line(raw.title, 300) or host, source=host)
    return (RelatedGroup(GroupKind.RELATED, tuple(links.values())),) if links else ()


def _content_hash(
    title: str, lead: str, texts: list[str], tree: tuple[B.Block, ...], enclosures: tuple[Enclosure, ...]
) -> str:
    """What a reader would see change. Queries of pictures and files do not count: many are signed at each fetch."""
    parts = [title, lead, *texts]
    parts += [block.url.partition("?")[0] for block in B.walk(tree) if isinstance(block, B.Image | B.Embed)]
    parts += [one.url.partition("?")[0] for one in enclosures]
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
