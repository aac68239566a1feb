"""Starter lists: short lists of public feeds that come with the program, for a reader who has none yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reader.domain import opml
from reader.domain.errors import UsageError
from reader.domain.opml import OpmlFeed, OpmlFolder, OpmlNode


@dataclass(frozen=True, slots=True)
class StarterList:
    """One list: a folder of feeds."""

    title: str
    feeds: tuple[str, ...]
    """Names of the feeds, in order."""
    data: bytes
    """The OPML file, for `Library.import_list`."""


def starter_lists(samples: Path) -> list[StarterList]:
    """The lists beside the samples in `samples`, by title. Reads files: not for the event loop. A file that is no OPML,
    or lists nothing, is left out."""
    found: list[StarterList] = []
    for file in sorted((samples / "starter").glob("*.opml")):
        try:
            data = file.read_bytes()
            nodes = opml.parse(data).nodes
        except (OSError, UsageError):
            continue
        names = tuple(_names(nodes))
        title = next((node.title for node in nodes if isinstance(node, OpmlFolder)), file.stem)
        if names:
            found.append(StarterList(title, names, data))
    return sorted(found, key=lambda one: one.title.casefold())


def _names(nodes: tuple[OpmlNode, ...]) -> list[str]:
    names: list[str] = []
    for node in nodes:
        names += [node.own_title or node.title or node.url] if isinstance(node, OpmlFeed) else _names(node.nodes)
    return names
