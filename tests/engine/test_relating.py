"""Relating by the engine over a real store: events of several papers, and everything that feeds do to spoil it."""

from __future__ import annotations

import asyncio
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reader.domain.digested import DigestedFeed
from reader.domain.models import GroupKind
from reader.engine.candidates import candidates
from reader.engine.relating import Batch, Wishes, relate_anew
from reader.library import Library
from reader.store import feeds, ingest, related
from reader.store.values import FeedUpdate
from tests.engine.news_world import BRIDGE, FERRY, NOW, RICE, News, events


def test_events_become_stories_from_the_first_ten_entries_in_two_languages(news: News) -> None:
    bridge, rice, ferry = events(news)
    assert news.relate() == 7
    assert len({*news.stories(*bridge)}) == len({*news.stories(*rice)}) == len({*news.stories(*ferry)}) == 1
    assert len({*news.stories(bridge[0], rice[0], ferry[0])}) == 3
    assert news.waiting() == 0


def test_the_pane_shows_the_story_and_says_why(news: News) -> None:
    bridge, _rice, _ferry = events(news)
    news.relate()

    async def read() -> tuple[list[int], str]:
        library = await Library.open(news.folder, read_only=True)
        groups = await library.related(bridge[0])
        await library.close()
        (same,) = (group for group in groups if group.kind is GroupKind.SAME)
        return sorted(link.entry_id for link in same.links), same.links[0].why

    ids, why = asyncio.run(read())
    assert ids == bridge[1:]
    assert "Trà Lam" in why


def test_text_in_nfd_joins_the_same_story(news: News) -> None:
    first = news.put("north", BRIDGE[0])
    second = news.put("south", unicodedata.normalize("NFD", BRIDGE[1]))
    news.relate()
    assert len({*news.stories(*first, *second)}) == 1


def test_a_newcomer_changes_what_older_entries_show(news: News) -> None:
    bridge, rice, _ferry = events(news)
    news.relate()
    late = news.put("west", "Vết nứt ở trụ số ba cầu Trà Lam: thợ lặn phát hiện trong đêm, cầu đóng cửa.")
    told: list[Batch] = []
    news.relate(Wishes(told.append))
    assert news.stories(*late) == news.stories(bridge[0])
    changed = {number for batch in told for number in batch.changed}
    assert late[0] in changed
    assert rice[0] not in changed


def test_the_same_text_in_other_papers_is_a_copy(news: News) -> None:
    text = "\n".join((*BRIDGE, "Người dân hai bên bờ sông cho biết họ đã nghe tiếng động lạ từ tuần trước đó."))
    first = news.put("north", f"Đóng cầu Trà Lam\n{text}")
    exact = news.put("south", f"Đóng cầu Trà Lam\n{text}")
    changed = news.put("east", f"Cầu Trà Lam bị nứt trụ\n(TTX)\n{text}")
    news.relate()
    assert len({*news.stories(*first, *exact, *changed)}) == 1
    assert news.originals(*first, *exact, *changed) == [0, first[0], first[0]]


def test_a_feed_that_republishes_everything_hourly_glues_nothing(news: News) -> None:
    events(news)
    for hour in range(6):
        for text in (*BRIDGE, *RICE, *FERRY):
            news.put("echo", text, when=NOW + timedelta(hours=hour))
    news.relate()
    members = asyncio.run(news.store.read(related.members, range(1, 60)))
    found = {number: story for m in members for number, story in [(m.entry_id, m.story_id)]}
    assert len({found[1], found[4], found[6]}) == 3


def test_a_digest_does_not_glue_stories(news: News) -> None:
    digest = news.put("brief", "Điểm tin\n" + "\n".join((BRIDGE[0], RICE[0], FERRY[0])))
    bridge, rice, ferry = events(news)
    later = news.put("brief", "Điểm tin trưa\n" + "\n".join((BRIDGE[1], RICE[1], FERRY[1])))
    news.relate()
    assert len({*news.stories(bridge[0], rice[0], ferry[0], *digest, *later)}) == 5


