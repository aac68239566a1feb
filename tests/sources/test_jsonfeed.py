"""JSON Feed 1.0 and 1.1, with every field of the wrong type."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.errors import NotAFeed, ParseFailed, SourceError
from reader.domain.models import Enclosure
from reader.sources.api import Fetched, Parsed, ParsedEntry, ParsedLink
from reader.sources.contract import check_parsed
from reader.sources.jsonfeed import parse

V1, V11 = "https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"


def read(data: Any) -> Parsed:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return parse(Fetched(url="https://j.test/feed.json", body=text.encode("utf-8", "surrogatepass")))


def only(item: dict[str, Any], **head: Any) -> ParsedEntry:
    parsed = read({"version": V11, "title": "J", "items": [item], **head})
    assert len(parsed.entries) == 1
    return parsed.entries[0]


def test_a_whole_feed() -> None:
    parsed = read(
        {
            "version": V11,
            "title": "Bản tin",
            "home_page_url": "https://j.test/",
            "feed_url": "https://j.test/feed.json",
            "description": "Tả",
            "language": "vi",
            "icon": "/icon.png",
            "favicon": "/fav.ico",
            "authors": [{"name": "Toà soạn"}],
            "items": [
                {
                    "id": "1",
                    "url": "https://j.test/1",
                    "external_url": "https://elsewhere.test/a",
                    "title": "Tiêu đề <b>",
                    "content_html": "<p>Thân <a href='x'>bài</a></p>",
                    "content_text": "Thân bài",
                    "summary": "Tóm < tắt",
                    "image": "img.png",
                    "banner_image": "b.png",
                    "date_published": "2026-03-01T08:00:00+07:00",
                    "date_modified": "2026-03-02T08:00:00+07:00",
                    "authors": [{"name": "A"}, {"name": "B"}],
                    "tags": ["một", "hai"],
                    "language": "en",
                    "attachments": [
                        {
                            "url": "a.mp3",
                            "mime_type": "audio/mpeg",
                            "title": "Nghe",
                            "size_in_bytes": 10,
                            "duration_in_seconds": 61.5,
                        }
                    ],
                }
            ],
        }
    )
    assert (parsed.title, parsed.site_url, parsed.description, parsed.language) == (
        "Bản tin",
        "https://j.test/",
        "Tả",
        "vi",
    )
    assert parsed.icon_url == "https://j.test/icon.png"
    assert parsed.entries == [
        ParsedEntry(
            id="1",
            url="https://j.test/1",
            title="Tiêu đề <b>",
            summary="Tóm &lt; tắt",
            content="<p>Thân <a href='x'>bài</a></p>",
            base_url="https://j.test/1",
            authors=["A", "B"],
            categories=["một", "hai"],
            published=datetime(2026, 3, 1, 1, 0, tzinfo=UTC),
            updated=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
            enclosures=[Enclosure("https://j.test/a.mp3", "audio/mpeg", 10, "Nghe", 61)],
            image_url="https://j.test/img.png",
            language="en",
            links=[ParsedLink("https://elsewhere.test/a", "", "related")],
        )
    ]


def test_version_1_has_one_author() -> None:
    assert only({"id": "1", "author": {"name": "A"}}, version=V1).authors == ["A"]
    assert only({"id": "1"}, version=V1, author={"name": "Feed"}).authors == ["Feed"]


def test_the_authors_of_1_1_stand_before_the_author_that_is_there_for_old_readers() -> None:
    assert only({"content_text": "x", "authors": [{"name": "A"}], "author": {"name": "B"}}).authors == ["A"]
    assert only({"content_text": "x", "authors": [{"url": "https://a.test"}], "author": {"name": "B"}}).authors == ["B"]


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a, ]",},],}',
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + "9" * 5000 + ', "title": "a, ]"}]}',
        '{"version": "https://jsonfeed.org/version/1", "items": [{}, {"id": "1", "title": "a, ]"}]}',
    ],
)
def test_what_is_no_json_by_the_letter_is_read_without_loss(text: str) -> None:
    parsed = read(text)
    assert [entry.title for entry in parsed.entries] == ["a, ]"]
    assert parsed.warning == ""


def test_plain_text_becomes_paragraphs() -> None:
    assert only({"content_text": "One < two\n\nThree"}).content == "<p>One &lt; two</p><p>Three</p>"


def test_a_link_blog_entry_leads_outside() -> None:
    found = only({"id": "x", "external_url": "https://elsewhere.test/a"})
    assert found.url == "https://elsewhere.test/a"
    assert found.links == []
    assert only({"id": "https://j.test/by-id"}).url == "https://j.test/by-id"


@pytest.mark.parametrize(
    ("field", "value", "attribute", "wanted"),
    [
        ("id", 17, "id", "17"),
        ("id", 1.5, "id", "1.5"),
        ("id", 200.0, "id", "200"),
        ("id", 1234567.25, "id", "1234567.25"),
        ("id", 2**60 + 1, "id", "1152921504606846977"),
        ("id", float("nan"), "id", ""),
        ("id", float("-inf"), "id", ""),
        ("id", "  1 ", "id", "1"),
        ("id", None, "id", ""),
        ("id", ["a"], "id", ""),
        ("id", True, "id", ""),
        ("title", 2026, "title", "2026"),
        ("title", {"x": 1}, "title", ""),
        ("tags", "single", "categories", ["single"]),
        ("tags", ["a", 1, None, {"b": 2}], "categories", ["a", "1"]),
        ("tags", {"a": 1}, "categories", []),
        ("authors", {"name": "A"}, "authors", ["A"]),
        ("authors", "A", "authors", ["A"]),
        ("authors", ["A", {"name": 3}, None, 7], "authors", ["3", "A"]),
        ("author", "A", "authors", ["A"]),
        ("date_published", 1767312000, "published", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date_published", "not a date", "published", None),
        ("date_published", ["2026"], "published", None),
        ("attachments", {"url": "https://j.test/a.mp3"}, "enclosures", [Enclosure("https://j.test/a.mp3")]),
        ("attachments", ["x", None, {"mime_type": "a/b"}], "enclosures", []),
        ("image", 5, "image_url", ""),
        ("tags", "one, two", "categories", ["one", "two"]),
        ("url", 5, "url", ""),
        ("external_url", ["https://x.test"], "url", ""),
        ("content_text", 5, "content", "5"),
        ("language", {"x": 1}, "language", ""),
        ("content_html", ["<p>"], "content", ""),
        ("summary", ["x"], "summary", ""),
        ("date_modified", {"x": 1}, "updated", None),
        ("date_published", True, "published", None),
        ("date_published", "2026-01-02", "published", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date_published", "2026-01-02T07:00:00+0700", "published", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date_published", "2026-01-02T00:00:00.123456789Z", "published", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date_published", "Fri, 02 Jan 2026 00:00:00 GMT", "published", datetime(2026, 1, 2, tzinfo=UTC)),
        ("url", " //j.test/a ", "url", "https://j.test/a"),
        ("url", "../b", "url", "https://j.test/b"),
        ("banner_image", "b.png", "image_url", "https://j.test/b.png"),
        ("authors", [], "authors", []),
        ("authors", [[{"name": "A"}]], "authors", []),
        ("authors", {"name": ["A"]}, "authors", []),
        ("tags", [["a"], True, "b", "B"], "categories", ["b"]),
        *(
            ("attachments", [{"url": "/a.mp3", **wrong}], "enclosures", [Enclosure("https://j.test/a.mp3", *right)])
            for wrong, right in (
                ({"size_in_bytes": "12"}, ("", 12)),
                ({"size_in_bytes": -1}, ("", 0)),
                ({"size_in_bytes": 12.0}, ("", 12)),
                ({"size_in_bytes": None, "duration_in_seconds": [1]}, ("",)),
                ({"duration_in_seconds": "61"}, ("", 0, "", 61)),
                ({"duration_in_seconds": "1:01"}, ("", 0, "", 61)),
                ({"duration_in_seconds": -5}, ("",)),
                ({"duration_in_seconds": 1e300}, ("",)),
                ({"mime_type": ["audio/mpeg"], "title": {"x": 1}}, ("",)),
                ({"mime_type": "Audio/MPEG"}, ("audio/mpeg",)),
            )
        ),
    ],
)
def test_wrong_types_cost_one_field(field: str, value: Any, attribute: str, wanted: Any) -> None:
    found = only({"content_text": "x" if field != "content_html" else None, "title": "T", field: value})
    assert getattr(found, attribute) == wanted


WHOLE = {
    "id": "i", "url": "https://j.test/u", "external_url": "https://e.test/", "title": "T", "content_html": "<p>h</p>",
    "content_text": "t", "summary": "s", "image": "https://j.test/i.png", "banner_image": "https://j.test/b.png",
    "date_published": "2026-01-02T00:00:00Z", "date_modified": "2026-01-03T00:00:00Z", "authors": [{"name": "A"}],
    "tags": ["x"], "language": "vi", "attachments": [{"url": "https://j.test/a.mp3", "mime_type": "audio/mpeg"}],
}  # fmt: skip
READ_FROM = {
    "id": {"id"}, "url": {"url", "base_url", "links"}, "external_url": {"links"}, "title": {"title"},
    "content_html": {"content"}, "content_text": set(), "summary": {"summary"}, "image": {"image_url"},
    "banner_image": set(), "date_published": {"published"}, "date_modified": {"updated"}, "authors": {"authors"},
    "tags": {"categories"}, "language": {"language"}, "attachments": {"enclosures"},
}  # fmt: skip
"""Which of an entry's fields may change when one of the item's is wrong."""
WRONG = (None, True, False, 0, -1, 1.5, 1e300, "", " ", [], [None], [[]], {}, {"x": None}, [{"name": None}], "\ud800")


@pytest.mark.parametrize("field", WHOLE)
def test_a_field_of_any_wrong_type_harms_no_other(field: str) -> None:
    right = only(WHOLE)
    for wrong in (*WRONG, "missing"):
        item = {**WHOLE, field: wrong} if wrong != "missing" else {k: v for k, v in WHOLE.items() if k != field}
        found = only(item)
        changed = {name for name in right.__slots__ if getattr(found, name) != getattr(right, name)}
        assert changed <= READ_FROM[field], wrong


@pytest.mark.parametrize("field", ["title", "home_page_url", "description", "icon", "favicon", "authors", "language",
                                   "next_url", "user_comment", "expired", "hubs", "_ours"])  # fmt: skip
def test_a_head_of_any_wrong_type_harms_no_entry(field: str) -> None:
    right = only(WHOLE)
    for wrong in (*WRONG, "x", [{"type": 1, "url": []}]):
        assert only(WHOLE, **{field: wrong}) == right, wrong
    assert [read({"version": V11, "items": wrong}).entries for wrong in (None, 0, "x", [], {}, [[]])] == [[]] * 6


@pytest.mark.parametrize(
    "version",
    [V1, V11, V1 + "/", V11.upper(), "http://www.jsonfeed.org/version/1", V1 + "2", 1, 1.1, "1.1", None, []],
)
def test_any_version_that_says_so_or_any_item_that_looks_so(version: Any) -> None:
    parsed = read({"version": version, "items": [{"id": 1, "content_text": "x"}]})
    assert [entry.id for entry in parsed.entries] == ["1"]
    assert (read({"version": version, "title": "T"}).title == "T") if "jsonfeed" in str(version).lower() else True


def test_what_the_server_calls_a_feed_need_not_look_like_one() -> None:
    for data, entries in (({"items": [{"id": 1}]}, 1), ({"items": [{"title": "a"}]}, 1), ({"title": "only"}, 0)):
        body = json.dumps(data).encode()
        found = parse(Fetched("https://j.test/feed.json", body, "application/feed+json; charset=utf-8"))
        assert len(found.entries) == entries
        with pytest.raises(NotAFeed):
            parse(Fetched("https://j.test/feed.json", body, "application/json"))
    with pytest.raises(NotAFeed):
        parse(Fetched("https://j.test/feed.json", b'{"error": 1}', "application/feed+json"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encodings_of_json(encoding: str) -> None:
    text = json.dumps(
        {"version": V11, "title": "Bản tin", "items": [{"id": "1", "content_text": "𨮓 \ufeff"}]}, ensure_ascii=False
    )
    parsed = parse(Fetched("https://j.test/feed.json", text.encode(encoding), "application/feed+json"))
    assert (parsed.title, len(parsed.entries)) == ("Bản tin", 1)
    assert "𨮓" in parsed.entries[0].content


def test_entries_that_are_no_objects_are_left_out() -> None:
    parsed = read({"version": V11, "items": ["x", 1, None, {"title": "T"}, []]})
    assert [entry.title for entry in parsed.entries] == ["T"]
    assert read({"version": V11, "items": {"title": "one", "content_text": "x"}}).entries[0].title == "one"
    assert read({"version": V11}).entries == []


def test_a_feed_that_forgot_its_version_or_its_frame() -> None:
    assert read({"items": [{"content_text": "x"}]}).entries[0].content == "x"
    assert read([{"content_html": "<p>x</p>"}]).entries[0].content == "<p>x</p>"


@pytest.mark.parametrize("text", ["{}", "[]", '{"items": [1]}', '{"data": [{"id": 1}]}', '{"version": 2, "items": []}'])
def test_other_json_is_no_feed(text: str) -> None:
    with pytest.raises(NotAFeed, match="JSON"):
        read(text)


def test_a_feed_that_breaks_off_keeps_its_good_items() -> None:
    text = json.dumps({"version": V11, "title": "J", "items": [{"id": str(n), "content_text": "x"} for n in range(5)]})
    parsed = read(text[: text.index('"3"') + 8])
    assert [entry.id for entry in parsed.entries] == ["0", "1", "2"]
    assert parsed.title == "J"
    assert "damaged" in parsed.warning


def test_control_characters_in_strings_are_read() -> None:
    assert read(f'{{"version": "{V11}", "items": [{{"content_text": "a\tb\nc"}}]}}').entries[0].content


@pytest.mark.parametrize(
    "text", ['{"version": "https://jsonfeed.org/version/1", "items": [', "{" * 10_000, "[" * 200_000, '{"a":']
)
def test_hopeless_json_is_a_sentence(text: str) -> None:
    with pytest.raises((ParseFailed, NotAFeed)) as caught:
        read(text)
    assert str(caught.value).endswith(".")


def test_xml_where_json_was_is_read_all_the_same() -> None:
    assert read("<rss><channel><title>X</title></channel></rss>").title == "X"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_fields = [
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "date_published",
    "tags",
    "authors",
    "author",
    "attachments",
    "language",
    "banner_image",
    "date_modified",
]


@given(
    st.lists(st.dictionaries(st.sampled_from(_fields), _json), max_size=3),
    st.dictionaries(
        st.sampled_from(["title", "home_page_url", "feed_url", "authors", "author", "icon", "language", "description"]),
        _json,
    ),
)
@settings(max_examples=examples(40), deadline=None)
def test_any_json_in_any_field_gives_the_right_types(items: list[Any], head: dict[str, Any]) -> None:
    check_parsed(read({"version": V11, **head, "items": items}))


@given(_json)
@settings(deadline=None)
def test_any_json_ends_in_values_or_a_sentence(data: Any) -> None:
    try:
        parsed = read(data)
    except SourceError as error:
        sentence = str(error)
    else:
        check_parsed(parsed)
        return
    assert sentence


@pytest.mark.parametrize(
    "broken", ['{"id": "1", "title": ', '{"id": "1" "title": "B"}', '{"id": "1", "tags": [}', "{'id': 1}"]
)
def test_an_item_in_the_middle_that_is_broken_costs_only_itself(broken: str) -> None:
    whole = '{"id": "%s", "content_text": "x", "authors": [{"name": "A"}, {"name": "B"}]}'
    items = ", ".join([whole % "0", broken + ', "authors": [{"name": "A"}, {"name": "B"}]}', whole % "2", whole % "3"])
    parsed = read('{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [' + items + "]}")
    assert [entry.id for entry in parsed.entries] == ["0", "2", "3"]
    assert parsed.title == "T"
    assert "damaged" in parsed.warning


def test_character_references_in_titles_are_resolved() -> None:
    parsed = read(
        '{"version": "https://jsonfeed.org/version/1", "title": "R&amp;D", "items": [{"title": "Don&#8217;t <b>"}, '
        '{"title": "Don&#8217;t"}]}'
    )
    assert parsed.title == "R&D"
    assert [entry.title for entry in parsed.entries] == ["Don&#8217;t <b>", "Don’t"]
