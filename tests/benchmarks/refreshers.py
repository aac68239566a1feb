"""The programs whose refresh is measured, each as its users start it, and the watch over their processes."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reader.domain.clock import system_clock
from reader.store import feeds, indexing
from reader.store.connect import transaction
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.values import NewSubscription
from tests.benchmarks.programs import family

TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.1
"""Seconds between two looks at the processes at work."""


@dataclass(slots=True)
class Cost:
    """What one refresh took, in seconds of wall clock and of CPU (user and system, all processes)."""

    wall: float
    cpu: float
    listed: float
    """Wall clock until the last feed's entries could be listed."""
    listed_cpu: float
    memory: dict[str, float] = field(default_factory=dict)
    """Largest resident megabytes of the process and of any of its children."""
    note: str = ""


class Watch(threading.Thread):
    """Looks at a process and its descendants until they end."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.memory: dict[str, float] = {}
        self.seen: list[tuple[float, float]] = [(time.monotonic(), 0.0)]
        """(moment, seconds of CPU until then)"""

    def run(self) -> None:
        """Look, ten times a second."""
        while not self._ended.wait(EVERY):
            cpu = 0.0
            for place, pid in enumerate(family(self._pid)):
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                # Its own and that of its children that have ended.
                cpu += sum(int(value) for value in fields[11:15]) / TICKS
                name = "each child" if place else "main"
                self.memory[name] = max(self.memory.get(name, 0.0), int(fields[21]) * os.sysconf("SC_PAGESIZE") / 2**20)
            self.seen.append((time.monotonic(), cpu))

    def stop(self) -> None:
        """No more looks."""
        self._ended.set()
        self.join()

    def cpu_at(self, moment: float) -> float:
        """Seconds of CPU that had been taken at that moment."""
        return max((cpu for when, cpu in self.seen if when <= moment + EVERY), default=0.0)


def run(command: Sequence[str | Path], environment: dict[str, str], *, listed_at: int = 0, stop: bool = False) -> Cost:
    """Run a command to its end. All is listed when it has printed so many lines, 0 for at the end; `stop` it then."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    watch = Watch(process.pid)
    watch.start()
    listed = 0.0
    assert process.stdout is not None
    for number, _line in enumerate(process.stdout, 1):
        if number == listed_at:
            listed = time.monotonic()
            if stop:
                process.send_signal(signal.SIGINT)
    _pid, status, usage = os.wait4(process.pid, 0)
    ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    watch.stop()
    cpu = usage.ru_utime + usage.ru_stime
    if process.returncode and not (stop and listed):
        print(f"  {command[0]} ended with code {process.returncode}", file=sys.stderr)
    if not listed:
        return Cost(ended - started, cpu, ended - started, cpu, watch.memory)
    return Cost(ended - started, cpu, listed - started, min(cpu, watch.cpu_at(listed)), watch.memory)


def environment(home: Path) -> dict[str, str]:
    """Without proxies and without what is set for developing; compiled bytecode is kept, as in an installed program."""
    dropped = ("PYTHON", "TEXTUAL", "XDG_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(dropped) and not name.lower().endswith("_proxy")
    }
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8"}


def subscribe(folder: Path, urls: Sequence[str]) -> Path:
    """Make a store in `folder` with these subscriptions; gives its database."""
    open_store(folder, Role.COMMAND).close_now()
    database = StorePaths(folder).database
    db = sqlite3.connect(database, isolation_level=None)
    with transaction(db):
        for url in urls:
            feeds.subscribe(db, NewSubscription(url, "feed", typed=True), system_clock())
    db.close()
    return database


def ask_again(database: Path) -> None:
    """Forget when feeds were last asked: none is asked twice within a minute."""
    db = sqlite3.connect(database)
    with db:
        db.execute("UPDATE feed SET last_attempt = NULL, next_due = NULL")
    db.close()


