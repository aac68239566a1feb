"""The adapter: its contract, its dates, its pages, and what it says when something is missing."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sample_world import EPOCH, FOLDER, NoHttp, World

from reader.domain.errors import NotAnArticle, SourceError
from reader.paths import samples_dir
from reader.sources.api import Fetched, FetchesPages, Request, Validators
from reader.sources.contract import Sample, check
from reader.sources.registry import Registry
from reader.sources.samples import SampleSource, days_to_today, list_samples, parse

ICT = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""12:00 on 23 November 2026 where the readers live: 369 days after the world's own day."""


class Tick:
    """A clock that the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def fetch(source: SampleSource, name: str = "bao-trieu", **known: str) -> Fetched:
    request = Request(f"sample:{name}", Validators(etag=known.get("etag", "")), body_hash=known.get("body_hash", ""))
    return asyncio.run(source.fetch(request, NoHttp()))


def page(source: SampleSource, url: str) -> Fetched | None:
    return asyncio.run(source.fetch_page(url, NoHttp()))


def some_page(world: World, part: str) -> str:
    return next(url for url in world.index["pages"] if part in url)


# One of each format; the whole world is read in test_samples_world.
@pytest.mark.parametrize("name", ["bao-trieu", "hai-lam", "khi-tuong", "shiomi-shimbun", "bit-doi"])
def test_contract(world: World, name: str) -> None:
    check(SampleSource, [Sample(f"sample:{name}", entries=len(world.feeds[name].entries), local=True)])


def test_the_registry_knows_it() -> None:
    registry = Registry()
    assert registry.best("sample:bao-trieu") == "samples"
    assert isinstance(registry.get("samples"), FetchesPages)
    assert registry.get("samples").match("https://baotrieu.example/rss") == 0.0


def test_list_gives_addresses_titles_and_folders() -> None:
    samples = list_samples()
    assert samples[0] == ("sample:bao-trieu", "Báo Triều - Thời sự", "Tiếng Việt")
    assert len({sample.address for sample in samples}) == len(samples) >= 10
    assert all(sample.title and sample.folder for sample in samples)


def test_the_samples_of_the_checkout_are_found() -> None:
    assert samples_dir() == FOLDER


def test_the_worlds_now_becomes_today() -> None:
    source = SampleSource(FOLDER, clock=Tick(NOON), zone=ICT)
    parsed = parse(fetch(source))
    newest = max(entry.published for entry in parsed.entries if entry.published)
    assert newest.astimezone(ICT).date() == NOON.astimezone(ICT).date()
    assert newest <= NOON
    original = parse(replace(fetch(source), options={**fetch(source).options, "days": "0"}))
    for old, new in zip(original.entries, parsed.entries, strict=True):
        assert old.published is not None
        assert new.published == old.published + timedelta(days=369)


def test_printed_dates_go_with_them() -> None:
    parsed = parse(fetch(SampleSource(FOLDER, clock=Tick(NOON), zone=ICT), "bao-trieu-cai-cach"))
    first = next(entry for entry in parsed.entries if "mot-cua-khong-dia-gioi" in entry.url)
    assert '<time datetime="2026-11-22">22/11</time>, 32 điểm phục vụ' in first.content
    assert "18/11" not in first.content
    assert '<time datetime="2026-11-22">22/11</time>' in first.summary


def test_the_day_is_the_readers_own() -> None:
    # 18:00 UTC on the 22nd is already the 23rd where the world's papers are printed.
    evening = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert days_to_today(EPOCH, evening, ICT) == 369
    assert days_to_today(EPOCH, evening, UTC) == 368


def test_nothing_is_published_in_the_future() -> None:
    dawn = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # 05:00 of the 23rd, before the world's 10:30
    parsed = parse(fetch(SampleSource(FOLDER, clock=Tick(dawn), zone=ICT)))
    stamps = [entry.published for entry in parsed.entries if entry.published]
    assert max(stamps) <= dawn
    assert stamps == sorted(stamps, reverse=True), "drawing them together must keep their order"
    assert len(set(stamps)) == len(stamps)


def test_later_fetches_are_unchanged_and_nothing_is_moved_twice() -> None:
    clock = Tick(NOON)
    source = SampleSource(FOLDER, clock=clock, zone=ICT)
    first = fetch(source)
    clock.now += timedelta(days=9)
    for known in ({"etag": first.validators.etag}, {"body_hash": first.body_hash}):
        again = fetch(source, **known)
        assert again.unchanged
        assert again.status == 304
        assert again.validators == first.validators


def test_a_new_version_of_the_samples_keeps_the_day_of_the_first_import(tmp_path: Path) -> None:
    clock = Tick(NOON)
    first = fetch(SampleSource(FOLDER, clock=clock, zone=ICT))
    changed = tmp_path / "sample_feeds"
    shutil.copytree(FOLDER, changed)
    feed = changed / "feeds/bao-trieu.xml"
    feed.write_text(feed.read_text().replace("<ttl>60</ttl>", "<ttl>90</ttl>"))
    clock.now += timedelta(days=30)
    later = fetch(SampleSource(changed, clock=clock, zone=ICT), etag=first.validators.etag)
    assert not later.unchanged
    assert later.options["days"] == first.options["days"]


def test_strange_validators_are_like_none() -> None:
    source = SampleSource(FOLDER, clock=Tick(NOON), zone=ICT)
    for etag in ('"abc"', "samples-x-1", "samples-9999999-" + "0" * 16, "samples-5-" + "0" * 15):
        assert fetch(source, etag=etag).options["days"] == "369"


def test_an_unknown_sample_names_the_ones_there_are() -> None:
    with pytest.raises(SourceError, match=r"“sample:nothing”; there are: bao-trieu, "):
        fetch(SampleSource(FOLDER), "nothing")


def test_pages_and_pictures_come_without_network(world: World) -> None:
    source = SampleSource(FOLDER, clock=Tick(NOON), zone=ICT)
    url = some_page(world, "mot-cua-khong-dia-gioi")
    fetched = page(source, url + "#comments")
    assert fetched is not None
    text = fetched.body.decode()
    assert "Thứ Ba, 18/11/2025" not in text
    assert "Chủ nhật, 22/11/2026 - 10:20 (GMT+7)" in text
    assert 'content="2026-11-22T10:20:00+07:00"' in text
    for picture in world.index["pictures"]:
        shown = page(source, picture)
        assert shown is not None
        assert shown.content_type.startswith("image/")


def test_pages_move_by_as_much_as_their_feeds(world: World) -> None:
    clock = Tick(NOON)
    first = fetch(SampleSource(FOLDER, clock=clock, zone=ICT))
    clock.now += timedelta(days=5)
    source = SampleSource(FOLDER, clock=clock, zone=ICT)
    assert fetch(source, etag=first.validators.etag).unchanged
    fetched = page(source, some_page(world, "mot-cua-khong-dia-gioi"))
    assert fetched is not None
    assert "22/11/2026 - 10:20" in fetched.body.decode()


def test_other_addresses_are_left_to_the_ordinary_fetch() -> None:
    source = SampleSource(FOLDER)
    for url in ("https://example.org/story", "", "mailto:a@b.example", "https://[::1/x", "ftp://x"):
        assert page(source, url) is None


def test_a_page_that_was_not_saved_is_explained() -> None:
    with pytest.raises(NotAnArticle, match="invented") as caught:
        page(SampleSource(FOLDER), "https://baotrieu.example/muc/1/")
    assert caught.value.kind == "missing"


def test_a_damaged_samples_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="reinstall"):
        list_samples(tmp_path)
    index = json.loads((FOLDER / "index.json").read_text())
    (tmp_path / "index.json").write_text(json.dumps(index))
    with pytest.raises(SourceError, match="reinstall"):
        fetch(SampleSource(tmp_path))
