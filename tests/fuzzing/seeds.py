"""Small sound inputs of every kind that the program reads, for damage to start from."""

# ruff: noqa: E501
from __future__ import annotations

import json

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Nhật báo &amp; tuần báo</title><link>https://paper.test/</link><description>Tin mới</description>
<language>vi</language><ttl>90</ttl><skipHours><hour>3</hour></skipHours><sy:updatePeriod>hourly</sy:updatePeriod>
<atom:link rel="self" href="https://paper.test/feed"/><image><url>/logo.png</url></image>
<item><title>Cải cách ở cửa khẩu &lt;b&gt;</title><link>/tin/1.html</link><guid isPermaLink="false">paper-1</guid>
<description>Đoạn &lt;i&gt;dẫn&lt;/i&gt;</description><content:encoded><![CDATA[<p>Toàn văn <a href="/tin/0.html">tin</a>
<img src="a.jpg" width="10"></p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>]]></content:encoded>
<dc:creator>Nguyễn Văn A</dc:creator><author>a@paper.test (B)</author><category>Thời sự</category>
<pubDate>Fri, 04 Dec 2026 08:30:00 +0700</pubDate><enclosure url="/1.mp3" length="12345" type="audio/mpeg"/>
<itunes:duration>1:02:03</itunes:duration><media:group><media:content url="/s.jpg" medium="image" width="100"/>
<media:thumbnail url="/t.jpg"/></media:group><source url="https://other.test/feed">Báo khác</source>
<comments>https://paper.test/1#c</comments></item>
<item><title><![CDATA[Second]]></title><guid>https://paper.test/2</guid><description>x</description></item>
</channel></rss>"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://atom.test/blog/"><title type="html">A &amp;amp; B</title>
<subtitle>Sub</subtitle><link rel="self" href="feed.xml"/><link href="."/><id>urn:feed</id><updated>2026-03-02T00:00:00Z</updated>
<author><name>Feed Author</name><email>feed@atom.test</email></author>
<entry xml:lang="de"><id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Über <em>uns</em></div></title>
<link href="2026/1.html"/><link rel="related" href="../other" title="Other"/><link rel="enclosure" type="video/mp4" href="v.mp4"/>
<published>2026-03-01T10:00:00+01:00</published><updated>2026-03-02T10:00:00+01:00</updated><category term="news" label="N"/>
<summary type="text">5 &lt; 6</summary><content type="xhtml" xml:base="sub/"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Text <a href="x">l</a><br/></p></div></content><source><title>Planet</title></source></entry>
<entry><id>urn:2</id><title>Two</title><content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"""
_RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://rdf.test/"><title>RDF</title><link>https://rdf.test/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://rdf.test/1"/></rdf:Seq></items></channel>
<item rdf:about="https://rdf.test/1"><title>見出し</title><link>https://rdf.test/1</link><description>要約</description>
<dc:date>2026-03-01T09:00:00+09:00</dc:date></item></rdf:RDF>"""
_OLD = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><title mode="escaped" type="text/html">A</title>
<link rel="alternate" type="text/html" href="http://old.test/1"/><issued>2004-01-02T03:04:05Z</issued><id>tag:old.test,2004:1</id>
<content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"""
_CDF = """<CHANNEL HREF="http://cdf.test/"><TITLE>C</TITLE><ITEM HREF="/1" LASTMOD="2004-04-06T23:05:43-05:00">
<TITLE>One</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>"""
_BROKEN = """<?xml version="1.0" encoding="windows-1258"?><!DOCTYPE rss [<!ENTITY co "Company">]><rss><channel><title>&co; &nbsp;</title>
<item><title>A & B</title><link>http://b.test/1?a=1&b=2</link><description><p>unclosed</description></item>"""
FEEDS = tuple(text.encode() for text in (_RSS, _ATOM, _RDF, _OLD, _CDF, _BROKEN))

