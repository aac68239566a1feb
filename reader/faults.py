"""Faults of the program itself: one sentence for the user, all that is known of them for the log."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path

from reader.domain.secrets import masked
from reader.i18n import _
from reader.paths import open_log


def noted(text: str, log_file: Path | None) -> str:
    """Append `text` to the log, behind a line with the time and with secrets masked. Returns the end of a sentence that
    names the log; empty where there is none, or where it cannot be written: a full disk must not hide the sentence."""
    if log_file is None:
        return ""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        with open_log(log_file) as log:
            log.write(f"-- {now}\n{masked(text)}".encode("utf-8", "replace"))
    except OSError:
        return ""
    return _("; details are in {path}").format(path=log_file)


def details(error: BaseException) -> str:
    """All that is known of an error."""
    return "".join(traceback.format_exception(error))


def told(error: BaseException, log_file: str) -> str:
    """The sentence for an error that stopped a job of the engine; without a log the details go to stderr."""
    where = noted(details(error), Path(log_file) if log_file else None)
    if not where:
        sys.stderr.write(masked(details(error)))
    return _("A fault in the program stopped this ({kind}){where}.").format(kind=type(error).__name__, where=where)
