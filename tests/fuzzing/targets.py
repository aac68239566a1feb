"""What is fuzzed: for each target how inputs are made and what must hold for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from . import make, properties, seeds
from .mutate import mutated

Input: TypeAlias = bytes | str


@dataclass(frozen=True, slots=True)
class Target:
    """One door of the program."""

    name: str
    make: Callable[[Random], Input]
    check: Callable[[object], object]
    """Raises AssertionError, or anything else that is no declared error; returns a comparable outcome."""
    batch: int = 100
    """Inputs that one process tries."""
    seconds: float = 5.0
    """CPU that one input may cost: what the child allows a feed."""


def targets(corpus: Sequence[bytes] = ()) -> dict[str, Target]:
    """Every target by name; files of `corpus` are damaged too."""
    damaged = {
        "feed": [*seeds.FEEDS, *corpus],
        "json": list(seeds.JSON_FEEDS),
        "page": [*seeds.PAGES, *(body for body in corpus if b"<html" in body[:4000].lower())],
        "opml": list(seeds.OPMLS),
    }

    def mixed(name: str, grammar: Callable[[Random], bytes]) -> Callable[[Random], bytes]:
        sound = damaged[name]
        return lambda random: mutated(random, sound) if random.random() < 0.6 else grammar(random)

    found = (
        Target("feed", mixed("feed", make.feed), properties.feed),  # type: ignore[arg-type]
        Target("json", mixed("json", make.json_feed), properties.feed),  # type: ignore[arg-type]
        Target("page", mixed("page", make.page), properties.page, batch=50, seconds=10.0),  # type: ignore[arg-type]
        Target("opml", mixed("opml", make.opml), properties.outlines),  # type: ignore[arg-type]
        Target("query", make.query, properties.query, batch=1000, seconds=1.0),  # type: ignore[arg-type]
        Target("url", make.address, properties.address, batch=2000, seconds=1.0),  # type: ignore[arg-type]
        Target("date", make.date, properties.date, batch=2000, seconds=1.0),  # type: ignore[arg-type]
    )
    return {target.name: target for target in found}
