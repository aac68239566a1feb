"""The table of commands and the keymaps: complete, without clashes, rebindable."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Keys
from reader.ui.actions.catchup import CatchUp
from reader.ui.actions.feeds import FeedActions
from reader.ui.actions.folding import Folding
from reader.ui.actions.front import Front
from reader.ui.actions.full_text import FullText
from reader.ui.actions.keeping import Keeping
from reader.ui.actions.lists import Lists
from reader.ui.actions.moving import Moving
from reader.ui.actions.program import Program
from reader.ui.actions.reading import Reading
from reader.ui.actions.retention import Retention
from reader.ui.actions.rules import Rules
from reader.ui.actions.searching import Searching
from reader.ui.actions.selecting import Selecting
from reader.ui.actions.stories import Stories
from reader.ui.actions.story import Story
from reader.ui.actions.tagging import Tagging
from reader.ui.commands import BOTTOM_LINE, BY_NAME, COMMANDS, PANES, Pane
from reader.ui.keys import PRESETS, Keymap, bound_keys, build_keymap, canonical, of_event, parse_keys, show

ACTIONS = (
    Moving,
    Reading,
    Story,
    CatchUp,
    FullText,
    Keeping,
    Lists,
    Folding,
    Searching,
    FeedActions,
    Retention,
    Selecting,
    Stories,
    Front,
    Program,
    Tagging,
    Rules,
)


def test_every_command_has_exactly_one_method_and_a_sentence() -> None:
    for command in COMMANDS:
        attribute = command.name.replace("-", "_")
        owners = [actions for actions in ACTIONS if hasattr(actions, attribute)]
        assert len(owners) == 1, command.name
        assert inspect.getdoc(getattr(owners[0], attribute))
        assert command.title
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", command.name)
    assert len(BY_NAME) == len(COMMANDS)


def test_the_bottom_line_names_commands_that_have_a_word_for_it() -> None:
    for pane, names in BOTTOM_LINE.items():
        for name in names:
            assert BY_NAME[name].hint
            assert pane in BY_NAME[name].panes
        assert names[-1] == "help"


# The table of keys in the design, without what is built later.
PROMISED = {
    "down": "j ↓", "up": "k ↑", "top": "gg", "bottom": "G", "half-page-down": "ctrl+d", "half-page-up": "ctrl+u",
    "pane-left": "h ←", "pane-right": "l →", "next-pane": "tab", "previous-pane": "shift+tab", "open": "enter",
    "read-on": "space", "next-unread": "n", "previous-unread": "N", "next-feed": "J", "previous-feed": "K",
    "follow": "1 2 3 4 5 6 7 8 9", "hints": "f", "hints-browser": "F", "back": "H ⌫ alt+←", "forward": "L alt+→",
    "toggle-read": "m", "mark-all-read": "A", "star": "s", "undo": "u ctrl+z", "open-in-browser": "o", "copy-link": "y",
    "open-enclosure": "e", "refresh": "r", "refresh-all": "R", "offline": "w", "search": "/", "filter": "\\",
    "add-feed": "a", "zen": "z", "pictures": "v", "palette": ": ctrl+p", "help": "?",
    "back-one-level": "q", "quit": "Q",
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_the_default_keys_are_the_promised_ones(name: str) -> None:
    keymap, problems = build_keymap("default", {})
    assert problems == []
    assert set(PROMISED[name].split()) <= set(keymap.keys_of(name))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_no_key_twice_and_hides_no_sequence(preset: str) -> None:
    keymap, problems = build_keymap(preset, {})
    assert problems == []
    for pane in Pane:
        here = [command for command in COMMANDS if pane in command.panes]
        for reach in {len(command.panes) for command in here}:
            used = Counter(key for c in here if len(c.panes) == reach for key in keymap.written(c.name))
            assert [key for key, count in used.items() if count > 1] == []
        sequences = [parse_keys(text) for command in here for text in keymap.written(command.name)]
        for sequence in sequences:
            assert not any(sequence != other and sequence == other[: len(sequence)] for other in sequences)
    for name in ("quit", "help", "palette", "open", "down", "up", "next-unread", "undo", "back"):
        assert keymap.keys_of(name), name


@pytest.mark.parametrize("name", [name for preset in PRESETS.values() for name in preset])
def test_presets_name_commands_that_exist(name: str) -> None:
    assert name in BY_NAME


def test_a_command_is_found_by_the_name_that_the_readme_gives_it() -> None:
    found = [command.name for command in COMMANDS if command.is_called(["retention"])]
    assert found == ["retention"]
    assert BY_NAME["mark-all-read"].is_called(["read", "list"])
    assert not BY_NAME["retention"].is_called(["retention", "star"])


def test_own_keys_win_and_take_the_key_from_others() -> None:
    keymap, problems = build_keymap("default", {"star": ["m", "g g"], "zen": []})
    assert problems == []
    assert keymap.keys_of("star") == ("m", "gg")
    assert keymap.keys_of("toggle-read") == ()
    assert keymap.keys_of("top") == ("home",)
    assert keymap.keys_of("zen") == ()
    hit = keymap.lookup(("m",), Pane.ARTICLE)
    assert hit
    assert hit.command is BY_NAME["star"]


def test_a_command_of_one_pane_stands_over_one_of_all() -> None:
    keymap, _problems = build_keymap("default", {})
    assert keymap.lookup(("space",), Pane.FEEDS).command.name == "fold"  # type: ignore[union-attr]
    assert keymap.lookup(("space",), Pane.ARTICLE).command.name == "read-on"  # type: ignore[union-attr]


def test_sequences_wait_and_unknown_keys_mean_nothing() -> None:
    keymap, _problems = build_keymap("default", {})
    waiting = keymap.lookup(("g",), Pane.ARTICLE)
    assert waiting
    assert waiting.command is None
    assert keymap.lookup(("g", "g"), Pane.ARTICLE).command.name == "top"  # type: ignore[union-attr]
    assert keymap.lookup(("g", "x"), Pane.ARTICLE) is None
    assert keymap.lookup(("7",), Pane.RELATED).position == 6  # type: ignore[union-attr]


def test_mistakes_are_sentences() -> None:
    _keymap, problems = build_keymap("emacs", {"fly": ["x"], "star": ["meta+shift+", "ctrl+enterr"]})
    assert len(problems) == 4
    assert "no preset 'emacs'" in problems[0]
    assert "default, vim, newsboat, greader" in problems[0]
    assert "no command 'fly'" in problems[1]


@pytest.mark.parametrize(
    ("written", "keys", "shown"),
    [
        ("J", ("J",), "J"),
        ("?", ("?",), "?"),
        ("ctrl+D", ("ctrl+D",), "ctrl+D"),
        ("CTRL+d", ("ctrl+d",), "ctrl+d"),
        ("shift+ctrl+up", ("ctrl+shift+up",), "ctrl+shift+↑"),
        ("backtab", ("shift+tab",), "shift+tab"),
        ("g g", ("g", "g"), "gg"),
        (" ", ("space",), "space"),
        ("ctrl++", ("ctrl++",), "ctrl++"),
        ("ơ", ("ơ",), "ơ"),
        ("", (), ""),
        ("ctrl+", (), ""),
        ("enterr", (), ""),
    ],
)
def test_how_keys_are_written(written: str, keys: tuple[str, ...], shown: str) -> None:
    assert parse_keys(written) == keys
    if keys and written != "ctrl++":
        assert show(keys) == shown


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_none(text: str) -> None:
    for key in parse_keys(text):
        assert canonical(key) == key


@given(st.characters(exclude_categories=("Cs", "Cc")))
def test_a_typed_character_is_its_own_key(character: str) -> None:
    if character.isprintable() and character != " ":
        assert of_event("whatever", character) == character
        assert parse_keys(character) == ((character,) if not character.isspace() else ())


def test_bound_keys_lists_every_command() -> None:
    bound = bound_keys(Keys(preset="vim", bind={"star": ["*"]}))
    assert list(bound) == [command.name for command in COMMANDS]
    assert bound["star"] == ("*",)
    assert bound["undo"] == ("u",)
    assert bound["suspend"] == ("ctrl+z",)


def test_a_keymap_without_keys_is_empty() -> None:
    keymap = Keymap({})
    assert all(keymap.lookup(("j",), pane) is None for pane in PANES)
    assert keymap.first_key("down") == ""
