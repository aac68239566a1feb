"""What to fetch for reading offline and what goes when there is no room: pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reader.engine.bag import FORGOTTEN, next_stories, own_pages, related_pages, what_goes
from reader.store.values import HeldText, LinkAway, StoryAway

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def story(number: int, *, url: str = "", here: bool = False, fetchable: bool = True) -> StoryAway:
    return StoryAway(number, url or f"https://paper.example/{number}", here, fetchable)


def link(referrer: int, number: int, *, entry_id: int = 0, here: bool = False, fetchable: bool = True) -> LinkAway:
    url = f"https://paper.example/{number}"
    return LinkAway(referrer, url, f"Story {number}", "related", entry_id, here, fetchable)


def held(number: int, size: int = 10, *, kept: bool = False, read: int = -1, seen: int = 0) -> HeldText:
    """`read` is how many days ago it was read (-1: never), `seen` how many days ago it came."""
    read_at = NOW - timedelta(days=read) if read >= 0 else None
    return HeldText(number, size, kept, read >= 0, read_at, NOW - timedelta(days=seen))


def test_pages_of_stories_come_in_list_order_once_each_and_only_what_is_missing() -> None:
    stories = [
        story(3),
        story(1, here=True),
        story(2, fetchable=False),
        story(4, url="http://www.paper.example/3?utm_source=x"),
        story(5),
    ]
    assert [fetch.entry_id for fetch in own_pages(stories, asked=True)] == [3, 5]
    assert all(fetch.asked and fetch.kept for fetch in own_pages(stories, asked=True))


def test_what_a_feed_keeps_by_itself_is_neither_asked_for_nor_kept_for_good() -> None:
    (fetch,) = own_pages([story(1)], asked=False)
    assert not fetch.asked
    assert not fetch.kept


def test_related_pages_are_bounded_for_each_story_and_fetched_once() -> None:
    links = [link(1, 10), link(1, 11, here=True), link(1, 12), link(2, 10), link(2, 13, fetchable=False), link(2, 14)]
    done = {"paper.example/14"}
    fetches = related_pages(links, done, 2)
    assert [fetch.url for fetch in fetches] == ["https://paper.example/10"]
    assert not fetches[0].asked, "nobody clicked on it: its site may refuse"
    assert related_pages(links, done, 2) == [], "a circle ends"


def test_the_next_level_starts_from_what_is_here_now() -> None:
    links = [link(1, 10, entry_id=7), link(1, 11), link(2, 12, entry_id=8), link(2, 13, entry_id=7)]
    assert next_stories([*links, link(2, 14, entry_id=9)], 2) == [7, 8]


def test_what_was_read_longest_ago_goes_first_and_kept_stories_after_all_others() -> None:
    texts = [held(1, read=1), held(2, read=5), held(3, read=9, kept=True)]
    texts += [held(4), held(5, seen=40), held(6, kept=True, seen=99)]
    assert what_goes(texts, 1, NOW) == [2]
    assert what_goes(texts, 20, NOW) == [2, 1]
    assert what_goes(texts, 21, NOW) == [2, 1, 3]
    assert what_goes(texts, 10_000, NOW) == [2, 1, 3, 5], "unread news and what was kept and not read stays"
    assert what_goes(texts, 0, NOW) == []


def test_what_came_along_goes_only_when_it_was_forgotten() -> None:
    young = replace(held(1), first_seen=NOW - FORGOTTEN)
    old = replace(held(2), first_seen=NOW - FORGOTTEN - timedelta(seconds=1))
    assert what_goes([young, old], 99, NOW) == [2]


@given(
    st.lists(
        st.builds(
            held,
            st.integers(1, 1000),
            st.integers(0, 99),
            kept=st.booleans(),
            read=st.integers(-1, 60),
            seen=st.integers(0, 60),
        ),
        unique_by=lambda text: text.entry_id,
    ),
    st.integers(-10, 2000),
)
def test_no_more_goes_than_needed_and_never_what_is_kept_unread(texts: list[HeldText], over: int) -> None:
    gone = what_goes(texts, over, NOW)
    by_id = {text.entry_id: text for text in texts}
    assert len(gone) == len(set(gone))
    assert not any(by_id[number].kept and not by_id[number].read for number in gone)
    assert sum(by_id[number].bytes for number in gone[:-1]) < max(over, 1)
