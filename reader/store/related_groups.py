"""The groups of the related pane that were computed here, from rows: the same story elsewhere, earlier, similar."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reader.domain.models import EntryRow, GroupKind, RelatedGroup, RelatedLink
from reader.i18n import _, ngettext

from .related import Membership, members, near
from .rows import rows

SAME = 12
EARLIER = 6
SIMILAR = 6
"""Lines of each group at most."""
EARLIER_FROM = 0.6
"""An older story is told as what came before from this part of the threshold of one event on."""
SIMILAR_FROM = 0.45
LOOKED_AT = 300
"""Entries of a story that are looked at."""
_MOMENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Open:
    """The entry whose pane it is."""

    row: EntryRow
    member: Membership

    @property
    def root(self) -> int:
        """The first entry with its text."""
        return self.member.copy_of or self.row.id


class Told:
    """Which stories stand in the pane already."""

    def __init__(self) -> None:
        self._keys: set[int] = set()

    def first(self, row: EntryRow) -> bool:
        """Whether the story of an entry has not been told yet; it is from now on."""
        key = row.story_id or -row.id
        fresh = key not in self._keys
        self._keys.add(key)
        return fresh


def computed(db: sqlite3.Connection, entry: EntryRow, told: Told) -> list[RelatedGroup]:
    """The computed groups of an entry; `told` has the stories of the groups above them."""
    found = members(db, [entry.id])
    if not found:
        return []
    here = _Open(entry, found[0])
    told.first(entry)
    same, own, sources = _story(db, here)
    earlier, similar = _near(db, here, told)
    before = [_link(row, here) for row in own if _time(row) < _time(entry)]
    after = [_link(row, here) for row in own if _time(row) >= _time(entry)]
    earlier = sorted([*before, *earlier], key=lambda link: _published(link, entry), reverse=True)
    groups = (
        RelatedGroup(GroupKind.SAME, tuple(same[:SAME]), sources=sources),
        RelatedGroup(GroupKind.EARLIER, tuple(earlier[:EARLIER])),
        RelatedGroup(GroupKind.SIMILAR, tuple([*after, *similar][:SIMILAR])),
    )
    return [group for group in groups if group.links]


def _story(db: sqlite3.Connection, here: _Open) -> tuple[list[RelatedLink], list[EntryRow], int]:
    """The story elsewhere, earliest first, copies of the open text last; what its own publisher has more of it; and how
    many others tell it."""
    folded: dict[int, list[Membership]] = defaultdict(list)
    for member in _others(db, here):
        folded[member.copy_of or member.entry_id].append(member)
    shown = {row.id: row for row in rows(db, [member.entry_id for group in folded.values() for member in group])}
    lines: list[tuple[bool, datetime, RelatedLink]] = []
    own: list[EntryRow] = []
    voices: set[int] = set()
    for root, group in folded.items():
        texts = [member for member in group if member.entry_id in shown]
        elsewhere = [member for member in texts if member.voice != here.member.voice]
        voices.update(member.voice for member in elsewhere)
        if elsewhere:
            lead = min((shown[member.entry_id] for member in elsewhere), key=lambda row: (_time(row), row.id))
            mine = root == here.root
            papers = len({member.voice for member in texts} | ({here.member.voice} if mine else set()))
            line = _link(lead, here, _note(lead, here, papers=papers, mine=mine))
            lines.append((mine, _time(lead), line))
        elif texts and root != here.root:
            own.append(min((shown[member.entry_id] for member in texts), key=lambda row: (_time(row), row.id)))
    lines.sort(key=lambda line: line[:2])
    return [line for _mine, _when, line in lines], own, len(voices)


def _others(db: sqlite3.Connection, here: _Open) -> list[Membership]:
    if not here.member.story_id:
        return []
    return [
        Membership(*row)
        for row in db.execute(
            """SELECT entry_id, story_id, voice, copy_of FROM member JOIN state ON state.id = entry_id
                WHERE story_id = ? AND story_id > 0 AND entry_id <> ? AND place > 0 LIMIT ?""",
            (here.member.story_id, here.row.id, LOOKED_AT),
        )
    ]


def _near(db: sqlite3.Connection, here: _Open, told: Told) -> tuple[list[RelatedLink], list[RelatedLink]]:
    """Earlier stories and similar ones, a line each, the strongest first."""
    ratios = dict(near(db, [here.root]).get(here.root, ()))
    earlier: list[RelatedLink] = []
    similar: list[RelatedLink] = []
    for row in _listed(db, ratios):
        ratio = ratios[row.id]
        if ratio < SIMILAR_FROM or not told.first(row):
            continue
        if ratio >= EARLIER_FROM and _time(row) < _time(here.row) - _MOMENT:
            earlier.append(_link(row, here))
        else:
            similar.append(_link(row, here))
    return earlier, similar


def _listed(db: sqlite3.Connection, ids: Iterable[int]) -> Sequence[EntryRow]:
    found = rows(db, list(ids))
    hidden = {
        number
        for row in found
        for (number,) in db.execute("SELECT id FROM state WHERE id = ? AND place <= 0", (row.id,))
    }
    return [row for row in found if row.id not in hidden]


def _time(row: EntryRow) -> datetime:
    return row.published or row.sort_at


def _published(link: RelatedLink, entry: EntryRow) -> datetime:
    return link.published or _time(entry)


def _link(row: EntryRow, here: _Open, note: str = "") -> RelatedLink:
    return RelatedLink(
        url=row.url,
        title=row.title or row.lead,
        teaser=row.lead if row.title else "",
        image_url=row.image_url,
        published=_time(row),
        source=row.source,
        entry_id=row.id,
        mark=row.mark,
        read=row.read,
        note=note or apart(_time(row) - _time(here.row)),
    )


def _note(row: EntryRow, here: _Open, *, papers: int, mine: bool) -> str:
    """How much earlier or later it came, and where else the same text stands."""
    parts = [apart(_time(row) - _time(here.row))]
    if mine and papers == 2:
        parts.append(_("the same text"))
    elif papers > 1:
        parts.append(ngettext("same text in {count} paper", "same text in {count} papers", papers).format(count=papers))
    return " · ".join(filter(None, parts))


def apart(span: timedelta) -> str:
    """How much earlier or later something came, in a word or two; empty for the same moment."""
    minutes = round(abs(span) / timedelta(minutes=1))
    if abs(span) < _MOMENT:
        return ""
    if minutes < 60:
        amount = _("{count} min").format(count=minutes)
    elif minutes < 36 * 60:
        amount = _("{count} h").format(count=round(minutes / 60))
    else:
        days = round(minutes / 1440)
        amount = ngettext("{count} day", "{count} days", days).format(count=days)
    later = span > timedelta()
    return _("{amount} later").format(amount=amount) if later else _("{amount} earlier").format(amount=amount)
