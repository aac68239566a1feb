"""The order of the front page: independent sources, freshness, fair shares, and that it holds still."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.domain.front import FrontEntry
from reader.related.front import LEAST_SHARE, MARGIN, Held, Ranked, Tier, rank

HOUR = 3600
DAY = 24 * HOUR
NOW = 500 * DAY
SINCE = NOW - 18 * HOUR
HALF = 8 * HOUR


def told(number: int, voice: int, hours: float = 1.0, story: int = 0, **more: object) -> FrontEntry:
    """Entry `number` by source `voice`, so many hours old."""
    values: dict[str, object] = {"root": number, "original": True, "size": 500} | more
    return FrontEntry(number, voice, story, voice, int(NOW - hours * HOUR), **values)  # type: ignore[arg-type]


def copy(number: int, voice: int, of: int, hours: float = 1.0, story: int = 0) -> FrontEntry:
    """A copy of entry `of`."""
    return told(number, voice, hours, story, root=of, original=False)


def page(*tellings: FrontEntry, **more: object) -> list[Ranked]:
    return rank(tellings, since=SINCE, half_life=HALF, **more)  # type: ignore[arg-type]


def leads(ranked: list[Ranked]) -> list[int]:
    return [story.lead for story in ranked]


def held(ranked: list[Ranked]) -> dict[int, Held]:
    return {story.key: Held(story.score, story.lead) for story in ranked}


def test_more_independent_sources_come_first() -> None:
    two = [told(1, 1, story=7), told(2, 2, story=7)]
    three = [told(3, 1, story=8), told(4, 2, story=8), told(5, 3, story=8)]
    found = page(*two, *three)
    assert [(story.key, story.sources) for story in found] == [(8, 3), (7, 2)]


def test_fresh_stories_overtake_larger_old_ones() -> None:
    old = [told(number, number, 17, story=7) for number in range(1, 5)]
    new = [told(11, 1, 0.5, story=8), told(12, 2, 0.5, story=8)]
    assert [story.key for story in page(*old, *new)] == [8, 7]


def test_copies_and_several_feeds_of_one_publisher_count_once() -> None:
    copied = [told(1, 1, story=7), *(copy(number, number, 1, story=7) for number in range(2, 9))]
    one_paper = [told(20 + number, 50, story=8) for number in range(6)]
    two = [told(31, 1, story=9), told(32, 2, story=9)]
    found = {story.key: story for story in page(*copied, *one_paper, *two)}
    assert (found[7].sources, found[8].sources, found[9].sources) == (1, 1, 2)
    assert page(*copied, *one_paper, *two)[0].key == 9


def test_what_is_republished_is_no_news() -> None:
    yesterday = told(1, 1, 40, story=7)
    assert page(yesterday, *(copy(number, 1, 1, number / 10, story=7) for number in range(2, 20))) == []


def test_a_source_that_repeats_itself_stands_where_it_stood_first() -> None:
    first = [told(1, 1, 15, story=7), *(copy(number, 1, 1, 0.1, story=7) for number in range(2, 30))]
    found = page(*first, told(99, 2, 3))
    assert leads(found) == [99, 1]


def test_a_live_ticker_of_one_source_counts_from_its_beginning() -> None:
    ticker = [told(number, 1, 16 - number / 10, story=7) for number in range(1, 150)]
    assert leads(page(*ticker, told(900, 2, 10))) == [900, 1]


def test_single_stories_follow_by_freshness() -> None:
    shared = [told(1, 1, 16, story=7), told(2, 2, 16, story=7)]
    assert leads(page(told(5, 5, 3), told(6, 6, 1), told(7, 7, 2), *shared)) == [1, 6, 7, 5]


def test_a_flood_from_one_source_leaves_room_for_the_others() -> None:
    flood = [told(number, 1, number / 100) for number in range(1, 400)]
    others = [told(1000 + number, 2 + number, 10) for number in range(20)]
    found = page(*flood, *others, limit=40)
    assert {telling.entry_id for telling in others} <= set(leads(found))
    assert leads(found)[:LEAST_SHARE] == [1, 2, 3]
    assert leads(found)[LEAST_SHARE] >= 1000


def test_one_feed_alone_fills_the_page_by_freshness() -> None:
    found = page(*(told(number, 1, number / 10) for number in range(1, 100)), limit=30)
    assert leads(found) == list(range(1, 31))


def test_round_ups_come_last_and_do_not_go_missing() -> None:
    assert leads(page(told(1, 1, 0.1, roundup=True), told(2, 2, 9))) == [2, 1]


def test_what_is_older_than_the_span_is_left_out() -> None:
    assert page(told(1, 1, 30), told(2, 1, 30, story=7), told(3, 2, 40, story=7)) == []


def test_the_lead_is_the_fullest_of_full_ones_the_earliest() -> None:
    story = [told(1, 1, 9, story=7, size=80), told(2, 2, 5, story=7, size=6000), told(3, 3, 4, story=7, size=5000)]
    assert page(*story)[0].lead == 2
    assert page(*story, prefer={3})[0].lead == 3
    assert page(*story, prefer={3})[0].others == (1, 2)


def test_the_lead_stays_while_it_is_there() -> None:
    story = [told(1, 1, 9, story=7), told(2, 2, 5, story=7)]
    shown = page(*story)
    longer = told(3, 3, 1, story=7, size=9000)
    assert page(*story, longer, held=held(shown))[0].lead == shown[0].lead
    assert page(story[1], longer, held={7: Held(0.0, 1)})[0].lead == 3


def test_a_story_without_news_for_the_margin_keeps_its_score() -> None:
    story = [told(number, number, 2, story=7) for number in range(1, 6)]
    shown = page(*story)
    sixth = page(*story, told(6, 6, 2, story=7), held=held(shown))
    assert sixth[0].score == shown[0].score
    assert sixth[0].sources == 6


tellings = st.lists(
    st.builds(
        lambda number, voice, hours, story, size: told(number, voice, hours, story, size=size),
        st.integers(1, 10_000), st.integers(1, 6), st.floats(0, 40), st.integers(0, 5), st.integers(0, 9000),
    ),
    max_size=40,
    unique_by=lambda telling: telling.entry_id,
)  # fmt: skip


@given(tellings, tellings)
def test_a_story_moves_only_when_its_score_has_changed(before: list[FrontEntry], news: list[FrontEntry]) -> None:
    """Of two stories whose scores and kinds are about what they were, the one that stood first stands first."""
    shown = page(*before, limit=1000)
    known = {telling.entry_id for telling in before}
    after = [*before, *(telling for telling in news if telling.entry_id not in known)]
    plain = {story.key: story for story in page(*after, limit=1000)}
    stood = {story.key: story for story in shown}
    still = [
        story.key
        for story in page(*after, limit=1000, held=held(shown))
        if story.key in stood
        and abs(plain[story.key].score - stood[story.key].score) <= MARGIN
        and story.tier == stood[story.key].tier
    ]
    assert still == [story.key for story in shown if story.key in still]


@given(tellings, st.floats(0, 30))
def test_time_alone_moves_nothing(before: list[FrontEntry], hours: float) -> None:
    """The same entries looked at later (none of them left the span) stand in the same order."""
    shown = page(*before)
    later = rank(before, since=SINCE, half_life=HALF, held=held(shown))
    assert [(story.key, story.lead, story.score) for story in later] == [(s.key, s.lead, s.score) for s in shown]
    aged = [replace(telling, at=telling.at - int(hours * HOUR)) for telling in before]
    moved = rank(aged, since=SINCE - int(hours * HOUR), half_life=HALF)
    assert [story.key for story in moved] == [story.key for story in shown]


@given(tellings)
def test_every_story_stands_once_and_shared_ones_first(each: list[FrontEntry]) -> None:
    found = page(*each, limit=1000)
    assert len({story.key for story in found}) == len(found)
    assert [story.tier for story in found] == sorted(story.tier for story in found)
    assert all((story.tier is Tier.SHARED) == (story.sources > 1) for story in found)
    assert all(story.lead not in story.others for story in found)
