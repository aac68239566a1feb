"""What each feed format carries, read from small feeds of our own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reader.domain.models import Enclosure
from reader.extract.feedparse import parse
from reader.sources.api import Fetched, Parsed, ParsedEntry, ParsedLink

URL = "https://paper.test/feeds/all"


def read(text: str | bytes, *, url: str = URL, content_type: str = "") -> Parsed:
    body = text.encode() if isinstance(text, str) else text
    return parse(Fetched(url=url, body=body, content_type=content_type))


def only(text: str | bytes, **more: str) -> ParsedEntry:
    parsed = read(text, **more)
    assert len(parsed.entries) == 1
    return parsed.entries[0]


def item(inside: str, *, head: str = "", spaces: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:dcterms="http://purl.org/dc/terms/" {spaces}><channel><title>Paper</title><link>https://paper.test/</link>'
        f"{head}<item>{inside}</item></channel></rss>"
    )


def entry(inside: str, *, head: str = "", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {more}><title>Paper</title><id>urn:paper</id>'
        f"{head}<entry>{inside}</entry></feed>"
    )


RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
  <title>Nhật báo &amp; tuần báo</title><link>https://paper.test/</link>
  <description>Tin &lt;b&gt;mới&lt;/b&gt;</description>
  <language>vi-VN</language><ttl>90</ttl>
  <image><url>https://paper.test/logo.png</url><title>logo</title><link>https://paper.test/</link></image>
  <skipHours><hour>0</hour><hour>1</hour><hour>24</hour></skipHours>
  <skipDays><day>Sunday</day><day>Saturday</day></skipDays>
  <item>
    <title>Cải cách thủ tục hành chính ở cửa khẩu</title>
    <link>https://paper.test/tin/1.html</link>
    <guid isPermaLink="false">paper-1</guid>
    <description>Đoạn <b>dẫn</b> &amp;amp; hết</description>
    <content:encoded><![CDATA[<p>Toàn văn <a href="/tin/0.html">tin cũ</a>.</p>]]></content:encoded>
    <dc:creator>Nguyễn Văn A</dc:creator><dc:creator>Trần Thị B</dc:creator>
    <category>Thời sự</category><category domain="x">Cửa khẩu</category><category>thời sự</category>
    <pubDate>Fri, 04 Dec 2026 08:30:00 +0700</pubDate>
    <comments>https://paper.test/tin/1.html#comments</comments>
    <enclosure url="https://paper.test/1.mp3" length="12345" type="audio/mpeg"/>
    <source url="https://other.test/feed">Báo khác</source>
  </item>
</channel></rss>"""


def test_rss_2_feed() -> None:
    parsed = read(RSS2)
    assert parsed.title == "Nhật báo & tuần báo"
    assert parsed.description == "Tin mới"
    assert parsed.site_url == "https://paper.test/"
    assert parsed.language == "vi-VN"
    assert parsed.icon_url == "https://paper.test/logo.png"
    assert parsed.ttl == 90 * 60
    assert parsed.skip_hours == {0, 1}
    assert parsed.skip_days == {5, 6}
    assert parsed.warning == ""


def test_rss_2_entry() -> None:
    found = only(RSS2)
    assert found.id == "paper-1"
    assert found.url == "https://paper.test/tin/1.html"
    assert found.title == "Cải cách thủ tục hành chính ở cửa khẩu"
    assert not found.title_is_html
    assert "<b>dẫn</b>" in found.summary
    assert found.content.startswith("<p>Toàn văn")
    assert found.base_url == "https://paper.test/tin/1.html"
    assert found.authors == ["Nguyễn Văn A", "Trần Thị B"]
    assert found.categories == ["Thời sự", "Cửa khẩu"]
    assert found.published == datetime(2026, 12, 4, 1, 30, tzinfo=UTC)
    assert found.updated is None
    assert found.comments_url == "https://paper.test/tin/1.html#comments"
    assert found.enclosures == [Enclosure("https://paper.test/1.mp3", "audio/mpeg", 12345)]
    assert found.source_title == "Báo khác"


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0", "2.00", ""])
def test_every_version_of_rss(version: str) -> None:
    found = only(
        f'<rss version="{version}"><channel><title>P</title><item><title>T</title><link>https://p.test/1</link>'
        "<description>D</description></item></channel></rss>"
    )
    assert (found.title, found.url, found.summary) == ("T", "https://p.test/1", "D")


