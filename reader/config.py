"""The configuration: TOML into typed values.

Every setting is declared once, here, with its meaning and what is allowed; the check, the defaults file and the
documentation come from the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import Field, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from reader.domain.errors import ConfigError
from reader.domain.records import dataclass
from reader.domain.text import clean_line
from reader.i18n import N_, _


def _setting(default: Any, doc: str, *, choices: tuple[str, ...] = (), low: int = 0, high: int = 0) -> Any:
    meta = {"doc": doc, "choices": choices, "range": (low, high) if high else None}
    if isinstance(default, dict | list):
        return field(default_factory=lambda: type(default)(default), metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class General:
    """The program as a whole."""

    language: str = _setting("auto", "Language of the interface.", choices=("auto", "en", "vi"))


@dataclass(frozen=True, slots=True)
class Look:
    """What it looks like."""

    theme: str = _setting(
        "auto", "Name of a theme, or `auto` for one that suits the terminal; `bantin themes` lists them."
    )
    rows: str = _setting(
        "auto",
        "Height of a headline: 1, 2 or 4 lines, or by the height of the list.",
        choices=("auto", "compact", "cosy", "roomy"),
    )
    measure: int = _setting(72, "Columns of text in the article.", low=40, high=120)
    pictures: str = _setting(
        "on",
        "Pictures in articles: fetched and shown where the terminal can, shown only when they are in the cache, or "
        "told in words.",
        choices=("on", "cached", "off"),
    )
    clock: str = _setting("24h", "How times of day are written.", choices=("24h", "12h"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading goes."""

    mark_read: str = _setting(
        "open", "When a story counts as read: when opened, at its end, or only by key.", choices=("open", "end", "key")
    )
    full_text: str = _setting(
        "auto",
        "Fetch the page of a story when its feed gives only a teaser: by itself when it is opened, or by key.",
        choices=("auto", "key"),
    )
    order: str = _setting(
        "newest", "Order of a list that has none of its own yet.", choices=("newest", "oldest", "source")
    )
    unread_only: bool = _setting(False, "Lists begin with unread stories only.")
    fold: bool = _setting(True, "Lists show a story that several sources carry in one row.")
    fold_lead: str = _setting(
        "preferred",
        "Which entry leads such a row: of a source that you prefer, else the fullest text, else the earliest; the "
        "fullest from whichever source; the earliest; or the newest.",
        choices=("preferred", "fullest", "earliest", "newest"),
    )
    mark_copies: str = _setting(
        "copies",
        "What counts as read with a story that you read: copies of the same text in other sources, all tellings of "
        "it, or nothing else.",
        choices=("copies", "all", "none"),
    )
    start: str = _setting("last", "Where the reader opens.", choices=("last", "front", "unread", "today", "all"))


@dataclass(frozen=True, slots=True)
class Refreshing:
    """When feeds are asked."""

    automatic: bool = _setting(True, "Refresh due feeds while the reader is open.")
    interval: int = _setting(60, "Minutes between two looks at a feed that says nothing itself.", low=15, high=10080)
    connections: int = _setting(
        16,
        "Connections at a time in all; more are quicker with many feeds. One host never gets more than 4.",
        low=4,
        high=64,
    )


@dataclass(frozen=True, slots=True)
class Network:
    """Limits of the network."""

    timeout: int = _setting(30, "Seconds that one fetch may take in all.", low=2, high=300)
    max_megabytes: int = _setting(15, "Megabytes that one answer may have after decompression.", low=1, high=100)
    offline: bool = _setting(False, "Begin offline; nothing is fetched until you press the key.")


@dataclass(frozen=True, slots=True)
class Offline:
    """What is kept for reading without a network."""

    depth: int = _setting(1, "Levels of related stories that are kept with a story; 0 is none.", low=0, high=2)
    related: int = _setting(12, "Related stories that are kept of one story at most.", low=1, high=50)
    megabytes: int = _setting(
        500,
        "Megabytes that full texts and pictures may take. Over it the stories read longest ago lose theirs first, kept "
        "ones last; starred, tagged, queued and unread kept ones never.",
        low=10,
        high=1_000_000,
    )
    pictures: bool = _setting(True, "Keep the pictures of these stories too.")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long stories are kept. Before anything goes the first time you see what would, and agree. Starred, tagged,
    queued and kept stories, and those that you marked unread, stay."""

    days: int = _setting(0, "Remove stories that are older than so many days; 0 keeps all.", low=0, high=36_500)
    count: int = _setting(0, "Keep only so many stories of each feed, the newest; 0 keeps all.", low=0, high=1_000_000)


@dataclass(frozen=True, slots=True)
class Opening:
    """Programs that open what the reader cannot show. Each is a list of words; `{url}` stands for the address."""

    browser: list[str] = _setting([], "Browser; empty takes $BROWSER, then the system's own.")
    enclosure: list[str] = _setting([], "Player for podcasts, videos and files; empty takes the browser.")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys. `bantin keys` lists every command."""

    preset: str = _setting("default", "Keys to begin with.", choices=("default", "vim", "newsboat", "greader"))
    bind: dict[str, list[str]] = _setting({}, 'Your own keys: command = ["key", ...]; an empty list takes a key away.')


@dataclass(frozen=True, slots=True)
class Config:
    """All settings."""

    general: General = field(default_factory=General)
    look: Look = field(default_factory=Look)
    reading: Reading = field(default_factory=Reading)
    refresh: Refreshing = field(default_factory=Refreshing)
    network: Network = field(default_factory=Network)
    offline: Offline = field(default_factory=Offline)
    retention: Retention = field(default_factory=Retention)
    open: Opening = field(default_factory=Opening)
    keys: Keys = field(default_factory=Keys)


