"""Stepping back: the process, and its session where only that counts."""

from __future__ import annotations

import builtins
import os
import time
from pathlib import Path

import pytest

from reader import niceness


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(os, "nice", lambda by: 5 + by)
    monkeypatch.setattr(os, "getsid", lambda _process: os.getpid())
    monkeypatch.setattr(niceness, "_GROUP", str(tmp_path / "autogroup"))
    return tmp_path / "autogroup"


def test_the_session_becomes_as_nice_as_the_process(said: Path) -> None:
    niceness.step_back(10)
    assert said.read_text() == "15"


def test_the_session_of_another_process_stays_as_it_is(said: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getsid", lambda _process: os.getppid())
    niceness.step_back(10)
    assert not said.exists()


def test_where_sessions_are_nothing_special_the_process_alone_does(
    said: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(niceness, "_GROUP", str(tmp_path / "no" / "such"))
    niceness.step_back(10)
    assert not said.exists()


def test_who_comes_too_soon_after_another_tries_again_and_then_lets_it_be(
    said: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)

    def refused(*_arguments: object, **_options: object) -> object:
        raise BlockingIOError

    monkeypatch.setattr(builtins, "open", refused)
    niceness.step_back(10)
    monkeypatch.undo()
    assert len(waited) == 3
    assert not said.exists()
