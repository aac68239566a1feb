"""Which keys run which command: presets, the user's own bindings, sequences such as `g g`.

Keys are written as people write them: a character stands for itself (`J`, `?`, `\\`), other keys have names (`enter`,
`space`, `ctrl+d`, `alt+left`, `f1`), a sequence is separated by spaces (`g g`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from reader.config import Keys
from reader.domain.records import dataclass
from reader.domain.text import clean_line
from reader.i18n import _
from reader.ui.commands import BY_NAME, COMMANDS, Command, Pane

Sequence_: TypeAlias = tuple[str, ...]

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "default": {},
    "vim": {
        "page-down": ("ctrl+f", "pagedown"),
        "page-up": ("ctrl+b", "pageup"),
        "back": ("ctrl+o", "H", "backspace", "alt+left"),
        "next-feed": ("]", "J"),
        "previous-feed": ("[", "K"),
        "find-in-article": ("g /",),
        "fold": ("z a", "space"),
        "zen": ("z z",),
        "undo": ("u",),
        "copy-link": ("y y",),
        "suspend": ("ctrl+z",),
        "quit": ("Z Z", "Q"),
    },
    "newsboat": {
        "toggle-read": ("N",),
        "previous-unread": ("p",),
        "hints": ("f", "u"),
        "undo": ("U",),
        "unread-only": ("l",),
        "pane-right": ("right",),
        "filter": ("F",),
        "hints-browser": (),
        "sort": ("g",),
        "top": ("home",),
        "go-all": (),
        "go-unread": (),
        "go-today": (),
        "go-starred": (),
        "go-history": (),
        "help": ("?", "f1"),
        "suspend": ("ctrl+z",),
    },
    "greader": {
        "next-unread": ("n", "j"),
        "previous-unread": ("p", "k"),
        "down": ("down",),
        "up": ("up",),
        "next-feed": ("N", "J"),
        "previous-feed": ("P", "K"),
        "open": ("enter", "o"),
        "open-in-browser": ("V",),
        "pane-left": ("h", "left", "u"),
        "undo": ("ctrl+z",),
        "pause": (),
    },
}
"""Changes to the default keys, by preset; each names the keys that people's hands know from another program."""

