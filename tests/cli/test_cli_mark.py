"""`bantin mark`: by number, query, feed and age; what is not clear changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_world import Said

Bantin = Callable[..., Said]


def state(bantin: Bantin) -> dict[str, tuple[bool, bool]]:
    """Title -> (read, starred)."""
    return {story["title"]: (story["read"], story["starred"]) for story in bantin("list", "all", "--json").json}


def test_by_number_and_by_address(filled: Bantin) -> None:
    first, second, third = filled("list", "all", "--json").json
    assert filled("mark", "read", str(first["id"]), second["url"]).out == "2 stories changed\n"
    assert filled("mark", "star", str(third["id"]), "--json").json == [{"marked": "star", "changed": 1}]
    assert filled("mark", "unread", str(first["id"])).out == "1 story changed\n"
    assert filled("mark", "unstar", str(third["id"])).out == "1 story changed\n"
    assert [story["read"] for story in filled("list", "all", "--json").json] == [False, True, False]


def test_by_query_feed_age_and_all(filled: Bantin) -> None:
    assert filled("mark", "star", "--query", "title:border").code == 0
    assert [title for title, (_read, starred) in state(filled).items() if starred] == ["Border queue falls"]
    assert filled("mark", "read", "--feed", "sport").out == "1 story changed\n"
    assert filled("mark", "read", "--older-than", "9999y").out == "0 stories changed\n"
    assert filled("mark", "read", "--query", "is:starred", "--feed", "news").out == "1 story changed\n"
    assert filled("mark", "read", "--all").out == "1 story changed\n"
    assert all(read for read, _starred in state(filled).values())
    assert filled("mark", "unread", "--all").out == "3 stories changed\n"


@pytest.mark.parametrize(
    "words",
    [
        ("read",),
        ("read", "1", "--all"),
        ("read", "--all", "--query", "x"),
        ("read", "999999"),
        ("star", "https://nowhere.example/"),
        ("read", "99999999999999999999999"),
        ("read", "--older-than", "soon"),
        ("read", "--older-than", "3 parsecs"),
        ("read", "--feed", "nobody"),
        ("read", "--query", "(unclosed"),
        ("read", "--query", "nofield:x is:strange"),
        ("paint", "1"),
    ],
)
def test_what_is_not_clear_is_said_and_changes_nothing(filled: Bantin, words: tuple[str, ...]) -> None:
    before = state(filled)
    said = filled("mark", *words)
    assert said.code == 2
    assert said.err
    assert state(filled) == before
