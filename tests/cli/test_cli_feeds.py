"""`add`, `remove`, `refresh` through the front door, against a real server on loopback."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import ROOT, Said, as_typed, rss
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Bantin = Callable[..., Said]


def url(site: HTTPServer, path: str) -> str:
    """An address on the test's server."""
    return str(site.url_for(path))


def test_add_a_feed_and_read_it(bantin: Bantin, site: HTTPServer) -> None:
    said = bantin("add", url(site, "/news.xml"))
    assert (said.code, said.out) == (0, "added: Harbour Post (1, 2 unread stories)\n")
    assert "Một cửa mở rộng" in bantin("list").out
    again = bantin("add", url(site, "/news.xml"))
    assert (again.code, again.out) == (0, "already there: Harbour Post (1, 2 unread stories)\n")


def test_add_a_site_takes_its_best_feed_and_names_the_others(bantin: Bantin, site: HTTPServer) -> None:
    said = bantin("add", url(site, "/"))
    assert said.code == 0
    assert "added: Harbour Post" in said.out
    assert f"also there: {url(site, '/sport.xml')} Harbour Sport" in said.err


def test_add_all_feeds_of_a_site(bantin: Bantin, site: HTTPServer) -> None:
    said = bantin("add", "--all", url(site, "/"))
    assert said.code == 0
    assert [line.partition(" (")[0] for line in said.lines] == ["added: Harbour Post", "added: Harbour Sport"]


def test_add_a_json_feed_as_json(bantin: Bantin, site: HTTPServer) -> None:
    (feed,) = bantin("add", "--json", url(site, "/feed.json")).json
    assert feed["title"] == "Copper"
    assert (feed["adapter"], feed["unread"], feed["existed"]) == ("jsonfeed", 1, False)
    (feed,) = bantin("add", "--json", url(site, "/feed.json")).json
    assert feed["existed"] is True


def test_add_a_folder_of_files(bantin: Bantin, tmp_path: Path) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    (folder / "note.md").write_text("# A note on clocks\n\nThey were late.\n")
    (folder / "page.html").write_text("<title>Saved page</title><article><h1>Saved page</h1><p>Words.</p></article>")
    (folder / "feed.xml").write_text(rss("Inside", "From a file"))
    assert bantin("add", str(folder)).code == 0
    listed = bantin("list").out
    assert "A note on clocks" in listed
    assert "Saved page" in listed


def test_add_into_a_nested_folder_under_a_name_of_ones_own(bantin: Bantin, site: HTTPServer) -> None:
    bantin("add", "--folder", "News/World", "--title", "My paper", url(site, "/news.xml"))
    bantin("add", "--folder", "news/world/", url(site, "/sport.xml"))
    feeds = bantin("list", "--feeds", "--json").json
    assert [(feed["folder"], feed["title"]) for feed in feeds] == [
        ("News/World", "My paper"),
        ("News/World", "Harbour Sport"),
    ]


@pytest.mark.parametrize(
    "address", ["nonsense", "not a url", "ftp://x.example/feed", "javascript:alert(1)", "exec:ls", ""]
)
def test_what_is_no_address_is_a_mistake_in_usage(bantin: Bantin, address: str) -> None:
    said = bantin("add", address)
    assert said.code == 2
    assert said.err.startswith("bantin: ")
    assert bantin("list", "--feeds").out == ""


def test_a_file_that_is_not_there(bantin: Bantin, tmp_path: Path) -> None:
    said = bantin("add", str(tmp_path / "nothing.xml"))
    assert said.code == 1
    assert "nothing.xml" in said.err


def test_what_does_not_answer_is_unavailable(bantin: Bantin) -> None:
    said = bantin("add", "http://127.0.0.1:1/feed.xml")
    assert said.code == 69
    assert "127.0.0.1" in said.err
    said = bantin("--offline", "add", "http://127.0.0.1:1/feed.xml")
    assert said.code == 69
    assert "offline" in said.err


