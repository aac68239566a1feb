"""The language of a text by its script, its letters and its smallest words; no model, a handful of languages."""

from __future__ import annotations

import re

_STATED = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*")

_SCRIPTS = {
    "ko": "\u1100-\u11ff\uac00-\ud7af",
    "ja": "\u3041-\u30fa\u30fc-\u30ff",
    "zh": "\u4e00-\u9fff\u3400-\u4dbf",
    "ar": "\u0600-\u06ff",
    "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "el": "\u0370-\u03ff",
    "ru": "\u0400-\u04ff",
}
_BY_SCRIPT = {code: re.compile(f"[{letters}]") for code, letters in _SCRIPTS.items()}
_FOREIGN = re.compile(f"[{''.join(_SCRIPTS.values())}]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")

_SMALL_WORDS = {
    "en": "the of and to in is that for on with as was it by are from this at be has have its not",
    "fr": "le la les des et est une dans pour que qui sur du au avec par plus ne pas sont",
    "de": "der die das und ist nicht mit von den ein eine auf für im zu dem auch sich wird",
    "es": "el los las que del una por con para es se su en al como más la de y",
    "pt": "os as que do da uma por com para é não em ao mais dos das um se no na",
    "it": "il gli che di della una per con è non sono nel alla più dei le del si",
    "nl": "de het een van en is dat op te zijn met voor niet aan er om ook",
    "id": "yang dan di untuk dengan ini dari pada tidak akan itu dalam oleh juga",
    "pl": "nie się na że jest do w z jak po dla od przez są który i",
    "sv": "och att det som en på är för av med till den har inte om ett",
}
_SMALL: dict[str, list[str]] = {}
for _code, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _SMALL.setdefault(_word, []).append(_code)

_SAMPLE = 500
"""Characters that are looked at."""


def tag_of(stated: str) -> str:
    """A stated language as a tag in the usual spelling (`vi`, `en-US`); empty when it is none."""
    stated = stated.strip()
    if not _STATED.fullmatch(stated) or len(stated) > 35:
        return ""
    parts = re.split("[-_]", stated)
    rest = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in parts[1:]]
    return "-".join([parts[0].lower(), *rest])


def detect(text: str) -> str:
    """The language of `text` as a two-letter code; empty when it is too short or cannot be told."""
    text = text[:_SAMPLE]
    if not text.isascii():
        marks = len(_VIETNAMESE.findall(text))
        if marks >= 3 and marks * 30 >= len(text):
            return "vi"
        foreign = len(_FOREIGN.findall(text))
        if foreign >= 4 and 2 * foreign >= len(_LATIN.findall(text)):
            return _by_script(text)
    return _by_small_words(text)


def resolve(stated: str, text: str) -> str:
    """The stated language, unless the text is plainly in another one: many feeds state a template's `en-us`."""
    tag = tag_of(stated)
    found = detect(text)
    if not tag:
        return found
    if not found or tag.split("-")[0] == found or tag.split("-")[0] in _KIN.get(found, ()):
        return tag
    # Small words may mislead between neighbours; a script or Vietnamese letters may not.
    return tag if found in _SMALL_WORDS else found


_KIN = {
    "zh": ("yue", "ja", "lzh", "cmn", "wuu", "nan"),
    "ja": ("zh",),
    "ar": ("fa", "ur", "ps", "ckb", "ug", "sd", "ku", "arz"),
    "ru": ("uk", "bg", "sr", "be", "mk", "kk", "mn", "ky", "tg", "bs", "tt", "uz"),
    "hi": ("mr", "ne", "sa", "bho"),
    "he": ("yi", "iw", "ji"),
    "bn": ("as",),
}
"""Other languages of one script: a stated one of these stands."""


def _by_script(text: str) -> str:
    counts = {code: len(letters.findall(text)) for code, letters in _BY_SCRIPT.items()}
    if counts["ja"] * 20 > counts["zh"] and counts["ja"] >= 2:
        counts["zh"] = 0
        counts["ja"] += 1000
    code = max(counts, key=lambda c: counts[c])
    if code == "ar":
        return "ur" if re.search("[ٹڈڑےں]", text) else "fa" if re.search("[پچژگ]", text) else "ar"
    if code == "ru":
        return "uk" if re.search("[іїєґІЇЄҐ]", text) and not re.search("[ыэъ]", text) else "ru"
    return code


def _by_small_words(text: str) -> str:
    counts: dict[str, int] = {}
    for word in _WORD.findall(text.lower()):
        for code in _SMALL.get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 3:
        return ""
    if len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]:
        return ""
    return ranked[0][0]
