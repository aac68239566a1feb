"""What the door costs: cleaning a field, an article's HTML as blocks, a feed parsed and digested, here and in children.

    python -m tests.benchmarks.digest [--feeds 60]

CPU milliseconds are medians of seven runs in this process; the last lines are wall clock through two children, and how
soon one that was killed is replaced.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from reader.domain.errors import SourceError
from reader.domain.text import clean_line, clean_text, fold, is_clean
from reader.extract.digest import digest, read
from reader.extract.feedparse import parse
from reader.extract.html import blocks_from_html
from reader.extract.pool import Pool
from reader.sources.api import Fetched
from tests.benchmarks.corpus import feed_answer

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SMALL = Fetched("http://127.0.0.1/", b"<rss><channel><item><title>One</title></item></channel></rss>")
PARSER = "reader.extract.feedparse:parse"
SENTENCE = "Thủ tướng chủ trì phiên họp về cải cách thủ tục hành chính tại các cửa khẩu biên giới phía Bắc. "


def article(words: int) -> str:
    """HTML of about `words` words in Vietnamese, with links, looks and pictures as a newspaper has them."""
    parts, size = [], 0
    while size < words:
        number = len(parts)
        parts.append(f'<p>{SENTENCE * 2}<a href="/tin/{number}">Xem báo cáo</a> của <b>bộ</b> <em>hôm nay</em>.</p>')
        if number % 8 == 0:
            parts.append(f'<figure><img src="/{number}.jpg"><figcaption>{SENTENCE} Ảnh: BT</figcaption></figure>')
        size += 48
    return "".join(parts)


def cpu(work: Callable[[], object], repeat: int = 1) -> float:
    """Median CPU milliseconds of one run of `work`, which is run `repeat` times in each of seven rounds."""
    times = []
    for _round in range(7):
        start = time.process_time()
        for _run in range(repeat):
            work()
        times.append((time.process_time() - start) / repeat * 1000)
    return statistics.median(times)


async def through_children(feeds: list[Fetched]) -> tuple[float, float, list[float]]:
    """(seconds to the first feed from cold children, seconds for all feeds after, seconds from the end of a child that
    was killed to the next answer)"""
    pool = Pool()
    start = time.perf_counter()
    await pool.parse_feed(PARSER, feeds[0], NOW)
    first = time.perf_counter() - start
    await asyncio.gather(*(pool.parse_feed(PARSER, feed, NOW) for feed in feeds[:4]))
    start = time.perf_counter()
    await asyncio.gather(*(pool.parse_feed(PARSER, feed, NOW) for feed in feeds))
    rest = time.perf_counter() - start
    recoveries = []
    for name in ("crash", "leave") * 5:
        with suppress(SourceError):
            await pool.parse_feed(f"tests.extract.hostile_adapters:{name}", feeds[0], NOW)
        start = time.perf_counter()
        await pool.parse_feed(PARSER, SMALL, NOW)
        recoveries.append(time.perf_counter() - start)
    await pool.close()
    return first, rest, recoveries


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=60)
    count: int = options.parse_args().feeds
    title, body = SENTENCE[:80].strip(), SENTENCE * 300
    for name, work in (
        ("clean_line, 80 characters", lambda: clean_line(title)),
        ("clean_text, 29,000 characters", lambda: clean_text(body)),
        ("is_clean, 29,000 characters", lambda: is_clean(body)),
        ("fold, 29,000 characters", lambda: fold(body)),
    ):
        print(f"{name:45} {cpu(work, 200) * 1000:9.2f} us")
    long = article(5000)
    print(
        f"{'article of 5,000 words -> blocks':45} {cpu(lambda: blocks_from_html(long, 'https://a.example/')):9.2f} ms"
    )
    feeds = [Fetched(url=f"http://127.0.0.1/{n}", body=feed_answer(n).body) for n in range(count)]
    parsed = [parse(feed) for feed in feeds]
    print(f"{'feed of 30 entries: parse':45} {cpu(lambda: [parse(feed) for feed in feeds]) / count:9.2f} ms")
    work = cpu(lambda: [digest(one, feed.url, NOW) for one, feed in zip(parsed, feeds, strict=True)]) / count
    print(f"{'feed of 30 entries: digest':45} {work:9.2f} ms")
    memos = [digest(one, feed.url, NOW).memo for one, feed in zip(parsed, feeds, strict=True)]
    work = cpu(lambda: [read(parse, feed, NOW, known) for feed, known in zip(feeds, memos, strict=True)]) / count
    print(f"{'feed of 30 entries that came before: both':45} {work:9.2f} ms")
    first, rest, recoveries = asyncio.run(through_children(feeds))
    print(f"{'first feed through a cold child':45} {first * 1000:9.0f} ms wall")
    print(f"{f'{count} feeds through two children':45} {rest * 1000:9.0f} ms wall")
    print(f"{'a feed after a child was killed, median':45} {statistics.median(recoveries) * 1000:9.0f} ms wall")
    print(f"{'a feed after a child was killed, longest':45} {max(recoveries) * 1000:9.0f} ms wall")


if __name__ == "__main__":
    main()
