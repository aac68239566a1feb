"""`bantin prune`: nothing goes that was not shown and agreed to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import Said
from pytest_httpserver import HTTPServer

Bantin = Callable[..., Said]


@pytest.fixture
def limited(site: HTTPServer, bantin: Bantin, tmp_path: Path) -> Callable[..., Said]:
    """`limited(count, *words)`: a command under a configuration that keeps so many stories of each feed."""
    assert bantin("add", site.url_for("/news.xml")).code == 0

    def command(count: int, *words: str) -> Said:
        config = tmp_path / "config.toml"
        config.write_text(f"[retention]\ncount = {count}\n")
        return bantin("--config", str(config), *words)

    return command


def stories(bantin: Bantin) -> int:
    return len(bantin("list", "all", "--json").json)


def test_without_limits_all_is_kept_and_the_way_is_told(bantin: Bantin) -> None:
    said = bantin("prune")
    assert said.code == 0
    assert "[retention]" in said.out


def test_the_first_time_nothing_goes_unasked(limited: Callable[..., Said], bantin: Bantin) -> None:
    shown = limited(1, "prune", "--dry-run")
    assert (shown.code, stories(bantin)) == (0, 2)
    assert "1 of 2 stories goes" in shown.out or "1 of 2 stories go" in shown.out
    refused = limited(1, "prune")
    assert (refused.code, stories(bantin)) == (2, 2)
    assert "--yes" in refused.err
    assert limited(1, "prune", "--yes").lines[-1] == "1 story removed"
    assert stories(bantin) == 1
    # What is still in the document does not come back.
    assert limited(1, "refresh").code == 0
    assert stories(bantin) == 1


def test_what_was_agreed_to_goes_by_itself_and_stricter_limits_are_asked_about(
    limited: Callable[..., Said], bantin: Bantin
) -> None:
    assert limited(2, "prune", "--yes", "--json").json == [
        {"going": 0, "kept": 0, "stories": 2, "agreed": False},
        {"removed": 0},
    ]
    assert limited(2, "prune", "--json").json[-1] == {"removed": 0}
    assert limited(1, "prune").code == 2
    assert stories(bantin) == 2


def test_starred_stories_stay_and_are_counted(limited: Callable[..., Said], bantin: Bantin) -> None:
    ids = [story["id"] for story in bantin("list", "all", "--json").json]
    assert bantin("mark", "star", *map(str, ids)).code == 0
    said = limited(1, "prune", "--yes", "--json")
    assert said.json[0]["kept"] == 1
    assert stories(bantin) == 2
