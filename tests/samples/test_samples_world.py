"""What the sample world promises: formats, size, languages, events, links, pictures, dates."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html
from sample_world import EPOCH, FOLDER, World

from reader.domain import blocks as B

FEED_FILES = sorted((FOLDER / "feeds").iterdir())
XML_FILES = [path for path in FEED_FILES if path.suffix == ".xml"]
JSON_FILES = [path for path in FEED_FILES if path.suffix == ".json"]
ALL_TEXTS = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in {".xml", ".json", ".html"}]


def format_of(path: Path) -> str:
    root = etree.parse(path).getroot()
    kind = etree.QName(root).localname
    return f"rss {root.get('version')}" if kind == "rss" else kind


@pytest.mark.parametrize("path", XML_FILES, ids=lambda path: path.stem)
def test_xml_feeds_are_well_formed(path: Path) -> None:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
    assert root.findall(".//{*}item") or root.findall("{*}entry")


@pytest.mark.parametrize("path", JSON_FILES, ids=lambda path: path.stem)
def test_json_feeds_have_their_fields(path: Path) -> None:
    feed = json.loads(path.read_bytes())
    assert feed["version"] in {"https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"}
    assert feed["title"]
    assert all(isinstance(item["url"], str) and "content_html" in item for item in feed["items"])


def test_every_format_is_there() -> None:
    formats = {format_of(path) for path in XML_FILES}
    assert {"rss 2.0", "rss 0.91", "rss 0.92", "feed", "RDF"} <= formats
    assert {json.loads(path.read_bytes())["version"][-3:] for path in JSON_FILES} == {"n/1", "1.1"}


def test_index_names_what_is_in_the_folder_and_nothing_else(world: World) -> None:
    index = world.index
    named = {feed["file"] for feed in index["feeds"]} | {*index["pages"].values(), *index["pictures"].values()}
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    lists = {name for name in there if name.startswith("starter/")}  # of real feeds: tests/library/test_starters.py
    assert there - named - lists == {"index.json", "events.json"}
    assert named <= there
    assert index["epoch"] == EPOCH.isoformat()


def test_numbers_of_sources_entries_and_languages(world: World) -> None:
    languages = Counter(world.feeds[name].language or "en" for name, _entry in world.entries)
    assert len(world.feeds) >= 10
    assert len(world.entries) >= 120
    assert 0.45 <= languages["vi"] / len(world.entries) <= 0.6
    assert languages["en"] >= 40
    assert min(languages["zh"], languages["ja"], languages["ar"]) >= 4


def test_sections_that_the_world_must_have(world: World) -> None:
    sections = {entry.section for _name, entry in world.entries}
    assert {"Cải cách hành chính", "Cửa khẩu", "Technology", "Bóng đá", "Sport", "Weather", "Thời tiết"} <= sections


def test_most_entries_carry_their_full_text_and_some_are_long(world: World) -> None:
    words = [entry.words for _name, entry in world.entries]
    assert sum(count >= 120 for count in words) >= len(words) * 0.6
    assert sum(count >= 1400 for count in words) >= 2
    assert any(entry.teaser_only for _name, entry in world.entries)


def test_teasers_have_a_page_with_more(world: World) -> None:
    teasers = world.feeds["nhip-bien-gioi"].entries
    assert teasers
    for entry in teasers:
        page = html.parse(FOLDER / world.index["pages"][entry.url])
        assert len(page.find(".//body").text_content()) > 4 * len(world.text(entry))


def test_every_kind_of_block_occurs(world: World) -> None:
    kinds = {type(b) for _n, entry in world.entries for b in B.walk(B.load(entry.blocks_json))}
    assert {B.Paragraph, B.Heading, B.ListBlock, B.Quote, B.Code, B.Table, B.Image} <= kinds


def test_awkward_entries_are_there(world: World) -> None:
    entries = [entry for _name, entry in world.entries]
    assert any(entry.published is None for entry in entries)
    assert any(not entry.id for entry in entries)
    assert any(not entry.title for entry in entries)
    assert any(entry.enclosures for entry in entries)
    assert any(entry.comments_url for entry in entries)
    assert any(entry.links for entry in entries)
    assert "xml:base" in (FOLDER / "feeds/hai-lam.xml").read_text()
    assert "&lt;em&gt;Gannet&lt;/em&gt;" in (FOLDER / "feeds/tern-bay-gazette.xml").read_text()


def test_keys_tell_the_entries_of_a_feed_apart(world: World) -> None:
    for name, feed in world.feeds.items():
        keys = [entry.key for entry in feed.entries]
        assert len(set(keys)) == len(keys), name


def test_only_reserved_hosts_are_named() -> None:
    # Names of formats are identifiers, not places.
    vocabularies = {
        "www.w3.org",
        "purl.org",
        "search.yahoo.com",
        "www.itunes.com",
        "jsonfeed.org",
        "schema.org",
    }
    for path in ALL_TEXTS:
        hosts = set(re.findall(r"https?://([^/\s\"'<>&:\\]+)", path.read_text()))
        assert {host for host in hosts - vocabularies if not host.endswith(".example")} == set(), path.name


def test_text_is_composed_and_clean() -> None:
    for path in ALL_TEXTS:
        text = path.read_text()
        assert unicodedata.is_normalized("NFC", text), path.name
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff\ufffd]", text), path.name


def test_links_of_entries_resolve_within_the_world(world: World) -> None:
    known = {*world.urls, *world.index["pages"]}
    for name, entry in world.entries:
        targets = [url for url, _text in B.links(B.load(entry.blocks_json))]
        targets += [link.url for group in entry.links for link in group.links]
        assert entry.url in known, name
        assert [url for url in targets if url not in known] == [], entry.url


def test_pictures_exist_and_are_small(world: World) -> None:
    pictures = world.index["pictures"]
    for _name, entry in world.entries:
        shown = [b.url for b in B.walk(B.load(entry.blocks_json)) if isinstance(b, B.Image)]
        shown += [entry.image_url] if entry.image_url else []
        assert [url for url in shown if url not in pictures] == [], entry.url
    files = [FOLDER / name for name in set(pictures.values())]
    assert all(file.stat().st_size < 60_000 for file in files)
    assert {file.suffix for file in files} == {".png", ".jpg", ".webp"}
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 1_600_000


def test_pictures_are_what_their_names_say() -> None:
    magic = {".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".webp": b"RIFF"}
    for path in (FOLDER / "pictures").iterdir():
        assert path.read_bytes().startswith(magic[path.suffix]), path.name


def test_dates_lie_on_the_timeline(world: World) -> None:
    dated = [entry.published for _name, entry in world.entries if entry.published]
    assert max(dated) <= EPOCH
    assert timedelta(days=20) <= EPOCH - min(dated) <= timedelta(days=35)
    assert len({moment.date() for moment in dated}) >= 20
    last_morning = [moment for moment in dated if EPOCH - moment <= timedelta(hours=4)]
    assert len(last_morning) >= 8, "Today must not be empty after the first import"


def test_printed_dates_of_the_world_are_marked_up() -> None:
    # A printed date outside of a time element would stay behind when the world is moved to today.
    bare = re.compile(
        r"(?<![\d/.,-])\d{1,2}/1[012](?![\d/])|\b\d{1,2} (?:October|November|December)\b|\d{1,2}月\d{1,2}日"
    )
    for path in ALL_TEXTS:
        text = re.sub(r"(?:<|&lt;)time\b.*?/time(?:>|&gt;)", "", path.read_text())
        assert bare.findall(text) == [], path.name


def test_events_are_told_by_several_sources_in_their_own_words(world: World) -> None:
    events = json.loads((FOLDER / "events.json").read_text())["events"]
    many = [event for event in events if len({entry["feed"] for entry in event["entries"]}) >= 2]
    assert len(many) >= 20
    assert max(len({entry["feed"] for entry in event["entries"]}) for event in events) >= 5
    same_language = [
        event for event in events if max(Counter(language for language, _feed in _tellers(event)).values()) >= 2
    ]
    assert len(same_language) >= 20
    for event in events:
        urls = [entry["url"] for entry in event["entries"]]
        assert len(urls) == len(set(urls))
        assert [url for url in urls if url not in world.urls] == []
        _tell_apart(world, event)


def _tellers(event: dict[str, list[dict[str, str]]]) -> set[tuple[str, str]]:
    return {(entry["language"], entry["feed"]) for entry in event["entries"]}


def _tell_apart(world: World, event: dict[str, list[str]]) -> None:
    """Two originals of an event share few runs of four words; a copy shares most of its own with an original."""
    runs = {entry["url"]: _runs(world.text(world.urls[entry["url"]])) for entry in event["entries"]}
    originals = [url for url in runs if url not in event["copies"]]
    for one in originals:
        for other in originals:
            if one < other and runs[one] and runs[other]:
                shared = len(runs[one] & runs[other]) / min(len(runs[one]), len(runs[other]))
                assert shared < 0.2, (one, other, shared)
    for copy in event["copies"]:
        assert any(len(runs[copy] & runs[one]) > 0.8 * len(runs[copy]) for one in originals), copy


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def test_stories_go_on_days_later(world: World) -> None:
    events = {event["id"]: event for event in json.loads((FOLDER / "events.json").read_text())["events"]}
    assert sum(len(event["copies"]) for event in events.values()) >= 3
    followed = [event for event in events.values() if event["follows"]]
    assert len(followed) >= 5
    for event in followed:
        earlier = events[event["follows"]]
        assert _first(world, earlier) < _first(world, event)


def _first(world: World, event: dict[str, list[dict[str, str]]]) -> float:
    moments = [world.urls[entry["url"]].published for entry in event["entries"]]
    return min(moment.timestamp() for moment in moments if moment)


ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]|"
RIME = (
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê"
    "|oai|oao|oay|oeo|uai|uao|uay|uây|uôi|uya|uyê|uyu|uêu|iêu|yêu|ươi|ươu)(?:ch|ng|nh|[cmnpt])?"
)
SYLLABLE = re.compile(f"(?:{ONSET}){RIME}", re.IGNORECASE)
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def test_vietnamese_words_are_spelt_like_vietnamese(world: World) -> None:
    wrong: Counter[str] = Counter()
    for name, entry in world.entries:
        if world.feeds[name].language != "vi":
            continue
        for word in re.findall(r"[^\W\d_]+", f"{entry.title} {world.text(entry)}"):
            apart = unicodedata.normalize("NFD", word)
            tones = sum(char in "\u0300\u0301\u0303\u0309\u0323" for char in apart)
            bare = unicodedata.normalize("NFC", apart.translate(TONES))
            if (bare.isascii() and not tones) or word.isupper() or not word.isalpha():
                continue  # a foreign name, a syllable without any mark, an abbreviation, a unit
            if tones > 1 or not SYLLABLE.fullmatch(bare):
                wrong[word] += 1
    assert wrong == Counter()


def test_vietnamese_carries_its_marks(world: World) -> None:
    for name, feed in world.feeds.items():
        if feed.language != "vi":
            continue
        text = " ".join(world.text(entry) for entry in feed.entries)
        marked = sum(not char.isascii() for char in text)
        assert marked / len(text) > 0.15, name


def test_pages_stand_on_hosts_of_the_world(world: World) -> None:
    feeds = {urlsplit(feed["url"]).hostname for feed in world.index["feeds"]}
    assert {urlsplit(url).hostname for url in world.index["pages"]} <= feeds
    assert len(world.index["pages"]) >= 14
    assert len({urlsplit(url).hostname for url in world.index["pages"]}) >= 5
