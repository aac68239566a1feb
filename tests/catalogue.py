"""Brings the Vietnamese catalogue up to date with the code: `python -m tests.catalogue`.

It collects the messages in `reader/` (`_`, `N_`, `ngettext`), keeps the translations of those that are still there,
drops the rest, writes `bantin.po` and compiles `bantin.mo`. What is left to translate is listed; translate it in the
`.po` file and run the command again.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import reader

PACKAGE = Path(__file__).resolve().parents[1] / "reader"
PO = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "bantin.po"
MO = PO.with_suffix(".mo")
COMMAND = "run: .venv/bin/python -m tests.catalogue"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""What marks messages, and how many of them it takes."""
COMMENT = "Vietnamese messages of bantin. Written by `python -m tests.catalogue`; translate the msgstr lines."
# One day for all versions: a date that changed with each update would only make changes look larger.
STAMP = datetime(2026, 11, 23, tzinfo=UTC)

Id: TypeAlias = str | tuple[str, ...]
"""A message, or its singular and plural."""


@cache
def calls() -> list[tuple[str, list[ast.expr]]]:
    """Where each message of the code stands, and what is given as the message or as its singular and plural.

    Read from the syntax tree: babel's reader of tokens sees none within f-strings before Python 3.12.
    """
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{keyword}(" in text for keyword in KEYWORDS):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                found.append((f"{path}:{node.lineno}", node.args[: KEYWORDS[node.func.id]]))
    return found


def extracted() -> set[Id]:
    """Every message in the code that is written out there."""
    found: set[Id] = set()
    for _place, arguments in calls():
        words = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(words) == len(arguments):
            found.add(tuple(words) if len(words) > 1 else words[0])
    # A message that is also said of a number is one message: gettext finds it under the plural's name.
    counted = {message[0] for message in found if isinstance(message, tuple)}
    return {message for message in found if message and message not in counted}


def load(path: Path = PO) -> Catalog:
    """The catalogue as it is written down; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="vi")
    with path.open("rb") as file:
        return read_mo(file) if path.suffix == ".mo" else read_po(file, locale="vi")


def messages(catalogue: Catalog) -> dict[Id, tuple[str, ...]]:
    """Each message with its translations (one, since Vietnamese has one form), empty ones included."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): forms(message)
        for message in catalogue
        if message.id
    }


def forms(message: Message) -> tuple[str, ...]:
    """The translations of one message."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def updated() -> Catalog:
    """A catalogue of exactly the messages in the code, with the translations that are known."""
    known = messages(load())
    fresh = Catalog(
        locale="vi",
        project="bantin",
        version=reader.__version__,
        msgid_bugs_address="-",
        charset="utf-8",
        header_comment=f"# {COMMENT}",
        creation_date=STAMP,
        revision_date=STAMP,
        last_translator="bantin",
        language_team="vi",
        fuzzy=False,
    )
    for message in sorted(extracted(), key=lambda one: one if isinstance(one, str) else one[0]):
        strings = known.get(message, ("",))
        fresh.add(message, strings[0] if isinstance(message, str) else strings)
    return fresh


def write(catalogue: Catalog) -> None:
    """Write both files."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=110, no_location=True, sort_output=True)
    with MO.open("wb") as file:
        write_mo(file, catalogue)


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translations, one sentence each."""
    for message, strings in messages(catalogue).items():
        source = message if isinstance(message, str) else message[-1]
        if len(strings) != 1 or not strings[0]:
            yield f"not translated: {source!r}"
            continue
        (string,) = strings
        if fields(string) != fields(source):
            yield f"other fields than in {source!r}: {string!r}"
        if (string[:1].isspace(), string[-1:].isspace()) != (source[:1].isspace(), source[-1:].isspace()):
            yield f"other spaces at the ends than in {source!r}: {string!r}"


def fields(text: str) -> list[tuple[str, str, str]]:
    """The fields that `str.format` fills in: name, format, conversion; sorted, since their order may change."""
    return sorted(
        (name, form or "", conversion or "") for _text, name, form, conversion in Formatter().parse(text) if name
    )


def main() -> int:
    """Update both files; 1 when something is left to translate."""
    catalogue = updated()
    write(catalogue)
    wrong = list(faults(catalogue))
    print(*wrong, sep="\n")
    print(f"{PO.relative_to(PACKAGE.parent)}: {len(messages(catalogue))} messages, {len(wrong)} to be looked at")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
