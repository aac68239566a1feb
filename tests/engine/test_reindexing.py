"""Computing all relations anew: stopped and ended, beside another process, after edits and removals."""

from __future__ import annotations

import asyncio

import pytest

from reader.domain.errors import StoreLocked
from reader.engine import batches
from reader.engine.relating import LOCK, Batch, Wishes, relate_anew
from reader.store import related
from reader.store.locks import Lock
from tests.engine.news_world import BRIDGE, News, events


def filled(news: News, papers: int = 60) -> list[int]:
    """More entries than one batch takes."""
    bridge, _rice, _ferry = events(news)
    for number in range(papers):
        news.put(f"paper{number}", f"Matter {number * 7919} of town{number}: word{number} said person{number}.")
    news.relate()
    return bridge


async def stopped(news: News) -> int:
    """Begin anew and cancel after the first batch; returns how many were done."""
    seen: list[Batch] = []
    reached = asyncio.Event()

    def told(batch: Batch) -> None:
        seen.append(batch)
        reached.set()

    work = asyncio.ensure_future(relate_anew(news.store, Wishes(told)))
    await reached.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    return seen[-1].done


def test_one_that_was_stopped_goes_on_where_it_was(news: News) -> None:
    bridge = filled(news)
    done = asyncio.run(stopped(news))
    assert done == batches.BATCH
    assert news.waiting() == 67 - done
    assert asyncio.run(relate_anew(news.store)) == 67 - done
    assert len({*news.stories(*bridge)}) == 1
    # The next is a new beginning.
    assert asyncio.run(relate_anew(news.store)) == 67


def test_one_that_was_stopped_leaves_nothing_to_complain_about(news: News) -> None:
    filled(news)
    asyncio.run(stopped(news))
    assert not asyncio.run(news.store.read(related.interrupted))


def test_the_background_may_end_what_was_stopped(news: News) -> None:
    filled(news)
    done = asyncio.run(stopped(news))
    assert news.relate() == 67 - done
    assert asyncio.run(relate_anew(news.store)) == 67


def test_nothing_is_forgotten_while_another_process_relates(news: News) -> None:
    bridge, _rice, _ferry = events(news)
    news.relate()
    before = news.stories(*bridge)
    other = Lock(news.folder / LOCK)
    other.acquire()
    with pytest.raises(StoreLocked, match="nothing was forgotten"):
        asyncio.run(relate_anew(news.store))
    other.release()
    assert (news.stories(*bridge), news.waiting()) == (before, 0)


def test_what_was_removed_is_gone_and_its_copies_stay_a_story(news: News) -> None:
    text = "\n".join((*BRIDGE, "Người dân hai bên bờ sông cho biết họ đã nghe tiếng động lạ từ tuần trước đó."))
    first, second, third = (news.put(paper, f"Đóng cầu\n{text}")[0] for paper in ("north", "south", "east"))
    news.relate()
    asyncio.run(news.store.write(lambda db: db.execute("DELETE FROM entry WHERE id = ?", (first,))))
    news.relate()
    found = {m.entry_id: m for m in asyncio.run(news.store.read(related.members, [first, second, third]))}
    assert sorted(found) == [second, third]
    assert found[second].story_id == found[third].story_id != 0
    assert {found[second].copy_of, found[third].copy_of} == {0, second}
    for work in (None, relate_anew):
        if work is not None:
            asyncio.run(work(news.store))
        postings = asyncio.run(news.store.read(lambda db: db.execute("SELECT count(*) FROM feature").fetchone()[0]))
        assert postings == 1  # of twins only one is in the index
