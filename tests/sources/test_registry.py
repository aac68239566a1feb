"""The registry: names, choice, and what happens to a broken adapter."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from reader.domain.errors import AdapterBroken, HttpStatus, NotAFeed, StoreError, UsageError
from reader.domain.models import Candidate
from reader.sources import registry
from reader.sources.api import Fetched, Http, Parsed, Request
from reader.sources.contract import PretendedHttp
from reader.sources.registry import BUILT_IN, Registry, installed, load_parser


class Mine:
    """A well-behaved adapter."""

    name: ClassVar[str] = "mine"
    parser: ClassVar[str] = "plugins_of_tests:parse"

    def match(self, url: str) -> float:
        return 7.0 if url.startswith("mine:") else 0.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        return Fetched(request.url, b"body")

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        return Fetched(url, b"page") if url.startswith("mine:") else None


class Odd(Mine):
    """An adapter that breaks its contract in the way it is told."""

    name: ClassVar[str] = "odd"
    error: ClassVar[BaseException | None] = None
    answer: ClassVar[Any] = None

    def match(self, url: str) -> float:
        if "match" in url:
            raise ZeroDivisionError("in match")
        return 0.9

    async def fetch(self, request: Request, http: Http) -> Fetched:
        if self.error is not None:
            raise self.error
        return self.answer  # type: ignore[no-any-return]


def parse(fetched: Fetched) -> Parsed:
    return Parsed(title=fetched.url)


@pytest.fixture
def plugins() -> Iterator[dict[str, str]]:
    module: Any = types.ModuleType("plugins_of_tests")
    module.Mine, module.Odd, module.parse, module.number, module.Nothing = Mine, Odd, parse, 5, dict
    sys.modules["plugins_of_tests"] = module
    yield {"mine": "plugins_of_tests:Mine", "odd": "plugins_of_tests:Odd", **BUILT_IN}
    del sys.modules["plugins_of_tests"]
    Odd.error = Odd.answer = None


def test_the_built_in_adapters_are_registered_through_the_group() -> None:
    from importlib.metadata import entry_points

    assert {point.name: point.value for point in entry_points(group=registry.GROUP)}.items() >= BUILT_IN.items()
    assert installed().items() >= BUILT_IN.items()


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_adapter_loads_and_names_its_parser(name: str) -> None:
    sources = Registry(BUILT_IN)
    assert sources.get(name).name == name
    assert callable(load_parser(sources.parser_of(name)))
    assert sources.get(name) is sources.get(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://example.com/", "feed"),
        ("example.com", "feed"),
        ("https://example.com/feed.json", "jsonfeed"),
        ("feed://example.com", "feed"),
        ("/tmp", "local"),
        ("~/notes", "local"),
        ("file:///x/y.xml", "local"),
        ("./feed.xml", "local"),
        ("sample:front", "samples"),
    ],
)
def test_the_best_adapter_is_chosen(text: str, name: str) -> None:
    assert Registry(BUILT_IN).best(text) == name


def test_what_no_adapter_knows_is_told_so() -> None:
    with pytest.raises(UsageError):
        Registry(BUILT_IN).best("hello there")
    with pytest.raises(UsageError):
        asyncio.run(Registry(BUILT_IN).discover("  ", PretendedHttp()))


def test_a_plug_in_is_used_and_its_score_is_bounded(plugins: dict[str, str]) -> None:
    sources = Registry(plugins)
    assert sources.ranked("mine:x")[0] == (1.0, "mine")
    fetched = asyncio.run(sources.fetch("mine", Request("mine:x"), PretendedHttp()))
    assert load_parser(sources.parser_of("mine"))(fetched) == Parsed(title="mine:x")
    assert asyncio.run(sources.discover("mine:x", PretendedHttp())) == [Candidate("mine:x", "mine", typed=True)]
    page = asyncio.run(sources.fetch_page("mine:x", PretendedHttp()))
    assert page is not None
    assert page.body == b"page"
    assert asyncio.run(sources.fetch_page("https://example.com/", PretendedHttp())) is None


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ("no_such_module_here:X", "no_such_module_here"),
        ("plugins_of_tests:Missing", "Missing"),
        ("plugins_of_tests:Nothing", "no source adapter"),
        ("plugins_of_tests:number", "not callable"),
        ("plugins_of_tests", "TypeError"),
    ],
)
def test_an_adapter_that_cannot_be_loaded_disables_itself(spec: str, word: str, plugins: dict[str, str]) -> None:
    sources = Registry({"bad": spec, **BUILT_IN})
    for _turn in range(2):
        with pytest.raises(AdapterBroken, match="bad"):
            sources.get("bad")
    notices = sources.take_notices()
    assert len(notices) == 1
    assert sources.take_notices() == []
    assert sources.best("https://example.com/") == "feed"


def test_a_missing_adapter_is_no_fault_of_the_others() -> None:
    sources = Registry(BUILT_IN)
    with pytest.raises(AdapterBroken, match="not installed"):
        sources.get("gone")
    assert sources.take_notices() == []


@pytest.mark.parametrize("kind", [ZeroDivisionError, StoreError, UsageError])
def test_an_adapter_that_raises_is_switched_off_with_one_notice(kind: type[Exception], plugins: dict[str, str]) -> None:
    sources = Registry(plugins)
    Odd.error = kind("\x1b[31mboom")
    for _turn in range(3):
        with pytest.raises(AdapterBroken):
            asyncio.run(sources.fetch("odd", Request("x"), PretendedHttp()))
    notices = sources.take_notices()
    assert len(notices) == 1
    assert "odd" in notices[0]
    assert "\x1b" not in notices[0]
    assert sources.best("https://example.com") == "feed"


class Stumbling(PretendedHttp):
    """Meets a fault of ours."""

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        raise ZeroDivisionError("by nought")


def test_a_fault_of_ours_at_one_address_does_not_switch_off_the_adapter_of_all_feeds() -> None:
    sources = Registry(BUILT_IN)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(sources.fetch("feed", Request("https://a.example/feed"), Stumbling()))
    assert sources.take_notices() == [], "whoever asked for it says so, and writes the details into the log"
    http = PretendedHttp({"https://b.example/feed": (b"<rss/>", "text/xml")})
    assert asyncio.run(sources.fetch("feed", Request("https://b.example/feed"), http)).body == b"<rss/>"


def test_errors_that_the_contract_allows_do_not_switch_it_off(plugins: dict[str, str]) -> None:
    sources = Registry(plugins)
    for error in (HttpStatus("404.", 404), NotAFeed("no.")):
        Odd.error = error
        with pytest.raises(type(error)):
            asyncio.run(sources.fetch("odd", Request("x"), PretendedHttp()))
    Odd.error = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(sources.fetch("odd", Request("x"), PretendedHttp()))
    assert sources.broken == {}


@pytest.mark.parametrize("answer", [None, b"bytes", {"url": "x"}])
def test_an_adapter_that_answers_nonsense_is_switched_off(answer: object, plugins: dict[str, str]) -> None:
    sources = Registry(plugins)
    Odd.answer = answer
    with pytest.raises(AdapterBroken):
        asyncio.run(sources.fetch("odd", Request("x"), PretendedHttp()))
    assert "odd" in sources.broken


def test_an_adapter_whose_match_raises_is_passed_over(plugins: dict[str, str]) -> None:
    sources = Registry(plugins)
    assert sources.best("https://example.com/match") == "feed"
    assert "odd" in sources.broken


def test_nobody_takes_over_a_built_in_name() -> None:
    assert installed()["feed"] == BUILT_IN["feed"]


@pytest.mark.parametrize("spec", ["reader.sources.feed:nothing", "nowhere:parse", "plugins_of_tests:number", ""])
def test_a_parser_that_is_none_is_refused(spec: str, plugins: dict[str, str]) -> None:
    with pytest.raises(AdapterBroken):
        load_parser(spec)


class Finder:
    """Finds what a hostile page may name."""

    name = "finder"
    parser = "reader.sources.feed:parse"

    def match(self, url: str) -> float:
        return 1.0

    async def fetch(self, request: Request, http: Http) -> Fetched:
        raise NotImplementedError

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        return [
            Candidate(one, adapter)
            for one, adapter in (
                ("https://paper.example/feed", "feed"), ("http://192.168.0.1/feed", "feed"), ("/etc/passwd", "local"),
                ("finder:all", "finder"),
            )
        ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["paper.example", "https://paper.example/news", "sitemap:paper.example", "feed:paper.example"]
)
def test_only_the_host_that_the_user_typed_counts_as_typed(text: str) -> None:
    sources = Registry({"finder": f"{__name__}:Finder"})
    found = asyncio.run(sources.discover(text, PretendedHttp()))
    assert [one.url for one in found if one.typed] == ["https://paper.example/feed", "finder:all"]
