"""The link to the child process: started when needed, restarted once, ended in time. The child is a scripted one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from reader.engine.link import ChildEngine
from reader.engine.protocol import AnyEvent, Discover, Discovered, Done, Notice, SetOffline
from reader.engine.settings import EngineSettings
from tests.engine.engine_world import Ear

SCRIPT = (sys.executable, str(Path(__file__).with_name("scripted_engine.py")))


def link_to(tmp_path: Path, *program: str) -> ChildEngine:
    return ChildEngine(EngineSettings(data_dir=str(tmp_path)), program=program or SCRIPT)


def test_it_starts_with_the_first_command_and_ends_when_closed(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        assert link.pid == 0
        await link.send(Discover(job=1, url="a"))
        assert await ear.done(1) == Done(job=1)
        pid = link.pid
        assert pid > 0
        await link.send(Discover(job=2, url="b"))
        await ear.done(2)
        assert link.pid == pid
        await link.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    asyncio.run(scene())


@pytest.mark.parametrize("way", ["die", "half", "endless"])
def test_a_command_that_ends_two_children_is_given_up_and_the_next_one_served(tmp_path: Path, way: str) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        await link.send(Discover(job=1, url=way))
        assert (await ear.done(1)).error
        await ear.until(lambda event: isinstance(event, Notice))
        await link.send(Discover(job=2, url="again"))
        assert await ear.done(2) == Done(job=2), "without waiting for the time of the next start"
        notices = [event.text for event in ear.events if isinstance(event, Notice)]
        assert len(notices) == 2, "each death is said"
        assert "starts anew in 2 s" in notices[1]
        await link.close()

    asyncio.run(scene())


def test_what_a_child_was_at_when_it_died_goes_on_in_the_next(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        await link.send(Discover(job=1, url=f"once {tmp_path / 'died'}"))
        assert await ear.done(1) == Done(job=1)
        (notice,) = [event for event in ear.events if isinstance(event, Notice)]
        assert "What it was at goes on." in notice.text
        await link.close()

    asyncio.run(scene())


def test_closing_does_not_wait_for_the_time_of_the_next_start(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        await link.send(Discover(job=1, url="die"))
        await ear.done(1)
        async with asyncio.timeout(1.5):
            await link.close()
        assert link.pid == 0

    asyncio.run(scene())


def test_a_replaced_child_still_works_offline(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        await link.send(SetOffline(job=1, offline=True))
        await link.send(Discover(job=2, url="die"))
        await ear.done(2)
        await link.send(Discover(job=3, url="x"))
        await ear.done(3)
        (answer,) = [event for event in ear.events if isinstance(event, Discovered)]
        assert answer.error == "x offline=True"
        await link.close()

    asyncio.run(scene())


def test_a_child_that_will_not_end_is_ended(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        ear = Ear(link)
        await link.send(Discover(job=1, url="stubborn"))
        await ear.until(lambda event: isinstance(event, Discovered))
        pid = link.pid
        async with asyncio.timeout(10):
            await link.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert (await ear.done(1)).error, "whoever waits is told"

    asyncio.run(scene())


def test_a_program_that_cannot_be_started_is_an_error_of_the_job(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path, str(tmp_path / "missing"))
        ear = Ear(link)
        await link.send(Discover(job=1, url="a"))
        assert (await ear.done(1)).error
        await link.close()

    asyncio.run(scene())


def test_what_the_child_prints_goes_to_the_log(tmp_path: Path) -> None:
    async def scene() -> None:
        log = tmp_path / "state" / "engine.log"
        link = ChildEngine(EngineSettings(data_dir=str(tmp_path), log_file=str(log)), program=SCRIPT)
        ear = Ear(link)
        await link.send(Discover(job=1, url="a"))
        await ear.done(1)
        await link.close()
        assert log.read_text() == "started\n"

    asyncio.run(scene())


def test_a_handler_that_left_hears_nothing(tmp_path: Path) -> None:
    async def scene() -> None:
        link = link_to(tmp_path)
        gone, ear = Ear(link), Ear(link)
        gone.stop()
        gone.stop()
        await link.send(Discover(job=1, url="a"))
        await ear.done(1)
        assert gone.events == []
        await link.close()

    asyncio.run(scene())


def test_a_handler_that_raises_deafens_nobody(tmp_path: Path) -> None:
    async def scene() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context["exception"]))
        link = link_to(tmp_path)
        fault = ValueError("a fault of the handler")

        def raises(_event: AnyEvent) -> None:
            raise fault

        link.subscribe(raises)
        ear = Ear(link)
        await link.send(Discover(job=1, url="a"))
        assert await ear.done(1) == Done(job=1)
        await link.close()
        assert reported
        assert set(reported) == {fault}

    asyncio.run(scene())


def test_closing_what_never_started_is_nothing(tmp_path: Path) -> None:
    asyncio.run(link_to(tmp_path).close())