@pytest.mark.parametrize("status", [404, 410, 500, 429])
def test_a_server_that_refuses_is_named_with_its_reason(bantin: Bantin, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/feed.xml").respond_with_data("no", status=status)
    said = bantin("add", httpserver.url_for("/feed.xml"))
    assert said.code == 1
    assert str(status) in said.err
    assert bantin("list", "--feeds").out == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [("", "application/rss+xml"), ("<html><title>Login</title><body>Sign in</body></html>", "text/html")],
)
def test_what_is_no_feed_is_not_subscribed(bantin: Bantin, httpserver: HTTPServer, body: str, kind: str) -> None:
    httpserver.expect_request("/x").respond_with_data(body, content_type=kind)
    said = bantin("add", httpserver.url_for("/x"))
    assert said.code == 1
    assert said.err
    assert bantin("list", "--feeds").out == ""


def test_remove_by_number_title_and_address(bantin: Bantin, site: HTTPServer) -> None:
    bantin("add", "--all", url(site, "/"))
    bantin("add", url(site, "/feed.json"))
    assert bantin("remove", "1").out == "removed: Harbour Post\n"
    assert bantin("remove", "--json", "copper").json == [
        {"removed": 3, "title": "Copper", "url": url(site, "/feed.json")}
    ]
    assert bantin("remove", url(site, "/sport.xml")).code == 0
    assert bantin("list", "--feeds").out == ""


def test_remove_asks_back_rather_than_guess(bantin: Bantin, site: HTTPServer) -> None:
    bantin("add", "--all", url(site, "/"))
    said = bantin("remove", "harbour")
    assert said.code == 2
    assert "1 Harbour Post, 2 Harbour Sport" in said.err
    assert bantin("remove", "http://post.example/").code == 2, "the site of both"
    assert bantin("remove", "elsewhere").code == 2
    assert bantin("remove").code == 2
    assert bantin("remove", "1", "--samples").code == 2
    assert len(bantin("list", "--feeds").lines) == 2


