"""Marks, tags, undo, retention, fetches and restarts in any order, against a model of what the reader must see.

Nothing resurfaces: an entry that was read is unread again only by the reader's own mark or an undo; what retention took
stays away; an undo brings back what its change did and nothing else.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_world import NOW, World, digested, label

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.retention import Limits, Policy
from reader.engine.decide import decide_feed
from reader.store import counters, feeds, ingest, lists, retention, states, tags, undo
from reader.store.values import FeedUpdate

STORIES = 8
IDS = st.lists(st.integers(1, 2 * STORIES), min_size=1, max_size=5, unique=True)


@dataclass
class Seen:
    """What the reader must see of one entry."""

    read: bool = False
    starred: bool = False
    tagged: bool = False
    by_choice: bool = False
    gone: bool = False


@dataclass
class Model:
    """Entries by title, and what each undo takes back."""

    entries: dict[str, Seen] = field(default_factory=dict)
    undos: list[tuple[str, bool, set[str]]] = field(default_factory=list)
    """(flag, the value that comes back, the entries)."""


class Reader(RuleBasedStateMachine):
    """One feed whose document changes, and its reader."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.model = Model()
        self.edition = 0
        self.epoch = 0

    def teardown(self) -> None:
        """The store is whole at the end."""
        assert self.world.sound()
        self.world.db.close()
        self.folder.cleanup()

    @initialize()
    def subscribe(self) -> None:
        """A feed with its first document."""
        self.feed_id = self.world.feed()
        self.fetch(0, edit=False, reissue=False)

    # -- what the reader and the world do

    @rule(first=st.integers(0, STORIES), edit=st.booleans(), reissue=st.booleans())
    def fetch(self, first: int, edit: bool, reissue: bool) -> None:
        """The document: some stories, perhaps edited, perhaps with new ids."""
        self.edition += edit
        self.epoch += reissue
        entries = [self._entry(number) for number in range(first, first + STORIES)]
        self._take(entries)
        for entry in entries:
            self.model.entries.setdefault(self._name(entry), Seen())

    def _entry(self, number: int) -> DigestedEntry:
        return digested(
            number,
            id=f"{self.epoch}-{number}",
            url=f"https://paper.example/{number}",
            lead=f"edition {self.edition}",
            published=NOW - timedelta(days=40 - number),
            content_hash=f"{number}-{self.edition}",
        )

    def _name(self, entry: DigestedEntry) -> str:
        return entry.title

    def _take(self, entries: list[DigestedEntry]) -> None:
        feed = DigestedFeed(entries=tuple(entries))
        db = self.world.db
        decision = decide_feed(feed, lambda asked: ingest.known_entries(db, self.feed_id, asked), NOW)
        (state,) = feeds.feed_states(db, [self.feed_id])
        update = FeedUpdate(state, feed, decision.new, decision.changed, decision.rekeyed)
        self.world.write(ingest.apply, update, NOW)

    def _titles(self) -> dict[int, str]:
        return dict(self.world.db.execute("SELECT id, title FROM entry"))

    def _flag(self, flag: str, value: bool, ids: list[int]) -> None:
        titles = self._titles()
        change = states.set_read if flag == "read" else states.set_starred
        self.world.write(change, ids, value, NOW, label)
        self._flagged(flag, value, {titles[number] for number in ids if number in titles})

    def _flagged(self, flag: str, value: bool, names: set[str]) -> None:
        changed = {name for name in names if getattr(self.model.entries[name], flag) is not value}
        for name in changed:
            setattr(self.model.entries[name], flag, value)
            if flag == "read" and not value:
                self.model.entries[name].by_choice = True
        if changed:
            self.model.undos.append((flag, not value, changed))

    @rule(ids=IDS, value=st.booleans())
    def mark(self, ids: list[int], value: bool) -> None:
        """Some entries read or unread."""
        self._flag("read", value, [number for number in ids if number in self._titles()])

    @rule(ids=IDS, value=st.sampled_from([True, True, False]))
    def star(self, ids: list[int], value: bool) -> None:
        """Some entries with or without a star."""
        self._flag("starred", value, [number for number in ids if number in self._titles()])

    @rule(ids=IDS, value=st.sampled_from([True, True, False]))
    def tag(self, ids: list[int], value: bool) -> None:
        """Some entries with or without a tag."""
        titles = self._titles()
        names = ["Mai"]
        changed = self.world.write(tags.edit, ids, names * value, names * (not value), NOW, "tag")
        assert isinstance(changed, set)
        self._flagged("tagged", value, {titles[number] for number in changed if number in titles})

    @rule(days=st.none() | st.integers(25, 45))
    def catch_up(self, days: int | None) -> None:
        """The list read, or what is older, in parts."""
        before = None if days is None else NOW - timedelta(days=days)
        titles = self._titles()
        self._flagged("read", True, {titles[number] for number in self.world.marked(ListQuery(), before, part=3)})

    @rule()
    def take_back(self) -> None:
        """Undo."""
        undone = self.world.write(undo.undo, NOW)
        assert (undone is None) is (not self.model.undos)
        if self.model.undos:
            flag, value, names = self.model.undos.pop()
            for name in names:
                setattr(self.model.entries[name], flag, value)

    @rule(limits=st.builds(Limits, st.sampled_from([0, 30, 36]), st.integers(0, 3)))
    def prune(self, limits: Limits) -> None:
        """What is beyond the limits goes."""
        titles = self._titles()
        listed = [titles[number] for number in lists.entry_ids(self.world.db, ListQuery())]
        by_age = {name: 40 - int(name.rsplit(" ", 1)[1]) for name in listed}
        for place, name in enumerate(listed):
            seen = self.model.entries[name]
            kept = seen.starred or seen.tagged or (seen.by_choice and not seen.read)
            old = limits.days and by_age[name] > limits.days
            seen.gone |= bool(not kept and (old or (limits.count and place >= limits.count)))
        ids = [n for feed in retention.going(self.world.db, Policy(limits), NOW) for n in feed.ids]
        for start in range(0, len(ids), 3):
            self.world.write(retention.drop, ids[start : start + 3])

    @rule()
    def restart(self) -> None:
        """The program ends and begins anew."""
        self.world.db.close()
        self.world = World(Path(self.folder.name))

    # -- what must hold

    @invariant()
    def the_reader_sees_what_must_be_seen(self) -> None:
        """Each entry once, as it was left."""
        rows = self.world.db.execute(
            """SELECT title, read, starred, EXISTS (SELECT 1 FROM tagged WHERE entry_id = state.id)
                FROM state JOIN entry ON entry.id = state.id WHERE place = 1"""
        ).fetchall()
        shown = {title: (bool(read), bool(starred), bool(tagged)) for title, read, starred, tagged in rows}
        assert len(rows) == len(shown)
        expected = {
            name: (seen.read, seen.starred, seen.tagged) for name, seen in self.model.entries.items() if not seen.gone
        }
        assert shown == expected
        unread = ListQuery(Scope(ScopeKind.UNREAD))
        assert len(lists.entry_ids(self.world.db, unread)) == sum(not read for read, _star, _tag in expected.values())
        assert counters.recount(self.world.db) == counters.kept(self.world.db)
        assert sum(tag.entries for tag in tags.tags(self.world.db)) == sum(
            tag for _read, _star, tag in expected.values()
        )


TestReader = Reader.TestCase
TestReader.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