_MOST_BYTES = 1_000_000
_TYPES = {
    bool: N_("true or false"),
    int: N_("a whole number"),
    str: N_("a text in quotes"),
    list: N_('a list of texts, ["like", "this"]'),
    dict: N_('lines of the form command = ["key", ...]'),
}


def load_config(path: Path) -> Config:
    """Read the configuration at `path`; a file that does not exist gives the defaults.

    Raises ConfigError with file, line, key and what is allowed.
    """
    text = text_of(path, _MOST_BYTES, _("{name} is larger than {most} kB; no configuration is"))
    return parse_config(text, str(path)) if text else Config()


def text_of(path: Path, most: int, too_large: str) -> str:
    """The text of a TOML file, empty where there is none. Raises ConfigError: for one of more than `most` bytes with
    the sentence `too_large`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise ConfigError(too_large.format(name=path, most=most // 1000))
        return data.decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        sentence = _("{name}: not UTF-8 text (byte {byte}); save it as UTF-8")
        raise ConfigError(sentence.format(name=path, byte=error.start)) from error
    except OSError as error:
        raise ConfigError(_("{name} cannot be read: {why}").format(name=path, why=error.strerror)) from error


def table_of(text: str, name: str) -> dict[str, Any]:
    """What a TOML file holds; `name` is the file's for messages. Raises ConfigError."""
    # Imported here: most starts find no configuration file and need no TOML parser before first paint.
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        # TOMLDecodeError, and what Python says of a number of thousands of digits.
        raise ConfigError(f"{name}: {error}") from error
    except RecursionError:
        raise ConfigError(_("{name}: its lists or tables lie too deep in each other").format(name=name)) from None


def parse_config(text: str, name: str = "config.toml") -> Config:
    """`text` as typed values; `name` is the file's name for messages. Raises ConfigError."""
    config: Config = _section(Config(), table_of(text, name), text, name, ())
    return config


def _section(default: Any, data: dict[str, Any], text: str, name: str, path: tuple[str, ...]) -> Any:
    known = {f.name: f for f in fields(default)}
    hints = get_type_hints(type(default))
    changes: dict[str, Any] = {}
    for key, value in data.items():
        where = f"{name}:{_line_of(text, path, key)}: "
        full = ".".join((*path, key))
        if key not in known:
            sentence = _("unknown setting {key!r}{near}") if path else _("unknown section {key!r}{near}")
            raise ConfigError(
                where + sentence.format(key=clean_line(full, 60), near=_near(key, known)) + _allowed(known)
            )
        current = getattr(default, key)
        if is_dataclass(current):
            if not isinstance(value, dict):
                sentence = _("{key!r} is a section: write [{key}] on a line of its own")
                raise ConfigError(where + sentence.format(key=key))
            changes[key] = _section(current, value, text, name, (*path, key))
        else:
            changes[key] = _value(known[key], hints[key], value, where + full)
    return replace(default, **changes)


def _value(spec: Field[Any], hint: Any, value: Any, where: str) -> Any:
    kind = getattr(hint, "__origin__", hint)
    good = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    if good and kind is list:
        good = all(isinstance(item, str) for item in value)
    if kind is dict and good:
        value = {key: [item] if isinstance(item, str) else item for key, item in value.items()}
        good = all(isinstance(item, list) and all(isinstance(word, str) for word in item) for item in value.values())
    if not good:
        sentence = _("{setting} is {value}; it must be {form}")
        raise ConfigError(sentence.format(setting=where, value=_shown(value), form=_(_TYPES[kind])))
    choices = spec.metadata["choices"]
    if choices and value not in choices:
        sentence = _("{setting} is {value}{near}").format(
            setting=where, value=_shown(value), near=_near(value, choices)
        )
        raise ConfigError(sentence + _allowed(choices))
    bounds = spec.metadata["range"]
    if bounds and not bounds[0] <= value <= bounds[1]:
        sentence = _("{setting} is {value}; it must be from {low} to {high}")
        raise ConfigError(sentence.format(setting=where, value=value, low=bounds[0], high=bounds[1]))
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _near(word: str, known: Any) -> str:
    # difflib costs 10 ms and is only needed to explain a mistake.
    import difflib

    close = difflib.get_close_matches(word, list(known), 1)
    return _(" (did you mean {word!r}?)").format(word=close[0]) if close else ""


def _allowed(known: Iterable[str]) -> str:
    return _("; allowed are {names}").format(names=", ".join(known))


def _line_of(text: str, path: tuple[str, ...], key: str) -> int:
    """The line, from 1, on which `key` of section `path` stands; the section's own line, or 1, where it is not seen."""
    section: tuple[str, ...] = ()
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            if section == (*path, key):
                return number
            if section == path:
                best = number
        elif assignment := re.match(r"\s*([^=#]+?)\s*=", line):
            parts = tuple(part.strip().strip("\"'") for part in assignment[1].split("."))
            if (*section, *parts)[: len(path) + 1] == (*path, key):
                return number
    return best


def defaults_toml() -> str:
    """A configuration file that changes nothing: every setting with its default, its meaning and what is allowed."""
    lines = ["# bantin: every setting with its default. Take away a # to change one.", ""]
    for section in fields(Config):
        value = getattr(Config(), section.name)
        lines += [f"# {' '.join((type(value).__doc__ or '').split())}", f"[{section.name}]"]
        for spec in fields(value):
            allowed = ""
            if spec.metadata["choices"]:
                allowed = " One of: " + ", ".join(spec.metadata["choices"]) + "."
            elif spec.metadata["range"]:
                allowed = " From {} to {}.".format(*spec.metadata["range"])
            lines.append(f"# {spec.metadata['doc']}{allowed}")
            lines.append(f"# {spec.name} = {_toml(getattr(value, spec.name))}")
        lines.append("")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{}"
    return str(value)
