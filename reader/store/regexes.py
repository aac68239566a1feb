"""Regular expressions that the reader typed, on texts from outside: each match has a time limit.

The standard library's `re` cannot be stopped once it runs, and `(a+)+$` on a line of a's runs for years. The package
`regex` looks at a clock while it matches, and lets other threads go on meanwhile.
"""

from __future__ import annotations

import warnings
from functools import cache
from time import monotonic
from typing import Any

ONE = 0.1  # seconds for one text; a sane expression takes under a millisecond
ALL = 2.0  # seconds for all texts of one search


@cache
def _compiled(source: str) -> Any:
    """The expression, or None where this package reads it as none."""
    # Not with the module: only those who type a regular expression pay for it.
    import regex

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return regex.compile(source, regex.IGNORECASE | regex.V0)
    except (regex.error, RecursionError, OverflowError):
        return None


class Regexes:
    """The regular expressions of one search."""

    def __init__(self, seconds: float = ALL) -> None:
        self.left = seconds
        """Seconds left for the whole search; nothing is found any more when they are used up."""
        self.gave_up = False
        """Whether a text was not looked at to its end."""

    @property
    def exhausted(self) -> bool:
        """Whether the time for all texts is used up."""
        return self.left <= 0

    def found(self, source: str, text: str) -> bool:
        """Whether an expression is found in a text; False when that takes too long to tell."""
        pattern = _compiled(source)
        if pattern is None:
            return False
        if self.exhausted:
            self.gave_up = True
            return False
        begun = monotonic()
        try:
            return pattern.search(text, timeout=min(ONE, self.left), concurrent=True) is not None
        except TimeoutError:
            self.gave_up = True
            return False
        finally:
            self.left -= monotonic() - begun
