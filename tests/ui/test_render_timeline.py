"""The timeline of a story as lines, and sentences found again on the lines of a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.coverage import Chapter, StoryCoverage, Telling
from reader.domain.models import EntryRow, Mark
from reader.ui.render.ages import lag, long_day
from reader.ui.render.lines import Line, Look, Piece, flow
from reader.ui.render.timeline import Kind, Setting, items_of, timeline
from reader.ui.render.wording import marks_of, paragraphs_of

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TITLES = (
    "Cầu Trà Lam đóng cửa đột ngột trong đêm sau khi thợ lặn phát hiện vết nứt ở trụ số ba",
    "茶蓝大桥因三号桥墩裂缝连夜封闭，每天三万四千辆车需绕行，维修预计三个月",
    "أغلق الجسر ليلا بعد اكتشاف شق في الدعامة",
    "Bridge shut 🌉 after divers find a crack",
    "",
    "x" * 300,
)


def telling(number: int, hours: float, title: str = "", **changes: object) -> Telling:
    row = EntryRow(
        number, 1, title or TITLES[number % len(TITLES)], f"https://a.example/{number}", f"Báo số {number} - Thời sự",
        "Lời dẫn của bài.", NOW, NOW,
    )  # fmt: skip
    return Telling(replace(row, **changes), NOW - timedelta(hours=hours), dated=number % 5 != 3)  # type: ignore[arg-type]


def story() -> StoryCoverage:
    first = replace(telling(1, 50), copies=(telling(2, 49), telling(3, 40)))
    chapter = Chapter(1, (first, telling(4, 30, mark=Mark.FETCH), telling(5, 2, read=True, starred=True)), 4)
    later = Chapter(-6, (telling(6, 1),), 1)
    earlier = (Chapter(7, (telling(7, 400), telling(8, 380)), 2), Chapter(-9, (telling(9, 9000),), 1))
    return StoryCoverage(1, chapter, (later,), earlier, followed=1)


def drawn(coverage: StoryCoverage, setting: Setting) -> list[str]:
    return [item.line.text for item in timeline(coverage, items_of(coverage, setting.unfolded), setting)]


@given(st.integers(8, 140), st.sampled_from(["24h", "12h"]), st.booleans(), st.booleans())
def test_no_line_is_wider_than_its_columns_and_every_item_has_one(
    columns: int, clock: str, unfolded: bool, teaser: bool
) -> None:
    coverage = story()
    folded = items_of(coverage, frozenset())
    opened = frozenset(item.key for item in folded if item.kind is not Kind.TELLING) if unfolded else frozenset()
    items = items_of(coverage, opened)
    setting = Setting(columns, NOW, UTC, clock, opened, items[0].key, teaser, picked=4, reading=5)
    lines = timeline(coverage, items, setting)
    assert max(item.line.cells for item in lines) <= columns
    assert [target for target in dict.fromkeys(item.target for item in lines) if target >= 0] == [*range(len(items))]


def test_what_is_folded_is_counted_and_what_is_unfolded_stands_in_its_place() -> None:
    coverage = story()
    assert [item.telling.row.id for item in items_of(coverage, frozenset())] == [1, 1, 4, 5, 6, 7, 9]
    copies, chapter = (str(Kind.COPIES), 1), (str(Kind.CHAPTER), 7)
    opened = items_of(coverage, frozenset({copies, chapter}))
    assert [item.telling.row.id for item in opened] == [1, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9]
    text = "\n".join(drawn(coverage, Setting(80, NOW, UTC)))
    assert "same text in 2 other places  Báo số 2" in text
    assert text.index("WHAT CAME AFTER") < text.index("THE STORY SO FAR")


def test_the_head_counts_and_the_days_are_headings() -> None:
    lines = drawn(story(), Setting(80, NOW, UTC))
    assert lines[2] == "4 sources · 5 tellings · over 3 days · 4 unread · followed"
    assert [line for line in lines if "May" in line][:3] == ["Saturday · 2 May", "Yesterday · 3 May", "Today · 4 May"]


def test_who_came_first_how_much_later_the_others_and_which_is_open() -> None:
    lines = drawn(story(), Setting(80, NOW, UTC, reading=5, picked=4))
    assert "Báo số 1 - Thời sự · first" in lines
    assert "Báo số 4 - Thời sự ① ○ · +20 h" in lines
    assert "Báo số 5 - Thời sự ★ · +2 d · open in the reader" in lines


def test_a_telling_alone_is_not_called_the_first() -> None:
    lines = drawn(StoryCoverage(1, Chapter(-1, (telling(1, 1),), 1)), Setting(80, NOW, UTC))
    assert not any("first" in line for line in lines)


def test_hours_are_those_of_the_reader_and_an_undated_telling_has_none() -> None:
    zone = timezone(timedelta(hours=7))
    coverage = StoryCoverage(1, Chapter(1, (telling(1, 5), replace(telling(2, 4), dated=False)), 2))
    margins = [
        "".join(piece.text for piece in item.line.margin)
        for item in timeline(coverage, items_of(coverage, frozenset()), Setting(60, NOW, zone))
        if item.target >= 0
    ]
    assert margins[0] == "14:00 ● "
    assert next(m for m in margins[1:] if "●" in m) == "      ● "


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today · 4 May"), (1, "Yesterday · 3 May"), (9, "Saturday · 25 Apr"), (400, "30 Mar 2025")]
)
def test_days_as_headings(days: int, words: str) -> None:
    assert long_day(NOW - timedelta(days=days), NOW, UTC) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, ""), (25, "+25 min"), (95, "+2 h"), (60 * 30, "+30 h"), (60 * 60, "+2 d")]
)
def test_lags(minutes: int, words: str) -> None:
    assert lag(timedelta(minutes=minutes)) == words


def test_two_hundred_tellings_are_drawn() -> None:
    chapter = Chapter(1, tuple(telling(number, 300 - number) for number in range(1, 201)), 90)
    coverage = StoryCoverage(1, chapter)
    assert len(items_of(coverage, frozenset())) == 200
    assert len(drawn(coverage, Setting(100, NOW, UTC))) > 400


# -- wording

PARAGRAPH = "The bridge was shut at night. Divers had found a crack in the third pier. Nobody was hurt."


def lines_of(text: str, columns: int) -> list[Line]:
    return flow([Piece(text, Look("body"))], columns)


@given(st.integers(8, 90))
def test_sentences_are_found_on_their_lines_at_every_width(columns: int) -> None:
    lines = [Line(), *lines_of(PARAGRAPH, columns), Line(), *lines_of("Another paragraph.", columns)]
    first, second = paragraphs_of(lines)
    assert " ".join(first.text.split()) == PARAGRAPH
    assert second.text.split() == ["Another", "paragraph."]
    start = first.text.index("Divers")
    end = first.text.index(" Nobody")
    marks = list(marks_of(lines, [[(start, end)], []]))
    shared = " ".join(lines[mark.line].text[mark.start : mark.end].strip() for mark in marks if mark.shared)
    assert shared.replace(" ", "") == PARAGRAPH[start:end].replace(" ", "")
    own = "".join(lines[mark.line].text[mark.start : mark.end] for mark in marks if not mark.shared)
    assert "bridge" in own
    assert "Another" in own
    assert "crack" not in own


def test_words_broken_without_a_space_stay_one_text() -> None:
    lines = lines_of("大桥今晨封闭检查发现裂缝" * 4, 10)
    (paragraph,) = paragraphs_of(lines)
    assert paragraph.text == "大桥今晨封闭检查发现裂缝" * 4
