"""Relating in collections of every kind: one feed, a thousand, headlines alone, tickers, footers, floods."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta

import pytest

from reader.domain.models import GroupKind
from reader.engine.placing import Newcomer, place_all
from reader.engine.signing import sign
from reader.library import Library
from reader.related.vocabulary import Vocabulary
from reader.store import feeds
from reader.store.values import NewSubscription
from tests.engine.news_world import BRIDGE, FERRY, NOW, RICE, News, events

WEATHER = "Không khí lạnh tràn về, miền Bắc trời rét, nhiệt độ thấp nhất 14 độ, đêm có mưa nhỏ rải rác."
POLITICS = "Quốc hội thông qua Luật Đất đai sửa đổi với 93 phần trăm đại biểu tán thành vào chiều thứ Năm."


def panes(news: News, *ids: int) -> list[dict[GroupKind, list[int]]]:
    """What the related pane of each entry holds, the neighbours in the feed left out."""

    async def read() -> list[dict[GroupKind, list[int]]]:
        library = await Library.open(news.folder, read_only=True)
        found = [await library.related(number) for number in ids]
        await library.close()
        return [
            {g.kind: [link.entry_id for link in g.links] for g in groups if g.kind is not GroupKind.NEIGHBOURS}
            for groups in found
        ]

    return asyncio.run(read())


def test_one_feed_tells_its_stories_apart(news: News) -> None:
    bridge, rice, ferry = (news.put("only", *texts) for texts in (BRIDGE, RICE, FERRY))
    news.relate()
    assert [len({*news.stories(*group)}) for group in (bridge, rice, ferry)] == [1, 1, 1]
    # One paper is no second source: what it has more of the story stands under what came before or is similar.
    assert all(GroupKind.SAME not in pane for pane in panes(news, *bridge))


def test_a_thousand_feeds_of_which_few_report(news: News) -> None:
    def subscribe(db: sqlite3.Connection) -> None:
        for number in range(1000):
            feeds.subscribe(db, NewSubscription(f"https://silent{number}.example/f", "feed"), NOW)

    asyncio.run(news.store.write(subscribe))
    bridge, rice, ferry = events(news)
    news.relate()
    assert len({*news.stories(*bridge)}) == len({*news.stories(*rice)}) == len({*news.stories(*ferry)}) == 1


def test_headlines_alone_become_stories(news: News) -> None:
    one = news.put("a", "Cầu Trà Lam đóng cửa vì trụ số ba bị nứt") + news.put(
        "b", "Nứt trụ số ba, cầu Trà Lam đóng cửa"
    )
    two = news.put("a", "Ferry Gannet aground on Skerrow Reef") + news.put("b", "Gannet ferry hits Skerrow Reef")
    three = news.put("c", "Giá gạo xuất khẩu chạm 431 USD")
    news.relate()
    assert len({*news.stories(*one)}) == len({*news.stories(*two)}) == 1
    assert len({*news.stories(one[0], two[0], three[0])}) == 3


@pytest.mark.parametrize("others", [(), RICE, (*RICE, *FERRY)])
def test_matters_that_have_nothing_in_common_are_not_similar(news: News, others: tuple[str, ...]) -> None:
    for number, text in enumerate(others):
        news.put(f"paper{number}", text)
    ids = news.put("north", WEATHER) + news.put("south", POLITICS) + news.put("east", BRIDGE[0])
    news.relate()
    assert panes(news, *ids) == [{}, {}, {}]


def test_footers_glue_nothing(news: News) -> None:
    footer = "Theo dõi chúng tôi trên các kênh. Đường dây nóng 0900 000 000. Mời bạn đọc gửi ý kiến về tòa soạn."
    texts = (BRIDGE[0], RICE[0], FERRY[0], WEATHER, POLITICS)
    ids = [news.put("north", f"{text[:40]}\n{text}\n{footer}")[0] for text in texts]
    news.relate()
    again = [news.put("north", f"Tin {text[:40]}\n{text} Bản khác.\n{footer}")[0] for text in texts]
    news.relate()
    assert len({*news.stories(*ids)}) == len(texts)
    assert len({*news.stories(*again)}) == len(texts)


def test_a_ticker_that_grows_takes_no_story_along(news: News) -> None:
    bridge, rice, ferry = events(news)
    lines = (BRIDGE[0], RICE[0], FERRY[0], WEATHER, POLITICS)
    ticker = [news.put("live", f"Trực tiếp: {n} tin\n" + "\n".join(lines[: n + 1]))[0] for n in range(len(lines))]
    news.relate()
    assert len({*news.stories(bridge[0], rice[0], ferry[0], *ticker)}) == 3 + len(ticker)


def test_three_languages_side_by_side(news: News) -> None:
    storm = ("台風14号が海岸に上陸、鉄道は終日運休", "海岸に台風14号、鉄道が運休")
    ids = [news.put(f"jp{number}", text)[0] for number, text in enumerate(storm)]
    bridge, _rice, ferry = events(news)
    news.relate()
    assert len({*news.stories(*ids)}) == 1
    assert len({*news.stories(ids[0], bridge[0], ferry[0])}) == 3


def test_a_hundred_years_apart_is_no_story(news: News) -> None:
    first = news.put("a", BRIDGE[0], when=NOW - timedelta(days=365 * 20))
    second = news.put("b", BRIDGE[1], when=NOW)
    news.relate()
    assert len({*news.stories(*first, *second)}) == 2


def test_a_flood_of_one_text_costs_no_more_by_the_hundredth_entry(news: News) -> None:
    """Measured in steps of SQLite's machine, over a whole batch of a flood that goes on."""
    text = "Khuyến mãi lớn\n" + "Mua ngay hôm nay để nhận quà tặng hấp dẫn từ cửa hàng của chúng tôi. " * 3

    def cost() -> int:
        fresh = news.put("shop", *[text] * 20)
        steps = 0

        def stepped() -> None:
            nonlocal steps
            steps += 1

        def work(db: sqlite3.Connection) -> None:
            db.set_progress_handler(stepped, 10)
            try:
                signed = sign(db, fresh, Vocabulary())
                newcomers = [Newcomer(*pair) for pair in zip(signed.texts, signed.signatures, strict=True)]
                place_all(db, newcomers, fresh)
            finally:
                db.set_progress_handler(None, 0)

        asyncio.run(news.store.read(work))
        return steps

    news.put("shop", *[text] * 20)
    news.relate()
    few = cost()
    news.put("shop", *[text] * 400)
    news.relate()
    assert cost() <= 1.5 * few
