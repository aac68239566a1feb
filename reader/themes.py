"""Themes as values: TOML files with colours that have a meaning.

A theme file holds `title`, `dark`, optionally `ansi = true` (colours are the terminal's own sixteen, `ansi_red` and so
on), and a table `[colours]` with every name of COLOURS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reader.config import table_of, text_of
from reader.domain.errors import ConfigError
from reader.domain.records import dataclass
from reader.domain.text import clean_line
from reader.i18n import N_, _
from reader.paths import themes_dir

COLOURS: Mapping[str, str] = {
    "background": N_("behind headlines and article"),
    "pane": N_("behind the outer panes and dialogs"),
    "bar": N_("behind the top and bottom line"),
    "selection": N_("behind the selected row"),
    "rule": N_("thin lines between things; decoration only"),
    "title": N_("titles and unread headlines"),
    "text": N_("running text"),
    "muted": N_("what is secondary: ages, captions, read headlines"),
    "accent": N_("the one accent: focus, keys, brand"),
    "on_accent": N_("text on the accent"),
    "link": N_("links, numbers, unread marks"),
    "problem": N_("what went wrong"),
    "publisher": N_("headings of the publisher's own related groups"),
    "ours": N_("headings of the groups that we compute"),
    "good": N_("online, done"),
}
"""Every colour that a theme must give, and what it is for."""

_MOST_BYTES = 100_000
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
    data = table_of(text, where)
    colours = data.get("colours")
    if not isinstance(colours, dict):
        raise ConfigError(_("{file}: the table [colours] is missing").format(file=where))
    ansi = data.get("ansi", False) is True
    for key in colours.keys() | COLOURS.keys():
        if key not in COLOURS:
            sentence = _("{file}: unknown colour {name!r}; known are {names}")
            raise ConfigError(sentence.format(file=where, name=clean_line(key, 40), names=", ".join(COLOURS)))
        if key not in colours:
            sentence = _("{file}: the colour {name!r} is missing ({use})")
            raise ConfigError(sentence.format(file=where, name=key, use=_(COLOURS[key])))
        value = colours[key]
        if not isinstance(value, str) or not (_ANSI if ansi else _HEX).fullmatch(value):
            form = _("a name like ansi_red") if ansi else _("of the form #rrggbb")
            sentence = _("{file}: the colour {name!r} is {value!r}; it must be {form}")
            raise ConfigError(
                sentence.format(
                    file=where,
                    name=key,
                    value=value if len(repr(value)) < 60 else clean_line(str(value), 60),
                    form=form,
                )
            )
    title = data.get("title", name)
    return Theme(
        name,
        (clean_line(title, 60) if isinstance(title, str) else "") or name,
        data.get("dark", True) is True,
        dict(colours),
        ansi,
    )


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
    raise ConfigError(_("there is no theme {name!r}; there are {names}").format(name=name, names=", ".join(known)))


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
    if not path.is_file():
        # A pipe or a device would never end.
        raise ConfigError(_("{name} is no file that can be read").format(name=path))
    text = text_of(path, _MOST_BYTES, _("{name} is larger than {most} kB; no theme is"))
    return parse_theme(text, path.stem, str(path))
