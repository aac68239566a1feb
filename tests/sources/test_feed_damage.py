"""Bad input to the feed reader: what can be saved is saved, what is no feed is named."""

from __future__ import annotations

import gzip
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from floods import examples, many, seconds, todays
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.errors import NotAFeed, ParseFailed, SourceError
from reader.extract import feedparse, forgiving, jsonfeed
from reader.extract.feedparse import by_feedparser, parse
from reader.extract.feedtext import feed_text, mend
from reader.extract.monsters import MOST_ATTRIBUTES, slimmed
from reader.sources.api import Fetched, Parsed, ParsedEntry
from reader.sources.contract import check_parsed
from tests.benchmarks.damage import damaged, saved

ITEMS = "".join(
    f"<item><title>Tin {n}</title><link>https://p.test/{n}</link><description>Văn bản {n}</description></item>"
    for n in range(5)
)
FEED = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo</title>{ITEMS}</channel></rss>'


def read(body: str | bytes, content_type: str = "") -> Parsed:
    data = body.encode() if isinstance(body, str) else body
    return parse(Fetched(url="https://p.test/feed", body=data, content_type=content_type))


def survives(body: str | bytes) -> None:
    """Reading ends in values of the right types or in a sentence."""
    try:
        parsed = read(body)
    except SourceError as error:
        sentence = str(error)
    else:
        check_parsed(parsed)
        return
    assert sentence


def titles(parsed: Parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


def test_truncated_xml_keeps_the_good_entries() -> None:
    parsed = read(FEED[: FEED.index("Tin 3") + 3])
    assert titles(parsed)[:3] == ["Tin 0", "Tin 1", "Tin 2"]
    assert "damaged" in parsed.warning


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Tin 1", "Tin 1 & more"),
        ("Tin 1", "Tin 1 &nbsp;&eacute;&unknown;"),
        ("Tin 1", "Tin 1 \x00\x08\x0b\x1b"),
        ("Tin 1", "Tin 1 &#0;&#x1b;&#xFFFF;"),
        ("<rss", "\n\n  <rss"),
        ("</rss>", "</rss>\n<!-- cached --><script>x</script>"),
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            "<br />\n<b>Warning</b>: foo in /x.php on line 3<br />\n<?xml version='1.0'?>",
        ),
        ('<?xml version="1.0" encoding="utf-8"?>', ""),
        (
            "<rss",
            "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://my.netscape.com/x.dtd'><rss",
        ),
    ],
)
def test_common_faults_cost_no_entry_and_are_not_worth_a_warning(before: str, after: str) -> None:
    parsed = read(FEED.replace(before, after, 1))
    assert len(parsed.entries) == 5
    assert parsed.entries[1].title.startswith("Tin 1")
    assert parsed.warning == ""


def test_named_entities_and_ampersands_mean_what_they_should() -> None:
    parsed = read(FEED.replace("Tin 1", "R&D &eacute;t&eacute; &copy; &bogus; A&amp;B"))
    assert parsed.entries[1].title == "R&D été © &bogus; A&B"


def test_cdata_is_left_alone_when_the_rest_is_mended() -> None:
    broken = FEED.replace("Văn bản 1", "<![CDATA[<a href='?a=1&b=2'>R&D &eacute;</a>]]>").replace("Tin 2", "A & B")
    parsed = read(broken)
    assert parsed.entries[1].summary == "<a href='?a=1&b=2'>R&D &eacute;</a>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("</title><link>https://p.test/1", "<link>https://p.test/1"),
        ("<title>Tin 1</title>", "<title>Tin 1</titel>"),
        ("</item><item><title>Tin 2", "<item><title>Tin 2"),
        ("<description>Văn bản 1", "<description><p>Văn <b>bản</p> 1"),
        ("<title>Tin 1</title>", "<title>Tin 1 <5</title>"),
        ("<item><title>Tin 1", "<item attr=unquoted><title>Tin 1"),
    ],
)
def test_broken_markup_keeps_the_other_entries(before: str, after: str) -> None:
    parsed = read(FEED.replace(before, after, 1))
    found = " ".join(titles(parsed))
    for number in (0, 3, 4):
        assert f"Tin {number}" in found
    assert parsed.warning


