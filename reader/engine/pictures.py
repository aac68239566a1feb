"""One picture: out of the cache, or fetched, decoded in the parsing process, kept; and drawn for a terminal.

A picture that could not be had is left alone for a while (`store.images`), so that an article with a broken one does
not ask for it each time it is opened.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from reader.domain.errors import (
    FetchError,
    Forbidden,
    HttpStatus,
    NotAPicture,
    Offline,
    SourceError,
    TooLarge,
    Unreachable,
)
from reader.domain.identity import safe_url
from reader.domain.pictures import MOST_BYTES
from reader.i18n import _
from reader.sources.api import Fetched, Request
from reader.store import images
from reader.store.images import ImageRow
from reader.store.picture_files import PictureFiles, drawn_suffix

from .page import FOR_GOOD, is_own_host
from .protocol import DrawPicture, FetchPicture, PictureDrawn, PictureFetched
from .tools import Tools, explained

ACCEPT = "image/avif, image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.5"
SHARE = 2
"""Pictures may take one part in so many of what the cache may; those of starred and kept stories stay beyond it."""
MOST_DRAWN = 4096
"""Pixels of a drawn picture's side."""
_ABREAST = 4


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a picture."""

    image: ImageRow | None = None
    """None where it could not be had."""
    error: str = ""
    """Why, in a sentence."""
    bytes: int = 0
    """What was fetched."""


class PictureDesk:
    """Fetches pictures, a few at a time and each once."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._files = PictureFiles(tools.cache_dir or tools.store.paths.folder / "cache")
        self._budget = tools.shelf.bytes // SHARE
        self._turns = asyncio.Semaphore(_ABREAST)
        self._under_way: dict[str, asyncio.Future[Brought | None]] = {}

    async def fetch(self, command: FetchPicture) -> PictureFetched:
        """Answer the command. Raises StoreError."""
        brought = await self.bring(command.url, command.entry_id)
        return PictureFetched(job=command.job, url=command.url, here=brought.image is not None, error=brought.error)

    async def bytes_of(self, url: str, entry_id: int) -> int:
        """Bring a picture; returns the bytes that were fetched, 0 where it is here already or could not be had.

        Raises StoreError.
        """
        return (await self.bring(url, entry_id)).bytes

    async def bring(self, url: str, entry_id: int = 0) -> Brought:
        """The picture at `url` in the cache, fetched where it is not there. Raises StoreError."""
        url = safe_url(url)
        if not url.startswith(("http://", "https://")):
            return Brought(error=_("This is no address of a picture."))
        while (waiting := self._under_way.get(url)) is not None:
            if (found := await asyncio.shield(waiting)) is not None:
                return found
        future: asyncio.Future[Brought | None] = asyncio.get_running_loop().create_future()
        self._under_way[url] = future
        try:
            brought = await self._bring(url, entry_id)
            future.set_result(replace(brought, bytes=0))
            return brought
        finally:
            del self._under_way[url]
            if not future.done():
                # This one was cancelled or broke; whoever waited for it fetches the picture himself.
                future.set_result(None)

    async def _bring(self, url: str, entry_id: int) -> Brought:
        tools = self._tools
        known = await tools.store.read(images.find, url)
        if known is not None and known.file and await asyncio.to_thread(self._files.has, known.file):
            return Brought(known)
        now = tools.clock()
        if known is not None and not known.file and known.retry is not None and now < known.retry:
            return Brought(error=known.error)
        async with self._turns:
            try:
                with explained(tools):
                    return await self._fetch(url, entry_id)
            except FetchError as error:
                if not _is_our_trouble(error, tools):
                    work = partial(images.failed, for_good=_stays_so(error))
                    await tools.store.write(work, url, entry_id, str(error), now)
                return Brought(error=str(error))

    async def _fetch(self, url: str, entry_id: int) -> Brought:
        tools = self._tools
        fetched = await fetch_file(tools, url)
        read = await tools.digester.read_picture(fetched, tools.clock())
        name = await asyncio.to_thread(self._files.write, read)
        size = await asyncio.to_thread(self._files.size, name)
        image = ImageRow(url, name, read.kind, read.width, read.height, size)
        await tools.store.write(images.keep, image, entry_id, tools.clock())
        await self._trim()
        return Brought(image, bytes=len(fetched.body))

    async def _trim(self) -> None:
        """Make room where the pictures have outgrown their budget; down to nine tenths, so that it is not always."""
        store = self._tools.store
        if await store.read(images.taken) <= self._budget:
            return
        for name in await store.write(images.trim, self._budget * 9 // 10):
            await asyncio.to_thread(self._files.delete, name)

    async def draw(self, command: DrawPicture) -> PictureDrawn:
        """A kept picture in the form that a terminal takes, as a file. Raises StoreError."""
        tools = self._tools
        width, height = (max(1, min(side, MOST_DRAWN)) for side in (command.width, command.height))
        suffix = drawn_suffix(command.form, width, height)
        image = await tools.store.read(images.find, safe_url(command.url))
        data = await asyncio.to_thread(self._files.read, image.file, image.kind) if image and image.file else None
        if image is None or data is None:
            return PictureDrawn(job=command.job, url=command.url, error=_("The picture is no longer in the cache."))
        if await asyncio.to_thread(self._files.read, image.file, suffix) is None:
            try:
                drawn = await tools.digester.draw_picture(data, command.form, width, height, tools.clock())
            except SourceError as error:
                return PictureDrawn(job=command.job, url=command.url, error=str(error))
            size = await asyncio.to_thread(self._files.write_drawn, image.file, command.form, width, height, drawn)
            await tools.store.write(images.grew, image.file, size)
        return PictureDrawn(job=command.job, url=command.url, name=image.file, suffix=suffix)


async def fetch_file(tools: Tools, url: str) -> Fetched:
    """The bytes of a picture: from an adapter that keeps its own, else over the network.

    Raises NetError, SourceError.
    """
    found = await tools.sources.fetch_page(url, tools.http)
    if found is not None:
        return found
    try:
        fetched = await tools.http.get(Request(url, user_typed=False, max_bytes=MOST_BYTES), accept=ACCEPT)
    except Forbidden:
        if not await is_own_host(tools, url):
            raise
        fetched = await tools.http.get(Request(url, user_typed=True, max_bytes=MOST_BYTES), accept=ACCEPT)
    tools.network.answered()
    return fetched


def _is_our_trouble(error: FetchError, tools: Tools) -> bool:
    """Whether it says nothing of the picture: there is no network at all."""
    return isinstance(error, Offline) or (isinstance(error, Unreachable) and not tools.network.usable)


def _stays_so(error: FetchError) -> bool:
    """Whether asking again soon is no use."""
    if isinstance(error, HttpStatus):
        return error.status in FOR_GOOD
    # Not a child that was killed over it, or ended with the program.
    return isinstance(error, NotAPicture | TooLarge | Forbidden)
