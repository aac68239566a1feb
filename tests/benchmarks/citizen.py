"""The good citizen of promises.md, point by point: `python -m tests.benchmarks.citizen`.

Each point is a scene with a real engine, a real store, a real client and a scripted loopback server, on a clock of its
own; what is printed is what the server and the store saw. Ends with 1 when a point does not hold. The suite tests the
same rules one by one (tests/net, tests/engine), and plays this table once.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.benchmarks import citizen_fetch, citizen_pace
from tests.benchmarks.citizen_stage import Stage

Scene: TypeAlias = Callable[[Stage], Awaitable[str]]
"""Plays a point; gives what was observed. Raises AssertionError where the point does not hold."""

SCENES: tuple[Scene, ...] = (*citizen_pace.SCENES, *citizen_fetch.SCENES)


@dataclass(frozen=True, slots=True)
class Point:
    """How one point went."""

    name: str
    holds: bool
    observed: str


async def play(folder: Path, scene: Scene) -> Point:
    """Play one point on a stage of its own."""
    name = (scene.__doc__ or scene.__name__).strip().rstrip(".")
    async with Stage.opened(folder / scene.__name__) as stage:
        try:
            return Point(name, True, await scene(stage))
        except AssertionError as error:
            return Point(name, False, str(error) or "does not hold")


def points() -> list[Point]:
    """All of them."""

    async def every() -> list[Point]:
        with tempfile.TemporaryDirectory(prefix="bantin-citizen-") as name:
            return [await play(Path(name), scene) for scene in SCENES]

    return asyncio.run(every())


def main() -> int:
    """Print the table."""
    found = points()
    for point in found:
        print(f"{'pass' if point.holds else 'FAIL'}  {point.name:<62} {point.observed}")
    print(f"{sum(point.holds for point in found)} of {len(found)} points hold")
    return 0 if all(point.holds for point in found) else 1


if __name__ == "__main__":
    sys.exit(main())
