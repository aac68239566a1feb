"""Reading offline, measured: packing articles from a loopback server, packing again, and following in the cache.

    python -m tests.benchmarks.offline [--articles 200] [--hosts 8] [--follows 40]

Everything is real (library, engine, extraction in its processes, store); the pages are generated, a server in a
process of its own serves them. Printed: articles a second, bytes, what a second run asked the server for (nothing), and
the time from the key that follows a related story to its text on the screen, for stories that are in the cache.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from reader.domain.models import Candidate, ListQuery
from reader.engine.inline import InlineEngine
from reader.engine.settings import EngineSettings
from reader.library import Library

from .loopback import Asked, Loopback, Reply

WORDS = (
    *("harbour", "council", "storm", "bridge", "railway", "market", "minister", "river", "teacher", "election"),
    *("budget", "season", "island", "engineer", "factory", "village", "festival", "hospital", "border", "forest"),
)
RELATED = 6
"""Links that a page prints under a heading."""


def sentence(source: random.Random, length: int = 14) -> str:
    """A line of words that no other page has in this order."""
    return " ".join(source.choice(WORDS) for _word in range(length)).capitalize() + "."


def title(number: int) -> str:
    """The headline of a page."""
    return f"{sentence(random.Random(number), 7)[:-1]} {number}"


def page(number: int, articles: int, addresses: list[str]) -> bytes:
    """One article page of about 16 KB: navigation, text, related stories (also of the other hosts), footer."""
    source = random.Random(number * 7919)
    navigation = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    paragraphs = "".join(f"<p>{' '.join(sentence(source) for _s in range(6))}</p>" for _p in range(14))
    others = [(number * 13 + step * 29 + 1) % articles for step in range(RELATED)]
    links = ((f"{addresses[n % len(addresses)]}/news/{n}-story.html", title(n)) for n in dict.fromkeys(others))
    related = "".join(f'<li><a href="{url}">{name}</a></li>' for url, name in links)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title(number)} | The Loop</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-01T08:00:00Z">
<link rel="canonical" href="{addresses[number % len(addresses)]}/news/{number}-story.html">
</head><body><nav><ul>{navigation}</ul></nav>
<main><article><h1>{title(number)}</h1><p class="lead">{sentence(source, 20)}</p>{paragraphs}</article>
<section class="related"><h3>Related stories</h3><ul>{related}</ul></section></main>
<footer>{"".join(f"<p>{sentence(source)}</p>" for _line in range(30))}</footer></body></html>""".encode()


def feed(host: int, hosts: int, articles: int, address: str) -> bytes:
    """A feed of the articles of one host, with a teaser each."""
    items = "".join(
        f"<item><title>{title(n)}</title><link>{address}/news/{n}-story.html</link><guid>{n}</guid>"
        f"<description>{sentence(random.Random(n))}</description></item>"
        for n in range(host, articles, hosts)
    )
    return f"<rss version='2.0'><channel><title>Loop {host}</title>{items}</channel></rss>".encode()


async def serve(articles: int, hosts: int) -> None:
    """Serve feeds and pages until the standard input ends; `/asked` says how many requests there were before it."""
    asked = 0
    addresses: list[str] = []

    def answer(request: Asked) -> Reply:
        nonlocal asked
        if request.path == "/asked":
            return Reply(str(asked).encode(), conditional=False)
        asked += 1
        name = request.path.rpartition("/")[2]
        if name.startswith("feed"):
            body = feed(int(name[4:]), hosts, articles, f"http://{request.headers['host']}")
            return Reply(body, headers={"Content-Type": "application/rss+xml"})
        if name.endswith("-story.html"):
            body = page(int(name.partition("-")[0]), articles, addresses)
            return Reply(body, headers={"Content-Type": "text/html; charset=utf-8"})
        return Reply(b"", 404, conditional=False)

    async with Loopback(hosts, handler=answer) as net:
        addresses += [f"http://{host}:{net.port}" for host in net.hosts]
        print(*addresses, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def requests(address: str) -> int:
    """How many requests the server had."""
    host, _colon, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /asked HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.decode().splitlines() if line.lower().startswith("content-length:"))
    count = int(await reader.readexactly(length))
    writer.close()
    return count


