"""Parsed feeds as the store takes them: every field clean and bounded, whatever an adapter returned."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain import blocks as B
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.errors import AdapterBroken
from reader.domain.identity import entry_key, safe_url, url_key
from reader.domain.models import Enclosure, GroupKind
from reader.domain.text import is_clean
from reader.extract import wire
from reader.extract.digest import MAX_ENTRIES, digest
from reader.sources.api import Parsed, ParsedEntry, ParsedLink

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
URL = "https://news.example/feed.xml"
LONG = "<p>" + "The committee met on Monday to discuss the new rules for the border posts. " * 12 + "</p>"


def feed(*entries: ParsedEntry, **fields: Any) -> DigestedFeed:
    return digest(Parsed(entries=list(entries), **fields), URL, NOW)


def entry(**fields: Any) -> DigestedEntry:
    return feed(ParsedEntry(**fields)).entries[0]


def tree(found: DigestedEntry) -> tuple[B.Block, ...]:
    return B.load(found.blocks_json)


# -- the feed itself


def test_feed_metadata() -> None:
    found = feed(
        title="Báo &amp; <b>\x1b[2J",
        description="News\n of <i>the</i> day",
        site_url="/",
        language="vi_vn",
        icon_url="icon.png",
        ttl=3600,
        skip_hours=frozenset({1, 2, 99}),
        skip_days=frozenset({6, -1}),
        warning="A bit\nodd.",
        new_url="https://news.example/new.xml",
    )
    assert found == DigestedFeed(
        title="Báo &amp; <b>[2J",
        description="News of <i>the</i> day",
        site_url="https://news.example/",
        language="vi-VN",
        icon_url="https://news.example/icon.png",
        ttl=3600,
        skip_hours=frozenset({1, 2}),
        skip_days=frozenset({6}),
        warning="A bit odd. The feed says that it has moved to https://news.example/new.xml.",
    )


def test_a_feed_that_would_never_be_fetched_again_is_not_believed() -> None:
    found = feed(
        skip_hours=frozenset(range(24)), skip_days=frozenset(range(7)), ttl=10**12, new_url="file:///etc/passwd"
    )
    assert (found.skip_hours, found.skip_days, found.warning) == (frozenset(), frozenset(), "")
    assert found.ttl <= 30 * 86400


def test_something_else_than_a_feed_is_the_adapters_fault() -> None:
    for wrong in (None, [], {"entries": []}, "feed"):
        with pytest.raises(AdapterBroken, match="adapter"):
            digest(wrong, URL, NOW)  # type: ignore[arg-type]


def test_a_feed_without_an_address_of_its_own() -> None:
    parsed = Parsed(entries=[ParsedEntry(url="/a", title="T", content="<img src=i.jpg><a href=/x>x</a>")])
    for url in ("", "sample:bao-trieu", "/home/me/feed.xml"):
        found = digest(parsed, url, NOW).entries[0]
        assert (found.url, found.url_key, found.image_url) == ("", "", "")


# -- fields of an entry


def test_an_entry_with_everything() -> None:
    found = entry(
        id=" tag:news.example,2026:1 ",
        url="/2026/story?utm_source=rss",
        title="Border &lt;posts&gt; &amp;amp; <i>rules</i>",
        title_is_html=True,
        summary="A short <b>summary</b> of it.",
        content=f'<p>First <a href="more">paragraph</a>.</p>{LONG}',
        authors=["An Lê", "an lê", "", "Bo"],
        categories=["Politics", "politics", "Border"],
        published=datetime(2026, 11, 23, 7, tzinfo=timezone(timedelta(hours=7))),
        updated=datetime(2026, 11, 23, 7, tzinfo=UTC),
        comments_url="/c/1",
        language="en",
        source_title="Other\n paper",
    )
    assert found.id == "tag:news.example,2026:1"
    assert found.url == "https://news.example/2026/story?utm_source=rss"
    assert found.url_key == "news.example/2026/story"
    assert found.key == entry_key(found.id, found.url, found.title, found.published, found.lead)
    assert found.title == "Border <posts> & rules"
    assert found.lead == "A short summary of it."
    assert (found.author, found.authors) == ("An Lê, Bo", ("An Lê", "Bo"))
    assert (found.section, found.categories) == ("Politics", ("Politics", "Border"))
    assert found.published == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert found.updated == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert found.comments_url == "https://news.example/c/1"
    assert (found.language, found.source_title) == ("en", "Other paper")
    assert list(B.links(tree(found))) == [("https://news.example/2026/more", "paragraph")]
    assert found.words > 100
    assert not found.teaser_only


def test_a_plain_title_is_shown_letter_by_letter() -> None:
    assert entry(title="Use <b> and &amp; [x] [@click=q]y[/]").title == "Use <b> and &amp; [x] [@click=q]y[/]"


@pytest.mark.parametrize("unseen", ["\u3164\u115f", "\u2800 \u2800", "\u200d\u034f\u200d", " \u0301 ", "\ufe0f"])
def test_a_title_of_which_nothing_would_be_seen_is_none(unseen: str) -> None:
    found = feed(ParsedEntry(title=unseen, summary=unseen, authors=[unseen]), title=unseen)
    (one,) = found.entries
    assert (found.title, one.title, one.lead, one.author) == ("", "", "", "")
    assert entry(title=unseen + "A").title != ""


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        (datetime(2026, 11, 23, 7, 0, 0, 5), datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 07:00:00 GMT", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        (1795417200, datetime(2026, 11, 23, 7, tzinfo=UTC)),
        (NOW + timedelta(days=30), NOW + timedelta(days=30)),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), None),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (NOW + timedelta(days=800), None),
        ("soon", None),
        (float("nan"), None),
        (10**30, None),
        (True, None),
        (["x"], None),
    ],
)
def test_dates_are_sane_or_none(stated: Any, moment: datetime | None) -> None:
    assert entry(title="T", published=stated).published == moment


def test_an_entry_with_only_an_update_was_published_then() -> None:
    found = entry(title="T", updated=NOW)
    assert (found.published, found.updated) == (NOW, None)


@pytest.mark.parametrize(
    ("fields", "lead"),
    [
        ({"summary": "Only a summary."}, "Only a summary."),
        ({"content": "<h2>Head</h2><p>One.</p><ul><li>Two.</li></ul>"}, "One. Two."),
        ({"content": "<figure><img src=i.jpg><figcaption>C</figcaption></figure><p>Text.</p>"}, "Text."),
        ({"title": "The harbour reopens", "content": "<p>The harbour reopens</p><p>On Monday.</p>"}, "On Monday."),
        ({"title": "The harbour reopens", "summary": "THE HARBOUR REOPENS: on Monday."}, "on Monday."),
        (
            {"title": "The harbour reopens", "summary": "The harbour reopens on Monday."},
            "The harbour reopens on Monday.",
        ),
        ({"title": "Storm", "summary": "Storm"}, ""),
        ({"summary": "<a href=/c>Comments</a>"}, ""),
        ({"summary": "", "content": ""}, ""),
    ],
)
def test_the_lead(fields: dict[str, str], lead: str) -> None:
    assert entry(**fields).lead == lead


def test_a_long_lead_is_cut_at_a_word() -> None:
    lead = entry(summary="word " * 200).lead
    assert len(lead) <= 280
    assert lead.endswith("word…")


def test_a_heading_that_repeats_the_title_goes() -> None:
    found = entry(title="Đường mới", content="<h1>Đường Mới</h1><p>Text.</p><h1>Đường mới</h1>")
    assert [type(block) for block in tree(found)] == [B.Paragraph, B.Heading]


# -- pictures and enclosures


@pytest.mark.parametrize(
    ("content", "image", "pictures"),
    [
        ("<p>x</p>", "/top.jpg", ["/top.jpg"]),
        ("<p>x</p>", "", []),
        ("<p>x</p><p>y</p><img src=/in.jpg>", "/top.jpg", ["/top.jpg", "/in.jpg"]),
        ("<img src=/in.jpg><p>x</p>", "/top.jpg", ["/in.jpg"]),
        (
            "<p>x</p><p>y</p><img src=/a/photo-1200x800.jpg?w=9>",
            "https://cdn.example/photo-150x150.webp",
            ["/a/photo-1200x800.jpg?w=9"],
        ),
    ],
)
def test_the_entrys_picture_stands_on_top_unless_it_is_inside(content: str, image: str, pictures: list[str]) -> None:
    found = entry(title="T", url="https://news.example/a", content=content, image_url=image)
    shown = [
        block.url.removeprefix("https://news.example") for block in B.walk(tree(found)) if isinstance(block, B.Image)
    ]
    assert shown == pictures
    assert bool(found.image_url) == bool(image)


def test_the_lists_show_a_picture_from_the_text_when_there_is_no_other() -> None:
    assert entry(content="<p>x</p><img src=/in.jpg>").image_url == "https://news.example/in.jpg"


def test_enclosures_are_checked_and_pictures_among_them_are_pictures() -> None:
    found = entry(
        title="T",
        enclosures=[
            Enclosure("/ep.mp3", "Audio/MPEG; x=1", 123, "Ep\x1b 1", 60),
            Enclosure("/ep.mp3", "audio/mpeg"),
            Enclosure("javascript:x", "audio/mpeg"),
            Enclosure("/cover.jpg", "image/jpeg", -5, "", 10**12),
        ],
    )
    assert found.enclosures == (Enclosure("https://news.example/ep.mp3", "audio/mpeg", 123, "Ep 1", 60),)
    assert found.image_url == "https://news.example/cover.jpg"


def test_an_enclosure_without_a_type_is_what_its_ending_says() -> None:
    found = entry(
        title="T", enclosures=[Enclosure(f"/{name}", "") for name in ("a.MP3?x=.pdf", "b.webm", "c", "d.html")]
    )
    assert [one.mime for one in found.enclosures] == ["audio/mpeg", "video/webm", "", ""]


def test_what_the_feed_calls_related() -> None:
    found = entry(
        url="/own",
        links=[
            ParsedLink("/a", "A\n& B"),
            ParsedLink("https://other.example/x", ""),
            ParsedLink("/own#part", "itself"),
            ParsedLink("/a?utm_source=x", "again"),
            ParsedLink("javascript:x", "bad"),
        ],
    )
    (group,) = found.links
    assert group.kind == GroupKind.RELATED
    assert [(link.url, link.title) for link in group.links] == [
        ("https://news.example/a", "A & B"),
        ("https://other.example/x", "other.example"),
    ]
    assert entry(url="/own").links == ()


# -- teasers, language, hash


@pytest.mark.parametrize(
    ("fields", "teaser"),
    [
        ({"summary": "One short line."}, True),
        ({"content": LONG}, False),
        ({"content": LONG + "<p>It goes on and […]</p>"}, True),
        ({"content": LONG + "<p><a href=/s>Continue reading →</a></p>"}, True),
        ({"content": LONG + "<p>Xem thêm</p>"}, True),
        ({"content": "<p>A note of a blogger.</p>", "title": ""}, False),
        ({"summary": "Short.", "url": ""}, False),
        ({"summary": "Notes.", "enclosures": [Enclosure("/ep.mp3", "audio/mpeg")]}, False),
    ],
)
def test_teasers(fields: dict[str, Any], teaser: bool) -> None:
    assert entry(**{"title": "Title", "url": "/s", **fields}).teaser_only is teaser


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("vi", "Thủ tướng chủ trì phiên họp về cải cách thủ tục", "vi"),
        ("en-us", "Thủ tướng chủ trì phiên họp về cải cách thủ tục", "vi"),
        ("", "今日のニュースをお知らせします", "ja"),
        ("", "今天天气很好，明天有雨", "zh"),
        ("", "The minister of the interior is in the capital for talks", "en"),
        ("", "Le ministre est dans les rues de la capitale pour des raisons", "fr"),
        ("", "Новости сегодня утром", "ru"),
        ("uk", "Новости сегодня утром", "uk"),
        ("zh-Hant-TW", "今天天氣很好，明天有雨", "zh-Hant-TW"),
        ("en", "OK", "en"),
        ("<script>", "OK", ""),
        ("", "", ""),
    ],
)
def test_language(stated: str, text: str, language: str) -> None:
    assert entry(language=stated, title=text).language == language


def test_the_feeds_language_is_that_of_its_entries() -> None:
    found = feed(*(ParsedEntry(title="Thủ tướng chủ trì phiên họp về cải cách") for _ in range(3)), language="en")
    assert found.language == "vi"


def test_the_hash_sees_what_a_reader_sees() -> None:
    base = {"title": "T", "content": "<p>text</p><img src=/i.jpg?sig=1>", "published": NOW}
    same = entry(**base).content_hash
    assert entry(**{**base, "content": "<div>text</div><img src=/i.jpg?sig=2>", "published": None}).content_hash == same
    for change in (
        {"title": "U"},
        {"content": "<p>texts</p><img src=/i.jpg>"},
        {"content": "<p>text</p><img src=/j.jpg>"},
    ):
        assert entry(**{**base, **change}).content_hash != same


# -- many entries


def test_repetitions_are_merged_and_clashing_ids_kept_apart() -> None:
    one = ParsedEntry(id="1", url="/a", title="A", content="x")
    found = feed(one, replace(one), ParsedEntry(id="1", url="/b", title="B", content="y"))
    assert [item.title for item in found.entries] == ["A", "B"]


def test_the_newest_of_too_many_are_kept_in_their_order() -> None:
    entries = [
        ParsedEntry(id=str(n), published=NOW - timedelta(minutes=n * 7 % 5000)) for n in range(MAX_ENTRIES + 500)
    ]
    found = feed(*entries)
    assert len(found.entries) == MAX_ENTRIES
    assert [int(item.id) for item in found.entries] == sorted(int(item.id) for item in found.entries)
    dropped = {entry.id for entry in entries} - {item.id for item in found.entries}
    oldest_kept = min(item.published for item in found.entries if item.published)
    assert all(entry.published <= oldest_kept for entry in entries if entry.id in dropped and entry.published)
    assert str(MAX_ENTRIES) in found.warning


def test_what_is_no_entry_is_counted_and_left_out() -> None:
    parsed = Parsed(entries=[ParsedEntry(title="A"), None, {"title": "B"}, "C"])  # type: ignore[list-item]
    found = digest(parsed, URL, NOW)
    assert [item.title for item in found.entries] == ["A"]
    assert "3 entries" in found.warning


# -- anything at all

plain_junk = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=20)
    | st.datetimes() | st.builds(Enclosure, st.text(max_size=8) | st.integers(), st.none() | st.text(max_size=5))
    | st.builds(ParsedLink, st.text(max_size=20) | st.none(), st.text(max_size=5))
)  # fmt: skip
junk = st.recursive(
    plain_junk,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
        | st.sets(st.integers(0, 30))
    ),
    max_leaves=6,
)
some_html = st.sampled_from(
    [
        "<p>a</p>",
        "<img src=/i.jpg>",
        "&#27;[2J",
        "\x1b]52;c;x\x07",
        "<a href='//x.example/\u202e'>l</a>",
        "http://a.example/\x9b",
        "",
    ]
)
anything = junk | some_html | st.just(URL)


def check(value: object) -> None:
    if isinstance(value, str):
        assert is_clean(value), ascii(value)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            check(item)
    elif isinstance(value, DigestedEntry | DigestedFeed | Enclosure):
        for field in dataclass_fields(value):
            check(getattr(value, field.name))


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_whatever_an_adapter_returns_comes_out_typed_clean_and_encodable(data: st.DataObject) -> None:
    def fill(kind: type) -> Any:
        chosen = data.draw(st.sets(st.sampled_from([field.name for field in dataclass_fields(kind)])))
        return kind(**{name: data.draw(anything, label=name) for name in sorted(chosen)})

    parsed = fill(Parsed)
    parsed.entries = [fill(ParsedEntry), *data.draw(st.lists(anything, max_size=2))]
    found = digest(parsed, data.draw(st.sampled_from([URL, "", "x"])), NOW)
    check(found)
    for item in found.entries:
        assert item.url == safe_url(item.url)
        assert item.url_key == url_key(item.url)
        assert len(item.title) <= 500
        assert len(item.lead) <= 280
        check(tuple(B.texts(tree(item))))
    answer = wire.decode_answer(wire.encode(wire.FeedRead(feed=found)))
    assert isinstance(answer, wire.FeedRead)
    assert answer.feed == found
