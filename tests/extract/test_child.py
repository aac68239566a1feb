"""The killable child: whatever an adapter does, its source fails with a sentence and the next one is read."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from reader.domain import blocks as B
from reader.domain.errors import AdapterBroken, NotAFeed, NotAnArticle, ParseFailed, SourceError
from reader.domain.models import GroupKind, RelatedGroup, RelatedLink
from reader.domain.page import PageArticle
from reader.domain.text import is_clean
from reader.extract import wire
from reader.extract.pool import Pool
from reader.sources.api import Fetched

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RSS = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><guid>1</guid></item></channel></rss>"


@pytest.fixture(autouse=True)
def _adapters_are_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def fetched(body: bytes = b"body", url: str = "https://news.example/feed") -> Fetched:
    return Fetched(url=url, body=body)


def with_pool(work: Callable[[Pool], Awaitable[T]], **limits: float) -> T:
    async def run() -> T:
        pool = Pool(**limits)  # type: ignore[arg-type]
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


async def read(pool: Pool, name: str, body: bytes = b"body") -> str:
    return (await pool.parse_feed(f"hostile_adapters:{name}", fetched(body), NOW)).title


needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="no way to wait for another's child")


def ended(pid: int) -> None:
    """Wait for the end of a process that is not our child."""
    with suppress(ProcessLookupError):
        watch = os.pidfd_open(pid)
        try:
            assert select.select([watch], [], [], 20)[0], "still there"
        finally:
            os.close(watch)


def test_a_feed_is_parsed_and_digested() -> None:
    feed = with_pool(lambda pool: pool.parse_feed("hostile_adapters:fine", fetched(b"Hello \x1b[2J"), NOW))
    assert (feed.title, feed.entries[0].title, feed.entries[0].lead) == ("Fine", "Hello [2J", "text")


@pytest.mark.usefixtures("cold_children")
def test_a_built_in_parser_is_run() -> None:
    feed = with_pool(lambda pool: pool.parse_feed("reader.extract.feedparse:parse", fetched(RSS), NOW))
    assert feed.entries[0].title == "One"


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("loop", ParseFailed, "seconds"),
        ("loop_in_c", ParseFailed, "seconds"),
        ("loop_catching_all", ParseFailed, "seconds"),
        ("wait", ParseFailed, "seconds"),
        ("wait_disarmed", ParseFailed, "seconds"),
        ("eat", ParseFailed, "memory"),
        ("leave", AdapterBroken, "without an answer"),
        ("crash", AdapterBroken, "without an answer"),
        ("exit_politely", AdapterBroken, "SystemExit: bye"),
        ("fault", AdapterBroken, "LookupError: no ]52;c;aGk= such thing (hostile_adapters.py:"),
        ("deep", AdapterBroken, "RecursionError"),
        ("refuse", NotAFeed, "This is a login page."),
        ("wrong_type", AdapterBroken, "list"),
        ("forge", AdapterBroken, "unreadable"),
        ("forge_size", AdapterBroken, "unreadable"),
        ("not_callable", AdapterBroken, "not callable"),
        ("missing", AdapterBroken, "missing"),
    ],
)
def test_a_bad_adapter_fails_alone_and_with_a_sentence(name: str, error: type[SourceError], says: str) -> None:
    # Only what waits is measured by the clock: on a busy machine all else takes long.
    waits = name.startswith("wait")

    async def work(pool: Pool) -> tuple[SourceError, str]:
        await pool.warm()
        pool.patience = 0.1 if waits else 1000.0
        with pytest.raises(SourceError) as caught:
            await read(pool, name)
        pool.patience = 1000.0
        return caught.value, await read(pool, "fine")

    failed, after = with_pool(work, size=1, feed_seconds=0.4 if says == "seconds" else 20, memory=100_000_000)
    assert type(failed) is error
    assert says in str(failed)
    assert is_clean(str(failed))
    assert after == "Fine"


def test_others_go_on_while_one_hangs() -> None:
    async def work(pool: Pool) -> list[str]:
        hanging = asyncio.create_task(read(pool, "wait"))
        titles = [await read(pool, "fine") for _ in range(20)]
        assert not hanging.done()
        hanging.cancel()
        with suppress(asyncio.CancelledError):
            await hanging
        return titles

    assert with_pool(work, size=2) == ["Fine"] * 20


def test_what_an_adapter_prints_never_reaches_the_answers() -> None:
    assert with_pool(lambda pool: read(pool, "shout")) == "Shouted"


def test_wrong_types_and_surrogates_are_cleaned() -> None:
    async def work(pool: Pool) -> None:
        feed = await pool.parse_feed("hostile_adapters:wrong_fields", fetched(), NOW)
        entry = feed.entries[0]
        assert (entry.id, entry.title, entry.authors, entry.lead) == ("7", "Bytes �", ("One Author",), "3.5")
        assert entry.published == datetime(2026, 11, 23, tzinfo=UTC)
        assert "2 entries" in feed.warning
        feed = await pool.parse_feed("hostile_adapters:surrogates", fetched(), NOW)
        assert (feed.title, feed.entries[0].title) == ("ab", "x")

    with_pool(work)


def test_one_child_serves_many_tasks_until_it_grows() -> None:
    async def work(pool: Pool) -> list[str]:
        return [await read(pool, name) for name in ("who", "who", "grow", "who")]

    first, second, grown, after = with_pool(work, size=1)
    assert first == second == grown
    assert after != first


def test_cancelling_ends_the_work_and_frees_the_place() -> None:
    async def work(pool: Pool) -> str:
        task = asyncio.create_task(read(pool, "loop"))
        await pool.warm()
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return await read(pool, "fine")

    assert with_pool(work, size=1) == "Fine"


def test_a_killed_child_is_replaced_without_loading_anything_again() -> None:
    async def work(pool: Pool) -> list[list[str]]:
        found = [(await read(pool, "whose")).split()]
        for end in ("crash", "leave", "eat"):
            with pytest.raises(SourceError):
                await read(pool, end)
            found.append((await read(pool, "whose")).split())
        return found

    found = with_pool(work, size=1, memory=100_000_000)
    assert len({child for child, _parent in found}) == 4
    assert len({parent for _child, parent in found}) == 1, "all forked from the one process that has loaded it all"


def test_when_the_process_that_children_come_from_dies_there_is_another() -> None:
    async def work(pool: Pool) -> tuple[str, str]:
        _child, parent = (await read(pool, "whose")).split()
        os.kill(int(parent), signal.SIGKILL)
        while True:
            # Until the pool has heard of it, the child that is there still answers.
            _child, other = (await read(pool, "whose")).split()
            if other not in (parent, "1"):
                return parent, other

    parent, other = with_pool(work, size=1)
    assert parent != other


@needs_pidfd
def test_no_process_is_kept_for_nothing() -> None:
    async def work(pool: Pool) -> None:
        first = (await read(pool, "whose")).split()
        for pid in map(int, first):
            await asyncio.to_thread(ended, pid)
        assert not {*first} & {*(await read(pool, "whose")).split()}

    with_pool(work, idle_seconds=0.0)


@needs_pidfd
def test_children_end_with_the_process_that_asked_for_them() -> None:
    code = """
