"""A generated news world for benchmarks: any number of feeds in RSS 2.0, Atom, RDF and, if asked for, JSON Feed.

Half of them are Vietnamese, half English.

Everything follows from the feed's number and its round, so two runs, and two programs in one run, see the same bytes.
A feed in round r holds `entries` stories, the newest of which was added in round r.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)

KINDS = ("rss", "atom", "rdf")
"""What every reader understands; "json" (JSON Feed) is not among it: newsboat and sfeed know nothing of it."""

_VI = """
    thành phố người dân dự án chính quyền cửa khẩu giao thông đường sắt mưa lớn sông Hồng trường học bệnh viện khoa học
    công nghệ nông nghiệp xuất khẩu du lịch thị trường doanh nghiệp cải cách hành chính thủ tục biên giới bóng đá đội
    tuyển mùa giải huấn luyện viên khai mạc nghiên cứu kết quả hôm nay sáng nay theo báo cáo nhiều địa phương tiếp tục
    triển khai kế hoạch đầu tư tỉnh huyện xã cầu mới hoàn thành trước thời hạn được đưa vào sử dụng
"""
_EN = """
    city council people project railway border customs harbour river flood school hospital science engine market farmers
    export travel reform office papers football team season coach opening research result today morning report several
    regions continue plan investment province county bridge new finished before deadline taken into use minister said
    officials expect after months of work residents along the coast weather service warned of heavy rain
"""
_WORDS = (_EN.split(), _VI.split())


@dataclass(frozen=True, slots=True)
class Answer:
    """One feed in one round, ready to be served."""

    body: bytes
    packed: bytes
    """The same, gzipped."""
    etag: str
    content_type: str


def _text(chance: random.Random, words: list[str], count: int) -> str:
    return " ".join(chance.choices(words, k=count)).capitalize()


def _story(feed: int, number: int) -> tuple[str, str, str, datetime]:
    """(title, summary, HTML, published) of one story; about 2 kB."""
    chance = random.Random(f"{feed}/{number}")
    words = _WORDS[feed % 2]
    title = f"{_text(chance, words, chance.randint(6, 12))} {number}"
    summary = _text(chance, words, 25)
    parts = [f"<p>{_text(chance, words, chance.randint(40, 90))}.</p>" for _ in range(4)]
    link, stress, caption = (_text(chance, words, count) for count in (6, 4, 8))
    parts.insert(1, f'<p><a href="/more/{number}">{link}</a>, <em>{stress}</em>.</p>')
    parts.insert(3, f'<figure><img src="/pic/{number}.jpg"><figcaption>{caption}</figcaption></figure>')
    published = START + timedelta(minutes=number * 37 + feed % 60)
    return title, summary, "".join(parts), published


def _rss(site: str, feed: int, numbers: list[int]) -> str:
    items = []
    for number in numbers:
        title, summary, html, published = _story(feed, number)
        items.append(
            f"<item><title>{title}</title><link>{site}/story/{number}</link>"
            f'<guid isPermaLink="false">feed{feed}-{number}</guid><pubDate>{format_datetime(published)}</pubDate>'
            f"<dc:creator>Reporter {number % 9}</dc:creator><category>Section {number % 5}</category>"
            f"<description>{summary}</description><content:encoded><![CDATA[{html}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Paper {feed}</title><link>{site}/</link><description>News of paper {feed}</description>"
        f"{''.join(items)}</channel></rss>"
    )


def _atom(site: str, feed: int, numbers: list[int]) -> str:
    items = []
    for number in numbers:
        title, summary, html, published = _story(feed, number)
        escaped = html.replace("&", "&amp;").replace("<", "&lt;")
        items.append(
            f"<entry><title>{title}</title><link href='{site}/story/{number}'/>"
            f"<id>tag:paper{feed}.example,2026:{number}</id>"
            f"<published>{published.isoformat()}</published><updated>{published.isoformat()}</updated>"
            f"<author><name>Reporter {number % 9}</name></author><summary>{summary}</summary>"
            f'<content type="html">{escaped}</content></entry>'
        )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Paper {feed}</title>'
        f'<link href="{site}/"/><id>tag:paper{feed}.example,2026:feed</id><updated>{START.isoformat()}</updated>'
        f"{''.join(items)}</feed>"
    )


def _rdf(site: str, feed: int, numbers: list[int]) -> str:
    items, refs = [], []
    for number in numbers:
        title, _summary, html, published = _story(feed, number)
        url = f"{site}/story/{number}"
        escaped = html.replace("&", "&amp;").replace("<", "&lt;")
        refs.append(f'<rdf:li rdf:resource="{url}"/>')
        items.append(
            f'<item rdf:about="{url}"><title>{title}</title><link>{url}</link><description>{escaped}</description>'
            f"<dc:date>{published.isoformat()}</dc:date><dc:creator>Reporter {number % 9}</dc:creator></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{site}/"><title>Paper {feed}</title><link>{site}/</link>'
        f"<description>News of paper {feed}</description><items><rdf:Seq>{''.join(refs)}</rdf:Seq></items></channel>"
        f"{''.join(items)}</rdf:RDF>"
    )


def _json(site: str, feed: int, numbers: list[int]) -> str:
    items = []
    for number in numbers:
        title, summary, html, published = _story(feed, number)
        url = f"{site}/story/{number}"
        item = {"id": url, "url": url, "title": title, "summary": summary, "content_html": html}
        authors = [{"name": f"Reporter {number % 9}"}]
        items.append({**item, "date_published": published.isoformat(), "authors": authors})
    version = "https://jsonfeed.org/version/1.1"
    whole = {"version": version, "title": f"Paper {feed}", "home_page_url": f"{site}/", "items": items}
    return json.dumps(whole, ensure_ascii=False)


_WRITERS = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}


def feed_answer(
    feed: int, round_: int = 0, *, entries: int = 30, site: str = "", kinds: Sequence[str] = KINDS
) -> Answer:
    """Feed number `feed` as it stands in round `round_`, newest story first; the kinds take turns."""
    site = site or f"http://paper{feed}.example"
    numbers = list(range(entries - 1 + round_, round_ - 1, -1))
    kind = kinds[feed % len(kinds)]
    body = _WRITERS[kind](site, feed, numbers).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    typed = "application/feed+json" if kind == "json" else f"application/{kind}+xml; charset=utf-8"
    return Answer(body, gzip.compress(body, 6, mtime=0), etag, typed)


def changed_feeds(feeds: int, percent: float, round_: int) -> set[int]:
    """Which feeds have a new story in `round_`; others than in the round before."""
    count = round(feeds * percent / 100)
    return set(random.Random(f"changed{round_}").sample(range(feeds), count))
