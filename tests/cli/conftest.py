"""The command line as a script uses it: words in, exit code and two streams out, on a data folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from cli_world import ROOT, Bantin, InTerminal, Program, Said, rss
from pytest_httpserver import HTTPServer
from sample_store import lay_samples
from warm_program import Warm

from reader.cli.main import run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


@pytest.fixture
def samples(data: Path) -> Path:
    """The data folder, after a first start."""
    lay_samples(data)
    return data


@pytest.fixture
def bantin(data: Path, capsys: pytest.CaptureFixture[str]) -> Bantin:
    """`bantin(*words)` runs a command through the program's own front door, in this process."""

    def command(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = run(["--data-dir", str(data), *words])
        except SystemExit as end:  # the argument parser's own end
            code = end.code if isinstance(end.code, int) else 1
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `kept` keeps its data folders."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def kept(shelf: Path, data: Path) -> Callable[[str, Callable[[], object]], None]:
    """`kept(name, fill)` fills the data folder once in a session by `fill`, and with a copy of that ever after.

    Adding a feed starts a process that parses it: half a second, which most tests have no interest in. The loopback
    server keeps its port for the session, so that the addresses in the copy stay right.
    """

    def lay(name: str, fill: Callable[[], object]) -> None:
        if (shelf / name).exists():
            shutil.copytree(shelf / name, data, dirs_exist_ok=True)
        else:
            fill()
            shutil.copytree(data, shelf / name)

    return lay


@pytest.fixture
def program(data: Path, warm: Warm) -> Program:
    """`program(*words, environment=…, given=…)` runs the command as a process of its own, `given` on its stdin.

    Python's own variables count only where Python starts: with one of those it is not the warm program that runs.
    """

    def start(
        *words: str, environment: dict[str, str] | None = None, given: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        arguments = ["--data-dir", str(data), *words]
        cold = [sys.executable, "-m", "reader", *arguments]
        surroundings = {**os.environ, **(environment or {})}
        if any(name.startswith("PYTHON") for name in environment or {}):
            return subprocess.run(cold, cwd=ROOT, env=surroundings, input=given, capture_output=True, check=False)
        with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
            stdin.write(given)
            stdin.seek(0)
            streams = [stdin.fileno(), stdout.fileno(), stderr.fileno()]
            code = warm.start(["bantin", *arguments], ROOT, surroundings, streams).wait()
            said = []
            for stream in (stdout, stderr):
                stream.seek(0)
                said.append(stream.read())
        return subprocess.CompletedProcess(cold, code, *said)

    return start


@pytest.fixture
def in_terminal(data: Path, warm: Warm) -> InTerminal:
    """`in_terminal(*words, environment=…)` is what a command writes to a pseudo-terminal that is its stdin, stdout and
    stderr."""

    def start(*words: str, environment: dict[str, str] | None = None) -> str:
        master, slave = os.openpty()
        arguments = ["bantin", "--data-dir", str(data), *words]
        process = warm.start(arguments, ROOT, {**os.environ, **(environment or {})}, [slave] * 3)
        os.close(slave)
        output = b""
        try:
            while True:
                output += os.read(master, 65536)
        except OSError:
            pass  # the other end is closed
        finally:
            process.wait(60)
            os.close(master)
        return output.decode()

    return start


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    """A paper on loopback: `/` is its front page with two feeds, `/news.xml` and `/sport.xml`; `/feed.json` a third."""
    alternates = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/{name}.xml">'
        for title, name in (("All news", "news"), ("Sport", "sport"))
    )
    page = f"<html><head><title>Harbour Post</title>{alternates}</head><body><p>Welcome.</p></body></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    for name, title, stories in (
        ("news", "Harbour Post", ("Border queue falls", "Một cửa mở rộng")),
        ("sport", "Harbour Sport", ("Late header",)),
    ):
        answer = rss(title, *stories)
        httpserver.expect_request(f"/{name}.xml").respond_with_data(answer, content_type="application/rss+xml")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Copper",
        "items": [{"id": "1", "url": "http://copper.example/1", "title": "Wires", "content_text": "About wires."}],
    }
    httpserver.expect_request("/feed.json").respond_with_json(feed)
    return httpserver


@pytest.fixture
def filled(site: HTTPServer, bantin: Bantin, kept: Callable[..., None]) -> Bantin:
    """Two feeds, three stories."""

    def fill() -> None:
        for name in ("news", "sport"):
            assert bantin("add", site.url_for(f"/{name}.xml")).code == 0

    kept("filled", fill)
    return bantin
