"""A document at a width: lazily laid out, with places that hold at every width."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.models import Article
from reader.ui.render.document import END_MARK, Document, Ending, Layout, Times
from reader.ui.render.finding import find_hits
from reader.ui.render.lines import Line, Look, Piece
from reader.ui.render.message import message_lines
from tests.ui.reading_texts import GROUPS, NOW, article, p, row

TIMES = Times(NOW, UTC)


def laid(story: Article, columns: int = 60, **more: object) -> Layout:
    layout = Layout(Document(story.entry, story, TIMES, **more), columns)  # type: ignore[arg-type]
    layout.finish()
    return layout


def shown(layout: Layout) -> list[str]:
    return ["".join(piece.text for piece in (*line.margin, *line.pieces)) for line in layout.lines]


def test_the_head() -> None:
    assert shown(laid(article("vi"), 58))[:8] == [
        "",
        "PHÁP LUẬT TP.HCM  ·  Thời sự  ·  today 07:30  ·  1 min",
        "",
        "Bộ Quốc phòng tổng kết công tác",
        "cải cách hành chính năm 2026",
        "Minh Anh, Thu Hà",
        "",
        "Một cuộc họp tổng kết, bốn thông tư, chín thủ tục điện tử",
    ]


def test_a_narrow_kicker_breaks_between_its_parts() -> None:
    assert shown(laid(article("vi"), 40))[1:3] == ["PHÁP LUẬT TP.HCM · Thời sự · today 07:30", "1 min"]


def test_a_section_that_the_source_is_named_after_is_not_said_twice() -> None:
    story = article("vi")

    def head(source: str, section: str = "Thời sự") -> str:
        return shown(laid(replace(story, entry=replace(story.entry, source=source, section=section))))[1]

    assert head("Báo Triều - Thời sự") == "BÁO TRIỀU - THỜI SỰ  ·  today 07:30  ·  1 min"
    assert head("Wire: World", "world") == "WIRE: WORLD  ·  today 07:30  ·  1 min"
    assert head("Thời sự") == "THỜI SỰ  ·  Thời sự  ·  today 07:30  ·  1 min"
    assert head("Underworld", "World") == "UNDERWORLD  ·  World  ·  today 07:30  ·  1 min"
    assert head("The World", "World") == "THE WORLD  ·  World  ·  today 07:30  ·  1 min"
    assert head("The World", "´") == "THE WORLD  ·  ´  ·  today 07:30  ·  1 min"


def test_the_lead_is_not_said_twice() -> None:
    story = article("vi")
    repeated = replace(story, blocks=(p(story.lead + " Và thế là hết."),))
    assert sum("Một cuộc họp" in line for line in shown(laid(repeated))) == 1


def test_the_source_is_no_author() -> None:
    story = replace(article("vi"), authors=("PHAP LUAT TP.HCM",))
    assert "PHAP LUAT TP.HCM" not in shown(laid(story))


def test_an_update_is_said() -> None:
    story = article("vi")
    assert "Updated today 09:30" in shown(laid(replace(story, updated=NOW)))
    small = replace(story, updated=story.entry.sort_at + timedelta(minutes=5))
    assert not any(line.startswith("Updated") for line in shown(laid(small)))


def test_from_the_row_alone_there_is_a_head() -> None:
    layout = Layout(Document(row(1), None, TIMES), 58)
    layout.finish()
    assert "cải cách hành chính năm 2026" in shown(layout)


def test_only_what_is_needed_is_laid_out() -> None:
    layout = Layout(Document(row(13), article("long"), TIMES), 72)
    layout.reach(100)
    assert 100 < len(layout.lines) < 130
    assert not layout.done
    guess = layout.height
    layout.finish()
    assert len(layout.lines) == pytest.approx(guess, rel=0.15)


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 700), st.integers(30, 110))
def test_a_place_is_found_again(line: int, columns: int) -> None:
    layout = laid(article("long"), columns)
    line = min(line, len(layout.lines) - 1)
    again = Layout(layout.document, columns)
    assert abs(again.line_at(*layout.place(line)) - line) <= 1


def test_a_place_holds_at_another_width() -> None:
    wide = laid(article("long"), 76)
    number = next(n for n, line in enumerate(wide.lines) if n > 300 and line.text == "Và rồi")
    narrow = Layout(wide.document, 40)
    assert narrow.lines[narrow.line_at(*wide.place(number))].text == "Và rồi"


def test_a_place_of_another_version_is_its_end_at_most() -> None:
    layout = Layout(Document(row(1), article("vi"), TIMES), 60)
    assert layout.line_at(400, 0.5) <= len(layout.lines)


def test_related_stories_follow_the_text_and_know_their_numbers() -> None:
    layout = laid(article("vi"), groups=GROUPS)
    lines = shown(layout)
    number = next(n for n, line in enumerate(lines) if "Army ministry" in line)
    assert layout.targets[number] == 3
    assert number >= layout.text_end
    assert lines[layout.text_end - 1].endswith("công nghệ thông tin.")


def test_files_and_comments_follow_with_their_hosts() -> None:
    lines = shown(laid(article("en")))
    assert "♪ Bản tin sáng · Audio · 30 min · 31.0 MB" in lines
    assert "❝ Comments  example.org" in lines


def test_a_wall_is_named() -> None:
    story = replace(article("vi"), access="The publisher shows the beginning only.")
    assert "The publisher shows the beginning only." in shown(laid(story))


def test_copying_joins_the_lines_of_a_paragraph() -> None:
    layout = laid(article("vi"), 30)
    lines = [line.text for line in layout.lines]
    first = next(n for n, line in enumerate(lines) if line.startswith("Trong năm"))
    last = next(n for n, line in enumerate(lines) if line.endswith("toàn quân."))
    text = layout.copied((first, 0), (last, len(lines[last])))
    assert text.startswith("Trong năm, bộ đã ban hành bốn thông tư")
    assert "\n" not in text
    assert layout.copied((first, 6), (first, 9)) == "năm"


def test_messages() -> None:
    lines = message_lines("Offline", "Nothing here.", [("d", "queue it"), ("ctrl+p", "all commands")], 30)
    assert ["".join(x.text for x in (*line.margin, *line.pieces)) for line in lines] == [
        "Offline", "", "Nothing here.", "", "d       queue it", "ctrl+p  all commands",
    ]  # fmt: skip


# -- find


def lines_of(*texts: tuple[str, str]) -> list[Line]:
    return [Line((Piece(text, Look("body")),), joint=joint) for text, joint in texts]


def test_finding_folds_accents_and_case() -> None:
    hits = find_hits(lines_of(("Thủ tục nội bộ, THỦ TỤC", "\n")), "thu tuc")
    assert [(hit.start, hit.end) for hit in hits] == [(0, 7), (16, 23)]


def test_a_hit_runs_over_the_end_of_a_line_of_one_paragraph_only() -> None:
    hits = find_hits(lines_of(("bốn thủ", " "), ("tục mới", "\n"), ("thủ", "\n"), ("tục", "\n")), "thủ tục")
    assert [(hit.number, hit.line, hit.start, hit.end) for hit in hits] == [(0, 0, 4, 7), (0, 1, 0, 3)]
    assert len(find_hits(lines_of(("东京湾跨", ""), ("海大桥", "\n")), "跨海")) == 2


def test_decomposed_letters_are_found_and_marked_whole() -> None:
    (hit,) = find_hits(lines_of(("xe\u0302\u0300y", "\n")), "ê")
    assert (hit.start, hit.end) == (1, 2)


def test_nothing_is_found_for_nothing() -> None:
    assert find_hits(lines_of(("abc", "\n")), "  ") == []


@settings(deadline=None)
@given(st.text(max_size=12))
def test_finding_never_fails_and_hits_lie_inside_their_lines(wanted: str) -> None:
    lines = laid(article("vi")).lines
    for hit in find_hits(lines, wanted):
        assert 0 <= hit.start < hit.end <= len(lines[hit.line].text)


def test_the_end_is_marked_and_says_what_comes_next() -> None:
    story = article("vi")
    plain = laid(story, 40)
    assert END_MARK in shown(plain)[plain.text_end + 1].strip()
    assert END_MARK not in plain.copied((0, 0), (len(plain.lines) - 1, 0))
    lines = shown(laid(story, 40, ending=Ending("space", "next unread · PLO", "Một tiêu đề " * 6)))
    assert lines[-5].startswith("space  next unread · PLO")
    assert all(line.startswith("       ") or not line for line in lines[-4:])
    assert " ".join(" ".join(lines[-4:]).split()) == " ".join(["Một tiêu đề"] * 6)
    assert all(len(line) <= 40 for line in lines)


def test_what_has_no_text_has_no_end() -> None:
    assert not any(END_MARK in line for line in shown(laid(replace(article("vi"), blocks=()))))
