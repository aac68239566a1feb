"""Version 8: whether the user typed a subscription's address, which alone may lie inside the own network."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE subscription ADD COLUMN typed INTEGER NOT NULL DEFAULT 0",
    # Of those from before nobody knows; what worked goes on working.
    "UPDATE subscription SET typed = 1",
)
