"""Folding a list by story: nothing is lost, nothing shows twice, and the right telling leads."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.folding import Folded, FoldEntry, LeadBy, RowEntry, fold, lead, same_story, same_text, waiting

NUMBERS = st.lists(st.integers(1, 40), unique=True, max_size=30)
TELLINGS = st.lists(
    st.builds(
        FoldEntry,
        st.integers(1, 40),
        st.integers(1, 6),
        st.sampled_from((0, 0, 1, 2, 3)),
        st.integers(0, 3000),
        st.integers(0, 9),
        st.booleans(),
    ),
    unique_by=lambda telling: telling.entry_id,
    max_size=30,
)
BY = st.sampled_from(LeadBy)
ALIKE = st.sampled_from((same_story, same_text))


def by_kind(tellings: list[FoldEntry], alike=same_story) -> list[FoldEntry]:
    return sorted(tellings, key=alike)


def rows(folded: Folded) -> list[list[int]]:
    return [[entry_id, *folded.hidden.under(entry_id)] for entry_id in folded.ids]


@given(NUMBERS, TELLINGS, BY, ALIKE)
def test_every_entry_of_the_list_stands_in_exactly_one_row(ids, tellings, by, alike) -> None:
    folded = fold(ids, by_kind(tellings, alike), by, alike)
    assert sorted(entry_id for row in rows(folded) for entry_id in row) == sorted(ids)
    assert len(folded.hidden) == len(ids) - len(folded.ids)


@given(NUMBERS, TELLINGS, BY, ALIKE)
def test_what_folds_is_alike_and_what_is_alike_folds(ids, tellings, by, alike) -> None:
    kind = {telling.entry_id: alike(telling) for telling in tellings}
    found = [
        [kind.get(entry_id, -entry_id) for entry_id in row]
        for row in rows(fold(ids, by_kind(tellings, alike), by, alike))
    ]
    assert all(len(set(row)) == 1 for row in found)
    assert len({row[0] for row in found}) == len(found)


@given(NUMBERS, TELLINGS, BY)
def test_rows_stand_where_their_first_entry_stood(ids, tellings, by) -> None:
    firsts = [min(map(ids.index, row)) for row in rows(fold(ids, by_kind(tellings), by))]
    assert firsts == sorted(firsts)


@given(NUMBERS, TELLINGS, BY)
def test_each_row_knows_its_hidden_ones_and_they_know_it(ids, tellings, by) -> None:
    folded = fold(ids, by_kind(tellings), by)
    for first, *below in rows(folded):
        assert folded.hidden.lead_of(first) == first
        assert [folded.hidden.lead_of(entry_id) for entry_id in below] == [first] * len(below)
        assert below == sorted(below, key=ids.index)
    assert folded.hidden.lead_of(99) == 99
    assert not folded.hidden.under(99)


@given(NUMBERS, TELLINGS, BY, st.integers(0, 30))
def test_the_first_page_folds_as_the_whole_list_begins(ids, tellings, by, size) -> None:
    known = {telling.entry_id: telling for telling in tellings}
    page, rest = ids[:size], [known[entry_id] for entry_id in ids[size:] if entry_id in known]
    begun, whole = fold(page, by_kind(tellings), by, beyond=rest), fold(ids, by_kind(tellings), by)
    assert rows(begun) == rows(whole)[: len(begun.ids)]


def test_a_long_list_is_folded_without_keeping_its_tellings() -> None:
    ids = range(1, 2001)
    tracemalloc.start()
    try:
        folded = fold(
            ids, (FoldEntry(entry_id, entry_id // 3, size=9, at=entry_id) for entry_id in ids), LeadBy.FULLEST
        )
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(folded.ids) == 2000 // 3 + 1
    assert peak < 200 * len(ids)  # with its tellings in tables it took 400
    walks: list[object] = []
    walk = lambda items: walks.append(items) or items  # noqa: E731
    assert list(fold(ids, (), LeadBy.FULLEST, walk=walk).ids) == list(ids)
    assert not walks, "nothing folds where nothing was told twice"


@given(TELLINGS.filter(bool), BY)
def test_who_leads(tellings, by) -> None:
    first = lead(tellings, by)
    if by is LeadBy.FIRST:
        assert first == tellings[0]
    if by is LeadBy.EARLIEST:
        assert first.at == min(telling.at for telling in tellings)
    if by is LeadBy.NEWEST:
        assert first.at == max(telling.at for telling in tellings)
    if by is LeadBy.PREFERRED and any(telling.preferred for telling in tellings):
        assert first.preferred
    if by is LeadBy.FULLEST:
        assert first.size >= 0.8 * max(telling.size for telling in tellings)
        assert not any(t.at < first.at and t.size >= first.size for t in tellings)


def test_a_preferred_source_wins_over_a_fuller_text_and_a_fuller_text_over_an_earlier_one() -> None:
    early, full, mine = FoldEntry(1, 7, 0, 200, 1), FoldEntry(2, 7, 0, 900, 2), FoldEntry(3, 7, 0, 90, 3, True)
    assert lead([early, full, mine], LeadBy.PREFERRED) == mine
    assert lead([early, full, mine], LeadBy.FULLEST) == full
    assert lead([early, full], LeadBy.PREFERRED) == full
    assert lead([early, full._replace(size=230)], LeadBy.PREFERRED) == early


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ([RowEntry(1, 1, False), RowEntry(2, 2, False)], [1, 2]),
        ([RowEntry(1, 1, True), RowEntry(2, 1, False), RowEntry(3, 3, False)], [3]),
        ([RowEntry(1, 1, False), RowEntry(2, 1, False)], [1]),
        ([RowEntry(1, 1, True), RowEntry(2, 9, False), RowEntry(3, 9, False)], [2]),
        ([RowEntry(1, 1, True), RowEntry(2, 9, False), RowEntry(3, 9, True)], []),
        ([RowEntry(1, 9, False), RowEntry(2, 9, True)], [1]),
        ([], []),
    ],
)
def test_a_copy_of_what_was_read_waits_for_nobody(row: list[RowEntry], left: list[int]) -> None:
    assert list(waiting(row)) == left
