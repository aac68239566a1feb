"""Puts together what has changed on the screen, and nothing beside it.

Textual (8.2) asks every widget for all its lines wherever one cell has changed, and cuts the lines on which there is
something new over their whole width: of a change of pane that was more than a third. There is no public place for
another way, so this is the one module that knows Textual's compositor from within.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from textual._compositor import ChopsUpdate, Compositor, CompositorMap, LayoutUpdate, ReflowResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


def strips_of(screen: Screen[Any]) -> list[Strip]:
    """The lines of a screen, also of one that lies below another."""
    return screen._compositor.render_strips()


class SparingCompositor(Compositor):
    """Textual's, which paints a part of the screen from those lines of those widgets that lie in it."""

    laid_out_at = 0.0
    """When all was laid out last, by the clock of messages: who asked before that has it."""

    _told: CompositorMap | None = None
    """Where everything was in the last layout, if that was reckoned anew since then."""

    @property
    def full_map(self) -> CompositorMap:
        """Where everything is. Textual reckons that anew where somebody asks for the place of what is not seen, and the
        layout behind that then finds that nothing has moved: it was neither painted nor told to the widgets."""
        before, seen, scrolled = self._full_map, self.visible_widgets, self._visible_map
        found = super().full_map
        if before and found is not before and scrolled is None:
            self._told, self._visible_widgets = self._told or before, seen
        return found

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay everything out."""
        self.laid_out_at = Message().time
        self._full_map = self._told or self._full_map
        changes = super().reflow(parent, size)
        # Who is asked for his height may have asked for a place.
        self._full_map_invalidated, self._told, self._visible_widgets = False, None, None
        return changes

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen."""
        for widget in self.visible_widgets:
            widget._exchange_repaint_regions()
        return super().render_full_update(simplify)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last painting, None where nothing has."""
        # What is asked for may lie beside a screen that has become smaller meanwhile.
        regions = {part for part in map(self.size.region.intersection, self._dirty_regions) if part}
        self._dirty_regions.clear()
        if not regions:
            return None
        for widget, (place, clip) in self.visible_widgets.items():
            # One that is painted whole has no need of the painting that it asks for in a message behind this one, as
            # each does that comes with a layout.
            seen = place.intersection(clip)
            if seen and any(region.contains_region(seen) for region in regions):
                widget._exchange_repaint_regions()
        return ChopsUpdate(self._pieces(regions), list(self._regions_to_spans(regions)), [cut[1:] for cut in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: object) -> Sequence[Mapping[int, Strip]]:
        """The pieces of all lines: this is called for a whole painting."""
        return cast("Sequence[Mapping[int, Strip]]", self._pieces({crop}))

    def _pieces(self, regions: set[Region]) -> list[dict[int, Strip | None]]:
        """For each line of the screen its pieces by their first column, in the lines that have part in `regions`."""
        cuts = self.cuts
        pieces: list[dict[int, Strip | None]] = [{} for _ in cuts]
        for y in {y for region in regions for y in region.line_range}:
            pieces[y] = dict.fromkeys(cuts[y][:-1])
        # The frontmost first.
        for widget, (place, clip) in self.visible_widgets.items():
            region = place.intersection(clip)
            if changed := [part for part in map(region.intersection, regions) if part]:
                _put_in(widget, place, region, changed, cuts, pieces)
        return pieces


def _put_in(
    widget: Widget,
    place: Region,
    region: Region,
    changed: list[Region],
    cuts: list[list[int]],
    pieces: list[dict[int, Strip | None]],
) -> None:
    """Put in what is seen of a widget, which has its `place` and is seen in a `region` of that, where that has
    `changed` and nothing stands before it."""
    left, right = region.column_span
    lines = sorted({y for part in changed for y in part.line_range})
    first = lines[0]
    strips = widget.render_lines(Region(left - place.x, first - place.y, region.width, lines[-1] - first + 1))
    before: list[int] = []
    own: list[int] = []
    for y in lines:
        if y - first >= len(strips):
            break
        if cuts[y] != before:
            before = cuts[y]
            own = [cut for cut in before if left <= cut <= right]
        line, strip = pieces[y], strips[y - first]
        ends = [cut - left for cut in own[1:] if cut - left <= strip.cell_length]
        # A strip keeps the pieces it was cut into, and one that is its only piece itself: a circle, which stays until
        # all garbage is looked for. Of the strips that lay about after twenty stories those were two of three.
        for cut, part in zip(own, strip.divide(ends) if ends != [strip.cell_length] else (strip,), strict=False):
            if line[cut] is None:
                line[cut] = part
