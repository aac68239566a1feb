"""The tables, as numbered migrations. A released one is never changed; the next one is added below it."""

from __future__ import annotations

from . import (
    v01_foundation,
    v02_offline,
    v03_pictures,
    v04_related,
    v05_catchup,
    v06_organise,
    v07_fold,
    v08_typed,
    v09_followed,
    v10_rules,
    v11_words,
    v12_refresh,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    v01_foundation.STATEMENTS,
    v02_offline.STATEMENTS,
    v03_pictures.STATEMENTS,
    v04_related.STATEMENTS,
    v05_catchup.STATEMENTS,
    v06_organise.STATEMENTS,
    v07_fold.STATEMENTS,
    v08_typed.STATEMENTS,
    v09_followed.STATEMENTS,
    v10_rules.STATEMENTS,
    v11_words.STATEMENTS,
    v12_refresh.STATEMENTS,
)
"""`MIGRATIONS[n]` takes a store of version n to version n + 1; statements run in one transaction."""
