"""The application: themes, toasts, the log of what went wrong, and an orderly end however it comes."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from rich.console import Console
from rich.segment import Segments
from textual import events
from textual.errors import NoWidget

from reader.config import Config
from reader.domain.clock import Clock, system_clock
from reader.domain.errors import ConfigError, ReaderError
from reader.i18n import _, ngettext
from reader.paths import Paths
from reader.themes import Theme, find_theme
from reader.ui.desk import Desk
from reader.ui.handover import Handover
from reader.ui.keys import build_keymap
from reader.ui.pieces import ANSWERS
from reader.ui.render.cells import safe
from reader.ui.screens.main import MainScreen
from reader.ui.theming import FALLBACK, ThemedApp, theme_for_terminal, to_textual
from reader.ui.typeahead import PacedApp
from reader.ui.warming import BEGINS, warm_up

if TYPE_CHECKING:
    from reader.library import Library

_PROBLEM_STAYS = 3.0  # seconds in which a sentence about a problem is not pushed away by another one
_MOST_TOLD = 3  # sentences about themes and keys at the start
_LATEST_REVEAL = 3.0  # seconds after which the screen is shown whatever is still missing in it


class BantinApp(PacedApp[None], ThemedApp[None]):
    """The reader on the screen. `library` is open already and is closed by whoever opened it."""

    TITLE = "bantin"
    CSS_PATH = "styles/main.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []

    def __init__(
        self,
        library: Library,
        config: Config,
        *,
        theme_folders: Sequence[Path] = (),
        log_file: Path | None = None,
        memory: Mapping[str, object] | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """`theme_folders` hold themes of the user's own; `log_file` takes what goes wrong; `memory` is what the library
        remembers of the interface, None where it is still to be asked."""
        super().__init__()
        self.theme_folders = tuple(theme_folders)
        self.log_file = log_file
        self._desk = Desk(library, config, clock, memory)
        self._bound, self._problems = build_keymap(config.keys.preset, config.keys.bind)
        self._problem_at = 0.0
        self._unsaid: dict[bool, str] = {}
        light = (memory or {}).get("ui.light")
        self._light = light if isinstance(light, bool) else None
        self._automatic = False
        """The theme was taken because it suits the terminal."""
        self._ends_with = 0
        """Exit code of a signal that came before the screen was whole."""
        self._tidy: Callable[[], None] = lambda: None
        self.handover = Handover()
        self.holds: set[Callable[[], None]] = set()
        """What lets go of the holds there are, see `WorkingScreen.hold`."""
        self.leaves = False
        """The last picture is being painted, which is kept for the next start: nothing holds it up."""
        # Textual prints its traceback to this console when a widget raised; people get one sentence, the log the rest.
        self.error_console = _CrashConsole(log_file)
        self._wear_first(_remembered_theme(memory or {}, config), config.look.theme)

    def on_mount(self) -> None:
        """Show the main screen; be ready for the signals that end a terminal's programs."""
        main = MainScreen(self._desk, self._bound)
        # Below ours, and painted with it at each change of size, although nothing of it is ever seen.
        self.screen.visible = False
        self.push_screen(main)
        if self._problems:
            self.toast(_told(self._problems), problem=True)
        self.set_timer(_LATEST_REVEAL, main.reveal)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._write_down)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self._signalled, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):
                # Not the main thread (tests, textual-serve) or no signals here: whoever runs us ends us.
                return
        if ended_by := self.handover.ended_by():
            self._signalled(128 + ended_by)

    def _signalled(self, code: int) -> None:
        """End with this exit code; once the screen is whole, since taking it down half composed is an error."""
        if self.handover.starting:
            self._ends_with = code
        else:
            self.exit(None, code)

    async def on_event(self, event: events.Event) -> None:
        """What the reader does goes before what is read for later."""
        if isinstance(event, events.InputEvent):
            self._desk.library.answering()
            self._tidy()
        if not isinstance(event, events.MouseDown) or self._is_there(event):
            await super().on_event(event)

    def _is_there(self, event: events.MouseDown) -> bool:
        """Whether what is clicked on has not just gone and is only still painted, for which Textual raises."""
        try:
            return self.get_widget_at(event.x, event.y)[0].parent is not None
        except NoWidget:
            return True

    def refresh(self, *, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Only a dialog that was taken away asks the app for a layout: of the screen below, which had stood unchanged
        and was painted when it came forth. It was laid out and painted twice more."""
        return self if layout else super().refresh(repaint=repaint, recompose=recompose)

    async def action_help_quit(self) -> None:  # type: ignore[override]  # Textual awaits actions
        """Ctrl+C where no text is selected (Textual's name for it): leave, as an interrupted program does."""
        await self.leave(128 + signal.SIGINT)

    # -- beginning and end

    def begin(self) -> None:
        """The screen is whole and has taken the place of the picture of last time: the start is over."""
        super().begin()
        self.handover.started()
        if self._ends_with:
            self.exit(None, self._ends_with)
        self.call_later(self._see_background)
        self.set_timer(ANSWERS, self._see_background)
        self.set_timer(BEGINS, lambda: warm_up(self))
        if not gc.isenabled():
            # Switched off for the start, which does not need the module either.
            from reader.ui.tidying import keep_tidy

            self._tidy = keep_tidy(self)

    async def leave(self, code: int = 0) -> None:
        """Remember where the reader was and what the screen looks like, then end with this exit code."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                await screen.session.remember_place()
        if not isinstance(self.screen, MainScreen):
            self.exit(None, code)
            return
        if self.leaves:
            # Whoever asks twice would have the picture recorded once more behind the last painting: it was empty.
            return
        self.leaves = True
        self.handover.held = False
        self.clear_notifications()
        from reader.ui.steps import steps_over

        self.handover.steps = steps_over(self.screen)
        for let_go in tuple(self.holds):  # an empty picture would be kept
            let_go()
        self.handover.record(self.screen.refresh)
        self.screen.call_after_refresh(self._left, code)

    def _left(self, code: int) -> None:
        self.handover.recorded()
        self.exit(None, code)

    # -- themes

    def _wear_first(self, remembered: str, configured: str) -> None:
        for name in (remembered, configured):
            self._automatic = name == "auto"
            if self._automatic:
                name = theme_for_terminal(os.environ, self.console.color_system, light=self._light)
            if not name:
                continue
            if name == FALLBACK.name and not any((folder / f"{name}.toml").exists() for folder in self.theme_folders):
                break
            try:
                self.add_theme(find_theme(name, *self.theme_folders))
                self.begin_in(name)
                return
            except ConfigError as error:
                self._problems.append(str(error))
        self.begin_in(FALLBACK.name)

    def add_theme(self, theme: Theme) -> None:
        """Make a theme known to Textual."""
        self.register_theme(to_textual(theme))

    def wear(self, name: str) -> None:
        """Change the theme, as the reader wants it."""
        self._automatic = False
        self.theme = name

    async def _see_background(self) -> None:
        """Once the terminal has said which background it has: the theme that suits it, now and at the next start."""
        light = self.handover.light
        if light is None or light == self._light:
            return
        self._light = light
        if self._automatic:
            name = theme_for_terminal(os.environ, self.console.color_system, light=light)
            self.add_theme(find_theme(name, *self.theme_folders))
            self.theme = name
        if not self._desk.library.read_only:
            await self._desk.library.remember("ui.light", light)

    # -- sentences

    def toast(self, text: str, *, problem: bool = False) -> None:
        """One sentence in the corner. It replaces the one before, except that a problem may be read to its end."""
        if not self._unsaid:
            # Sentences said in one breath become one notification each at most: the last, and the last problem.
            self.call_later(self._show_toasts)
        self._unsaid[problem] = text

    def _show_toasts(self) -> None:
        unsaid, self._unsaid = self._unsaid, {}
        now = time.monotonic()
        for holder in self.screen_stack[-1].query("ToastHolder") if self.screen_stack else ():
            # Textual takes a sentence away before its time without what held it. Those were laid out with each frame:
            # after 400 of them a key took ten times as long.
            if not holder.children:
                holder.remove()
        if True in unsaid or now - self._problem_at > _PROBLEM_STAYS:
            self.clear_notifications()
        for problem, text in unsaid.items():
            if problem:
                self._problem_at = now
                self.notify(safe(text), severity="error", timeout=8, markup=False)
            else:
                self.notify(safe(text), timeout=4, markup=False)

    def explain(self, error: BaseException) -> str:
        """A sentence for an error; one that nobody expected goes to the log with all it knows."""
        if isinstance(error, ReaderError):
            return str(error)
        from reader import faults

        where = faults.noted(faults.details(error), self.log_file)
        return _("Something went wrong ({kind}){where}.").format(kind=type(error).__name__, where=where)

    def _write_down(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A task or timer that nobody waits for ended in a fault. Python would print that beneath the screen, where it
        is lost."""
        from reader import faults

        error = context.get("exception")
        text = context["message"] + "\n" + (faults.details(error) if error else "")
        if not faults.noted(text, self.log_file):
            loop.default_exception_handler(context)


def _told(problems: Sequence[str]) -> str:
    """What is wrong with themes and keys, in one breath."""
    more = len(problems) - _MOST_TOLD
    rest = [ngettext("{n} more mistake", "{n} more mistakes", more).format(n=more)] if more > 0 else []
    return " · ".join([*problems[:_MOST_TOLD], *rest])


class _CrashConsole(Console):
    """Where Textual prints what ended it. Keeps calls and error, but no variables: they may hold passwords."""

    def __init__(self, log_file: Path | None) -> None:
        super().__init__(file=io.StringIO(), width=120, color_system=None)
        self._log_file = log_file

    def print(self, *objects: object, **_options: object) -> None:
        from reader.faults import noted

        for item in objects:
            text = "".join(segment.text for segment in item.segments) if isinstance(item, Segments) else str(item)
            # Rich draws the variables of a call as a box inside the box of the traceback.
            lines = [line.rstrip("│ ") for line in text.split("\n") if not line.startswith(("│ ╭", "│ │", "│ ╰"))]
            noted("\n".join(line for line in lines if line) + "\n", self._log_file)


async def run(library: Library, config: Config, paths: Paths, handover: Handover | None = None) -> int:
    """Run the interface on the terminal until the user leaves; returns the exit code. The library stays open.

    0 after quitting, 130 after Ctrl+C, 128 + number after SIGTERM or SIGHUP, 1 when the program failed, which one
    sentence then says. `handover` tells what was done to the terminal before, and takes the last picture.
    """
    memory = await library.recall_all("ui.")
    app = BantinApp(
        library,
        config,
        theme_folders=(paths.user_themes,),
        log_file=paths.log_file,
        memory=memory,
    )
    app.handover = handover or app.handover
    if sys.platform != "win32":
        from reader.ui.driver import driver_for

        app.driver_class = driver_for(app.handover)
    await app.run_async()
    code = app.return_code or 0
    if code == 1:
        sentence = _("bantin stopped: an error of its own. Details are in {path}. Your feeds and marks are safe.")
        sys.stderr.write(sentence.format(path=paths.log_file) + "\n")
    return code


def _remembered_theme(memory: Mapping[str, object], config: Config) -> str:
    """The theme chosen in the program, unless the configuration was changed after that."""
    match memory.get("ui.theme"):
        case [str(name), str(configured)] if configured == config.look.theme:
            return name
        case _:
            return ""
