"""The window of rows in memory."""

from __future__ import annotations

from array import array

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
