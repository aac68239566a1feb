"""Which addresses lie inside this machine or its network: pure classification, no lookup.

An address that the user typed may be anywhere. One that a feed, a page or a redirect names must be a public one,
otherwise any feed could make the reader knock at the router, a printer or a cloud's metadata service.
Sources: the IANA special-purpose address registries for IPv4 and IPv6, RFC 6890, RFC 6052 (NAT64), RFC 3056 (6to4),
RFC 4380 (Teredo).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_INSIDE_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, also overlay networks
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_GLOBAL_V6 = tuple(ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")

_INSIDE_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa")


def literal(host: str) -> Address | None:
    """The address that `host` spells, or None when it is a name.

    Understands what a C library's lookup does: dotted, decimal, octal, hexadecimal and short IPv4 forms
    (`127.1`, `0x7f000001`, `2130706433`, `0177.0.0.1`), IPv6 with or without brackets and zone.
    """
    bare = host.strip("[]").split("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if not bare or bare[0] not in "0123456789":
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def _carried_v4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, if it is one of the forms that carry one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if address in _TEREDO and address.teredo is not None:
        return address.teredo[1]
    return None


def is_inside(address: Address | str) -> bool:
    """True unless `address` is a public unicast address. Text that is no address counts as inside: no guessing."""
    if isinstance(address, str):
        found = literal(address)
        if found is None:
            return True
        address = found
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried_v4(address)
        if carried is not None:
            return is_inside(carried)
        return address not in _GLOBAL_V6 or any(address in net for net in _NOT_GLOBAL_V6)
    return any(address in net for net in _INSIDE_V4)


def first_inside(addresses: Iterable[str]) -> str:
    """The first of `addresses` that lies inside, or an empty string."""
    return next((address for address in addresses if is_inside(address)), "")


def is_inside_name(host: str) -> bool:
    """True for names that by convention never leave the local network, and for single-label names."""
    name = host.rstrip(".").lower()
    if literal(name) is not None:
        return is_inside(name)
    return "." not in name or any(name == suffix or name.endswith("." + suffix) for suffix in _INSIDE_NAMES)
