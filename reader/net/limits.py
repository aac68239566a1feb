"""How much one fetch may take: values only, so that tests can ask for smaller ones."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the network layer; every one of them is enforced while bytes arrive, not after."""

    total_seconds: float = 30.0
    """From the first name lookup to the last byte, redirects included; waiting for a turn is not counted."""
    connect_seconds: float = 12.0
    """To reach one host: name lookup, connection, TLS."""
    max_bytes: int = 15 * MEGABYTE
    """Of the body, before and after decompression."""
    max_redirects: int = 10
    per_host: int = 4
    """Connections to one host at a time."""
    total: int = 16
    """Connections in all at a time (`refresh.connections`)."""
    max_validator: int = 1024
    """Characters of an ETag or Last-Modified worth keeping and sending again."""
    max_url: int = 8192
    """Characters of an address; servers refuse longer ones anyway."""


DEFAULT_LIMITS = Limits()
