"""`bantin offline`: packing the bag, going on with it, and the report."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cli_world import ROOT, Said

Bantin = Callable[..., Said]
REFUSED = (("--limit", "-1"), ("--hours", "-2"), ("--size", "-1"), ("--depth", "3"), ("--feed", "no such"))


def leave_unread(data: Path, count: int) -> None:
    """Let all but the newest `count` stories of each feed be read: a bag is made of what is unread, and each page takes
    its time."""
    with closing(sqlite3.connect(data / "bantin.db")) as db, db:
        newest = "SELECT id, row_number() OVER (PARTITION BY feed_id ORDER BY sort_at DESC) AS place FROM state"
        db.execute(f"UPDATE state SET read = 1 WHERE id IN (SELECT id FROM ({newest}) WHERE place > ?)", (count,))


def test_the_bag_is_packed_once_and_the_report_says_so(samples: Path, bantin: Bantin) -> None:
    leave_unread(samples, 3)
    (before,) = bantin("offline", "--report", "--json").json
    assert before["unread_here"] < before["unread"]
    said = bantin("offline", "--json", "--depth", "0")
    *pages, end = said.json
    assert said.code == 0
    assert end["fetched"] == sum(page["id"] > 0 for page in pages) > 0
    assert end["skipped"] == sum(bool(page["not_article"]) for page in pages)
    assert (end["failed"], end["queued"], end["cancelled"], end["full"]) == (0, 0, False, False)
    (again,) = bantin("offline", "--json", "--depth", "0").json
    assert (again["fetched"], again["bytes"]) == (0, 0)
    (after,) = bantin("offline", "--report", "--json").json
    assert after["unread_here"] == after["unread"]
    assert after["related_here"] >= before["related_here"]
    assert after["full_texts"] == end["fetched"]


def test_words_for_people(samples: Path, bantin: Bantin) -> None:
    said = bantin("offline", "--limit", "5")
    assert said.code == 0
    assert said.lines[0].startswith("5 stories: ")
    assert any("unread stories readable offline: " in line for line in said.lines)
    report = bantin("offline", "--report")
    assert report.lines == said.lines[-3:]


def test_narrowed_to_a_feed_hours_and_a_number(samples: Path, bantin: Bantin) -> None:
    feeds = bantin("list", "--feeds", "--json").json
    feed = next(feed for feed in feeds if feed["unread"] > 5)
    *_pages, end = bantin("offline", "--feed", str(feed["id"]), "--limit", "3", "--depth", "0", "--json").json
    assert end["stories"] == 3
    *_pages, none = bantin("offline", "--hours", "0.000001", "--json").json
    assert none["stories"] == 0


def test_an_empty_cache_has_nothing_to_pack(bantin: Bantin) -> None:
    assert bantin("offline", "--json").json[-1]["stories"] == 0


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_done_is_refused(samples: Path, bantin: Bantin, words: tuple[str, str]) -> None:
    said = bantin("offline", *words)
    assert said.code == 2
    assert said.err


def test_a_size_stops_it_early_and_says_so(samples: Path, bantin: Bantin) -> None:
    said = bantin("offline", "--size", "0.01", "--depth", "0", "--no-pictures")
    assert said.code == 0
    assert "stopped early" in said.err


def test_a_bar_on_a_terminal_and_ctrl_c_keeps_what_came(samples: Path, bantin: Bantin) -> None:
    leave_unread(samples, 5)
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "reader", "--data-dir", str(samples), "offline", "--depth", "0"]
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=follower, env=environment)
    os.close(follower)
    seen = b""
    deadline = time.monotonic() + 30
    while (b" KB " not in seen or "━".encode() not in seen) and time.monotonic() < deadline:
        seen += os.read(leader, 4096)
    process.send_signal(signal.SIGINT)
    out, _err = process.communicate(timeout=30)
    os.close(leader)
    assert process.returncode == 130
    assert b"full text" in out
    *_pages, end = bantin("offline", "--json", "--depth", "0").json
    assert end["fetched"] > 0, "the same command goes on"
    (after,) = bantin("offline", "--report", "--json").json
    assert after["unread_here"] == after["unread"]
