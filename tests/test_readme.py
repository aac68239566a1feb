"""The README says what the program does: its tables derive from the code, its commands are the ones that CI runs."""

from __future__ import annotations

import re
from dataclasses import fields

from reader.config import Config
from reader.sources import api
from tests.readme import README, filled

TEXT = README.read_text(encoding="utf-8")
BASES = ("", "reader", "reader/domain")
"""What the places that the text names may be told from."""
CI = README.parent / ".ci" / "run"


def test_the_tables_are_those_of_the_code() -> None:
    assert filled(TEXT) == TEXT, "run: python -m tests.readme"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", TEXT, re.DOTALL)
    test_command = next(command for command in commands if command.endswith("run pytest"))
    assert test_command in CI.read_text(encoding="utf-8")


def test_every_method_of_the_adapter_contract_is_named() -> None:
    for protocol in (api.Source, api.Discovers, api.FetchesPages):
        for name in (*vars(protocol), *protocol.__annotations__):
            if not name.startswith("_"):
                assert f"`{name}`" in TEXT


def test_what_is_named_is_there() -> None:
    root = README.parent
    told = re.findall(r"`([^`\n]+)`", TEXT)
    places = [place for words in told for place in re.findall(r"\S+\.py\b|tests/\S+", words)]
    assert [place for place in places if not any((root / base / place).exists() for base in BASES)] == []
    modules = [path.stem for path in (root / "reader").glob("*.py") if not path.stem.startswith("_")]
    assert [name for name in modules if name not in told and name != "entry"] == []
    sections = {section.name for section in fields(Config)}
    asked = [words.strip("[]").partition(".")[0] for words in told if re.fullmatch(r"\[[a-z.]+\]", words)]
    assert [name for name in asked if name not in sections] == []
    assert places
    assert asked


def test_every_benchmark_is_described() -> None:
    folder = README.parent / "tests" / "benchmarks"
    page = (folder / "README.md").read_text(encoding="utf-8")
    commands = [
        path.stem for path in folder.glob("*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ]
    assert commands
    for command in commands:
        assert f"tests.benchmarks.{command}" in page
