"""HTTP/1.1 on one connection of our own: one request after another, each answered before the next.

httpcore's pool takes locks and cancel scopes and walks over its connections for every request: 1.5 ms of CPU, measured,
where the words themselves (h11, which httpcore uses too) cost 0.09. Here whoever asks holds the connection alone, and
there is nothing to lock. What goes wrong is raised as httpcore's errors, so that there is one list of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeAlias

import h11
import httpcore

_READ = 64 * 1024
_MAX_HEAD = 100 * 1024
"""Bytes of an answer's head; h11's own 16 kB are too few for the policies that some servers send."""

_MOST_PROVISIONAL = 20
"""Provisional answers (100, 103) before the real one; a server that sends nothing else kept us at full load."""
_FRAMED = 256 * 1024
"""Bytes on the wire after which at least half must be body: chunks of one byte cost a thousand times their weight."""
NO_ANSWER = "the server ended the connection without an answer"

Headers: TypeAlias = list[tuple[bytes, bytes]]


class Exchange:
    """One connection to one server, held by one task at a time."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)
        self._received = 0
        """Bytes since the last request."""

    @property
    def usable(self) -> bool:
        """Whether another request can be sent: the last answer came whole and nothing after it, which would be taken
        for the next answer, and the server has not closed since."""
        rest, _ended = self._http.trailing_data
        return self._http.our_state is h11.IDLE and not rest and not self._stream.get_extra_info("is_readable")

    async def ask(self, method: bytes, target: bytes, headers: Headers) -> tuple[int, Headers]:
        """Send a request without a body; (status, header fields) of the answer. Raises httpcore's errors."""
        try:
            parts = [
                self._http.send(h11.Request(method=method, target=target, headers=headers)),
                self._http.send(h11.EndOfMessage()),
            ]
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        self._received = 0
        await self._stream.write(b"".join(part for part in parts if part))
        event = await self._event()
        for _provisional in range(_MOST_PROVISIONAL):
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                break
            event = await self._event()
        if not isinstance(event, h11.Response):
            raise httpcore.RemoteProtocolError("no answer to the request")
        return event.status_code, event.headers.raw_items()

    async def body(self) -> AsyncIterator[bytes]:
        """The body of the answer as it arrives; after its end the connection may be `usable`. Raises httpcore's
        errors."""
        brought = 0
        while isinstance(event := await self._event(), h11.Data):
            brought += len(event.data)
            if self._received > _FRAMED and self._received > 2 * brought:
                raise httpcore.RemoteProtocolError("the answer is hardly more than its framing")
            yield bytes(event.data)
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()

    async def close(self) -> None:
        """Close the connection, whatever was still to come."""
        await self._stream.aclose()

    async def _event(self) -> object:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self._stream.read(_READ)
                if not data and self._http.their_state is h11.SEND_RESPONSE:
                    raise httpcore.RemoteProtocolError(NO_ANSWER)
                self._received += len(data)
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        return event
