"""`restore` through the front door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import Said

from reader.library import Library

Bantin = Callable[..., Said]


@pytest.fixture
def backed_up(data: Path, bantin: Bantin, tmp_path: Path) -> Path:
    """The data folder with one feed and a copy; the copy's path."""
    feeds = tmp_path / "list.opml"
    feeds.write_text('<opml><body><outline text="One" xmlUrl="https://one.example/feed"/></body></opml>')
    assert bantin("import", str(feeds)).code == 0

    async def copy() -> Path:
        library = await Library.open(data)
        try:
            return await library.backup()
        finally:
            await library.close()

    return asyncio.run(copy())


def test_without_a_copy_it_says_when_there_will_be_one(bantin: Bantin) -> None:
    said = bantin("restore")
    assert (said.code, said.out) == (0, "")
    assert "every week" in said.err
    assert bantin("restore", "newest").code == 2


def test_list_restore_and_take_it_back(data: Path, bantin: Bantin, backed_up: Path) -> None:
    assert bantin("remove", "One").code == 0
    assert backed_up.stem in bantin("restore").lines[0]
    listed, of_the_import = bantin("restore", "--json").json
    assert of_the_import["name"] < listed["name"]
    assert (listed["name"], listed["feeds"], listed["problem"]) == (backed_up.stem, 1, "")
    said = bantin("restore", backed_up.stem.removeprefix("bantin-"))
    assert said.code == 0
    assert "is kept as" in said.lines[1]
    assert len(bantin("list", "--feeds").lines) == 1
    assert "one.example" in (data / "subscriptions.opml").read_text()
    (kept,) = data.glob("bantin.replaced-*.db")
    (done,) = bantin("restore", "--json", str(kept)).json
    assert (done["feeds"], done["path"]) == (0, str(kept))
    assert Path(done["kept"]).exists()
    assert bantin("list", "--feeds").lines == []


def test_while_another_has_it_open_nothing_changes(data: Path, bantin: Bantin, backed_up: Path) -> None:
    library = asyncio.run(Library.open(data, exclusive=True))
    said = bantin("restore", "newest")
    assert (said.code, said.out) == (1, "")
    assert "close it and try again. Nothing was changed" in said.err
    asyncio.run(library.close())
    assert not list(data.glob("bantin.replaced-*.db"))


@pytest.mark.parametrize("name", ["2019", "bantin-", "nothing.db", "./nothing.db", """ ""  """])
def test_a_name_that_is_none(bantin: Bantin, backed_up: Path, name: str) -> None:
    said = bantin("restore", name)
    assert said.code == 2
    assert "Traceback" not in said.err