def test_what_a_human_could_see_in_a_damaged_feed_is_saved() -> None:
    for number, case in todays(list(enumerate(damaged())), 16):
        assert saved(case) == case.there, f"{number}: {case.kind}, {case.format}"


BARE = FEED.partition("?>")[2]
IN_CDATA = BARE.replace("<description>", "<description><![CDATA[").replace("</description>", "]]></description>")


@pytest.mark.parametrize(
    "text",
    [
        BARE.replace('<rss version="2.0">', "").replace("</rss>", ""),
        ITEMS,
        "<title>Báo</title>" + ITEMS + "</channel></rss>",
        BARE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        IN_CDATA.replace("Văn bản 1]]>", "Văn bản 1"),
        IN_CDATA.replace("Văn bản 4]]>", "Văn bản 4"),
        IN_CDATA.replace("]]>", ""),
        BARE.replace("<description>", "<!-- <description>", 2),
        BARE.replace("</title>", ""),
        BARE.replace("</title>", "</titel>"),
        BARE.replace("<title>Tin", "Tin"),
        re.sub(r"<title>(Tin \d)</title>", r"<title>\n<![CDATA[\1]]>\n<itunes:title>x</itunes:title>", BARE),
        re.sub(r"<title>(Tin \d)</title>", r"<![CDATA[\1]]>\n</title>", BARE),
        BARE.replace("</link>", ""),
        BARE.replace("item>", "entry>"),
        BARE.replace("<item>", "<item>", 3).replace("</item>", ""),
        "<!-- <!DOCTYPE a [ -->" + BARE,
        "<!DOCTYPE a [" + BARE,
        BARE.replace("<rss ", "<r<ss "),
        BARE[: BARE.index("</title>", BARE.index("Tin 4")) + 4],
        BARE[: BARE.index("</title>", BARE.index("Tin 4"))],
    ],
)
def test_damage_of_the_whole_that_a_human_sees_through_costs_no_entry(text: str) -> None:
    parsed = read(text)
    assert [title.split("\n")[0] for title in titles(parsed)] == [f"Tin {n}" for n in range(5)]
    assert [entry.url for entry in parsed.entries][:4] == [f"https://p.test/{n}" for n in range(4)]
    assert parsed.entries[0].summary == "Văn bản 0"
    assert forgiving.glance(text.encode(), "", "") is not None


@pytest.mark.parametrize(
    "text",
    [
        "<title>A page</title><p>about &lt;item&gt; and <item>one</item></p>",
        "<title>A page</title><script>x</script><item><title>x</title></item>",
        "&lt;html&gt;&lt;item&gt;",
    ],
)
def test_a_page_is_not_given_the_root_of_a_feed(text: str) -> None:
    with pytest.raises(NotAFeed):
        read(text)


def test_sections_that_show_markup_stay_whole() -> None:
    shown = "<p>In <![CDATA[ one writes <item>, then <item></p>"
    parsed = read(IN_CDATA.replace("Văn bản 1", shown))
    assert titles(parsed) == [f"Tin {n}" for n in range(5)]
    assert parsed.entries[1].summary == shown
    assert parsed.warning == ""


