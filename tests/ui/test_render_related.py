"""Related groups as lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.ui.render.related import numbered, related_lines, teaser_lines
from tests.ui.reading_texts import GROUPS, NOW


def shown(columns: int) -> list[str]:
    lines = related_lines(GROUPS, columns, NOW, zone=UTC)
    return ["".join(piece.text for piece in (*item.line.margin, *item.line.pieces)).rstrip() for item in lines]


def test_groups_in_a_narrow_pane() -> None:
    assert shown(34)[:9] == [
        "Tin liên quan  from the publisher",
        " 1 Một cửa quốc gia mở rộng",
        "   ● PLO · 2 Dec",
        "",
        "Cùng chuyên mục",
        " 2 Cán bộ giữ chức vụ càng cao,",
        "   càng phải nêu gương",
        "   ○ PLVN · 3 Dec",
        "",
    ]


def test_the_note_wins_over_the_date() -> None:
    assert "   ● VnExpress Int. · 1h later" in shown(34)


@pytest.mark.parametrize(("columns", "meta"), [(60, "Lao Động · 4 h later · same text"), (34, "Lao… · same text")])
def test_where_there_is_no_room_a_copy_says_that_it_is_one(columns: int, meta: str) -> None:
    link = RelatedLink("https://a.org/1", "Tin", source="Lao Động", note="4 h later · same text in 3 papers")
    lines = related_lines((RelatedGroup(GroupKind.SAME, (link,), sources=3),), columns, NOW, zone=UTC)
    assert lines[-1].line.text.startswith(f"○ {meta}")
    assert "3 sources" in lines[0].line.text


def test_a_wide_pane_gives_each_story_one_line() -> None:
    lines = shown(70)
    assert lines[1].startswith(" 1 Một cửa quốc gia mở rộng ")
    assert lines[1].endswith("● PLO · 2 Dec")
    assert len(lines) == 5 + 4 + 6  # headings, blanks, stories


def test_the_selected_story_shows_its_teaser() -> None:
    assert any("Thêm ba bộ tham gia" in item.line.text for item in teaser_lines(GROUPS[0].links[0], 0, 34))


def test_the_selected_story_says_why_it_is_here() -> None:
    link = replace(GROUPS[0].links[0], teaser="", why="cửa khẩu, Nậm Lan")
    assert [item.line.text for item in teaser_lines(link, 0, 40)] == ["shares: cửa khẩu, Nậm Lan"]


def test_a_long_teaser_ends_in_an_ellipsis() -> None:
    link = replace(GROUPS[0].links[0], teaser="từ " * 200)
    lines = teaser_lines(link, 0, 34)
    assert lines[-1].line.text.endswith("…")
    assert len(lines) == 5


def test_a_long_title_leaves_room_for_other_stories() -> None:
    link = replace(GROUPS[0].links[0], title="rất dài " * 300)
    story = related_lines((RelatedGroup(GroupKind.LINKS, (link,)),), 34, NOW, zone=UTC)[1:]
    assert len(story) == 5
    assert story[3].line.text.endswith("…")
    assert all(line.target == 0 for line in story)


def test_numbers_go_on_over_the_groups() -> None:
    assert [item.label for item in numbered(GROUPS)] == ["1", "2", "3", "4", "5", "6"]


def test_publishers_and_our_headings_look_different() -> None:
    lines = related_lines(GROUPS, 40, NOW, zone=UTC)
    roles = {item.line.text: item.line.pieces[0].look.role for item in lines if item.target < 0 and item.line.pieces}
    assert roles["Tin liên quan  from the publisher"] == "publisher"
    assert roles["Same story elsewhere  2 sources"] == "ours"


def test_a_link_without_a_source_names_its_host() -> None:
    link = RelatedLink("https://plo.vn/mot-cua", "Một cửa quốc gia")
    lines = related_lines((RelatedGroup(GroupKind.RELATED, (link,)),), 34, NOW, zone=UTC)
    assert lines[-1].line.text == "○ plo.vn"


def test_neighbours_leave_out_the_source_that_their_heading_names() -> None:
    links = tuple(replace(GROUPS[0].links[0], title=f"Story {n}", source="Meridian Wire: World") for n in range(2))
    group = RelatedGroup(GroupKind.NEIGHBOURS, links, "More from Meridian Wire: World")
    lines = [item.line.text for item in related_lines((group,), 34, NOW, zone=UTC)]
    assert lines[2] == "● 2 Dec"
    mixed = replace(group, links=(links[0], replace(links[1], source="PLO")))
    assert "● PLO · 2 Dec" in [item.line.text for item in related_lines((mixed,), 34, NOW, zone=UTC)]


@pytest.mark.parametrize(("columns", "line"), [(40, "Meridian Wire: World · 2 Dec"), (28, "Meridian Wire · 2 Dec"),
                                               (22, "Meridian… · 2 Dec"), (14, "2 Dec")])  # fmt: skip
def test_the_source_is_cut_and_the_date_stays(columns: int, line: str) -> None:
    link = replace(GROUPS[0].links[0], source="Meridian Wire: World")
    lines = related_lines((RelatedGroup(GroupKind.RELATED, (link,)),), columns, NOW, zone=UTC)
    assert lines[-1].line.text == f"● {line}"


def test_empty_groups_have_no_heading() -> None:
    assert related_lines((RelatedGroup(GroupKind.RELATED, (), "Tin liên quan"),), 40, NOW) == []


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.builds(RelatedLink, st.just("https://a.org/"), st.text(max_size=60), st.text(max_size=90),
                          source=st.text(max_size=30), note=st.text(max_size=20)), max_size=40),
       st.integers(14, 100), st.text(max_size=50), st.sampled_from(GroupKind))  # fmt: skip
def test_no_line_is_too_wide(links: list[RelatedLink], columns: int, heading: str, kind: GroupKind) -> None:
    lines = related_lines((RelatedGroup(kind, tuple(links), heading),), columns, NOW, zone=UTC)
    lines += (item for link in links for item in teaser_lines(link, 0, columns))
    assert max((item.line.cells for item in lines), default=0) <= columns


@pytest.mark.parametrize("columns", [30, 80])
def test_hostile_titles_are_letters(columns: int) -> None:
    link = RelatedLink("https://a.org/", "[red]x\x1b[2J", "t\x9b", source="s\x07", note="n\x1b")
    lines = [*related_lines((RelatedGroup(GroupKind.SAME, (link,)),), columns, NOW), *teaser_lines(link, 0, columns)]
    text = "".join(piece.text for item in lines for piece in item.line.pieces)
    assert "[red]x" in text
    assert not set(text) & set("\x1b\x9b\x07")
