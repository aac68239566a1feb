"""The lines of the Feeds pane: which there are, what each says, and how it is set in the pane's width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reader.domain.models import Scope, ScopeKind, Subscription
from reader.i18n import _
from reader.ui.places import SMART, STORY_MARK, Feeds

from .cells import safe, shorten, width
from .lines import Line, Look, Piece

INDENT = 2
_DEEPEST = 20
"""The store keeps folders a tree; the limit keeps a damaged one from going round."""
_SAMPLE = " ◇"
_MARKS = {ScopeKind.SAVED: "⌕ ", ScopeKind.STORY: STORY_MARK + " ", ScopeKind.TAG: "# "}


class Row(NamedTuple):
    """A line of the pane: a place, or a heading where nothing can be opened."""

    scope: Scope | None
    title: str = ""
    depth: int = 0
    hidden: bool = False
    """A folder around it is folded."""


class Label(NamedTuple):
    """What the line of a place says."""

    mark: str
    name: str
    look: str
    tail: str = ""
    """A mark after the name, so that trouble is not told by colour alone."""
    tail_look: str = "sample"
    number: str = ""


def rows_of(feeds: Feeds, is_open: Mapping[int, bool]) -> Iterator[Row]:
    """Every line, hidden ones too; `is_open` tells of each folder by id whether it shows what is in it."""
    yield Row(None, _("READ"))
    for kind in SMART:
        yield Row(Scope(kind))
    sections = (
        (_("STORIES"), ScopeKind.STORY, feeds.stories),
        (_("SEARCHES"), ScopeKind.SAVED, feeds.searches),
        (_("TAGS"), ScopeKind.TAG, feeds.tags),
    )
    for title, kind, places in sections:
        if places:
            yield from (Row(None), Row(None, title))
            yield from (Row(Scope(kind, place.id)) for place in places)
    if feeds.subscriptions or feeds.folders:
        yield from (Row(None), Row(None, _("FEEDS")))
        yield from _inside(feeds, is_open, 0, 0, hidden=False)


def refolded(feeds: Feeds, is_open: Mapping[int, bool], rows: Sequence[Row], folder_id: int) -> list[Row]:
    """`rows`, which are those of `rows_of` before this folder was folded or unfolded, as they are now. Lines outside of
    it stay: of 10,000 feeds to make them all anew held the event loop for 35 ms."""
    scope = Scope(ScopeKind.FOLDER, folder_id)
    at = next((at for at, row in enumerate(rows) if row.scope == scope), -1)
    if at < 0:
        return list(rows_of(feeds, is_open))
    row = rows[at]
    end = next((end for end in range(at + 1, len(rows)) if rows[end].depth <= row.depth), len(rows))
    hidden = row.hidden or not is_open.get(folder_id, True)
    return [*rows[: at + 1], *_inside(feeds, is_open, folder_id, row.depth + 1, hidden=hidden), *rows[end:]]


def _inside(feeds: Feeds, is_open: Mapping[int, bool], folder_id: int, depth: int, *, hidden: bool) -> Iterator[Row]:
    for folder in feeds.folders_in(folder_id) if depth < _DEEPEST else ():
        yield Row(Scope(ScopeKind.FOLDER, folder.id), depth=depth, hidden=hidden)
        folded = hidden or not is_open.get(folder.id, True)
        yield from _inside(feeds, is_open, folder.id, depth + 1, hidden=folded)
    for feed in feeds.feeds_in(folder_id):
        yield Row(Scope(ScopeKind.FEED, feed.id), depth=depth, hidden=hidden)


def label_of(feeds: Feeds, row: Row, is_open: Mapping[int, bool]) -> Label:
    """What the line of `row` says; a heading is its name alone."""
    scope = row.scope
    if scope is None:
        return Label("", row.title, "heading")
    count = feeds.unread(scope)
    feed = feeds.feed(scope.id) if scope.kind is ScopeKind.FEED else None
    if scope.kind is ScopeKind.FOLDER:
        mark, look = "▾ " if is_open.get(scope.id, True) else "▸ ", "folder"
    elif scope.kind in SMART:
        mark, look = SMART[scope.kind][0] + " ", "unread"
    else:
        mark = _MARKS.get(scope.kind, "" if row.depth else "  ")
        look = "unread" if count and scope.kind is not ScopeKind.TAG else "quiet"
    tail = _tail(feed)
    if feeds.only_samples and tail == _SAMPLE:
        # Where all are samples the line below says so; a mark on each would only crowd the names.
        tail = ""
    trouble = feed is not None and (feed.health.error or feed.health.gone)
    return Label(mark, feeds.name(scope), look, tail, "trouble" if trouble else "sample", _short(count))


def line_of(label: Label, depth: int, columns: int) -> Line:
    """The line in exactly `columns` cells: mark, name, and the count at the right edge. Its first cell is blank, for
    the bar of the cursor."""
    room = columns - depth * INDENT - 2
    reserved = width(label.mark) + width(label.tail) + (width(label.number) + 1 if label.number else 0)
    name = shorten(safe(label.name), max(1, room - reserved))
    blank = " " * max(0, room - reserved - width(name))
    pieces = (
        Piece(" " * (1 + depth * INDENT), Look("blank")),
        Piece(label.mark, Look("mark")),
        Piece(name, Look(label.look)),
        Piece(label.tail, Look(label.tail_look)),
        Piece(blank, Look("blank")),
        Piece(f" {label.number}" if label.number else "", Look("count")),
    )
    return Line(tuple(piece for piece in pieces if piece.text))


def _tail(feed: Subscription | None) -> str:
    if feed is None:
        return ""
    if feed.health.gone:
        return " ✕"
    if feed.health.disabled:
        return " ‖"
    if feed.health.error:
        return " !"
    return _SAMPLE if feed.sample else ""


def _short(count: int) -> str:
    return str(count or "") if count < 100_000 else f"{count // 1000}k"
