"""Trying inputs in processes of their own, under the child's limits, and making what was found small."""

from __future__ import annotations

import gc
import os
import pickle
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from .targets import Input, Target

MEMORY = 300 * 1024 * 1024
"""Bytes that an input may add: what the child allows."""
_AGAIN = 8
"""One input in so many is tried twice, to see whether the outcome is the same."""
_STEPS = 1000
"""Tries to make a find smaller."""


@dataclass(frozen=True, slots=True)
class Find:
    """One input for which something does not hold."""

    target: str
    number: int
    """Of the input, counted from 0: with the seed it makes the input again."""
    what: str
    """What went wrong and where: the same for the same fault."""
    input: Input


def made(target: Target, seed: int, number: int) -> Input:
    """The input with this number."""
    return target.make(Random(f"{seed}:{target.name}:{number}"))


def trial(target: Target, value: Input, *, twice: bool = False) -> str:
    """What goes wrong with this input in this process: empty when all holds."""
    try:
        first = target.check(value)
        if twice and target.check(value) != first:
            return "the second outcome differs from the first"
    except MemoryError:
        return "MemoryError: more memory than the child allows"
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return fault(error)
    return ""


def fault(error: Exception) -> str:
    """A name for a fault: type, place in our code, and the message without its particulars."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/reader/" in frame.filename or "/fuzzing/" in frame.filename] or frames
    message = re.sub(r"\d+", "N", str(error).splitlines()[0] if str(error) else "")[:60]
    return f"{type(error).__name__} in {ours[-1].name} ({os.path.basename(ours[-1].filename)}): {message}"


def batch(target: Target, seed: int, first: int) -> tuple[int, list[Find], float]:
    """(inputs tried, finds, CPU seconds of the slowest) of one batch from the input `first` on."""
    numbers = range(first, first + target.batch)
    answer = _apart(lambda: list(_tried(target, seed, numbers)), target.seconds * 4 + 20)
    if not isinstance(answer, str):
        return len(numbers), [find for find, _seconds in answer if find], max(seconds for _find, seconds in answer)
    # One of them ended the process: each by itself.
    finds, slowest = [], 0.0
    for number in numbers:
        value = made(target, seed, number)
        started = time.perf_counter()
        if what := alone(target, value):
            finds.append(Find(target.name, number, what, value))
        slowest = max(slowest, time.perf_counter() - started)
    return len(numbers), finds, slowest


def _tried(target: Target, seed: int, numbers: range) -> Iterator[tuple[Find | None, float]]:
    for number in numbers:
        value = made(target, seed, number)
        started = time.process_time()
        what = trial(target, value, twice=number % _AGAIN == 0)
        yield (Find(target.name, number, what, value) if what else None), time.process_time() - started


def alone(target: Target, value: Input) -> str:
    """What goes wrong with this input in a process of its own, its death by a limit too."""
    answer = _apart(lambda: trial(target, value, twice=True), 2 * target.seconds)
    return str(answer)


def _apart(work: Callable[[], object], seconds: float) -> object:
    """What `work` gives in a fork under limits of CPU and memory, or how that process died, as a sentence."""
    reading, writing = os.pipe()
    gc.collect()
    child = os.fork()
    if not child:
        os.close(reading)
        status = 1
        try:
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115 - gone in a moment
            size = pages * resource.getpagesize() + MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            answer = pickle.dumps(work())
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 0:
        return pickle.loads(answer)
    if code == -signal.SIGPROF:
        return f"more than {seconds:g} s of CPU"
    return f"the process ended with {code}"


def smaller(target: Target, find: Find) -> Find:
    """The same fault from as little input as a few hundred tries give."""
    if find.what != trial_apart(target, find.input):
        # It ends the process: each try needs one of its own.
        return _shrunk(target, find, alone, _STEPS // 10)
    found = _apart(lambda: _shrunk(target, find, trial, _STEPS), 4 * target.seconds)
    return found if isinstance(found, Find) else find


def trial_apart(target: Target, value: Input) -> object:
    """`trial` in a process of its own."""
    return _apart(lambda: trial(target, value), 2 * target.seconds)


def _shrunk(target: Target, find: Find, attempt: Callable[[Target, Input], str], tries: int) -> Find:
    """Parts are left out as long as the fault stays: halves, then less, at last single characters."""
    value, size = find.input, max(1, len(find.input) // 2)
    while size and tries > 0:
        at, shorter = 0, False
        while at < len(value) and tries > 0:
            candidate = value[:at] + value[at + size :]
            tries -= 1
            if attempt(target, candidate) == find.what:
                value, shorter = candidate, True
            else:
                at += size
        size = size if shorter and size > 1 else size // 2
    return Find(find.target, find.number, find.what, value)


def warm() -> None:
    """Load what every input needs before the first fork."""
    import feedparser
    import trafilatura

    sys.setrecursionlimit(1000)
    assert feedparser
    assert trafilatura
