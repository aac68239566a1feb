"""Version 10: how many stories carry a tag, stories that a rule hides, rules."""

from __future__ import annotations

_HERE = "(SELECT count(*) FROM state WHERE id = {0}.entry_id AND place > 0)"

STATEMENTS = (
    # `folded` keeps the accents, for bán and bạn are two tags; `plain` is without, for whoever asks without.
    "ALTER TABLE tag ADD COLUMN plain TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE tag ADD COLUMN entries INTEGER NOT NULL DEFAULT 0",
    """UPDATE tag SET plain = folded, entries = (SELECT count(*) FROM tagged JOIN state ON state.id = entry_id
        WHERE tag_id = tag.id AND place > 0)""",
    f"""CREATE TRIGGER tagged_added AFTER INSERT ON tagged
        BEGIN UPDATE tag SET entries = entries + {_HERE.format("new")} WHERE id = new.tag_id; END""",
    f"""CREATE TRIGGER tagged_gone AFTER DELETE ON tagged
        BEGIN UPDATE tag SET entries = entries - {_HERE.format("old")} WHERE id = old.tag_id; END""",
    """CREATE TRIGGER tagged_moved AFTER UPDATE OF place ON state WHEN (new.place > 0) <> (old.place > 0)
        BEGIN UPDATE tag SET entries = entries + (new.place > 0) - (old.place > 0)
            WHERE id IN (SELECT tag_id FROM tagged WHERE entry_id = new.id); END""",
    # A rule hid it (`PLACE_MUTED` while its feed is subscribed to): remembered when the feed goes and comes back.
    "ALTER TABLE state ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX state_hidden ON state(sort_at, id, place) WHERE hidden = 1",
    # `actions` as in `domain.rules`. `untold`: hits that whoever wants to be notified has not been told of.
    """CREATE TABLE rule(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        actions TEXT NOT NULL,
        enabled INTEGER NOT NULL DEFAULT 1,
        position INTEGER NOT NULL DEFAULT 0,
        hits INTEGER NOT NULL DEFAULT 0,
        last_hit INTEGER NOT NULL DEFAULT 0,
        last_entry INTEGER NOT NULL DEFAULT 0,
        untold INTEGER NOT NULL DEFAULT 0,
        trouble TEXT NOT NULL DEFAULT ''
    ) STRICT""",
)
