"""Followed stories over the engine's own relating: later chapters come in, other topics stay out, nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from reader.domain.coverage import FollowedStory
from reader.domain.models import ListQuery, Scope, ScopeKind
from reader.engine.inline import InlineEngine
from reader.engine.protocol import StoriesChanged, StoriesGrew
from reader.engine.relating import Batch, Wishes, relate_anew
from reader.engine.settings import EngineSettings
from reader.library import Library
from reader.store.opening import Role, open_store
from tests.engine.news_world import BRIDGE, FERRY, NOW, RICE, News

BEFORE = NOW - timedelta(days=90)
LATER = (
    "Cầu Trà Lam mở lại sau ba tháng: vết nứt ở trụ số ba đã sửa xong, 34.000 lượt xe mỗi ngày lại qua cầu.",
    "Cầu Trà Lam mở cửa trở lại, trụ số ba bị nứt đã được sửa chữa; xe không còn phải đi đường vòng.",
)
OTHER = "Gạo xuất khẩu An Lạc giữ giá 431 USD một tấn, nông dân An Lạc bán lúa cho thương lái."


class Reader:
    """What somebody does at the screen, over the same store."""

    def __init__(self, news: News) -> None:
        self.folder = news.folder

    def follow(self, entry_id: int) -> int:
        async def work(library: Library) -> int:
            return await library.follow_story(entry_id)

        return self._run(work)

    def followed(self) -> list[FollowedStory]:
        async def work(library: Library) -> list[FollowedStory]:
            return await library.followed()

        return self._run(work)

    def gathered(self, number: int) -> list[int]:
        async def work(library: Library) -> list[int]:
            return sorted(await library.entry_ids(ListQuery(Scope(ScopeKind.STORY, number))))

        return self._run(work)

    def _run(self, work):  # type: ignore[no-untyped-def]  # what it is given it gives back
        async def whole():  # type: ignore[no-untyped-def]
            library = await Library.open(self.folder, clock=lambda: NOW)
            try:
                return await work(library)
            finally:
                await library.close()

        return asyncio.run(whole())


def three_events(news: News) -> tuple[list[int], list[int], list[int]]:
    papers = zip(("north", "south", "east"), BRIDGE, strict=True)
    bridge = [news.put(paper, text, when=BEFORE)[0] for paper, text in papers]
    rice = [news.put(paper, text)[0] for paper, text in zip(("north", "south"), RICE, strict=True)]
    ferry = [news.put(paper, text)[0] for paper, text in zip(("wire", "bay"), FERRY, strict=True)]
    news.relate()
    return bridge, rice, ferry


def test_a_story_gathers_later_chapters_and_counts_what_is_new(news: News) -> None:
    bridge, _rice, _ferry = three_events(news)
    reader = Reader(news)
    number = reader.follow(bridge[1])
    assert reader.gathered(number) == bridge
    assert [(story.title, story.new) for story in reader.followed()] == [(BRIDGE[1], 0)]
    chapters = [news.put(paper, text)[0] for paper, text in zip(("south", "west"), LATER, strict=True)]
    rice = news.put("east", OTHER)
    told: list[Batch] = []
    news.relate(Wishes(told.append))
    assert not {*news.stories(*chapters)} & {*news.stories(*bridge)}, "a story of its own: its window is over"
    assert reader.gathered(number) == [*bridge, *chapters]
    assert rice[0] not in reader.gathered(number)
    assert [story.new for story in reader.followed()] == [2]
    assert [dict(batch.gathered) for batch in told] == [{number: 2}]


def test_following_one_chapter_brings_those_that_are_here(news: News) -> None:
    bridge, _rice, _ferry = three_events(news)
    later = news.put("south", LATER[0])
    news.relate()
    reader = Reader(news)
    number = reader.follow(bridge[0])
    assert reader.gathered(number) == [*bridge, *later]
    assert [story.new for story in reader.followed()] == [0], "what was here is not news"


def test_it_may_be_followed_before_anything_was_related(news: News) -> None:
    first = news.put("north", BRIDGE[0])
    reader = Reader(news)
    number = reader.follow(first[0])
    others = [news.put(paper, text)[0] for paper, text in zip(("south", "east"), BRIDGE[1:], strict=True)]
    rice = news.put("west", RICE[0])
    news.relate()
    assert reader.gathered(number) == [*first, *others]
    assert rice[0] not in reader.gathered(number)


def test_reindex_keeps_what_was_gathered_and_goes_on_gathering(news: News) -> None:
    bridge, _rice, _ferry = three_events(news)
    reader = Reader(news)
    number = reader.follow(bridge[0])
    before = news.stories(*bridge)
    asyncio.run(relate_anew(news.store))
    asyncio.run(relate_anew(news.store))
    assert reader.gathered(number) == bridge
    late = news.put("west", "Vết nứt ở trụ số ba cầu Trà Lam: thợ lặn phát hiện trong đêm, cầu đóng cửa.", when=BEFORE)
    news.relate()
    assert news.stories(*late)[0] == news.stories(bridge[0])[0]
    assert reader.gathered(number) == [*bridge, *late]
    assert before
    assert [story.new for story in reader.followed()] == [1]


def test_growth_is_told_once_for_a_whole_run(news: News) -> None:
    bridge, _rice, _ferry = three_events(news)
    number = Reader(news).follow(bridge[0])
    for paper in range(60):
        news.put(f"paper{paper}", f"Tin {paper}: chuyện khác hẳn số {paper * 7919} ở nơi {paper * 104729}.")
    news.put("south", LATER[0])
    news.put("west", LATER[1])
    news.store.close_now()
    told: list[object] = []

    async def whole() -> None:
        engine = InlineEngine(EngineSettings(data_dir=str(news.folder), automatic=False, offline=True))
        library = await Library.open(news.folder, engine=engine)
        library.subscribe(told.append)
        await library.relate_and_wait()
        await library.close()

    asyncio.run(whole())
    news.store = open_store(news.folder, Role.ENGINE, clock=lambda: NOW)
    assert sum(isinstance(event, StoriesChanged) for event in told) > 1, "several batches"
    assert [event.came for event in told if isinstance(event, StoriesGrew)] == [((number, 2),)]


def test_what_is_followed_no_longer_gathers_nothing(news: News) -> None:
    bridge, _rice, _ferry = three_events(news)
    reader = Reader(news)
    number = reader.follow(bridge[0])

    async def end() -> None:
        library = await Library.open(news.folder, clock=lambda: NOW)
        await library.unfollow_story(number)
        await library.close()

    asyncio.run(end())
    news.put("west", LATER[0])
    told: list[Batch] = []
    news.relate(Wishes(told.append))
    assert reader.followed() == []
    assert reader.gathered(number) == bridge
    assert all(not batch.gathered for batch in told)


@pytest.mark.parametrize("step", range(1, 5))
def test_a_death_while_relating_makes_a_followed_story_miss_nothing(news: News, step: int) -> None:
    bridge, _rice, _ferry = three_events(news)
    reader = Reader(news)
    number = reader.follow(bridge[0])
    later = [news.put(paper, text)[0] for paper, text in zip(("south", "west"), LATER, strict=True)]
    news.die_while_relating(step)
    news.relate()
    assert reader.gathered(number) == [*bridge, *later]
    assert [story.new for story in reader.followed()] == [2]
