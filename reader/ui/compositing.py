"""Puts together what has changed on the screen, and nothing beside it.

Textual (8.2) asks every widget for all its lines wherever one cell has changed, and cuts the lines on which there is
something new over their whole width: of a change of pane that was more than a third. There is no public place for
another way, so this is the one module that knows Textual's compositor from within.
"""

from __future__ import annotations

from textual._compositor import ChopsUpdate, Compositor, ReflowResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class SparingCompositor(Compositor):
    """Textual's, which paints a part of the screen from those lines of those widgets that lie in it."""

    laid_out_at = 0.0
    """When all was laid out last, by the clock of messages: who asked before that has it."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay everything out."""
        self.laid_out_at = Message().time
        return super().reflow(parent, size)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last painting, None where nothing has."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        cuts, spans = self.cuts, list(self._regions_to_spans(regions))
        changed: dict[int, list[tuple[int, int]]] = {}
        for y, left, right in spans:
            changed.setdefault(y, []).append((left, right))
        pieces: list[dict[int, Strip | None]] = [{} for _ in cuts]
        for y in changed:
            pieces[y] = dict.fromkeys(cuts[y][:-1])
        # The frontmost first.
        for widget, (place, clip) in self.visible_widgets.items():
            if region := place.intersection(clip):
                _put_in(widget, place, region, changed, cuts, pieces)
        return ChopsUpdate(pieces, spans, [line[1:] for line in cuts])


def _put_in(
    widget: Widget,
    place: Region,
    region: Region,
    changed: dict[int, list[tuple[int, int]]],
    cuts: list[list[int]],
    pieces: list[dict[int, Strip | None]],
) -> None:
    """Put in what is seen of a widget, which has its `place` and is seen in a `region` of that, where that is `changed`
    and nothing stands before it. One that is painted whole has no need of the painting that it asks for in a message
    behind this one, as each does that comes with a layout."""
    left, right = region.column_span
    lines = [y for y in region.line_range if any(start < right and end > left for start, end in changed.get(y, ()))]
    if not lines:
        return
    first = lines[0]
    if len(lines) == region.height and all(
        any(start <= left and end >= right for start, end in changed[y]) for y in lines
    ):
        widget._exchange_repaint_regions()
    strips = widget.render_lines(Region(left - place.x, first - place.y, region.width, lines[-1] - first + 1))
    for y in lines:
        if y - first >= len(strips):
            break
        strip, line = strips[y - first], pieces[y]
        own = [cut for cut in cuts[y] if left <= cut <= right]
        parts = strip.divide([cut - left for cut in own[1:]])
        for cut, part in zip(own, parts, strict=False):
            if line[cut] is None:
                line[cut] = part
