"""Scenes of `citizen`: how often a server is asked."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from tests.benchmarks.citizen_stage import BODY, Stage
from tests.engine.engine_world import feed_body


async def validators(stage: Stage) -> str:
    """Validators go back byte for byte, also after a restart"""
    feed = await stage.feed(ETag='W/"a  b\xe9"', Last_Modified="some day, whatever")
    await stage.refresh()
    await stage.restart()
    stage.later(hours=2)
    await stage.refresh(feed)
    sent = stage.last.headers
    assert sent.get("if-none-match") == 'W/"a  b\xe9"', sent
    assert sent.get("if-modified-since") == "some day, whatever", sent
    return f"If-None-Match: {sent['if-none-match']}, If-Modified-Since: {sent['if-modified-since']}"


async def not_modified(stage: Stage) -> str:
    """304 ends the fetch: nothing is read"""
    feed = await stage.feed()
    await stage.refresh()
    stage.later(hours=2)
    await stage.refresh()
    state, read = await stage.state(feed), len(stage.world.digester.parsed)
    assert (state.status, read) == (304, 1), (state.status, read)
    return f"status {state.status}, read {read} time in 2 fetches"


async def full_fetch(stage: Stage) -> str:
    """A full fetch every 8 days"""
    await stage.feed()
    sent = []
    for _day in range(18):
        await stage.refresh()
        sent.append("if-none-match" in stage.last.headers)
        stage.later(days=1)
    full = [day for day, conditional in enumerate(sent) if not conditional]
    assert full == [0, 8, 16], full
    return f"without validators on days {full}"


async def interval(stage: Stage) -> str:
    """60 minutes by default, +-10 %, spread over the feeds"""
    feeds = [await stage.feed(f"/{number}", host=number) for number in range(20)]
    await stage.refresh()
    waits = [await stage.minutes(feed) for feed in feeds]
    assert 54 <= min(waits) < 58 < 62 < max(waits) <= 66, (min(waits), max(waits))
    return f"{min(waits):.1f} to {max(waits):.1f} minutes over {len(waits)} feeds"


async def floor_by_itself(stage: Stage) -> str:
    """Never more often than every 15 minutes by itself"""
    await stage.feed(Cache_Control="max-age=1")
    await stage.refresh(due=True)
    asked = 0
    for minute in range(1, 15):
        stage.later(minutes=1)
        asked += await stage.refresh(due=True)
        assert not asked, f"asked after {minute} minutes"
    return "14 looks in 14 minutes: not asked"


async def floor_by_key(stage: Stage) -> str:
    """Never more often than once a minute on the user's own key"""
    feed = await stage.feed()
    await stage.refresh()
    asked = [await stage.refresh(feed)]
    stage.later(seconds=59)
    asked.append(await stage.refresh(feed))
    stage.later(seconds=2)
    asked.append(await stage.refresh(feed))
    assert asked == [0, 0, 1], asked
    return "at once 0, after 59 s 0, after 61 s 1 request"


async def max_age(stage: Stage) -> str:
    """max-age and Expires lengthen the wait, up to 24 hours, and never shorten it"""
    hours = {}
    expires = format_datetime(stage.now + timedelta(hours=5), usegmt=True)
    asks = {"max-age=14400": 4, "max-age=9999999": 24, "max-age=60": 1}
    for number, (value, _hours) in enumerate(asks.items()):
        hours[value] = await stage.feed(f"/{number}", host=number, Cache_Control=value)
    hours["Expires"] = await stage.feed("/e", host=9, Expires=expires)
    await stage.refresh()
    waits = {name: await stage.minutes(feed) / 60 for name, feed in hours.items()}
    for name, least in {**asks, "Expires": 5}.items():
        assert least * 0.9 <= waits[name] <= min(24, least * 1.1), waits
    return ", ".join(f"{name}: {wait:.1f} h" for name, wait in waits.items())


async def ttl(stage: Stage) -> str:
    """ttl and sy:* of the feed lengthen the wait, up to 24 hours"""
    waits = []
    for number, seconds in enumerate((6 * 3600, 10**9)):
        feed = await stage.feed(f"/{number}", host=number)
        stage.answer(f"/{number}", feed_body(("1", "A", "b"), ttl=seconds))
        await stage.refresh(feed)
        waits.append(await stage.minutes(feed) / 60)
    assert 6 <= waits[0] <= 6.6, waits
    assert 23.9 <= waits[1] <= 24, waits
    return f"6 h: {waits[0]:.1f} h, 30 years: {waits[1]:.1f} h"


