"""Dated copies of the cache for the command line: which there are, and going back to one. No library may be open."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from reader.domain.clock import Clock, system_clock
from reader.domain.errors import UsageError
from reader.i18n import _
from reader.store import restoring
from reader.store.paths import StorePaths
from reader.store.restoring import DatedCopy as DatedCopy
from reader.store.restoring import Restored

from .facade import Library

NEWEST = "newest"


async def dated_copies(data_dir: Path) -> list[DatedCopy]:
    """The dated copies of the cache in `data_dir`, newest first."""
    return await asyncio.to_thread(restoring.copies, StorePaths(data_dir))


async def restore(data_dir: Path, wanted: str, *, clock: Clock = system_clock) -> Restored:
    """Put a copy in the place of the cache: `newest`, its name or date or the beginning of it, or the path of a file.

    Raises UsageError, StoreLocked while another bantin has the cache open, and other StoreErrors; then nothing changed.
    """
    path = chosen(wanted, await dated_copies(data_dir))
    done = await asyncio.to_thread(restoring.restore, StorePaths(data_dir), path, clock())
    library = await Library.open(data_dir, clock=clock)
    try:
        # The list beside the cache says again what is in it.
        await library.write_opml()
    finally:
        await library.close()
    return done


def chosen(wanted: str, copies: list[DatedCopy]) -> Path:
    """The copy that `wanted` names. Raises UsageError with what can be named."""
    if "/" in wanted or (Path(wanted).suffix == ".db" and Path(wanted).exists()):
        return Path(wanted)
    if wanted == NEWEST:
        found = [copy.path for copy in copies if not copy.problem][:1]
    else:
        found = [copy.path for copy in copies if wanted in (copy.path.name, copy.path.stem)]
        digits = re.sub(r"\D", "", wanted)
        found = found or [copy.path for copy in copies if digits and _digits(copy).startswith(digits)]
    if not found:
        raise UsageError(
            _("no copy is called {name}; 'bantin restore' lists those that are there").format(name=repr(wanted))
        )
    if len(found) > 1:
        names = ", ".join(path.stem for path in found)
        raise UsageError(_("{name} may be each of {names}; name one").format(name=repr(wanted), names=names))
    return found[0]


def _digits(copy: DatedCopy) -> str:
    return re.sub(r"\D", "", copy.path.stem)
