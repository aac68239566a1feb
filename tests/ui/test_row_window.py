"""The window of rows in memory."""

from __future__ import annotations

from array import array

import pytest

from reader.ui.widgets.row_window import RowWindow
from tests.ui.reading_texts import row


def window(count: int = 1000) -> RowWindow:
    own = RowWindow()
    own.replace(array("q", range(1, count + 1)), forget=True)
    return own


def test_screens_around_the_visible_one_are_wanted() -> None:
    own = window()
    assert own.wanted(100, 10) == list(range(71, 141))
    own.put([row(n) for n in range(71, 141)], range(71, 141), 100)
    assert own.wanted(100, 10) == []
    assert own.wanted(105, 10) == []
    assert own.wanted(121, 10) == list(range(141, 162))


def test_the_ends_of_the_list() -> None:
    assert window(5).wanted(0, 10) == [1, 2, 3, 4, 5]
    assert window(0).wanted(0, 10) == []


def test_rows_that_do_not_come_are_gone_and_not_asked_again() -> None:
    own = window(5)
    own.put([row(1), row(3)], [1, 2, 3], 0)
    assert own.is_gone(1)
    assert own.missing(0, 3) == []


def test_changed_rows_are_read_again_and_stay_until_then() -> None:
    own = window(5)
    own.put([row(n) for n in range(1, 6)], range(1, 6), 0)
    own.touch([2, 99])
    assert own.row(1) == row(2)
    assert own.wanted(0, 5) == [2]
    own.put([row(2)], [2], 0)
    assert own.wanted(0, 5) == []


def test_an_id_is_found_near_and_far() -> None:
    own = window(5000)
    assert [own.index(4000, near) for near in (0, 3990)] == [3999, 3999]
    assert own.index(9999) == -1


def test_memory_is_bounded() -> None:
    own = window(100_000)
    for start in range(0, 100_000, 1000):
        ids = range(start + 1, start + 1001)
        own.put([row(n) for n in ids], ids, start)
    assert len(own._rows) <= 6000
    assert own.row(99_500) is not None


def test_the_first_and_the_last_screen_are_wanted_once_wherever_one_is() -> None:
    own = window()
    own.put([row(n) for n in own.wanted(500, 10)], own.wanted(500, 10), 500)
    assert own.wanted_at_ends() == [*range(1, 11), *range(991, 1001)]
    own.put([row(n) for n in range(2, 11)], range(1, 11), 500)
    own.touch(range(2, 1001))
    assert own.wanted_at_ends() == list(range(991, 1001)), "neither what is gone nor what is out of date"
    small = window(12)
    assert small.wanted(0, 10) == list(range(1, 13)) == small.wanted_at_ends()


@pytest.mark.parametrize("cursor", [50_000, 0])
def test_a_screen_of_any_height_is_read_once(cursor: int) -> None:
    """With the cursor on it, or far away: the wheel leaves it where it is."""
    own, high, asked = window(100_000), 2_000, 0
    ends = [*range(1, high + 1), *range(100_000 - high + 1, 100_001)]
    own.wanted(50_000, high)
    own.put([row(n) for n in ends], ends, cursor)
    for top in range(40_000, 60_000, high):
        for _again in range(3):
            ids = own.wanted(top, high)
            own.put([row(n) for n in ids], ids, cursor)
            asked += len(ids)
    assert asked == 18_000 + 7 * high
    assert own.wanted_at_ends() == []
    assert len(own._rows) <= 60_000
