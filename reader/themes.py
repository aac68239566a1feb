"""Themes as values: TOML files with colours that have a meaning, and how well those colours can be read.

A theme file holds `title`, `dark`, optionally `ansi = true` (colours are the terminal's own sixteen, `ansi_red` and so
on), and a table `[colours]` with every name of COLOURS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reader.domain.errors import ConfigError
from reader.domain.records import dataclass
from reader.paths import themes_dir

COLOURS: Mapping[str, str] = {
    "background": "behind headlines and article",
    "pane": "behind the outer panes and dialogs",
    "bar": "behind the top and bottom line",
    "selection": "behind the selected row",
    "rule": "thin lines between things; decoration only",
    "title": "titles and unread headlines",
    "text": "running text",
    "muted": "what is secondary: ages, captions, read headlines",
    "accent": "the one accent: focus, keys, brand",
    "on_accent": "text on the accent",
    "link": "links, numbers, unread marks",
    "problem": "what went wrong",
    "publisher": "headings of the publisher's own related groups",
    "ours": "headings of the groups that we compute",
    "good": "online, done",
}
"""Every colour that a theme must give, and what it is for."""

GROUNDS = ("background", "pane", "bar", "selection")
READ_ON_GROUNDS = ("title", "text", "muted", "accent", "link", "problem", "publisher", "ours", "good")
CONTRAST = 4.5
"""WCAG 2.1 AA for normal text (1.4.3); everything that is read, muted text too, reaches it on every ground."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_ANSI = re.compile(r"ansi_(default|(bright_)?(black|red|green|yellow|blue|magenta|cyan|white))")


@dataclass(frozen=True, slots=True)
class Theme:
    """A named set of colours."""

    name: str
    """The file's name without `.toml`."""
    title: str
    dark: bool
    colours: Mapping[str, str]
    """A value for every name of COLOURS: `#rrggbb`, or `ansi_…` where `ansi` is set."""
    ansi: bool = False


def parse_theme(text: str, name: str, where: str) -> Theme:
    """`text` as a theme called `name`; `where` names the file for messages. Raises ConfigError."""
    # Imported here: `bantin keys` and the like need no TOML parser.
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: {error}") from error
    colours = data.get("colours")
    if not isinstance(colours, dict):
        raise ConfigError(f"{where}: the table [colours] is missing")
    ansi = data.get("ansi", False) is True
    for key in colours.keys() | COLOURS.keys():
        if key not in COLOURS:
            raise ConfigError(f"{where}: unknown colour {key!r}; known are {', '.join(COLOURS)}")
        if key not in colours:
            raise ConfigError(f"{where}: the colour {key!r} is missing ({COLOURS[key]})")
        value = colours[key]
        if not isinstance(value, str) or not (_ANSI if ansi else _HEX).fullmatch(value):
            form = "a name like ansi_red" if ansi else "of the form #rrggbb"
            raise ConfigError(f"{where}: the colour {key!r} is {value!r}; it must be {form}")
    title = data.get("title", name)
    return Theme(name, title if isinstance(title, str) else name, data.get("dark", True) is True, dict(colours), ansi)


class Found(NamedTuple):
    """What `load_themes` found."""

    themes: dict[str, Theme]
    """By name."""
    problems: list[str]
    """A sentence for each file that cannot be used."""


def find_theme(name: str, *own: Path) -> Theme:
    """The theme `name` from the first of the user's `own` folders that has it, else the program's.

    Raises ConfigError naming what there is.
    """
    folders = (*own, themes_dir())
    if re.fullmatch(r"[\w-]+", name):
        for folder in folders:
            path = folder / f"{name}.toml"
            if path.is_file():
                return _read(path)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    raise ConfigError(f"there is no theme {name!r}; there are {', '.join(known) or 'none'}")


def load_themes(*own: Path) -> Found:
    """Every theme of the user's `own` folders and of the program; where two have one name, the earlier one."""
    found: dict[str, Theme] = {}
    problems: list[str] = []
    for folder in (*own, themes_dir()):
        for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem):
            if path.stem in found:
                continue
            try:
                found[path.stem] = _read(path)
            except ConfigError as error:
                problems.append(str(error))
    return Found(found, problems)


def _read(path: Path) -> Theme:
    try:
        return parse_theme(path.read_text(encoding="utf-8"), path.stem, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from error


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours after WCAG 2.1, 1.0 (none) to 21.0."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(theme: Theme) -> list[str]:
    """A sentence for each pair of colours in `theme` that is too close to be read; none for the terminal's own."""
    if theme.ansi:
        return []
    pairs = [(colour, ground) for colour in READ_ON_GROUNDS for ground in GROUNDS] + [("on_accent", "accent")]
    return [
        f"{theme.name}: {colour} on {ground} has a contrast of {ratio:.2f}, less than {CONTRAST}"
        for colour, ground in pairs
        if (ratio := contrast(theme.colours[colour], theme.colours[ground])) < CONTRAST
    ]
