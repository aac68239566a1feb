"""Lists of feeds in the shapes that other programs write: `python -m tests.benchmarks.opml_shapes [--misses]`.

Each shape is a whole file and what must be read from it: every feed with its folders, address and shown title. They are
those of other readers' tests and of complaints in their trackers (miniflux, selfoss, FeedReader, QuiteRSS, goread,
RSSOwl, Pocket Casts and others), written anew. What was read is also written by us and read again.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from reader.domain import feed_lists, opml
from reader.domain.errors import UsageError
from reader.domain.opml_write import write

A, B, C = (f"https://{name}.test/feed" for name in "abc")
F = f'<outline text="A" xmlUrl="{A}"/>'
G = f'<outline text="B" xmlUrl="{B}"/>'
_NOW = datetime(2026, 11, 28, tzinfo=UTC)

Read = tuple[str, str, str]
"""Folders with ` / ` between them, address, shown title."""
_A: Read = ("", A, "A")
_B: Read = ("", B, "B")


@dataclass(frozen=True, slots=True)
class Shape:
    """A file and what it holds."""

    name: str
    data: bytes
    holds: tuple[Read, ...] | None
    """None: this is no list, and a sentence says so."""


def _file(body: str, *, head: str = "<head><title>L</title></head>", version: str = '"2.0"', more: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><opml version={version}{more}>{head}<body>{body}</body></opml>'


def _attributes() -> Iterator[tuple[str, str, tuple[Read, ...]]]:
    for spelled in ("xmlUrl", "xmlurl", "XMLURL", "xmlURL", "XmlUrl", "feedUrl", "feedurl", "rssUrl", "atomUrl"):
        yield f"address as {spelled}", f'<outline text="A" type="rss" {spelled}="{A}"/>', (_A,)
    for kind in ("rss", "RSS", "atom", "rdf", "feed", "json"):
        yield f"url and type {kind}", f'<outline text="A" type="{kind}" url="{A}"/>', (_A,)
    for kind in ("", ' type=""', ' type="RSS"', ' type="pie"', ' type="rss2"', ' type="podcast"', ' type="audio"'):
        yield f"xmlUrl and{kind or ' no type'}", f'<outline text="A"{kind} xmlUrl="{A}"/>', (_A,)
    yield "title alone", f'<outline title="A" xmlUrl="{A}"/>', (_A,)
    yield "TEXT and TITLE", f'<outline TEXT="A" TITLE="A" XMLURL="{A}"/>', (_A,)
    yield "empty text, a title", f'<outline text="" title="A" xmlUrl="{A}"/>', (_A,)
    yield "text and another title", f'<outline text="A" title="Other" xmlUrl="{A}"/>', (_A,)
    yield "no title", f'<outline xmlUrl="{A}"/>', (("", A, ""),)
    yield "spaces round the address", f'<outline text="A" xmlUrl="  {A}\n "/>', (_A,)
    yield "a title over lines", f'<outline text="  A\n\t B " xmlUrl="{A}"/>', (("", A, "A B"),)
    yield "empty htmlUrl", f'<outline text="A" xmlUrl="{A}" htmlUrl=""/>', (_A,)
    yield (
        "description, language, version",
        (f'<outline text="A" description="d &lt;b&gt;" language="unknown" version="RSS2" xmlUrl="{A}"/>'),
        (_A,),
    )
    yield (
        "nextcloud's and freshrss' attributes",
        (f'<outline text="A" type="rss" xmlUrl="{A}" frss:priority="feed" frss:opmlUrl="x"/>'),
        (_A,),
    )
    yield "single quotes", f"<outline text='A' xmlUrl='{A}'/>", (_A,)
    yield "an end tag of its own", f'<outline text="A" xmlUrl="{A}"></outline>', (_A,)
    yield "OUTLINE", f'<OUTLINE text="A" xmlUrl="{A}"/>', (_A,)
    yield "feed:// address", '<outline text="A" xmlUrl="feed://a.test/feed"/>', (("", "http://a.test/feed", "A"),)
    yield "feed:https address", f'<outline text="A" xmlUrl="feed:{A}"/>', (_A,)
    yield "bare host", '<outline text="A" xmlUrl="a.test/feed"/>', (("", "http://a.test/feed", "A"),)
    yield "upper scheme", '<outline text="A" xmlUrl="HTTPS://a.test/feed"/>', (_A,)
    yield "address with a query", f'<outline text="A" xmlUrl="{A}?x=1&amp;y=2"/>', (("", f"{A}?x=1&y=2", "A"),)
    yield "address escaped twice", f'<outline text="A" xmlUrl="{A}?x=1&amp;amp;y=2"/>', (("", f"{A}?x=1&y=2", "A"),)


def _nesting() -> Iterator[tuple[str, str, tuple[Read, ...]]]:
    yield "flat", F + G, (_A, _B)
    yield "folders", f'<outline text="X">{F}</outline><outline text="Y">{G}</outline>', (("X", A, "A"), ("Y", B, "B"))
    yield "folder by title", f'<outline title="X">{F}</outline>', (("X", A, "A"),)
    yield "folder without a name", f"<outline>{F}</outline>", (("Untitled", A, "A"),)
    yield "folder with type folder", f'<outline text="X" type="folder">{F}</outline>', (("X", A, "A"),)
    yield "folder with an empty xmlUrl", f'<outline text="X" xmlUrl="">{F}</outline>', (("X", A, "A"),)
    yield "folder of type rss", f'<outline text="X" type="rss">{F}</outline>', (("X", A, "A"),)
    yield "folder with htmlUrl", f'<outline text="X" htmlUrl="https://x.test/">{F}</outline>', (("X", A, "A"),)
    yield "empty folder", f'<outline text="X"/>{F}', (_A,)
    yield (
        "folder in folder",
        f'<outline text="X"><outline text="Y">{F}</outline>{G}</outline>',
        (
            ("X / Y", A, "A"),
            ("X", B, "B"),
        ),
    )
    yield (
        "folder twice",
        f'<outline text="X">{F}</outline><outline text="X">{G}</outline>',
        (
            ("X", A, "A"),
            ("X", B, "B"),
        ),
    )
    yield "feed in feed", f'<outline text="A" xmlUrl="{A}">{G}</outline>', (_A, _B)
    yield "feed twice", F + F, (_A, _A)
    yield (
        "feed in two folders",
        f'<outline text="X">{F}</outline><outline text="Y">{F}</outline>',
        (
            ("X", A, "A"),
            ("Y", A, "A"),
        ),
    )
    yield "category with slashes", f'<outline text="A" xmlUrl="{A}" category="/X/Y"/>', (("X / Y", A, "A"),)
    yield "category that is a tag", f'<outline text="A" xmlUrl="{A}" category="x"/>', (_A,)
    yield "two categories", f'<outline text="A" xmlUrl="{A}" category="/X,/Y"/>', (("X", A, "A"),)
    yield "include", f'<outline text="I" type="include" url="https://i.test/l.opml"/>{F}', (_A,)
    yield "link", f'<outline text="I" type="link" url="https://i.test/"/>{F}', (_A,)
    yield "link to a list", f'<outline text="I" type="link" url="https://i.test/l.opml"/>{F}', (_A,)
    yield "commented out", f'<outline text="I" isComment="true">{G}</outline>{F}', (_A,)
    yield "comment between", f"<!-- {G} -->{F}", (_A,)
    yield "processing instruction between", f"<?go on?>{F}", (_A,)
    yield "text between", f"words {F} more", (_A,)
    yield "CDATA between", f"<![CDATA[ <outline> ]]>{F}", (_A,)
    yield "other elements between", f"<note>n</note>{F}<folder/>", (_A,)
    yield "a line that breaks off", f'<outline text="Z" xmlUrl=">{F}', (("Z", A, "A"),)
    deep = '<outline text="D">' * 10_000
    yield "10,000 deep", deep + F + "</outline>" * 10_000 + G, ((" / ".join(["D"] * 64), A, "A"), _B)


def _titles() -> Iterator[tuple[str, str, str]]:
    yield "Vietnamese", "Thời sự", "Thời sự"
    yield "decomposed", "Tho\u031b\u0300i", "Thời"
    yield "Japanese", "日本", "日本"
    yield "emoji", "👩‍👩‍👧 x", "👩‍👩‍👧 x"
    yield "named entity of XML", "A &amp; B", "A & B"
    yield "number entity", "A &#8211; B", "A – B"
    yield "hexadecimal entity", "A &#x2013; B", "A – B"
    yield "HTML entity", "Caf&eacute; &mdash; x", "Café — x"
    yield "nbsp", "A&nbsp;B", "A B"
    yield "bare &", "A & B", "A & B"
    yield "bare & before a word", "AT&T", "AT&T"
    yield "escaped twice", "A &amp;amp; B", "A & B"
    yield "entity escaped twice", "A &amp;#8217;s", "A ’s"
    yield "bare <", "A < B", "A < B"
    yield "bare >", "NYT > Top", "NYT > Top"
    yield "quotes inside", 'say "hi" now', 'say "hi" now'
    yield "control", "A\x01B", "AB"
    yield "control by number", "A&#1;B", "AB"
    yield "escape by number", "A&#27;[31mB", "A[31mB"
    yield "markup", "[b]x[/b]", "[b]x[/b]"
    yield "bidi override", "A\u202eB", "AB"


def _frames() -> Iterator[tuple[str, str]]:
    for version in ("1.0", "1.1", "2.0", "", "9"):
        yield f"version {version or 'empty'}", _file(F, version=f'"{version}"')
    yield "no version", f"<opml><head/><body>{F}</body></opml>"
    yield "no head", _file(F, head="")
    yield "empty head", _file(F, head="<head/>")
    yield "no declaration", f'<opml version="2.0"><body>{F}</body></opml>'
    yield "space before the declaration", "\n \n" + _file(F)
    yield "text before the declaration", "This is a list.\n" + _file(F)
    yield "two declarations", '<?xml version="1.0"?>' + _file(F)
    yield "XML 1.1", _file(F).replace("1.0", "1.1", 1)
    yield "a style sheet", _file(F).replace("?>", '?><?xml-stylesheet href="x.xsl"?>', 1)
    yield "a document type", _file(F).replace("?>", '?><!DOCTYPE opml SYSTEM "opml1.dtd">', 1)
    yield "a document type with elements", _file(F).replace("?>", "?><!DOCTYPE opml [<!ELEMENT opml ANY>]>", 1)
    yield "OPML in capitals", _file(F).replace("opml", "OPML").replace("body", "BODY")
    yield "a name space of its own", _file(F, more=' xmlns="http://opml.org/spec2"')
    yield (
        "a name space with a prefix",
        (f'<o:opml xmlns:o="u"><o:body><o:outline text="A" xmlUrl="{A}"/></o:body></o:opml>'),
    )
    yield (
        "RSSOwl's name space",
        _file(f'<outline text="A" rssowl:id="7" xmlUrl="{A}"/>', more=' xmlns:rssowl="http://www.rssowl.org"'),
    )
    yield "a prefix that is not declared", _file(f'<outline text="A" rssowl:id="7" xmlUrl="{A}"/>')
    yield "no body", f'<opml version="2.0">{F}</opml>'
    yield "two bodies", _file(F).replace("</opml>", "<body></body></opml>")
    yield "no opml", f"<body>{F}</body>"
    yield "outlines alone", F
    yield "outlineDocument", _file(F).replace("opml", "outlineDocument")
    yield "an end tag too many", _file(F + "</outline>")
    yield "an end tag too few", _file(f'<outline text="Z"></outline>{F}').replace("</body>", "")
    yield "no end", _file(F).replace("</body></opml>", "")
    yield "cut in a tag", _file(F + '<outline text="B" xml').partition("</body>")[0]
    yield "behind the end", _file(F) + "<script>x</script>"
    yield "twice", _file(F) + "<!-- saved from -->\n"
    yield "in HTML", f"<html><body><pre>{_file(F)}</pre></body></html>"
    yield "attributes without quotes", _file(f"<outline text=A xmlUrl={A} />")
    yield "an attribute twice", _file(f'<outline text="A" text="Z" xmlUrl="{A}"/>')
    yield "an attribute without a value", _file(f'<outline text="A" checked xmlUrl="{A}"/>')
    yield "no space between attributes", _file(f'<outline text="A"xmlUrl="{A}"/>')
    yield "a bare & in an address beside", _file(f'<outline text="A" htmlUrl="https://a.test/?x=1&y=2" xmlUrl="{A}"/>')
    yield "line ends of old Macs", _file(F).replace("?>", "?>\r").replace("><", ">\r<")
    described = F.replace('text="A"', 'title="A" text="On A."')
    yield "gPodder", _file(described, head="<head><title>gPodder subscriptions</title></head>")
    yield "an answer's head before it", "HTTP/1.1 200 OK\r\n\r\n" + _file(F)
    yield "two lists", _file(F) + _file("")
    yield "NULs at the end", _file(F) + "\0" * 512
    yield "typographic quotes", f"<opml version=“1.0”><body><outline text=“A” xmlUrl=“{A}”/></body></opml>"
    yield "quotes of one kind", f"<opml><body><outline text=”A” xmlUrl=”{A}”></outline></body></opml>"
    yield "single ones", f"<opml><body><outline text=‘A’xmlUrl=‘{A}’ type='rss' /></body></opml>"


def _programs() -> Iterator[tuple[str, str, tuple[Read, ...]]]:
    """What some programs write beside lines as all have them."""
    feed = f'type="rss" text="A" title="A" xmlUrl="{A}"'
    plain = (
        ("Feedly", "", f'<outline {feed} htmlUrl="https://a.test"/>'),
        ("NewsBlur", "", f'<outline {feed} version="RSS" htmlUrl="https://a.test"/>'),
        ("FreshRSS", "frss", f'<outline {feed} frss:priority="main" frss:cssFullContent="p" description=""/>'),
        ("FreshRSS, scraped", "frss", f'<outline text="A" type="HTML+XPath" xmlUrl="{A}" frss:xPathItem="//p"/>'),
        ("Liferea", "", f'<outline {feed} id="x" updateInterval="-1" lastPollTime="1" sortColumn="time" source=""/>'),
        ("Liferea, a filter", "", f'<outline {feed} filtercmd="rm -rf /"/>'),
        ("Thunderbird", "fz", f'<outline {feed} fz:quickMode="false" fz:options="{{&quot;version&quot;:2}}"/>'),
        ("TT-RSS", "", f'<outline {feed} ttrssSortOrder="0" ttrssPurgeInterval="0" ttrssUpdateInterval="0"/>'),
        (
            "RSS Guard",
            "rssguard",
            f'<outline {feed} rssguard:xmlUrlType="0" rssguard:icon="iVBO=" version="RSS"/>',
        ),
        ("FeedDemon", "fd", f'<outline {feed} version="RSS2.0" fd:update="60" fdUpdateInterval=""/>'),
        ("Castro", "", f'<outline {feed} htmlUrl="" imageUrl="https://a.test/i.png"/>'),
        ("Userland", "", f'<outline {feed} description="d" language="unknown" version="RSS2"/>'),
    )
    for name, space, body in plain:
        declared = f' xmlns:{space}="urn:{space}"' if space else ""
        yield name, f'<outline text="X" title="X"{declared}>{body}</outline>', (("X", A, "A"),)
    rule = '<outline type="rule" text="Any" rule="unread" value="" additive="true"/>'
    yield "Liferea's search folder", f'<outline type="vfolder" text="V">{rule}</outline>{F}', (_A,)
    prefs = '<outline text="tt-rss-prefs" schema-version="88"><outline pref-name="X" value="1"/></outline>'
    filters = '<outline text="tt-rss-filters"><outline filter-type="2">{"match": false}</outline></outline>'
    yield "TT-RSS's settings", F + prefs + filters, (_A,)
    episode = '<outline type="podcast-episode" title="E" url="https://a.test/e" enclosureUrl="https://a.test/e.mp3"/>'
    queue = '<outline text="playlists"><outline type="podcast-playlist" title="Queue" smart="0"/></outline>'
    yield "Overcast's episodes", f"{queue}<outline {feed} overcastId='1'>{episode}</outline>", (_A,)
    yield "RSS Guard's script", f'<outline text="S" xmlUrl="python#x.py" version="RSS"/>{F}', (_A,)
    yield (
        "Bloglines",
        f'<outline title="Subscriptions"><outline title="X">{F}</outline></outline>',
        (("Subscriptions / X", A, "A"),),
    )
    for scheme in ("itpc", "pcast", "podcast"):
        yield (
            f"a podcast's {scheme}:",
            f'<outline text="A" xmlUrl="{scheme}://a.test/feed"/>',
            (("", A.replace("https", "http"), "A"),),
        )
    yield "never closed", f'<outline text="A" xmlUrl="{A}"><outline text="B" xmlUrl="{B}">', (_A, _B)
    yield "a space in the address", f'<outline text="A" xmlUrl="{A}/my feed"/>', (("", f"{A}/my%20feed", "A"),)
    yield "no scheme", f'<outline text="A" xmlUrl="{A.removeprefix("https:")}"/>', (_A,)


def _encodings() -> Iterator[tuple[str, bytes, str]]:
    text = _file(f'<outline text="Thời sự é" xmlUrl="{A}"/>')
    latin = _file(f'<outline text="café" xmlUrl="{A}"/>')
    yield "UTF-8", text.encode(), "Thời sự é"
    yield "UTF-8 with its mark", text.encode("utf-8-sig"), "Thời sự é"
    yield "UTF-16", text.replace("UTF-8", "UTF-16").encode("utf-16"), "Thời sự é"
    yield "UTF-16 that claims UTF-8", text.encode("utf-16"), "Thời sự é"
    yield "UTF-16 without a mark", text.encode("utf-16-le"), "Thời sự é"
    yield "UTF-32", text.encode("utf-32"), "Thời sự é"
    yield "UTF-8 that claims Latin-1", text.replace("UTF-8", "ISO-8859-1").encode(), "Thời sự é"
    yield "Latin-1", latin.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "café"
    yield "Latin-1 that claims UTF-8", latin.encode("latin-1"), "café"
    yield "windows-1258", _declared(latin, "windows-1258").encode("cp1258"), "café"
    yield "windows-1251", _declared(latin, "windows-1251").replace("café", "Новости").encode("cp1251"), "Новости"
    yield "Shift_JIS", _declared(latin, "Shift_JIS").replace("café", "日本").encode("shift_jis"), "日本"
    yield "GBK", _declared(latin, "gbk").replace("café", "中国").encode("gbk"), "中国"
    yield "an encoding that nobody knows", latin.replace("UTF-8", "x-none").encode(), "café"


def _lines() -> Iterator[tuple[str, str, tuple[Read, ...]]]:
    """newsboat's `urls`, and plain addresses."""
    yield "addresses", f"{A}\n{B}\n", (("", A, ""), ("", B, ""))
    yield "one address", A, (("", A, ""),)
    yield "line ends of Windows", f"{A}\r\n\r\n{B}", (("", A, ""), ("", B, ""))
    yield "no scheme", "a.test/feed", (("", "http://a.test/feed", ""),)
    yield "feed:", "feed://a.test/feed", (("", "http://a.test/feed", ""),)
    yield "comments", f"# {B}\n  # x\n{A} # y", (("", A, ""),)
    yield "a tag", f"{A} news", (("news", A, ""),)
    yield "tags", f'{A} "tech news" other', (("tech news", A, ""),)
    yield "a name", f'{A} "~Báo \\"Bến\\"" news', (("news", A, 'Báo "Bến"'),)
    yield "a name of one word", f"{A} ~Ben", (("", A, "Ben"),)
    yield "hidden", f"{A} !", (("", A, ""),)
    yield "an address in quotes", f'"{A}" "x"', (("x", A, ""),)
    yield "a quote that is never closed", f'{A} "x y', (("x y", A, ""),)
    yield "a search", f'"query:Unread:unread = \\"yes\\"" x\n{A}', (("", A, ""),)
    yield "a command", f'"exec:~/bin/x y" x\nfilter:~/f:{B}\n{A}', (("", A, ""),)
    yield "a file", f"file:///etc/passwd\n{A}", (("", A, ""),)
    yield "other text", f"My feeds, of May:\n{A}\n", (("", A, ""),)


