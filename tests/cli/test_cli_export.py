"""`export` of stories, through the front door."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import Said

Bantin = Callable[..., Said]


@pytest.fixture
def world(samples: Path, bantin: Bantin) -> Bantin:
    return bantin


def test_a_query_becomes_each_kind_of_file(world: Bantin, tmp_path: Path) -> None:
    for name, looks in (("a.md", "### "), ("a.html", "<!DOCTYPE html>"), ("a.json", '"blocks"')):
        target = tmp_path / name
        said = world("export", str(target), "--query", "older:0h", "--limit", "12")
        assert (said.code, said.out) == (0, "")
        assert looks in target.read_text(encoding="utf-8")
    lines = (tmp_path / "a.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 12
    assert json.loads(lines[0])["title"]
    book = tmp_path / "a.epub"
    assert world("export", str(book), "--query", "older:0h", "--limit", "12").code == 0
    assert len([name for name in zipfile.ZipFile(book).namelist() if name.startswith("OEBPS/c0")]) == 12


def test_to_standard_output(world: Bantin) -> None:
    assert world("export", "--query", "older:0h", "--limit", "2", "--title", "Sáng nay").out.startswith("# Sáng nay")
    assert world("export", "--format", "md", "--limit", "1").out.count("\n### ") == 1


def test_what_cannot_be_done_is_said(world: Bantin, tmp_path: Path) -> None:
    there = tmp_path / "there.md"
    there.write_text("mine")
    said = world("export", str(there), "--query", "a")
    assert said.code == 2
    assert "--force" in said.err
    assert there.read_text() == "mine"
    assert world("export", str(there), "--query", "a", "--force").code == 0
    assert world("export", "--format", "docx").code == 2
    assert world("export", "--format", "opml", "--query", "a").code == 2
    assert world("export", str(tmp_path / "no" / "a.md"), "--query", "a").code == 2
    for name, query, sentence in (("a.docx", "a", ".epub"), ("a.epub", "feed:nobody zzzz", "nothing was written")):
        said = world("export", str(tmp_path / name), "--query", query)
        assert said.code == 2
        assert sentence in said.err
        assert not (tmp_path / name).exists()
    assert "'nobody'" in said.err
    assert "'nobody'" in world("search", "feed:nobody").err
    wrong = world("export", "--query", "fed:x")
    assert wrong.code == 2
    assert "fed" in wrong.err
