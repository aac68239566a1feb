"""A screen whose tasks run beside the keyboard and never end the program."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState


class WorkingScreen(Screen[None]):
    """Starts tasks and has one place where their errors come out."""

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

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A task changed its state."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.failed(event.worker.error)

    def failed(self, error: BaseException) -> None:
        """A task ended in an error."""
        raise NotImplementedError

    def run_command(self, name: str, position: int = 0) -> None:
        """Run a command of the table; `position` tells which of its keys was pressed."""
        raise NotImplementedError

    def later(
        self, seconds: float, callback: Callable[[], object], *, first: float | None = None
    ) -> Callable[[], None]:
        """A function that calls `callback` once, when it was itself not called for `seconds`; after `first` seconds
        already where nothing had called it for three times as long, so that only who goes on and on waits."""
        timer: list[Timer] = []
        touched = -math.inf

        def touch() -> None:
            nonlocal touched
            before, touched = touched, time.monotonic()
            at_rest = touched - before > 3 * seconds
            for old in timer:
                old.stop()
            timer[:] = [self.set_timer(first if first is not None and at_rest else seconds, callback)]

        return touch

    def hold(self, seconds: float) -> Callable[[], None]:
        """Paint nothing until the function that is returned is called, or for so long: for a change of many steps that
        take less time together than to paint one of them."""
        held = ExitStack()
        held.enter_context(self.app.batch_update())

        def let_go() -> None:
            held.close()
            # Textual wakes the app alone.
            self.check_idle()

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
