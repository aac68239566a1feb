"""How the four panes share the screen: pure arithmetic over columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from reader.domain.records import dataclass
from reader.ui.commands import Pane


class Shape(StrEnum):
    """How many panes stand side by side."""

    FOUR = "four"
    """Feeds, Headlines, Article, Related."""
    THREE = "three"
    """Related is a strip under the article."""
    TWO = "two"
    """Feeds slides in; Related follows the article's last line."""
    ONE = "one"
    """One pane at a time."""


BREAKPOINTS: tuple[tuple[int, Shape], ...] = ((0, Shape.ONE), (80, Shape.TWO), (110, Shape.THREE), (150, Shape.FOUR))
"""The least number of columns of each shape."""

LOW_HEIGHT = 15
"""Under so many rows the top line goes and dialogs take the whole screen."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the reader dragged the pane edges to; cells."""

    feeds: int = 26
    headlines: int = 44
    related: int = 36
    strip: int = 0
    """Height of the related strip; 0 lets it be a third."""


_EDGES = {Shape.FOUR: 3, Shape.THREE: 2, Shape.TWO: 1, Shape.ONE: 0}
"""Lines of one cell that stand between panes (`widgets.edge`)."""
LIMITS = {"feeds": (16, 44), "headlines": (24, 80), "related": (22, 60), "strip": (3, 30)}
MIN_ARTICLE = 38
_GIVE: tuple[tuple[int, dict[str, int]], ...] = (
    (71, {"headlines": 40, "related": 32, "feeds": 24}),
    (54, {"headlines": 36, "related": 28, "feeds": 22}),
    (MIN_ARTICLE, {}),
)
"""While the article has fewer columns than the first figure, the panes beside it give way down to their own."""


def shape_for(width: int) -> Shape:
    """The shape for a screen of `width` columns."""
    return next(shape for least, shape in reversed(BREAKPOINTS) if width >= least)


def classes_at(size: int, breakpoints: Sequence[tuple[int, str]]) -> dict[str, bool]:
    """Which of a screen's classes hold at `size` columns or rows, as Textual finds it after a layout: by then all that
    they change has to be styled, laid out and painted once more."""
    held = next((name for least, name in reversed(breakpoints) if size >= least), "")
    return {name: name == held for _least, name in breakpoints}


def visible(shape: Shape, *, front: bool = False) -> tuple[Pane, ...]:
    """The panes that the keys can go to, in order. `front`: the front page stands in place of the last ones."""
    if front:
        return (Pane.FEEDS, Pane.FRONT)
    if shape in (Shape.FOUR, Shape.THREE):
        return (Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE, Pane.RELATED)
    return (Pane.FEEDS, Pane.HEADLINES, Pane.ARTICLE)


def beside(shape: Shape) -> bool:
    """True when the article can be seen while the focus is in the headlines."""
    return shape is not Shape.ONE


def resize(sizes: Sizes, edge: str, cells: int) -> Sizes:
    """`sizes` after the pane `edge` (a field of Sizes) was dragged to `cells`, kept within LIMITS."""
    low, high = LIMITS[edge]
    return replace(sizes, **{edge: max(low, min(high, cells))})


def columns(width: int, sizes: Sizes) -> tuple[int, int, int]:
    """Columns of Feeds, Headlines and Related on a screen of `width`; what they leave is the article's.

    Panes give way to the article, the headlines first, so that it has a good measure where there is room for one, and
    no drag and no narrow screen leaves it unreadable.
    """
    shape = shape_for(width)
    if shape is Shape.ONE:
        return width, width, 0
    if shape is Shape.TWO:
        headlines = min(sizes.headlines, max(LIMITS["headlines"][0], width * 2 // 5))
        headlines = min(headlines, width - MIN_ARTICLE - _EDGES[shape])
        # Feeds slides over the headlines and covers them whole.
        return headlines + 1, headlines, 0
    panes = {"headlines": sizes.headlines, "related": sizes.related if shape is Shape.FOUR else 0, "feeds": sizes.feeds}
    room = width - _EDGES[shape]
    for article, least in _GIVE:
        for name in panes:
            # A pane that was dragged keeps its size as long as the article can be read at all.
            dragged = getattr(sizes, name) != getattr(Sizes(), name)
            floor = LIMITS[name][0] if article == MIN_ARTICLE else panes[name] if dragged else least[name]
            short = article - (room - sum(panes.values()))
            panes[name] -= min(max(0, short), max(0, panes[name] - floor))
    return panes["feeds"], panes["headlines"], panes["related"]


def article_columns(width: int, sizes: Sizes) -> int:
    """Columns that `columns` leave to the article."""
    shape = shape_for(width)
    if shape is Shape.ONE:
        return width
    feeds, headlines, related = columns(width, sizes)
    return width - (0 if shape is Shape.TWO else feeds) - headlines - related - _EDGES[shape]


def strip_height(height: int, sizes: Sizes) -> int:
    """Rows of the related strip in a reading column of `height` rows: a third, or what it was dragged to."""
    low, high = LIMITS["strip"]
    wanted = sizes.strip or height // 3
    return max(min(low, height), min(wanted, high, height * 2 // 3))
