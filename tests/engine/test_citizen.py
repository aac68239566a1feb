"""The table of the good citizen (`python -m tests.benchmarks.citizen`), played once: every point holds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.benchmarks.citizen import SCENES, Scene, play


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_every_point_of_the_good_citizen_holds(scene: Scene, tmp_path: Path) -> None:
    point = asyncio.run(play(tmp_path, scene))
    assert point.holds, f"{point.name}: {point.observed}"
