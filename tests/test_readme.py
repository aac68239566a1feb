"""The README says what the program does: its tables derive from the code, its commands are the ones that CI runs."""

from __future__ import annotations

import re

from reader.sources import api
from tests.readme import README, filled

TEXT = README.read_text(encoding="utf-8")
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


def test_every_benchmark_is_described() -> None:
    folder = README.parent / "tests" / "benchmarks"
    page = (folder / "README.md").read_text(encoding="utf-8")
    commands = [
        path.stem for path in folder.glob("*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ]
    assert commands
    for command in commands:
        assert f"tests.benchmarks.{command}" in page
