"""Whether an entry belongs to a story that the reader follows, however long after its beginning. Pure.

An event takes newcomers for some days (`stories.WINDOW`); what is followed goes on as long as the reader likes. A later
chapter must be linked to what was gathered, and it must share something with the core: what the texts had in common
when following began. A chain of chapters, each like the last one, would else lead anywhere.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from .stories import nearness, threshold
from .vector import KEPT, cosine, weights_of

CORE = 0.7
"""What a chapter must share with the core, as a part of the threshold of one event. Of 40 ViMs events followed from
their first three texts on, among 4,900 others, 0.45 let in 7 strangers a story, this 4, and neither missed a text."""
LINKED = 0.75
"""How like something gathered it must be besides, time left aside."""
ITSELF = 1.0
"""What shares so much with the core needs no link."""


Belongs = Callable[[Sequence[int], int, Iterable[tuple[float, int]]], bool]


def core_of(vectors: Sequence[Sequence[int]]) -> array[int]:
    """What texts have in common, as a vector of its own: the features strongest in all of them together; empty without
    any text."""
    total: dict[int, float] = defaultdict(float)
    for vector in vectors:
        for feature, weight in weights_of(vector).items():
            total[feature] += weight
    strongest = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]
    length = sum(weight * weight for _feature, weight in strongest) ** 0.5 or 1.0
    steps = ((feature, round((weight / length) ** 0.5 * 255)) for feature, weight in strongest)
    return array("I", (feature << 8 | max(1, step) for feature, step in steps))


def belonging(core: Sequence[int], core_size: int) -> Belongs:
    """Whether a text is part of a followed story, as a function of the text's vector, its size and its links.

    `core` is what `core_of` gave and `core_size` the length of the longest text in it; the links are the relations of
    the text to what was gathered: ratios with time counted in, as `near` has them, and the seconds between.
    """
    weights = weights_of(core)

    def belongs(vector: Sequence[int], size: int, links: Iterable[tuple[float, int]]) -> bool:
        shared = cosine(weights, vector) / threshold(min(core_size, size))
        if shared >= ITSELF:
            return True
        return shared >= CORE and any(ratio / nearness(1.0, seconds) >= LINKED for ratio, seconds in links)

    return belongs