def test_rss_090_of_netscape() -> None:
    parsed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>Old</title><link>http://o.test/</link></channel>"
        "<item><title>T</title><link>http://o.test/1</link></item></rdf:RDF>"
    )
    assert parsed.title == "Old"
    assert [one.url for one in parsed.entries] == ["http://o.test/1"]


RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://rdf.test/"><title>RDF</title><link>https://rdf.test/</link><description>d</description>
 <dc:language>ja</dc:language><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
 <items><rdf:Seq><rdf:li rdf:resource="https://rdf.test/1"/></rdf:Seq></items></channel>
<image rdf:about="https://rdf.test/i.png"><title>i</title><url>https://rdf.test/i.png</url></image>
<item rdf:about="https://rdf.test/1"><title>見出し</title><link>https://rdf.test/1</link><description>要約</description>
 <content:encoded>&lt;p&gt;本文&lt;/p&gt;</content:encoded><dc:creator>著者</dc:creator><dc:subject>技術</dc:subject>
 <dc:date>2026-03-01T09:00:00+09:00</dc:date></item>
</rdf:RDF>"""


def test_rss_1() -> None:
    parsed = read(RDF)
    assert (parsed.title, parsed.language, parsed.ttl) == ("RDF", "ja", 86400 // 4)
    assert parsed.icon_url == "https://rdf.test/i.png"
    found = parsed.entries[0]
    assert found.id == "https://rdf.test/1"
    assert found.url == "https://rdf.test/1"
    assert (found.title, found.summary, found.content) == ("見出し", "要約", "<p>本文</p>")
    assert found.authors == ["著者"]
    assert found.categories == ["技術"]
    assert found.published == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://atom.test/blog/">
 <title type="html">A &amp;lt;b&amp;gt; &amp;amp; Co</title><subtitle>Sub</subtitle>
 <link rel="self" href="feed.xml"/><link rel="alternate" type="text/html" href="."/>
 <icon>/favicon.ico</icon><id>urn:feed</id><updated>2026-03-02T00:00:00Z</updated>
 <author><name>Feed Author</name><email>feed@atom.test</email></author>
 <entry xml:lang="de">
  <id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Über <em>uns</em></div></title>
  <link href="2026/1.html"/><link rel="related" href="../other" title="Other"/><link rel="via" href="https://via.test/x"/>
  <link rel="replies" type="text/html" href="2026/1.html#c"/>
  <link rel="enclosure" type="video/mp4" length="99" href="v.mp4" title="Film"/>
  <published>2026-03-01T10:00:00+01:00</published><updated>2026-03-02T10:00:00+01:00</updated>
  <category term="news" label="Nachrichten"/><category term="tech"/>
  <summary type="text">5 &lt; 6 &amp; more</summary>
  <content type="xhtml" xml:base="sub/"><div xmlns="http://www.w3.org/1999/xhtml">
  <p>Text <a href="x">l</a><br/>&amp;</p></div></content>
 </entry>
 <entry><id>urn:2</id><title>Second</title><content type="html" src=""/><author><name>Own</name></author>
  <content src="https://atom.test/full.html" type="text/html"/><updated>2026-02-01T00:00:00Z</updated></entry>
 <entry><id>urn:3</id><title type="text">a &lt;b&gt; c</title><content type="html">&lt;p&gt;x&lt;/p&gt;</content>
  <source><title>Planet</title><author><name>Source Author</name></author></source></entry>
</feed>"""


def test_atom_feed() -> None:
    parsed = read(ATOM, url="https://elsewhere.test/feed.xml")
    assert parsed.title == "A <b> & Co"
    assert parsed.description == "Sub"
    assert parsed.site_url == "https://atom.test/blog/"
    assert parsed.icon_url == "https://atom.test/favicon.ico"
    assert parsed.language == "en"
    assert len(parsed.entries) == 3


