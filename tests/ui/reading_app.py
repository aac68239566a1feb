"""An app around one widget that collects its messages, and a way to run a scenario with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from reader.ui.theming import ThemedApp


class WidgetApp(ThemedApp[None]):
    """One widget; what it says is kept in `heard`."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.widgets = widgets
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self.widgets

    def hear(self, message: Message) -> None:
        """Keep what is not Textual's own, once, although a message is seen again by each ancestor."""
        if type(message).__module__.startswith("reader.") and not any(message is other for other in self.heard):
            self.heard.append(message)

    def heard_of(self, kind: type[Message]) -> list[Message]:
        """The messages of one kind, so far."""
        return [message for message in self.heard if type(message) is kind]


def play(
    scenario: Callable[[WidgetApp, Pilot[None]], Awaitable[None]], *widgets: Widget, size: tuple[int, int] = (60, 24)
) -> None:
    """Run `scenario` in an app of `size` cells that holds `widgets`."""

    async def run() -> None:
        app = WidgetApp(*widgets)
        async with app.run_test(size=size, message_hook=app.hear) as pilot:
            await pilot.pause()
            await scenario(app, pilot)

    asyncio.run(run())


def screen_text(widget: Widget) -> list[str]:
    """The lines of a widget as they are painted."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
