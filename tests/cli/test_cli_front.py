"""`bantin front`: the front page as text, Markdown and JSON Lines, hostile titles included."""

from __future__ import annotations

import asyncio
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_world import Bantin

from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.store import feeds, ingest, related, subscriptions
from reader.store.opening import Role, open_store
from reader.store.related import Membership, Settled, Signature
from reader.store.values import FeedUpdate, NewEntry, NewSubscription

HOSTILE = "[x](javascript:alert) <b>*Lũ*</b> \x1b]52;c;aGk=\x07 # 1"


@pytest.fixture
def paper(data: Path) -> None:
    """Three papers tell one story; one has another by itself, and an old one. The first lies in a folder."""

    async def fill() -> None:
        now = datetime.now(UTC)
        store = open_store(data, Role.ENGINE)
        folder = await store.write(subscriptions.add_folder, "Việt Nam", 0, now, "f")
        for number, (name, hours) in enumerate((("Bắc", 2), ("Trung", 3), ("Nam", 4)), 1):
            new = NewSubscription(f"https://p{number}.example/feed", "feed", folder, feed_title=name)
            feed_id, _existed = await store.write(feeds.subscribe, new, now)
            (state,) = await store.read(feeds.feed_states, [feed_id])
            titles = {hours: "Bão vào bờ" if number < 3 else HOSTILE}
            if number == 3:
                titles |= {5: "Một mình", 40: "Hôm kia"}
            entries = tuple(
                NewEntry(
                    DigestedEntry(
                        key=f"{number}-{age}", url=f"https://p{number}.example/{age}?a=(1)",
                        url_key=f"p{number}.example/{age}", title=title, lead="Lời dẫn.", content_hash="",
                        published=now - timedelta(hours=age),
                    ),
                    now - timedelta(hours=age),
                )
                for age, title in titles.items()
            )  # fmt: skip
            await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(), entries), now)
        select = "SELECT min(id) FROM entry WHERE url LIKE '%/' || (feed_id + 1) || '?%' GROUP BY feed_id"
        shared = await store.read(lambda db: [number for (number,) in db.execute(select)])
        at = int(now.timestamp()) - 7200
        signatures = [Signature(number, 0, at, 900, False, array("I")) for number in shared]
        await store.write(related.put, signatures, [], {})
        members = [Membership(number, 1, voice, 0) for voice, number in enumerate(shared)]
        await store.write(related.settle, Settled(shared, members, {}, {}))
        await store.close()

    asyncio.run(fill())


def test_nothing_to_tell_is_said(bantin: Bantin) -> None:
    said = bantin("front")
    assert (said.code, said.out) == (0, "")
    assert "--span week" in said.err


@pytest.mark.usefixtures("paper")
def test_the_page_in_plain_text(bantin: Bantin) -> None:
    lines = bantin("front").lines
    assert lines[0] == "Front page · Today · 2 stories"
    assert lines[2] == "TOP STORIES"
    assert any(line.strip() == "3 sources · Nam 4h · Trung 3h · Bắc 2h" for line in lines)
    assert any("Một mình" in line for line in lines)
    assert not any("Hôm kia" in line for line in lines)
    assert max(map(len, lines)) <= 80
    assert any("Hôm kia" in line for line in bantin("front", "--span", "week").lines)


@pytest.mark.usefixtures("paper")
def test_json_lines_have_stable_keys(bantin: Bantin) -> None:
    first, second = bantin("front", "--json").json
    assert first.keys() >= {"story", "folder", "top", "sources", "id", "title", "url", "source", "others"}
    assert (first["sources"], len(first["others"]), second["sources"], second["others"]) == (3, 2, 1, [])
    assert {one["source"] for one in (first, *first["others"])} == {"Bắc", "Trung", "Nam"}
    assert [story["story"] for story in bantin("front", "--json", "--limit", "1").json] == [first["story"]]


@pytest.mark.usefixtures("paper")
def test_markdown_takes_titles_letter_by_letter(bantin: Bantin) -> None:
    said = bantin("front", "--format", "md")
    assert said.lines[0] == "# Front page · Today · 2 stories"
    assert "\x1b" not in said.out
    assert r"\[x\](javascript:alert) &lt;b&gt;\*Lũ\*&lt;/b&gt;" in said.out
    assert "](https://p1.example/2?a=%281%29)" in said.out


def test_an_unknown_span_names_what_is_allowed(bantin: Bantin) -> None:
    said = bantin("front", "--span", "year")
    assert said.code == 2
    assert "week" in said.err