def _packed() -> Iterator[tuple[str, bytes, tuple[Read, ...] | None]]:
    listed = _file(F).encode()
    yield "gzip", gzip.compress(listed, mtime=0), (_A,)
    yield "gzip, torn", gzip.compress(_file(F * 500).encode(), mtime=0)[:-8], (_A,) * 500
    yield "gzip of addresses", gzip.compress(A.encode(), mtime=0), (("", A, ""),)
    yield "gzip, damaged", gzip.compress(listed, mtime=0)[:10] + b"\xff" * 50, None
    yield "gzip of 100 MB", gzip.compress(b" " * 100_000_000, 1, mtime=0), None
    yield "zip", _zip({"readme.txt": b"hello", "a/list.opml": listed, "picture.png": b"\x89PNG"}), (_A,)
    yield "zip of two lists", _zip({"a.opml": listed, "urls": B.encode()}), (_A, ("", B, ""))
    yield "zip without a list", _zip({"readme.txt": b"hello"}), None
    yield "zip, damaged", _zip({"a.opml": listed})[:60], None
    yield "zip of 100 MB", _zip({"a.opml": b" " * 100_000_000}), None
    yield "zip of 20,000 files", _zip({f"{number}": b"" for number in range(20_000)}), None


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _declared(text: str, encoding: str) -> str:
    return text.replace("UTF-8", encoding)


