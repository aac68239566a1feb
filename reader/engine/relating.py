"""Relating entries to each other: at refresh, follow and extraction, in batches, after the search index.

A batch goes through four steps: take it from the work list, read and digest its texts, write what each is compared by,
find the story of each. Whatever ends the process in between, the entries are still in the work list. Only the two short
steps that write hold the store; reading and computing run on a connection that only reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from reader.domain.clock import Clock
from reader.related.vocabulary import Vocabulary
from reader.store import memory, related
from reader.store.locks import Lock
from reader.store.store import Store

from .placing import Newcomer, place_all
from .signing import Signed, read_features, sign

LOCK = "relate.lock"
"""Held while a process relates: what it finds depends on what it wrote just before."""
BATCH = 40
PAUSE = 0.2
"""How long to leave the processor and the store to others after a batch, as a part of the batch's time."""
SAMPLE = 4000
"""Texts that the vocabulary learns from at most in one go."""
LEARN_AGAIN = 0.05
"""The vocabulary learns again when the entries grew by this part."""
RIPE = 5000
"""Texts from which the vocabulary is so good that older vectors need not be made again when it grows."""
GROWTH = 4
"""While it is smaller they are made again each time it has grown so many times."""

Told = Callable[[int, int, list[int]], None]
"""Called after each batch with how many are done, how many there are in all, and whose related entries changed."""


async def relate_new(store: Store, clock: Clock, told: Told | None = None) -> int:
    """Relate all entries that wait for it; returns how many. 0 when another process is at it already.

    May be cancelled between two batches; what was done stays. Raises StoreError.
    """
    lock = Lock(store.places.folder / LOCK)
    if not await store.read(related.pending) or not lock.acquire():
        return 0
    try:
        return await _run(store, clock, told)
    finally:
        lock.release()


async def relate_anew(store: Store, clock: Clock, told: Told | None = None) -> int:
    """Forget all relations and compute them again; returns how many entries were related. Raises StoreError."""
    await store.write(related.forget_all)
    return await relate_new(store, clock, told)


async def _run(store: Store, clock: Clock, told: Told | None) -> int:
    vocabulary = await _vocabulary(store)
    done = 0
    total = await store.read(related.pending)
    while taken := await store.write(related.take, BATCH):
        started = monotonic()
        changed = await _batch(store, vocabulary, taken)
        done += len(taken)
        total = max(total, done)
        if told is not None:
            told(done, total, changed)
        await asyncio.sleep(PAUSE * (monotonic() - started))
        if len(taken) < BATCH:
            # The last of this round; others may have come in meanwhile.
            total = done + await store.read(related.pending)
    return done


async def _batch(store: Store, vocabulary: Vocabulary, taken: list[int]) -> list[int]:
    """Relate these entries; returns those whose related entries changed."""
    signed: Signed = await store.read(sign, taken, vocabulary)
    await store.write(related.put, signed.signatures, signed.gone, signed.habits)
    newcomers = [Newcomer(text, signature) for text, signature in zip(signed.texts, signed.signatures, strict=True)]
    settled = await store.read(place_all, newcomers, taken)
    await store.write(related.settle, settled)
    return list(dict.fromkeys([*(member.entry_id for member in settled.members), *settled.near]))


async def _vocabulary(store: Store) -> Vocabulary:
    """The vocabulary, having learned from what is new; vectors made with a much smaller one are to be made again."""
    try:
        texts = int(str(await store.read(memory.recall, "related.texts", 0)))
        vocabulary = Vocabulary.load(texts, await store.read(related.vocabulary))
    except ValueError:
        await store.write(related.forget_all)
        vocabulary = Vocabulary()
    through = int(str(await store.read(memory.recall, "related.through", 0)))
    newest = await store.read(related.newest_entry)
    if newest - through <= LEARN_AGAIN * through and vocabulary.texts:
        return vocabulary
    sample = await store.read(related.sample, through, SAMPLE)
    for start in range(0, len(sample), BATCH):
        for features in await store.read(read_features, sample[start : start + BATCH]):
            vocabulary.learn(features)
        await asyncio.sleep(0)
    pieces = list(vocabulary.dump())
    made_at = int(str(await store.read(memory.recall, "related.made_at", 0)))
    ripens = made_at < RIPE and vocabulary.texts >= GROWTH * made_at

    def keep(db: object) -> None:
        related.put_vocabulary(db, pieces)  # type: ignore[arg-type]  # a connection; only the store knows that type
        memory.remember(db, "related.texts", vocabulary.texts)  # type: ignore[arg-type]
        memory.remember(db, "related.through", newest)  # type: ignore[arg-type]
        if ripens:
            memory.remember(db, "related.made_at", vocabulary.texts)  # type: ignore[arg-type]
            if made_at:
                related.wait_all(db)  # type: ignore[arg-type]

    await store.write(keep)
    return vocabulary
