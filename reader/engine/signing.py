"""From stored texts to what they are compared by. Runs on a reading connection of the store, handed through as `db`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reader.domain.text import clean_text
from reader.related.clean import Habits, without_source
from reader.related.copies import fingerprint
from reader.related.features import MAX_CHARS, Features, Text, features_of
from reader.related.roundups import is_roundup
from reader.related.vector import vector_of
from reader.related.vocabulary import Vocabulary
from reader.store import related
from reader.store.related import Signature
from reader.store.related_texts import EntryText, texts

EARLIEST = 725_846_400
"""1993, the first news site: a text that claims to be older, or from the future, is as old as its first sight."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Signed:
    """A batch, ready to be compared: texts and signatures in the same order."""

    texts: list[EntryText]
    signatures: list[Signature]
    gone: list[int]
    habits: dict[int, bytes]


def read_features(db: Any, ids: Sequence[int]) -> list[Features]:
    """The features of entries, for learning; boilerplate is common, so it teaches that it is."""
    return [features_of(_plain(entry)) for entry in texts(db, ids)]


def sign(db: Any, ids: Sequence[int], vocabulary: Vocabulary) -> Signed:
    """Read entries and make their signatures. An entry with the very text of another gets no vector of its own."""
    entries = texts(db, ids)
    here = {entry.entry_id for entry in entries}
    plain = [_plain(entry) for entry in entries]
    prints = [fingerprint(text) for text in plain]
    feeds = {entry.feed_id for entry in entries if entry.feed_id}
    habits = {feed: Habits(packed) for feed, packed in related.habits(db, feeds).items()}
    known = related.twins(db, prints)
    twins: dict[int, int] = {}
    for entry, twin in zip(entries, prints, strict=True):
        if twin:
            twins.setdefault(twin, known.get(twin, entry.entry_id))
    for entry, twin, text in zip(entries, prints, plain, strict=True):
        if entry.feed_id and not _is_twin(entry, twin, twins):
            habits.setdefault(entry.feed_id, Habits()).note(entry.entry_id, text)
    signatures = []
    for entry, twin, text in zip(entries, prints, plain, strict=True):
        if _is_twin(entry, twin, twins):
            signatures.append(_signature(entry, twin, text, None, vocabulary))
            continue
        habit = habits.get(entry.feed_id)
        cleaned = Text(text.title, habit.without(text.body)) if habit is not None else text
        signatures.append(_signature(entry, twin, text, cleaned, vocabulary))
    packed = {feed: habit.pack() for feed, habit in habits.items()}
    return Signed(entries, signatures, [number for number in ids if number not in here], packed)


def _is_twin(entry: EntryText, twin: int, twins: dict[int, int]) -> bool:
    return twin != 0 and twins[twin] != entry.entry_id


def _signature(entry: EntryText, twin: int, text: Text, cleaned: Text | None, vocabulary: Vocabulary) -> Signature:
    features = features_of(cleaned) if cleaned is not None else {}
    return Signature(
        entry_id=entry.entry_id,
        twin=twin,
        at=time_of(entry),
        size=min(text.size, MAX_CHARS),
        roundup=cleaned is not None and is_roundup(text, vocabulary),
        vector=vector_of(features, vocabulary),
    )


def _plain(entry: EntryText) -> Text:
    title = entry.title
    for name in entry.names:
        title = without_source(title, name)
    # Texts are stored clean; composing once more costs nothing then, and a store from elsewhere may hold NFD.
    return Text(clean_text(title), clean_text(entry.body[:MAX_CHARS]))


def plain_text(entry: EntryText) -> Text:
    """The text of an entry as it is compared for copies."""
    return _plain(entry)


def time_of(entry: EntryText) -> int:
    """When an entry tells what it tells, in seconds: as published, where that can be true."""
    seen = entry.first_seen // 1000
    published = entry.published // 1000 if entry.published is not None else seen
    return published if EARLIEST <= published <= seen + _DAY else seen
