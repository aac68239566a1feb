"""The library's part for pictures: out of the cache at once, fetched when asked for.

What is imported inside of the methods is not needed for the first picture of the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from reader.domain.clock import Clock
from reader.domain.errors import ReaderError
from reader.domain.identity import safe_url
from reader.domain.pictures import Form, Picture, PictureState
from reader.engine.protocol import Cancel, DrawPicture, EngineLink, FetchPicture, PictureDrawn, PictureFetched
from reader.i18n import _
from reader.store.store import Store

from .base import Base
from .jobs import first

if TYPE_CHECKING:
    from reader.store.picture_files import PictureFiles

_NOTE_USE = timedelta(days=1)
"""A picture is noted as shown so often at most: the order in which pictures go needs no finer time."""


class PicturesPart(Base):
    """What the cache has of pictures. Nothing here raises for a picture that cannot be had: it is told in words."""

    def __init__(self, store: Store, engine: EngineLink | None, clock: Clock) -> None:
        super().__init__(store, engine, clock)
        self._fetching: set[int] = set()
        """Jobs that fetch a picture, but for those that nobody waits for any more."""

    @property
    def _files(self) -> PictureFiles:
        from reader.store.picture_files import PictureFiles

        return PictureFiles(self.cache_dir)

    async def picture_states(self, urls: Sequence[str]) -> dict[str, PictureState]:
        """Sizes of the pictures that are in the cache, and why others could not be had lately; by the addresses as
        they were given. What is not in the answer may be fetched."""
        from reader.store import images

        addresses = {url: safe_url(url) for url in urls}
        found = await self._store.read(images.states, list(addresses.values()), self._clock())
        return {url: found[address] for url, address in addresses.items() if address in found}

    async def picture(self, url: str) -> Picture | None:
        """A picture out of the cache, None where it is not there."""
        from reader.store import images

        image = await self._store.read(images.find, safe_url(url))
        if image is None or not image.file:
            return None
        files = self._files
        cells = await asyncio.to_thread(files.cells, image.file)
        if cells is None:
            return None
        now = self._clock()
        if image.used is None or now - image.used > _NOTE_USE:
            await self._write_quietly(images.touch, image.url, now)
        return Picture(url, image.width, image.height, cells, str(files.path(image.file, image.kind)))

    async def fetch_picture(self, url: str, entry_id: int = 0) -> tuple[Picture | None, str]:
        """A picture, fetched where the cache has none; None and why (a sentence) where it cannot be had. `entry_id`
        is the story in which it stands."""
        if (found := await self.picture(url)) is not None:
            return found, ""
        number = self._jobs.next_number()
        self._fetching.add(number)
        try:
            events, done = await self._jobs.run(FetchPicture(job=number, url=url, entry_id=entry_id))
        except ReaderError as error:
            return None, str(error)
        if number not in self._fetching:
            return None, _("Stopped.")
        self._fetching.discard(number)
        fetched = first(events, PictureFetched)
        why = (fetched.error if fetched else "") or done.error
        found = None if why else await self.picture(url)
        return found, "" if found else why or _("Nothing came back.")

    async def stop_pictures(self) -> None:
        """Fetch none of the pictures that were asked for and have not come: another story is read."""
        stopped, self._fetching = self._fetching, set()
        for number in stopped:
            await self._jobs.send(Cancel(job=self._jobs.next_number(), target=number))

    async def draw_picture(self, url: str, form: Form, width: int, height: int) -> bytes:
        """A picture of the cache in the form that a terminal takes, `width` by `height` pixels; empty where it cannot
        be had."""
        from reader.store import images
        from reader.store.picture_files import drawn_suffix

        address, files = safe_url(url), self._files
        image = await self._store.read(images.find, address)
        if image is None or not image.file:
            return b""
        if (data := await asyncio.to_thread(files.read, image.file, drawn_suffix(form, width, height))) is not None:
            return data
        number = self._jobs.next_number()
        try:
            command = DrawPicture(job=number, url=address, form=form, width=width, height=height)
            events, _done = await self._jobs.run(command)
        except ReaderError:
            # Without an engine, or while closing: half blocks will do.
            return b""
        drawn = first(events, PictureDrawn)
        if drawn is None or drawn.error:
            return b""
        return await asyncio.to_thread(files.read, drawn.name, drawn.suffix) or b""

    async def picture_file(self, picture: Picture) -> bytes:
        """The file that is kept of a picture, empty where it is gone."""
        name = picture.file.rpartition("/")[2]
        stem, _dot, kind = name.partition(".")
        return await asyncio.to_thread(self._files.read, stem, kind) or b""
