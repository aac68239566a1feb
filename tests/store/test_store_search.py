"""Search and filter: accents and case fold, parts of unspaced scripts are found, nothing a person types breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from floods import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_world import NOW, World, digested, label

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.models import ListQuery, Order, Scope, ScopeKind
from reader.store import indexing, lists, pages, ranking, searching, states
from reader.store.values import PageUpdate

TEXTS = (
    "Điện lực thành phố cắt điện",
    "Hoà bình ở biên giới",
    "東京都知事が会見を開いた",
    "ประเทศไทยประกาศนโยบายใหม่",
    "The bridge over the river",
    "Rock 'n' roll AND \"more\"",
    "المنتخب الوطني يفوز",
    "हिन्दी समाचार",
)


@pytest.fixture
def texts(world: World) -> World:
    """One entry for each text, the text in its body; a second feed with one more."""
    feed_id = world.feed()
    entries = [
        digested(number, title=f"Bài {number}", blocks_json=dump([Paragraph((Span(text),))]))
        for number, text in enumerate(TEXTS)
    ]
    world.fetched(feed_id, *entries)
    other = world.feed("zeitung", feed_title="Zeitung für Alle")
    world.fetched(other, digested(50, title="Điện ảnh", author="Nguyễn Văn A", lead="Phim mới"))
    world.write(indexing.index_pending)
    return world


def searched(text: str, place: ListQuery = ListQuery()) -> ListQuery:  # noqa: B008
    """A search in a place, as the prompt line asks for it."""
    return replace(place, scope=Scope(ScopeKind.SEARCH, text=text), within=place.scope)


def hits(world: World, text: str, query: ListQuery | None = None) -> set[str]:
    """The titles of what is found."""
    ids = lists.entry_ids(world.db, searched(text, query or ListQuery()))
    titles = dict(world.db.execute("SELECT id, title FROM entry"))
    return {titles[number] for number in ids}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dien", {"Bài 0", "Điện ảnh"}),
        ("ĐIỆN", {"Bài 0", "Điện ảnh"}),
        ("điện lực", {"Bài 0"}),
        ("hòa", {"Bài 1"}),
        ("hoà bình", {"Bài 1"}),
        ("京都", {"Bài 2"}),
        ("都知事", {"Bài 2"}),
        ("知都", set()),
        ("นโยบาย", {"Bài 3"}),
        ("ไทย", {"Bài 3"}),
        ("ไท", {"Bài 3"}),
        ("bridg", {"Bài 4"}),
        ("bridg ", set()),
        ('"bridg"', set()),
        ("river bridge", {"Bài 4"}),
        ('"bridge river"', set()),
        ('"over the river"', {"Bài 4"}),
        ("bridge -river", set()),
        ("dien -luc", {"Điện ảnh"}),
        ("it's", set()),
        ("'n'", {"Bài 5"}),
        ("a AND", {"Điện ảnh"}),
        ('"more', {"Bài 5"}),
        ("المنتخب", {"Bài 6"}),
        ("समाचार", {"Bài 7"}),
        ("nguyen van", {"Điện ảnh"}),
        ("phim", {"Điện ảnh"}),
        ("", set()),
        ('""', set()),
        ("-dien", {f"Bài {number}" for number in range(1, 8)}),
        ("zeitung", {"Điện ảnh"}),
        ("-zeitung dien", {"Bài 0"}),
        ("feed:zeitung", {"Điện ảnh"}),
        ("feed:nobody", set()),
        ("title:dien", {"Điện ảnh"}),
        ("/đi.n l/", {"Bài 0"}),
        ("điên", set()),
        ("!!! ???", set()),
    ],
)
def test_found(texts: World, asked: str, found: set[str]) -> None:
    assert hits(texts, asked) == found


def test_nfd_and_nfc_are_the_same_word(texts: World) -> None:
    assert hits(texts, "đie\u0323\u0302n") == {"Bài 0", "Điện ảnh"}


def test_a_search_keeps_to_its_list(texts: World) -> None:
    assert hits(texts, "dien", ListQuery(Scope(ScopeKind.FEED, 2))) == {"Điện ảnh"}
    assert hits(texts, "dien", ListQuery(Scope(ScopeKind.STARRED))) == set()
    (first,) = lists.entry_ids(texts.db, searched("dien luc"))
    texts.write(states.set_starred, [first], True, NOW, label)
    assert hits(texts, "dien", ListQuery(Scope(ScopeKind.STARRED))) == {"Bài 0"}
    texts.write(states.set_read, [first], True, NOW, label)
    assert hits(texts, "dien", ListQuery(unread_only=True)) == {"Điện ảnh"}


def test_the_number_of_a_feed_is_no_word(texts: World) -> None:
    assert hits(texts, "\ue0001") == hits(texts, "1")


def test_a_search_as_a_scope_sorts_as_asked(texts: World) -> None:
    scope = Scope(ScopeKind.SEARCH, text="dien")
    newest = list(lists.entry_ids(texts.db, ListQuery(scope)))
    assert list(lists.entry_ids(texts.db, ListQuery(scope, Order.OLDEST))) == newest[::-1]
    best = lists.entry_ids(texts.db, ListQuery(scope, Order.BEST))
    assert sorted(best) == sorted(newest)
    assert texts.one("SELECT title FROM entry WHERE id = ?", best[0]) == "Điện ảnh", "a title counts more than a text"
    assert len(lists.entry_ids(texts.db, ListQuery(scope), 1)) == 1


def test_the_best_has_the_words_in_its_title_and_beside_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = lambda text: dump([Paragraph((Span(text),))])  # noqa: E731
    world.fetched(
        world.feed(),
        digested(1, title="Cửa khẩu mở lại"),
        digested(2, title="Khẩu trang bán ở cửa hàng"),
        digested(3, title="Tin chiều", blocks_json=body("Hàng qua cửa khẩu tăng")),
        digested(4, title="Tin tối", blocks_json=body("Cửa đóng, hết khẩu trang")),
        digested(5, title="Tin sáng", blocks_json=body("Cửa đóng, hết khẩu trang")),
    )
    world.write(indexing.index_pending)
    titles = dict(world.db.execute("SELECT id, title FROM entry"))

    def best(text: str, most: int = 0) -> list[str]:
        found = lists.listing(world.db, ListQuery(Scope(ScopeKind.SEARCH, text=text), Order.BEST), most)
        assert found.best_of == (ranking.RANKED if ranking.RANKED < 5 else 0)
        return [titles[number] for number in found.ids]

    expected = ["Cửa khẩu mở lại", "Khẩu trang bán ở cửa hàng", "Tin chiều"]
    assert best("cua kha")[:3] == best("cua khau ")[:3] == expected
    assert best("cua khau ", 1) == expected[:1]
    assert set(best("cua OR khau ")[:2]) == set(expected[:2])
    for module in (ranking, searching):
        monkeypatch.setattr(module, "RANKED", 2)
    assert best("cua khau ") == [titles[number] for number in sorted(titles)[-2:][::-1]], "only the newest are ranked"


def test_the_beginning_of_a_word_is_asked_for_as_all_words_that_it_may_be(
    texts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert indexing.words_from(texts.db, "bi") == ["bien", "binh"]
    assert indexing.words_from(texts.db, "zz") == []
    found = hits(texts, "bi")
    monkeypatch.setattr(indexing, "MOST_WORDS", 1)
    assert indexing.words_from(texts.db, "bi") == []
    assert hits(texts, "bi") == found == {"Bài 1"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bai", {f"Bài {number}" for number in range(len(TEXTS))}),
        ("điện", {"Điện ảnh"}),
        ("alle", {"Điện ảnh"}),
        ("alle phim", {"Điện ảnh"}),
        ("zeitung alle", {"Điện ảnh"}),
        ("alle bai", set()),
        ("alle -phim", set()),
        ("river", set()),
        ("", {*(f"Bài {number}" for number in range(len(TEXTS))), "Điện ảnh"}),
    ],
)
def test_a_filter_looks_at_headline_and_source_alone(texts: World, asked: str, found: set[str]) -> None:
    ids = lists.entry_ids(texts.db, ListQuery(filter=asked))
    titles = dict(texts.db.execute("SELECT id, title FROM entry"))
    assert {titles[number] for number in ids} == found
    assert list(lists.entry_ids(texts.db, ListQuery(filter=asked), 3)) == list(ids[:3])


def test_entries_are_found_by_their_headline_before_they_are_indexed(world: World) -> None:
    feed_id = world.feed()
    world.fetched(feed_id, digested(1, title="Mưa lớn ở miền Trung"))
    assert hits(world, "mua lon") == {"Mưa lớn ở miền Trung"}
    assert hits(world, "nội dung") == set()
    assert len(lists.entry_ids(world.db, ListQuery(filter="mưa l"))) == 1
    world.write(indexing.index_pending)
    assert hits(world, "nội dung") == {"Mưa lớn ở miền Trung"}
    assert hits(world, "mua lon") == {"Mưa lớn ở miền Trung"}


def test_the_full_text_takes_the_place_of_the_feeds_own(texts: World) -> None:
    (entry_id,) = lists.entry_ids(texts.db, searched("bridge"))
    page = PageUpdate(
        "https://paper.example/story-4.html",
        "paper.example/story-4.html",
        entry_id=entry_id,
        blocks_json=dump([Paragraph((Span("Completely different words"),))]),
    )
    texts.write(pages.store_page, page, NOW)
    texts.write(indexing.index_pending)
    assert hits(texts, "bridge") == set()
    assert hits(texts, "completely") == {"Bài 4"}


def test_indexing_goes_on_where_it_stopped(world: World) -> None:
    feed_id = world.feed()
    world.fetched(feed_id, *(digested(number) for number in range(25)))
    assert world.write(indexing.index_pending, 10) == 15
    assert world.sound()
    assert world.write(indexing.index_pending, 10) == 5
    assert world.write(indexing.index_pending, 10) == 0
    assert world.write(indexing.index_pending, 10) == 0
    world.write(indexing.rebuild)
    assert indexing.pending(world.db) == 25
    assert world.sound()


def test_an_index_of_an_older_form_is_made_anew(texts: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "FORM", indexing.FORM + 1)
    monkeypatch.setattr("reader.domain.words.fold", str.lower)
    assert texts.write(indexing.index_pending, 5) == len(TEXTS) + 1 - 5
    texts.write(indexing.index_pending)
    assert texts.sound()
    assert hits(texts, "dien") == set()
    assert hits(texts, "điện") == {"Bài 0", "Điện ảnh"}


def test_words_with_accents_are_found_in_an_index_that_knows_none(texts: World) -> None:
    found = hits(texts, "điện")
    assert found
    texts.db.execute("UPDATE memory SET value = '1' WHERE key = 'search.form'")
    assert hits(texts, "điện") == found


def test_a_text_that_cannot_be_read_is_indexed_by_its_title(world: World) -> None:
    feed_id = world.feed()
    world.fetched(feed_id, digested(1))
    world.db.execute("UPDATE body SET blocks = x'00'")
    world.write(indexing.index_pending)
    assert hits(world, "tin") == {"Tin số 1"}


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text("\"'-*:^(){}+ ANDORNOT\\đ都ไ", max_size=40))
def test_nothing_that_can_be_typed_breaks_a_search(texts: World, typed: str) -> None:
    lists.entry_ids(texts.db, searched(typed))
    lists.entry_ids(texts.db, ListQuery(filter=typed))