HOSTILE = {
    "empty": "",
    "symbols": "★ ☆ ★ !!! ??? — 🎉🎉🎉",
    "one word": "storm",
    "repetition": "storm " * 20_000,
    "long": "\n".join(f"sentence {number} of a very long book about {number * 7}" for number in range(14_000)),
    "one long word": "x" * 100_000,
    "marks": "e" + "\u0301" * 2000,
    "surrogate": "storm \ud800 storm",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_related_and_harm_nothing(news: News, name: str) -> None:
    bridge, _rice, _ferry = events(news)
    hostile = news.put("odd", HOSTILE[name].encode("utf-8", "replace").decode(), title="")
    news.put("odd", HOSTILE[name].encode("utf-8", "replace").decode(), title="")
    news.relate()
    assert news.waiting() == 0
    assert len({*news.stories(*bridge)}) == 1
    assert news.stories(*hostile)[0] not in news.stories(*bridge)


@pytest.mark.parametrize("when", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), None])
def test_impossible_and_missing_dates_count_as_the_time_of_arrival(news: News, when: datetime | None) -> None:
    bridge = [news.put(paper, text, when=when)[0] for paper, text in zip("abc", BRIDGE, strict=True)]
    normal = news.put("north", BRIDGE[0] + " Cầu Trà Lam.")
    news.relate()
    assert len({*news.stories(*bridge, *normal)}) == 1


def test_a_thousand_identical_entries_of_one_feed_stay_cheap(news: News) -> None:
    text = "Khuyến mãi lớn\n" + "Mua ngay hôm nay để nhận quà tặng hấp dẫn từ cửa hàng của chúng tôi. " * 3
    ids = news.put("shop", *[text] * 1000)
    bridge, _rice, _ferry = events(news)
    news.relate()
    assert len({*news.stories(*bridge)}) == 1
    stored = asyncio.run(news.store.read(related.stored, ids))
    assert sum(bool(entry.vector) for entry in stored) == 1
    assert max(asyncio.run(news.store.read(related.sizes, set(news.stories(*ids)))).values()) <= 300


def test_an_edit_moves_an_entry_to_its_new_story(news: News) -> None:
    bridge, rice, _ferry = events(news)
    news.relate()
    (state,) = asyncio.run(news.store.read(feeds.feed_states, [3]))
    from reader.store.values import ChangedEntry

    edited = news._entry("east", "Gạo xuất khẩu: giá 431 USD một tấn, An Lạc cao nhất hai năm.", "", NOW)
    update = FeedUpdate(state, DigestedFeed(), changed=(ChangedEntry(bridge[2], edited),))
    asyncio.run(news.store.write(ingest.apply, update, NOW))
    assert news.relate() == 1
    assert news.stories(bridge[2]) == news.stories(rice[0])
    assert len({*news.stories(*bridge[:2])}) == 1


def test_entries_of_the_same_event_are_the_likest(news: News) -> None:
    bridge, _rice, _ferry = events(news)
    news.relate()

    def ask(db: Any) -> list[tuple[float, related.Stored]]:
        (own,) = related.stored(db, bridge[:1])
        return candidates(db, own.entry_id, own.vector)

    found = sorted(asyncio.run(news.store.read(ask)), key=lambda pair: -pair[0])
    assert sorted(entry.entry_id for _likeness, entry in found[:2]) == bridge[1:]


def test_computing_anew_gives_the_same_stories(news: News) -> None:
    bridge, rice, ferry = events(news)
    news.relate()
    before = news.stories(*bridge, *rice, *ferry)
    assert asyncio.run(relate_anew(news.store)) == 7
    after = news.stories(*bridge, *rice, *ferry)
    assert [before.index(story) for story in before] == [after.index(story) for story in after]


@pytest.mark.parametrize("step", range(1, 6))
def test_a_death_at_any_step_is_made_good_by_the_next_run(news: News, step: int) -> None:
    bridge, rice, ferry = events(news)
    assert news.die_while_relating(step)
    news.relate()
    assert news.waiting() == 0
    assert len({*news.stories(*bridge)}) == len({*news.stories(*rice)}) == len({*news.stories(*ferry)}) == 1
    postings = asyncio.run(news.store.read(lambda db: db.execute("SELECT count(*) FROM feature").fetchone()[0]))
    assert postings == 7


def test_two_processes_do_not_relate_at_once(news: News) -> None:
    from reader.engine.relating import LOCK
    from reader.store.locks import Lock

    events(news)
    other = Lock(news.folder / LOCK)
    other.acquire()
    assert news.relate() == 0
    other.release()
    assert news.relate() == 7
