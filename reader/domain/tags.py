"""Names of tags: how they are typed, and when two of them are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from reader.domain.records import dataclass

from .text import clean_line

MAX_NAME = 60
"""Characters of a tag's name."""
MAX_TAGS = 50
"""Tags that one line may name."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that some story carries, or did."""

    id: int
    name: str
    """As it was typed first."""
    entries: int = 0
    """How many stories carry it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a line of tags asks for."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def tag_name(text: str) -> str:
    """`text` as the name of a tag: one clean line without the marks that a line of tags is written with; empty when
    nothing is left."""
    return clean_line(re.sub(r"^[\s#,-]+|[\s,]+$", "", clean_line(text)).replace(",", " "), MAX_NAME)


def tag_key(name: str) -> str:
    """What two spellings of one tag share. Case does not matter; accents do, for bán and bạn are two words."""
    return unicodedata.normalize("NFC", name.casefold())


def read_edit(text: str) -> Edit:
    """What is typed into a line of tags: names parted by commas, a `-` before those that are to go. What is named both
    ways goes."""
    parts = [part.strip() for part in text.split(",")[:MAX_TAGS]]
    remove = _distinct(tag_name(part) for part in parts if part.startswith("-"))
    gone = {tag_key(name) for name in remove}
    add = _distinct(tag_name(part) for part in parts if not part.startswith("-"))
    return Edit(tuple(name for name in add if tag_key(name) not in gone), remove)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({tag_key(name): name for name in names if name}.values())