def test_removed_samples_do_not_come_back(
    samples: Path, bantin: Bantin, program: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    first = program()
    assert first.returncode == 0
    assert len(first.stdout.splitlines()) == 50
    assert bantin("list", "--feeds", "--json").json[0]["sample"] is True
    assert "removed 17 sample feeds" in bantin("remove", "--samples").out
    again = program()
    assert (again.returncode, again.stdout) == (0, b"")
    assert b"bantin add" in again.stderr
    assert bantin("list", "--feeds").out == ""


def test_refresh_brings_what_is_new(bantin: Bantin, tmp_path: Path, site: HTTPServer) -> None:
    subscribe_by_list(bantin, tmp_path, url(site, "/news.xml"), url(site, "/sport.xml"))
    said = bantin("refresh")
    assert (said.code, said.out, said.err) == (0, "3 new stories\n", "")


def test_refresh_names_what_failed_and_goes_on(bantin: Bantin, tmp_path: Path, site: HTTPServer) -> None:
    site.expect_request("/broken.xml").respond_with_data("no", status=500)
    subscribe_by_list(bantin, tmp_path, url(site, "/broken.xml"), url(site, "/news.xml"))
    said = bantin("refresh")
    assert (said.code, said.out) == (1, "2 new stories, 1 feed failed\n")
    assert "500" in said.err
    assert "━" not in said.err


def subscribe_by_list(bantin: Bantin, tmp_path: Path, *addresses: str) -> None:
    """Subscribe without fetching."""
    outlines = "".join(f'<outline type="rss" text="{address}" xmlUrl="{address}"/>' for address in addresses)
    path = tmp_path / "list.opml"
    path.write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>')
    assert bantin("import", str(path)).code == 0
    as_typed(tmp_path / "data")


def test_refresh_when_nothing_can_be_reached(bantin: Bantin, tmp_path: Path) -> None:
    subscribe_by_list(bantin, tmp_path, "http://nowhere.invalid/a", "http://nowhere.invalid/b")
    assert bantin("--offline", "refresh").code == 69
    said = bantin("refresh")
    assert said.code == 69
    assert "nowhere.invalid" in said.err
    assert said.err.count("\n") == 2, "each failed feed is named, and nothing else"


def test_when_no_feed_is_to_blame_the_network_or_the_proxy_is(
    bantin: Bantin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe_by_list(bantin, tmp_path, "http://a.example.org/", "http://b.example.org/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    said = bantin("refresh")
    assert (said.code, said.err.count("\n")) == (69, 1)
    assert "The proxy 127.0.0.1 " in said.err


@pytest.mark.parametrize("command", [("refresh",), ("add", "http://a.example/"), ("mark", "read", "1"), ("reindex",)])
def test_a_folder_that_cannot_be_written_is_said_once(
    bantin: Bantin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    subscribe_by_list(bantin, tmp_path, "http://a.example/")

    def read_only(*_arguments: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("reader.store.opening._lock", read_only)
    said = bantin(*command)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.endswith("Opened for reading only.\n")
    # What only reads goes on after the same sentence.
    read = bantin("list")
    assert (read.code, read.err) == (0, said.err)
    plain = bantin()
    assert (plain.code, plain.err.count("\n")) == (0, 2)


def test_refresh_as_json_names_each_feed(bantin: Bantin, tmp_path: Path) -> None:
    subscribe_by_list(bantin, tmp_path, "http://nowhere.invalid/a")
    said = bantin("refresh", "--json")
    (feed,) = said.json
    assert set(feed) == {"feed_id", "title", "new", "updated", "error"}
    assert feed["error"]


def test_refresh_one_feed_and_a_name_that_fits_none(bantin: Bantin, tmp_path: Path) -> None:
    subscribe_by_list(bantin, tmp_path, "http://nowhere.invalid/a", "http://nowhere.invalid/b")
    assert len(bantin("refresh", "--json", "http://nowhere.invalid/b").lines) == 1
    assert bantin("refresh", "zzz").code == 2


def test_refresh_due_skips_what_was_just_fetched(bantin: Bantin, site: HTTPServer) -> None:
    bantin("add", url(site, "/news.xml"))
    asked = len(site.log)
    assert bantin("refresh", "--due").out == "0 new stories\n"
    assert len(site.log) == asked


def test_ctrl_c_stops_a_refresh_and_keeps_what_was_fetched(
    bantin: Bantin, data: Path, tmp_path: Path, httpserver: HTTPServer
) -> None:
    slow, arrived, release = threading.Event(), threading.Event(), threading.Event()

    def answer(_request: Request) -> Response:
        if slow.is_set():
            arrived.set()
            release.wait(30)
        return Response(rss("Slow", "First"), content_type="application/rss+xml")

    httpserver.expect_request("/slow.xml").respond_with_handler(answer)
    bantin("add", httpserver.url_for("/slow.xml"))
    forget_the_last_fetch(data)
    slow.set()
    process = subprocess.Popen(
        [sys.executable, "-m", "reader", "--data-dir", str(data), "refresh"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert arrived.wait(30)
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=30)
    finally:
        release.set()
        process.kill()
        process.communicate()
    assert process.returncode == 130, err
    assert b"stopped; what was fetched is kept" in err
    assert b"Traceback" not in err
    assert len(bantin("list", "all").lines) == 1


def forget_the_last_fetch(data: Path) -> None:
    """As if the last look at every feed had been days ago."""

    db = sqlite3.connect(data / "bantin.db")
    with db:
        db.execute("UPDATE feed SET last_attempt = last_attempt - 1e9, next_due = 1, etag = '', last_modified = ''")
    db.close()


def test_ctrl_c_at_a_question_leaves_at_once(data: Path, site: HTTPServer) -> None:
    # Only where a person sits is there a question: a pseudo-terminal on stdin and stderr.
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "reader", "--data-dir", str(data), "add", url(site, "/")],
        cwd=ROOT,
        stdin=slave,
        stderr=slave,
        stdout=subprocess.PIPE,
    )
    try:
        seen = b""
        while b"[1]" not in seen:
            seen += os.read(master, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert b"Traceback" not in seen
    finally:
        process.kill()
        process.communicate()
        os.close(master)
        os.close(slave)


def test_reindex_relates_everything_again(bantin: Bantin, site: HTTPServer) -> None:
    bantin("add", url(site, "/news.xml"))
    bantin("refresh")
    for _again in range(2):
        said = bantin("reindex")
        assert (said.code, said.out) == (0, "2 stories related\n")
