"""Every way to misbehave, against the whole engine: `python -m tests.benchmarks.rude`.

A line for each manner of `tests.net`: what the feed's stored sentence said, or that it was read in spite of it, and
what was wrong with how it came through. The suite runs the same table without the bodies that keep a parser busy.
Ends with 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.net.rude_manners import everybody, faults, one_host


def main() -> int:
    """Try them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one-host", action="store_true", help="all on one host, which they then have to share")
    parser.add_argument("--seconds", type=float, default=10.0, help="the limit of time of a fetch")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bantin-rude-") as name:
        folder = Path(name)
        if options.one_host:
            journeys = one_host(folder, options.seconds)
        else:
            journeys, _heads = everybody(folder, slow_seconds=options.seconds)
    wrong = 0
    for journey in journeys:
        found = faults(journey)
        wrong += bool(found)
        print(f"{'WRONG' if found else 'ok':<6}{journey.manner.name:<34}{journey.rude.state.error or 'read'}")
        for each in found:
            print(f"      {each}")
    print(f"{len(journeys)} manners, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
