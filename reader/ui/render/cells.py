"""Text measured in terminal cells, and made safe to stand in them.

Two things make a terminal draw something else than was measured: characters that terminals disagree about (joined
emoji, variation selectors, skin tones), and right-to-left runs, which a terminal with bidi support joins across panes.
The first are taken apart here, the second are fenced with marks.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, get_character_cell_size

from reader.domain.text import clean_line, clean_text, is_clean

LRM = "\u200e"
RLM = "\u200f"
ELLIPSIS = "…"

# Joiner, variation selectors, soft hyphen, invisible operators, skin tones: terminals give them 0, 1 or 2 cells.
_UNSURE = re.compile("[\u00ad\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]")
# Every character of these ranges has one cell (a test checks them against the measuring library).
NARROW = "\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u1e00-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf"
_narrow = re.compile(f"[{NARROW}]*").fullmatch
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def safe(text: str) -> str:
    """One line of `text`, fit for a cell grid.

    Text was cleaned when it came in; it is looked at again here because this is the last place before the terminal.
    """
    if not is_clean(text) or "\n" in text:
        text = clean_line(text)
    return _UNSURE.sub("", text) if _UNSURE.search(text) else text


def safe_lines(text: str) -> list[str]:
    """The lines of `text`, each fit for a cell grid; tabs become spaces, leading blanks stay."""
    if not is_clean(text):
        text = clean_text(text)
    text = text.expandtabs(4)
    if _UNSURE.search(text):
        text = _UNSURE.sub("", text)
    return text.split("\n")


def width(text: str) -> int:
    """Cells that `text` takes."""
    return len(text) if _narrow(text) else cell_len(text)


def is_narrow(text: str) -> bool:
    """True when every character of `text` surely takes one cell."""
    return _narrow(text) is not None


def char_width(char: str) -> int:
    """Cells of one character; 0 for a combining one."""
    return get_character_cell_size(char)


def cut(text: str, cells: int) -> int:
    """How many characters of `text` fit into `cells`, never parting a letter from its combining marks."""
    if cells <= 0:
        return 0
    if _narrow(text):
        return min(len(text), cells)
    used = 0
    for index, char in enumerate(text):
        used += get_character_cell_size(char)
        if used > cells:
            return index
    return len(text)


def shorten(text: str, cells: int) -> str:
    """`text`, with an ellipsis in place of what does not fit into `cells`."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    return text[: cut(text, cells - 1)].rstrip() + ELLIPSIS


_PARTS = re.compile(r" [-–—|·»/] |: ")  # between the name of a paper and that of its section


def short_name(text: str, cells: int) -> str:
    """The name of a source in `cells` cells: whole, else without its section (`Báo Triều - Thời sự` -> `Báo Triều`),
    else as many whole words as fit, and only then cut inside a word."""
    if width(text) <= cells:
        return text
    head = _PARTS.split(text, maxsplit=1)[0].strip()
    if head and width(head) <= cells:
        return head
    words = shorten(head or text, cells).removesuffix(ELLIPSIS).rsplit(" ", 1)
    whole = words[0].rstrip(" ,;:-") if len(words) == 2 else ""
    return whole + ELLIPSIS if whole and 2 * width(whole) >= cells else shorten(head or text, cells)


def fit(text: str, cells: int, right: bool = False) -> str:
    """`text` in exactly `cells` cells: shortened, or filled with spaces on the right (`right`: on the left)."""
    text = shorten(text, cells)
    blank = " " * (cells - width(text))
    return blank + text if right else text + blank


def has_rtl(text: str) -> bool:
    """True when `text` holds right-to-left letters."""
    return _RTL.search(text) is not None


def is_rtl(text: str) -> bool:
    """True when the first strong letter of `text` runs from right to left."""
    if not has_rtl(text):
        return False
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False
