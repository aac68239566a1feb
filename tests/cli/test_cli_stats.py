"""`stats`, through the front door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli_world import Said

Bantin = Callable[..., Said]


def test_the_figures_of_the_samples_add_up(samples: Path, bantin: Bantin) -> None:
    assert bantin("reindex").code == 0
    said = bantin("stats", "--json")
    assert said.code == 0
    *feeds, whole = said.json
    assert whole["kind"] == "cache"
    assert sum(feed["entries"] for feed in feeds) == whole["entries"] > 100
    assert sum(feed["unread"] for feed in feeds) == whole["unread"]
    assert all(feed["bytes"] > 0 and feed["last_success"] for feed in feeds)
    assert any(feed["a_week"] > 0 for feed in feeds)
    assert 0 < whole["told_by_several"] <= whole["stories"]
    read = bantin("list", "all", "--json", "--limit", "1").json[0]
    bantin("mark", "read", str(read["id"]))
    after = {feed["id"]: feed for feed in bantin("stats", "--json").json[:-1]}[read["feed_id"]]
    assert 0 < after["read_share"] < 1
    plain = bantin("stats").out
    assert "stories" in plain
    assert "events told more than once" in plain


def test_an_empty_cache_has_figures_too(bantin: Bantin) -> None:
    (whole,) = bantin("stats", "--json").json
    assert (whole["entries"], whole["stories"], whole["picture_bytes"]) == (0, 0, 0)
    assert bantin("stats").code == 0
