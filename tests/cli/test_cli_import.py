"""`import` and `export` through the front door: what goes round comes back; what is wrong is named."""

from __future__ import annotations

import errno
import os
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import Said

Bantin = Callable[..., Said]

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0" xmlns:my="http://reader.example/ns"><head><title>Mine</title></head><body>
<outline text="News" my:colour="red"><outline text="Báo" title="Báo">
<outline type="rss" text="Báo Bến" xmlUrl="https://ben.example/rss" htmlUrl="https://ben.example/" my:rating="5"/>
</outline></outline>
<outline type="atom" text="Top" xmlUrl="https://top.example/atom" customThing="kept"/>
</body></opml>
"""


def outlines(text: str) -> list[tuple[int, dict[str, str]]]:
    """(depth, attributes) of every outline."""
    found = []

    def walk(node: ElementTree.Element, depth: int) -> None:
        for child in node.findall("outline"):
            found.append((depth, dict(child.attrib)))
            walk(child, depth + 1)

    body = ElementTree.fromstring(text).find("body")
    assert body is not None
    walk(body, 0)
    return found


def write(tmp_path: Path, text: str | bytes, name: str = "list.opml") -> str:
    """Write a file; its name."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_what_goes_round_comes_back(bantin: Bantin, tmp_path: Path) -> None:
    said = bantin("import", write(tmp_path, LIST))
    assert (said.code, said.lines[0]) == (0, "2 added, 0 already there, 0 refused")
    target = tmp_path / "out.opml"
    assert bantin("export", str(target)).code == 0
    exported = outlines(target.read_text())
    by_text = {attributes["text"]: (depth, attributes) for depth, attributes in exported}
    assert {name: depth for name, (depth, _attributes) in by_text.items()} == {
        "News": 0,
        "Báo": 1,
        "Báo Bến": 2,
        "Top": 0,
    }
    assert by_text["Báo Bến"][1]["{http://reader.example/ns}rating"] == "5"
    assert by_text["News"][1]["{http://reader.example/ns}colour"] == "red"
    assert by_text["Top"][1]["customThing"] == "kept"
    # A second time round nothing changes.
    assert bantin("import", "--json", str(target)).json == [{"added": 0, "existed": 2, "refused": [], "damage": []}]
    assert outlines(bantin("export").out) == exported


def test_a_list_of_newsboat_is_taken_over(bantin: Bantin, tmp_path: Path) -> None:
    lines = 'https://ben.example/rss "~Báo Bến" news\nhttps://top.example/atom\n"query:All:unread = \\"yes\\""\n'
    said = bantin("import", write(tmp_path, lines, "urls"))
    assert (said.code, said.lines[0]) == (1, "2 added, 0 already there, 1 refused")
    assert "“All” is a search of newsboat" in said.err
    shown = {feed["url"]: (feed["folder"], feed["title"]) for feed in bantin("list", "--feeds", "--json").json}
    assert shown["https://ben.example/rss"] == ("news", "Báo Bến")


def test_input_that_cannot_be_read_is_named(bantin: Bantin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "written").open("w") as only_written:
        monkeypatch.setattr(sys, "stdin", os.fdopen(os.dup(only_written.fileno()), "r"))
        said = bantin("import", "-")
        sys.stdin.close()
    assert (said.code, said.err) == (2, "bantin: - cannot be read: Bad file descriptor\n")


def test_no_line_of_a_list_becomes_a_command_or_a_file(bantin: Bantin, tmp_path: Path) -> None:
    bad = ("exec:touch /tmp/owned", "file:///etc/passwd", "/etc/passwd", "javascript:alert(1)", "sample:x", "|ls")
    lines = "".join(f'<outline type="rss" text="Bad {n}" xmlUrl="{url}"/>' for n, url in enumerate(bad))
    good = '<outline type="rss" text="Good" xmlUrl="https://good.example/feed"/>'
    text = f'<opml version="2.0"><head/><body>{lines}{good}</body></opml>'
    said = bantin("import", write(tmp_path, text))
    assert said.code == 1
    assert said.lines[0] == f"1 added, 0 already there, {len(bad)} refused"
    assert all(f"Bad {n}" in said.err for n in range(len(bad)))
    assert [feed["url"] for feed in bantin("list", "--feeds", "--json").json] == ["https://good.example/feed"]


