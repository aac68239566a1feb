"""The sample news world as a source: feeds, article pages and pictures that come with the program.

Addresses are `sample:<name>`. `index.json` in the samples folder says which file answers which address, and when "now"
is in that world. Everything is moved by whole days so that its now falls on the day of the first import; the validators
of that answer remember by how many days, so later fetches are unchanged and nothing is moved twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from reader.domain.clock import Clock, system_clock
from reader.domain.errors import NotAnArticle, SourceError
from reader.domain.identity import host_of
from reader.i18n import _
from reader.paths import samples_dir

from .api import Fetched, Http, Parsed, ParsedEntry, Request, Validators
from .sample_dates import shift_page, shift_times

SCHEME = "sample:"
_MARK = re.compile(r"samples-(-?\d{1,6})-([0-9a-f]{16})\Z")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}


class Sample(NamedTuple):
    """One sample subscription."""

    address: str
    """`sample:<name>`, what a subscription stores."""
    title: str
    folder: str
    """Title of the folder it belongs in; empty for the top."""


class _World(NamedTuple):
    """What `index.json` holds."""

    folder: Path
    epoch: datetime
    """The sample world's own now."""
    feeds: dict[str, dict[str, str]]
    """By name: file, title, folder, url, adapter."""
    pages: dict[str, str]
    """Page address -> file."""
    pictures: dict[str, str]
    """Picture address -> file."""
    hosts: frozenset[str]


@lru_cache(maxsize=4)
def _world(folder: Path) -> _World:
    try:
        index: dict[str, Any] = json.loads((folder / "index.json").read_bytes())
        feeds = {str(feed["name"]): feed for feed in index["feeds"]}
        epoch = datetime.fromisoformat(index["epoch"])
        pages, pictures = dict(index["pages"]), dict(index["pictures"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            _("The sample feeds cannot be read from {folder}; reinstall the program to bring them back.").format(
                folder=folder
            )
        ) from error
    hosts = frozenset(host_of(url) for url in (*pages, *pictures))
    return _World(folder, epoch, feeds, pages, pictures, hosts)


def list_samples(folder: Path | None = None) -> list[Sample]:
    """The sample subscriptions in the order in which they should stand.

    `folder` is the samples folder, by default the one that came with the program.
    Raises SourceError when it is damaged.
    """
    feeds = _world(folder or samples_dir()).feeds
    return [Sample(SCHEME + name, feed["title"], feed["folder"]) for name, feed in feeds.items()]


def days_to_today(epoch: datetime, now: datetime, zone: tzinfo | None = None) -> int:
    """How many whole days bring `epoch` to the local date of `now`; `zone` is the machine's own by default."""
    return (now.astimezone(zone).date() - epoch.astimezone(zone).date()).days


class SampleSource:
    """Reads the samples folder; never uses the network."""

    name: ClassVar[str] = "samples"
    parser: ClassVar[str] = "reader.sources.samples:parse"

    def __init__(self, folder: Path | None = None, *, clock: Clock = system_clock, zone: tzinfo | None = None) -> None:
        self._folder = folder
        self._clock = clock
        self._zone = zone
        self._days: int | None = None

    def match(self, url: str) -> float:
        """1.0 for `sample:` addresses, else 0.0."""
        return 1.0 if url.startswith(SCHEME) else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The bytes of a sample feed, or 304 when they are the ones that `request` knows.

        Raises SourceError when there is no sample of that name.
        """
        world = self._world()
        feed = world.feeds.get(request.url.removeprefix(SCHEME))
        if feed is None:
            names = ", ".join(world.feeds)
            raise SourceError(
                _("There is no sample feed “{address}”; there are: {names}.").format(address=request.url, names=names)
            )
        body = _read(world.folder / feed["file"])
        digest = hashlib.sha256(body).hexdigest()[:16]
        # A full fetch comes without validators, but still knows the hash of what was stored.
        known = _MARK.match(request.validators.etag) or _MARK.match(request.body_hash)
        self._days = int(known[1]) if known else self._shift(world)
        mark = f"samples-{self._days}-{digest}"
        answer = Fetched(
            url=request.url,
            status=304 if known and known[2] == digest else 200,
            content_type=_TYPES[Path(feed["file"]).suffix],
            validators=Validators(etag=mark),
            body_hash=mark,
            fetched_at=self._clock(),
            options={
                "adapter": feed["adapter"],
                "url": feed["url"],
                "days": str(self._days),
                "epoch": world.epoch.isoformat(),
            },
        )
        return answer if answer.status == 304 else replace(answer, body=body)

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        """A page or picture of the sample world, None for an address outside of it.

        Raises NotAnArticle (kind `missing`) for an address on a host of that world that has no saved page.
        """
        world = self._world()
        bare = url.partition("#")[0]
        file = world.pages.get(bare) or world.pictures.get(bare)
        if file is None:
            if host_of(bare) not in world.hosts:
                return None
            raise NotAnArticle(
                _(
                    "The samples hold no page for {url}; that newspaper is invented, so the network has none either."
                ).format(url=url),
                kind="missing",
            )
        body = _read(world.folder / file)
        suffix = Path(file).suffix
        if suffix == ".html":
            days = self._days if self._days is not None else self._shift(world)
            body = shift_page(body.decode(), days).encode()
        return Fetched(url=url, body=body, content_type=_TYPES[suffix], fetched_at=self._clock())

    def _world(self) -> _World:
        return _world(self._folder or samples_dir())

    def _shift(self, world: _World) -> int:
        return days_to_today(world.epoch, self._clock(), self._zone)


def parse(fetched: Fetched) -> Parsed:
    """Read a sample feed with the built-in parser of its format, then move its dates.

    Raises SourceError as that parser does.
    """
    # The parser gets the address that the feed has in its world, so that relative links find their host.
    parsed = _parser(fetched.options["adapter"])(replace(fetched, url=fetched.options["url"]))
    days = int(fetched.options["days"])
    world_now = datetime.fromisoformat(fetched.options["epoch"]) + timedelta(days=days)
    for entry in parsed.entries:
        entry.published = _moved(entry.published, days, world_now, fetched.fetched_at)
        entry.updated = _moved(entry.updated, days, world_now, fetched.fetched_at)
        _move_text(entry, days)
    return parsed


def _parser(adapter: str) -> Callable[[Fetched], Parsed]:
    # By name, so that only the parser that is needed gets imported; heavy ones stay in the parsing process.
    module, _colon, function = {
        "feed": "reader.sources.feed:parse",
        "jsonfeed": "reader.sources.jsonfeed:parse",
    }[adapter].partition(":")
    chosen: Callable[[Fetched], Parsed] = getattr(import_module(module), function)
    return chosen


def _moved(when: datetime | None, days: int, world_now: datetime, now: datetime | None) -> datetime | None:
    if when is None:
        return None
    moved = when + timedelta(days=days)
    if now is not None and moved > now:
        # The world's now may be later in the day than the real one: what would lie in the future is drawn together in
        # the minutes before now, in its order.
        moved = now - max(world_now - moved, timedelta(0)) / 60
    return moved


def _move_text(entry: ParsedEntry, days: int) -> None:
    entry.summary = shift_times(entry.summary, days)
    entry.content = shift_times(entry.content, days)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            _("The sample file {name} cannot be read; reinstall the program to bring it back.").format(name=path.name)
        ) from error
