"""Faults of the program itself: one sentence for the user, all that is known of them for the log."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from reader.domain.secrets import masked
from reader.i18n import _


def told(error: BaseException, log_file: str) -> str:
    """The sentence for `error`, which names the log that got the details; without a log they go to stderr."""
    details, where = masked("".join(traceback.format_exception(error))), ""
    try:
        Path(log_file).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(log_file, "a", encoding="utf-8", errors="replace", opener=_private) as log:
            log.write(details)
        where = _("; details are in {path}").format(path=log_file)
    except OSError:
        sys.stderr.write(details)
    return _("A fault in the program stopped this ({kind}){where}.").format(kind=type(error).__name__, where=where)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_CLOEXEC, 0o600)
