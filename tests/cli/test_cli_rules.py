"""`bantin rules`: made, tried, listed, switched off, removed; and what they do in a refresh."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_world import Said
from pytest_httpserver import HTTPServer

Bantin = Callable[..., Said]


def test_a_rule_acts_on_what_arrives(site: HTTPServer, bantin: Bantin) -> None:
    made = bantin("rules", "add", "Borders", "--query", "title:border", "--then", "star, notify, tag:x", "--json").json
    assert made[0]["then"] == "star, notify, tag:x"
    assert bantin("add", site.url_for("/news.xml")).code == 0
    (one,) = bantin("list", "starred", "--json").json
    assert (one["title"], one["tags"]) == ("Border queue falls", ["x"])
    (rule,) = bantin("rules", "list", "--json").json
    assert (rule["hits"], rule["enabled"]) == (1, True)
    assert bantin("rules", "disable", "borders").code == 0
    assert "off" in bantin("rules").out
    assert bantin("rules", "enable", str(rule["id"])).code == 0
    assert bantin("rules", "remove", "Borders", "--json").json[0]["done"] == "remove"
    assert bantin("rules", "list").out == ""


def test_a_query_is_tried_on_the_cache(site: HTTPServer, bantin: Bantin) -> None:
    bantin("add", site.url_for("/news.xml"))
    said = bantin("rules", "test", "title:border")
    assert said.lines[0] == "1 story in the cache meets it"
    assert "Border queue falls" in said.lines[1]
    count, row = bantin("rules", "test", "title:border", "--json").json
    assert count == {"count": 1, "everything": False, "complete": True, "missing": []}
    assert row["title"] == "Border queue falls"
    assert "'gone'" in bantin("rules", "test", "feed:gone").err


def test_a_rule_that_meets_everything_wants_a_word(site: HTTPServer, bantin: Bantin) -> None:
    bantin("add", site.url_for("/news.xml"))
    said = bantin("rules", "add", "All", "--query=-nothingofthesort", "--then", "read")
    assert said.code == 2
    assert "--yes" in said.err
    assert bantin("rules").out == ""
    assert bantin("rules", "add", "All", "--query=-nothingofthesort", "--then", "read", "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x", "--query", "colour:red", "--then", "read"), "no field"),
        (("add", "x", "--query", "(a", "--then", "read"), "never closed"),
        (("add", "x", "--then", "read"), "nothing to look for"),
        (("add", "x", "--query", "a", "--then", "explode"), "explode"),
        (("add", "x", "--query", "a"), "what the rule does"),
        (("add", "x", "--query", "sources:3", "--then", "read"), "not known yet"),
        (("test",), "say which"),
        (("remove", "nobody"), "no rule is called"),
    ],
)
def test_what_is_not_clear_changes_nothing(bantin: Bantin, words: tuple[str, ...], said: str) -> None:
    answer = bantin("rules", *words)
    assert answer.code == 2
    assert said in answer.err
    assert bantin("rules").out == ""
