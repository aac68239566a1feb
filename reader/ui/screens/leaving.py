"""Leaving a screen once, whatever was typed before it had gone."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Result = TypeVar("Result")


class LeftOnce(Screen[Result], Generic[Result]):
    """A screen over another one.

    Keys that are typed at once are all in its queue before the first one closes it. Textual's `dismiss` takes away
    whichever screen is on top: the second `q` of two took the panes away, and with them the program.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result; nothing happens where another screen is on top already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
