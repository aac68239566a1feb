"""A world of related stories: a store that is filled paper by paper, and events that several papers tell."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.engine.relating import Wishes, relate_new
from reader.store import feeds, ingest, related
from reader.store.opening import Role, open_store
from reader.store.paths import StorePaths
from reader.store.store import Store
from reader.store.values import FeedUpdate, NewEntry, NewSubscription
from tests.empty_store import lay_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
_DIED = 9
BRIDGE = (
    "Cầu Trà Lam đóng cửa đột ngột trong đêm sau khi thợ lặn phát hiện vết nứt ở trụ số ba.",
    "Trụ số ba của cầu Trà Lam bị nứt, cầu phải đóng ba tháng để sửa chữa, theo Sở Giao thông.",
    "Đóng cầu Trà Lam ba tháng: 34.000 lượt xe mỗi ngày phải đi đường vòng vì trụ cầu bị nứt.",
)
RICE = (
    "Giá gạo xuất khẩu của An Lạc chạm 431 USD một tấn, cao nhất hai năm qua.",
    "Gạo xuất khẩu An Lạc đạt 431 USD một tấn, nông dân giữ lúa chờ giá.",
)
FERRY = (
    "Calder ferry Gannet runs aground on Skerrow Reef; 214 passengers rescued by lifeboats.",
    "Lifeboats rescue 214 from the ferry Gannet after it hits Skerrow Reef off Calder.",
)


class _Dying:
    """A store whose process is killed instead of its `step`th write."""

    def __init__(self, store: Store, step: int) -> None:
        self.paths, self.read = store.paths, store.read
        self._store, self._left = store, step

    async def write(self, *work: Any) -> object:
        self._left -= 1
        if not self._left:
            os._exit(_DIED)
        return await self._store.write(*work)


class News:
    """A store, filled paper by paper."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lay_empty(StorePaths(folder).database)
        self.store: Store = open_store(folder, Role.ENGINE, clock=lambda: NOW)
        self._feeds: dict[str, int] = {}
        self._numbers = count(1)

    def put(self, paper: str, *texts: str, title: str = "", when: datetime | None = NOW) -> list[int]:
        """Entries of a paper: a text's first line is its title unless one is given."""
        return asyncio.run(self._put(paper, texts, title, when))

    async def _put(self, paper: str, texts: tuple[str, ...], title: str, when: datetime | None) -> list[int]:
        if paper not in self._feeds:
            new = NewSubscription(f"https://{paper}.example/feed", "feed", feed_title=paper.title())
            self._feeds[paper] = (await self.store.write(feeds.subscribe, new, NOW))[0]
        (state,) = await self.store.read(feeds.feed_states, [self._feeds[paper]])
        new_entries = tuple(NewEntry(self._entry(paper, text, title, when), NOW) for text in reversed(texts))
        return list((await self.store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), new_entries), NOW)).new)

    def _entry(self, paper: str, text: str, title: str, when: datetime | None) -> DigestedEntry:
        number = next(self._numbers)
        first, _newline, rest = text.partition("\n")
        lines = (rest if not title else text).split("\n")
        return DigestedEntry(
            key=f"{paper}-{number}",
            url=f"https://{paper}.example/{number}",
            url_key=f"{paper}.example/{number}",
            title=title or first,
            lead=text[:280],
            published=when,
            blocks_json=dump([Paragraph((Span(line),)) for line in lines if line]),
            content_hash=str(number),
        )

    def relate(self, wishes: Wishes | None = None) -> int:
        return asyncio.run(relate_new(self.store, wishes))

    def die_while_relating(self, step: int) -> bool:
        """Relate in a process that is killed instead of its `step`th write. False where it came to its end before."""
        self.store.close_now()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                dying = _Dying(open_store(self.folder, Role.ENGINE, clock=lambda: NOW), step)
                asyncio.run(relate_new(dying))  # type: ignore[arg-type]
                status = 0
            finally:
                os._exit(status)
        _pid, ended = os.waitpid(child, 0)
        status = os.waitstatus_to_exitcode(ended)
        assert status in (0, _DIED)
        self.store = open_store(self.folder, Role.ENGINE, clock=lambda: NOW)
        return status == _DIED

    def stories(self, *ids: int) -> list[int]:
        """The story of each entry, -id for one that is alone."""
        found = {m.entry_id: m.story_id or -m.entry_id for m in asyncio.run(self.store.read(related.members, ids))}
        return [found[number] for number in ids]

    def originals(self, *ids: int) -> list[int]:
        found = {m.entry_id: m.copy_of for m in asyncio.run(self.store.read(related.members, ids))}
        return [found[number] for number in ids]

    def waiting(self) -> int:
        return asyncio.run(self.store.read(related.pending))


def events(news: News) -> tuple[list[int], list[int], list[int]]:
    bridge = [news.put(paper, text)[0] for paper, text in zip(("north", "south", "east"), BRIDGE, strict=True)]
    rice = [news.put(paper, text)[0] for paper, text in zip(("north", "south"), RICE, strict=True)]
    ferry = [news.put(paper, text)[0] for paper, text in zip(("wire", "bay"), FERRY, strict=True)]
    return bridge, rice, ferry
