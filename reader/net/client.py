"""The client behind `sources.api.Http`: one fetch under all limits.

A fetch is a chain of hops. Each hop waits for its turn at the host, looks the name up, checks the addresses unless the
user named the host, connects to a checked address, sends validators, and counts time and bytes while they arrive.
No cookies, no Referer, no credentials but to their own host.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from ssl import SSLContext

import httpcore
import httpx

import reader
from reader.domain.clock import Clock, system_clock
from reader.domain.errors import BadAnswer, NetError, Offline, TooLarge
from reader.i18n import _
from reader.sources.api import Fetched, Request, Validators

from . import addresses, failures, freshness
from .inflate import BadCoding, Inflater, TooMuch, is_gzip_file
from .limits import DEFAULT_LIMITS, MEGABYTE, Limits
from .lookup import Lookup, has_route, system_lookup
from .politeness import Gate
from .pools import HostPools
from .proxies import Proxies
from .room import Lease, Room
from .tls import tls_context

USER_AGENT = f"{reader.PRODUCT}/{reader.__version__} (terminal news reader)"
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.6, */*;q=0.2"
)

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_FAILURES = (
    OSError,
    UnicodeError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    httpx.HTTPError,
    httpx.StreamError,
)


@dataclass(frozen=True, slots=True)
class _Hop:
    """What one request brought: a redirect (`location`) or an answer."""

    status: int
    headers: dict[str, str]
    location: str = ""
    body: bytes = b""


def body_hash(body: bytes) -> str:
    """The hash that `Fetched.body_hash` and `Request.body_hash` carry."""
    return blake2b(body, digest_size=16).hexdigest()


class Client:
    """Fetches addresses. One per process; implements `sources.api.Http`.

    `inside_ok` names hosts that may lie inside this machine or its network whoever names them (the user's intranet).
    Bodies share `room`. `proxies`, `lookup`, `tls` and `clock` are handed in by tests; None takes the environment's and
    the system's.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        *,
        offline: bool = False,
        inside_ok: Iterable[str] = (),
        room: Room | None = None,
        proxies: Proxies | None = None,
        lookup: Lookup = system_lookup,
        tls: Callable[[], SSLContext] = tls_context,
        clock: Clock = system_clock,
    ) -> None:
        self.offline = offline
        """The user's switch: while it is on, every fetch raises Offline at once."""
        self._limits = limits
        self._inside_ok = frozenset(host.lower().rstrip(".") for host in inside_ok)
        self._clock = clock
        self._gate = Gate(limits)
        self._room = room or Room()
        # A transport without an AsyncClient, which would keep cookies, read ~/.netrc and parse redirects itself.
        self._pools = HostPools(proxies or Proxies.from_environment(), lookup, tls)

    @property
    def idle_hosts(self) -> int:
        """How many hosts have connections that are only kept for later."""
        return self._pools.idle

    @property
    def busy_hosts(self) -> int:
        """How many hosts are being asked or waited for."""
        return self._gate.hosts

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pools.aclose()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.aclose()

    async def get(self, request: Request, *, accept: str = "") -> Fetched:
        """Fetch `request.url`; see `sources.api.Http`. `accept` is the Accept header, feeds first when empty."""
        self._check_switch()
        first = target = addresses.parse(request.url, self._limits.max_url)
        headers = self._headers(request.validators, accept or ACCEPT_FEED)
        seen = {str(target.url)}
        permanent, left = True, self._limits.total_seconds
        limit = min(request.max_bytes or self._limits.max_bytes, self._limits.max_bytes)
        for _hop in range(self._limits.max_redirects + 1):
            named_by_user = request.user_typed and addresses.same_place(first, target)
            guarded = not named_by_user and target.host not in self._inside_ok
            hop, left = await self._timed_hop(target, headers, guarded, left, limit)
            if not hop.location:
                return self._answer(request, target, hop, permanent and target is not first)
            permanent = permanent and hop.status in _PERMANENT
            target = addresses.join(target, hop.location, self._limits.max_url)
            if str(target.url) in seen:
                break
            seen.add(str(target.url))
        raise BadAnswer(_("{host} redirects in circles or too often.").format(host=first.host))

    def _check_switch(self) -> None:
        if self.offline:
            raise Offline(_("You are working offline."))

    def _headers(self, validators: Validators, accept: str) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"User-Agent", USER_AGENT.encode("ascii")),
            (b"Accept", accept.encode("ascii", "replace")),
            # Only gzip is asked for, because only gzip is unpacked in bounded steps.
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"keep-alive"),
        ]
        for name, value in ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified)):
            if value:
                headers.append((name, value.encode("latin-1", "replace")))
        return headers

    async def _timed_hop(
        self, target: addresses.Target, headers: list[tuple[bytes, bytes]], guarded: bool, left: float, limit: int
    ) -> tuple[_Hop, float]:
        """One request under what is left of the time. Gives the hop and what is left after it."""
        loop = asyncio.get_running_loop()
        async with self._gate.turn(target.host):
            self._check_switch()
            due = loop.time() + left
            try:
                async with asyncio.timeout_at(due) as clock, self._room.body(limit, clock) as lease:
                    hop = await self._hop(target, headers, guarded, limit, lease)
            except TimeoutError:
                raise failures.out_of_time(target.host, self._limits.total_seconds) from None
            except NetError:
                raise
            except _FAILURES as error:
                raise failures.explain(error, target.host, routed=has_route()) from error
            return hop, (clock.when() or due) - loop.time()

    async def _hop(
        self, target: addresses.Target, headers: list[tuple[bytes, bytes]], guarded: bool, limit: int, lease: Lease
    ) -> _Hop:
        if target.authorization:
            headers = [*headers, (b"Authorization", target.authorization.encode("ascii"))]
        timeouts = {"connect": self._limits.connect_seconds}
        request = httpx.Request(
            "GET", target.url, headers=headers, extensions={"guarded": guarded, "timeout": timeouts}
        )
        response = await self._pools.handle_async_request(request)
        try:
            found = _header_text(response)
            if response.status_code in _REDIRECTS and found.get("location"):
                return _Hop(response.status_code, found, location=found["location"])
            conditional = any(name.startswith(b"If-") for name, _value in headers)
            if response.status_code == 304 and conditional:
                # It has no body; reading its end keeps the connection open for the next feed of this host.
                async for _part in response.aiter_raw():
                    break
                return _Hop(304, found)
            if not 200 <= response.status_code < 300:
                wait = freshness.retry_after(found.get("retry-after", ""), self._clock())
                raise failures.from_status(response.status_code, target.host, wait, str(target.url))
            if response.status_code == 206:
                raise BadAnswer(_("{host} sent only a part of it (206).").format(host=target.host))
            return _Hop(response.status_code, found, body=await self._body(response, found, target.host, limit, lease))
        finally:
            await response.aclose()

    async def _body(
        self, response: httpx.Response, headers: dict[str, str], host: str, limit: int, lease: Lease
    ) -> bytes:
        announced = headers.get("content-length", "")
        try:
            if announced.isdecimal() and int(announced[:18]) > limit:
                raise TooMuch
            inflater = Inflater(headers.get("content-encoding", ""), limit)
            async for part in response.aiter_raw():
                for grown in inflater.feed(part):
                    await lease.grow(grown)
            body = inflater.finish()
            if is_gzip_file(body):
                inflater = Inflater("gzip", limit)
                for grown in inflater.feed(body):
                    await lease.grow(grown)
                body = inflater.finish()
            return body
        except TooMuch:
            size = f"{limit / MEGABYTE:g}"
            raise TooLarge(_("{host} sent more than {size} MB.").format(host=host, size=size)) from None
        except BadCoding:
            raise BadAnswer(_("{host} sent a body that cannot be unpacked.").format(host=host)) from None

    def _answer(self, request: Request, target: addresses.Target, hop: _Hop, moved: bool) -> Fetched:
        digest = body_hash(hop.body) if hop.status != 304 else request.body_hash
        unchanged = hop.status != 304 and digest == request.body_hash
        validators = self._validators(hop.headers)
        if hop.status == 304 and validators == Validators():
            validators = request.validators
        where, link_field = str(target.url), hop.headers.get("link", "")
        return Fetched(
            url=where,
            body=b"" if unchanged else hop.body,
            content_type=hop.headers.get("content-type", ""),
            status=hop.status,
            validators=validators,
            body_hash=digest,
            permanent_url=addresses.with_userinfo(where, request.url) if moved else "",
            fresh_for=freshness.fresh_for(hop.headers, self._clock()),
            fetched_at=self._clock(),
            link_field=link_field if len(link_field) <= self._limits.max_url else "",
        )

    def _validators(self, headers: dict[str, str]) -> Validators:
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        most = self._limits.max_validator
        # A star is no name for what was sent but asks for anything that is there: it would be "unchanged" for good.
        etag = "" if len(etag) > most or etag == "*" else etag
        return Validators(etag, modified if len(modified) <= most else "")


def _header_text(response: httpx.Response) -> dict[str, str]:
    """Header fields by lower-case name; bytes are kept one to one as Latin-1, repeated fields are joined by commas."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields and name != "location" else value
    return fields
