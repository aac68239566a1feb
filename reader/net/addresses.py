"""Addresses as the client uses them: parsed, without credentials, joined, compared. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from reader.domain.errors import BadAnswer, Forbidden, Unreachable
from reader.domain.secrets import masked
from reader.i18n import _

_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes."""

    url: httpx.URL
    """Without credentials and fragment."""
    authorization: str = ""
    """Value of an Authorization header made from `user:password@`; belongs to this origin only."""

    @property
    def host(self) -> str:
        """The host as people write it: fit for a sentence."""
        return self.url.host

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host, port."""
        return self.url.scheme, self.url.host, self.url.port or _DEFAULT_PORTS[self.url.scheme]


def parse(url: str, limit: int) -> Target:
    """`url` as a target. Raises Unreachable for what is no address with a host, Forbidden for schemes but http(s)."""
    if len(url) > limit:
        raise Unreachable(_("The address is longer than {limit} characters.").format(limit=limit))
    try:
        parsed = httpx.URL(_CONTROL.sub(lambda found: f"%{ord(found[0]):02X}" if found[0] == " " else "", url.strip()))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Unreachable(_("{url} is no valid web address.").format(url=masked(url)[:200])) from None
    if parsed.scheme not in _DEFAULT_PORTS:
        raise Forbidden(
            _("{scheme} addresses are not fetched from the network, only http and https.").format(
                scheme=(parsed.scheme or "?")[:20] + ":"
            )
        )
    return _target(parsed, url)


def _target(parsed: httpx.URL, url: str) -> Target:
    host = parsed.host.rstrip(".")
    if not host or parsed.port == 0:
        raise Unreachable(_("{url} names no host.").format(url=masked(url)[:200]))
    authorization = ""
    if parsed.userinfo:
        pair = f"{parsed.username}:{parsed.password}".encode()
        authorization = "Basic " + base64.b64encode(pair).decode("ascii")
    if parsed.userinfo or parsed.fragment or host != parsed.host:
        parsed = parsed.copy_with(userinfo=b"", fragment=None, host=host)
    return Target(parsed, authorization)


def join(base: Target, location: str, limit: int) -> Target:
    """The target of a redirect. Credentials stay with their own origin and are never taken from a redirect.

    Raises BadAnswer for what is no address, Forbidden for schemes but http(s).
    """
    try:
        target = parse(urljoin(str(base.url), location.strip()), limit)
    except (ValueError, Unreachable):
        raise BadAnswer(_("{host} redirects to no valid address.").format(host=base.host)) from None
    except Forbidden as error:
        raise Forbidden(_("{host} leads elsewhere: {reason}").format(host=base.host, reason=error)) from None
    same = target.origin == base.origin
    return Target(target.url, base.authorization if same else "")


def same_place(one: Target, other: Target) -> bool:
    """Whether a redirect stays where the user sent us: same host and port, or the step from http to https there."""
    if one.url.host != other.url.host:
        return False
    ports = (one.origin[2], other.origin[2])
    return ports[0] == ports[1] or ports == (80, 443)


def with_userinfo(url: str, original: str) -> str:
    """`url` with the credentials of `original` when both are at the same host, for storing a moved address."""
    before, after = httpx.URL(original), httpx.URL(url)
    if before.userinfo and before.host == after.host and (before.scheme, after.scheme) != ("https", "http"):
        return str(after.copy_with(userinfo=before.userinfo))
    return url