def test_undeclared_prefixes_are_no_damage() -> None:
    parsed = read(
        FEED.replace(
            "<title>Tin 1</title>",
            "<title>Tin 1</title><dc:creator>A</dc:creator><media:thumbnail url='https://p.test/t.jpg'/>",
        )
    )
    assert parsed.entries[1].authors == ["A"]
    assert parsed.entries[1].image_url == "https://p.test/t.jpg"
    assert parsed.warning == ""


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "iso-8859-1", ""),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "", "text/xml"),
        ("utf-8-sig", "utf-8", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-8", ""),
        ("cp1258", "windows-1258", ""),
        ("cp1258", "", "text/xml; charset=windows-1258"),
    ],
)
def test_charsets_of_vietnamese(encoding: str, declared: str, header: str) -> None:
    import unicodedata

    text = FEED.replace('encoding="utf-8"', f'encoding="{declared}"' if declared else "")
    if encoding == "cp1258":
        # The code page holds combining tone marks; this is how its files are written.
        text = "".join(c if c.encode("cp1258", "ignore") else unicodedata.normalize("NFD", c) for c in text).replace(
            "ă\u0323", "ă\u0323"
        )
        body = text.encode("cp1258", "ignore")
    else:
        body = text.encode(encoding)
    parsed = read(body, header)
    assert unicodedata.normalize("NFC", parsed.title) == "Báo"
    assert unicodedata.normalize("NFC", parsed.entries[1].summary) == "Văn bản 1"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "日本語の見出し"),
        ("euc-jp", "日本語の見出し"),
        ("iso-2022-jp", "日本語の見出し"),
        ("gb2312", "边境手续改革"),
        ("gb18030", "边境手续改革"),
        ("big5", "邊境手續"),
        ("euc-kr", "국경 절차"),
        ("windows-1251", "Новости дня"),
        ("koi8-r", "Новости дня"),
        ("windows-1256", "أخبار اليوم"),
        ("iso-8859-2", "Zażółć gęślą"),
        ("windows-1252", "“naïve” café"),
    ],
)
def test_other_declared_charsets(encoding: str, text: str) -> None:
    title = f"<title>{text}</title>"
    body = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{title}<item>{title}</item></channel></rss>'
    parsed = read(body.encode(encoding))
    assert parsed.title == text
    assert titles(parsed) == [text]


def test_an_unknown_charset_is_guessed() -> None:
    text = "Новости дня и ночи, погода и спорт " * 20
    body = f'<?xml version="1.0" encoding="x-none"?><rss><channel><title>{text}</title></channel></rss>'
    assert read(body.encode("windows-1251")).title.startswith("Новости дня")


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><rss><channel><title>&lol9;</title></channel></rss>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]><rss><channel><title>{"&a;" * 20_000}</title></channel></rss>'


@pytest.mark.parametrize(
    "text",
    [
        BILLION,
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&f;</title></channel></rss>',
        '<!DOCTYPE x [<!ENTITY f PUBLIC "x" "http://127.0.0.1/">]><rss><channel><title>&f;</title></channel></rss>',
        '<!DOCTYPE x [<!ENTITY a "&#38;b;"><!ENTITY b "&#38;a;">]><rss><channel><title>&a;</title></channel></rss>',
        BILLION.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    ],
)
def test_entity_bombs_are_refused(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ParseFailed, match="entities"):
        read(text)
    assert time.process_time() - started < 2


def test_entities_by_the_thousand_do_not_grow() -> None:
    parsed = read(QUADRATIC)
    assert len(parsed.title) <= 100_000


def test_parameter_entities_are_never_loaded() -> None:
    parsed = read('<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>' + FEED.partition("?>")[2])
    assert len(parsed.entries) == 5
    assert "root:" not in str(parsed)


def test_plain_entities_are_put_in() -> None:
    parsed = read(
        '<!DOCTYPE rss [<!ENTITY paper "Báo Mới"> <!ENTITY amp "&#38;#38;">]>'
        + FEED.partition("?>")[2].replace("Tin 1", "&paper;")
    )
    assert parsed.entries[1].title == "Báo Mới"


def test_bytes_that_spell_a_file_name_open_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(FEED)
    with pytest.raises(NotAFeed):
        read(str(secret))
    assert by_feedparser(str(secret), "").entries == []


