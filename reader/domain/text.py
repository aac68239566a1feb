"""The only door for text from outside: after `clean_line` or `clean_text` a string cannot steer a terminal.

What goes: C0 and C1 controls (ESC among them), DEL, bidi embeddings, overrides and isolates, tag characters, unpaired
surrogates, noncharacters, private-use characters (icon fonts), soft hyphens, zero-width spaces, invisible operators,
interlinear annotation, and floods of combining marks or variation selectors.
What stays: ZWJ and ZWNJ (Persian, Indic scripts, emoji), LRM, RLM and ALM, up to `MARKS_PER_BASE` marks on one letter.
Everything comes out in NFC; every kind of space becomes the plain space.
"""

from __future__ import annotations

import re
import unicodedata

MARKS_PER_BASE = 5
"""Most marks kept on one letter: pointed and accented Hebrew needs five, every living orthography less."""

_FORBIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but tab, the line ends and NEL, which are spaces
    "\u00ad\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 14))
)
# Marks by block rather than by category: a class that `re` can hold, a little too wide, only used to find long runs.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd"
    "\u0816-\u0819\u081b-\u0823\u0825-\u0827\u0829-\u082d\u0859-\u085b\u0898-\u089f\u08ca-\u0902\u093a\u093c"
    "\u0941-\u0948\u094d\u0951-\u0957\u0962\u0963\u0981\u09bc\u09c1-\u09c4\u09cd\u0a01\u0a02\u0a3c-\u0a51\u0abc"
    "\u0ac1-\u0acd\u0b3c\u0b41-\u0b4d\u0bc0\u0bcd\u0c3e-\u0c40\u0c46-\u0c56\u0cbc\u0ccc\u0ccd\u0d41-\u0d4d"
    "\u0dca-\u0dd6\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39"
    "\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u102d-\u103e\u1058\u1059\u1071-\u1074\u135d-\u135f\u17b7-\u17d3\u18a9"
    "\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1aff\u1b34-\u1b44\u1b6b-\u1b73\u1dc0-\u1dff\u200c-\u200f\u20d0-\u20ff"
    "\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ua6f0\ua6f1"
    "\ua8e0-\ua8f1\uaab0-\uaac1\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000101fd\U000102e0\U00010376-\U0001037a"
    "\U00010a01-\U00010a0f\U00010a38-\U00010a3f\U00010eab\U00010eac\U00010f46-\U00010f85\U00011000-\U000116ff"
    "\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f\U00016f8f-\U00016f92\U0001bc9d\U0001bc9e"
    "\U0001cf00-\U0001cf46\U0001d165-\U0001d182\U0001d185-\U0001d18b\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244"
    "\U0001da00-\U0001daaf\U0001e000-\U0001e02a\U0001e130-\U0001e136\U0001e2ae\U0001e2ec-\U0001e2ef"
    "\U0001e8d0-\U0001e8d6\U0001e944-\U0001e94a\U000e0100-\U000e01ef"
)
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

_forbidden = re.compile(f"[{_FORBIDDEN}]+")
_flood = re.compile(f"[{_MARKS}]{{{MARKS_PER_BASE + 1},}}|[{_SELECTORS}]{{2,}}|[\u200c-\u200f\u061c]{{2,}}")
_selectors = re.compile(f"([{_SELECTORS}])[{_SELECTORS}]+")
_joiners = re.compile("([\u200c-\u200f\u061c])[\u200c-\u200f\u061c]+")
_marks = re.compile(f"([{_MARKS}]{{{MARKS_PER_BASE}}})[{_MARKS}]+")
_unclean = re.compile(f"[{_FORBIDDEN}\t\v\f\r\x85\u2028\u2029]")
_spaces = re.compile("[\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_line_ends = re.compile("\r\n?|\x85|\u2028|\u2029")

_folding_marks = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u061c\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_folding_letters = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})

_WORD = re.compile(r"\w+(?:['’.,\-]\w+)*")
# Han, kana; then Thai, Lao, Burmese, Khmer: scripts that put no space between words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_UNSPACED_SEA = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")


