"""The slow half of `domain.text`: what to do with a string that is not clean yet. Loaded when the first one comes.

Classes of characters are kept apart by plane: a class within the BMP is a bitmap to `re` and ten times as fast.
"""

from __future__ import annotations

import re
import unicodedata

MARKS_PER_BASE = 5
"""Most marks kept on one letter: pointed and accented Hebrew needs five, every living orthography less."""

_FORBIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but tab, the line ends and NEL, which are spaces
    "\u00ad\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
)
_FORBIDDEN_ASTRAL = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U0010ffff" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 14)
)
# Marks and joiners by block rather than by category: a class that `re` can hold, a little too wide, only used to find
# long runs.
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
    "\ua8e0-\ua8f1\uaab0-\uaac1\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
)
_MARKS_ASTRAL = (
    "\U000101fd\U000102e0\U00010376-\U0001037a\U00010a01-\U00010a0f\U00010a38-\U00010a3f\U00010eab\U00010eac"
    "\U00010f46-\U00010f85\U00011000-\U000116ff\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f"
    "\U00016f8f-\U00016f92\U0001bc9d\U0001bc9e\U0001cf00-\U0001cf46\U0001d165-\U0001d182\U0001d185-\U0001d18b"
    "\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001daaf\U0001e000-\U0001e02a\U0001e130-\U0001e136"
    "\U0001e2ae\U0001e2ec-\U0001e2ef\U0001e8d0-\U0001e8d6\U0001e944-\U0001e94a\U000e0100-\U000e01ef"
)
_SELECTORS = "\ufe00-\ufe0f"
_SELECTORS_ASTRAL = "\U000e0100-\U000e01ef"
_JOINERS = "\u200c-\u200f\u061c"


def _flood(marks: str, selectors: str) -> re.Pattern[str]:
    return re.compile(f"[{marks}]{{{MARKS_PER_BASE + 1},}}|[{selectors}]{{2}}|[{_JOINERS}]{{2}}")


_flood_bmp = _flood(_MARKS, _SELECTORS)
_flood_any = _flood(_MARKS + _MARKS_ASTRAL, _SELECTORS + _SELECTORS_ASTRAL)
_forbidden = re.compile(f"[{_FORBIDDEN}]+")
_forbidden_astral = re.compile(f"[{_FORBIDDEN_ASTRAL}]+")
_selectors = re.compile(f"([{_SELECTORS}{_SELECTORS_ASTRAL}])[{_SELECTORS}{_SELECTORS_ASTRAL}]+")
_joiners = re.compile(f"([{_JOINERS}])[{_JOINERS}]+")
_marks = re.compile(f"([{_MARKS}{_MARKS_ASTRAL}]{{{MARKS_PER_BASE}}})[{_MARKS}{_MARKS_ASTRAL}]+")
_unclean = re.compile(f"[{_FORBIDDEN}\t\v\f\r\x85\u2028\u2029]")
_spaces = re.compile("[\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_line_ends = re.compile("\r\n?|\x85|\u2028|\u2029")


def has_astral(s: str) -> bool:
    """True when `s` holds a character beyond the BMP. Measured: encoding is ten times as fast as a search."""
    return len(s.encode("utf-16-le", "surrogatepass")) != 2 * len(s)


def is_clean(s: str) -> bool:
    """True when nothing in `s` is forbidden and no cell is flooded."""
    return not (
        _unclean.search(s) or is_flooded(s) or (not s.isascii() and has_astral(s) and _forbidden_astral.search(s))
    )


def is_flooded(s: str) -> bool:
    """True when a letter of `s` carries more marks than `MARKS_PER_BASE`, or selectors or joiners repeat."""
    return not s.isascii() and (_flood_any if has_astral(s) else _flood_bmp).search(s) is not None


def spaces_to_plain(s: str) -> str:
    """Every kind of space as the plain space, every kind of line end as a newline; tabs stay."""
    return _spaces.sub(" ", _line_ends.sub("\n", s))


def purge(s: str) -> str:
    """Drop what is forbidden, cap floods, compose; in this order, for composing a long run of marks is quadratic."""
    s = _forbidden.sub("", s)
    if s.isascii():
        return s
    if has_astral(s):
        s = _forbidden_astral.sub("", s)
    if is_flooded(s):
        s = cap(s)
    if not unicodedata.is_normalized("NFC", s):
        s = unicodedata.normalize("NFC", s)
        while is_flooded(s):  # a composed letter can come apart into several marks
            s = unicodedata.normalize("NFC", cap(s))
    return s


def cap(s: str) -> str:
    """At most `MARKS_PER_BASE` marks on a letter, one variation selector, one joiner in a row."""
    return _marks.sub(r"\1", _joiners.sub(r"\1", _selectors.sub(r"\1", s)))
