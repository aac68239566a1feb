"""Words used in the columns of the tables (`migrations`), and their values.

- All times are integers, milliseconds since 1970 UTC; 0 or NULL where there is none.
- `place` says in which lists an entry stands (PLACE_*). An entry's id never changes and is never given to another one:
  the row in `state` stays when the entry goes, so that an entry that comes back finds its id and its state.
- `identity` and `alias` hold 64-bit hashes (`packing.hash64`) of entry keys and URL keys: two narrow tables that answer
  "is this one here already" for whole feeds and outlive the entry too.
- `body.id` is `entry.id * 4 + version` (VERSION_*): one integer key, so that large rows stay out of index pages.
- `search` is contentless: it holds the index alone. What was indexed is made again from the entry
  (`indexing.document`), which is how a row is taken out; SQLite 3.40 knows no `contentless_delete`.
"""

from __future__ import annotations

APPLICATION_ID = 0x62616E74
"""'bant' in the file's header: says that the database is ours."""

LATEST = 12
"""The version that this program writes (`PRAGMA user_version`): how many `migrations` there are."""

PLACE_DROPPED = -1
"""Removed by retention; stays away whatever its feed says."""
PLACE_HIDDEN = 0
"""Its feed was removed; can come back."""
PLACE_LISTED = 1
"""Stands in the lists of its feed."""
PLACE_ASIDE = 2
"""A followed page, or a starred, tagged or queued entry of a removed feed: Starred, History, the queue and searches
show it, feeds do not."""
PLACE_MUTED = 3
"""Hidden by a rule: searches find it, no list of feeds shows it and no counter of unread stories counts it."""

VERSION_FEED = 0
VERSION_FULL = 1

PUBLISHER_KINDS = "('related', 'inline', 'topic', 'section', 'popular')"
"""SQL: kinds of groups that a publisher printed (`domain.models.GroupKind.from_publisher`)."""
