"""Opening addresses outside: always an argument list, never a shell, never anything but a safe address."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from reader.domain.identity import safe_url
from reader.i18n import _

_SYSTEM = {"darwin": ("open",), "linux": ("xdg-open", "wslview", "sensible-browser", "x-www-browser", "gio open")}
_IN_TERMINAL = frozenset({"w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "chawan", "cha"})
_PATIENCE = 1.5  # seconds in which a program that cannot open the address is expected to say so
_STEPS = 30


def browser_words(configured: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """The browser as a list of words: the configured one, else the first of $BROWSER that is installed, else the
    system's own. Empty when there is none."""
    if configured:
        return list(configured)
    named = [entry for entry in environ.get("BROWSER", "").split(os.pathsep) if entry.strip()]
    for entry in (*named, *_SYSTEM.get(sys.platform, _SYSTEM["linux"])):
        try:
            words = shlex.split(entry)
        except ValueError:
            continue
        if words and shutil.which(words[0], path=environ.get("PATH")):
            return words
    return []


def argument_list(words: Sequence[str], url: str) -> list[str]:
    """`words` with the address in place of `{url}` or `%s`, or at the end. Empty when `url` may not be opened."""
    address = safe_url(url)
    if not address or not words:
        return []
    program, *rest = words
    filled = [word.replace("{url}", address).replace("%s", address) for word in rest]
    return [program, *filled] if filled != rest else [program, *rest, address]


def needs_terminal(words: Sequence[str]) -> bool:
    """True for browsers that run in the terminal itself, so that the screen must be handed over."""
    return bool(words) and PurePath(words[0]).name in _IN_TERMINAL


async def launch(arguments: Sequence[str]) -> str:
    """Start a program apart from the terminal; returns a sentence when it could not be started, else nothing."""
    try:
        process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return _("{program} cannot be started: {reason}").format(program=arguments[0], reason=error.strerror)
    # Not a subprocess of asyncio: a player may still run when the reader is quit, and would end without its loop. The
    # thread waits for it, so that it leaves no zombie, and ends with the reader.
    threading.Thread(target=process.wait, name="launched", daemon=True).start()
    for _step in range(_STEPS):
        if process.returncode is not None:
            break
        await asyncio.sleep(_PATIENCE / _STEPS)
    status = process.returncode
    return _("{program} ended with status {status}").format(program=arguments[0], status=status) if status else ""
