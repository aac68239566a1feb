"""The real app over the real library, store, engine and the sample world: nothing stands in for anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sample_store import lay_samples

from reader.config import Config, Reading
from reader.domain.models import EntryRow, ListQuery
from reader.engine.inline import InlineEngine
from reader.engine.settings import EngineSettings
from reader.library import Library
from reader.store.paths import DATABASE
from reader.ui.app import BantinApp
from reader.ui.commands import Pane

from .driving import Running
from .looking import lines, look


@dataclass
class Whole(Running):
    """The running program."""

    library: Library

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()
        if look(self.app):
            await self.pilot.pause()

    async def read(self, entry_id: int) -> None:
        """Open a story as Enter on its headline does, and wait for its text."""
        rows = await self.library.rows([entry_id])
        self.screen.open_story(rows[0], go=True)
        await self.until(lambda: self.screen.desk.article and self.screen.desk.now_reading == entry_id)

    async def text(self, wanted: str = "full") -> None:
        """Wait until the story being read shows that version."""
        await self.until(lambda: self.screen.desk.article and self.screen.desk.article.version == wanted, wanted)

    @property
    def page(self) -> str:
        """Everything on the screen as text."""
        return "\n".join(lines(self.app))


@asynccontextmanager
async def whole_app(
    folder: Path, *, config: Config | None = None, size: tuple[int, int] = (176, 48), offline: bool = False
) -> AsyncIterator[Whole]:
    """The program on the sample world."""
    if not (folder / DATABASE).exists():
        lay_samples(folder)
    engine = InlineEngine(EngineSettings(data_dir=str(folder), automatic=False, offline=offline))
    library = await Library.open(folder, engine=engine)
    try:
        app = BantinApp(library, config or Config(), theme_folders=(), log_file=folder / "log")
        said: list[str] = []
        notify = app.notify
        app.notify = lambda message, **options: (said.append(message), notify(message, **options))[1]  # type: ignore
        async with app.run_test(size=size, notifications=True) as pilot:
            whole = Whole(app, pilot, library, said)
            await whole.until(
                lambda: not app.handover.starting and whole.screen.headlines.count, "the end of the start"
            )
            whole.screen.go_to_pane(Pane.HEADLINES)
            await whole.press()
            yield whole
            if app.is_running:
                lines(app)
    finally:
        await library.close()


Scenario = Callable[[Whole], Awaitable[None]]


def play(folder: Path, *scenarios: Scenario, size: tuple[int, int] = (176, 48)) -> None:
    """Run scenarios one after the other in one program, since its samples take a second. Nothing is folded there."""

    async def run() -> None:
        async with whole_app(folder, size=size, config=Config(reading=Reading(fold=False))) as whole:
            for scenario in scenarios:
                await scenario(whole)

    asyncio.run(run())


async def teasers(library: Library) -> list[EntryRow]:
    """The stories of which the feeds give only a teaser, and whose pages the samples have."""
    rows = await library.rows(await library.entry_ids(ListQuery()))
    return [row for row in rows if row.mark == "fetch"]