def test_damage_is_told_and_is_no_line_that_was_refused(bantin: Bantin, tmp_path: Path) -> None:
    path = write(tmp_path, LIST[: LIST.rindex("<outline")])
    said = bantin("import", path)
    assert (said.code, said.lines[0]) == (1, "1 added, 0 already there, 0 refused")
    assert said.err.count("The file is damaged") == 1
    (again,) = bantin("import", "--json", path).json
    assert (again["refused"], len(again["damage"])) == ([], 1)


def test_a_feed_without_an_address_is_named_and_makes_no_folder(bantin: Bantin, tmp_path: Path) -> None:
    said = bantin("import", write(tmp_path, '<opml><body><outline type="rss" text="Lost"/></body></opml>'))
    assert "“Lost” says that it is a feed, but gives no address." in said.err
    assert "Lost" not in bantin("export").out


@pytest.mark.parametrize(
    "content", [b"", b"not xml at all", b"<html><body>no</body></html>", b"\x00\x01\x02", b"<opml", b'{"a": 1}']
)
def test_a_wrong_file_is_refused(bantin: Bantin, tmp_path: Path, content: bytes) -> None:
    said = bantin("import", write(tmp_path, content, "wrong.txt"))
    assert said.code in (1, 2)
    assert said.err.startswith("bantin: ")
    assert bantin("list", "--feeds").out == ""


def test_an_entity_bomb_is_refused_quickly(bantin: Bantin, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
    text = f'<!DOCTYPE opml [{entities}]><opml version="2.0"><body><outline text="&l11;"/></body></opml>'
    said = bantin("import", write(tmp_path, text))
    assert said.code in (0, 1, 2)
    assert len(said.out + said.err) < 2000
    assert bantin("list", "--feeds").out == ""


def test_a_huge_file_is_refused_before_it_is_read(bantin: Bantin, tmp_path: Path) -> None:
    path = tmp_path / "huge.opml"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    said = bantin("import", str(path))
    assert said.code == 2
    assert "20 MB" in said.err


def test_a_file_that_is_not_there(bantin: Bantin, tmp_path: Path) -> None:
    said = bantin("import", str(tmp_path / "nothing.opml"))
    assert said.code == 2
    assert "nothing.opml" in said.err


def test_a_target_that_cannot_be_written(bantin: Bantin, tmp_path: Path) -> None:
    bantin("import", write(tmp_path, LIST))
    for target in (tmp_path / "missing" / "out.opml", tmp_path):
        said = bantin("export", str(target), "--force")
        assert said.code == 2
        assert str(target) in said.err
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_a_failed_export_leaves_the_old_file_whole(
    bantin: Bantin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bantin("import", write(tmp_path, LIST))
    target = tmp_path / "out.opml"
    target.write_text("the list of last year")

    def full(*_paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    said = bantin("export", str(target), "--force")
    assert (said.code, "No space left" in said.err) == (2, True)
    assert target.read_text() == "the list of last year"
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_samples_are_left_out_of_an_export(samples: Path, bantin: Bantin) -> None:
    assert "sample:" not in bantin("export").out


def test_a_name_with_a_home_of_nobody_is_taken_as_it_is(bantin: Bantin, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("import", "~nobody-here/a.opml"), ("export", "~nobody-here/a.opml"), ("restore", "~nobody-here/a")):
        said = bantin(*words)
        assert (said.code, "~nobody-here" in said.err) == (2, True)


def test_what_is_written_to_keeps_its_kind(bantin: Bantin, tmp_path: Path) -> None:
    """A link stays a link, a pipe a pipe, a private file private; a file of the name beside it is nobody's to take."""
    whole = bantin("export").out.encode()
    real, link, beside = tmp_path / "real.opml", tmp_path / "link.opml", tmp_path / "real.opml.new"
    real.write_text("old")
    real.chmod(0o600)
    beside.write_text("mine")
    link.symlink_to(real)
    assert bantin("export", "--force", str(link)).code == 0
    assert link.is_symlink()
    assert len(real.read_bytes()) == len(whole)
    assert real.stat().st_mode & 0o777 == 0o600
    assert beside.read_text() == "mine"
    pipe = tmp_path / "pipe.opml"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert bantin("export", "--force", str(pipe)).code == 0
    assert pipe.is_fifo()
    assert len(os.read(reading, 65536)) == len(whole)
    os.close(reading)
    assert sorted(path.name for path in tmp_path.glob("*real*")) == ["real.opml", "real.opml.new"]
