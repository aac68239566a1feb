"""What to fetch for reading offline, in which order, and what goes when there is no room. Pure.

What is fetched: the pages of the wanted stories in the order of their list, then, level by level, the stories that
their publishers printed beside them. What goes, once full texts and pictures take more than the budget, one after the
other until they fit again:

1. texts of stories that were read and that the reader did not ask to keep, the one read longest ago first;
2. texts of stories that were read and kept, likewise;
3. texts that came along with others, were never opened, and are older than `FORGOTTEN`, the oldest first.

Never: what is starred or tagged, what waits in the queue, and what was kept and not read yet. Pictures take at most
half of the budget and go by themselves, those not shown for longest first (`pictures`); those of starred and kept
stories stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reader.domain.identity import host_of, url_key
from reader.store.values import HeldText, LinkAway, StoryAway

FORGOTTEN = timedelta(days=30)
DEEPEST = 2
"""Levels of related stories at most: each multiplies what is fetched by up to the limit a story."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One page to bring."""

    url: str
    entry_id: int = 0
    """The entry whose text it is, 0 when the cache has none."""
    referrer_id: int = 0
    title: str = ""
    asked: bool = True
    """The reader pointed at this story; else its site is asked whether programs may fetch it."""
    kept: bool = True
    """It is kept by the reader's wish, not only because it was beside one that is."""

    @property
    def host(self) -> str:
        """Whose server it is."""
        return host_of(self.url)


def own_pages(stories: Iterable[StoryAway], *, asked: bool) -> list[Fetch]:
    """The pages of the stories themselves that are not here, each once, in the order of the list."""
    found: dict[str, Fetch] = {}
    for story in stories:
        if story.fetchable and not story.here:
            found.setdefault(url_key(story.url) or story.url, Fetch(story.url, story.entry_id, asked=asked, kept=asked))
    return list(found.values())


def related_pages(links: Iterable[LinkAway], done: set[str], per_story: int) -> list[Fetch]:
    """The related stories that are not here: of each story its first `per_story` links, whether here or not, and no
    address that is in `done`, to which the new ones are added."""
    taken: dict[int, int] = {}
    found = []
    for link in links:
        number = taken.get(link.referrer_id, 0)
        if number >= per_story:
            continue
        taken[link.referrer_id] = number + 1
        key = url_key(link.url) or link.url
        if key in done or link.here or not link.fetchable:
            continue
        done.add(key)
        found.append(Fetch(link.url, link.entry_id, link.referrer_id, link.title, asked=False, kept=False))
    return found


def next_stories(links: Iterable[LinkAway], per_story: int) -> list[int]:
    """The entries behind the same links that are here: what the next level starts from."""
    taken: dict[int, int] = {}
    found: dict[int, None] = {}
    for link in links:
        taken[link.referrer_id] = taken.get(link.referrer_id, 0) + 1
        if taken[link.referrer_id] <= per_story and link.entry_id:
            found[link.entry_id] = None
    return list(found)


def what_goes(texts: Sequence[HeldText], too_many: int, now: datetime) -> list[int]:
    """The entries whose full text goes to free `too_many` bytes, in the order described above; as many as there are
    when that is not enough."""
    ranked = sorted(
        (rank, text.read_at or text.first_seen, text.entry_id, text.bytes)
        for text in texts
        if (rank := _rank(text, now))
    )
    gone = []
    for _group, _time, entry_id, size in ranked:
        if too_many <= 0:
            break
        gone.append(entry_id)
        too_many -= size
    return gone


def _rank(text: HeldText, now: datetime) -> int:
    """Which of the three groups a text belongs to, 0 for one that stays."""
    if text.read:
        return 2 if text.kept else 1
    by_the_way = not text.kept and text.read_at is None
    return 3 if by_the_way and now - text.first_seen > FORGOTTEN else 0
