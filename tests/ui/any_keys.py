"""Anything that hands can do, in any order: keys one by one and several at once, words, clicks, other sizes.

Whatever a person or a cat types, the program must go on. Steps come of a seed; a list of them can be played again, and
made shorter by leaving some out (`tests.benchmarks.any_keys`).
"""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from textual import events
from textual.app import ScreenStackError
from textual.keys import _character_to_key
from textual.pilot import Pilot

from reader.config import Config, Opening
from reader.ui.commands import COMMANDS

from .looking import painted_at_rest
from .whole_app import Whole, whole_app

_NEVER = ("quit", "suspend")
_SIZES = (
    *((176, 48), (128, 40), (120, 36), (100, 30), (80, 24), (60, 24), (50, 20), (30, 10), (20, 5), (5, 3)),
    *((2, 2), (1, 1)),
)
_KEYS = [key for command in COMMANDS if command.name not in _NEVER for key in command.keys]
_OFTEN = (
    *("j", "k", "enter", "escape", "h", "l", "tab", "space", "g g", "G", "1", "2", "3", "c", "f", "q", "n", "N", "."),
    *("H", "L", "down", "up", "a", "b", "s", "x", "?", "/", ":"),
)
_WORDS = ("bão", "gió mùa", "title:x", "feed:", "(", '"', "a", "story", "news.example", "./x.opml", "đ", "-")
_SIGNS = string.ascii_letters + string.digits + string.punctuation


@dataclass(frozen=True)
class Keys:
    """Typed at once, as to a program that is slower than the fingers."""

    keys: tuple[str, ...]

    async def play(self, pilot: Pilot[object]) -> None:
        for key in self.keys:
            pilot.app.post_message(typed(key))


@dataclass(frozen=True)
class Size:
    """Another size of the terminal."""

    columns: int
    rows: int

    async def play(self, pilot: Pilot[object]) -> None:
        await pilot.resize_terminal(self.columns, self.rows)


@dataclass(frozen=True)
class Click:
    """Once or twice, at a share of the width and of the height."""

    x: float
    y: float
    times: int

    async def play(self, pilot: Pilot[object]) -> None:
        # By way of the app, as the terminal's driver does it. The pilot goes round it, and what looks there whether
        # anything is left of what is clicked on.
        x, y = int(self.x * pilot.app.size.width), int(self.y * pilot.app.size.height)
        for kind in (events.MouseDown, events.MouseUp) * self.times:
            pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


Step = Keys | Size | Click


def steps_of(seed: int) -> Iterator[Step]:
    """Steps without end."""
    chance = random.Random(seed)
    while True:
        kind = chance.random()
        if kind < 0.4:
            yield Keys(tuple(chance.choice(_OFTEN).split()))
        elif kind < 0.7:
            yield Keys(tuple(chance.choice(_KEYS).split()))
        elif kind < 0.8:
            several = (chance.choice((*_OFTEN, *_KEYS)) for _ in range(chance.randint(2, 6)))
            yield Keys(tuple(key for keys in several for key in keys.split()))
        elif kind < 0.84:
            yield Keys(tuple(chance.choices(_SIGNS, k=chance.randint(1, 4))))
        elif kind < 0.89:
            yield Keys((*chance.choice(_WORDS), *(["enter"] if chance.random() < 0.6 else [])))
        elif kind < 0.93:
            yield Size(*chance.choice(_SIZES))
        elif kind < 0.97:
            yield Click(chance.random(), chance.random(), chance.randint(1, 2))
        else:
            name = chance.choice([command.name for command in COMMANDS if command.name not in _NEVER])
            yield Keys((":", *name.replace("-", " "), "enter"))


async def play(folder: Path, steps: Sequence[Step], *, rest: Callable[[], float] = lambda: 0.0) -> int:
    """Play the steps on the sample world, waiting `rest()` seconds after each; returns how many were played before the
    program was left. What it fails with is raised."""
    config = Config(open=Opening(browser=["true"], enclosure=["true"]))
    played = 0
    with painted_at_rest():
        async with whole_app(folder, config=config, size=_SIZES[2], offline=True) as whole:
            for step in steps:
                if whole.app.return_code is not None:
                    break
                await step.play(whole.pilot)
                await asyncio.sleep(rest())
                played += 1
                if played % 8 == 0:
                    await _rest(whole)
            await _rest(whole)  # or the last keys reach an app that the test has closed
    return played


async def _rest(whole: Whole) -> None:
    with suppress(ScreenStackError):  # where the program was left meanwhile, the pilot looks at a screen that is gone
        if whole.app.return_code is None:
            await whole.press()


def typed(key: str) -> events.Key:
    """What the terminal's driver makes of it."""
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(key, " " if key == "space" else None)
