"""From the roles of `ui.render` to the styles of the theme, through a widget's component classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.style import Style
from textual.widget import Widget

from reader.domain.blocks import BOLD, ITALIC, STRIKE, UNDERLINE
from reader.ui.render.lines import Look


def component_classes(prefix: str, roles: Sequence[str]) -> set[str]:
    """The component classes of a widget whose roles are `roles`: `prefix--role`."""
    return {f"{prefix}--{role}" for role in roles}


class Looks:
    """Styles of one widget by look, kept until its style sheet, theme or focus changes."""

    def __init__(self, widget: Widget, prefix: str, url_of: Callable[[int], str] | None = None) -> None:
        self._widget = widget
        self._prefix = prefix
        self._url_of = url_of
        self._styles: dict[tuple[Look, tuple[str, ...]], Style] = {}

    def clear(self) -> None:
        """Forget every style, because the style sheet, the theme or the links have changed."""
        self._styles.clear()

    def style(self, look: Look, *states: str) -> Style:
        """The style of `look` on the ground of `states` (roles such as `cursor`, the later one wins)."""
        key = (look, states)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make(look, states)
        return style

    def plain(self, *roles: str) -> Style:
        """The style of roles alone; without one, the widget's own."""
        return self.style(Look(roles[-1]), *roles[:-1]) if roles else self.style(Look(""))

    def _make(self, look: Look, states: tuple[str, ...]) -> Style:
        names = [f"{self._prefix}--{role}" for role in (*states, look.role) if role]
        style: Style = self._widget.get_visual_style(*names).rich_style
        bits = look.bits
        if bits:
            style += Style(
                bold=True if bits & BOLD else None,
                italic=True if bits & ITALIC else None,
                strike=True if bits & STRIKE else None,
                underline=True if bits & UNDERLINE else None,
            )
        if look.link and self._url_of is not None and (url := self._url_of(look.link)):
            style += Style(link=url)
        return style
