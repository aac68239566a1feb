"""What the engine must know of the configuration: a small value that crosses the process border as JSON."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Settings of one engine. Paths are strings so that the value is plain JSON."""

    data_dir: str
    """The folder of the store."""
    cache_dir: str = ""
    """The folder of the pictures; empty for one beside the store."""
    log_file: str = ""
    """Where a child writes what went wrong; empty for nowhere."""
    automatic: bool = True
    """Refresh due feeds by itself, once a minute."""
    interval: int = 60
    """Minutes between two looks at a feed that says nothing itself."""
    connections: int = 16
    """Connections at a time in all."""
    offline: bool = False
    """Begin offline, by the user's choice."""
    timeout: float = 30.0
    """Seconds that one fetch may take in all."""
    max_megabytes: float = 15.0
    """Megabytes that one answer may have."""
    offline_megabytes: float = 500.0
    """Megabytes that full texts and pictures may take in the cache."""
    related: int = 12
    """Related stories that are kept of one story at most."""
    pictures: bool = True
    """Keep the pictures of kept stories."""
    language: str = "auto"
    """Of the sentences: `auto`, `en`, `vi`."""


encode_settings = msgspec.json.Encoder().encode
decode_settings = msgspec.json.Decoder(EngineSettings).decode
