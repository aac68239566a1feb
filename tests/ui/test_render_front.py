"""The front page as lines: nothing overlaps, nothing is wider than its column, every story stands once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.front import ABOVE, FrontPage, FrontStory, Section, Span, sections
from reader.domain.models import EntryRow, Folder, Subscription
from reader.ui.render.art import Art
from reader.ui.render.front import TWO_COLUMNS, Page, Setting, Size, page_of, story_lines
from reader.ui.render.lines import Line

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def row(number: int, title: str = "Một cửa quốc gia mở rộng", source: str = "Báo Bến", **more: object) -> EntryRow:
    when = NOW - timedelta(hours=number % 20)
    values = {"image_url": f"https://p.example/{number}.jpg" if number % 2 else ""} | more
    return EntryRow(number, 1, title, "https://p.example/", source, "Lời dẫn của bài này. " * 20, when, when, **values)  # type: ignore[arg-type]


def story(number: int, others: int = 0, **more: object) -> FrontStory:
    told = tuple(row(1000 * other + number, source=f"Báo số {other} - Thời sự") for other in range(1, others + 1))
    return FrontStory(number, row(number, **more), told, others + 1)  # type: ignore[arg-type]


def parts(*counts: int) -> list[Section]:
    """The stories above, and sections of so many."""
    made, number = [], 0
    for folder, count in enumerate(counts):
        stories = tuple(story(number + each + 1, others=(number + each) % 4) for each in range(count))
        made.append(Section(ABOVE if folder == 0 else folder, f"Mục {folder}" if folder else "", stories))
        number += count
    return made


def pictures(url: str, columns: int, rows: int) -> list[Line]:
    return [Line(art=Art(url, number, rows, columns)) for number in range(rows)]


def text(page: Page) -> str:
    lines = [""] * page.height
    for block in sorted(page.blocks, key=lambda block: block.x):
        for number, line in enumerate(block.lines):
            own = "".join(piece.text for piece in line.margin) + (line.text or "#" * line.cells)
            lines[block.y + number] = lines[block.y + number].ljust(block.x) + own
    return "\n".join(lines)


def check(page: Page, columns: int) -> None:
    taken: set[tuple[int, int]] = set()
    for block in page.blocks:
        assert block.x >= 0
        assert block.x + block.columns <= columns
        for number, line in enumerate(block.lines):
            assert line.cells <= block.columns
            cells = {(block.y + number, x) for x in range(block.x, block.x + block.columns)}
            assert not cells & taken
            taken |= cells
    assert page.height >= max((block.end for block in page.blocks), default=0)


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(12, 200), st.lists(st.integers(0, 9), min_size=1, max_size=4), st.booleans())
def test_nothing_overlaps_at_any_width(columns: int, counts: list[int], drawn: bool) -> None:
    made = [section for section in parts(*counts) if section.stories]
    setting = Setting(columns, NOW, UTC, pictures) if drawn else Setting(columns, NOW, UTC)
    page = page_of(made, setting)
    check(page, columns)
    assert [each.key for each in page.stories] == [each.key for section in made for each in section.stories]
    for number in range(len(page.stories)):
        plain, chosen = page.block(number), page.selected(number)
        assert len(plain.lines) == len(chosen.lines), "selecting a story moves nothing"
        assert all(line.cells <= chosen.columns for line in chosen.lines)


def test_two_columns_where_there_is_room() -> None:
    made = parts(5, 4, 4)
    assert {block.x for block in page_of(made, Setting(TWO_COLUMNS - 1, NOW, UTC)).blocks} == {0}
    assert len({block.x for block in page_of(made, Setting(TWO_COLUMNS, NOW, UTC)).blocks}) > 1


def test_a_section_much_longer_than_the_others_takes_both_columns() -> None:
    page = page_of(parts(5, 20, 2), Setting(140, NOW, UTC))
    xs = {page.block(number).x for number in range(5, 25)}
    assert len(xs) == 2


def test_the_numbers_of_other_tellings_show_on_the_selected_story() -> None:
    setting = Setting(90, NOW, UTC)
    plain = story_lines(story(2, others=2), 90, Size.SMALL, setting)[-1].text
    chosen = story_lines(story(2, others=2), 90, Size.SMALL, setting, selected=True)[-1].text
    assert plain == "3 sources · Báo Bến 2h · Báo số 1 - Thời sự 2h · Báo số 2 - Thời sự 2h"
    assert chosen == "3 sources · Báo Bến 2h · 1 Báo số 1 - Thời sự 2h · 2 Báo số 2 - Thời sự 2h"


def test_what_was_read_is_dim_and_stays_where_it_was() -> None:
    made = parts(5, 4)
    read = [
        replace(one, stories=tuple(replace(s, lead=replace(s.lead, read=True)) for s in one.stories)) for one in made
    ]
    before, after = (page_of(one, Setting(90, NOW, UTC)) for one in (made, read))
    assert [(block.x, block.y, block.story) for block in before.blocks] == [(b.x, b.y, b.story) for b in after.blocks]
    roles = {piece.look.role for block in after.blocks for line in block.lines for piece in line.pieces}
    assert "title" not in roles


@pytest.mark.parametrize("title", ["", "新" * 90, "مرحبا بالعالم " * 12, "\x1b[31mđỏ\x07", "👩‍👩‍👧 họ"])
def test_any_title_stays_in_its_column(title: str) -> None:
    page = page_of(
        [Section(ABOVE, "", (story(1, title=title), story(2, others=2, title=title)))], Setting(40, NOW, UTC)
    )
    check(page, 40)
    assert "\x1b" not in text(page)


def test_sections_are_the_folders_at_the_top() -> None:
    folders = [Folder(1, "Tin"), Folder(2, "Sâu", parent_id=1), Folder(3, "Trước", position=-1), Folder(4, "Vòng", 4)]
    feeds = [Subscription(number, "https://p.example", "feed", folder_id=folder) for number, folder in
             ((1, 2), (2, 3), (3, 0), (4, 99))]  # fmt: skip
    stories = tuple(replace(story(n), lead=replace(row(n), feed_id=n % 5)) for n in range(1, 20))
    found = sections(FrontPage(Span.TODAY, NOW, stories), feeds, folders)
    assert [(one.folder_id, one.title) for one in found] == [(ABOVE, ""), (3, "Trước"), (1, "Tin"), (0, "")]
    assert sorted(each.key for one in found for each in one.stories) == list(range(1, 20))
