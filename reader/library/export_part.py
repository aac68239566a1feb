"""The library's part for documents: stories out of the cache, with their pictures, in a form for elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.domain.blocks import Image, walk
from reader.domain.models import Article
from reader.domain.text import clean_line

from .base import Base

if TYPE_CHECKING:
    from reader.export.chapter import Plate

DOCUMENTS: Mapping[str, str] = {"md": ".md", "html": ".html", "epub": ".epub"}
"""The forms of a document, with the ending of its file."""
_MIMES = {".jpg": "image/jpeg", ".png": "image/png"}


class ExportPart(Base):
    """Documents. What makes them is imported when one is made."""

    async def document(
        self,
        ids: Sequence[int],
        form: str,
        title: str,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> bytes:
        """Stories as one document of a form of DOCUMENTS, in the order of `ids`; those that are gone are left out.
        `progress` is told (done, total)."""
        from reader.export.chapter import Collection
        from reader.store import articles

        found: list[Article] = []
        for number, entry_id in enumerate(ids, 1):
            article = await self._store.read(articles.article, entry_id, "")
            if article is not None:
                found.append(article)
            progress(number, len(ids))
        plates = await self._plates(found) if form != "md" else {}
        collection = Collection(clean_line(title) or "bantin", found, self._clock(), plates)
        return await asyncio.to_thread(_made, collection, form)

    async def _plates(self, found: Sequence[Article]) -> dict[str, Plate]:
        """The pictures of these articles that are in the cache, by address."""
        from reader.export.chapter import Plate
        from reader.store import images
        from reader.store.picture_files import PictureFiles

        files = PictureFiles(self.cache_dir)
        plates: dict[str, Plate] = {}
        for url in dict.fromkeys(url for article in found for url in _pictures(article)):
            image = await self._store.read(images.find, url)
            if image is None or not image.file:
                continue
            path = files.path(image.file, image.kind)
            data = await asyncio.to_thread(_read, path)
            if data and (mime := _MIMES.get(path.suffix)):
                plates[url] = Plate(path.name, mime, data)
        return plates


def _pictures(article: Article) -> Iterator[str]:
    yield from (block.url for block in walk(article.blocks) if isinstance(block, Image) and block.url)
    if article.entry.image_url:
        yield article.entry.image_url


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # Everything in the cache folder may be deleted at any time.
        return b""


def _made(collection: object, form: str) -> bytes:
    from reader.export.chapter import Collection

    assert isinstance(collection, Collection)
    if form == "epub":
        from reader.export.epub import epub

        return epub(collection)
    if form == "html":
        from reader.export.html import html

        return html(collection).encode("utf-8")
    from reader.export.markdown import markdown

    return markdown(collection).encode("utf-8")
