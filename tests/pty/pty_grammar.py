"""Which bytes a program may write to a terminal: everything else in its output is a hole.

`offences` reads the whole output. Text must be UTF-8 without controls and without characters that steer (bidi, tags,
interlinear marks); sequences must be of the few kinds below, which the interface itself needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

MODES = {"7", "25", "1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048"}
"""Private modes that are switched: wrap, cursor, mouse, focus, alternate screen, paste, synchronised output, resize."""
SHAPES = {"default", "pointer", "text", "wait", "progress", "help", "crosshair", "grab", "grabbing", "not-allowed"}
SHAPES |= {"ew-resize", "ns-resize", "col-resize", "row-resize", "e-resize", "w-resize", "n-resize", "s-resize"}
"""Mouse pointers (OSC 22)."""
SCHEMES = {"http", "https", "mailto", "gemini"}
_STAY = "\u200c\u200d\u200e\u200f\u061c"
"""Format characters that scripts need: joiners and the plain direction marks."""

_CSI = re.compile(r"\x1b\[([0-?]*)([ -/]*)([@-~])")
_STRING = re.compile(r"\x1b([\]PX^_])([^\x00-\x1f\x7f-\x9f]*)(\x1b\\|\x07)")
_SGR = re.compile(r"[0-9;:]*")


def offences(output: bytes, *, may_copy: Collection[str] = ()) -> list[str]:
    """What in `output` may not be there, each with its surroundings; `may_copy` are OSC 52 payloads that were asked
    for."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {output[max(0, error.start - 20) : error.end + 20]!r}"]
    found = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\x1b":
            at, why = _sequence(text, at, may_copy)
        else:
            why = "" if char in "\r\n" else _character(char)
            at += 1
        if why:
            found.append(f"{why}: {text[max(0, at - 40) : at + 20]!r}")
    return found


def _character(char: str) -> str:
    if char.isascii():
        return "" if " " <= char <= "~" else f"control U+{ord(char):04X}"
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Co", "Zl", "Zp") or (category == "Cf" and char not in _STAY):
        return f"{category} U+{ord(char):04X}"
    return ""


def _sequence(text: str, at: int, may_copy: Collection[str]) -> tuple[int, str]:
    """Where the sequence at `at` ends, and what is wrong with it."""
    if match := _CSI.match(text, at):
        return match.end(), "" if _csi_is_ours(*match.groups()) else f"control sequence {match[0]!r}"
    if match := _STRING.match(text, at):
        return match.end(), _string(match[1], match[2], may_copy)
    if text[at + 1 : at + 2] in ("7", "8"):  # keep the cursor's place, go back to it
        return at + 2, ""
    return at + 1, "escape that begins nothing known"


def _csi_is_ours(parameters: str, between: str, final: str) -> bool:
    if final == "m":
        return not between and bool(_SGR.fullmatch(parameters))
    if final in "hl":
        return not between and parameters[:1] == "?" and parameters[1:] in MODES
    if final == "c":
        return not between and not parameters
    if final == "p":
        return between == "$" and parameters in ("?2026", "?2048")
    if final == "u":
        return not between and bool(re.fullmatch(r">[0-9]+|<", parameters))
    return final in "HABCDGJK" and not between and bool(re.fullmatch(r"[0-9;]*", parameters))


def _string(kind: str, content: str, may_copy: Collection[str]) -> str:
    if kind != "]":
        return f"device string {kind}{content[:40]!r}"
    number, _semicolon, rest = content.partition(";")
    if number == "22" and rest in SHAPES:
        return ""
    if content == "11;?":  # asks for the background's colour
        return ""
    if number == "8":
        return link_offence(rest.partition(";")[2])
    if number == "52" and rest in may_copy:
        return ""
    return f"operating system command {content[:60]!r}"


def link_offence(url: str) -> str:
    """What is wrong with the target of an OSC 8 link; the empty one ends a link."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "mailto"):
        return f"link to {url[:80]!r}"
    return "" if url.isascii() and url.isprintable() and " " not in url else f"link with odd characters {url[:80]!r}"


def links(output: bytes) -> set[str]:
    """The targets of all OSC 8 links."""
    return set(re.findall(r"\x1b\]8;[^;\x1b]*;([^\x1b\x07]+)", output.decode("utf-8", "replace")))