async def retry_after(stage: Stage) -> str:
    """Retry-After in seconds and as a date, with 429 and 503, for the whole host"""
    date = format_datetime(stage.now + timedelta(hours=3), usegmt=True)
    busy = await stage.feed("/busy", status=429, Retry_After="7200")
    down = await stage.feed("/down", host=1, status=503, Retry_After=date)
    await stage.refresh()
    waits = [round(await stage.minutes(feed)) for feed in (busy, down)]
    assert waits == [120, 180], waits
    beside = await stage.feed("/beside")
    stage.later(hours=1)
    early = await stage.refresh(beside)
    stage.later(hours=1.1)
    late = await stage.refresh(beside)
    assert (early, late) == (0, 1), (early, late)
    return f"due after {waits} minutes; another feed of that host asked {early} times before, {late} after"


async def back_off(stage: Stage) -> str:
    """Failures back off from 1 to 24 hours, a success ends that"""
    feed = await stage.feed(status=500)
    waits = []
    for _failure in range(8):
        await stage.refresh(feed)
        waits.append(await stage.minutes(feed) / 60)
        stage.later(days=2)
    rounded = [round(wait / waits[0]) for wait in waits]
    assert rounded[:5] == [1, 2, 4, 8, 16], waits
    assert 0.9 <= waits[0] <= 1.1, waits
    assert max(waits) <= 24, waits
    stage.answer()
    await stage.refresh(feed)
    assert await stage.minutes(feed) < 67
    return (
        f"{', '.join(f'{wait:.1f}' for wait in waits)} hours; {await stage.minutes(feed):.0f} minutes after a success"
    )


async def gone(stage: Stage) -> str:
    """410 stops it and says so; the user may try again"""
    feed = await stage.feed()
    await stage.refresh()
    stage.answer(status=410)
    stage.later(days=1)
    await stage.refresh()
    said = (await stage.state(feed)).error
    assert "not asked any more" in said, said
    stage.later(days=90)
    asked = await stage.refresh() + await stage.refresh(due=True)
    tried = await stage.refresh(feed)
    assert (asked, tried) == (0, 1), (asked, tried)
    return f"“{said}” 90 days later asked {asked} times; by the user's key {tried}"


async def moved(stage: Stage) -> str:
    """301 and 308 rewrite the address after 3 sightings over 3 days; 302, 303, 307 never"""
    feeds = {}
    for number, status in enumerate((301, 308, 302, 303, 307)):
        feeds[status] = await stage.feed(f"/{status}", host=number, status=status, Location=f"/new{status}")
        stage.answer(f"/new{status}", BODY)
    days: dict[int, int] = {}
    for day in range(6):
        await stage.refresh()
        for status, feed in feeds.items():
            if "/new" in (await stage.state(feed)).url:
                days.setdefault(status, day)
        stage.later(days=1)
    assert days == {301: 3, 308: 3}, days
    return f"rewritten on day {days}, the others after 6 days not"


async def not_downgraded(stage: Stage) -> str:
    """A permanent move from https to http is followed and never written down"""
    shelf = stage.world.sources.shelf
    feeds = {}
    for name, target in (("down", "http://paper.example/down"), ("over", "https://other.example/over")):
        url = f"https://paper.example/{name}"
        shelf.feeds[url] = shelf.feeds[target] = BODY
        shelf.moved[url] = target
        feeds[name] = await stage.world.subscribe(url, "shelf")
    for _day in range(6):
        await stage.refresh()
        stage.later(days=1)
    urls = {name: (await stage.state(feed)).url for name, feed in feeds.items()}
    assert urls == {"down": "https://paper.example/down", "over": "https://other.example/over"}, urls
    return "after 6 days the address is still https; a move from https to https is believed"


async def skipped(stage: Stage) -> str:
    """skipHours and skipDays are slept through, for a day at most"""
    stage.answer("/hours", feed_body(("1", "A", "b"), skip_hours=list(range(9, 15))))
    stage.answer("/days", feed_body(("1", "A", "b"), skip_days=list(range(7))))
    hours = await stage.world.subscribe(stage.net.url("/hours"))
    days = await stage.world.subscribe(stage.net.url("/days", 1))
    await stage.refresh()
    due = (await stage.state(hours)).next_due
    assert due is not None
    assert due.hour == 15, due
    wait = await stage.minutes(days) / 60
    assert wait <= 24, wait
    return f"8:30 with 9 to 14 skipped: due {due:%H:%M}; all days skipped: due in {wait:.0f} h"


async def unchanged_body(stage: Stage) -> str:
    """The same bytes without validators are not read again"""
    await stage.feed()
    stage.net.replies["/feed"].conditional = False
    await stage.refresh()
    stage.later(hours=2)
    await stage.refresh()
    read = len(stage.world.digester.parsed)
    assert read == 1, read
    return f"2 fetches, read {read} time"


SCENES = (
    validators,
    not_modified,
    unchanged_body,
    full_fetch,
    interval,
    floor_by_itself,
    floor_by_key,
    max_age,
    ttl,
    skipped,
    retry_after,
    back_off,
    gone,
    moved,
    not_downgraded,
)
