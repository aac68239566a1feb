"""Three hundred ways to misbehave, each against the whole engine: a stored state, one sentence, nothing lost.

The manners are in `manners_*`; a third of them is tried each day. `python -m tests.benchmarks.rude` tries all, and
those that keep a parser busy for seconds.
"""

from __future__ import annotations

import pytest
from floods import todays

from tests.net import rude_manners
from tests.net.rude_manners import ALL, EXPLODING, Journey, faults

TODAYS = todays((manner for manner in ALL if manner not in EXPLODING), 3)


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Journey], list[str]]:
    journeys, heads = rude_manners.everybody(tmp_path_factory.mktemp("rude"), TODAYS)
    return {journey.manner.name: journey for journey in journeys}, heads


def test_every_manner_leaves_a_state_a_sentence_and_the_good_entries(
    everybody: tuple[dict[str, Journey], list[str]],
) -> None:
    journeys, _heads = everybody
    assert sorted(journeys) == sorted(manner.name for manner in TODAYS)
    found = {name: faults(journey) for name, journey in journeys.items()}
    assert {name: each for name, each in found.items() if each} == {}


def test_nothing_ever_comes_back_as_a_cookie_a_referer_or_a_credential(
    everybody: tuple[dict[str, Journey], list[str]],
) -> None:
    _journeys, heads = everybody
    assert len(heads) > 3 * len(TODAYS) - 20
    for head in heads:
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
