"""Inputs through the killable child itself, with kills in between."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping
from contextlib import suppress
from random import Random

from reader.domain.errors import NotAnArticle, SourceError
from reader.domain.text import is_clean
from reader.extract.pool import Pool
from reader.sources.api import Fetched

from . import properties, run
from .targets import Target

INPUTS = 400
EVERY = 20
"""Inputs between two that hang, eat memory or crash."""
SOON = 1.0
"""Seconds within which the next answer is to come."""
_HOSTILE = ("loop", "loop_in_c", "eat", "crash", "leave")
_SOUND = b"<rss><channel><title>T</title><item><title>One</title></item></channel></rss>"


async def _ask(pool: Pool, name: str, body: bytes) -> str:
    """What does not hold for the answer; empty when all holds."""
    fetched = Fetched(properties.URL, body, properties.content_type(body))
    try:
        if name == "page":
            await pool.extract_page(fetched, properties.NOW)
        else:
            properties.check_feed(await pool.parse_feed("reader.sources.feed:parse", fetched, properties.NOW))
    except NotAnArticle as error:
        return "" if is_clean(str(error)) else "a refusal is not clean"
    except SourceError as error:
        return "" if is_clean(str(error)) and "unexpectedly" not in str(error) else f"{name}: {error}"
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return run.fault(error)
    return ""


async def _recovery(pool: Pool, name: str) -> float:
    """Seconds from the end of a hostile task to the next answer."""
    with suppress(SourceError):
        await pool.parse_feed(f"tests.extract.hostile_adapters:{name}", Fetched(properties.URL, b"x"), properties.NOW)
    started = time.perf_counter()
    await pool.parse_feed("reader.sources.feed:parse", Fetched(properties.URL, _SOUND), properties.NOW)
    return time.perf_counter() - started


async def _all(seed: int, targets: Mapping[str, Target]) -> tuple[dict[str, int], list[float]]:
    finds: dict[str, int] = {}
    waits = []
    pool = Pool(1, feed_seconds=1.0, page_seconds=10.0)
    try:
        for number in range(INPUTS):
            name = Random(f"{seed}:pool:{number}").choice(("feed", "json", "page"))
            body = run.made(targets[name], seed, number)
            assert isinstance(body, bytes)
            if what := await _ask(pool, name, body):
                finds[what] = finds.get(what, 0) + 1
                print(f"FIND pool {name} {number}: {what}", flush=True)
            if number % EVERY == EVERY - 1:
                waits.append(await _recovery(pool, _HOSTILE[number // EVERY % len(_HOSTILE)]))
    finally:
        await pool.close()
    return finds, waits


def report(seed: int, targets: Mapping[str, Target]) -> dict[str, int]:
    """Print how it went; the finds, by what went wrong."""
    finds, waits = asyncio.run(_all(seed, targets))
    print(
        f"pool    {INPUTS:>10} inputs through the child, {len(waits)} hostile tasks killed; the next answer after "
        f"{statistics.median(waits):.2f} s (median), {max(waits):.2f} s (longest)"
    )
    if late := sum(wait > SOON for wait in waits):
        print(f"        {late} answers came later than {SOON:g} s")
    return finds
