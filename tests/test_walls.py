"""Who may import whom: the walls keep the start fast and the parts testable. An arrow that runs against them fails."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from reader.store.opening import open_store

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reader"

# layer -> layers of ours that it may import, besides itself and COMMON
ALLOWED = {
    "domain": {"i18n"},
    "i18n": set(),
    "faults": {"paths"},
    "files": set(),
    "garbage": set(),
    "heap": set(),
    "paths": set(),
    "headings": set(),
    "amounts": set(),
    "niceness": set(),
    "config": set(),
    "themes": {"config", "paths"},
    "net": {"sources.api"},
    "extract": {"sources.api", "niceness"},
    "sources": {"extract", "paths"},
    "related": set(),
    "store": {"files"},
    "engine": {"sources", "extract", "related", "store", "net", "paths", "config", "faults", "heap", "niceness"},
    "export": set(),
    "library": {"store", "related", "export", "engine.protocol", "sources.samples"},
    "ui": {"library", "engine.protocol", "config", "faults", "files", "heap", "paths", "themes", "headings", "amounts"},
    "cli": {"library", "ui", "engine", "config", "files", "garbage", "heap", "paths", "themes", "headings", "amounts"},
    "entry": {"cli"},
    "__main__": {"entry"},
}
COMMON = {"domain", "i18n"}
"""Every layer speaks in the domain's words and in the user's language; both rest on the standard library alone, and
the domain knows the second because its errors are sentences for people."""

# libraries that only one layer may import
HOMES = {
    "textual": {"ui"},
    "httpx": {"net"},
    "httpcore": {"net"},
    "h11": {"net"},
    "sqlite3": {"store"},
    "feedparser": {"extract"},
    "lxml": {"extract"},
    "trafilatura": {"extract"},
    "nh3": {"extract"},
    "PIL": {"extract"},
    "regex": {"store"},
}


def layer_of(module: str) -> str:
    """`store` for `reader.store.feeds`."""
    return module.split(".")[1] if "." in module else ""


@cache
def tree_of(path: Path) -> ast.Module:
    """The file at `path`, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement in `node`, lazy ones too; not those for types alone. Nothing is imported within an expression."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            continue
        yield child
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            for other in child.orelse:
                yield other
                yield from statements(other)
        else:
            yield from statements(child)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute module) of every import in the file at `path`."""
    module = module_of(path)
    for node in statements(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            if source == "reader":
                for alias in node.names:
                    yield node.lineno, f"reader.{alias.name}"
            else:
                yield node.lineno, source


def module_of(path: Path) -> str:
    """`reader.store.feeds` for its file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def may_import(layer: str, target: str) -> bool:
    """Whether modules of `layer` may import the module `target`."""
    top = target.partition(".")[0]
    if top == "reader" and "." in target and layer_of(target) != layer:
        inside = target.removeprefix("reader.")
        allowed = ALLOWED[layer] | (COMMON if layer not in COMMON else set())
        first = PACKAGE / inside.split(".")[0]
        # The bare package is its version number, which any layer may know.
        known = not first.with_suffix(".py").exists() and not first.is_dir()
        return known or any(inside == one or inside.startswith(one + ".") for one in allowed)
    return top not in HOMES or layer in HOMES[top]


MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = sorted({layer_of(module_of(path)) for path in MODULES})


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_follow_the_arrows(layer: str) -> None:
    against = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in MODULES
        if layer_of(module_of(path)) == layer
        for line, target in imports_of(path)
        if not may_import(layer, target)
    ]
    assert against == []


@pytest.mark.parametrize(
    ("layer", "target", "may"),
    [
        ("ui", "reader.library.front", True),
        ("ui", "reader.engine.protocol", True),
        ("ui", "reader.engine.core", False),
        ("ui", "reader.store.feeds", False),
        ("store", "reader.domain.models", True),
        ("domain", "reader.store", False),
        ("domain", "reader.__version__", True),
        ("store", "sqlite3", True),
        ("library", "sqlite3", False),
        ("domain", "lxml.html", False),
    ],
)
def test_arrows_against_the_walls_are_seen(layer: str, target: str, may: bool) -> None:
    assert may_import(layer, target) is may


def test_imports_are_found_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "reader" / "ui" / "some.py"
    file.parent.mkdir(parents=True)
    file.write_text(EVERYWHERE)
    found = [f"{line} {target}" for line, target in imports_of(file)]
    assert found == [
        *("1 a", "2 reader.ui", "3 reader.store", "4 reader.paths", "8 never", "10 b", "12 c", "14 d", "16 e", "18 f"),
        *("21 g", "24 h", "26 i"),
    ]


def test_the_libraries_that_are_declared_are_those_that_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}
    named = {target.partition(".")[0] for path in MODULES for _line, target in imports_of(path)}
    homes = packages_distributions()
    assert {homes[name][0] for name in named - sys.stdlib_module_names - {"reader"}} == declared