def test_atom_entry() -> None:
    found = read(ATOM).entries[0]
    assert found.title == "Über <em>uns</em>"
    assert found.title_is_html
    assert found.url == "https://atom.test/blog/2026/1.html"
    assert found.links == [
        ParsedLink("https://atom.test/other", "Other", "related"),
        ParsedLink("https://via.test/x", "", "via"),
    ]
    assert found.comments_url == "https://atom.test/blog/2026/1.html#c"
    assert found.enclosures == [Enclosure("https://atom.test/blog/v.mp4", "video/mp4", 99, "Film")]
    assert found.summary == "5 &lt; 6 &amp; more"
    assert found.content == '<p>Text <a href="x">l</a><br>&amp;</p>'
    assert found.base_url == "https://atom.test/blog/sub/"
    assert found.language == "de"
    assert found.categories == ["Nachrichten", "tech"]
    assert found.authors == ["Feed Author"]
    assert found.published == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert found.updated == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_atom_content_elsewhere_and_missing_dates() -> None:
    found = read(ATOM).entries[1]
    assert found.url == "https://atom.test/full.html"
    assert found.content == ""
    assert found.authors == ["Own"]
    assert found.published == found.updated == datetime(2026, 2, 1, tzinfo=UTC)


def test_atom_source_and_literal_title() -> None:
    found = read(ATOM).entries[2]
    assert (found.title, found.title_is_html) == ("a <b> c", False)
    assert found.source_title == "Planet"
    assert found.authors == ["Source Author"]
    assert found.published is None


def test_an_atom_entry_document_and_a_feed_without_namespace() -> None:
    assert only('<entry xmlns="http://www.w3.org/2005/Atom"><title>Lone</title><id>urn:x</id></entry>').title == "Lone"
    found = only('<feed><title>F</title><entry><title>T</title><link href="https://x.test/1"/></entry></feed>')
    assert (found.title, found.url) == ("T", "https://x.test/1")


def test_atom_03_is_left_to_feedparser() -> None:
    found = only(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><title mode="escaped" '
        'type="text/html">A &amp;lt;i&amp;gt;b&amp;lt;/i&amp;gt;</title><link rel="alternate" type="text/html" '
        'href="http://old.test/1"/><issued>2004-01-02T03:04:05Z</issued><content type="text/html" mode="escaped">'
        "&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"
    )
    assert found.url == "http://old.test/1"
    assert found.published == datetime(2004, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert "<p>x</p>" in found.content


def test_media_rss() -> None:
    found = only(
        item(
            '<title>T</title><media:group><media:content url="https://m.test/s.jpg" medium="image" width="100"/>'
            '<media:content url="https://m.test/l.jpg" type="image/jpeg" width="900"/>'
            '<media:content url="https://m.test/v.mp4" type="video/mp4" fileSize="5000" duration="61"/></media:group>'
            '<media:thumbnail url="https://m.test/t.jpg" width="75"/><media:keywords>một, hai</media:keywords>'
            '<media:description type="plain">Tả</media:description><media:credit>Photo</media:credit>'
        )
    )
    assert found.image_url == "https://m.test/l.jpg"
    assert found.enclosures == [Enclosure("https://m.test/v.mp4", "video/mp4", 5000, "", 61)]
    assert found.categories == ["một", "hai"]
    assert found.summary == "Tả"


def test_media_title_never_replaces_the_title() -> None:
    found = only(
        item(
            '<media:content url="https://m.test/a.jpg" type="image/jpeg"><media:title>Photo</media:title>'
            "</media:content><media:title>Other</media:title><title>Headline</title>"
        )
    )
    assert found.title == "Headline"
    assert found.image_url == "https://m.test/a.jpg"


def test_thumbnail_inside_media_content() -> None:
    found = only(
        item(
            '<title>T</title><media:content url="https://m.test/v.mp4" type="video/mp4">'
            '<media:thumbnail url="https://m.test/v.jpg"/></media:content>'
        )
    )
    assert found.image_url == "https://m.test/v.jpg"


def test_picture_enclosure_is_the_picture() -> None:
    found = only(item('<title>T</title><enclosure url="https://m.test/a.jpg" type="image/jpeg" length="0"/>'))
    assert found.image_url == "https://m.test/a.jpg"
    assert found.enclosures == []


def test_podcast() -> None:
    parsed = read(
        item(
            "<title>Tập 1</title><itunes:author>Người dẫn</itunes:author><itunes:duration>1:02:03</itunes:duration>"
            '<itunes:image href="https://m.test/ep.jpg"/><itunes:summary>Tóm tắt</itunes:summary>'
            "<itunes:keywords>a,b</itunes:keywords>"
            '<enclosure url="https://m.test/1.mp3" length="10" type="audio/mpeg"/>',
            head='<itunes:image href="https://m.test/show.jpg"/><itunes:new-feed-url>https://new.test/rss</itunes:new-feed-url>',
        )
    )
    assert parsed.icon_url == "https://m.test/show.jpg"
    assert parsed.new_url == "https://new.test/rss"
    found = parsed.entries[0]
    assert found.enclosures == [Enclosure("https://m.test/1.mp3", "audio/mpeg", 10, "", 3723)]
    assert found.authors == ["Người dẫn"]
    assert found.image_url == "https://m.test/ep.jpg"
    assert found.summary == "Tóm tắt"
    assert found.categories == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("3600", 3600), ("59:30", 3570), ("0:00", 0), ("abc", 0), ("1:2:3:4", 0), ("", 0)]
)
def test_durations(text: str, seconds: int) -> None:
    found = only(
        item(f'<itunes:duration>{text}</itunes:duration><enclosure url="https://m.test/1.mp3" type="audio/mpeg"/>')
    )
    assert found.enclosures[0].duration == seconds


