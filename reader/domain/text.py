"""The only door for text from outside: after `clean_line` or `clean_text` a string cannot steer a terminal.

What goes: C0 and C1 controls (ESC among them), DEL, bidi embeddings, overrides and isolates, tag characters, unpaired
surrogates, noncharacters, private-use characters (icon fonts), soft hyphens, zero-width spaces, invisible operators,
interlinear annotation, and floods of combining marks or variation selectors.
What stays: ZWJ and ZWNJ (Persian, Indic scripts, emoji), LRM, RLM and ALM, up to five marks on one letter.
Everything comes out in NFC; every kind of space becomes the plain space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Two marks, selectors or joiners in a row: rare in clean text (none in NFC Vietnamese), so worth the exact look of
# `scrub` only then. One class within the BMP, which `re` turns into a bitmap.
MARKS = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u0902\u093a-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc"
    "\u0ec8-\u0ece\u0f18-\u109d\u135d-\u135f\u1712-\u18a9\u1920-\u1dff\u200c-\u200f\u20d0-\u20ff\u2cef-\u2dff"
    "\u302a-\u302f\u3099\u309a\ua66f-\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f]"
)
"""Every mark, selector and joiner, and letters beside them."""
_marks_in_a_row = re.compile(MARKS + "{2}")
_folding_marks = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u061c\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_folding_letters = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that look like spaces: of Hangul, and the Braille cell without dots."""
_DASHES = (" - ", " – ", " — ")


def clean_line(s: str, limit: int = 0) -> str:
    """`s` as one clean line.

    Runs of white space become one space, none stands at either end. With a `limit` above 0 the result has at most that
    many code points, the last of them `…` when something was cut, at the end of a word where one is near.
    """
    if not (s.isprintable() and "  " not in s and s[:1] != " " and s[-1:] != " " and _is_plain(s)):
        if limit and len(s) > 64 * limit + 4096:
            s = s.lstrip()[: 64 * limit + 4096]
        from .scrub import purge

        s = " ".join(purge(s).split())
    return s if not limit or len(s) <= limit else _cut(s, limit)


def clean_text(s: str) -> str:
    """`s` cleaned like `clean_line`, but line breaks (as `\\n`) and runs of spaces stay.

    A tab goes to the next multiple of four columns.
    """
    if not (s.isprintable() and _is_plain(s)):
        from .scrub import purge, spaces_to_plain

        s = spaces_to_plain(s)
        if "\t" in s:
            s = s.expandtabs(4)
        # Once more after composing, which turns a few spaces into others.
        s = spaces_to_plain(purge(s))
    return s


def is_blank(s: str) -> bool:
    """Whether nothing of `s` would be seen: it has only spaces, joiners, marks without a letter, and fillers."""
    return all(c in _FILLERS or unicodedata.category(c) in ("Zs", "Cf", "Mn", "Me") for c in s)


def is_clean(s: str) -> bool:
    """True when nothing in `s` could steer a terminal or flood its cells; newlines are allowed, tabs are not."""
    if s.isprintable() and _is_plain(s):
        return True
    from .scrub import is_clean

    return is_clean(s)


def fold(s: str) -> str:
    """The search form of `s`: compatibility forms and case folded, marks of Latin, Greek, Cyrillic, Hebrew and Arabic
    dropped, đ as d. Marks that are vowels or part of the letter (Thai, Indic, kana) stay."""
    if s.isascii():
        return s.lower()
    if _marks_in_a_row.search(s):
        from .scrub import cap

        s = cap(s)
    s = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", s).casefold())
    s = _folding_marks.sub("", s)
    if s.isascii():
        return s
    return unicodedata.normalize("NFC", s.translate(_folding_letters))


@cache
def _unspaced() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Scripts that put no space between words, and how many characters count as one. Made when a text is measured: that
    takes 2 ms of every start."""
    han_kana = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
    south_east_asian = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
    return (han_kana, 2), (south_east_asian, 5)


def count_words(s: str) -> int:
    """Length of `s` in words, for the reading time.

    Scripts without spaces are converted: two Han or kana characters, or five of Thai, Lao, Burmese or Khmer, count as a
    word. Vietnamese counts by syllable, as it is written.
    """
    words = 0
    if not s.isascii():
        for pattern, size in _unspaced():
            if pattern.search(s):
                words += -(-sum(map(len, pattern.findall(s))) // size)
                s = pattern.sub(" ", s)
    return words + len(s.split()) - sum(map(s.count, _DASHES))


def _is_plain(s: str) -> bool:
    """For printable `s`: True when it is NFC and floods no cell."""
    if s.isascii():
        return True
    if not unicodedata.is_normalized("NFC", s) or len(s.encode("utf-16-le")) != 2 * len(s) or _marks_in_a_row.search(s):
        return False
    # Printable to Python, empty on the screen.
    return not ("\u3164" in s or "\uffa0" in s or "\u17b4" in s or "\u17b5" in s or "\ufffc" in s)


def _cut(s: str, limit: int) -> str:
    """The first `limit` code points, ending in an ellipsis and where possible at a word's end."""
    head = s[: limit - 1]
    if not s[limit - 1].isspace():
        space = head.rfind(" ")
        if space >= len(head) - 24 and space >= len(head) // 2:
            head = head[:space]
    return head.rstrip(" \n\u200c\u200d,;:–—-") + "…"
