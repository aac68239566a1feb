"""A screen over another one, whatever was typed before it had come or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from reader.ui.typeahead import Answered

if TYPE_CHECKING:
    from reader.ui.app import BantinApp

Result = TypeVar("Result")


class LeftOnce(Screen[Result], Generic[Result]):
    """A screen over another one.

    Keys that are typed at once are all in its queue before the first one closes it. Textual's `dismiss` takes away
    whichever screen is on top: the second `q` of two took the panes away, and with them the program.
    """

    has_come = False
    """Its widgets stand there, and the one for the keys has the focus."""

    async def on_event(self, event: events.Event) -> None:
        """Begin nothing on a screen that went before it had come, as the program ends: nothing was put on it, and
        what looks for its widgets would fail."""
        if isinstance(event, events.Mount) and not (self.is_attached and self in self.app.screen_stack):
            return
        await super().on_event(event)
        if isinstance(event, events.ScreenResume) and not self.has_come:
            self.has_come = True
            self.post_message(Answered(self, 0))

    def explain(self, error: BaseException) -> str:
        """A sentence for an error of a task; one that nobody expected goes to the log with all it knows."""
        return cast("BantinApp", self.app).explain(error)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result; nothing happens where another screen is on top already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done on a screen that has nothing on it yet: a key for the one below that no command took is
        looked up here as soon as this one is on top."""
        return self.is_mounted and super().check_action(action, parameters)
