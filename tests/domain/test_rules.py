"""Rules as they are typed, and what can be muted about a story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import QueryError, UsageError
from reader.domain.query_parser import parse
from reader.domain.rules import Actions, Do, mutes, read_actions, read_query


def test_actions_are_read_and_written() -> None:
    actions = read_actions("Read, tag:Đọc sau,star, read,tag:đọc SAU")
    assert actions == Actions((Do.READ, Do.STAR), ("Đọc sau",))
    assert read_actions(str(actions)) == actions


@pytest.mark.parametrize("text", ["", " , ", "explode", "tag:", "tag:,", "read, x"])
def test_what_is_no_action_is_named(text: str) -> None:
    with pytest.raises(UsageError):
        read_actions(text)


@pytest.mark.parametrize(
    ("query", "said", "place"),
    [
        ("", "nothing", (0, 1)),
        ("colour:red", "no field", (0, 7)),
        ("(bão OR lũ", "never closed", (0, 1)),
        ("/(/", "regular expression", (0, 3)),
        ("bão sources:>=3", "not known yet", (4, 15)),
        ("-has:related", "not known yet", (1, 12)),
        ("is:queued OR x", "not known yet", (0, 9)),
    ],
)
def test_a_query_that_no_rule_can_have(query: str, said: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryError, match=said) as error:
        read_query(query)
    assert (error.value.start, error.value.end) == place


def test_what_can_be_muted() -> None:
    found = {(one.kind, one.value): one.query for one in mutes("Giá vàng ở Hà Nội tăng mạnh", "An", "Báo", "Báo Mới")}
    assert found["word", "Hà Nội"] == 'feed:"Báo Mới" title:"Hà Nội"'
    assert found["word", "Giá vàng"] == 'feed:"Báo Mới" title:"Giá vàng"'
    assert ("word", "vàng ở") not in found
    assert found["author", "An"] == 'feed:"Báo Mới" author:An'
    assert found["source", "Báo"] == 'feed:"Báo Mới"'
    assert ("word", "ở") not in found
    english = mutes("Bank of England cuts rates", "", "", "")
    assert [one.value for one in english] == ["Bank", "England", "cuts", "rates"]


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_muted_can_be_read(title: str, author: str, source: str, feed: str) -> None:
    for one in mutes(title, author, source, feed):
        parse(one.query)
