"""Scenes of `citizen`: what one fetch sends, follows and takes."""

from __future__ import annotations

import asyncio
import gzip

from reader.domain.errors import NetError
from reader.net.client import Client
from reader.net.guard import is_inside
from reader.net.limits import DEFAULT_LIMITS, Limits
from reader.net.proxies import Proxies
from reader.net.robots import Robots
from reader.sources.api import Request
from tests.benchmarks.citizen_stage import BODY, Stage
from tests.benchmarks.loopback import Asked, Loopback, Reply

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0x7f.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "ff02::1",
    "::127.0.0.1",
]
OUTSIDE = [
    "93.184.216.34",
    "1.1.1.1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]


async def _error(client: Client, url: str, *, typed: bool = True) -> str:
    try:
        await client.get(Request(url, user_typed=typed))
    except NetError as error:
        return str(error)
    return ""


async def headers(stage: Stage) -> str:
    """An honest User-Agent, gzip only, no cookie, no Referer, whatever was set before"""
    await stage.feed(Set_Cookie="id=1; Path=/")
    await stage.refresh()
    stage.later(hours=2)
    await stage.refresh()
    sent = stage.last.headers
    assert sent["user-agent"].startswith("bantin/"), sent
    assert sent["accept-encoding"] == "gzip", sent
    assert not {"cookie", "referer", "authorization", "from"} & set(sent), sent
    return f"{sent['user-agent']}; {', '.join(sorted(sent))}"


async def connections(stage: Stage) -> str:
    """At most 4 connections a host and 16 in all"""
    now: dict[str, int] = {}
    most = {"host": 0, "all": 0}

    async def slowly(asked: Asked) -> Reply:
        now[asked.host] = now.get(asked.host, 0) + 1
        most["host"] = max(most["host"], now[asked.host])
        most["all"] = max(most["all"], sum(now.values()))
        await asyncio.sleep(0.01)
        now[asked.host] -= 1
        return Reply(BODY)

    async with Loopback(20, handler=slowly) as net, Client(proxies=Proxies({})) as client:
        urls = [net.url(f"/{number}", number % hosts) for hosts in (1, 20) for number in range(60)]
        await asyncio.gather(*(client.get(Request(url)) for url in urls))
    assert most["host"] == 4, most
    assert most["all"] == 16, most
    return f"120 fetches at once: {most['host']} a host, {most['all']} in all"


async def redirects(stage: Stage) -> str:
    """Ten redirects are walked, an eleventh and a circle are not"""
    for step in range(12):
        stage.answer(f"/{step}", status=302, Location=f"/{step + 1}")
    stage.answer("/12")
    stage.answer("/a", status=301, Location="/b")
    stage.answer("/b", status=301, Location="/a")
    client = stage.world.http
    found = await client.get(Request(stage.net.url("/2")))
    assert found.body == BODY
    said = await _error(client, stage.net.url("/1"))
    before = len(stage.net.asked)
    circle = await _error(client, stage.net.url("/a"))
    assert "too often" in said, said
    assert "circles" in circle, circle
    assert len(stage.net.asked) - before == 2
    return f"10: read; 11: “{said}” a circle after 2 requests"


async def credentials(stage: Stage) -> str:
    """A login goes to its own origin only"""
    async with Loopback() as other, Client(proxies=Proxies({}), inside_ok=["127.0.1.1"]) as client:
        stage.answer("/a", status=302, Location="/b")
        stage.answer("/b", status=302, Location=other.url("/c"))
        other.put("/c", BODY)
        await client.get(Request(stage.net.url("/a").replace("//", "//reader:word@")))
        here = ["authorization" in asked.headers for asked in stage.net.asked]
        there = ["authorization" in asked.headers for asked in other.asked]
    assert (here, there) == ([True, True], [False]), (here, there)
    return f"sent to its host {here}, after a redirect elsewhere {there}"


async def limits(stage: Stage) -> str:
    """30 seconds in all, 15 MB after unpacking, counted as it comes"""
    stage.net.put("/bomb", gzip.compress(b"\0" * (16 << 20)), headers={"Content-Encoding": "gzip"})
    stage.net.put("/stuck", hang=True)
    large = await _error(stage.world.http, stage.net.url("/bomb"))
    async with Client(Limits(total_seconds=0.3), proxies=Proxies({})) as client:
        slow = await _error(client, stage.net.url("/stuck"))
    assert "15 MB" in large, large
    assert "longer than 0.3 seconds" in slow, slow
    assert (DEFAULT_LIMITS.total_seconds, DEFAULT_LIMITS.max_redirects) == (30, 10)
    return f"“{large}” with 0.3 s instead of 30: “{slow}”"


async def inside(stage: Stage) -> str:
    """Addresses inside this machine or network, in every spelling, only where the user typed them"""
    wrong = [address for address in INSIDE if not is_inside(address)]
    wrong += [address for address in OUTSIDE if is_inside(address)]
    assert not wrong, wrong
    stage.answer("/x")
    said = await _error(stage.world.http, stage.net.url("/x"), typed=False)
    assert "leads inside" in said, said
    assert not stage.net.asked
    assert not await _error(stage.world.http, stage.net.url("/x"))
    return f"{len(INSIDE)} spellings refused, {len(OUTSIDE)} public ones not; “{said}”"


async def rebinding(stage: Stage) -> str:
    """A name is looked up once and the connection goes to the address that was checked"""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.1.1"] if len(asked) % 2 else ["93.184.216.34"]

    stage.answer("/x")
    async with Client(proxies=Proxies({}), lookup=lookup) as client:
        url = f"http://rebind.example:{stage.net.port}/x"
        refused = await _error(client, url, typed=False)
        asked.clear()
        found = await client.get(Request(url))
    assert "leads inside" in refused, refused
    assert (len(asked), found.body) == (1, BODY), asked
    return f"refused; where it may, {len(asked)} lookup and the address of that"


async def tls(stage: Stage) -> str:
    """A server that does not prove who it is gets nothing"""
    said = await _error(stage.world.http, stage.net.url("/x").replace("http:", "https:"))
    assert said, "a plain server was taken for a safe one"
    assert not stage.net.asked
    return f"“{said}” (certificates: tests.benchmarks.rude)"


async def robots(stage: Stage) -> str:
    """robots.txt is asked once a day for pages that nobody clicked on"""
    stage.net.put("/robots.txt", "User-agent: *\nDisallow: /private/", conditional=False)
    async with Client(proxies=Proxies({}), inside_ok=["127.0.1.1"]) as client:
        known = Robots(lambda: stage.now)
        may = [await known.may_fetch(stage.net.url(path), client) for path in ("/open", "/private/x", "/open/2")]
        stage.later(hours=25)
        await known.may_fetch(stage.net.url("/open"), client)
    assert may == [True, False, True], may
    assert len(stage.net.asked) == 2, stage.net.paths()
    return f"allowed {may}, asked {len(stage.net.asked)} times in 25 hours for 4 pages"


async def proxies(stage: Stage) -> str:
    """The environment's proxy is used, for what lies outside only"""
    seen: list[str] = []

    def proxy(asked: Asked) -> Reply:
        seen.append(asked.path)
        return Reply(BODY, conditional=False)

    async def lookup(host: str, port: int) -> list[str]:
        return ["127.0.1.1"] if host.startswith("127.") else ["93.184.216.34"]

    stage.answer("/x")
    async with (
        Loopback(handler=proxy) as net,
        Client(proxies=Proxies({"all": net.url("")}), lookup=lookup) as client,
    ):
        found = await client.get(Request("http://news.example/feed", user_typed=False))
        near = await client.get(Request(stage.net.url("/x")))
    assert found.body == near.body == BODY
    assert seen == ["http://news.example/feed"], seen
    return f"through it: {seen[0]}; this machine's own addresses straight"


SCENES = (headers, connections, redirects, credentials, limits, inside, rebinding, tls, robots, proxies)
