"""Handing addresses to other programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from reader.i18n import _
from reader.ui.browser import argument_list, browser_words, launch, needs_terminal

from .base import Actions


class Outside(Actions):
    """Opens addresses in the browser or a player; no command of its own."""

    async def open_url(self, url: str) -> None:
        """Open a page in the browser."""
        await self._open(browser_words(self.desk.config.open.browser, os.environ), url)

    async def open_enclosure(self, url: str) -> None:
        """Open a podcast, a video or a file with the configured command, else in the browser."""
        words = self.desk.config.open.enclosure or browser_words(self.desk.config.open.browser, os.environ)
        await self._open(words, url)

    async def _open(self, words: Sequence[str], url: str) -> None:
        screen = self.screen
        if not words:
            screen.say(_("No browser was found. Set $BROWSER, or open.browser in the configuration."), problem=True)
            return
        arguments = argument_list(words, url)
        if not arguments:
            screen.say(_("This address may not be opened: {url}").format(url=url[:200]), problem=True)
            return
        if needs_terminal(words):
            self._hand_over(arguments)
            return
        screen.say(_("Opening {url}").format(url=arguments[-1]))
        # Apart: keys wait for a command that may open a screen, and whether the program stays is seen after a second.
        screen.work(self._launch, arguments, group="command")

    async def _launch(self, arguments: Sequence[str]) -> None:
        if problem := await launch(arguments):
            self.screen.say(problem, problem=True)

    def _hand_over(self, arguments: Sequence[str]) -> None:
        """A browser of the terminal gets the whole terminal until it ends."""
        from textual.app import SuspendNotSupported

        try:
            with self.screen.app.suspend():
                subprocess.run(list(arguments), check=False)
        except SuspendNotSupported:
            self.screen.say(_("This terminal cannot be handed to another program."), problem=True)
        except OSError as error:
            text = _("{program} cannot be started: {reason}")
            self.screen.say(text.format(program=arguments[0], reason=error.strerror), problem=True)
