"""`bantin tag`: put on, taken away, listed, renamed; what is not clear changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_world import Said

Bantin = Callable[..., Said]


def tagged(bantin: Bantin) -> dict[str, int]:
    """Tag -> how many stories carry it."""
    return {one["tag"]: one["stories"] for one in bantin("tag", "list", "--json").json}


def test_stories_are_tagged_by_number_and_by_query(filled: Bantin) -> None:
    first, second, third = filled("list", "all", "--json").json
    assert filled("tag", "add", "Đọc sau, x", str(first["id"]), second["url"]).out == "2 stories changed\n"
    assert filled("tag", "add", "y", "--feed", "sport", "--json").json == [{"tag": "y", "done": "add", "changed": 1}]
    assert tagged(filled) == {"x": 2, "y": 1, "Đọc sau": 2}
    assert [story["tags"] for story in filled("list", "--query", "tag:sau", "--json").json] == []
    found = filled("list", "all", "--query", 'tag:"đọc sau"', "--json").json
    assert [story["id"] for story in found] == [first["id"], second["id"]]
    assert found[0]["tags"] == ["x", "Đọc sau"] or found[0]["tags"] == ["Đọc sau", "x"]
    assert filled("tag", "remove", "Y", str(third["id"]), first["url"], second["url"]).out == "1 story changed\n"
    assert filled("tag", "rename", "x", "đọc SAU").code == 0
    assert tagged(filled) == {"Đọc sau": 2}
    assert filled("tag", "remove", "đọc sau").out == "2 stories changed\n"
    assert tagged(filled) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "name a tag"),
        (("add", " ,-x"), "name a tag"),
        (("add", "x"), "name stories"),
        (("add", "x", "99"), "no story 99"),
        (("add", "x", "1", "--query", "bão"), "name stories"),
        (("add", "x", "--query", "colour:red"), "no field"),
        (("remove", "nobody"), "no story carries"),
        (("rename", "nobody", "x"), "no story carries"),
        (("rename", "x"), "new name"),
    ],
)
def test_what_is_not_clear_changes_nothing(filled: Bantin, words: tuple[str, ...], said: str) -> None:
    answer = filled("tag", *words)
    assert answer.code == 2
    assert said in answer.err
    assert tagged(filled) == {}
