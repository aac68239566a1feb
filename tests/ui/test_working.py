"""What a screen puts off until its keys rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from reader.ui.screens import working


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands where it is put; `set` are the (seconds, stopped) of all timers."""
    found = SimpleNamespace(now=100.0, set=[])
    monkeypatch.setattr(working.time, "monotonic", lambda: found.now)

    def set_timer(seconds: float, _callback: object) -> SimpleNamespace:
        timer = [seconds, False]
        found.set.append(timer)
        return SimpleNamespace(stop=lambda: timer.__setitem__(1, True))

    found.set_timer = set_timer
    return found


def test_a_step_after_a_rest_does_not_wait_as_long_as_one_of_many(clock: SimpleNamespace) -> None:
    touch = working.WorkingScreen.later(cast("Any", clock), 0.15, lambda: None, first=0.03)
    for step, rest in enumerate((0.0, 0.2, 0.2, 1.0)):
        clock.now += rest
        touch()
        assert [stopped for _, stopped in clock.set] == [True] * step + [False]
    assert [seconds for seconds, _ in clock.set] == [0.03, 0.15, 0.15, 0.03]


def test_without_a_first_one_every_step_waits_the_same(clock: SimpleNamespace) -> None:
    touch = working.WorkingScreen.later(cast("Any", clock), 0.15, lambda: None)
    touch()
    clock.now += 10
    touch()
    assert [seconds for seconds, _ in clock.set] == [0.15, 0.15]
