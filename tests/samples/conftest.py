"""The sample world, read once for all of its tests."""

from __future__ import annotations

import pytest
from sample_world import World, read_world


@pytest.fixture(scope="session")
def world() -> World:
    return read_world()
