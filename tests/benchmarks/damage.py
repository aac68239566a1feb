"""Damaged feeds, what a human could still see in them, and what is saved: `python -m tests.benchmarks.damage`.

Feeds of each format are damaged in every way below, most of them at many places. An entry counts as there when its
title can still be read in the damaged text, whole and where an entry begins; it is saved when an entry with that title
comes out. Beside it what feedparser makes of the same bytes. `--misses` lists the feeds that lose entries.
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import io
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reader.domain.errors import SourceError
from reader.extract.feedparse import parse
from reader.sources.api import Fetched, Parsed

ENTRIES = 6
URL = "https://paper.test/feed"
_TEXT = "Hội đồng họp về ngân sách năm sau, cầu cũ được sửa và đường mới qua sông mở vào tháng Ba."


def _title(number: int) -> str:
    return f"Tin {number}: cầu mới {number * 7}"


def _link(number: int) -> str:
    return f"https://paper.test/tin/{number}"


def rss() -> str:
    """RSS 2.0 with HTML in CDATA sections and escaped."""
    items = "".join(
        f"<item>\n<title>{_title(n)}</title>\n<link>{_link(n)}</link>\n<guid>{_link(n)}</guid>\n"
        f"<pubDate>Fri, {n + 1:02} Jan 2026 08:00:00 +0700</pubDate>\n<dc:creator>Lan</dc:creator>\n"
        f"<description>&lt;p&gt;{_TEXT}&lt;/p&gt;</description>\n"
        f"<content:encoded><![CDATA[<p>{_TEXT} <a href='/x?a=1&b=2'>x</a></p>]]></content:encoded>\n</item>\n"
        for n in range(ENTRIES)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n<title>Báo</title>\n'
        f"<link>https://paper.test/</link>\n<description>Tin</description>\n{items}</channel>\n</rss>\n"
    )


def atom() -> str:
    """Atom with XHTML and HTML."""
    entries = "".join(
        f'<entry>\n<title>{_title(n)}</title>\n<link href="{_link(n)}"/>\n<id>{_link(n)}</id>\n'
        f"<updated>2026-01-0{n + 1}T01:00:00Z</updated>\n<author><name>Lan</name></author>\n"
        f'<summary type="html">&lt;b&gt;{_TEXT}&lt;/b&gt;</summary>\n'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{_TEXT}</p></div></content>\n</entry>\n'
        for n in range(ENTRIES)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Báo</title>\n'
        f'<link href="https://paper.test/"/>\n<id>urn:bao</id>\n<updated>2026-01-09T00:00:00Z</updated>\n{entries}</feed>\n'
    )


def rdf() -> str:
    """RSS 1.0."""
    items = "".join(
        f'<item rdf:about="{_link(n)}">\n<title>{_title(n)}</title>\n<link>{_link(n)}</link>\n'
        f"<description>{_TEXT}</description>\n<dc:date>2026-01-0{n + 1}T08:00:00+07:00</dc:date>\n</item>\n"
        for n in range(ENTRIES)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        '<channel rdf:about="https://paper.test/">\n<title>Báo</title>\n<link>https://paper.test/</link>\n</channel>\n'
        f"{items}</rdf:RDF>\n"
    )


FEEDS: dict[str, Callable[[], str]] = {"RSS": rss, "Atom": atom, "RDF": rdf}


@dataclass(frozen=True, slots=True)
class Damaged:
    """One damaged feed."""

    kind: str
    format: str
    body: bytes
    there: frozenset[int]
    """Numbers of the entries that a human could see."""
    content_type: str = ""


_SEEN = re.compile(
    r"<(?:[a-z]+:)?(?:item|entry)\b[^<>]*>\s*<(?:[a-z]+:)?title\b[^<>]*>(.*?)<", re.DOTALL | re.IGNORECASE
)


def _visible(text: str) -> frozenset[int]:
    titles = {found.strip() for found in _SEEN.findall(text)}
    return frozenset(n for n in range(ENTRIES) if any(title.startswith(_title(n)) for title in titles))


def _at(text: str, mark: str, number: int) -> int:
    """Where the `number`th `mark` stands."""
    place = -1
    for _time in range(number + 1):
        place = text.index(mark, place + 1)
    return place


def _put(text: str, place: int, inserted: str) -> str:
    return text[:place] + inserted + text[place:]


def _cuts(text: str) -> Iterator[str]:
    yield from (text[:place] for place in range(250, len(text), 50))


def _everywhere(inserted: str, step: int = 97) -> Callable[[str], Iterator[str]]:
    def damage(text: str) -> Iterator[str]:
        yield from (_put(text, place, inserted) for place in range(150, len(text), step))

    return damage


def _after_titles(inserted: str) -> Callable[[str], Iterator[str]]:
    def damage(text: str) -> Iterator[str]:
        yield from (_put(text, text.index(_title(n)) + len(_title(n)), inserted) for n in range(ENTRIES))
        yield re.sub(r"(Tin \d: cầu mới \d+)", lambda title: title[0] + inserted, text)

    return damage


def _without(tag: str) -> Callable[[str], Iterator[str]]:
    def damage(text: str) -> Iterator[str]:
        places = [found.span() for found in re.finditer(tag, text)]
        yield from (text[:start] + text[end:] for start, end in places)
        yield re.sub(tag, "", text)

    return damage


def _whole(change: Callable[[str], str]) -> Callable[[str], Iterator[str]]:
    return lambda text: iter([change(text)])


def _upper(text: str) -> str:
    return re.sub(r"</?[A-Za-z:]+", lambda tag: tag[0].upper(), text)


def _bare(text: str) -> str:
    """Without the XML declaration."""
    return text.partition("?>")[2].strip()


KINDS: dict[str, Callable[[str], Iterator[str]]] = {
    "cut off at every 50th character": _cuts,
    "cut off, then begun again": lambda text: (text[:place] + text for place in range(300, len(text), 500)),
    "NUL inside": _everywhere("\0"),
    "control characters inside": _everywhere("\x0b\x1b"),
    "a bare &": _after_titles(" & more"),
    "a bare & without spaces": _after_titles("&T"),
    "undefined entities": _after_titles(" &bogus;&nbsp;&hellip;"),
    "references to forbidden characters": _after_titles("&#0;&#x1b;&#xFFFF;"),
    "a bare <": _after_titles(" <3"),
    "a bare < before a letter": _after_titles(" <b"),
    "HTML that was never ended": _after_titles("<br><b>"),
    "an end tag of nothing": _after_titles("</b>"),
    "CDATA never ended": _without(r"\]\]>"),
    "CDATA ended without a beginning": _after_titles(" ]]>"),
    "a comment never ended": lambda text: iter([_put(text, _at(text, "</link>" if "</link>" in text else "<id>", n), "<!-- ") for n in range(3)]),
    "a comment with --": _after_titles("<!-- a -- b -->"),
    "quotes missing around attributes": _whole(lambda text: re.sub(r'="([^"\s<>]*)"', r"=\1", _bare(text))),
    "an end tag of a title missing": _without("</title>"),
    "an end tag of an entry missing": _without(r"</(?:item|entry)>"),
    "a start tag of an entry missing its end": lambda text: iter([re.sub(r"<(item|entry)([^>]*)>", r"<\1\2", text, count=n + 1) for n in range(2)]),
    "the end of the feed missing": _without(r"</(?:channel|rss|feed|rdf:RDF)>"),
    "end tags crossed": _whole(lambda text: text.replace("</channel>\n</rss>", "</rss>\n</channel>").replace("</title>\n<link", "<link")),
    "junk before": _whole(lambda text: "Warning: foo() in /srv/x.php on line 3\n" + text),
    "HTML before": _whole(lambda text: "<br />\n<b>Notice</b>: Undefined index: a in <b>/x.php</b><br />\n" + text),
    "junk after": _whole(lambda text: text + "<script>x</script>\n<!-- cached --> & more <"),
    "blank lines before the declaration": _whole(lambda text: "\n \n" + text),
    "two declarations": _whole(lambda text: '<?xml version="1.0"?>' + text),
    "the feed twice": _whole(lambda text: text + text),
    "the feed twice without declarations": _whole(lambda text: _bare(text) + _bare(text)),
    "a root around it": _whole(lambda text: "<root>" + _bare(text) + "</root>"),
    "a web page around it": _whole(lambda text: f"<html><head><title>x</title></head><body>{_bare(text)}</body></html>"),
    "a web page of the browser's around it": _whole(lambda text: f'<html><body><pre style="x">{_bare(text)}</pre></body></html>'),
    "the root missing": lambda text: iter([re.sub(r"</?(?:rss|feed|rdf:RDF)\b[^>]*>", "", _bare(text)), re.sub(r"</?(?:rss|channel|feed|rdf:RDF)\b[^>]*>", "", _bare(text))]),
    "namespaces never declared": _whole(lambda text: re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", text)),
    "wrong namespaces": _whole(lambda text: re.sub(r'(\sxmlns(?::\w+)?=")http://(?:www\.)?', r"\1https://other.", text)),
    "namespaces in another case": _whole(lambda text: re.sub(r'(\sxmlns(?::\w+)?=")([^"]*)', lambda m: m[1] + m[2].upper(), text)),
    "tags in upper case": _whole(_upper),
    "end tags in upper case": _whole(lambda text: re.sub(r"</[A-Za-z:]+", lambda tag: tag[0].upper(), text)),
    "RSS within Atom, Atom within RSS": _whole(lambda text: text.replace("<entry>", "<item>", 3).replace("</entry>", "</item>", 3) if "<feed" in text else text.replace("<item>", "<entry>", 3).replace("</item>", "</entry>", 3)),
    "escaped as a whole": _whole(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    "backslashes before quotes": _whole(lambda text: text.replace('"', '\\"')),
    "typographic quotes": _whole(lambda text: re.sub(r'="([^"]*)"', r"=“\1”", text)),
}  # fmt: skip
"""Ways to damage a text."""

ENCODED: dict[str, tuple[str, str, str]] = {
    "declared Latin-1, is UTF-8": ("utf-8", "iso-8859-1", ""),
    "declared UTF-16, is UTF-8": ("utf-8", "utf-16", ""),
    "declared us-ascii, is UTF-8": ("utf-8", "us-ascii", ""),
    "declared nonsense, is UTF-8": ("utf-8", "none-8", ""),
    "declared UTF-8, is UTF-16": ("utf-16", "utf-8", ""),
    "declared UTF-8, is UTF-16 without a mark": ("utf-16-le", "utf-8", ""),
    "header says Latin-1, is UTF-8": ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
    "header says us-ascii, is UTF-8": ("utf-8", "utf-8", "text/xml; charset=us-ascii"),
    "mark of UTF-8, declared Windows-1258": ("utf-8-sig", "windows-1258", ""),
}
"""(real encoding, the one declared, the Content-Type)"""
BROKEN_BYTES = ("a character torn", "a byte of Latin-1")


def damaged() -> Iterator[Damaged]:
    """Every damaged feed."""
    for name, make in FEEDS.items():
        text = make()
        for kind, damage in KINDS.items():
            for broken in damage(text):
                seen = broken.replace("&lt;", "<").replace("&gt;", ">") if kind.startswith("escaped") else broken
                yield Damaged(kind, name, broken.encode(), _visible(re.sub("[\0\x0b\x1b]", "", seen)))
        everything = frozenset(range(ENTRIES))
        for kind, (real, declared, content_type) in ENCODED.items():
            body = text.replace('encoding="utf-8"', f'encoding="{declared}"').encode(real)
            yield Damaged(kind, name, body, everything, content_type)
        body = text.encode()
        for place in range(300, len(body), 211):
            torn = body[:place] + b"\xe1\xba" + body[place:]
            yield Damaged(BROKEN_BYTES[0], name, torn, _visible(torn.decode("utf-8", "ignore")))
            torn = body[:place] + b"\xe9" + body[place:]
            yield Damaged(BROKEN_BYTES[1], name, torn, _visible(torn.decode("utf-8", "ignore")))


def saved(case: Damaged) -> frozenset[int]:
    """The entries that the program saves."""
    try:
        parsed = parse(Fetched(URL, case.body, case.content_type))
    except SourceError:
        return frozenset()
    return frozenset(n for n in case.there if _has(parsed, n))


def _has(parsed: Parsed, number: int) -> bool:
    return any(_plain(entry.title).startswith(_plain(_title(number))) for entry in parsed.entries)


def _plain(title: str) -> str:
    """Without what the damage itself put into it."""
    return re.sub("[\0\x0b\x1b\ufffdé\\s]", "", title)


def by_feedparser(case: Damaged) -> frozenset[int]:
    """The entries that feedparser alone saves."""
    import feedparser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            headers = {"content-type": case.content_type or "application/xml"}
            found = feedparser.parse(io.BytesIO(case.body), response_headers=headers).entries
    except Exception:  # noqa: BLE001 - it raises anything at all on damaged feeds, which is what is measured
        return frozenset()
    titles = [_plain(dict.get(entry, "title") or "") for entry in found]
    return frozenset(n for n in case.there if any(title.startswith(_plain(_title(n))) for title in titles))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list the feeds that lose entries")
    options = parser.parse_args()
    there, ours, theirs, feeds, lost = (Counter[str]() for _ in range(5))
    misses = []
    for case in damaged():
        kept = saved(case)
        feeds[case.kind] += 1
        there[case.kind] += len(case.there)
        ours[case.kind] += len(kept)
        theirs[case.kind] += len(by_feedparser(case))
        lost[case.kind] += bool(case.there) and not kept
        if kept != case.there:
            misses.append(f"{case.kind}, {case.format}: lost {sorted(case.there - kept)}")
    print(f"{'damage':<44}{'feeds':>6}{'entries there':>14}{'saved':>7}{'feedparser':>11}{'feeds lost':>11}")
    for kind in feeds:
        print(f"{kind:<44}{feeds[kind]:>6}{there[kind]:>14}{ours[kind]:>7}{theirs[kind]:>11}{lost[kind]:>11}")
    sums = [sum(counter.values()) for counter in (feeds, there, ours, theirs, lost)]
    print(f"{'in all':<44}{sums[0]:>6}{sums[1]:>14}{sums[2]:>7}{sums[3]:>11}{sums[4]:>11}")
    if options.misses:
        print("\n".join(misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
