"""What all our screens share: tasks that run beside the keyboard and never end the program; and those over others."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.messages import Layout
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from reader.ui.compositing import SparingCompositor
from reader.ui.layout import classes_at
from reader.ui.typeahead import Answered

if TYPE_CHECKING:
    from reader.ui.app import BantinApp

Result = TypeVar("Result")


class WorkingScreen(Screen[Result], Generic[Result]):
    """Starts tasks and has one place where their errors come out."""

    _compositor: SparingCompositor

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compositor = SparingCompositor()

    def on_layout(self, message: Layout) -> None:
        """A widget asks for a layout, perhaps for one that came in the meantime."""
        if message.time <= self._compositor.laid_out_at:
            message.stop()
            message.prevent_default()

    def _compositor_refresh(self) -> None:
        """Paint what has changed. Textual (8.2) does so where nothing is to be painted too, and throws it away: after
        another size in such a moment most of the screen was not painted at all."""
        if self.app._batch_count:
            # It looks for widgets when it may paint again, and this one has no regions of its own.
            self._dirty_widgets.add(self)
        else:
            super()._compositor_refresh()

    @property
    def sized_classes(self) -> dict[str, bool]:
        """Which of the classes hold that depend on the size. Who takes them before the first layout spares one."""
        width, height = self.app.size
        wide = classes_at(width, self.HORIZONTAL_BREAKPOINTS or ())
        return wide | classes_at(height, self.VERTICAL_BREAKPOINTS or ())

    def work(
        self,
        task: Callable[..., Coroutine[Any, Any, Any]],
        *args: object,
        group: str,
        exclusive: bool = False,
        **options: object,
    ) -> None:
        """Run `task(*args, **options)`; `exclusive` ends what its group did before."""
        # The worker makes the call: a coroutine made here would stay unawaited when the worker is replaced at once.
        call: Any = partial(task, *args, **options)
        # Named, or Textual writes out the call with all that it is given: of a list that is every number in it.
        self.run_worker(call, group=group, description=group, exclusive=exclusive, exit_on_error=False)

    def run_task(self, command: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Run a command that waits for something; what is typed behind one that `opens` a screen is for that screen."""
        bantin = self.bantin
        if getattr(command, "opens", False):
            bantin.wait_for_screen()
            self.work(partial(bantin.opening, command), group="command")
        else:
            self.work(bantin.beginning, command, bantin.wait(), group="command")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A task changed its state."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.failed(event.worker.error)

    def failed(self, error: BaseException) -> None:
        """A task ended in an error: a sentence in the corner, where the screen has no better place for it."""
        self.bantin.toast(self.explain(error), problem=True)

    def explain(self, error: BaseException) -> str:
        """A sentence for an error of a task; one that nobody expected goes to the log with all it knows."""
        return self.bantin.explain(error)

    @property
    def bantin(self) -> BantinApp:
        """The app, as ours."""
        return cast("BantinApp", self.app)

    def later(
        self, seconds: float, callback: Callable[[], object], *, first: float | None = None
    ) -> Callable[[], None]:
        """A function that calls `callback` once, when it was itself not called for `seconds`; after `first` seconds
        already where nothing had called it for twice as long, so that only who goes on and on waits: with three times,
        somebody who takes half a second to each headline waited now and then for no reason that he could see."""
        timer: list[Timer] = []
        touched = -math.inf

        def touch() -> None:
            nonlocal touched
            before, touched = touched, time.monotonic()
            at_rest = touched - before > 2 * seconds
            for old in timer:
                old.stop()
            timer[:] = [self.set_timer(first if first is not None and at_rest else seconds, callback)]

        return touch

    def hold(self, seconds: float) -> Callable[[], None]:
        """Paint nothing until the function that is returned is called, or for so long: for a change of many steps that
        take less time together than to paint one of them."""
        held = ExitStack()
        if not self.bantin.leaves:
            held.enter_context(self.app.batch_update())
        holds = self.bantin.holds

        def let_go() -> None:
            held.close()
            holds.discard(let_go)
            # Textual wakes the app alone.
            self.check_idle()

        holds.add(let_go)
        # The app's, which stays when a screen goes.
        self.app.set_timer(seconds, let_go)
        return let_go

    def soon(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        """A function that calls `callback` once for all its calls of the next `seconds`: what goes on for minutes is
        still seen at that pace, where `later` would wait for its end."""
        waiting = False

        def run() -> None:
            nonlocal waiting
            waiting = False
            callback()

        def touch() -> None:
            nonlocal waiting
            if not waiting:
                waiting = True
                self.set_timer(seconds, run)

        return touch


class PushedScreen(WorkingScreen[Result], Generic[Result]):
    """A screen over another one, whatever was typed before it had come or gone.

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

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result; nothing happens where another screen is on top already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done on a screen that has nothing on it yet: a key for the one below that no command took is
        looked up here as soon as this one is on top."""
        return self.is_mounted and super().check_action(action, parameters)
