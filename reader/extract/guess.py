"""Which encoding a text is in that is no UTF-8 and states none that fits.

A detector is good at scripts other than Latin, whose letters stand in long runs; accented letters that stand alone
among plain ones it mistakes (French for Baltic), so those are weighed here.
"""

from __future__ import annotations

import re

_SAMPLE = 200_000
_RUN = re.compile(rb"[\x80-\xff]+")
_LONE = 1.4
"""Mean length of the runs of bytes beyond ASCII up to which a text is Latin. German and Vietnamese stay under 1.2."""
_LATIN = ("cp1252", "cp1250", "iso8859-2")
"""Tried in this order: the west first, it is by far the most frequent."""
_ODD = re.compile(
    # A sign where a letter belongs: inside a word, or at its beginning.
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘·\u00ad–—…“”«»]+(?=[^\W\d_])|(?<=[^\W\d_])[¹²³ªº¼½¾](?=[^\W\d_])"
    r"|(?<![^\s])[¶±¦¬¯¹³¼¾](?=[^\W\d_])"
    # A capital in the middle of small letters.
    r"|(?<=[a-z])[À-ÖØ-ÞŁĄĘĆŃÓŚŹŻŠŽČŘĎŤĽŸŒ](?=[a-z\s])"
)

_TONES = re.compile(rb"[AEIOUYaeiouy\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd]([\xcc\xd2\xde\xec\xf2])")
"""A vowel and the tone mark after it, as Windows-1258 writes Vietnamese; in the western code page a capital or ì, ò."""


def is_vietnamese(body: bytes) -> bool:
    """Whether `body` is Vietnamese in Windows-1258: at least four of its five tone marks stand after vowels."""
    return len(set(_TONES.findall(body[:_SAMPLE]))) >= 4


def is_latin(body: bytes) -> bool:
    """Whether the bytes beyond ASCII stand alone, as accented letters do in one of the Latin encodings."""
    runs = _RUN.findall(body[:_SAMPLE])
    return sum(map(len, runs)) <= _LONE * len(runs)


def guess(body: bytes) -> str:
    """The text of `body` in the encoding that makes the most sense. Never raises."""
    sample = body[:_SAMPLE]
    if is_vietnamese(body):
        return body.decode("cp1258", "replace")
    if is_latin(body):
        name = min(_LATIN, key=lambda name: len(_ODD.findall(sample.decode(name, "replace"))))
        return body.decode(name, "replace")
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return body.decode(best.encoding if best else "cp1252", "replace")