import asyncio, os
from datetime import UTC, datetime
from reader.extract.pool import Pool
from reader.sources.api import Fetched
async def main():
    feed = await Pool().parse_feed("hostile_adapters:whose", Fetched("https://news.example/"), datetime.now(UTC))
    print(feed.title, flush=True)
    os._exit(1)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    for pid in map(int, done.stdout.split()):
        ended(pid)
    assert len(done.stdout.split()) == 2


@pytest.mark.usefixtures("cold_children")
def test_no_child_is_left_behind() -> None:
    async def work(pool: Pool) -> list[int]:
        return [int(pid) for _task in range(2) for pid in (await read(pool, "whose")).split()]

    for pid in with_pool(work):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_closed_pool_says_so() -> None:
    async def work(pool: Pool) -> None:
        await pool.close()
        with pytest.raises(ParseFailed):
            await read(pool, "fine")

    with_pool(work)


def test_a_page_crosses_the_border_whole() -> None:
    sample = next((Path(__file__).parents[2] / "sample_feeds" / "pages").glob("*.html"))
    page = fetched(sample.read_bytes(), "https://news.example/2026/11/23/story")
    article = with_pool(lambda pool: pool.extract_page(page, NOW))
    assert article.title
    assert any(isinstance(block, B.Paragraph) for block in article.blocks)


def test_what_is_no_article_is_said() -> None:
    with pytest.raises(NotAnArticle) as caught:
        with_pool(lambda pool: pool.extract_page(fetched(b"%PDF-1.7 ...", "https://news.example/report.pdf"), NOW))
    assert caught.value.kind == "pdf"


def test_a_page_round_trips_with_every_field() -> None:
    link = RelatedLink("https://a.example/x", "X", teaser="t", published=NOW)
    article = PageArticle(
        url="https://a.example/", title="T", authors=("A", "B"), published=NOW, lead="L", access="Part only.",
        blocks=(B.Paragraph((B.Span("x", B.BOLD, "https://a.example/l"),)), B.Image("https://a.example/i"), B.Rule()),
        groups=(RelatedGroup(GroupKind.RELATED, (link,), "Tin liên quan"),), keywords=("k",),
        aliases=("https://b.example",),
    )  # fmt: skip
    answer = wire.decode_answer(wire.encode(wire.page_read(article)))
    assert isinstance(answer, wire.PageRead)
    assert wire.page_article(answer) == article


def test_an_answer_of_another_shape_is_refused() -> None:
    for nonsense in (b"", b"\xc0", wire.encode({"is": "feed", "feed": 3}), wire.encode({"is": "other"})):
        with pytest.raises((ValueError, wire.msgspec.MsgspecError)):
            wire.decode_answer(nonsense)


def test_the_parents_side_imports_no_parser() -> None:
    heavy = "{'lxml', 'feedparser', 'trafilatura', 'httpx', 'textual', 'sqlite3'}"
    code = f"import sys, reader.extract.pool; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
