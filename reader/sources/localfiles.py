"""Reading local files and folders for the local source: what is a path, which files count, how much is read."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from reader.domain.errors import NotAFeed, ParseFailed, SourceError, TooLarge
from reader.domain.text import clean_line
from reader.i18n import _
from reader.paths import expanded

from .api import Fetched, Request, Validators

MAX_BYTES = 15 * 1024 * 1024
MAX_FILES = 500
"""Documents of a folder that are shown; the newest are."""
MAX_DEPTH = 3
_KINDS = {".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md"}
_FEEDS = (".xml", ".rss", ".atom", ".rdf", ".json")


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a folder."""

    name: str
    """Path below the folder, with slashes: its identity."""
    kind: str
    modified: float
    """Seconds since the epoch."""
    size: int
    body: bytes = b""


def score(url: str) -> float:
    """How much `url` looks like a path: see `LocalSource.match`."""
    text = url.strip()
    if re.match(r"file:", text, re.IGNORECASE):
        return 1.0
    if text.startswith(("/", "~", "./", "../")) or text in (".", ".."):
        return 0.9
    if not text or len(text) > 4096 or "\x00" in text or "://" in text:
        return 0.0
    return 0.6 if os.path.exists(text) else 0.0


def path_of(url: str) -> Path:
    """The absolute path that a `file:` address, `~/x`, a relative or an absolute path means. Raises SourceError."""
    text = url.strip()
    if re.match(r"file:", text, re.IGNORECASE):
        host, slash, rest = text[5:][2:].partition("/") if text[5:7] == "//" else ("", "", text[5:])
        if host.lower() not in ("", "localhost"):
            raise SourceError(
                _("{host} is another machine; only files of this one are read.").format(host=clean_line(host, 120))
            )
        text = os.fsdecode(unquote_to_bytes((slash + rest).encode("utf-8", "surrogateescape")))
    if "\x00" in text:
        raise SourceError(_("This is no file name."))
    path = expanded(text)
    return Path(os.path.normpath(path if path.is_absolute() else Path.cwd() / path))


def address(path: Path) -> str:
    """What a subscription stores of a path: itself, or a `file:` address where its name is no text."""
    text = str(path)
    return text if shown(text) == text else f"file://{quote(os.fsencode(path))}"


def shown(name: str) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return name.encode("utf-8", "replace").decode()


def _explain(path: Path, error: OSError) -> SourceError:
    name = clean_line(str(path), 200)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceError(_("There is no file or folder {name}.").format(name=name))
    if isinstance(error, PermissionError):
        return SourceError(_("You have no permission to read {name}.").format(name=name))
    return SourceError(_("{name} cannot be read.").format(name=name))


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder. Raises SourceError when there is nothing readable."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise _explain(path, error) from error


def _walk(folder: Path, depth: int = 0, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if depth == 0:
            raise _explain(folder, error) from error
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH:
                yield from _walk(Path(entry.path), depth + 1, f"{below}{entry.name}/")
        elif entry.is_file():
            yield below + entry.name, entry


def documents(folder: Path) -> list[Document]:
    """The pages and Markdown files in `folder` and up to three levels below, newest first, without their text."""
    found = []
    for name, entry in _walk(folder):
        kind = _KINDS.get(Path(name).suffix.lower())
        if kind is None:
            continue
        try:
            info = entry.stat()
        except OSError:
            continue
        found.append(Document(name, kind, info.st_mtime, info.st_size))
    found.sort(key=lambda one: (-one.modified, one.name))
    return found


def feed_files(folder: Path) -> list[Path]:
    """Files right in `folder` that may be feeds."""
    return [Path(entry.path) for name, entry in _walk(folder, MAX_DEPTH) if Path(name).suffix.lower() in _FEEDS][:50]


def fetch(path: Path, request: Request) -> Fetched:
    """Read the file or folder at `path`; status 304 when nothing changed. Raises SourceError or TooLarge."""
    return _folder(path, request) if is_folder(path) else _file(path, request)


def _file(path: Path, request: Request) -> Fetched:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise NotAFeed(_("{name} is no ordinary file.").format(name=clean_line(str(path), 200)))
        validators = Validators(etag=f"file-{info.st_mtime_ns}-{info.st_size}")
        if validators == request.validators:
            return Fetched(url=address(path), status=304, validators=validators, body_hash=request.body_hash)
        with path.open("rb") as stream:
            body = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _explain(path, error) from error
    if len(body) > MAX_BYTES:
        raise TooLarge(_("{name} is larger than 15 MB.").format(name=clean_line(path.name, 120)))
    if not body.strip():
        raise NotAFeed(_("{name} is empty.").format(name=clean_line(path.name, 120)))
    kind = _KINDS.get(path.suffix.lower(), "feed")
    digest = blake2b(body, digest_size=16).hexdigest()
    return Fetched(
        url=address(path),
        body=b"" if digest == request.body_hash else body,
        validators=validators,
        body_hash=digest,
        options={"kind": kind, "name": shown(path.name), "modified": str(info.st_mtime)},
    )


def _folder(path: Path, request: Request) -> Fetched:
    found = documents(path)
    if not found:
        raise NotAFeed(_("{name} holds no pages or Markdown files.").format(name=clean_line(str(path), 200)))
    listing = "\n".join(f"{one.name}\0{one.modified}\0{one.size}" for one in found)
    digest = blake2b(listing.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    validators = Validators(etag=f"folder-{digest}")
    if validators == request.validators:
        return Fetched(url=address(path), status=304, validators=validators, body_hash=request.body_hash)
    body, left_out = _pack(path, found)
    options = {"kind": "folder", "name": shown(path.name or str(path))}
    if left_out:
        options["warning"] = _("The folder holds more than is shown; older files left out: {count}.").format(
            count=left_out
        )
    return Fetched(url=address(path), body=body, validators=validators, body_hash=digest, options=options)


def _pack(folder: Path, found: list[Document]) -> tuple[bytes, int]:
    """The newest documents as one JSON body within the limits, and how many were left out."""
    packed, room = [], MAX_BYTES
    for one in found[:MAX_FILES]:
        try:
            body = (folder / one.name).read_bytes() if one.size <= room else None
        except OSError:
            continue
        if body is None or len(body) > room:
            break
        room -= len(body)
        packed.append(
            {
                "name": shown(one.name),
                "kind": one.kind,
                "modified": one.modified,
                "body": base64.b64encode(body).decode(),
            }
        )
    return json.dumps(packed).encode(), len(found) - len(packed)


def unpack(body: bytes) -> list[Document]:
    """The documents that `fetch` packed for a folder. Raises ParseFailed for anything else."""
    try:
        return [
            Document(one["name"], one["kind"], float(one["modified"]), 0, base64.b64decode(one["body"]))
            for one in json.loads(body)
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ParseFailed(_("The folder's documents could not be read.")) from error
