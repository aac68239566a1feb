"""How the cursor of the headlines moves in the picture that is kept for the next start (see `reader.cli.firstkeys`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.domain.models import ScopeKind
from reader.ui.commands import Pane

from .handover import Steps

if TYPE_CHECKING:
    from reader.ui.screens.main import MainScreen


def steps_over(screen: MainScreen) -> Steps | None:
    """The steps over the rows that are visible now, or None where the next start begins with another list."""
    headlines, query, start = screen.headlines, screen.desk.query, screen.desk.config.reading.start
    same = query.scope.kind is not ScopeKind.SEARCH if start == "last" else query.scope.kind == start
    rows = headlines.at_rest()
    if screen.pane is not Pane.HEADLINES or not same or query.filter or headlines.cursor_index not in rows:
        return None
    keys = {key: step for name, step in (("down", 1), ("up", -1)) for key in screen.keymap.single(name, Pane.HEADLINES)}
    painted = [
        (headlines.id_at(index), _painted(screen, index, selected=False), _painted(screen, index, selected=True))
        for index in rows
    ]
    return Steps(keys, painted, headlines.cursor_index - rows[0])


def _painted(screen: MainScreen, index: int, *, selected: bool) -> bytes:
    """What the terminal gets for one row, at its place."""
    headlines = screen.headlines
    left, top = headlines.content_region.offset
    top += index * headlines.row_height.pitch - headlines.scroll_offset.y
    parts = []
    for line, strip in enumerate(headlines.row_strips(index, selected=selected)):
        for line_filter in headlines.get_line_filters():
            strip = strip.apply_filter(line_filter, headlines.background_colors[1])
        parts.append(f"\x1b[{top + line + 1};{left + 1}H{strip.render(screen.app.console)}")
    return "".join(parts).encode("utf-8", "replace")