def clean_line(s: str, limit: int = 0) -> str:
    """`s` as one clean line.

    Runs of white space become one space, none stands at either end. With a `limit` above 0 the result has at most that
    many code points, the last of them `…` when something was cut, at the end of a word where one is near.
    """
    if not (s.isprintable() and "  " not in s and s[:1] != " " and s[-1:] != " " and _is_plain(s)):
        if limit and len(s) > 64 * limit + 4096:
            s = s.lstrip()[: 64 * limit + 4096]
        s = " ".join(_purge(s).split())
    return s if not limit or len(s) <= limit else _cut(s, limit)


def clean_text(s: str, limit: int = 0) -> str:
    """`s` cleaned like `clean_line`, but line breaks (as `\\n`) and runs of spaces stay.

    A tab goes to the next multiple of four columns.
    """
    if not (s.isprintable() and _is_plain(s)):
        s = _line_ends.sub("\n", s)
        s = _spaces.sub(" ", s)
        if "\t" in s:
            s = s.expandtabs(4)
        s = _purge(s)
        # NFC turns a few spaces into others.
        s = _spaces.sub(" ", s)
    return s if not limit or len(s) <= limit else _cut(s, limit)


def is_clean(s: str) -> bool:
    """True when nothing in `s` could steer a terminal or flood its cells; newlines are allowed, tabs are not."""
    if s.isascii() and s.isprintable():
        return True
    return _unclean.search(s) is None and _flood.search(s) is None


def fold(s: str) -> str:
    """The search form of `s`: compatibility forms and case folded, marks of Latin, Greek, Cyrillic, Hebrew and Arabic
    dropped, đ as d. Marks that are vowels or part of the letter (Thai, Indic, kana) stay."""
    if s.isascii():
        return s.lower()
    if _flood.search(s):
        s = _cap(s)
    s = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", s).casefold())
    s = _folding_marks.sub("", s)
    if s.isascii():
        return s
    return unicodedata.normalize("NFC", s.translate(_folding_letters))


def count_words(s: str) -> int:
    """Length of `s` in words, for the reading time.

    Scripts without spaces are converted: two Han or kana characters, or five of Thai, Lao, Burmese or Khmer, count as a
    word. Vietnamese counts by syllable, as it is written.
    """
    if s.isascii():
        return len(_WORD.findall(s))
    extra = 0
    for pattern, size in ((_UNSPACED, 2), (_UNSPACED_SEA, 5)):
        if pattern.search(s):
            found = sum(map(len, pattern.findall(s)))
            extra += (found + size - 1) // size
            s = pattern.sub(" ", s)
    return len(_WORD.findall(s)) + extra


def _is_plain(s: str) -> bool:
    """For printable `s`: True when it is NFC and floods no cell."""
    return s.isascii() or (
        _flood.search(s) is None and _forbidden.search(s) is None and unicodedata.is_normalized("NFC", s)
    )


def _purge(s: str) -> str:
    """Drop what is forbidden, cap floods, compose; in this order, for composing a long run of marks is quadratic."""
    s = _forbidden.sub("", s)
    if s.isascii():
        return s
    if _flood.search(s):
        s = _cap(s)
    if not unicodedata.is_normalized("NFC", s):
        s = unicodedata.normalize("NFC", s)
        while _flood.search(s):  # a composed letter can come apart into several marks
            s = unicodedata.normalize("NFC", _cap(s))
    return s


def _cap(s: str) -> str:
    return _marks.sub(r"\1", _joiners.sub(r"\1", _selectors.sub(r"\1", s)))


def _cut(s: str, limit: int) -> str:
    """The first `limit` code points, ending in an ellipsis and where possible at a word's end."""
    head = s[: limit - 1]
    if not s[limit - 1].isspace():
        space = head.rfind(" ")
        if space >= len(head) - 24 and space >= len(head) // 2:
            head = head[:space]
    return head.rstrip(" \n\u200c\u200d,;:–—-") + "…"
