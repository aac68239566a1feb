"""Every failure is one clean sentence that names the host."""

from __future__ import annotations

import errno
import socket
import ssl

import httpcore
import pytest

from reader.domain.errors import NetError, Offline, Unreachable
from reader.net.failures import explain, from_status, out_of_time


def caused(outer: Exception, cause: Exception) -> Exception:
    outer.__cause__ = cause
    return outer


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (caused(httpcore.ConnectError("x"), ConnectionRefusedError(errno.ECONNREFUSED, "x")), "refuses the connection"),
        (caused(httpcore.ReadError("x"), ConnectionResetError(errno.ECONNRESET, "x")), "broke off"),
        (OSError(errno.EHOSTUNREACH, "x"), "no way"),
        (OSError(errno.EMFILE, "x"), "Too many files"),
        (OSError(errno.EIO, "x"), "cannot be reached"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "no host called"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "No name server"),
        (UnicodeError("label too long"), "no host called"),
        (httpcore.ConnectTimeout("x"), "in time"),
        (TimeoutError(), "in time"),
        (httpcore.RemoteProtocolError("x"), "does not speak HTTP"),
        (httpcore.ProxyError("407"), "proxy"),
        (httpcore.ConnectError("x"), "cannot be reached"),
        (caused(httpcore.ConnectError("x"), ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] x")), "TLS"),
        (caused(httpcore.ReadError("x"), ssl.SSLEOFError(8, "x")), "broke off"),
        (caused(httpcore.ConnectError(""), ConnectionResetError()), "broke off"),
        (ssl.SSLCertVerificationError(1, "x"), "prove who it is"),
    ],
)
def test_sentences(error: Exception, word: str) -> None:
    found = explain(error, "paper.test")
    assert isinstance(found, Unreachable)
    assert word in str(found)
    assert "paper.test" in str(found)
    assert str(found).endswith(".")


@pytest.mark.parametrize(
    "error",
    [socket.gaierror(socket.EAI_AGAIN, "x"), socket.gaierror(socket.EAI_NONAME, "x"), OSError(errno.ENETUNREACH, "x")],
)
def test_without_a_way_out_the_machine_is_offline(error: Exception) -> None:
    assert isinstance(explain(error, "paper.test", routed=False), Offline)


def test_a_certificate_error_tells_its_reason() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired\x1b[31m"
    found = str(explain(error, "paper.test"))
    assert "certificate has expired" in found
    assert "\x1b" not in found


def test_hosts_are_cleaned_and_cut() -> None:
    for found in (
        explain(TimeoutError(), "\x1b]0;x\x07" + "h" * 900),
        out_of_time("a\u202eb", 30),
        from_status(404, "x\x9by"),
    ):
        assert isinstance(found, NetError)
        assert not any(ord(char) < 32 or char in "\u202e\x9b" for char in str(found))
        assert len(str(found)) < 300


def test_causes_in_a_circle_end() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert isinstance(explain(one, "paper.test"), Unreachable)


def test_every_status_is_a_sentence() -> None:
    for status in range(300, 600):
        found = from_status(status, "paper.test", 5.0)
        assert (found.status, found.retry_after) == (status, 5.0)
        assert str(status) in str(found)
        assert str(found).startswith("paper.test"), status
