"""What all apps of a process share: the parsed style sheets, which are the same in each and read only."""

from __future__ import annotations

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.style import Style

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules
_styles: dict[tuple[tuple[str, str], ...], dict[str, Style]] = {}
_set_variables = Stylesheet.set_variables


def _parse_once(
    self: Stylesheet,
    css: str,
    read_from: tuple[str, str],
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    key = (css, read_from, is_default_rules, tie_breaker, scope, *self._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(self, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]


def _set_shared(self: Stylesheet, variables: dict[str, str]) -> None:
    self._style_parse_cache = {}  # type: ignore[assignment]  # it is emptied now
    _set_variables(self, variables)
    self._style_parse_cache = _styles.setdefault(tuple(variables.items()), {})  # type: ignore[assignment]


def share_styles() -> None:
    """Parse a style sheet, and a style in words, once for each set of colours, not once for each app."""
    Stylesheet.set_variables = _set_shared  # type: ignore[method-assign]
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]
