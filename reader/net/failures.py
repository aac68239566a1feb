"""What went wrong, in a sentence that names the host: from the errors of sockets, TLS and httpcore to our own.

OSError, ssl.SSLError, httpcore.*  ->  Unreachable, BadAnswer, Offline
status 400 and up                  ->  HttpStatus
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpcore
import httpx

from reader.domain.errors import BadAnswer, HttpStatus, NetError, Offline, Unreachable
from reader.domain.text import clean_line
from reader.i18n import _

from .exchange import NO_ANSWER


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _from_tls(error: ssl.SSLError, host: str) -> Unreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = clean_line(getattr(error, "verify_message", "") or _("its certificate is not valid"), 120)
        message = _("{host} cannot prove who it is: {reason}. Nothing was sent.")
    elif isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Unreachable(_("{host} broke off the connection.").format(host=host))
    else:
        # The attribute is missing on errors that Python makes itself.
        reason = clean_line(getattr(error, "reason", "") or str(error), 120).replace("_", " ").lower()
        message = _("No safe connection to {host} (TLS: {reason}). Nothing was sent.")
    return Unreachable(message.format(host=host, reason=reason))


def explain(error: BaseException, host: str, *, routed: bool = True) -> NetError:
    """Our error for a failed request to `host`. `routed` False says that this machine has no way out at all."""
    host = clean_line(host, 120)
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLError):
            return _from_tls(cause, host)
        if isinstance(cause, socket.gaierror):
            if not routed:
                return _offline()
            if cause.errno == socket.EAI_AGAIN:
                return Unreachable(_("No name server could tell where {host} is.").format(host=host))
            return Unreachable(_("There is no host called {host}.").format(host=host))
        if isinstance(cause, OSError) and (found := _from_errno(cause, host, routed)) is not None:
            return found
    return _from_kind(error, host)


def _offline() -> Offline:
    return Offline(_("This machine has no network at the moment."))


def _from_errno(error: OSError, host: str, routed: bool) -> NetError | None:
    if error.errno == errno.ECONNREFUSED:
        return Unreachable(_("{host} refuses the connection.").format(host=host))
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return Unreachable(_("There is no way to {host} from here.").format(host=host)) if routed else _offline()
    # By type: asyncio raises ConnectionResetError without a number when a server ends a TLS handshake.
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        return Unreachable(_("{host} broke off the connection.").format(host=host))
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return Unreachable(_("Too many files are open on this machine to reach {host}.").format(host=host))
    return None


def _from_kind(error: BaseException, host: str) -> NetError:
    if isinstance(error, TimeoutError | httpcore.TimeoutException | httpx.TimeoutException):
        return Unreachable(_("{host} did not answer in time.").format(host=host), slow=True)
    if isinstance(error, UnicodeError):
        return Unreachable(_("There is no host called {host}.").format(host=host))
    if isinstance(error, httpcore.ProxyError):
        return Unreachable(_("The proxy does not lead to {host}.").format(host=host))
    if isinstance(error, httpcore.RemoteProtocolError | httpx.RemoteProtocolError):
        kind = Unreachable if str(error) == NO_ANSWER else BadAnswer
        return kind(_("{host} broke off in the middle, or does not speak HTTP.").format(host=host))
    return Unreachable(_("{host} cannot be reached.").format(host=host))


def out_of_time(host: str, seconds: float) -> Unreachable:
    """The whole fetch took longer than it may; connecting has a shorter limit of its own, so somebody was there."""
    return BadAnswer(
        _("{host} took longer than {seconds} seconds.").format(host=clean_line(host, 120), seconds=f"{seconds:g}"),
        slow=True,
    )


def from_status(status: int, host: str, retry_after: float | None = None, url: str = "") -> HttpStatus:
    """Our error for an answer with an error status."""
    host = clean_line(host, 120)
    if status == 404:
        message = _("{host} has nothing at this address (404).")
    elif status == 410:
        message = _("{host} says this is gone for good (410).")
    elif status in (401, 407):
        message = _("{host} asks for a name and a password ({status}).")
    elif status in (402, 403, 451):
        message = _("{host} refuses to hand this out ({status}).")
    elif status == 429:
        message = _("{host} asks us to wait: too many requests (429).")
    elif status == 503:
        message = _("{host} is overloaded or under maintenance (503).")
    elif status >= 500:
        message = _("{host} has a fault of its own ({status}).")
    elif status == 304:
        message = _("{host} says that nothing has changed, but was not asked that (304).")
    elif 300 <= status < 400:
        message = _("{host} answered with a redirect that leads nowhere ({status}).")
    else:
        message = _("{host} refuses the request ({status}).")
    return HttpStatus(message.format(host=host, status=status), status, retry_after, url)
