"""`config`, `themes`, `keys`, `doctor`: what the program is made of here."""

from __future__ import annotations

import argparse
import locale
import os
import platform
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass

import reader
from reader.config import Config, defaults_toml, load_config
from reader.domain.errors import ConfigError, ReaderError
from reader.i18n import _
from reader.paths import Paths, default_paths, samples_dir, themes_dir

from . import exits, output
from .session import library, settings
from .stored import stored


def config(args: argparse.Namespace) -> int:
    """Show where the configuration is, check it, or print the defaults."""
    paths = default_paths(data_dir=args.data_dir, config_file=args.config)
    if args.what == "defaults":
        print(defaults_toml(), end="")
    elif args.what == "path":
        print(paths.config_file)
    else:
        mistakes = _mistakes(*settings(args))
        for sentence in mistakes:
            output.say(f"{paths.config_file}: {sentence}")
        if mistakes:
            return exits.BAD_CONFIG
        there = paths.config_file.exists()
        message = _("{file} is right") if there else _("{file} does not exist; the defaults hold")
        output.line(message.format(file=paths.config_file))
    return exits.OK


def _mistakes(paths: Paths, config: Config) -> list[str]:
    """What is wrong in a configuration whose values are each allowed: names of keys, commands and themes."""
    from reader.themes import find_theme
    from reader.ui.keys import build_keymap

    _keymap, mistakes = build_keymap(config.keys.preset, config.keys.bind)
    if config.look.theme != "auto":
        try:
            find_theme(config.look.theme, paths.user_themes)
        except ConfigError as error:
            mistakes.append(str(error))
    return mistakes


def themes(args: argparse.Namespace) -> int:
    """List the themes: those that come with the program, then the user's own."""
    from reader.themes import load_themes

    paths, config = settings(args)
    found = load_themes(paths.user_themes)
    # `auto` is no theme but a choice among them, made where the screen opens.
    names: dict[str, bool | None] = {"auto": None} | {theme.name: theme.dark for theme in found.themes.values()}
    for name, dark in names.items():
        if args.json:
            output.emit({"name": name, "dark": dark, "active": name == config.look.theme})
        else:
            output.line(("* " if name == config.look.theme else "  ") + name)
    for sentence in found.problems:
        output.say(sentence)
    return exits.OK


def keys(args: argparse.Namespace) -> int:
    """List every command with its keys."""
    from reader.ui.commands import COMMANDS
    from reader.ui.keys import bound_keys

    _paths, config = settings(args)
    bound = bound_keys(config.keys)
    for command in COMMANDS:
        if args.json:
            output.emit({"command": command.name, "keys": list(bound[command.name]), "help": _(command.title)})
        else:
            print(f"{command.name:<22} {', '.join(bound[command.name]):<28} {_(command.title)}")
    return exits.OK


_LARGE = 500
"""Megabytes of a cache from which reading all of it is announced."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    about: str
    said: str
    problem: bool = False


async def doctor(args: argparse.Namespace) -> int:
    """Look over the installation, the store and the feeds; exit 1 when something needs attention. Each line is printed
    when it is known: of a large cache the last take seconds."""
    paths = default_paths(data_dir=args.data_dir, config_file=args.config)
    found = _print(args, [*_program(), *_terminal(), *_folders(paths)])
    async for findings in _store(args):
        found |= _print(args, findings)
    found |= _print(args, [Finding("stored", said, problem) for said, problem in stored(paths)])
    return exits.SOME_FAILED if found else exits.OK


def _print(args: argparse.Namespace, findings: Sequence[Finding]) -> bool:
    """Print findings; whether one of them needs attention."""
    for finding in findings:
        if args.json:
            output.emit(asdict(finding))
        else:
            output.line(f"{'!' if finding.problem else ' '} {finding.about:<14} {finding.said}")
    sys.stdout.flush()
    return any(finding.problem for finding in findings)


def _program() -> list[Finding]:
    # Not with the module: it brings a mail parser and more, and the tables of this module need none.
    from importlib.metadata import version

    libraries = ", ".join(f"{name} {version(name)}" for name in ("textual", "rich", "httpx", "feedparser", "lxml"))
    return [
        Finding("bantin", f"{reader.__version__}, {os.path.dirname(reader.__file__)}"),
        Finding("python", f"{platform.python_version()}, {sys.executable}"),
        Finding("libraries", libraries),
        Finding("themes", str(themes_dir()), problem=not themes_dir().is_dir()),
        Finding("samples", str(samples_dir()), problem=not samples_dir().is_dir()),
    ]


def _terminal() -> list[Finding]:
    encoding = locale.getpreferredencoding(False)
    said = ", ".join(f"{name}={os.environ[name]}" for name in ("TERM", "COLORTERM", "NO_COLOR") if name in os.environ)
    utf8 = encoding.lower().replace("-", "") == "utf8"
    advice = "" if utf8 else _("; accents need a UTF-8 locale, for example LANG=C.UTF-8")
    return [Finding("terminal", f"{said or '-'}, {encoding}{advice}", problem=not utf8)]


def _folders(paths: Paths) -> list[Finding]:
    findings = []
    try:
        mistakes = _mistakes(paths, load_config(paths.config_file))
        findings.append(Finding("config", str(paths.config_file)))
        findings += [Finding("config", sentence, problem=True) for sentence in mistakes]
    except ReaderError as error:
        findings.append(Finding("config", str(error), problem=True))
    for about, folder in (("data", paths.data_dir), ("cache", paths.cache_dir), ("state", paths.state_dir)):
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        writable = os.access(nearest, os.W_OK)
        findings.append(Finding(about, str(folder) + ("" if writable else _(" (cannot be written)")), not writable))
    return findings


async def _store(args: argparse.Namespace) -> AsyncIterator[list[Finding]]:
    try:
        async with library(args) as lib:
            stats = await lib.stats()
            yield [Finding("store", f"{name}: {value}") for name, value in stats.items()]
            yield [
                Finding("feed", f"{feed.title} ({feed.id}): {said}", problem=bool(feed.health.error))
                for feed in await lib.subscriptions()
                if (said := feed.health.error or feed.health.warning)
            ]
            if sys.stderr.isatty() and (size := float(str(stats["megabytes"]))) > _LARGE:
                output.say(_("Reading the whole cache, {size:,.0f} MB …").format(size=size))
            yield [Finding("store", sentence, problem=True) for sentence in await lib.problems()]
    except ReaderError as error:
        yield [Finding("store", str(error), problem=True)]