_NAMED = {
    " ": "space",
    "return": "enter",
    "esc": "escape",
    "del": "delete",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "page_down": "pagedown",
    "page_up": "pageup",
    "backtab": "shift+tab",
}
_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta")
_KNOWN = {"enter", "space", "escape", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"}
_KNOWN |= {"up", "down", "left", "right"} | {f"f{number}" for number in range(1, 25)}
_LONGEST = 5
"""Keys of a sequence."""
_MOST_KEYS = 30
"""Keys of one command; each is compared with those of all others."""
_SHOWN = {"up": "↑", "down": "↓", "left": "←", "right": "→", "backspace": "⌫", "escape": "esc", "pagedown": "pgdn"}
_SHOWN |= {"pageup": "pgup", "delete": "del"}


def canonical(key: str) -> str:
    """One key in its one written form, or an empty string when there is no such key."""
    if len(key) == 1:
        return _NAMED.get(key, key) if key.isprintable() else ""
    *modifiers, name = key.split("+") if not key.endswith("+") else [*key[:-2].split("+"), "+"]
    modifiers = [word.lower() for word in modifiers]
    if len(name) > 1:
        name = _NAMED.get(name.lower(), name.lower())
        if name == "shift+tab":
            modifiers, name = [*modifiers, "shift"], "tab"
    if any(word not in _MODIFIERS for word in modifiers) or (len(name) > 1 and name not in _KNOWN) or not name:
        return ""
    return "+".join([word for word in _MODIFIERS if word in modifiers] + [name])


def parse_keys(text: str) -> Sequence_:
    """`text` as a sequence of keys; empty when it names no key, or more than anyone types. A single blank is the space
    bar."""
    words = text.split(maxsplit=_LONGEST) or (["space"] if text else [])
    if len(words) > _LONGEST:
        return ()
    keys = tuple(canonical(word) for word in words)
    return keys if all(keys) else ()


def of_event(key: str, character: str | None) -> str:
    """The written form of a key press, given Textual's name for it and the character that it types."""
    if character is not None and len(character) == 1 and character.isprintable():
        return _NAMED.get(character, character)
    return canonical(key) or key


def show(sequence: Sequence_) -> str:
    """A sequence as the screen shows it: `gg`, `⌫`, `ctrl+d`, `\\`."""
    words = []
    for key in sequence:
        *modifiers, name = key.split("+") if len(key) > 1 else [key]
        words.append("+".join([*modifiers, _SHOWN.get(name, name)]))
    return ("" if all(len(word) == 1 for word in words) else " ").join(words)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a typed sequence means."""

    command: Command | None = None
    """None while more keys must follow."""
    position: int = 0
    """Which of the command's keys it was, from 0; `follow` needs it."""


class Keymap:
    """The keys in force."""

    def __init__(self, keys: Mapping[str, Sequence[Sequence_]]) -> None:
        """`keys` gives the sequences of each command by name; a command without an entry has none."""
        self._keys = dict(keys)
        self._table: dict[Pane, dict[Sequence_, Hit]] = {pane: {} for pane in Pane}
        self._prefixes: dict[Pane, set[Sequence_]] = {pane: set() for pane in Pane}
        # Commands for all panes first, so that one for a single pane takes the key there.
        for command in sorted(COMMANDS, key=lambda command: -len(command.panes)):
            for position, sequence in enumerate(self._keys.get(command.name, ())):
                for pane in command.panes:
                    self._table[pane][sequence] = Hit(command, position)
                    self._prefixes[pane].update(sequence[:end] for end in range(1, len(sequence)))

    def lookup(self, sequence: Sequence_, pane: Pane) -> Hit | None:
        """What `sequence` means in `pane`; None when it means nothing. A whole sequence wins over a longer one."""
        if hit := self._table[pane].get(sequence):
            return hit
        return Hit() if sequence in self._prefixes[pane] else None

    def keys_of(self, name: str) -> tuple[str, ...]:
        """The keys of a command as the screen shows them."""
        return tuple(show(sequence) for sequence in self._keys.get(name, ()))

    def written(self, name: str) -> tuple[str, ...]:
        """The keys of a command as the configuration writes them."""
        return tuple(" ".join(sequence) for sequence in self._keys.get(name, ()))

    def single(self, name: str, pane: Pane) -> tuple[str, ...]:
        """The keys of a command that do it by themselves in `pane`."""
        keys = [sequence[0] for sequence in self._keys.get(name, ()) if len(sequence) == 1]
        hits = ((key, self.lookup((key,), pane)) for key in keys)
        return tuple(key for key, hit in hits if hit and hit.command and hit.command.name == name)

    def span(self, name: str) -> str:
        """The keys of a command that counts them, from the first to the last: `1–9`."""
        keys = self.keys_of(name)
        return f"{keys[0]}–{keys[-1]}" if len(keys) > 1 else "".join(keys)

    def first_key(self, name: str) -> str:
        """The key by which a sentence or the bottom line names a command, or an empty string."""
        return next(iter(self.keys_of(name)), "")


def build_keymap(preset: str, bind: Mapping[str, Iterable[str]]) -> tuple[Keymap, list[str]]:
    """The keymap of `preset` changed by the user's `bind`, and a sentence for each binding that cannot be used.

    A key that the user gives to one command is taken away from every other command that works in the same pane.
    """
    problems: list[str] = []
    changed = dict(PRESETS.get(preset, {}))
    if preset not in PRESETS:
        problems.append(_("keys: there is no preset {name!r}; there are {known}").format(name=preset, known=_known()))
    keys = {c.name: [parse_keys(text) for text in changed.get(c.name, c.keys)] for c in COMMANDS}
    _give_way(keys, changed)
    own: dict[str, list[Sequence_]] = {}
    for name, texts in bind.items():
        if name not in BY_NAME:
            sentence = _("keys: there is no command {name!r}; `bantin keys` lists them")
            problems.append(sentence.format(name=clean_line(name, 40)))
            continue
        own[name] = []
        texts = list(texts)
        if len(texts) > _MOST_KEYS:
            problems.append(
                _("keys: {name} has more than {most} keys; the first are used").format(name=name, most=_MOST_KEYS)
            )
        for text in texts[:_MOST_KEYS]:
            if sequence := parse_keys(text):
                own[name].append(sequence)
            else:
                problems.append(
                    _("keys: {name} cannot have {key!r}: no such key").format(name=name, key=clean_line(text, 40))
                )
    problems += _fights(own)
    keys |= own
    _give_way(keys, own)
    return Keymap(keys), problems


def _give_way(keys: dict[str, list[Sequence_]], winners: Iterable[str]) -> None:
    """Take the keys of `winners` away from the other commands that work in exactly as many panes, or fewer."""
    winners = set(winners)
    for winner in winners:
        for loser in keys.keys() - winners:
            if set(BY_NAME[loser].panes) & set(BY_NAME[winner].panes) and _same_reach(winner, loser):
                keys[loser] = [sequence for sequence in keys[loser] if not _clash(sequence, keys[winner])]


def _same_reach(winner: str, loser: str) -> bool:
    # A command of one pane may stand over a command of all panes without taking its key elsewhere.
    return len(BY_NAME[winner].panes) >= len(BY_NAME[loser].panes)


def _clash(sequence: Sequence_, others: Iterable[Sequence_]) -> bool:
    return any(sequence[: len(other)] == other or other[: len(sequence)] == sequence for other in others)


def _fights(own: Mapping[str, Sequence[Sequence_]]) -> Iterator[str]:
    """A sentence for each key that the user gave to two commands which work in the same panes."""
    for one, other in combinations(own, 2):
        if set(BY_NAME[one].panes) == set(BY_NAME[other].panes):
            for sequence in own[one]:
                if _clash(sequence, own[other]):
                    key = " ".join(sequence)
                    yield _("keys: {one} and {other} cannot both have {key!r}").format(one=one, other=other, key=key)


def _known() -> str:
    return ", ".join(PRESETS)


def bound_keys(keys: Keys) -> dict[str, tuple[str, ...]]:
    """For every command its keys in force, as a person writes them in the configuration."""
    keymap, _problems = build_keymap(keys.preset, keys.bind)
    return {command.name: keymap.written(command.name) for command in COMMANDS}
