"""Headline rows: fixed height, exact width, every part in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.models import EntryRow, Mark
from reader.ui.render.headline import RowHeight, headline, placeholder
from tests.ui.reading_texts import HEADLINES, NOW, row

ANY = st.text(max_size=80)


def drawn(entry: EntryRow, columns: int = 40, height: RowHeight = RowHeight.ROOMY) -> list[str]:
    return [line.text for line in headline(entry, columns, height, NOW, UTC)]


@settings(deadline=None)
@given(ANY, ANY, ANY, st.integers(12, 120), st.sampled_from(RowHeight), st.integers(0, 3000), st.integers(0, 12))
def test_every_line_has_exactly_its_cells(
    title: str, source: str, lead: str, columns: int, height: RowHeight, hours: int, others: int
) -> None:
    entry = replace(row(1), title=title, source=source, lead=lead, sort_at=NOW - timedelta(hours=hours), others=others,
                    starred=bool(others % 2), mark=Mark.QUEUED)  # fmt: skip
    lines = headline(entry, columns, height, NOW, UTC)
    assert len(lines) == height.lines
    assert {line.cells for line in lines} == {columns}


@pytest.mark.parametrize("number", range(1, len(HEADLINES) + 1))
@pytest.mark.parametrize("height", RowHeight)
def test_real_titles_have_their_cells(number: int, height: RowHeight) -> None:
    assert {line.cells for line in headline(row(number), 41, height, NOW, UTC)} == {41}


def test_a_roomy_row() -> None:
    assert drawn(row(1)) == [
        "● Bộ Quốc phòng tổng kết công tác     2h",
        "  cải cách hành chính năm 2026          ",
        "  Pháp luật TP.HCM  +4                  ",
    ]


def test_a_short_title_leaves_a_line_for_the_lead() -> None:
    lines = drawn(replace(row(8), read=True))
    assert lines[0].startswith("  Short one")
    assert lines[1].startswith("  Một cuộc họp tổng kết")
    assert lines[1].rstrip().endswith("…")


def test_a_cosy_row_shows_the_whole_title_or_the_lead() -> None:
    assert drawn(row(1), 44, RowHeight.COSY) == [
        "● Bộ Quốc phòng tổng kết công tác cải     2h",
        "  cách hành chính năm 2026    +4  Pháp luật…",
    ]
    lead = drawn(row(8), 42, RowHeight.COSY)[1]
    assert lead.startswith("  Một")
    assert lead.endswith("…  Example Wire")


def test_cosy_sources_end_in_one_column_and_give_way_in_a_narrow_list() -> None:
    second = [drawn(row(number), 44, RowHeight.COSY)[1] for number in (1, 2, 3, 8)]
    assert all(len(line) == 44 and line[-1] != " " for line in second)
    assert drawn(row(1), 30, RowHeight.COSY)[1].strip() == "công tác cải cách hành c… +4"


def test_the_list_of_one_feed_does_not_repeat_its_name() -> None:
    for height in RowHeight:
        lines = [line.text for line in headline(row(1), 60, height, NOW, UTC, own=True)]
        assert not any("Pháp luật" in line for line in lines)
        assert any("+4" in line for line in lines)


def test_a_compact_row_is_one_line_with_the_age_at_the_edge() -> None:
    (line,) = drawn(row(1), 40, RowHeight.COMPACT)
    assert line.startswith("● Bộ Quốc")
    assert line.endswith(" +4   2h")


def test_marks_say_what_colour_alone_would() -> None:
    assert drawn(replace(row(1), starred=True, mark=Mark.FETCH))[2].split()[-2:] == ["★", "○"]
    assert not drawn(replace(row(1), read=True))[0].startswith("●")


def test_an_entry_without_a_title_shows_its_lead_or_says_so() -> None:
    assert "Một cuộc họp" in drawn(replace(row(1), title=""))[0]
    assert "(no title)" in drawn(replace(row(1), title="", lead=""))[0]


def test_markup_is_letters() -> None:
    assert "[b]Not markup[/b] & <not>" in drawn(row(14), 60)[0]


@given(st.integers(6, 120), st.sampled_from(RowHeight), st.integers(0, 10**7))
def test_placeholders_have_the_height_of_rows(columns: int, height: RowHeight, number: int) -> None:
    lines = placeholder(columns, height, number)
    assert [line.cells for line in lines] == [columns] * height.lines