class Ours:
    """`bantin refresh`, the installed command, with so many `connections` in all."""

    def __init__(self, folder: Path, urls: Sequence[str], *, name: str = "bantin", connections: int = 16) -> None:
        self.name = name
        self._folder = folder / name
        self._config = folder / f"{name}.toml"
        self._config.write_text(f"[refresh]\nconnections = {connections}\n")
        self._environment = environment(folder) | {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PYTHONUNBUFFERED": "1",
        }
        self._feeds = len(urls)
        self._filled = False
        # Once with one feed, so that all is compiled that takes part.
        self._database = subscribe(self._folder, urls[:1])
        self._run()
        shutil.rmtree(self._folder)
        subscribe(self._folder, urls)

    def refresh(self) -> Cost:
        """One refresh of everything. The first, with all to read, is stopped when all is listed."""
        cost = self._run() if self._filled else self._fill()
        db = sqlite3.connect(self._database)
        (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
        (failed,) = db.execute("SELECT count(*) FROM feed WHERE error != ''").fetchone()
        db.close()
        cost.note = ", ".join(filter(None, [f"{entries} entries", f"{failed} failed" if failed else "", cost.note]))
        return cost

    def _run(self) -> Cost:
        ask_again(self._database)
        # It says how many stories are new when they are listed and can be searched; then it relates them.
        return run([*self._program, "refresh"], self._environment, listed_at=1)

    def _fill(self) -> Cost:
        self._filled = True
        command = [*self._program, "refresh", "--json"]
        cost = run(command, self._environment, listed_at=self._feeds, stop=True)
        db = sqlite3.connect(self._database, isolation_level=None)
        before, waiting = time.process_time(), 1
        while waiting:
            with transaction(db):
                waiting = indexing.index_pending(db)
        cost.note = f"search index after it: CPU {time.process_time() - before:.1f} s"
        # What relating costs is for `related_cost` to say; the next refreshes here are not to wait for it.
        db.execute("DELETE FROM unrelated")
        db.close()
        return cost

    @property
    def _program(self) -> list[str | Path]:
        return [Path(sys.executable).with_name("bantin"), "--data-dir", self._folder, "--config", self._config]


class Newsboat:
    """newsboat with as many threads as we have connections. `tuned`: its query planner is given statistics."""

    tuned = False
    name = "newsboat"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder = folder / self.name
        self._folder.mkdir()
        (self._folder / "urls").write_text("".join(f"{url}\n" for url in urls))
        settings = "reload-threads 16\nmax-items 0\ncleanup-on-quit no\nauto-reload no\n"
        (self._folder / "config").write_text(settings)

    @staticmethod
    def is_there() -> bool:
        """Whether it is installed."""
        return shutil.which("newsboat") is not None

    def refresh(self) -> Cost:
        """One reload of everything."""
        place = self._folder
        files = ["-u", place / "urls", "-c", place / "cache", "-C", place / "config"]
        cost = run(["newsboat", *files, "-x", "reload"], environment(place))
        cache = sqlite3.connect(place / "cache")
        (entries,) = cache.execute("SELECT count(*) FROM rss_item").fetchone()
        if self.tuned:
            cache.execute("ANALYZE")
            cache.commit()
        cache.close()
        cost.note = f"{entries} entries"
        return cost


class TunedNewsboat(Newsboat):
    """newsboat in its best case."""

    tuned = True
    name = "newsboat+"


class Sfeed:
    """sfeed_update with as many jobs: shell, curl and awk, without ETags, as it is shipped."""

    name = "sfeed"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder = folder / "sfeed"
        self._folder.mkdir()
        lines = "".join(f'\tfeed "{number}" "{url}"\n' for number, url in enumerate(urls))
        config = f'sfeedpath="{self._folder}/feeds"\nmaxjobs=16\nfeeds() {{\n{lines}}}\n'
        (self._folder / "sfeedrc").write_text(config)

    @staticmethod
    def is_there() -> bool:
        """Whether it is installed."""
        return shutil.which("sfeed_update") is not None

    def refresh(self) -> Cost:
        """One update of everything."""
        cost = run(["sfeed_update", self._folder / "sfeedrc"], environment(self._folder))
        entries = sum(path.read_bytes().count(b"\n") for path in (self._folder / "feeds").iterdir())
        cost.note = f"{entries} entries"
        return cost
