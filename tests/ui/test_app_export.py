"""Exporting stories by keyboard, over the real library."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

from textual.widgets import Input

from reader.ui.screens.dialog import Prompt

from .whole_app import whole_app


def test_a_list_becomes_a_book_and_a_story_a_page(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with whole_app(tmp_path / "data") as w:
            for command, name in (("export-list", "all.epub"), ("export-story", "one.md")):
                w.screen.run_command(command)
                await w.comes(Prompt)
                target = tmp_path / name
                w.app.screen.query_one(Input).value = str(target.with_suffix(".docx"))
                await w.press("enter")
                assert isinstance(w.app.screen, Prompt), "an ending that is none of ours is refused"
                w.app.screen.query_one(Input).value = str(target)
                await w.press("enter")
                await w.until(target.exists, name)
                await w.until(lambda name=name: any(name in said for said in w.said), "it is said")
            names = zipfile.ZipFile(tmp_path / "all.epub").namelist()
            assert len([n for n in names if n.startswith("OEBPS/c")]) > 100
            assert "### " in (tmp_path / "one.md").read_text(encoding="utf-8")

    asyncio.run(scenario())
