"""Generated feeds: the fast reader of sound XML finds what feedparser, the reference, finds."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.extract.feedparse import by_feedparser, parse_xml
from reader.extract.feedtext import feed_text
from reader.sources.api import ParsedEntry

WORD = st.sampled_from(["Tin", "cửa khẩu", "R&D", "5 < 6", "“quoted”", "日本", "نص", "a_b", "100%", "x", "é", "AT&T"])
TEXT = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
HTML = TEXT.map(lambda text: f"<p>{escape(text)} <a href='https://p.test/in?a=1&amp;b=2'>x</a></p>")
LINK = st.integers(0, 99).map(lambda number: f"https://p.test/tin/{number}?a=1&b={number}")
DATE = st.sampled_from(["Fri, 04 Dec 2026 08:30:00 +0700", "2026-12-04T08:30:00Z", "4 Dec 2026 01:00 GMT", "never"])


def element(name: str, value: str, **attributes: str) -> str:
    given = "".join(f" {key}={quoteattr(text)}" for key, text in attributes.items())
    return f"<{name}{given}>{escape(value)}</{name}>"


def cdata(name: str, value: str) -> str:
    return f"<{name}><![CDATA[{value}]]></{name}>"


def maybe(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), part)


RSS_PARTS = st.tuples(
    maybe(TEXT.map(lambda text: element("title", text))),
    maybe(LINK.map(lambda url: element("link", url))),
    maybe(st.one_of(TEXT, LINK).map(lambda text: element("guid", text, isPermaLink="false"))),
    maybe(
        st.one_of(
            HTML.map(lambda text: element("description", text)), HTML.map(lambda text: cdata("description", text))
        )
    ),
    maybe(HTML.map(lambda text: cdata("content:encoded", text + " more"))),
    maybe(DATE.map(lambda text: element("pubDate", text))),
    maybe(TEXT.map(lambda text: element("dc:creator", text))),
    maybe(TEXT.map(lambda text: element("category", text))),
    maybe(LINK.map(lambda url: f"<enclosure url={quoteattr(url)} type='audio/mpeg' length='12'/>")),
    maybe(LINK.map(lambda url: f"<media:thumbnail url={quoteattr(url)} width='80'/>")),
    maybe(LINK.map(lambda url: element("comments", url))),
    maybe(TEXT.map(lambda text: element("source", text, url="https://s.test/feed"))),
).flatmap(lambda parts: st.permutations(parts).map("".join))

ATOM_PARTS = st.tuples(
    TEXT.map(lambda text: element("id", "urn:" + text)),
    maybe(TEXT.map(lambda text: element("title", text))),
    maybe(HTML.map(lambda text: element("title", text, type="html"))),
    maybe(LINK.map(lambda url: f"<link href={quoteattr(url)}/>")),
    maybe(LINK.map(lambda url: f"<link rel='related' title='R' href={quoteattr(url)}/>")),
    maybe(LINK.map(lambda url: f"<link rel='enclosure' type='video/mp4' length='7' href={quoteattr(url)}/>")),
    maybe(HTML.map(lambda text: element("summary", text, type="html"))),
    maybe(HTML.map(lambda text: element("content", text + " more", type="html"))),
    maybe(DATE.map(lambda text: element("updated", text))),
    maybe(DATE.map(lambda text: element("published", text))),
    maybe(TEXT.map(lambda text: f"<author>{element('name', text)}</author>")),
    maybe(TEXT.map(lambda text: f"<category term={quoteattr(text)}/>")),
).flatmap(lambda parts: st.permutations(parts).map("".join))


def shown(entry: ParsedEntry) -> tuple[object, ...]:
    """What identifies an entry and what a list shows of it."""
    return (
        entry.id,
        entry.url,
        entry.title,
        entry.title_is_html,
        entry.published,
        entry.authors,
        entry.categories,
        entry.enclosures,
        entry.image_url,
        entry.comments_url,
        entry.source_title,
        entry.links,
        entry.content,
        entry.summary,
    )


def agree(text: str) -> None:
    text = feed_text(text.encode(), "")
    fast, reference = parse_xml(text, "https://p.test/feed"), by_feedparser(text, "https://p.test/feed")
    assert fast.title == reference.title
    assert [shown(entry) for entry in fast.entries] == [shown(entry) for entry in reference.entries]


@given(TEXT, st.lists(RSS_PARTS, max_size=3))
@settings(deadline=None, max_examples=30)
def test_rss(title: str, items: list[str]) -> None:
    agree(
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        + element("title", title)
        + element("link", "https://p.test/")
        + "".join(f"<item>{inside}</item>" for inside in items)
        + "</channel></rss>"
    )


@given(TEXT, st.lists(ATOM_PARTS, max_size=3))
@settings(deadline=None, max_examples=30)
def test_atom(title: str, entries: list[str]) -> None:
    agree(
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        + element("title", title)
        + "<id>urn:feed</id>"
        + "".join(f"<entry>{inside}</entry>" for inside in entries)
        + "</feed>"
    )
