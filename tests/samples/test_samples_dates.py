"""Moving printed dates: every form, markup and pages, back and forth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.sample_dates import printed_forms, shift_page, shift_text, shift_times

DAY = date(2025, 11, 18)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
SHIFTS = st.integers(-4000, 4000)


@pytest.mark.parametrize(
    ("printed", "moved"),
    [
        ("18/11", "3/12"),
        ("18/11/2025", "3/12/2025"),
        ("Thứ Ba, 18/11/2025 - 10:20 (GMT+7)", "Thứ Tư, 3/12/2025 - 10:20 (GMT+7)"),
        ("ngày 18 tháng 11 năm 2025", "ngày 3 tháng 12 năm 2025"),
        ("Tuesday, 18 November 2025, 07:00", "Wednesday, 3 December 2025, 07:00"),
        ("November 18", "December 3"),
        ("2025年11月18日 05:40", "2025年12月3日 05:40"),
        ("18 نوفمبر 2025، 11:00", "3 ديسمبر 2025، 11:00"),
        ("118/11", "118/11"),
        ("17/11", "17/11"),
        ("no date", "no date"),
    ],
)
def test_printed_dates_move_in_their_own_form(printed: str, moved: str) -> None:
    assert shift_text(printed, DAY, 15) == moved


@given(DAYS, SHIFTS)
def test_forms_of_two_days_stand_for_each_other(day: date, days: int) -> None:
    other = day + timedelta(days=days)
    assert len(printed_forms(day)) == len(printed_forms(other))
    for before, after in zip(printed_forms(day), printed_forms(other), strict=True):
        # Two forms of one day may look alike (18/11 with and without a leading zero): then either answer is right.
        assert shift_text(before, day, days) in {
            form for seen, form in zip(printed_forms(day), printed_forms(other), strict=True) if seen == before
        } | {after}


@given(DAYS, SHIFTS, st.text(alphabet="abc 12/:<>&ạ", max_size=30))
def test_markup_outside_of_time_elements_is_kept(day: date, days: int, text: str) -> None:
    markup = f"<p>{text}</p>"
    assert shift_times(markup, days) == markup
    assert shift_times(f'{markup}<time datetime="{day}">{day}</time>', 0).endswith(f">{day}</time>")


@given(DAYS, SHIFTS)
def test_there_and_back(day: date, days: int) -> None:
    markup = f'<p>On <time datetime="{day.isoformat()}">{day.isoformat()}</time> it rained.</p>'
    assert shift_times(shift_times(markup, days), -days) == markup


def test_pages_move_their_stamps_and_their_prose() -> None:
    page = (
        '<meta property="article:published_time" content="2025-11-18T10:20:00+07:00">'
        '<script>{"datePublished": "2025-11-18T10:20:00+07:00", "dateModified": "2025-11-19T00:00:00Z"}</script>'
        '<h1>2025-11-18</h1><time class="d" datetime="2025-11-18T10:20:00+07:00">Thứ Ba, 18/11/2025</time>'
        '<p>Ngày <time datetime="2025-12-01">1/12</time></p>'
    )
    assert shift_page(page, 365) == (
        '<meta property="article:published_time" content="2026-11-18T10:20:00+07:00">'
        '<script>{"datePublished": "2026-11-18T10:20:00+07:00", "dateModified": "2026-11-19T00:00:00Z"}</script>'
        '<h1>2025-11-18</h1><time class="d" datetime="2026-11-18T10:20:00+07:00">Thứ Tư, 18/11/2026</time>'
        '<p>Ngày <time datetime="2026-12-01">1/12</time></p>'
    )
