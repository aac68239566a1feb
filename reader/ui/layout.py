"""How the four panes share the screen: pure arithmetic over columns and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

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


LIMITS = {"feeds": (16, 44), "headlines": (24, 80), "related": (22, 60), "strip": (3, 30)}
MIN_ARTICLE = 38


def shape_for(width: int) -> Shape:
    """The shape for a screen of `width` columns."""
    return next(shape for least, shape in reversed(BREAKPOINTS) if width >= least)


def visible(shape: Shape, focused: Pane) -> tuple[Pane, ...]:
    """The panes that the keys can go to, in order, when the focus is in `focused`."""
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

    Panes give way to the article, the widest first in what it can give, so that no drag and no narrow screen leaves
    the article unreadable.
    """
    shape = shape_for(width)
    if shape is Shape.ONE:
        return width, width, 0
    if shape is Shape.TWO:
        headlines = min(sizes.headlines, max(LIMITS["headlines"][0], width * 2 // 5))
        headlines = min(headlines, width - MIN_ARTICLE - 1)
        # Feeds slides over the headlines and covers them whole.
        return headlines + 1, headlines, 0
    related = sizes.related if shape is Shape.FOUR else 0
    feeds, headlines = sizes.feeds, sizes.headlines
    edges = 3 if related else 2
    short = MIN_ARTICLE - (width - feeds - headlines - related - edges)
    give = min(max(0, short), headlines - LIMITS["headlines"][0])
    headlines, short = headlines - give, short - give
    give = min(max(0, short), max(0, related - LIMITS["related"][0]))
    related, short = related - give, short - give
    feeds -= min(max(0, short), feeds - LIMITS["feeds"][0])
    return feeds, headlines, related


def strip_height(height: int, sizes: Sizes) -> int:
    """Rows of the related strip in a reading column of `height` rows: a third, or what it was dragged to."""
    low, high = LIMITS["strip"]
    wanted = sizes.strip or height // 3
    return max(min(low, height), min(wanted, high, height * 2 // 3))