@pytest.mark.parametrize("body", [b"", b"   \n\t", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_body_is_a_failure(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read(body)


PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (PAGE.format(title="Báo Mới", body="<p>tin</p>" * 300), "a web page (“Báo Mới”)"),
        (PAGE.format(title="Just a moment...", body="<div id='cf-chl-widget'></div>"), "robot check"),
        (PAGE.format(title="x", body="<p>Please verify you are human</p>"), "robot check"),
        (PAGE.format(title="Free Wi-Fi Portal", body="accept"), "Wi-Fi portal"),
        (PAGE.format(title="Site under maintenance", body=""), "maintenance"),
        (PAGE.format(title="Hệ thống đang bảo trì", body=""), "maintenance"),
        (PAGE.format(title="Đăng nhập", body="<form></form>"), "login"),
        (PAGE.format(title="Members", body="<input name=p type='password'>"), "login"),
        (PAGE.format(title="404 Not Found", body="nginx"), "error page"),
        (PAGE.format(title="example.test", body="This domain is for sale"), "abandoned domain"),
        ("<p>fragment</p>", "web page"),
        ("<html><body>cut off", "web page"),
        ("  \n<!-- c --><!doctype HTML>\n<title>x</title>", "web page"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><title>X</title></html>', "web page"),
        ('<opml version="2.0"><body><outline xmlUrl="https://x.test"/></body></opml>', "OPML"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', "sitemap"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg>"),
        ("just some words", "just some words"),
        ('{"error": "not found"}', "JSON"),
        ("[1, 2, 3]", "JSON"),
        ("%PDF-1.7", "PDF"),
        ("GIF89a", "picture"),
    ],
)
def test_what_stands_in_place_of_a_feed_is_named(text: str, word: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        read(text)
    assert word in str(caught.value)
    assert str(caught.value).endswith(".")


def test_names_of_pages_cannot_steer_the_terminal() -> None:
    with pytest.raises(NotAFeed) as caught:
        read(PAGE.format(title="\x1b]52;c;aGk=\x07 &#27;[31m [/] red\u202e", body=""))
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e" for char in str(caught.value))


def test_a_feed_wrapped_into_a_page_is_read() -> None:
    inside = FEED.partition("?>")[2]
    parsed = read(f"<!DOCTYPE html><html><body>{inside}</body></html>")
    assert len(parsed.entries) == 5


def test_an_article_about_feeds_is_no_feed() -> None:
    with pytest.raises(NotAFeed, match="web page"):
        read(PAGE.format(title="RSS", body="<pre>&lt;rss version='2.0'&gt;&lt;item&gt;</pre>"))


def test_a_gzip_bomb_inside_a_body_stays_packed() -> None:
    with pytest.raises(NotAFeed):
        read(gzip.compress(b"\0" * 1_000_000))


@pytest.mark.parametrize("tag", ["author", "dc:creator", "itunes:author", "managingEditor"])
def test_a_long_author_field_takes_no_time(tag: str) -> None:
    started = time.process_time()
    text = FEED.replace("<title>Tin 1</title>", f"<title>Tin 1</title><{tag}>{'a.' * many(32_000)}</{tag}>")
    read(text)
    read(text.replace("</rss>", ""))
    read(text.replace("<title>Tin 2</title>", "<title>Tin 2"))
    assert time.process_time() - started < seconds(3)


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * many(100_000),
        "<rss><channel>" + "<item>" * many(20_000),
        "<rss " + "a='b' " * many(50_000) + ">",
        "<rss><channel><item><title>" + "&" * many(200_000),
        "<rss><channel><item><title>" + "&#" * many(100_000),
        "<rss><channel><item><description>" + "<![CDATA[" * many(20_000),
        "<!DOCTYPE " * many(20_000),
        "<!DOCTYPE x [" + "<!ENTITY a 'b'>" * many(20_000),
        "<?xml " * many(50_000),
        "<rss>" + " " * many(1_000_000) + "<",
        "<!---->" * many(20_000) + "x",
        "<!-- -->" * many(20_000),
        " \n" * many(500_000),
        "<rss><channel>" + "]" * many(300_000),
        "<!DOCTYPE x [" + "] " * many(200_000),
        "<!--" * many(50_000),
        "<title>x" + " <link" * many(50_000),
        "<rss><item>" + "<title><![CDATA[x" * many(50_000),
        "<item><title>" + "<a><![CDATA[" * many(50_000),
        "<rss><item>" + "<title>x</titel>" * many(50_000),
        "<rss><item>" + "<title " * many(50_000),
        "<rss><item><title>x</a>" + " " * many(500_000),
        "<title>x</title><item>" + " " * many(500_000) + "<titel>",
        "&lt;rss " + "&amp;" * many(200_000),
        "<title>x</title>" + "<item><title>x</title></item>" * 2 + " " * many(500_000) + "x",
        "<rss><item><title>" + "\ufffd<a\ufffd" * many(50_000),
        "<html><title>" + "<" * many(200_000),
        "<rss><channel><item><title>&lt;link " + "=" * many(300_000),
        "<rss><channel><item><description>" + "&lt;a " * many(100_000) + "&lt;/a " * many(100_000),
        '{"items":[' + '{"content_text": 1 ,},' * many(50_000),
        "<html><title>x</title>" + "<script " * many(50_000),
        '{"items": [' + '{"content_text": "x"},' * many(50_000),
        '{"version": "https://jsonfeed.org/version/1", "items":' + "[" * many(100_000),
    ],
)
def test_hostile_shapes_end_soon(text: str) -> None:
    started = time.process_time()
    survives(text)
    assert time.process_time() - started < seconds(5)


def test_the_forgiving_reader_takes_over_when_feedparser_gives_up_or_loses_entries() -> None:
    def gives_up(text: str, url: str) -> Parsed:
        raise ParseFailed("gave up")

    def loses(text: str, url: str) -> Parsed:
        return Parsed(entries=[ParsedEntry(title="one")])

    for reference in (gives_up, loses):
        parsed = feedparse.parse_xml(FEED.partition("?>")[2][:-30], "https://p.test/feed", reference=reference)
        assert len(parsed.entries) == 5
        assert "5" in parsed.warning


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_any_cut_and_any_flipped_byte_ends_in_values_or_a_sentence(data: st.DataObject) -> None:
    body = bytearray(FEED.encode())
    for _time in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    survives(bytes(body[: data.draw(st.integers(0, len(body)))]))


@given(
    st.text(max_size=300),
    st.sampled_from(["<rss><channel><item><title>{}</title></item></channel></rss>", "{}", "<feed>{}</feed>"]),
)
@settings(deadline=None)
def test_any_text_ends_in_values_or_a_sentence(text: str, frame: str) -> None:
    survives(frame.format(text).encode("utf-8", "surrogatepass"))


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=60,
    )
)
@settings(deadline=None)
def test_any_title_survives_both_readers(title: str) -> None:
    from xml.sax.saxutils import escape

    text = f"<rss><channel><title>x</title><item><title>{escape(title)}</title><link>https://p.test/1</link></item></channel></rss>"
    wanted = title.strip()
    assert only_title(read(text)) == wanted
    assert only_title(forgiving.parse(text, "")) == wanted if wanted else True


