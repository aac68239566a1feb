"""What a command answered, and what the tests of the command line give it to read."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on stdout."""
        return self.out.splitlines()

    @property
    def json(self) -> list[dict[str, Any]]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.lines]


Bantin = Callable[..., Said]
Program = Callable[..., subprocess.CompletedProcess[bytes]]
InTerminal = Callable[..., str]


def as_typed(data: Path) -> None:
    """Let the subscriptions count as typed by somebody: addresses of a list do not lead to this machine."""
    with closing(sqlite3.connect(data / "bantin.db")) as db:
        db.execute("UPDATE subscription SET typed = 1")
        db.commit()


def rss(title: str, *stories: str, body: str = "") -> str:
    """A feed of RSS with a story for each title."""
    items = "".join(
        f"<item><title>{story}</title><link>http://post.example/{title.split()[-1]}/{number}</link><guid>{title}-{number}</guid>"
        f"<pubDate>Mon, 02 Nov 2026 0{number}:00:00 GMT</pubDate>"
        f"<description>{body or f'Text of {story}.'}</description></item>"
        for number, story in enumerate(stories, 1)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://post.example/</link><description>d</description>{items}</channel></rss>"
    )
