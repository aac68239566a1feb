"""A parse function as a broken plug-in has it; runs in the parsing process only."""

from __future__ import annotations

import os
import time

from reader.sources.api import Fetched, Parsed


def parse(fetched: Fetched) -> Parsed:
    """Do what the body says."""
    if fetched.body == b"spin":
        while True:
            continue
    if fetched.body == b"sleep":
        time.sleep(10_000)
    if fetched.body == b"exit":
        os._exit(3)
    if fetched.body == b"eat":
        return Parsed(title="x" * 10**10)
    raise RuntimeError("a fault of the plug-in")
