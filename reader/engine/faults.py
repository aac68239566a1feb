"""Faults of the program itself: one sentence for the user, all that is known of them for the log."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from reader.domain.secrets import masked
from reader.i18n import _
from reader.paths import open_log


def told(error: BaseException, log_file: str) -> str:
    """The sentence for `error`, which names the log that got the details; without a log they go to stderr."""
    details, where = masked("".join(traceback.format_exception(error))), ""
    try:
        with open_log(Path(log_file)) as log:
            log.write(details.encode("utf-8", "replace"))
        where = _("; details are in {path}").format(path=log_file)
    except OSError:
        sys.stderr.write(details)
    return _("A fault in the program stopped this ({kind}){where}.").format(kind=type(error).__name__, where=where)
