"""Writes the tables of the README that derive from the code: `python -m tests.readme`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from reader.cli.parser import build_parser
from reader.config import Config
from reader.themes import load_themes
from reader.ui.commands import COMMANDS
from reader.ui.keys import parse_keys, show
from reader.ui.query_topics import TOPICS

README = Path(__file__).resolve().parents[1] / "README.md"


def keys_table() -> Iterator[str]:
    """Every command under its group, with its keys."""
    yield "| keys | does | command |"
    yield "| --- | --- | --- |"
    group = None
    for command in COMMANDS:
        if command.group is not group:
            group = command.group
            yield f"| | **{group.value}** | |"
        keys = " ".join(f"`{_cell(show(parse_keys(key)))}`" for key in command.keys)
        yield f"| {keys} | {command.title} | `{command.name}` |"


def settings_table() -> Iterator[str]:
    """Every setting with its default and what is allowed."""
    yield "| setting | default | meaning |"
    yield "| --- | --- | --- |"
    for section in fields(Config):
        value = getattr(Config(), section.name)
        for spec in fields(value):
            allowed = ""
            if spec.metadata["choices"]:
                allowed = " One of " + ", ".join(f"`{choice}`" for choice in spec.metadata["choices"]) + "."
            elif spec.metadata["range"]:
                allowed = " From {} to {}.".format(*spec.metadata["range"])
            default = getattr(value, spec.name)
            shown = {True: "true", False: "false"}.get(default) if isinstance(default, bool) else str(default)
            yield f"| `{section.name}.{spec.name}` | `{shown}` | {_cell(spec.metadata['doc'])}{allowed} |"


def commands_table() -> Iterator[str]:
    """Every command of the command line with its options."""
    yield "| command | does |"
    yield "| --- | --- |"
    parser = build_parser()
    (subparsers,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name, sub in subparsers.choices.items():
        parts = []
        for action in sub._actions:
            if action.dest == "help":
                continue
            words = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest).upper()
            if action.option_strings and action.nargs != 0:
                words += f" {action.metavar or action.dest.upper()}"
            several = " ..." if action.nargs in ("*", "+") else ""
            # argparse calls a list required that may be empty.
            needed = action.required and action.nargs != "*"
            parts.append(f"{words}{several}" if needed else f"[{words}{several}]")
        yield f"| `bantin {_cell(' '.join([name, *parts]))}` | {_cell(sub.description or '')} |"


def themes_line() -> Iterator[str]:
    """The names of the themes that come with the program."""
    found = load_themes()
    yield ", ".join(f"`{name}`" for name in sorted(found.themes)) + "."


def queries_table() -> Iterator[str]:
    """The query language by examples."""
    yield "| type | finds |"
    yield "| --- | --- |"
    for heading, lines in TOPICS:
        yield f"| **{heading}** | |"
        for example, finds in lines:
            yield f"| `{_cell(example)}` | {_cell(finds)} |"


SECTIONS = {
    "queries": queries_table,
    "keys": keys_table,
    "settings": settings_table,
    "commands": commands_table,
    "themes": themes_line,
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def filled(text: str) -> str:
    """`text` with every marked section made anew."""
    for name, lines in SECTIONS.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        assert pattern.search(text), f"the README has no section {name!r}"
        body = "\n".join(lines()).replace("\\", "\\\\")
        text = pattern.sub(rf"\g<1>{body}\n\g<2>", text)
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
