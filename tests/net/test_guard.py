"""Which addresses lie inside."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.net.guard import first_inside, is_inside, is_inside_name, literal

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.7",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.251",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:db8::1",
    "100::1",
    "::127.0.0.1",
    "5f00::1",
    "3fff::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address: str) -> None:
    assert not is_inside(address)


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("010.0.0.1", "8.0.0.1"),
        ("[::1]", "::1"),
        ("fe80::1%25eth0", "fe80::1"),
    ],
)
def test_odd_spellings_are_read_as_the_resolver_reads_them(spelling: str, address: str) -> None:
    assert str(literal(spelling)) == address


@pytest.mark.parametrize("name", ["example.com", "0x.example", "", "localhost", "1.2.3.4.example.com", "1e100.net"])
def test_names_are_no_addresses(name: str) -> None:
    assert literal(name) is None


def test_text_that_is_no_address_counts_as_inside() -> None:
    assert is_inside("not-an-address")


def test_one_inside_address_among_many_is_found() -> None:
    assert first_inside(["8.8.8.8", "2606:4700::1", "10.0.0.1"]) == "10.0.0.1"
    assert first_inside(["8.8.8.8"]) == ""


@pytest.mark.parametrize(
    "name", ["localhost", "a.localhost.", "printer.local", "nas", "router.home.arpa", "127.0.0.1", "db.internal"]
)
def test_names_that_never_leave_the_network(name: str) -> None:
    assert is_inside_name(name)


@pytest.mark.parametrize("name", ["example.com", "local.example.com", "8.8.8.8", "vnexpress.net"])
def test_public_names(name: str) -> None:
    assert not is_inside_name(name)


@given(st.ip_addresses(v=4))
def test_mapped_addresses_are_judged_like_what_they_map(address: ipaddress.IPv4Address) -> None:
    assert is_inside(f"::ffff:{address}") == is_inside(str(address)) == is_inside(str(int(address)))


@given(st.ip_addresses())
def test_whatever_python_calls_private_or_special_is_inside(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_link_local or address.is_loopback:
        mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
        assert is_inside(address) or mapped is not None