JSON_FEEDS = (
    json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Nhật báo",
            "home_page_url": "https://json.test/",
            "feed_url": "https://json.test/feed.json",
            "description": "d",
            "authors": [{"name": "A", "url": "https://json.test/a", "avatar": "/a.png"}],
            "language": "vi",
            "expired": False,
            "hubs": [{"type": "WebSub", "url": "https://hub.test/"}],
            "items": [
                {
                    "id": "1",
                    "url": "/1",
                    "external_url": "https://other.test/1",
                    "title": "Một",
                    "content_html": "<p>x <a href='y'>y</a></p>",
                    "summary": "s",
                    "image": "/i.jpg",
                    "date_published": "2026-11-28T10:00:00+07:00",
                    "date_modified": "2026-11-28T11:00:00+07:00",
                    "tags": ["a", "b"],
                    "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5, "duration_in_seconds": 9}],
                },
                {"id": 2, "content_text": "plain & <b>", "author": {"name": "Old"}},
            ],
        },
        ensure_ascii=False,
    ).encode(),
    b'{"version":"https://jsonfeed.org/version/1","title":"T","items":[{"id":"x","content_text":"y"}]}',
)  # fmt: skip

OPMLS = (
    b"""<?xml version="1.0" encoding="UTF-8"?><opml version="2.0" xmlns:x="urn:x"><head><title>Mine</title></head><body>
<outline text="B\xc3\xa1o" title="B\xc3\xa1o"><outline type="rss" text="Tu\xe1\xbb\x95i Tr\xe1\xba\xbb" title="T" xmlUrl="https://a.test/rss"
 htmlUrl="https://a.test/" category="/x,y" x:note="n"/><outline text="In"><outline text="f" xmlUrl="feed://b.test/f"/></outline></outline>
<outline text="cmd" type="rss" xmlUrl="exec:ls"/><outline type="include" url="https://c.test/l.opml" text="i"/></body></opml>""",
    b"<opml><body><outline text='a & b' XMLURL='http://d.test/?a=1&b=2'/></body>",
)

PAGES = (
    """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Bài báo - Báo</title><base href="/tin/">
<link rel="canonical" href="https://page.test/tin/1.html"><link rel="alternate" type="application/rss+xml" title="RSS" href="/rss">
<meta property="og:title" content="Bài báo"><meta property="article:published_time" content="2026-11-28T08:00:00+07:00">
<meta http-equiv="refresh" content="5;url=/x"><script type="application/ld+json">{"@context":"https://schema.org","@type":
"NewsArticle","headline":"Bài báo","datePublished":"2026-11-28","author":[{"@type":"Person","name":"A"}]}</script></head><body>
<nav><a href="/">Trang chủ</a></nav><article><h1>Bài báo</h1><p class="sapo">Đoạn dẫn của bài báo này khá dài để là đoạn dẫn.</p>
<p>Đoạn một có nhiều chữ, <a href="2.html">liên kết</a> và <b>đậm</b>, đủ dài để người đọc thấy đây là một bài báo thật.</p>
<figure><img data-src="a.jpg" srcset="b.jpg 2x"><figcaption>Chú thích. Ảnh: B</figcaption></figure>
<p>Đoạn hai cũng có nhiều chữ và nói thêm về việc ấy, với con số 5 &lt; 6 và ngày 28/11/2026 ở đâu đó trong câu này.</p>
<ul><li>một</li><li>hai</li></ul><blockquote>trích</blockquote><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
<h2>TIN LIÊN QUAN</h2><ul class="related"><li><a href="/tin/bai-lien-quan-thu-nhat-123456.html">Bài liên quan thứ nhất dài</a></li>
<li><a href="/tin/bai-lien-quan-thu-hai-123457.html">Bài liên quan thứ hai cũng dài</a></li></ul></article>
<footer>© 2026</footer><script>var x = "</p>";</script></body></html>""".encode(),
    b"<html><head><meta http-equiv='content-type' content='text/html; charset=gb2312'></head><body><iframe src='x'><p>x</iframe>"
    b"<svg><math><select><option><template><p>y</template></body></html>",
)
