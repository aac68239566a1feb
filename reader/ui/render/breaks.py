"""Where a line may end: words, CJK with kinsoku, hyphens, and a hard cut for what is longer than a line.

A simplified reading of UAX 14: spaces break everywhere; Han and Kana break between any two characters, except before a
closing mark or small kana and after an opening one (kinsoku); Hangul keeps its words; a word breaks after an inner
hyphen, dash or slash. Vietnamese syllables stand between spaces and are never split.
"""

from __future__ import annotations

import re
from functools import cache

from .cells import char_width, is_narrow
from .cells import width as cells_of

NOT_FIRST = frozenset(
    "、。，．・：；？！）］｝」』】〉》〕〗〙〛’”…‥ー〜～々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ％‰℃°"
    ",.:;?!)]}»›%"
)
"""Characters that may not begin a line."""
NOT_LAST = frozenset("（［｛「『【〈《〔〖〘〚‘“([{«‹¥￥$＄£#")
"""Characters that may not end a line."""
_STICKY_AFTER_SPACE = frozenset("?!:;»%,.")
"""Marks that some languages (and sloppy writers) set after a space: they stay with their word."""
_INNER = re.compile(r"(?<=\w)[-\u2010/\u2013\u2014](?=[^\W\d])|\u2014(?=\w)")
# Thai and Lao vowels that are written before their consonant end no line; those written after it begin none.
_PRE_VOWELS = frozenset("เแโใไເແໂໃໄ")
_POST_VOWELS = frozenset("ะาำๅๆฯະາຳ")


@cache
def _breaks_anywhere() -> re.Pattern[str]:
    # Made when a text has such letters: it takes 3 ms of every start.
    return re.compile(
        "[\u2e80-\u2fff\u3001-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
        "\U00020000-\U0003ffff\U0001f300-\U0001faff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
    )


def wrap(text: str, width: int, first: int = 0) -> list[tuple[int, int]]:
    """Divide one paragraph into lines.

    `text` has no newline; `width` is the cells of a line, `first` those of the first one (0: the same). Returns the
    (start, end) offsets of each line, without the space at the break; at least one line, even for empty text.
    """
    width = max(1, width)
    first = max(1, first or width)
    if is_narrow(text):
        return _wrap_narrow(text, width, first)
    return _wrap_any(text, width, first)


def balanced(text: str, width: int) -> int:
    """A width, `width` at most, at which `text` takes no more lines but ends in no stray word: for titles."""
    spans = wrap(text, width)
    if len(spans) < 2 or len(spans) > 4 or cells_of(text[slice(*spans[-1])]) * 3 > width:
        return width
    low, high = width // 2, width
    while low < high:
        middle = (low + high) // 2
        if len(wrap(text, middle)) > len(spans):
            low = middle + 1
        else:
            high = middle
    return low


def _wrap_narrow(text: str, width: int, first: int) -> list[tuple[int, int]]:
    """Every character one cell: a line costs a few searches, whatever its length."""
    lines: list[tuple[int, int]] = []
    start, length, room = 0, len(text.rstrip(" ")), first
    while length - start > room:
        limit = start + room
        stop = _space_before(text, start, limit)
        inner = _inner_before(text, stop + 1 if stop > start else start, limit)
        if inner > start:
            lines.append((start, inner))
            start = inner
        elif stop > start:
            lines.append((start, stop))
            start = stop + 1
        else:
            lines.append((start, limit))
            start = limit
        while start < length and text[start] == " ":
            start += 1
        room = width
    if start < length or not lines:
        lines.append((start, length))
    return lines


def _space_before(text: str, start: int, limit: int) -> int:
    """The last space in start < i <= limit that may end a line; -1 when there is none."""
    stop = text.rfind(" ", start + 1, limit + 1)
    while stop > start and _glued(text, stop):
        stop = text.rfind(" ", start + 1, stop)
    while stop > start and text[stop - 1] == " ":
        stop -= 1
    return stop if stop > start else -1


def _glued(text: str, space: int) -> bool:
    """True when the word after the space is a lone closing mark."""
    after = text[space + 1 : space + 3]
    return bool(after) and after[0] in _STICKY_AFTER_SPACE and (len(after) == 1 or after[1] == " ")


def _inner_before(text: str, start: int, limit: int) -> int:
    """The end of the last inner hyphen, dash or slash that fits; 0 when there is none."""
    found = 0
    for match in _INNER.finditer(text, start, min(limit + 1, len(text))):
        if match.end() <= limit:
            found = match.end()
    return found


def _may_break(before: str, after: str) -> bool:
    """May a line end between two neighbours of which neither is a space?"""
    if after in NOT_FIRST or before in NOT_LAST or after in _POST_VOWELS or before in _PRE_VOWELS:
        return False
    if before == after and before in "…—‥":
        return False
    return before == "\u200b" or bool(_breaks_anywhere().match(before) or _breaks_anywhere().match(after))


def _wrap_any(text: str, width: int, first: int) -> list[tuple[int, int]]:
    """Any script: one walk over the characters, remembering the last place where the line may end."""
    lines: list[tuple[int, int]] = []
    start, room, used, stop = 0, first, 0, -1
    index, length = 0, len(text.rstrip(" "))
    inner = {match.end() for match in _INNER.finditer(text)}
    previous = ""
    while index < length:
        char = text[index]
        cells = char_width(char)
        if char == " ":
            if previous != " " and index > start and not _glued(text, index):
                stop = index
        elif cells and index > start and previous != " " and (index in inner or _may_break(previous, char)):
            stop = index
        if used + cells > room and char != " ":
            if stop <= start:
                stop = max(index, start + 1)
                while stop > start + 1 and text[stop - 1] == " ":  # of a mark that did not fit: the space hangs over
                    stop -= 1
            lines.append((start, stop))
            start = stop
            while start < length and text[start] == " ":
                start += 1
            index, room, used, stop, previous = start, width, 0, -1, ""
            continue
        used += cells
        if cells or char == "\u200b":
            previous = char
        index += 1
    if start < length or not lines:
        lines.append((start, length))
    return lines
