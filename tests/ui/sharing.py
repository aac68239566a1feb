"""What all apps of a test process share: the parsed style sheets, which are the same in each and read only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


@contextmanager
def shared_styles() -> Iterator[None]:
    """Parse a style sheet once for each set of colours, not once for each app."""
    parse_rules = Stylesheet._parse_rules

    def parse_once(
        self: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope, *self._variables.items())
        if key not in _parsed:
            _parsed[key] = parse_rules(self, css, read_from, is_default_rules, tie_breaker, scope)
        return _parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