async def pack(library: Library, addresses: list[str]) -> list[int]:
    """Subscribe, pack twice, print the figures; the ids of the stories."""
    for number, address in enumerate(addresses):
        await library.add(Candidate(f"{address}/feed{number}", "feed"))
    ids = list(await library.entry_ids(ListQuery()))
    before = await requests(addresses[0])
    started = perf_counter()
    done = await library.keep_and_wait(ids, depth=1)
    seconds = perf_counter() - started
    asked = await requests(addresses[0]) - before
    found = await library.coverage()
    print(f"packing {len(ids)} articles, depth 1      {done.new / seconds:8.1f} articles a second")
    print(f"  fetched {done.new}, failed {done.failed}, {asked} requests, {done.bytes / 1e6:.2f} MB in {seconds:.1f} s")
    print(f"  stories readable offline          {found.stories_here}/{found.stories}")
    print(f"  related stories readable offline  {found.links_here}/{found.links}")
    before = await requests(addresses[0])
    started = perf_counter()
    again = await library.keep_and_wait(ids, depth=1)
    seconds = perf_counter() - started
    asked = await requests(addresses[0]) - before
    print(f"packing them again                  {asked} requests, {again.bytes} bytes, {seconds * 1000:.0f} ms")
    return ids


async def follow(library: Library, ids: list[int], follows: int) -> None:
    """Press the keys of related stories that are in the cache; print how long their text took."""
    # The interface only here: packing needs none.
    from reader.config import Config
    from reader.ui.app import BantinApp
    from reader.ui.screens.main import MainScreen

    app = BantinApp(library, Config())
    times: list[float] = []
    async with app.run_test(size=(176, 48)) as pilot:
        while len(app.screen_stack) < 2 or not isinstance(app.screen_stack[1], MainScreen):
            await pilot.pause()
        screen = app.screen_stack[1]
        assert isinstance(screen, MainScreen)
        (row,) = await library.rows(ids[:1])
        screen.open_story(row, go=True)
        for number in range(follows):
            while not (screen.desk.article and screen.article.article and screen.desk.related_links()):
                await pilot.pause()
            await pilot.pause()
            here = screen.desk.now_reading
            started = perf_counter()
            # The driver waits after a key until all is quiet, which is no part of the answer.
            pressing = asyncio.ensure_future(pilot.press(str(1 + number % RELATED)))
            while screen.desk.now_reading == here or screen.article.article is None:
                await asyncio.sleep(0)
            screen.article.render_line(4)
            times.append((perf_counter() - started) * 1000)
            await pressing
    print(
        f"key to text of a cached story       {median(times):.0f} ms median, "
        f"{quantiles(times, n=20)[-1]:.0f} ms p95 of {len(times)}"
    )


async def measure(options: argparse.Namespace) -> None:
    """Run it all in a folder that is removed afterwards."""
    command = [sys.executable, "-m", "tests.benchmarks.offline", "--serve"]
    command += ["--articles", str(options.articles), "--hosts", str(options.hosts)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdin is not None
    try:
        addresses = server.stdout.readline().split()
        with tempfile.TemporaryDirectory() as folder:
            engine = InlineEngine(EngineSettings(data_dir=folder, automatic=False))
            library = await Library.open(Path(folder), engine=engine)
            try:
                ids = await pack(library, addresses)
                await follow(library, ids, options.follows)
            finally:
                await library.close()
    finally:
        server.stdin.close()
        server.wait(10)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--follows", type=int, default=40)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    asyncio.run(serve(given.articles, given.hosts) if given.serve else measure(given))
