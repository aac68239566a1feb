"""What changes are called when they are told and when they are taken back."""

from __future__ import annotations

from reader.i18n import ngettext


def read(count: int) -> str:
    """Stories were marked read."""
    return ngettext("marked {count} story read", "marked {count} stories read", count).format(count=count)


def unread(count: int) -> str:
    """Stories were marked unread."""
    return ngettext("marked {count} story unread", "marked {count} stories unread", count).format(count=count)


def starred(count: int) -> str:
    """Stories were starred."""
    return ngettext("starred {count} story", "starred {count} stories", count).format(count=count)


def unstarred(count: int) -> str:
    """Stars were taken."""
    return ngettext("took the star of {count} story", "took the stars of {count} stories", count).format(count=count)


def removed(count: int) -> str:
    """Subscriptions were removed."""
    return ngettext("removed {count} feed", "removed {count} feeds", count).format(count=count)


def imported(count: int) -> str:
    """Subscriptions came from a list."""
    return ngettext("imported {count} feed", "imported {count} feeds", count).format(count=count)


def samples_added(count: int) -> str:
    """The samples were added."""
    return ngettext("added {count} sample feed", "added {count} sample feeds", count).format(count=count)


def samples_removed(count: int) -> str:
    """The samples were removed."""
    return ngettext("removed {count} sample feed", "removed {count} sample feeds", count).format(count=count)
