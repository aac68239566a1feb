"""What a fetched feed means for what is stored: identity, edits, re-issued ids, sort time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.identity import url_key
from reader.engine.decide import Decision, decide_feed, identified, sort_time
from reader.store.values import Known, KnownEntry
from tests.engine.engine_world import digested as entry

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
SITE = "https://news.example/"


def feed(*entries: DigestedEntry) -> DigestedFeed:
    return DigestedFeed(title="News", site_url=SITE, entries=entries)


class Shelf:
    """Stored entries of one feed, as a store would keep them."""

    def __init__(self) -> None:
        self.entries: dict[int, DigestedEntry] = {}
        self.keys: dict[str, int] = {}
        self.urls: dict[str, list[int]] = {}
        self.dropped: set[int] = set()

    def known(self) -> Known:
        def look(number: int) -> KnownEntry:
            kept = self.entries[number]
            return KnownEntry(
                number, kept.content_hash, kept.title, kept.published, sort_time(kept, NOW), number in self.dropped
            )

        return Known(
            {key: look(number) for key, number in self.keys.items()},
            {url: look(numbers[-1]) for url, numbers in self.urls.items()},
            {(kept.content_hash, kept.published): look(number) for number, kept in self.entries.items()},
            frozenset(url for url, numbers in self.urls.items() if len(numbers) > 1),
        )

    def fetch(self, *entries: DigestedEntry) -> Decision:
        decision = decide_feed(feed(*entries), lambda _entries: self.known(), NOW)
        for new in decision.new:
            number = len(self.entries) + 1
            self.entries[number] = new.entry
            self._remember(number, new.entry.key, new.entry.url_key)
        for changed in decision.changed:
            self.entries[changed.id] = changed.entry
        for moved in decision.rekeyed:
            self._remember(moved.id, moved.key, moved.url_key)
        return decision

    def _remember(self, number: int, key: str, address: str) -> None:
        self.keys[key] = number
        if address and number not in self.urls.setdefault(address, []):
            self.urls[address].append(number)


def titles(decision: Decision) -> list[str]:
    return [new.entry.title for new in decision.new]


FIRST = entry("1", SITE + "a", "Bridge opens", "The bridge is open.", NOW - timedelta(hours=3))
SECOND = entry("2", SITE + "b", "Rain expected", "Bring an umbrella.", NOW - timedelta(hours=2))


def test_all_is_new_the_first_time_and_nothing_the_second() -> None:
    shelf = Shelf()
    assert titles(shelf.fetch(FIRST, SECOND)) == ["Bridge opens", "Rain expected"]
    assert shelf.fetch(FIRST, SECOND) == Decision()


def test_an_edit_replaces_the_text_and_makes_nothing_new() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST, SECOND)
    edited = replace(FIRST, title="Bridge opens late", content_hash="other")
    decision = shelf.fetch(edited, SECOND)
    assert (decision.new, decision.rekeyed) == ((), ())
    assert [(changed.id, changed.entry.title) for changed in decision.changed] == [(1, "Bridge opens late")]


def test_an_empty_or_shrunken_feed_touches_nothing() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST, SECOND)
    assert shelf.fetch() == Decision()
    assert shelf.fetch(SECOND) == Decision()
    assert shelf.fetch(FIRST, SECOND) == Decision()


def test_reissued_ids_are_known_by_their_links() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST, SECOND)
    reissued = [entry("x" + old.id, old.url, old.title, old.lead, old.published) for old in (FIRST, SECOND)]
    decision = shelf.fetch(*reissued)
    assert decision.new == ()
    assert [moved.id for moved in decision.rekeyed] == [1, 2]
    assert shelf.fetch(*reissued) == Decision()


def test_reissued_ids_and_links_are_known_by_text_and_date() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST, SECOND)
    moved = [
        entry("x" + old.id, old.url.replace("news", "paper"), old.title, old.lead, old.published)
        for old in (FIRST, SECOND)
    ]
    assert shelf.fetch(*moved).new == ()
    assert shelf.fetch(*moved) == Decision()


def test_http_https_trackers_and_www_do_not_make_an_entry_new() -> None:
    shelf = Shelf()
    shelf.fetch(entry("", "http://www.news.example/a?utm_source=rss", "Bridge"))
    assert shelf.fetch(entry("", "https://news.example/a", "Bridge")) == Decision()


def test_the_same_text_on_another_day_is_new() -> None:
    shelf = Shelf()
    shelf.fetch(entry("1", SITE + "w1", "Open thread", "Talk here.", NOW - timedelta(days=7)))
    assert titles(shelf.fetch(entry("2", SITE + "w2", "Open thread", "Talk here.", NOW))) == ["Open thread"]


def test_one_guid_for_all_entries_tells_nothing_apart() -> None:
    shelf = Shelf()
    one = entry("guid", SITE + "a", "One", "1")
    two = entry("guid", SITE + "b", "Two", "2")
    assert titles(shelf.fetch(one, two)) == ["One", "Two"]
    assert shelf.fetch(one, two).new == ()
    assert titles(shelf.fetch(entry("guid", SITE + "c", "Three", "3"), one)) == ["Three"]


def test_the_sites_own_address_as_guid_tells_nothing_apart() -> None:
    shelf = Shelf()
    shelf.fetch(entry(SITE, SITE + "monday", "Monday", "1"))
    assert titles(shelf.fetch(entry(SITE, SITE + "tuesday", "Tuesday", "2"))) == ["Tuesday"]


def test_one_link_for_all_entries_tells_nothing_apart() -> None:
    shelf = Shelf()
    log = SITE + "changes"
    assert titles(shelf.fetch(entry("", log, "2.0", "b"), entry("", log, "1.0", "a"))) == ["2.0", "1.0"]
    assert shelf.fetch(entry("", log, "2.0", "b"), entry("", log, "1.0", "a")).new == ()
    assert titles(shelf.fetch(entry("", log, "3.0", "c"))) == ["3.0"]
    assert titles(shelf.fetch(entry("", log, "4.0", "d"))) == ["4.0"]


def test_a_link_that_comes_to_be_shared_keeps_its_first_entry() -> None:
    shelf = Shelf()
    log = SITE + "changes"
    one = entry("", log, "1.0", "a", NOW)
    shelf.fetch(one)
    assert titles(shelf.fetch(entry("", log, "2.0", "b", NOW), one)) == ["2.0"]
    assert shelf.fetch(entry("", log, "2.0", "b", NOW), one) == Decision()


def test_a_guid_that_comes_to_be_shared_keeps_its_first_entry() -> None:
    shelf = Shelf()
    one = entry("guid", SITE + "a", "One", "1", NOW)
    shelf.fetch(one)
    assert titles(shelf.fetch(entry("guid", SITE + "b", "Two", "2", NOW), one)) == ["Two"]


def test_the_same_story_under_two_guids_is_one() -> None:
    shelf = Shelf()
    assert len(shelf.fetch(entry("1", SITE + "a", "One", "1"), entry("2", SITE + "a", "One", "1")).new) == 1


def test_guids_with_one_link_for_all_are_each_their_own() -> None:
    shelf = Shelf()
    log = SITE + "changes"
    shelf.fetch(entry("1", log, "1.0", "a"), entry("2", log, "2.0", "b"))
    assert titles(shelf.fetch(entry("3", log, "3.0", "c"))) == ["3.0"]


def test_links_to_the_front_page_lead_to_no_entry() -> None:
    (kept,) = identified(feed(entry("1", SITE, "One")), Known())
    assert kept.url_key == ""


def test_entries_without_guid_and_link_are_known_by_title_and_text() -> None:
    shelf = Shelf()
    bare = [entry("", "", "Note", "one"), entry("", "", "Note", "two")]
    assert len(shelf.fetch(*bare).new) == 2
    assert shelf.fetch(*bare) == Decision()


def test_of_two_versions_in_one_document_the_later_counts() -> None:
    old = replace(FIRST, title="Old", updated=NOW - timedelta(hours=2), content_hash="old")
    new = replace(FIRST, title="New", updated=NOW - timedelta(hours=1), content_hash="new")
    assert [kept.title for kept in identified(feed(old, new), Known())] == ["New"]
    assert [kept.title for kept in identified(feed(new, old), Known())] == ["New"]


def test_what_retention_removed_stays_away_even_when_edited() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST)
    shelf.dropped.add(1)
    assert shelf.fetch(replace(FIRST, content_hash="edited")) == Decision()


def test_a_new_link_of_a_known_entry_is_remembered() -> None:
    shelf = Shelf()
    shelf.fetch(FIRST)
    (moved,) = shelf.fetch(replace(FIRST, url=SITE + "z", url_key=url_key(SITE + "z"))).rekeyed
    assert (moved.id, moved.url) == (1, SITE + "z")


def test_sort_time_is_the_date_but_never_more_than_an_hour_ahead() -> None:
    assert sort_time(FIRST, NOW) == FIRST.published
    assert sort_time(replace(FIRST, published=NOW + timedelta(days=9)), NOW) == NOW + timedelta(hours=1)
    assert sort_time(replace(FIRST, published=None, updated=NOW - timedelta(days=1)), NOW) == NOW - timedelta(days=1)
    assert sort_time(replace(FIRST, published=datetime(1970, 1, 1, tzinfo=UTC)), NOW) == NOW


def test_undated_entries_keep_the_order_of_the_feed() -> None:
    decision = Shelf().fetch(*(entry(str(i), SITE + str(i), f"Story {i}") for i in range(5)))
    times = [new.sort_at for new in decision.new]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == 5
    assert max(times) == NOW


def test_what_lost_its_id_and_what_another_took_the_place_of_come_once() -> None:
    """The second was taken for the first under another id; beside both stands one without any."""
    first, second, nameless = entry("1", "", "", "", None), entry("2", "", "", "", None), entry("", "", "", "", None)
    shelf = Shelf()
    shelf.fetch(first)
    shelf.fetch(second)
    assert [new.entry for new in shelf.fetch(nameless, first, second).new] == [nameless]
    assert shelf.fetch(nameless, first, second).new == ()


words = st.sampled_from(["", "a", "b", "c"])
dates = st.sampled_from([None, NOW, NOW - timedelta(days=1), NOW + timedelta(days=3)])
entries = st.builds(
    lambda id, path, title, text, date: entry(id, SITE + path if path else "", title, text, date),
    st.sampled_from(["", "1", "2", "3", SITE]),
    words,
    words,
    words,
    dates,
)
documents = st.lists(entries, max_size=6)


@settings(deadline=None)
@given(st.lists(documents, max_size=4), documents)
def test_a_feed_fetched_twice_brings_nothing_the_second_time(
    before: list[list[DigestedEntry]], last: list[DigestedEntry]
) -> None:
    shelf = Shelf()
    for document in before:
        shelf.fetch(*document)
    shelf.fetch(*last)
    assert shelf.fetch(*last).new == ()


@settings(deadline=None)
@given(st.lists(documents, max_size=5))
def test_every_decision_is_consistent(history: list[list[DigestedEntry]]) -> None:
    shelf = Shelf()
    for document in history:
        known_before = set(shelf.entries)
        decision = shelf.fetch(*document)
        keys = [new.entry.key for new in decision.new]
        assert len(keys) == len(set(keys)), "one entry, one key"
        changed = [item.id for item in decision.changed]
        assert len(changed) == len(set(changed))
        assert {*changed, *(item.id for item in decision.rekeyed)} <= known_before
        assert all(new.sort_at <= NOW + timedelta(hours=1) for new in decision.new)


@settings(deadline=None)
@given(st.lists(entries, min_size=1, max_size=6, unique_by=lambda e: (e.title, e.lead, e.published)))
def test_reissuing_every_id_resurfaces_nothing(document: list[DigestedEntry]) -> None:
    distinct = [
        entry(f"id{i}", SITE + f"page{i}", old.title, old.lead, old.published) for i, old in enumerate(document)
    ]
    shelf = Shelf()
    shelf.fetch(*distinct)
    again = [entry(f"new{i}", old.url, old.title, old.lead, old.published) for i, old in enumerate(distinct)]
    assert shelf.fetch(*again).new == ()
