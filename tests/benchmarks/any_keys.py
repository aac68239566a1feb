"""Hours of anything that hands can do: `python -m tests.benchmarks.any_keys --minutes 10`.

Keys, several at once, words, clicks and other sizes of the terminal, in the whole program on the sample world. What
ends it is printed with the fewest of the steps that still do so.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where the sample store is made, as for the tests

from sample_store import keep_samples_in

from tests.ui import any_keys

STEPS = 400
"""In one run of the program."""
_PAUSES = (0.0, 0.0, 0.01, 0.03, 0.1)
_LONGEST = 240.0
"""Seconds after which a run is taken for one that stands still."""


def run(steps: Sequence[any_keys.Step], seed: int) -> str:
    """Play the steps in a store of their own; gives how the program failed, "" where it did not."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        playing = any_keys.play(Path(folder), steps, rest=lambda: chance.choice(_PAUSES))
        try:
            asyncio.run(asyncio.wait_for(playing, _LONGEST))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            traceback.print_exc(limit=-8, file=sys.stdout)
            return f"{type(error).__name__}: {error}"
    return ""


def smaller(steps: Sequence[any_keys.Step], seed: int) -> Sequence[any_keys.Step]:
    """Fewer steps that still fail: pieces are left out, half as long each time (Zeller and Hildebrandt, 2002)."""
    size = len(steps) // 2
    while size:
        for start in range(0, len(steps), size):
            fewer = [*steps[:start], *steps[start + size :]]
            if fewer and run(fewer, seed):
                steps = fewer
                break
        else:
            size //= 2
    return steps


def main() -> None:
    """Play until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    seed, played, failed = args.seed, 0, 0
    until = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory() as shelf:
        # What is exported on the way is written here.
        os.environ.update(TERM="xterm-256color", HOME=shelf)
        os.chdir(shelf)
        keep_samples_in(Path(shelf))
        while time.monotonic() < until:
            steps = list(islice(any_keys.steps_of(seed), STEPS))
            if problem := run(steps, seed):
                failed += 1
                print(f"seed {seed}: {problem}", *smaller(steps, seed), sep="\n  ", flush=True)
            played += len(steps)
            seed += 1
    print(f"{played:,} steps, seeds {args.seed} to {seed - 1}: {failed} runs failed")


if __name__ == "__main__":
    main()
