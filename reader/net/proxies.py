"""The proxy that the environment asks for (`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`).

Behind a proxy the connection cannot be pinned: the proxy looks the name up. The guard then checks the literal address
and what the name means here, and leaves the rest to the proxy, which is where such a network keeps its own rules.
Addresses inside this machine or its network never go through a proxy.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

import httpcore

from reader.domain.errors import Unreachable
from reader.i18n import _

from .guard import is_inside_name


@dataclass(frozen=True, slots=True)
class Proxies:
    """Proxy addresses by scheme, as `urllib.request.getproxies` gives them."""

    by_scheme: Mapping[str, str]

    @classmethod
    def from_environment(cls) -> Proxies:
        """What the environment says now."""
        return cls(urllib.request.getproxies())

    def for_host(self, scheme: str, host: str) -> httpcore.Proxy | None:
        """The proxy for `scheme://host`, or None to go there directly. Raises Unreachable for a kind we cannot use."""
        address = self.by_scheme.get(scheme) or self.by_scheme.get("all") or ""
        if not address or is_inside_name(host):
            return None
        if _bypassed(host, self.by_scheme.get("no", "")):
            return None
        if "://" not in address:
            address = "http://" + address
        return _proxy(address)


def _bypassed(host: str, no_proxy: str) -> bool:
    """Whether a `no_proxy` list (names, `.suffixes`, or `*`) names `host`."""
    for item in no_proxy.lower().split(","):
        suffix = item.strip().partition(":")[0].lstrip("*.")
        if item.strip() == "*" or (suffix and (host == suffix or host.endswith("." + suffix))):
            return True
    return False


def _proxy(address: str) -> httpcore.Proxy:
    """`address` with its credentials, if any, moved to where httpcore wants them. Raises Unreachable."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        auth = None
        if parts.username is not None:
            auth = (unquote(parts.username), unquote(parts.password or ""))
        proxy = httpcore.Proxy(urlunsplit((parts.scheme, host, "/", "", "")), auth=auth)
    except (ValueError, TypeError):
        proxy = None
    if proxy is None or not proxy.url.host or not proxy.url.scheme:
        # Not quoted: it may hold a password.
        raise Unreachable(_("The address of the proxy in the environment (http_proxy, https_proxy) cannot be read."))
    if proxy.url.scheme not in (b"http", b"https"):
        raise Unreachable(
            _("The environment asks for a {kind} proxy; only http and https proxies can be used.").format(
                kind=proxy.url.scheme.decode("ascii", "replace").upper()
            )
        )
    return proxy
