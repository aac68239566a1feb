"""Finding the story of each newcomer, what it is a copy of, and what is near it.

Runs on a reading connection, handed through as `db`; a board keeps what the batch has changed, so that each newcomer
sees where those before it went.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias
from zlib import crc32

from reader.related.copies import ALIKE, Shingles, is_copy, shingles_of
from reader.related.near import UNRELATED, Near, joined, strongest
from reader.related.stories import (
    APART,
    LARGEST,
    LONG_ENOUGH,
    STAYS,
    TOUCHED,
    WINDOW,
    Candidate,
    Fit,
    fits,
    nearness,
    place,
    threshold,
)
from reader.related.vector import cosine, weights_of
from reader.store import related
from reader.store.related import Settled, Signature, Stored
from reader.store.related_texts import EntryText, texts

from .board import Board
from .candidates import candidates
from .signing import plain_text

LOOKED_AT = 4
"""Likeliest entries whose texts are read to see whether one is the original."""

Found: TypeAlias = list[tuple[float, Stored]]
"""Cosine and entry."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entry to be placed."""

    text: EntryText
    signature: Signature

    @property
    def id(self) -> int:
        """The entry."""
        return self.signature.entry_id

    @property
    def voice(self) -> int:
        """The publisher, as a number."""
        return crc32(self.text.publisher.casefold().encode("utf-8", "surrogatepass"))


def place_all(db: Any, newcomers: Sequence[Newcomer], taken: Sequence[int]) -> Settled:
    """Place a batch of entries in the order of their time. `taken` is the batch, with those that are gone."""
    work = _Work(db, newcomers)
    for newcomer in sorted(newcomers, key=lambda one: (not one.signature.vector, one.signature.at, one.id)):
        work.place(newcomer)
    return work.settled(taken)


