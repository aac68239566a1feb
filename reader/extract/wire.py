"""What the engine and its extraction children say to each other: MessagePack, its length before it.

Nothing is ever unpickled, and every answer is decoded into declared types; one of another shape is a broken child.
Importing this module costs no parser: the parent's side uses it too.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias, get_type_hints

import msgspec

from reader.domain import blocks
from reader.domain.digested import DigestedFeed
from reader.domain.errors import AdapterBroken, NotAFeed, NotAnArticle, NotAPicture, ParseFailed, SourceError
from reader.domain.page import PageArticle
from reader.domain.pictures import Form, PictureRead
from reader.domain.text import clean_line
from reader.sources.api import Fetched

HEADER = struct.Struct(">I")
"""Before an answer: its length. 0 as the first that a child says: it is there."""
REQUEST = struct.Struct(">II")
"""Before a request: its length, and that of the body that follows it and is not in its `fetched`."""
ORDER = struct.Struct(">cI")
"""What the process that children are forked from is told: to make a child for a kind of work, or to `KILL` it; and the
number by which the pool knows that child."""
ENDED = struct.Struct(">Ii")
"""What it tells: the number of a child that has ended, and its exit status, negative for a signal."""
KILL, FEED, PAGE, PICTURE = b"k", b"f", b"p", b"i"
LOADED: dict[bytes, tuple[str, ...]] = {
    FEED: ("reader.extract.digest", "reader.extract.feedparse"),
    PAGE: ("reader.extract.page",),
    PICTURE: ("reader.extract.picture",),
}
"""What work of a kind takes, beside what feeds take."""
MAX_FRAME = 128 * 1024 * 1024
"""Bytes of one message; a longer one is refused on either side."""


class Request(msgspec.Struct, frozen=True, tag_field="do", kw_only=True):
    """Base of what a child is asked. Limits are the child's own; the parent has a later one of its own."""

    fetched: Fetched
    now: datetime
    cpu_seconds: float
    wall_seconds: float
    memory: int
    """Bytes of address space that the work may add."""


class ParseFeed(Request, frozen=True, tag="feed"):
    """Parse and digest a feed with the function `parser` (`module:function`)."""

    parser: str
    known: bytes = b""
    """`DigestedFeed.memo` of the last time."""


class ExtractPage(Request, frozen=True, tag="page"):
    """Extract the article of a page."""


class ReadPicture(Request, frozen=True, tag="picture"):
    """Decode a picture file and write it anew, made small."""


class DrawPicture(Request, frozen=True, tag="draw"):
    """Write a file that `ReadPicture` gave in another form."""

    form: Form
    width: int
    """Pixels."""
    height: int


class Probe(Request, frozen=True, tag="probe"):
    """Do the probe called `name` (see `probes`)."""

    name: str


class Answer(msgspec.Struct, frozen=True, tag_field="is", kw_only=True):
    """Base of what a child answers."""

    last: bool = False
    """True when the child ends after this answer: it has grown too large."""


class FeedRead(Answer, frozen=True, tag="feed"):
    """The digested feed."""

    feed: DigestedFeed


class PageRead(Answer, frozen=True, tag="page"):
    """The extracted page: the article without its blocks, and these in their JSON form."""

    article: msgspec.Raw
    blocks_json: str


class PictureDone(Answer, frozen=True, tag="picture"):
    """The decoded picture."""

    picture: PictureRead


class Drawn(Answer, frozen=True, tag="drawn"):
    """The picture in the form that was asked for."""

    data: bytes


class Probed(Answer, frozen=True, tag="probed"):
    """What the probe gives; its type is that of the probe."""

    shown: msgspec.Raw


class Failed(Answer, frozen=True, tag="failed"):
    """A source error: its class by name, and its sentence."""

    error: str
    message: str
    kind: str = ""
    """What a page is instead of an article, for NotAnArticle."""


AnyRequest: TypeAlias = ParseFeed | ExtractPage | ReadPicture | DrawPicture | Probe
AnyAnswer: TypeAlias = FeedRead | PageRead | PictureDone | Drawn | Probed | Failed

encode = msgspec.msgpack.Encoder().encode
decode_request: Callable[[bytes], AnyRequest] = msgspec.msgpack.Decoder(AnyRequest).decode
decode_answer: Callable[[bytes], AnyAnswer] = msgspec.msgpack.Decoder(AnyAnswer).decode

_ERRORS: dict[str, type[SourceError]] = {
    error.__name__: error for error in (NotAFeed, NotAPicture, ParseFailed, AdapterBroken)
}


def apart(request: AnyRequest) -> tuple[bytes, bytes]:
    """A request as it crosses the border: encoded, and the body that it is about, of which no copy is made."""
    bare = replace(request.fetched, body=b"")
    return encode(msgspec.structs.replace(request, fetched=bare)), request.fetched.body


def together(message: bytes, body: bytes) -> AnyRequest:
    """What `apart` was given. Raises MsgspecError or ValueError for anything else."""
    request = decode_request(message)
    return msgspec.structs.replace(request, fetched=replace(request.fetched, body=body))


def kind_of(request: AnyRequest) -> bytes:
    """The kind of work that a request is."""
    if isinstance(request, ExtractPage):
        return PAGE
    return PICTURE if isinstance(request, ReadPicture | DrawPicture) else FEED


def failure(error: SourceError, *, last: bool = False) -> Failed:
    """`error` in the form that crosses the border; its sentence may quote hostile text and is cleaned."""
    names = (kind.__name__ for kind in type(error).__mro__)
    name = next((name for name in names if name == "NotAnArticle" or name in _ERRORS), "ParseFailed")
    return Failed(error=name, message=clean_line(str(error), 500), kind=getattr(error, "kind", ""), last=last)


def exception(answer: Failed) -> SourceError:
    """The error that `failure` was given; an unknown one comes back as ParseFailed."""
    if answer.error == "NotAnArticle":
        return NotAnArticle(answer.message, clean_line(answer.kind, 20) or "other")
    return _ERRORS.get(answer.error, ParseFailed)(answer.message)


@cache
def _page_type() -> Any:
    # A union of plain dataclasses (the blocks) has no tag that msgspec could decode by; the rest of the article has.
    hints = get_type_hints(PageArticle)
    plain = [field for field in fields(PageArticle) if field.name != "blocks"]
    return msgspec.defstruct("PageWithoutBlocks", [(field.name, hints[field.name]) for field in plain])


def page_read(article: PageArticle) -> PageRead:
    """`article` in the form that crosses the border."""
    bare = msgspec.Raw(encode(replace(article, blocks=())))
    return PageRead(article=bare, blocks_json=blocks.dump(article.blocks))


def page_article(answer: PageRead) -> PageArticle:
    """The article that `page_read` was given. Raises msgspec.DecodeError or ValueError for anything else."""
    bare = msgspec.msgpack.decode(answer.article, type=_page_type())
    return PageArticle(**msgspec.structs.asdict(bare), blocks=blocks.load(answer.blocks_json))
