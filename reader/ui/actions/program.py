"""The program as a whole: help, palette, theme, offline, one level back, quit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.i18n import _
from reader.ui.commands import Pane
from reader.ui.layout import Shape

from .base import Actions, opens

if TYPE_CHECKING:
    from reader.themes import Theme
    from reader.ui.keys import Keymap
    from reader.ui.screens.dialog import KeptDialog


class Program(Actions):
    """Commands that are about no story and no feed."""

    def palette(self) -> None:
        """Every command by name."""
        # Imported when asked for: the palette is not needed for the first paint.
        from reader.ui.screens.palette import Palette

        self._show("palette", Palette)

    def help(self) -> None:
        """Every key."""
        from reader.ui.screens.help import Help

        self._show("help", Help)

    def _show(self, name: str, kind: Callable[[Keymap], KeptDialog]) -> None:
        app = self.screen.app
        if not app.is_screen_installed(name):
            app.install_screen(kind(self.screen.keymap), name)
        if app.get_screen(name) not in app.screen_stack:
            app.push_screen(name)

    def search_help(self) -> None:
        """How to search."""
        from reader.ui.screens.query_help import QueryHelp

        if not isinstance(self.screen.app.screen, QueryHelp):
            self.screen.app.push_screen(QueryHelp())

    @opens
    async def theme(self) -> None:
        """Choose a theme; the screen wears each one while the cursor is on it."""
        from reader.themes import load_themes
        from reader.ui.screens.dialog import Choice, Choose

        app = self.screen.bantin
        before = app.theme
        themes, problems = load_themes(*app.theme_folders)
        if problems:
            self.screen.say(problems[0], problem=True)
        ordered = sorted(themes.values(), key=lambda theme: (not theme.name.startswith("bantin"), theme.title))
        for theme in ordered:
            app.add_theme(theme)
        choices = [Choice(theme.title, theme.name, _tone(theme)) for theme in ordered]
        at = next((number for number, theme in enumerate(ordered) if theme.name == before), 0)
        chosen = await app.push_screen_wait(Choose(_("Theme"), choices, at=at, on_move=app.wear))
        app.wear(chosen or before)
        if chosen:
            await self.library.remember("ui.theme", [chosen, self.desk.config.look.theme])

    async def offline(self) -> None:
        """Offline by choice, or online again."""
        offline = not self.library.offline_by_choice
        await self.library.set_offline(offline)
        self.screen.show_network()
        self.screen.say(_("Offline: nothing is fetched until you go online.") if offline else _("Online again."))

    def suspend(self) -> None:
        """Back to the shell until `fg`."""
        self.screen.app.action_suspend_process()

    def quit(self) -> None:
        """Leave. The picture that is kept for the next start shows nothing selected."""
        self.screen.selecting.end()
        self.screen.work(self.screen.bantin.leave, group="quit", exclusive=True)

    async def escape(self) -> None:
        """Close, clear or cancel, one thing at a time."""
        screen, desk = self.screen, self.desk
        if screen.selecting.end():
            return
        if screen.finding:
            screen.find("")
        elif screen.zen:
            screen.zen = False
        elif desk.query.filter:
            screen.searching.set_filter("")
        elif screen.searching.leave_search():
            pass
        elif desk.stop is not None:
            desk.stop.set()
        elif desk.jobs:
            for job in list(desk.jobs):
                await self.library.cancel(job)
            screen.say(_("Cancelled; what was fetched stays."))
        elif screen.shape is Shape.TWO and screen.pane is Pane.FEEDS:
            screen.go_to_pane(Pane.HEADLINES)

    def back_one_level(self) -> None:
        """From the article to the headlines, from there to the feeds, from there out."""
        screen, desk = self.screen, self.desk
        if screen.pane is Pane.HEADLINES and screen.selecting.end():
            return
        if screen.finding:
            screen.find("")
        elif screen.zen:
            screen.zen = False
        elif screen.pane is Pane.RELATED:
            screen.go_to_pane(Pane.ARTICLE)
        elif screen.pane is Pane.ARTICLE:
            if not screen.front_page.come_back():
                screen.go_to_pane(Pane.HEADLINES)
        elif desk.query.filter:
            screen.searching.set_filter("")
        elif screen.searching.leave_search() or (screen.pane is Pane.HEADLINES and screen.front_page.come_back()):
            pass
        elif screen.pane in (Pane.HEADLINES, Pane.FRONT):
            screen.go_to_pane(Pane.FEEDS)
        else:
            self.quit()


def _tone(theme: Theme) -> str:
    """Dark or light, unless the title has said so."""
    tone = _("dark") if theme.dark else _("light")
    return "" if tone in theme.title.casefold() else tone
