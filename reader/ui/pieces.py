"""What the terminal sends, cut where a key or a report ends; the only thing that tells some of these ends is time.

An ESC by itself is the Esc key, or the beginning of an arrow whose rest is still on its way. Whoever waits long makes
every Esc slow (readline waits 500 ms, ncurses 1,000, Textual 8.2 100, vim as it is often set 50, tmux 10); whoever
does not, makes letters of an arrow on a slow line, and `A` is a command. So an Esc is answered soon, and what follows
it closely and would have completed a sequence is still taken for that: the worst that haste does is one Esc too many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ESC = "\x1b"
SOON = 0.010
"""Seconds after which an ESC was the key. `ESCDELAY` sets another time, in milliseconds, as in ncurses."""
LATE = 0.100
"""Seconds in which the rest of a sequence may follow an ESC that was taken for the key, and in which ESC and a letter
that begins sequences (Alt with `[`, `]` or `O`) become one."""
LOST = 1.0
"""Seconds after which the rest of a longer beginning does not come any more. No key makes one, so nothing is lost."""
_PASTED, _PASTE_OVER = ESC + "[200~", ESC + "[201~"

# ECMA-48, 5.4: parameters, intermediates, a last byte. `[[A` is the Linux console's F1, `[M` xterm's oldest mouse,
# `]11;` and the like what a terminal answers, in letters, to a question.
_WHOLE = re.compile(r"\x1b(?:\[(?:\[.|M.{3}|(?!M)[0-?]*[ -/]*[@-Z\\-~])|O[0-9]?[A-Za-z]|\][0-9])", re.DOTALL)
_BEGUN = re.compile(r"\x1b(?:\[(?:\[|M.{0,2}|[0-?]*[ -/]*)|O[0-9]?|\](?:[0-9][^\x07\x1b]*\x1b?)?)?\Z", re.DOTALL)
_ANSWER = re.compile(r"(\x1b\][0-9][^\x07\x1b]*(?:\x07|\x1b\\))")
_MAY_END = re.compile(r"\x1b+(?:\[(?:2(?:01?)?)?)?\Z")
"""How a pasted text ends, as far as it has come. It may hold anything else, also an ESC that is no key."""
_KITTY = re.compile(r"\x1b\[[0-9:;]+u")
ASK_BACKGROUND = ESC + "]11;?" + ESC + "\\"
"""Asks for the colour (xterm's control sequences, OSC 11). The answer is `OSC 11 ; rgb:RRRR/GGGG/BBBB ST`."""
ANSWERS = 3.0
"""Seconds in which an answer comes, if ever."""
_COLOUR = re.compile(r"\]11;rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
_LONGEST = 256
"""Characters of a sequence that has begun; what is longer is none."""


def patience(environment: Mapping[str, str]) -> float:
    """Seconds after which an ESC was the key."""
    asked = environment.get("ESCDELAY", "")
    return max(1, int(asked)) / 1000 if asked.isascii() and asked.isdecimal() else SOON


def is_answer(piece: str) -> bool:
    """Whether the terminal answers a question with this piece (OSC)."""
    return bool(_ANSWER.fullmatch(piece))


def is_light(answer: str) -> bool | None:
    """Whether the background in an answer is light; None when it is no answer.

    The luminance is that of Rec. 601; a half is where black text begins to read better than white.
    """
    found = _COLOUR.search(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)


class Pieces:
    """Cuts what comes in. Times are seconds of any clock that only goes forward."""

    def __init__(self, soon: float = SOON) -> None:
        self._soon = soon
        self._held = ""
        """The beginning of a sequence."""
        self._taken = False
        """Its ESC was passed on as a key before."""
        self._may_follow = float("-inf")
        """Until when the rest of a sequence may follow an ESC that was taken for the key."""
        self._pasting = self._kitty = False
        self._due: float | None = None
        """When the beginning is over, unless something comes in before."""

    def cut(self, text: str, now: float) -> list[str]:
        """The pieces that are whole with this. One that is nothing but an ESC is the Esc key; an answer
        (`is_answer`) is a piece of its own."""
        if not self._held and now < self._may_follow:
            late = ESC + text
            self._taken = bool(_WHOLE.match(late) or _BEGUN.match(late))
            text = late if self._taken else text
        self._may_follow = float("-inf")
        text = self._held + text
        self._held = self._beginning(text)
        whole = text[: len(text) - len(self._held)]
        self._taken = self._taken and not whole
        self._due = self._time_of(self._held, now)
        # A key by itself all the same, with another right behind it. For the parser it would be Alt with that.
        plain = whole.rstrip(ESC)
        pieces = [piece for piece in _ANSWER.split(plain) if piece]
        return pieces + [ESC] * (len(whole) - len(plain))

    def wait(self, now: float, at_most: float) -> float:
        """Seconds until `over` is to be called, unless something comes in before."""
        return at_most if self._due is None else min(at_most, max(0.0, self._due - now))

    def over(self, now: float) -> list[str]:
        """The pieces that are whole because nothing followed in time."""
        if self._due is None or now < self._due:
            return []
        piece = self._held.removeprefix(ESC) if self._taken else self._held
        if self._held == ESC:
            self._may_follow = now + LATE
        self._held, self._taken, self._due = "", False, None
        return [piece] if len(piece) <= 2 else []

    def _beginning(self, text: str) -> str:
        """The sequence that has begun at the end of `text`; notes what whole ones said."""
        begun, over = text.rfind(_PASTED), text.rfind(_PASTE_OVER)
        self._pasting = begun > over or (self._pasting and over < 0)
        if self._pasting:
            found = _MAY_END.search(text)
        else:
            self._kitty = self._kitty or bool(_KITTY.search(text))
            found = _BEGUN.search(text, max(0, len(text) - _LONGEST))
        return found[0] if found else ""

    def _time_of(self, beginning: str, now: float) -> float | None:
        if not beginning or self._pasting:
            return None
        if beginning == ESC:
            # Terminals with Kitty's protocol send a sequence for the key: an ESC by itself is always a beginning.
            return now + (LATE if self._kitty else self._soon)
        return now + (LATE if len(beginning) == 2 else LOST)
