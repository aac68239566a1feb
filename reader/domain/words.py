"""Words of a text as they are searched for: folded, and with their accents for those who type them on purpose.

In scripts that put no space between words every character is a word, so that any part of a word is found as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .text import fold

# Han, kana, Bopomofo, Thai, Lao, Burmese, Khmer. A mark stays with the letter it stands on.
_UNSPACED = re.compile(
    "([\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a]*)"
)
# The five tones of Vietnamese, in a run of vowels: hoà and hòa are one word, whichever letter carries the tone.
_TONED = re.compile("[aeiouy][aeiouy\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b]*")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


class Word(NamedTuple):
    """One word of a text."""

    folded: str
    """As the index holds it."""
    marked: str
    """With its accents, in one spelling; the same as `folded` for a word that has none."""


def search_form(text: str) -> str:
    """`text` as it is indexed and as it is asked for."""
    folded = fold(text)
    return folded if folded.isascii() else _UNSPACED.sub(r" \1 ", folded)


def is_unspaced(text: str) -> bool:
    """Whether `text` begins in a script that puts no space between words."""
    return _UNSPACED.match(text) is not None


def split_words(text: str) -> list[str]:
    """The words that the index makes of `text`."""
    return _letters(search_form(text)).split()


def words(text: str) -> list[Word]:
    """The words of `text`, folded and as written."""
    if text.isascii():
        return [Word(word, word) for word in _letters(text.lower()).split()]
    return [word for piece in _pieces(text) for word in _word(piece)]


def marked_words(text: str) -> set[str]:
    """The words of `text` that are written with accents, with them (`Word.marked`)."""
    if text.isascii():
        return set()
    # Most words are many times in a text, and most of them plain.
    pieces = {piece for piece in _pieces(text) if not piece.isascii()}
    return {word.marked for piece in pieces for word in _word(piece) if word.marked != word.folded}


class _Letters(dict[int, str]):
    """For `str.translate`: what is no letter, no digit and no mark becomes a space, or nothing where folding leaves
    nothing of it (the joiners within Persian words, marks that Python's tables do not know yet)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")
        self[code] = char if kept else " " if fold(char) else ""
        return self[code]


_LETTERS = _Letters()


def is_letter(char: str) -> bool:
    """Whether a character belongs to a word: a letter, a digit, a mark, or a joiner within."""
    return _LETTERS[ord(char)] != " "


def _letters(text: str) -> str:
    return text.translate(_LETTERS)


def _pieces(text: str) -> list[str]:
    return _letters(_UNSPACED.sub(r" \1 ", unicodedata.normalize("NFKC", text).casefold())).split()


@lru_cache(maxsize=20_000)
def _word(piece: str) -> tuple[Word, ...]:
    folded = split_words(piece)
    if folded == [piece]:
        return (Word(piece, piece),)
    if len(folded) != 1:
        return tuple(Word(word, word) for word in folded)
    marked = _TONED.sub(_tone_last, unicodedata.normalize("NFD", piece))
    return (Word(folded[0], unicodedata.normalize("NFC", marked)),)


def _tone_last(run: re.Match[str]) -> str:
    tones = _TONES.findall(run[0])
    return _TONES.sub("", run[0]) + "".join(tones)