def only_title(parsed: Parsed) -> str:
    return parsed.entries[0].title


@given(st.text(max_size=400))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mend(text)
    assert mend(once) == once


def test_the_forgiving_reader_leaves_out_empty_entries() -> None:
    parsed = forgiving.parse("<rss><channel><item/><item><title>x</title></item></channel></rss>", "")
    assert parsed.entries == [ParsedEntry(title="x", base_url="", mark=parsed.entries[0].mark)]


def test_a_glance_tells_title_count_and_newest() -> None:
    seen = forgiving.glance(
        FEED.replace(
            "<title>Tin 1</title>", "<title>Tin 1</title><pubDate>Fri, 04 Dec 2026 08:30:00 +0700</pubDate>"
        ).encode(),
        "",
        "",
    )
    assert seen is not None
    assert (seen.adapter, seen.title, seen.entries) == ("feed", "Báo", 5)
    assert seen.newest is not None
    assert forgiving.glance(b"<html><body>page</body></html>", "", "") is None
    assert forgiving.glance(b'{"x": 1}', "", "") is None
    assert forgiving.glance(b"plain", "", "") is None


@pytest.mark.parametrize(
    "body", [b"<rss><channel>" + b"<item/>" * many(200_000), b'{"items":[' + b'{"content_text":1},' * many(80_000)]
)
def test_a_glance_is_quick_at_anything(body: bytes) -> None:
    started = time.process_time()
    forgiving.glance(body, "", "")
    assert time.process_time() - started < seconds(3)


