"""The built-in source of local files and folders: feed files, saved pages (`.html`, `.htm`) and Markdown (`.md`).

A folder is a source whose entries are its pages and Markdown files, newest first. Only an address that the user typed
is read: nothing from the network can name a local file.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from reader.domain.errors import Forbidden, NotAFeed, SourceError
from reader.domain.models import Candidate
from reader.domain.text import clean_line
from reader.i18n import _

from . import localfiles as files
from .api import Fetched, Http, Parsed, ParsedEntry, Request


class LocalSource:
    """Reads files and folders of this machine; never uses the network."""

    name: ClassVar[str] = "local"
    parser: ClassVar[str] = "reader.sources.local:parse"

    def match(self, url: str) -> float:
        """1.0 for `file:` addresses, 0.9 for what is written as a path, 0.6 for the name of something that exists."""
        return files.score(url)

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The file, or the documents of the folder. Raises SourceError, Forbidden, TooLarge."""
        if not request.user_typed:
            raise Forbidden(_("Only an address that you typed yourself may name a file of this machine."))
        path = files.path_of(request.url)
        return await asyncio.to_thread(files.fetch, path, request)

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The file or folder, and the feed files inside a folder. Raises SourceError."""
        return await asyncio.to_thread(_discover, files.path_of(url))


def _discover(path: Path) -> list[Candidate]:
    if not files.is_folder(path):
        candidate = _candidate(path)
        if candidate is None:
            raise NotAFeed(
                _("{name} is neither a feed nor a page nor Markdown.").format(name=clean_line(path.name, 120))
            )
        return [candidate]
    documents = files.documents(path)
    found = [candidate for file in files.feed_files(path) if (candidate := _candidate(file)) is not None]
    if documents:
        newest = datetime.fromtimestamp(documents[0].modified, UTC)
        title = clean_line(path.name, 120) or files.shown(str(path))
        found.insert(
            0, Candidate(files.address(path), LocalSource.name, title, len(documents), newest, _("folder of documents"))
        )
    if not found:
        raise NotAFeed(
            _("{name} holds no feeds, pages or Markdown files.").format(name=clean_line(path.name, 120) or "/")
        )
    return found


def _candidate(path: Path) -> Candidate | None:
    try:
        fetched = files.fetch(path, Request(files.address(path)))
        if fetched.options["kind"] == "feed":
            from reader.extract.forgiving import glance

            seen = glance(fetched.body, "", "")
            if seen is None:
                return None
            title = clean_line(seen.title, 200) or clean_line(path.name, 120)
            return Candidate(files.address(path), LocalSource.name, title, seen.entries, seen.newest, _("feed file"))
        entry = parse(fetched).entries[0]
    except SourceError:
        return None
    title = clean_line(entry.title, 200) or clean_line(path.name, 120)
    return Candidate(files.address(path), LocalSource.name, title, 1, entry.published, _("document"))


def parse(fetched: Fetched) -> Parsed:
    """Read what `LocalSource.fetch` brought. Raises NotAFeed or ParseFailed for a feed file that is none."""
    kind, name = fetched.options["kind"], fetched.options["name"]
    if kind == "feed":
        from reader.extract.feedparse import parse as parse_feed

        # A file has no address that relative links could be relative to.
        return parse_feed(Fetched(url="", body=fetched.body))
    if kind == "folder":
        entries = [_document(one.kind, one.body, one.name, one.modified) for one in files.unpack(fetched.body)]
        return Parsed(title=name, entries=entries, warning=fetched.options.get("warning", ""))
    return Parsed(title=name, entries=[_document(kind, fetched.body, name, float(fetched.options["modified"]))])


def _document(kind: str, body: bytes, name: str, modified: float) -> ParsedEntry:
    from reader.extract import documents

    moment = datetime.fromtimestamp(modified, UTC)
    return (documents.read_html if kind == "html" else documents.read_markdown)(body, name, moment)