def shapes() -> Iterator[Shape]:
    """All of them."""
    for name, body, holds in (*_attributes(), *_nesting(), *_programs()):
        yield Shape(name, _file(body).encode(), holds)
    for name, written, shown in _titles():
        yield Shape(f"title: {name}", _file(f'<outline text="{written}" xmlUrl="{A}"/>').encode(), (("", A, shown),))
        inside = _file(f'<outline text="{written}">{F}</outline>').encode()
        yield Shape(f"folder: {name}", inside, ((shown, A, "A"),))
    for name, text in _frames():
        yield Shape(f"frame: {name}", text.encode(), (_A,))
    for name, data, shown in _encodings():
        yield Shape(f"encoding: {name}", data, (("", A, shown),))
    for name, text, read_as in _lines():
        yield Shape(f"lines: {name}", text.encode(), read_as)
    for name, data, listed in _packed():
        yield Shape(f"packed: {name}", data, listed)
    for address in ("", "javascript:alert(1)", "file:///etc/passwd", "exec:rm -rf", "|cat", "ftp://a.test/", "http://"):
        body = f'<outline text="Z" type="rss" xmlUrl="{address}"/>{F}'
        yield Shape(f"refused: {address or 'no address'}", _file(body).encode(), (_A,))
    for name, data in (
        ("nothing", b""),
        ("garbage", b"garbage"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("HTML", b"<!DOCTYPE html><html><head><title>x</title></head><body><p>x</p></body></html>"),
        ("a feed", b"<rss version='2.0'><channel><title>t</title><item><title>i</title></item></channel></rss>"),
        ("JSON", b'{"feeds": []}'),
        ("a bomb", b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _file(F).encode()),
    ):
        yield Shape(f"no list: {name}", data, None)
    many = "".join(f'<outline text="{"x" * 150}{n}" xmlUrl="{A}/{n}"/>' for n in range(49_000))
    yield Shape("10 MB", _file(many).encode(), tuple(("", f"{A}/{n}", f"{'x' * 150}{n}") for n in range(49_000)))


def read(data: bytes) -> tuple[Read, ...] | None:
    """What the program takes from a file; None when it refuses it."""
    try:
        nodes = feed_lists.parse(data).nodes
    except UsageError:
        return None
    return _listed(nodes)


def _listed(nodes: tuple[opml.OpmlNode, ...]) -> tuple[Read, ...]:
    return tuple((" / ".join(path), feed.url, feed.own_title or feed.title) for path, feed in opml.feeds(nodes))


def comes_back(data: bytes) -> bool:
    """Whether what was read is read again from what we write of it."""
    try:
        nodes = feed_lists.parse(data).nodes
    except UsageError:
        return True
    return opml.parse(write(nodes, title="L", now=_NOW).encode(), trusted=True).nodes == nodes


def main() -> int:
    """Read every shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what differs")
    options = parser.parse_args()
    tried = held = back = 0
    slowest = (0.0, "")
    for shape in shapes():
        started = time.process_time()
        found = read(shape.data)
        slowest = max(slowest, (time.process_time() - started, shape.name))
        again = comes_back(shape.data)
        tried, held, back = tried + 1, held + (found == shape.holds), back + again
        if options.misses and found != shape.holds:
            print(f"  {shape.name}: {found!r:.300}, not {shape.holds!r:.300}")
        if options.misses and not again:
            print(f"  {shape.name}: comes back otherwise")
    print(f"shapes read as meant  {held:>4} of {tried}  {100 * held / tried:6.2f} %")
    print(f"written and read      {back:>4} of {tried}  {100 * back / tried:6.2f} %")
    print(f"slowest               {slowest[0]:.2f} s of CPU: {slowest[1]}")
    return 1 if held + back < 2 * tried else 0


if __name__ == "__main__":
    sys.exit(main())
