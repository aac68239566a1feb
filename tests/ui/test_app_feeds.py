"""The Feeds pane and everything that can be done with feeds; dialogs, palette, help, themes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, OptionList, Static

from reader.config import Config, Keys, Refreshing
from reader.domain.errors import StoreError, Unreachable
from reader.domain.models import Candidate, Health, Scope, ScopeKind
from reader.engine.protocol import FeedChanged
from reader.library.events import StateChanged
from reader.ui.commands import Pane
from reader.ui.keys import build_keymap
from reader.ui.screens.add_feed import AddFeed
from reader.ui.screens.dialog import Choose, Confirm, Prompt
from reader.ui.screens.feed_details import FeedDetails
from reader.ui.screens.help import Help
from reader.ui.screens.palette import CommandLines, Palette, found
from reader.ui.widgets.first_run import first_run_line

from . import world
from .any_keys import typed
from .conftest import Drive, Driven
from .fakes import FakeLibrary
from .world import NOW


async def to_feed(d: Driven, feed_id: int) -> None:
    """Put the cursor of the Feeds pane on a feed."""
    await d.to_pane(Pane.FEEDS)
    d.screen.places.go_to(Scope(ScopeKind.FEED, feed_id))
    await d.settle()


def feeds_text(d: Driven) -> str:
    return "\n".join(d.line(y)[:26] for y in range(1, 47))


def test_sections_folders_counts_and_trouble_are_shown(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        text = feeds_text(d)
        assert text.index("READ") < text.index("All") < text.index("History") < text.index("FEEDS")
        assert "▾ Việt Nam" in text
        assert "▸ Science" in text
        assert "Reuters World !" in text
        assert "Old Weblog ✕" in text
        line = next(line for line in text.splitlines() if "Tuổi Trẻ" in line)
        assert line.rstrip().endswith("6")

    drive(scenario)


def test_the_cursor_skips_headings_and_the_list_follows(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        await d.press("g", "g")
        names = []
        assert d.screen.on_front, "the first place is the front page"
        await d.press("j")
        for _step in range(9):
            names.append(d.screen.header.title)
            await d.press("j")
        smart = ["All", "Unread", "Today", "Since last time", "Starred", "History", "Waiting"]
        assert names == [*smart, "Việt Nam", "Pháp luật TP.HCM"]
        await d.press("G", "j")
        assert d.screen.places.place == Scope(ScopeKind.FEED, 37)

    drive(scenario)


def test_folders_fold_with_space_and_stay_folded(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        d.screen.places.go_to(Scope(ScopeKind.FOLDER, 1))
        await d.press("space")
        assert d.library.calls[-1] == ("set_expanded", (1, False))
        assert "Tuổi Trẻ" not in feeds_text(d)
        await d.press("space")
        assert "Tuổi Trẻ" in feeds_text(d)

    drive(scenario)


def test_a_fold_holds_whatever_was_read_before_it(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        tree, opened = d.screen.places, d.screen.desk.feeds
        # On a busy machine counters that are due since the start come in between, and are such a reading themselves.
        show, tree.show = tree.show, lambda _feeds: None  # type: ignore[method-assign]
        folded = replace(opened, folders=tuple(replace(f, expanded=f.expanded and f.id != 1) for f in opened.folders))
        tree.go_to(Scope(ScopeKind.FOLDER, 1))
        for expanded in (False, True):
            assert tree.toggle()
            await d.settle()
            assert d.library.calls[-1] == ("set_expanded", (1, expanded)), "before the feeds were read again"
        for feeds, seen in ((folded, True), (opened, True), (folded, False)):
            show(feeds)
            await d.pilot.pause()
            assert ("Tuổi Trẻ" in feeds_text(d)) is seen, "what was told holds until it was stored, then another's"

    drive(scenario)


def test_a_click_on_the_mark_of_a_folder_folds_it_and_opens_nothing(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        tree = d.screen.places
        shown = d.screen.desk.query.scope

        async def click(column: int) -> None:
            y = next(y for y in range(48) if "Việt Nam" in d.line(y)[:20])
            await d.pilot.click(offset=(tree.region.x + column, y))
            await d.settle()

        await click(1)
        assert d.library.calls[-1] == ("set_expanded", (1, False))
        assert "Tuổi Trẻ" not in feeds_text(d)
        await click(1)
        assert "Tuổi Trẻ" in feeds_text(d)
        assert d.screen.desk.query.scope == shown
        await click(5)
        assert d.screen.desk.query.scope == Scope(ScopeKind.FOLDER, 1)
        assert "Tuổi Trẻ" in feeds_text(d)

    drive(scenario)


def test_J_and_K_go_through_feeds_from_anywhere(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("enter", "J")
        assert d.screen.header.title == "Pháp luật TP.HCM"
        await d.press("J", "J", "K")
        assert d.screen.header.title == "Pháp luật Việt Nam"
        assert d.screen.places.place == Scope(ScopeKind.FEED, 2)

    drive(scenario)


def test_add_a_feed_by_pasting_an_address(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("a")
        dialog = d.app.screen
        assert isinstance(dialog, AddFeed)
        await d.press("enter")
        assert "Paste an address first" in "\n".join(d.line(y) for y in range(48))
        await d.press(*"blog.example", "enter")
        await d.until(lambda: dialog.query_one(OptionList).display)
        text = "\n".join(d.line(y) for y in range(48))
        assert "All posts" in text
        assert "30 entries" in text
        await d.press("down", "enter")
        assert "into which folder" in "\n".join(d.line(y) for y in range(48))
        await d.press("down", "down", "enter")
        await d.until(lambda: isinstance(d.app.screen, type(d.screen)))
        await d.settle()
        assert ("add", ("https://blog.example/notes.xml", 2)) in d.library.calls
        assert d.screen.header.title == "Notes"
        assert d.said[-1] == "Added: Notes"

    found = [
        Candidate("https://blog.example/feed.xml", "feed", "All posts", 30, NOW, "linked from the page"),
        Candidate("https://blog.example/notes.xml", "feed", "Notes"),
    ]
    drive(scenario, library=FakeLibrary(candidates=found))


def test_what_cannot_be_found_is_said_and_escape_stops_the_search(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("a", *"nowhere.example", "enter")
        await d.until(lambda: "no such host" in "\n".join(d.line(y) for y in range(48)))
        d.library.fail["discover"] = ZeroDivisionError()
        await d.pilot.press("enter")
        await d.until(lambda: "wrong (ZeroDivisionError)" in "\n".join(d.line(y) for y in range(48)))
        d.library.fail.clear()
        d.library.hold["discover"] = asyncio.Event()
        await d.pilot.press("enter")
        await d.pilot.pause()
        assert "Looking for feeds" in "\n".join(d.line(y) for y in range(48))
        await d.pilot.press("escape")
        await d.pilot.pause()
        assert not d.app.screen.query_one(Input).disabled
        await d.pilot.press("escape")
        await d.pilot.pause()
        assert d.app.screen is d.screen

    drive(scenario, library=FakeLibrary(fail={"discover": Unreachable("nowhere.example: no such host.")}))


def test_rename_move_pause_remove_and_undo(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await to_feed(d, 3)
        await d.press("E")
        assert isinstance(d.app.screen, Prompt)
        await d.press(*"TT", "enter")
        assert ("rename", (3, "TT")) in d.library.calls
        assert " TT" in feeds_text(d)
        await d.press("M")
        assert isinstance(d.app.screen, Choose)
        await d.press(*"sport", "enter")
        assert ("move", (3, 5)) in d.library.calls
        await to_feed(d, 2)
        await d.press("P")
        assert ("configure", (2, True)) in d.library.calls
        assert "‖" in feeds_text(d)
        await d.press("X")
        assert isinstance(d.app.screen, Confirm)
        await d.press("escape")
        assert d.library.calls[-1][0] != "remove"
        await d.press("X", "y")
        assert ("remove", (2,)) in d.library.calls
        assert "Pháp luật Việt" not in feeds_text(d)
        assert "brings it back" in d.said[-1]
        await d.until(lambda: d.screen.header.title == "VnExpress", "the place where the cursor stands now")
        await d.press("u")
        await d.until(lambda: "Pháp luật Việt" in feeds_text(d))

    drive(scenario)


@pytest.mark.parametrize(
    "command",
    ["feed-details", "pause", "feed-interval", "always-full-text", "keep-newest", "keep-stories", "prefer-source"],
)
def test_a_command_about_one_feed_says_what_it_wants_where_the_cursor_is_on_a_folder(
    drive: Drive, command: str
) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        d.screen.places.go_to(Scope(ScopeKind.FOLDER, 1))
        d.screen.run_command(command)
        await d.settle()
        assert d.said[-1] == "Put the cursor on a feed first, or on a story of one."

    drive(scenario)


def test_folders_are_made_renamed_and_removed(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.to_pane(Pane.FEEDS)
        await d.press("plus", *"Mine", "enter")
        assert "Mine" in feeds_text(d)
        d.screen.places.go_to(Scope(ScopeKind.FOLDER, 1))
        await d.press("E", *"VN", "enter")
        assert "▾ VN" in feeds_text(d)
        await d.press("X", "enter")
        assert "▾ VN" not in feeds_text(d)
        assert "Tuổi Trẻ" in feeds_text(d)

    drive(scenario)


def test_the_list_of_a_feed_in_trouble_says_so(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.lists.show_place(Scope(ScopeKind.FEED, 14), go=True)
        await d.settle()
        assert "Reuters World" in d.line(2)
        assert "! cannot be fetched" in d.line(2)
        d.screen.lists.show_place(Scope(ScopeKind.FEED, 1), go=True)
        await d.settle()
        assert "cannot" not in d.line(2)

    drive(scenario)


def test_a_feed_that_changed_while_the_store_could_not_be_read_is_read_the_next_time(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.library.fail["subscriptions"] = StoreError("The store is busy.")
        d.library.feeds[0] = replace(d.library.feeds[0], own_title="Bến Mới")
        d.library.emit(FeedChanged(feed_id=d.library.feeds[0].id))
        await d.until(lambda: "The store is busy." in d.said)
        assert "Bến Mới" not in feeds_text(d)
        d.library.fail.clear()
        d.library.emit(StateChanged((d.row.id,)))
        await d.until(lambda: "Bến Mới" in feeds_text(d))

    drive(scenario)


def test_details_tell_the_health_of_a_feed(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await to_feed(d, 14)
        await d.press("i")
        assert isinstance(d.app.screen, FeedDetails)
        text = "\n".join(d.line(y) for y in range(48))
        for words in ("in trouble", "did not answer within 30", "4 failures in a row", "in 2 hours", "rss.xml"):
            assert words in text
        await d.press("r")
        assert d.library.calls[-1] == ("refresh", ((14,), False))
        await d.press("i", "m")
        for text, said in (("5m", "from 15 minutes to 7 days"), ("2 giờ", "2 hours between two looks")):
            d.app.screen.query_one(Input).value = text
            await d.press("enter")
            assert any(said in d.line(y) for y in range(48)), said
        assert d.library.calls[-1] == ("configure", (14, 120))
        await d.press("i")
        assert any("Interval" in d.line(y) and "2 hours" in d.line(y) for y in range(48))

    drive(scenario)


def test_import_and_export(drive: Drive, tmp_path: Path) -> None:
    good, bad, out = tmp_path / "a.opml", tmp_path / "b.opml", tmp_path / "out.opml"
    good.write_text("<opml/>", encoding="utf-8")
    bad.write_text("hello", encoding="utf-8")

    async def ask(d: Driven, command: str, path: Path) -> None:
        d.screen.run_command(command)
        (await d.comes(Prompt)).query_one(Input).value = str(path)
        await d.press("enter")
        await d.settle()

    async def scenario(d: Driven) -> None:
        await ask(d, "import-opml", tmp_path / "none.opml")
        assert "There is no file" in "\n".join(d.line(y) for y in range(48))
        await d.press("escape")
        await ask(d, "import-opml", bad)
        await d.until(lambda: any("no OPML file" in text for text in d.said))
        await ask(d, "import-opml", good)
        await d.until(lambda: any("2 feeds imported, 1 were here already. Refused: exec" in text for text in d.said))
        await ask(d, "export-opml", out)
        await d.until(lambda: out.exists())

    drive(scenario)


def test_first_run_opens_on_samples_and_says_how_to_go_on(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.until(lambda: "These feeds are samples." in "\n".join(d.line(y) for y in range(48)))
        text = "\n".join(d.line(y) for y in range(48))
        assert d.screen.headlines.count
        assert "pick a starter list" in text
        assert "◇" not in text
        d.screen.run_command("remove-samples")
        await d.until(lambda: "No feeds yet" in "\n".join(d.line(y) for y in range(48)))
        assert "samples." not in "\n".join(d.line(y) for y in range(48))

    library = FakeLibrary([], [], [])
    drive(scenario, library=library)

    async def again(d: Driven) -> None:
        assert "No feeds yet" in "\n".join(d.line(y) for y in range(48))
        assert "add a feed" in "\n".join(d.line(y) for y in range(48))

    drive(again, library=library)


@pytest.mark.parametrize(
    ("automatic", "online", "by_choice", "words", "key"),
    [
        (True, True, False, "On their way", ""),
        (False, True, False, "Not fetched yet", "fetch now"),
        (True, False, False, "There is no network at the moment;", ""),
        (True, False, True, "You work offline,", "go online"),
    ],
)
def test_a_place_whose_feeds_were_never_fetched_says_so(
    drive: Drive, automatic: bool, online: bool, by_choice: bool, words: str, key: str
) -> None:
    async def scenario(d: Driven) -> None:
        text = "\n".join(d.line(y) for y in range(48))
        assert words in text
        assert key in text
        if key:
            return
        # The first stories are shown as they come, before the job has ended.
        library.entry_list = world.entries()[:2]
        d.screen.post_message(d.screen.Happened(FeedChanged(job=7, feed_id=1, new=2)))
        await d.until(lambda: d.screen.headlines.count)

    fresh = [replace(feed, health=Health()) for feed in world.subscriptions()[:3]]
    library = FakeLibrary(fresh, entry_list=[], online=online, offline_by_choice=by_choice)
    drive(scenario, library=library, config=Config(refresh=Refreshing(automatic=automatic)))


def test_samples_beside_own_feeds_are_marked(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        text = "\n".join(d.line(y) for y in range(48))
        assert "◇" in text
        assert "samples." not in text

    library = FakeLibrary()
    library.feeds[0] = replace(library.feeds[0], sample=True)
    drive(scenario, library=library)


@pytest.mark.parametrize("columns", [24, 50, 80, 120, 176])
def test_the_greeting_fits_on_one_line(columns: int) -> None:
    line = first_run_line(build_keymap("default", {})[0], columns)
    assert 0 < line.cell_length <= columns
    assert "a add" in line.plain


def test_a_starter_list_is_picked_by_name(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.run_command("starter-list")
        await d.comes(Choose)
        await d.press(*"tech", "enter")
        await d.until(lambda: any("imported" in text for text in d.said))

    library = FakeLibrary()
    drive(scenario, library=library)
    (data,) = [what for name, what in library.calls if name == "import_list"]
    assert b"news.ycombinator.com" in data  # type: ignore[operator]


def test_an_import_shows_how_far_it_is_and_escape_stops_it(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        d.screen.run_command("starter-list")
        await d.comes(Choose)
        await d.press("enter")
        await d.until(lambda: "importing 1/3" in d.line(0))
        await d.press("escape")
        await d.until(lambda: any("nothing was imported" in text for text in d.said))
        assert "importing" not in d.line(0)

    library = FakeLibrary(hold={"import_list": asyncio.Event()})
    drive(scenario, library=library)


def test_help_is_searchable_and_tells_the_keys_in_force(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("question_mark")
        assert isinstance(d.app.screen, Help)
        await d.press(*"star")
        text = "\n".join(d.line(y) for y in range(48))
        assert "B  b" in text
        assert "Star, or take" in text
        assert "Next feed" not in text
        await d.press("escape")
        await d.press("B")
        assert d.said[-1] in ("Starred.", "The star is gone.")

    drive(scenario, config=Config(keys=Keys(bind={"star": ["B", "b"]})))


def test_the_palette_knows_commands_by_name_and_runs_them(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("colon")
        assert isinstance(d.app.screen, Palette)
        await d.press(*"go to star")
        lines = d.app.screen.query_one(CommandLines)
        await d.until(lambda: len(lines.hits) == 1)
        grounds = {segment.style.bgcolor for segment in lines.render_line(0) if segment.style}
        assert len(grounds) == 1, "the letters that were typed stand on the cursor's ground too"
        await d.press("enter")
        await d.until(lambda: d.screen.desk.query.scope.kind is ScopeKind.STARRED)
        # It is kept, and begins anew.
        await d.press("colon", "down", "down", "up", "up", "up")
        assert len(lines.hits) > 30
        assert lines.scroll_offset.y == lines.max_scroll_y > 0
        await d.press("enter")
        await d.until(lambda: d.screen.is_active)

    drive(scenario)


def test_what_is_typed_at_once_reaches_the_screen_that_stands_there_by_then(drive: Drive) -> None:
    def type_(d: Driven, *keys: str) -> None:
        for key in keys:
            d.app.post_message(typed(key))

    async def scenario(d: Driven) -> None:
        starred, at = sum(row.starred for row in d.library.entry_list), d.screen.headlines.cursor_index
        type_(d, ":", *"star")
        await d.until(lambda: isinstance(d.app.screen, Palette) and d.app.screen.query_one(Input).value == "star")
        type_(d, "escape", "j", "?", "x", "escape", "j")
        await d.until(lambda: d.screen.is_active and d.screen.headlines.cursor_index == at + 2)
        assert sum(row.starred for row in d.library.entry_list) == starred
        type_(d, "?", "tab", "escape", "q")
        await d.until(lambda: d.screen.is_active and d.screen.pane is Pane.FEEDS)

    drive(scenario)


def test_a_click_on_what_has_just_gone_ends_nothing(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        going = Static("going")
        await d.screen.mount(going)
        going.styles.dock = "top"
        await d.settle()
        x, y = going.region.offset
        await going.remove()
        assert d.app.get_widget_at(x, y)[0] is going
        await d.app.on_event(events.MouseDown(going, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False))
        await d.settle()

    drive(scenario)


def test_the_palette_has_what_begins_as_typed_before_what_only_holds_the_letters(drive: Drive) -> None:
    assert "limits for keeping" in found("retent")[0].title
    assert [hit.command.name for hit in found("go to star")] == ["go-starred"]
    assert not found("zzzz")

    async def scenario(d: Driven) -> None:
        await d.press("colon", *"zzzz")
        await d.until(lambda: not d.app.screen.query_one(CommandLines).hits)
        await d.press("enter", "down", "escape")
        # A screen that goes before it has come looks for nothing on it.
        d.app.push_screen(Choose[str]("", []))
        d.app.pop_screen()
        for kind in (Palette, Help):
            d.app.push_screen(kind(d.screen.keymap))
            d.app.pop_screen()
        await d.press()

    drive(scenario)


def test_themes_show_while_one_chooses_and_escape_goes_back(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        await d.press("T")
        await d.press("down")
        await d.until(lambda: d.app.theme == "bantin-light")
        await d.press("escape")
        assert d.app.theme == "bantin-dark"
        await d.press("T", *"nord", "enter")
        assert d.app.theme == "nord"
        assert d.library.memory["ui.theme"] == ["nord", "auto"]

    drive(scenario)


def test_a_key_that_is_held_down_wears_only_the_theme_at_which_it_ends(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driven) -> None:
        worn, wear = list[str](), d.app.wear
        monkeypatch.setattr(d.app, "wear", lambda name: (worn.append(name), wear(name)))
        await d.press("T")
        await d.until(lambda: d.app.screen is not d.screen)
        for _step in range(6):
            d.app.post_message(typed("down"))
        await d.until(lambda: len(set(worn)) > 1)
        assert len(set(worn)) <= 3
        await d.press("escape")
        await d.until(lambda: d.app.theme == "bantin-dark")

    drive(scenario)


@pytest.mark.parametrize("theme", ["bantin-light", "terminal", "terminal-light", "contrast-light"])
def test_every_kind_of_theme_draws(drive: Drive, theme: str) -> None:
    async def scenario(d: Driven) -> None:
        assert d.app.theme == theme
        await d.press("enter", "question_mark", "escape", "colon", "escape", "T", "escape")
        assert "bantin" in d.line(0)

    drive(scenario, theme=theme)


def test_an_unknown_theme_or_key_is_said_and_does_not_stop_the_reader(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert d.app.theme == "bantin-dark"

    config = Config(keys=replace(Keys(), bind={"fly": ["x"], "star": ["hyper+s"]}))
    said = " ".join(drive(scenario, theme="none-such", config=config).said)
    assert "no theme 'none-such'" in said
    assert "no command 'fly'" in said
    assert "'hyper+s': no such key" in said


def test_a_place_whose_first_fetch_runs_says_so_and_fills_while_it_runs(drive: Drive) -> None:
    async def scenario(d: Driven) -> None:
        assert any("On their way" in d.line(y) for y in range(46))
        d.library.entry_list = kept
        d.library.emit(FeedChanged(feed_id=1, new=3))
        await d.until(lambda: d.screen.headlines.count == len(kept))

    library = FakeLibrary()
    kept, library.entry_list = library.entry_list, []
    library.feeds = [replace(feed, health=Health()) for feed in library.feeds]
    drive(scenario, library=library)
