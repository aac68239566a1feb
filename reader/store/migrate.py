"""Bringing a store to the version that this program writes, one transaction a step."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from reader.domain.errors import StoreNewer
from reader.i18n import _

from .schema import APPLICATION_ID, LATEST


def version(db: sqlite3.Connection) -> int:
    """The version of the open store; 0 for an empty database."""
    (number,) = db.execute("PRAGMA user_version").fetchone()
    return int(number)


def check_newer(db: sqlite3.Connection, latest: int = LATEST) -> None:
    """Raise StoreNewer when a newer program wrote the store."""
    if (found := version(db)) > latest:
        raise StoreNewer(
            _(
                "The cache was written by a newer bantin (version {found} of the store, this program knows {latest}). "
                "It is left as it is: update bantin, or give --data-dir another folder."
            ).format(found=found, latest=latest)
        )


def migrate(db: sqlite3.Connection, migrations: Sequence[Sequence[str]] = ()) -> int:
    """Run the migrations that are missing, of these or (none given) of all; returns how many ran.

    Each one is one transaction that also sets the version, so a process that dies at any statement leaves the store
    at the step before. Two processes may call this at once: the second finds nothing left to do.
    """
    if not migrations:
        if version(db) == LATEST:
            return 0
        # Not with the module: a store that is up to date needs none of them.
        from .migrations import MIGRATIONS as migrations
    ran = 0
    while version(db) < len(migrations):
        db.execute("BEGIN IMMEDIATE")
        try:
            step = version(db)
            if step < len(migrations):
                for statement in migrations[step]:
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {step + 1}")
                ran += 1
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    check_newer(db, len(migrations))
    return ran
