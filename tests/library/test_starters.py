"""The starter lists that come with the program."""

from __future__ import annotations

from pathlib import Path

from reader import paths
from reader.domain import opml
from reader.domain.identity import safe_url, url_key
from reader.domain.opml import OpmlFeed, OpmlFolder
from reader.library.starters import starter_lists

FILES = sorted((paths.samples_dir() / "starter").glob("*.opml"))


def feeds(file: Path) -> list[OpmlFeed]:
    (folder,) = opml.parse(file.read_bytes()).nodes
    assert isinstance(folder, OpmlFolder)
    assert all(isinstance(node, OpmlFeed) for node in folder.nodes)
    return [node for node in folder.nodes if isinstance(node, OpmlFeed)]


def test_every_list_is_one_folder_of_a_few_named_feeds() -> None:
    assert len(FILES) >= 4
    for file in FILES:
        assert 3 <= len(feeds(file)) <= 12
        assert all(feed.title and feed.site_url for feed in feeds(file))
        assert opml.parse(file.read_bytes()).refused == ()
        assert "Addresses change" in file.read_text(encoding="utf-8")


def test_addresses_are_https_and_stand_only_once() -> None:
    urls = [feed.url for file in FILES for feed in feeds(file)]
    assert all(url.startswith("https://") and safe_url(url) == url for url in urls)
    assert len({url_key(url) for url in urls}) == len(urls)


def test_lists_are_offered_by_title() -> None:
    lists = starter_lists(paths.samples_dir())
    assert [one.title for one in lists] == ["Science", "Technology", "Việt Nam", "World"]
    assert "Tuổi Trẻ" in lists[2].feeds
    assert all(one.data.startswith(b"<?xml") for one in lists)


def test_what_is_no_list_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "starter"
    folder.mkdir()
    (folder / "bad.opml").write_text("<html>")
    (folder / "empty.opml").write_text("<opml version='2.0'><head/><body/></opml>")
    (folder / "dir.opml").mkdir()
    (folder / "good.opml").write_text("<opml><body><outline xmlUrl='https://a.example/f' text='A'/></body></opml>")
    assert [(one.title, one.feeds) for one in starter_lists(tmp_path)] == [("good", ("A",))]
    assert starter_lists(tmp_path / "none") == []
