"""Three hundred ways to misbehave, each against the whole engine: a stored state, one sentence, nothing lost.

The manners are in `manners_*`; a third of them is tried each day. `python -m tests.benchmarks.rude` tries all, and
those that keep a parser busy for seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from floods import todays


@dataclass(frozen=True)
class Everybody:
    """What became of the feeds whose servers misbehave."""

    tried: list[str]
    """The names of today's manners."""
    faults: dict[str, list[str]]
    """By manner: what is not as it must be."""
    heads: list[str]
    """Of all requests."""


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Everybody:
    # Here, because the bombs among the manners are packed on import, and every worker imports this module.
    from tests.net import rude_manners
    from tests.net.rude_manners import ALL, EXPLODING, faults

    manners = todays((manner for manner in ALL if manner not in EXPLODING), 3)
    journeys, heads = rude_manners.everybody(tmp_path_factory.mktemp("rude"), manners)
    found = {journey.manner.name: faults(journey) for journey in journeys}
    return Everybody([manner.name for manner in manners], found, heads)


def test_every_manner_leaves_a_state_a_sentence_and_the_good_entries(everybody: Everybody) -> None:
    assert sorted(everybody.faults) == sorted(everybody.tried)
    assert {name: each for name, each in everybody.faults.items() if each} == {}


def test_nothing_ever_comes_back_as_a_cookie_a_referer_or_a_credential(everybody: Everybody) -> None:
    assert len(everybody.heads) > 3 * len(everybody.tried) - 20
    for head in everybody.heads:
        names = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line}
        assert names <= {
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
            "connection",
            "if-none-match",
            "if-modified-since",
        }