EVERYWHERE = """import a
from . import near
from ..store import far
from reader import paths
if TYPE_CHECKING:
    import for_types
else:
    import never
try:
    import b
except OSError:
    import c
else:
    import d
finally:
    import e
with x:
    import f
match x:
    case 1:
        import g
class A:
    def lazy(self):
        import h
        for y in z:
            import i
"""


FORBIDDEN_AT_START = ("httpx", "httpcore", "feedparser", "lxml", "trafilatura", "nh3", "dateparser", "PIL", "pydantic")


def loaded_after(code: str, names: str = "sys.modules") -> set[str]:
    """The modules in `sys.modules`, or in what `names` says, after a fresh interpreter ran `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*{names})"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_is_told_without_loading_anything() -> None:
    loaded = loaded_after("import sys; sys.argv[1:] = ['--version']; import reader.entry; reader.entry.main()")
    assert not loaded & {"textual", "rich", "sqlite3", "asyncio", "argparse", "msgspec", *FORBIDDEN_AT_START}


def test_help_is_told_without_loading_the_library() -> None:
    code = "from reader.cli.main import parsed\ntry: parsed(['list', '--help'])\nexcept SystemExit: pass"
    loaded = loaded_after(code)
    assert not loaded & {"textual", "rich", "sqlite3", "asyncio", "msgspec", "reader.library", "reader.domain.models"}


@pytest.mark.parametrize("words", ["keys", "themes --json", "config check", "config defaults"])
def test_tables_that_ask_for_no_story_are_told_without_loading_the_library(words: str, tmp_path: Path) -> None:
    words = f"--config {tmp_path / 'config.toml'} {words}"
    loaded = loaded_after(f"import sys; sys.argv[1:] = {words.split()}; import reader.entry; reader.entry.main()")
    assert not loaded & {"textual", "rich", "sqlite3", "asyncio", "msgspec", "reader.library", "importlib.metadata"}


def test_whether_a_copy_is_due_is_told_without_loading_what_makes_it() -> None:
    assert not loaded_after("import reader.store.safekeeping") & {"reader.store.rescue", "reader.domain.opml"}


UP_TO_THE_FIRST_PICTURE = """
import asyncio, sys
from pathlib import Path
import reader.cli.main, reader.cli.reading, reader.cli.screen, reader.ui.app, reader.ui.driver
from reader.config import Config, Look
from reader.library import Library

seen = set()

async def start(folder):
    reader.cli.main.parsed(["--data-dir", folder])
    library = await Library.open(Path(folder), exclusive=True)
    await library.remember("ui.samples_offered", True)
    config = Config(look=Look(theme="bantin-dark"))
    app = reader.ui.app.BantinApp(library, config, memory=await library.recall_all("ui."))
    begin = app.begin
    app.begin = lambda: (seen.update(sys.modules), begin())
    async with app.run_test(size=(160, 45)) as pilot:
        while app.handover.starting:
            await pilot.pause(0.01)
    await library.close()

asyncio.run(start(FOLDER))
"""
NOT_FOR_THE_FIRST_PICTURE = {
    *("argparse", "tomllib", "reader.cli.parser", "reader.store.migrations", "reader.store.searching"),
    *("reader.domain.query_parser", "reader.domain.rules", "reader.domain.words", "reader.related", "reader.export"),
    *("reader.ui.screens.dialog", "reader.ui.screens.large_picture", "reader.ui.screens.palette"),
    "reader.engine.refresh",
}
MOST_OF_OURS, MOST_IN_ALL = 186, 596
"""Modules that are loaded by then, each of which costs half a millisecond of every start: more needs a reason.
One of them has the words for a list without entries, as this one is."""


def test_the_first_picture_needs_few_modules(tmp_path: Path) -> None:
    open_store(tmp_path).close_now()
    loaded = loaded_after(f"FOLDER = {str(tmp_path)!r}\n{UP_TO_THE_FIRST_PICTURE}", "seen")
    assert not loaded & {*FORBIDDEN_AT_START, *NOT_FOR_THE_FIRST_PICTURE}
    assert len([name for name in loaded if name.startswith("reader")]) <= MOST_OF_OURS
    assert len(loaded) <= MOST_IN_ALL


def test_a_refresh_that_brings_nothing_loads_no_relating_and_no_query_language(tmp_path: Path) -> None:
    open_store(tmp_path).close_now()
    words = ["--data-dir", str(tmp_path), "refresh"]
    loaded = loaded_after(f"import sys; sys.argv[1:] = {words}; import reader.entry; reader.entry.main()")
    assert "reader.engine.refresh" in loaded
    assert not {name for name in loaded if name.startswith("reader.related.")}
    assert not loaded & {"reader.engine.batches", "reader.domain.query_parser", "reader.store.searching", "lxml"}


def test_no_module_grows_over_400_lines() -> None:
    assert [str(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_every_module_says_what_it_holds() -> None:
    bare = [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(tree_of(path))]
    assert bare == []
