"""The programs that are measured in a terminal: how each starts on the same entries, what it holds in memory."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from html import escape
from pathlib import Path

from reader.domain import blocks
from reader.domain.models import ListQuery
from reader.library import Library
from reader.store.articles import article
from reader.store.connect import open_reader
from reader.store.paths import StorePaths
from tests.benchmarks.build_cache import build
from tests.pty.pty_screen import Screen
from tests.pty.pty_terminal import Terminal

COLUMNS, ROWS = 150, 44
ROOT = Path(__file__).resolve().parents[2]
BANTIN = Path(sys.executable).with_name("bantin")
"""The entry point as it was installed: what people start."""
QUIET = '[refresh]\nautomatic = false\n[reading]\nstart = "all"\n'
"""The generated feeds have no server; newsboat does not reload by itself either."""


def cache_of(folder: Path, *, entries: int, feeds: int = 0, words: int = 160) -> Path:
    """The generated cache in `folder`, built when it is not there: 100 entries a feed up to a thousand feeds."""
    if not StorePaths(folder).database.exists():
        build(folder, entries=entries, feed_count=feeds or max(1, min(1000, entries // 100)), words=words, index=False)
    return folder


def newest_titles(folder: Path, count: int) -> list[str]:
    """The titles at the top of the list of all stories."""

    async def read() -> list[str]:
        library = await Library.open(folder)
        try:
            return [row.title for row in await library.rows(await library.entry_ids(ListQuery(), limit=count))]
        finally:
            await library.close()

    return asyncio.run(read())


class Ours:
    """bantin on a cache."""

    name = "bantin"
    down = "j"
    ready = b"\x1b[?2004h"
    """What it writes when it takes the terminal over: its first picture may be that of last time."""

    def __init__(self, cache: Path, scratch: Path) -> None:
        """`scratch` takes the configuration and compiled bytecode, as an installed program has it."""
        self._cache = cache
        self._config = scratch / "config.toml"
        self._config.write_text(QUIET)
        self._bytecode = scratch / "bytecode"
        self.first, self.second = (title[:14] for title in newest_titles(cache, 2))

    def start(self, *, columns: int = COLUMNS, rows: int = ROWS, screen: Screen | None = None) -> Terminal:
        """Start it in a terminal."""
        environment = plain_environment() | {"PYTHONPYCACHEPREFIX": str(self._bytecode)}
        program = [str(BANTIN), "--data-dir", str(self._cache), "--config", str(self._config)]
        return Terminal(
            program, columns=columns, rows=rows, environment=environment, folder=ROOT, screen=screen
        )  # fmt: skip

    def answered(self, terminal: Terminal) -> float:
        """When the cursor stood on the second row, looked up afterwards in what was written; 0 for never."""
        screen, before = Screen(COLUMNS, ROWS), 0
        decode = getincrementaldecoder("utf-8")("replace").decode
        for when, size in terminal.times:
            screen.feed(decode(terminal.output[before:size]))
            before = size
            if any(self.second in line.partition("▌")[2] for line in screen.lines):
                return when
        return 0.0

    def leave(self, terminal: Terminal) -> None:
        """Quit, with the cursor where every start shall find it."""
        for keys in ("ga", "gg"):
            terminal.send(keys)
            terminal.until_quiet(0.5)
        terminal.send("Q")
        terminal.wait()


class Newsboat:
    """newsboat on the same entries, in its best case: its query planner has statistics."""

    name = "newsboat"
    down = "\x1bOB"
    ready = b""

    def __init__(self, cache: Path, scratch: Path) -> None:
        self._home = scratch / "newsboat"
        self.cache = self._home / "cache.db"
        titles = self._fill(cache)
        self.first, self.second = titles[:2]

    @staticmethod
    def is_there() -> bool:
        """Whether it is installed."""
        return shutil.which("newsboat") is not None

    def _fill(self, cache: Path) -> list[str]:
        """Copy the entries into a cache of newsboat's own; gives the titles of the feeds in their order."""
        self._home.mkdir()
        ours = open_reader(StorePaths(cache).database)
        feeds = ours.execute("SELECT url, title FROM feed WHERE id > 0 ORDER BY id").fetchall()
        (self._home / "urls").write_text("".join(f"{url}\n" for url, _title in feeds))
        (self._home / "config").write_text("auto-reload no\nmax-items 0\nrefresh-on-startup no\n")
        with self.start(execute="print-unread") as terminal:
            terminal.wait()  # it makes its own tables
        theirs = sqlite3.connect(self.cache)
        with theirs:
            theirs.executemany("INSERT OR REPLACE INTO rss_feed (rssurl, url, title) VALUES (?1, ?1, ?2)", feeds)
            theirs.executemany(
                "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _items(ours),
            )
        theirs.execute("ANALYZE")
        theirs.commit()
        theirs.close()
        ours.close()
        return [title for _url, title in feeds]

    def start(
        self, *, columns: int = COLUMNS, rows: int = ROWS, screen: Screen | None = None, execute: str = ""
    ) -> Terminal:
        """Start it in a terminal."""
        place = self._home
        command = ["newsboat", "-u", str(place / "urls"), "-c", str(self.cache), "-C", str(place / "config")]
        command += ["-x", execute] if execute else []
        environment = plain_environment() | {"HOME": str(place)}
        return Terminal(command, columns=columns, rows=rows, environment=environment, folder=place, screen=screen)

    def answered(self, terminal: Terminal) -> float:
        """When the second row was painted again, in the colours of the cursor; 0 for never."""
        name = self.second.encode()
        again = terminal.output.find(name, terminal.output.find(name) + 1)
        return next((when for when, size in terminal.times if again >= 0 and size >= again + len(name)), 0.0)

    def leave(self, terminal: Terminal) -> None:
        """Quit; it asks first."""
        terminal.send("q")
        terminal.until_quiet(0.1)
        if terminal.process.poll() is None:
            terminal.send("y")
        terminal.wait()


def _items(ours: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    addresses = dict(ours.execute("SELECT id, url FROM feed").fetchall())
    for (entry_id,) in ours.execute("SELECT id FROM entry ORDER BY id").fetchall():
        story = article(ours, entry_id)
        if story is None:
            continue
        row = story.entry
        text = "".join(f"<p>{escape(part)}</p>" for part in blocks.texts(story.blocks))
        when = int(row.sort_at.timestamp())
        yield row.url, row.title, row.author, row.url, addresses[row.feed_id], when, text, int(not row.read)


def plain_environment() -> dict[str, str]:
    """This process's environment with a known terminal and locale, and with compiled bytecode allowed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TEXTUAL", "NO_COLOR"))}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def cpu_of(pid: int) -> float:
    """Seconds of user and system time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_of(pid: int) -> tuple[float, float]:
    """(resident, proportional) megabytes of one process now."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith(" kB")}
    return sizes.get("Rss", 0.0), sizes.get("Pss", 0.0)