class _Work:
    """One batch."""

    def __init__(self, db: Any, newcomers: Sequence[Newcomer]) -> None:
        self._db = db
        self._board = Board(db)
        self._texts = {newcomer.id: newcomer.text for newcomer in newcomers}
        self._shingles: dict[int, Shingles] = {}
        self._near: dict[int, list[Near]] = {}
        self._changed: set[int] = set()
        """Entries whose near ones changed."""
        self._roundups: list[int] = []

    def settled(self, taken: Sequence[int]) -> Settled:
        """All that changed."""
        near = {number: self._near[number] for number in sorted(self._changed)}
        return Settled(taken, self._board.members(), self._board.merged, near, self._roundups)

    def place(self, newcomer: Newcomer) -> None:
        """Place one entry."""
        signature = newcomer.signature
        if not signature.vector:
            self._place_twin(newcomer)
            return
        found = candidates(self._db, newcomer.id, signature.vector)
        story, copy_of = (0, 0) if signature.roundup else self._story(newcomer, found)
        self._board.join(newcomer.id, newcomer.voice, story, copy_of)
        self._relate(newcomer, found)

    def _place_twin(self, newcomer: Newcomer) -> None:
        """An entry with the very text of another goes where that one is; one without any word stays alone."""
        twin = newcomer.signature.twin
        root = related.twins(self._db, [twin]).get(twin, 0) if twin else 0
        story = 0
        for entry in related.stored(self._db, [root] if root else []):
            story = self._board.key(entry)
        if story and self._board.count([story])[story] >= LARGEST:
            story = 0
        self._board.join(newcomer.id, newcomer.voice, story, root)
        self._put_near(newcomer.id, [])

    # -- stories

    def _story(self, newcomer: Newcomer, found: Found) -> tuple[int, int]:
        """The key of an entry's story (0: alone), and the entry of which it is a copy (0: none)."""
        signature = newcomer.signature
        partners = [
            Candidate(entry.entry_id, key, likeness, entry.at, entry.size)
            for likeness, entry in found
            if (key := self._board.key(entry))
        ]
        counts = self._board.count({partner.story_id for partner in partners})
        original = self._original(newcomer, partners, counts)
        if original is not None:
            return original.story_id, self._board.root(original.entry_id)
        ranked = fits(signature.at, signature.size, partners, counts)
        own = self._board.story(newcomer.id)
        if own and any(fit.story_id == own and fit.ratio >= STAYS for fit in ranked):
            return own, 0
        ranked = [fit for fit in ranked if fit.story_id != own]
        if self._touches_many(signature, ranked, partners, found):
            self._roundups.append(newcomer.id)
            return 0, 0
        placing = place(ranked, counts)
        story = placing.story_id
        if placing.merged_id:
            story = self._board.merge(placing.merged_id, into=story)
        return story, 0

    def _original(self, newcomer: Newcomer, partners: Iterable[Candidate], counts: dict[int, int]) -> Candidate | None:
        """The entry of whose text this one's is a copy."""
        at = newcomer.signature.at
        alike = [
            partner
            for partner in partners
            if partner.cosine >= ALIKE and abs(partner.at - at) <= WINDOW and counts[partner.story_id] < LARGEST
        ]
        alike.sort(key=lambda partner: (-partner.cosine, partner.entry_id))
        for partner in alike[:LOOKED_AT]:
            if is_copy(self._shingled(newcomer.id), self._shingled(partner.entry_id)):
                return partner
        return None

    def _shingled(self, entry_id: int) -> Shingles:
        if entry_id not in self._shingles:
            text = self._texts.get(entry_id) or next(iter(texts(self._db, [entry_id])), None)
            self._shingles[entry_id] = shingles_of(plain_text(text)) if text is not None else frozenset()
        return self._shingles[entry_id]

    def _touches_many(
        self, signature: Signature, ranked: Sequence[Fit], partners: Sequence[Candidate], found: Found
    ) -> bool:
        """Whether a text fits several stories that have nothing to do with each other."""
        stories = [fit.story_id for fit in ranked if fit.ratio >= 1][:TOUCHED]
        if len(stories) < TOUCHED or signature.size < LONG_ENOUGH:
            return False
        best: dict[int, Candidate] = {}
        for partner in sorted(partners, key=lambda partner: partner.cosine):
            best[partner.story_id] = partner
        vectors = {entry.entry_id: entry.vector for _likeness, entry in found}
        return all(
            cosine(weights_of(vectors[best[one].entry_id]), vectors[best[other].entry_id])
            < APART * threshold(min(best[one].size, best[other].size))
            for one, other in combinations(stories, 2)
        )

    # -- near entries

    def _relate(self, newcomer: Newcomer, found: Found) -> None:
        """Keep what is near an entry outside of its story, one a story; and let those keep it too."""
        signature = newcomer.signature
        own = self._board.story(newcomer.id)
        same = {entry.entry_id for _likeness, entry in found if own and self._board.key(entry) == own}
        best: dict[int, Near] = {}
        for likeness, entry in found:
            if entry.roundup or entry.entry_id in same or likeness < UNRELATED:
                continue
            wanted = threshold(min(signature.size, entry.size))
            near = Near(entry.entry_id, nearness(likeness, entry.at - signature.at) / wanted)
            key = self._board.key(entry) or -entry.entry_id
            if key not in best or best[key].ratio < near.ratio:
                best[key] = near
        links = strongest(best.values())
        self._put_near(newcomer.id, links)
        if signature.roundup or newcomer.id in self._roundups:
            return
        self._load_near([link.entry_id for link in links])
        for link in links:
            theirs = self._near[link.entry_id]
            if not any(other.entry_id in same for other in theirs):
                changed = joined(theirs, Near(newcomer.id, link.ratio))
                if changed is not None:
                    self._put_near(link.entry_id, changed)

    def _put_near(self, entry_id: int, links: list[Near]) -> None:
        self._near[entry_id] = links
        self._changed.add(entry_id)

    def _load_near(self, ids: Iterable[int]) -> None:
        wanted = [number for number in ids if number not in self._near]
        known = related.near(self._db, wanted)
        for number in wanted:
            self._near[number] = [Near(*link) for link in known.get(number, ())]
