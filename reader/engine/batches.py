"""Relating what waits for it, in batches, after the search index.

A batch goes through four steps: take it from the work list, read and digest its texts, write what each is compared by,
find the story of each. Whatever ends the process in between, the entries are still in the work list. Only the short
steps that write hold the store; reading and computing run on a connection that only reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Any

from reader.related.following import belonging, core_of
from reader.related.vocabulary import Vocabulary
from reader.store import memory, related
from reader.store.gathering import Rules, gather
from reader.store.store import Store

from .placing import Newcomer, place_all
from .relating import ANEW, Batch, Wishes
from .signing import Signed, read_features, sign

BATCH = 40
PAUSE = 0.15
"""How long to leave the processor and the store to others after a batch, as a part of the batch's time."""
SAMPLE = 4000
"""Texts that the vocabulary learns from at most in one go."""
LEARN_AGAIN = 0.05
"""The vocabulary learns again when the entries grew by this part."""
RIPE = 5000
"""Texts from which the vocabulary is so good that older vectors need not be made again when it grows."""
GROWTH = 4
"""While it is smaller they are made again each time it has grown so many times."""


async def relate_waiting(store: Store, wishes: Wishes) -> int:
    """Relate all that waits; returns how many entries. Raises StoreError."""
    await _quiet(wishes)
    vocabulary = await _learned(store, await _vocabulary(store), wishes)
    done = 0
    while True:
        await _quiet(wishes)
        first, wishes.urgent[:] = list(wishes.urgent), ()
        taken = await store.write(related.take, BATCH, first)
        if not taken:
            if await store.read(memory.recall, ANEW):
                await store.write(memory.remember, ANEW, None)
            return done
        started = monotonic()
        try:
            changed, gathered = await _relate(store, vocabulary, taken)
        except asyncio.CancelledError:
            # Not left half done by a death: nobody need be told at the next start.
            await asyncio.shield(store.write(related.give_back, taken))
            raise
        done += len(taken)
        wishes.told(Batch(done, done + await store.read(related.pending), changed, gathered))
        await asyncio.sleep(PAUSE * (monotonic() - started))


async def _quiet(wishes: Wishes) -> None:
    """Wait for other work to end: half of the CPU of a refresh without news was spent here otherwise."""
    while wishes.busy():
        await asyncio.sleep(0.25)


async def _relate(store: Store, vocabulary: Vocabulary, taken: Sequence[int]) -> tuple[list[int], dict[int, int]]:
    """Relate these entries; returns those whose related entries changed, and how many came to which followed story."""
    signed: Signed = await store.read(sign, taken, vocabulary)
    await store.write(related.put, signed.signatures, signed.gone, signed.habits)
    newcomers = [Newcomer(text, signature) for text, signature in zip(signed.texts, signed.signatures, strict=True)]
    settled = await store.read(place_all, newcomers, taken)
    gathered = await store.write(_settle, settled)
    return list(dict.fromkeys([*(member.entry_id for member in settled.members), *settled.near])), gathered


def _settle(db: Any, settled: related.Settled) -> dict[int, int]:
    """Place the entries and let followed stories take theirs, in one transaction: else a death in between would make
    these miss some."""
    related.settle(db, settled)
    return gather(db, settled.done, Rules(core_of, belonging))


async def _vocabulary(store: Store) -> Vocabulary:
    try:
        return Vocabulary.load(await _number(store, "texts"), await store.read(related.vocabulary))
    except ValueError:
        # Vectors stand on it: without it all is computed again.
        await store.write(related.forget_all)
        return Vocabulary()


async def _learned(store: Store, vocabulary: Vocabulary, wishes: Wishes) -> Vocabulary:
    """The vocabulary, having learned from what is new; vectors made with a much smaller one are to be made again."""
    through, newest = await _number(store, "through"), await store.read(related.newest_entry)
    if newest - through <= LEARN_AGAIN * through and vocabulary.texts:
        return vocabulary
    sample = await store.read(related.sample, through, SAMPLE)
    for start in range(0, len(sample), BATCH):
        await _quiet(wishes)
        for features in await store.read(read_features, sample[start : start + BATCH]):
            vocabulary.learn(features)
    pieces = list(vocabulary.dump())
    made_at = await _number(store, "made_at")
    ripens = made_at < RIPE and vocabulary.texts >= GROWTH * made_at

    def keep(db: Any) -> None:
        related.put_vocabulary(db, pieces)
        memory.remember(db, "related.texts", vocabulary.texts)
        memory.remember(db, "related.through", newest)
        if ripens:
            memory.remember(db, "related.made_at", vocabulary.texts)
            if made_at:
                related.wait_all(db)

    await store.write(keep)
    return vocabulary


async def _number(store: Store, name: str) -> int:
    found = await store.read(memory.recall, f"related.{name}", 0)
    return found if isinstance(found, int) else 0
