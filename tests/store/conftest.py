"""An empty store for each test, checked for soundness when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty, current store."""
    made = World(tmp_path / "data")
    yield made
    try:
        assert made.sound()
    finally:
        made.db.close()