def test_text_is_given_without_declaration_and_doctype() -> None:
    assert feed_text(b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE rss>\n<rss/>', "") == "<rss/>"
    assert jsonfeed.parse_text('{"version": "https://jsonfeed.org/version/1", "items": []}', "").entries == []


@pytest.mark.parametrize("cut", range(len("<rss version='2.0'><channel><link>https://p.test/")))
def test_a_feed_that_ends_before_anything_is_said_to_break_off(cut: int) -> None:
    text = "<rss version='2.0'><channel><link>https://p.test/"[: cut + 1]
    with pytest.raises((NotAFeed, ParseFailed)) as caught:
        read(text)
    assert ("breaks off" in str(caught.value)) == (cut >= len("<rss ") - 1)


@pytest.mark.parametrize(
    "feed",
    [
        '<feed s="" e=""><d></><title e=""><v xmlns="http://www.w3.org/1999/xhtml"><http:',
        "<channel><r m=''><s></</<e></><skipHours><a>\u00b2",
        f"<rss><channel><skipHours><hour>{'9' * 5000}</hour></skipHours></channel></rss>",
    ],
)
def test_what_fuzzing_has_found(feed: str) -> None:
    with suppress(NotAFeed, ParseFailed):
        read(feed)


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#xDFFF;", "&#0;", "&#xFFFF;"])
def test_references_that_no_parser_may_give_are_no_end_where_sections_are_torn(reference: str) -> None:
    for torn in (
        "<description a='<![CDATA['>Văn bản",
        "<description><![CDATA[Văn bản",
        "<description><a b='<!--'>Văn bản",
    ):
        assert "Tin 0" in titles(read(BARE.replace("<description>Văn bản 1", torn + reference)))


def test_a_namespace_that_is_no_name_is_no_end() -> None:
    content = "<content type='xhtml'><div xmlns='http://www.w3.or}g/1999/xhtml'><p>Text</p></div></content>"
    found = read(f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title>{content}</entry></feed>")
    assert "Text" in found.entries[0].content


GOOD = "<item><title>Good beside</title></item>"


@pytest.mark.parametrize(
    "monster",
    [
        "<item " + " ".join(f'a{n}="{n}>"' for n in range(30_000)) + "><title>A</title></item>",
        "<item " + " ".join(f"xmlns:n{n}='http://{n}'" for n in range(30_000)) + "><title>A</title></item>",
        "<a>" * 30_000 + "</a>" * 30_000,
        "<item><title>" * 4_000,
        f"<item><title>A</title><description>{'x ' * 5_100_000}</description></item>",
        f"<item><title>A</title><description><![CDATA[{'<b>x' * 2_600_000}]]></description></item>",
    ],
    ids=["attributes", "namespaces", "nested", "nested items", "text", "section"],
)
def test_a_monster_costs_no_entry_beside_it(monster: str) -> None:
    start = time.process_time()
    found = titles(read(f"<rss><channel><title>F</title>{monster}{GOOD}</channel></rss>"))
    assert found[-1] == "Good beside"
    assert ("A" in found) == ("<title>A" in monster)
    assert time.process_time() - start < seconds(5), "of a hundred in which they were lost"


def test_only_monstrous_tags_lose_attributes() -> None:
    few = "<p " + "".join(f' a{n}="{"x" * 900}>"' for n in range(20)) + ">text</p>"
    long = f'<img src="data:{"y" * 40_000}"> {"word " * 4000}'
    many = "".join(f" a{n}='{'z' * 40}'" for n in range(MOST_ATTRIBUTES + 100))
    assert slimmed(few + long) == few + long
    assert (
        slimmed(f"{few}<p{many}>text</p>{long}")
        == f"{few}<p{many.partition(f' a{MOST_ATTRIBUTES}=')[0]}>text</p>{long}"
    )


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\xef\xbb\xbf"])
def test_a_mark_of_another_encoding_is_seen_through(mark: bytes) -> None:
    assert titles(read(mark + FEED.encode()))[:1] == ["Tin 0"]
    assert read(FEED.encode("utf-16")).title == "Báo"