def test_dublin_core_and_dcterms() -> None:
    found = only(
        item(
            "<dc:title>DC</dc:title><dc:creator>C</dc:creator><dc:subject>S</dc:subject><dc:identifier>doi:1</dc:identifier>"
            "<dcterms:issued>2026-01-02</dcterms:issued><dcterms:modified>2026-01-03T00:00:00Z</dcterms:modified>"
            "<dc:source>Agency</dc:source><dc:language>fr</dc:language>"
        )
    )
    assert (found.title, found.authors, found.categories, found.id) == ("DC", ["C"], ["S"], "doi:1")
    assert found.published == datetime(2026, 1, 2, tzinfo=UTC)
    assert found.updated == datetime(2026, 1, 3, tzinfo=UTC)
    assert (found.source_title, found.language) == ("Agency", "fr")


@pytest.mark.parametrize(
    ("inside", "title", "is_html"),
    [
        ("<title>Plain &amp; simple</title>", "Plain & simple", False),
        ("<title>AT&amp;amp;T</title>", "AT&amp;T", True),
        ("<title>&lt;b&gt;Bold&lt;/b&gt; news</title>", "<b>Bold</b> news", True),
        ("<title><![CDATA[Tom & <i>Jerry</i>]]></title>", "Tom & <i>Jerry</i>", True),
        ("<title>1 &lt; 2 and 3 &gt; 2</title>", "1 < 2 and 3 > 2", False),
        ("<title>Breaking [/] news</title>", "Breaking [/] news", False),
        ("<title>It&amp;#8217;s</title>", "It&#8217;s", True),
        ("<title>Generic&lt;T&gt; in Java</title>", "Generic<T> in Java", False),
        ("<title>Hello <b>you</b></title>", "Hello <b>you</b>", True),
        ("<title></title><dc:title>Fallback</dc:title>", "Fallback", False),
        ("<title/>", "", False),
    ],
)
def test_titles_that_hold_html(inside: str, title: str, is_html: bool) -> None:
    found = only(item(inside + "<link>https://p.test/1</link>"))
    assert (found.title, found.title_is_html) == (title, is_html)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("editor@paper.test (Nguyễn A)", "Nguyễn A"),
        ("Nguyễn A &lt;editor@paper.test&gt;", "Nguyễn A"),
        ("editor@paper.test", ""),
        ("noreply@blogger.com (Unknown)", ""),
        ("  Trần   B ", "Trần   B"),
    ],
)
def test_authors_are_names_not_mail_addresses(author: str, name: str) -> None:
    assert only(item(f"<title>T</title><author>{author}</author>")).authors == ([name] if name else [])


def test_an_atom_author_inside_rss() -> None:
    found = only(
        item(
            "<title>T</title><atom:author><atom:name>A</atom:name></atom:author>"
            "<atom:updated>2026-01-01T00:00:00Z</atom:updated>"
        )
    )
    assert found.authors == ["A"]
    assert found.updated == datetime(2026, 1, 1, tzinfo=UTC)


