"""`kill -9` of the real processes, a few times; `python -m tests.benchmarks.crash` does it sixty times."""

from __future__ import annotations

from pathlib import Path

from tests.store import kill_rounds


def test_processes_killed_while_they_refresh_lose_nothing_and_leave_no_child(tmp_path: Path) -> None:
    world = kill_rounds.many(tmp_path / "data", 1)
    assert world.losses == []
    assert world.killed >= 1
