"""Text from outside is shown letter by letter; programs get arguments; whatever breaks ends in a sentence."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from reader.config import Config, Opening
from reader.domain.models import Candidate, Folder, Scope, ScopeKind
from reader.ui.app import BantinApp
from reader.ui.commands import Pane

from .conftest import ONE, THREE, Drive, Driven
from .fakes import FakeLibrary

MARKUP = "Breaking [/] news [@click=app.quit]x[/] [bold]y"
CONTROL = "a\x1b]52;c;aGFjaw==\x07b\x9b2Jc\u202ed\x00e"


def hostile(text: str) -> FakeLibrary:
    """A library in which every name and title is `text`."""
    library = FakeLibrary()
    library.feeds = [replace(feed, feed_title=text, description=text) for feed in library.feeds]
    library.folder_list = [Folder(f.id, text, f.parent_id, f.position) for f in library.folder_list]
    library.entry_list = [replace(row, title=text, source=text, author=text, lead=text) for row in library.entry_list]
    library.candidates = [Candidate(f"https://e.org/{n}", "feed", text, note=text) for n in (1, 2)]
    library.notice = text
    return library


@pytest.mark.parametrize("size", [(176, 48), THREE, ONE])
def test_markup_is_shown_letter_by_letter(drive: Drive, size: tuple[int, int]) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter")
        assert "[/] news" in "\n".join(d.line(y) for y in range(size[1]))
        d.screen.lists.show_place(Scope(ScopeKind.FEED, 1))
        await d.settle()
        assert "[/] news" in d.line(0)
        await d.to_pane(Pane.FEEDS)
        await d.press("i", "escape", "M", "escape", "E", "escape", "X", "escape", "a", *"e.org", "enter")
        await d.until(lambda: "[/] news" in "\n".join(d.line(y) for y in range(size[1])))
        await d.press("escape", "escape", "slash", *"[/]", "enter")
        await d.settle()
        d.screen.say(MARKUP, problem=True)
        await d.settle()

    drive(scenario, size=size, library=hostile(MARKUP))


def test_control_characters_never_reach_the_screen(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        async def look() -> None:
            text = "".join(d.line(y) for y in range(48))
            assert not [c for c in text if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066\u2067"]

        await look()
        await d.press("enter")
        await look()
        d.screen.lists.show_place(Scope(ScopeKind.FEED, 1))
        await d.to_pane(Pane.FEEDS)
        for keys in (("i",), ("M",), ("E",), ("X",), ("a", *"e.org", "enter")):
            await d.press(*keys)
            await look()
            await d.press("escape", "escape")
        d.screen.say(CONTROL)
        await look()

    drive(scenario, library=hostile(CONTROL))


def test_the_copied_link_has_no_trackers(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("y")
        assert d.app.clipboard == "https://e.org/story"

    library = FakeLibrary()
    url = "https://e.org/story?utm_source=rss&utm_medium=feed"
    library.entry_list = [replace(row, url=url) for row in library.entry_list]
    drive(scenario, library=library)


def program(folder: Path, body: str) -> list[str]:
    script = folder / "program"
    script.write_text(f"#!{sys.executable}\nimport sys\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return [str(script)]


def test_the_browser_gets_one_argument(drive: Drive, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = program(tmp_path, f"open({str(out)!r}, 'w').write(repr(sys.argv[1:]))")
    url = "https://e.org/a b;touch%20x$(id)"

    async def scenario(d: Driven) -> None:
        await d.press("o")
        await d.until(lambda: out.exists() and out.read_text())

    library = FakeLibrary()
    library.entry_list = [replace(row, url=url) for row in library.entry_list]
    drive(scenario, library=library, config=Config(open=Opening(browser=words)))
    assert len(eval(out.read_text())) == 1


def test_enclosures_open_with_the_configured_program(drive: Drive, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [*program(tmp_path, f"open({str(out)!r}, 'w').write(' '.join(sys.argv[1:]))"), "--play", "{url}"]

    async def scenario(d: Driven) -> None:
        row = next(row for row in d.library.entry_list if row.has_enclosure)
        d.screen.open_story(row, go=True)
        await d.settle()
        await d.press("e")
        await d.until(lambda: out.exists() and out.read_text() == "--play https://feed1.example/cast.mp3")
        other = next(row for row in d.library.entry_list if not row.has_enclosure)
        d.screen.open_story(other, go=True)
        await d.settle()
        await d.press("e")
        assert d.said[-1] == "Nothing is attached to this story."

    drive(scenario, config=Config(open=Opening(enclosure=words)))


def test_keys_do_not_wait_for_a_player(drive: Drive, tmp_path: Path) -> None:
    """Whether it stays is seen after a second, in which what is typed was kept back."""
    out = tmp_path / "out"
    words = program(tmp_path, f"import os, signal; open({str(out)!r}, 'w').write(str(os.getpid())); signal.pause()")

    async def scenario(d: Driven) -> None:
        row = next(row for row in d.library.entry_list if row.has_enclosure and not row.starred)
        d.screen.open_story(row, go=True)
        await d.settle()
        await d.press("e", "s")
        starred = d.library.entry(row.id)
        assert starred is not None
        assert starred.starred
        await d.until(lambda: out.exists() and out.read_text())
        os.kill(int(out.read_text()), signal.SIGKILL)

    drive(scenario, config=Config(open=Opening(enclosure=[*words, "{url}"])))


def test_a_program_that_fails_or_is_missing_is_said(drive: Drive, tmp_path: Path) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("o")
        await d.until(lambda: any("ended with status 3" in text for text in d.said))

    drive(scenario, config=Config(open=Opening(browser=program(tmp_path, "sys.exit(3)"))))

    async def missing(d: Driven) -> None:
        await d.press("o")
        await d.until(lambda: any("cannot be started" in text for text in d.said))

    drive(missing, config=Config(open=Opening(browser=["/nowhere/browser"])))


def test_an_unexpected_error_in_a_task_is_a_sentence_and_the_reader_goes_on(drive: Drive, tmp_path: Path) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("S")
        await d.until(lambda: any("Something went wrong (KeyError)" in text for text in d.said))
        assert any("bantin.log" in text for text in d.said)
        d.library.fail.clear()
        await d.press("j", "enter")
        assert d.screen.desk.article

    library = FakeLibrary()

    async def breaking(d: Driven) -> None:
        library.fail["entry_ids"] = KeyError("oops")
        await scenario(d)

    drive(breaking, library=library)
    assert "KeyError: 'oops'" in (tmp_path / "state" / "bantin.log").read_text(encoding="utf-8")


def test_a_fault_that_nobody_waits_for_is_written_down(drive: Drive, tmp_path: Path) -> None:
    async def scenario(d: Driven) -> None:
        def stumble() -> None:
            raise KeyError("in a timer of the library")

        asyncio.get_running_loop().call_soon(stumble)
        await d.press("j")

    drive(scenario)
    log = (tmp_path / "state" / "bantin.log").read_text(encoding="utf-8")
    assert "KeyError: 'in a timer of the library'" in log


def test_a_widget_that_raises_ends_with_the_log_and_without_passwords(tmp_path: Path) -> None:
    log = tmp_path / "bantin.log"

    async def crash() -> BantinApp:
        app = BantinApp(FakeLibrary(), Config(), log_file=log)  # type: ignore[arg-type]

        def break_it() -> None:
            password = "hunter2"
            raise RuntimeError("a widget broke" + password[:0])

        async def until_it_ends() -> None:
            async with app.run_test() as pilot:
                app.call_later(break_it)
                for _turn in range(50):
                    await pilot.pause()

        with pytest.raises(RuntimeError):
            await until_it_ends()
        return app

    app = asyncio.run(crash())
    assert app.return_code == 1
    text = log.read_text(encoding="utf-8")
    assert "a widget broke" in text
    assert "hunter2" not in text.replace('password = "hunter2"', "")


def test_two_sentences_do_not_pile_up_but_a_problem_stays(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.say("one")
        d.screen.say("two")
        await d.until(lambda: d.said == ["two"])
        d.screen.say("three")
        await d.until(lambda: len(d.app.screen.query(Toast)) == 1)
        for number in range(9):
            d.screen.say(f"sentence {number}")
            await d.until(lambda number=number: d.said[-1] == f"sentence {number}")
        await d.until(lambda: len(d.app.screen.query(Toast)) == 1)
        assert len(d.app.screen.query("ToastHolder")) <= 2, "nor does what held them"
        d.screen.say("trouble", problem=True)
        d.screen.say("four")
        await d.until(lambda: len(d.app.screen.query(Toast)) == 2)
        d.screen.say("five")
        await d.until(lambda: len(d.app.screen.query(Toast)) == 3)

    drive(scenario)


def test_a_reader_that_may_not_write_still_reads(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "j", "1")
        assert d.screen.desk.article
        assert not [text for text in d.said if "wrong" in text]

    driven = drive(scenario, library=FakeLibrary(read_only=True, notice="Another bantin is open; this one only reads."))
    assert driven.said[0] == "Another bantin is open; this one only reads."


def test_a_player_goes_on_when_the_reader_is_left(drive: Drive, tmp_path: Path) -> None:
    podcast, speaker = tmp_path / "podcast", tmp_path / "speaker"
    for pipe in (podcast, speaker):
        os.mkfifo(pipe)
    words = program(tmp_path, f"open({str(speaker)!r}, 'wb', 0).write(open({str(podcast)!r}, 'rb', 0).read(4))")

    async def scenario(d: Driven) -> None:
        await d.press("o")

    threads = set(threading.enumerate())
    with podcast.open("r+b", 0) as playing, speaker.open("r+b", 0) as sound:
        drive(scenario, config=Config(open=Opening(browser=words)))
        playing.write(b"ting")
        assert select.select([sound], [], [], 10)[0]
        assert sound.read(4) == b"ting"
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)
    gc.collect()  # whatever was left open would warn here