def test_entries_without_anything_but_a_title_or_a_text() -> None:
    assert only(item("<title>Only</title>")).url == ""
    found = only(item("<description>Just text</description>"))
    assert (found.id, found.title, found.url, found.published, found.summary) == ("", "", "", None, "Just text")


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<guid>https://p.test/1</guid>", "https://p.test/1"),
        ('<guid isPermaLink="true">https://p.test/1</guid>', "https://p.test/1"),
        ('<guid isPermaLink="false">https://p.test/1</guid>', ""),
        ("<guid>not-an-address</guid>", ""),
        ('<atom:link rel="alternate" href="https://p.test/2"/>', "https://p.test/2"),
        ("<link>/relative/3</link>", "https://paper.test/relative/3"),
        ("<link>\n  https://p.test/4\n </link>", "https://p.test/4"),
        ("<link/><guid>https://p.test/5</guid>", "https://p.test/5"),
        ('<link href="https://p.test/6"/>', "https://p.test/6"),
        ('<atom:link rel="self" href="https://p.test/s"/><link>https://p.test/7</link>', "https://p.test/7"),
    ],
)
def test_the_address_of_an_rss_entry(inside: str, url: str) -> None:
    assert only(item("<title>T</title>" + inside)).url == url


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ('<link href="https://p.test/1"/>', "https://p.test/1"),
        ('<link rel="self" href="https://p.test/s"/>', "https://p.test/s"),
        ('<link rel="enclosure" href="https://p.test/e.mp3"/><id>https://p.test/id</id>', "https://p.test/id"),
        (
            '<link rel="alternate" type="application/json" href="https://p.test/j"/>'
            '<link rel="alternate" type="text/html" '
            'href="https://p.test/h"/>',
            "https://p.test/h",
        ),
        (
            '<link rel="http://www.iana.org/assignments/relation/alternate" href="https://p.test/r"/>',
            "https://p.test/r",
        ),
        ("<id>tag:p.test,2026:1</id>", ""),
    ],
)
def test_the_address_of_an_atom_entry(inside: str, url: str) -> None:
    assert only(entry("<title>T</title>" + inside)).url == url


def test_feedburner_names_the_original_address() -> None:
    found = only(
        item(
            "<link>http://feedproxy.test/~r/x</link><f:origLink>https://p.test/real</f:origLink>",
            spaces='xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"',
        )
    )
    assert found.url == "https://p.test/real"


def test_plain_text_keeps_its_paragraphs_and_its_characters() -> None:
    found = only(item("<description>One &lt; two\n\nThree\nfour &amp; five</description>"))
    assert found.summary == "<p>One &lt; two</p><p>Three<br>four &amp; five</p>"


def test_two_descriptions_are_the_short_and_the_full_form() -> None:
    found = only(
        item("<description>Short</description><description>&lt;p&gt;The long and full form.&lt;/p&gt;</description>")
    )
    assert (found.summary, found.content) == ("Short", "<p>The long and full form.</p>")


def test_a_content_that_repeats_the_summary_is_kept_once() -> None:
    found = only(item("<description>Same</description><content:encoded>Same</content:encoded>"))
    assert (found.summary, found.content) == ("", "Same")


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>abc</ttl>", 0),
        ("<ttl>-5</ttl>", 0),
        ('<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">hourly</s:updatePeriod>', 3600),
        ('<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">sometimes</s:updatePeriod>', 0),
    ],
)
def test_how_often_a_feed_asks_to_be_read(head: str, seconds: int) -> None:
    assert read(item("<title>T</title>", head=head)).ttl == seconds


def test_all_hours_or_days_skipped_means_none() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    parsed = read(
        item("<title>T</title>", head=f"<skipHours>{hours}</skipHours><skipDays><day>Doomsday</day></skipDays>")
    )
    assert parsed.skip_hours == frozenset()
    assert parsed.skip_days == frozenset()


def test_a_date_that_cannot_be_read_is_none_and_the_next_is_tried() -> None:
    assert only(item("<title>T</title><pubDate>next Tuesday-ish</pubDate>")).published is None
    found = only(item("<title>T</title><pubDate>soon</pubDate><dc:date>2026-01-02T00:00:00Z</dc:date>"))
    assert found.published == datetime(2026, 1, 2, tzinfo=UTC)


