"""Marks, tags, undo, retention, fetches, rules, saved searches, the queue, moved and removed feeds, and restarts in any
order, against a model of what the reader must see. `THOROUGH=1` tries many more orders.

Nothing resurfaces: an entry that was read is unread again only by the reader's own mark or an undo; what retention took
stays away; an undo brings back what its change did and nothing else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from floods import THOROUGH
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_world import NOW, World, digested, label

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.domain.retention import Limits, Policy
from reader.domain.rules import Actions, Do
from reader.engine.one_feed import merge
from reader.store import counters, feeds, lists, pages, retention, rules, saved, states, subscriptions, tags, undo
from reader.store.values import FeedUpdate

STORIES = 8
MUTED = "Tin số 5"
IDS = st.lists(st.integers(1, 2 * STORIES), min_size=1, max_size=5, unique=True)


@dataclass
class Seen:
    """What the reader must see of one entry."""

    read: bool = False
    starred: bool = False
    tagged: bool = False
    by_choice: bool = False
    gone: bool = False
    muted: bool = False
    queued: bool = False


@dataclass
class Model:
    """Entries by title, and what each undo takes back."""

    entries: dict[str, Seen] = field(default_factory=dict)
    undos: list[Callable[[], None]] = field(default_factory=list)
    """What each undo does to this model."""
    mutes: int = 0
    """The rule that mutes, 0 while there is none."""
    searches: dict[int, str] = field(default_factory=dict)
    removed: bool = False
    """Whether the feed is."""


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

    @precondition(lambda self: not self.model.removed)
    @rule(first=st.integers(0, STORIES), edit=st.booleans(), reissue=st.booleans())
    def fetch(self, first: int, edit: bool, reissue: bool) -> None:
        """The document: some stories, perhaps edited, perhaps with new ids."""
        self.edition += edit
        self.epoch += reissue
        entries = [self._entry(number) for number in range(first, first + STORIES)]
        self._take(entries)
        for entry in entries:
            muted = bool(self.model.mutes) and entry.title == MUTED
            self.model.entries.setdefault(entry.title, Seen(read=muted, muted=muted))

    def _entry(self, number: int) -> DigestedEntry:
        return digested(
            number,
            id=f"{self.epoch}-{number}",
            url=f"https://paper.example/{number}",
            lead=f"edition {self.edition}",
            published=NOW - timedelta(days=40 - number),
            content_hash=f"{number}-{self.edition}",
        )

    def _take(self, entries: list[DigestedEntry]) -> None:
        feed = DigestedFeed(entries=tuple(entries))
        (state,) = feeds.feed_states(self.world.db, [self.feed_id])
        self.world.write(merge, FeedUpdate(state, feed), feed, NOW)

    def _titles(self) -> dict[int, str]:
        """Of the entries that the reader can reach in the lists of the feed."""
        return dict(self.world.db.execute("SELECT id, title FROM entry JOIN state USING(id) WHERE place = 1"))

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

        def take_back() -> None:
            for name in changed:
                setattr(self.model.entries[name], flag, not value)

        if changed:
            self.model.undos.append(take_back)

    @precondition(lambda self: not self.model.removed)
    @rule(ids=IDS, value=st.booleans())
    def mark(self, ids: list[int], value: bool) -> None:
        """Some entries read or unread."""
        self._flag("read", value, [number for number in ids if number in self._titles()])

    @precondition(lambda self: not self.model.removed)
    @rule(ids=IDS, value=st.sampled_from([True, True, False]))
    def star(self, ids: list[int], value: bool) -> None:
        """Some entries with or without a star."""
        self._flag("starred", value, [number for number in ids if number in self._titles()])

    @precondition(lambda self: not self.model.removed)
    @rule(ids=IDS, value=st.sampled_from([True, True, False]))
    def tag(self, ids: list[int], value: bool) -> None:
        """Some entries with or without a tag; of one that is gone meanwhile nothing comes."""
        titles, names = self._titles(), ["Mai"]
        gone = [number for number in ids if not self.world.one("SELECT 1 FROM entry WHERE id = ?", number)]
        ids = [number for number in ids if number in titles or number in gone]
        changed = self.world.write(tags.edit, ids, names * value, names * (not value), NOW, "tag")
        assert isinstance(changed, set)
        self._flagged("tagged", value, {titles[number] for number in changed if number in titles})

    @precondition(lambda self: not self.model.removed)
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
            self.model.undos.pop()()

    @rule()
    def mute(self) -> None:
        """A rule that mutes one story of those to come, or its end."""
        before = self.model.mutes
        if before:
            self.world.write(rules.remove, before, NOW, "rule")
            self.model.mutes = 0
        else:
            added = self.world.write(rules.add, "mute", MUTED, Actions((Do.HIDE,)), NOW, "rule")
            assert isinstance(added, int)
            self.model.mutes = added
        self.model.undos.append(lambda: setattr(self.model, "mutes", before))

    @rule(query=st.sampled_from(["is:starred", "tag:mai is:read"]))
    def save(self, query: str) -> None:
        """A search is kept."""
        number = self.world.write(saved.add, query, query, NOW, "saved")
        assert isinstance(number, int)
        self.model.searches[number] = query
        self.model.undos.append(lambda: self.model.searches.__delitem__(number))

    @precondition(lambda self: self.model.searches)
    @rule()
    def forget(self) -> None:
        """A kept search is removed."""
        number = min(self.model.searches)
        query = self.model.searches.pop(number)
        self.world.write(saved.remove, number, NOW, "saved")
        self.model.undos.append(lambda: self.model.searches.__setitem__(number, query))

    @precondition(lambda self: not self.model.removed)
    @rule(ids=IDS, waits=st.sampled_from([True, True, False]))
    def queue(self, ids: list[int], waits: bool) -> None:
        """Some stories are to be fetched for reading offline, or no longer."""
        for number, title in self._titles().items():
            if number in ids:
                if waits:
                    self.world.write(pages.enqueue, f"https://paper.example/q{number}", NOW, entry_id=number, keep=1)
                else:
                    self.world.write(pages.unqueue, [number])
                self.model.entries[title].queued = waits

    @rule(number=st.integers(1, 3))
    def move(self, number: int) -> None:
        """The feed has another address."""
        assert self.world.write(feeds.move_address, self.feed_id, f"https://moved.example/{number}")

    @precondition(lambda self: not self.model.removed)
    @rule()
    def remove(self) -> None:
        """The subscription ends; its starred and tagged entries can still be found."""
        self.world.write(subscriptions.remove, [self.feed_id], NOW, label)
        self.model.removed = True
        self.model.undos.append(lambda: setattr(self.model, "removed", False))

    @precondition(lambda self: not self.model.removed)
    @rule(limits=st.builds(Limits, st.sampled_from([0, 30, 36]), st.integers(0, 3)))
    def prune(self, limits: Limits) -> None:
        """What is beyond the limits goes."""
        titles = self._titles()
        listed = [titles[number] for number in lists.entry_ids(self.world.db, ListQuery())]
        by_age = {name: 40 - int(name.rsplit(" ", 1)[1]) for name in listed}
        for place, name in enumerate(listed):
            seen = self.model.entries[name]
            kept = seen.starred or seen.tagged or seen.queued or (seen.by_choice and not seen.read)
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
        there = {name: seen for name, seen in self.model.entries.items() if not seen.gone and not seen.muted}
        listed = {} if self.model.removed else there
        expected = {name: (seen.read, seen.starred, seen.tagged) for name, seen in listed.items()}
        assert shown == expected
        unread = ListQuery(Scope(ScopeKind.UNREAD))
        assert len(lists.entry_ids(self.world.db, unread)) == sum(not read for read, _star, _tag in expected.values())
        assert counters.recount(self.world.db) == counters.kept(self.world.db)
        assert sum(tag.entries for tag in tags.tags(self.world.db)) == sum(seen.tagged for seen in there.values())
        starred = lists.entry_ids(self.world.db, ListQuery(Scope(ScopeKind.STARRED)))
        assert len(starred) == sum(seen.starred for seen in there.values())

    @invariant()
    def what_the_reader_set_up_is_there(self) -> None:
        """Rules, searches and the queue, as they were left."""
        db = self.world.db
        assert [each.id for each in rules.rules(db)] == [self.model.mutes] * bool(self.model.mutes)
        assert {each.id: each.query for each in saved.searches(db)} == self.model.searches
        waiting = db.execute("SELECT title FROM queue JOIN entry ON entry.id = entry_id")
        assert {title for (title,) in waiting} == {name for name, seen in self.model.entries.items() if seen.queued}


TestReader = Reader.TestCase
TestReader.settings = settings(
    max_examples=100 if THOROUGH else 15, stateful_step_count=40 if THOROUGH else 15, deadline=None
)
