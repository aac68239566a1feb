"""Round-ups: `In brief`, the day's headlines, live tickers. They touch many stories and must not glue them together."""

from __future__ import annotations

import math
import re
from collections import Counter
from statistics import median

from .features import Text, feature_of
from .vocabulary import Vocabulary
from .words import words

FEWEST_PARTS = 5
PART = 80
"""Characters from which a paragraph counts as a part."""
COHESION = 0.05
"""Parts of one article share names and matters: half of them have more than this in common with the rest. Of 4,862 real
articles 99.9 % do; of digests put together from beginnings of others 6 % do."""
MOST_PARTS = 40

_BEGINS = re.compile(
    r"(live|live (updates|blog|coverage)|liveblog|watch live|as it happened|today in|this week in|the week in|quiz"
    r"|briefs?"
    r"|trực tiếp|tường thuật|tin sáng|tin trưa|tin tối|tin tức|tin nóng|bản tin|nhật ký)\b[^a-z]*[:|–—-]"
    r"|(in brief|news in brief|round-?up|điểm tin|điểm báo|tin vắn|tin nhanh|tin mới nhất|tin tức 24h)\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(news|world|business|sports?|local|politics|tech) (in brief|briefs|round-?up|digest)\b"
    r"|\b(morning|evening|daily|weekly) (brief|briefing|digest|round-?up)\b|\b(top|today's) (headlines|stories)\b"
    r"|\blive (updates|blog)\b|\btin tức (24h|trong ngày)\b|\bđiểm tin\b|\btin vắn\b|\bnổi bật (trong )?(ngày|tuần)\b",
    re.IGNORECASE,
)


def is_roundup(text: Text, vocabulary: Vocabulary) -> bool:
    """Whether a text tells many stories, by its title or because its parts have nothing in common."""
    if _BEGINS.match(text.title) or _HOLDS.search(text.title):
        return True
    parts = [line for line in text.body.split("\n") if len(line) >= PART][:MOST_PARTS]
    return len(parts) >= FEWEST_PARTS and _cohesion(parts, vocabulary) < COHESION


def _cohesion(parts: list[str], vocabulary: Vocabulary) -> float:
    """What the middle one of the parts shares with others, 0 to 1, by the weight of its words."""
    weighted = [_weights(part, vocabulary) for part in parts]
    held = Counter(word for part in weighted for word in part)
    shares = []
    for part in weighted:
        whole = sum(part.values())
        if whole:
            shares.append(sum(weight for word, weight in part.items() if held[word] > 1) / whole)
    return median(shares) if shares else 1.0


def _weights(part: str, vocabulary: Vocabulary) -> dict[int, float]:
    counts = Counter(map(feature_of, words(part)))
    # Rare words count by far the most: common ones are in all parts of anything.
    return {
        word: (math.log1p(count) * idf**2) ** 2
        for (word, count), idf in zip(counts.items(), vocabulary.idfs(counts), strict=True)
    }