def test_nested_items_are_not_mixed() -> None:
    parsed = read("<rss><channel><item><title>A</title><item><title>B</title></item></item></channel></rss>")
    assert [one.title for one in parsed.entries] == ["A", "B"]


def test_upper_case_elements_are_understood() -> None:
    found = only(
        "<RSS version='2.0'><CHANNEL><TITLE>P</TITLE><ITEM><TITLE>T</TITLE><LINK>https://p.test/1</LINK></ITEM></CHANNEL></RSS>"
    )
    assert (found.title, found.url) == ("T", "https://p.test/1")


def test_a_feed_without_entries_is_a_feed() -> None:
    parsed = read('<rss version="2.0"><channel><title>Empty</title></channel></rss>')
    assert (parsed.title, parsed.entries) == ("Empty", [])


def test_a_thousand_categories_are_cut() -> None:
    found = only(item("".join(f"<category>c{n}</category>" for n in range(1000))))
    assert len(found.categories) == 60


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Notes on &lt;b&gt;", "Notes on <b>"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; brave", "Bold & brave"),
        ("R&amp;amp;D &amp;#8217;26", "R&D ’26"),
        ("Safe&lt;script&gt;alert(1)&lt;/script&gt; name", "Safe name"),
    ],
)
def test_names_of_feeds_are_plain_text(written: str, shown: str) -> None:
    if "b&gt;" in written and "/b" not in written:
        feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title type='text'>{written}</title></feed>"
    else:
        feed = f"<rss><channel><title>{written}</title><description>{written}</description></channel></rss>"
    parsed = read(feed)
    assert parsed.title == shown
    assert parsed.description in ("", shown)


@pytest.mark.parametrize(
    "inside",
    [
        "safe<script type='x'>alert(1)</script> text",
        "safe<link rel='stylesheet' href='x.css'> text",
        "<blink>safe</blink> text",
        "safe<svg width='3'><circle r='5'/></svg> text",
        "safe<frameset rows='*'><frame src='http://p.test/'></frameset> text",
    ],
)
def test_rare_elements_are_markup_too(inside: str) -> None:
    found = only(item(f"<description><![CDATA[{inside}]]></description>"))
    assert found.summary == inside


@pytest.mark.parametrize("inside", ["Use the <blink> tag", "1 < 2 </ 3", "List<String> x"])
def test_text_that_only_speaks_of_markup_stays(inside: str) -> None:
    found = only(item(f"<title><![CDATA[{inside}]]></title>"))
    assert (found.title, found.title_is_html) == (inside, False)


def test_rss_links_in_the_shape_of_atom() -> None:
    found = only(
        item(
            "<title>Tập 1</title><link rel='enclosure' type='audio/mpeg' length='5' href='/1.mp3'/>"
            "<link rel='related' href='/0' title='Tập &amp;#48;'/><link href='/1'/>"
        )
    )
    assert found.url == "https://paper.test/1"
    assert found.enclosures == [Enclosure("https://paper.test/1.mp3", "audio/mpeg", 5)]
    assert found.links == [ParsedLink("https://paper.test/0", "Tập 0", "related")]


def test_an_rss_of_an_unknown_version_has_a_namespace_of_its_own() -> None:
    parsed = read(
        "<rss xmlns='http://unheard.test/rss3'><channel><title>T</title><item><title>A</title></item></channel></rss>"
    )
    assert (parsed.title, [entry.title for entry in parsed.entries]) == ("T", ["A"])


def test_atom_with_items() -> None:
    assert only("<feed xmlns='http://www.w3.org/2005/Atom'><item><title>A</title></item></feed>").title == "A"


def test_a_relative_guid_that_says_it_is_a_link_is_one() -> None:
    assert only(item("<guid isPermaLink='true'>tin/1</guid>")).url == "https://paper.test/tin/1"
    assert only(item("<guid>tin/1</guid>")).url == ""


def test_categories_by_attribute_and_with_things_inside() -> None:
    found = only(
        item("<category>Thể thao<image><url>http://p.test/1.jpg</url></image></category><itunes:category text='Tech'/>")
    )
    assert found.categories == ["Thể thao", "Tech"]


def test_numbers_of_windows_1252_mean_its_characters() -> None:
    found = only(item("<title>don&#146;t &#x96; stop&#0151;</title>"))
    assert found.title == "don’t – stop—"
