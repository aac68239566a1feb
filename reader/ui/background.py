"""Whether the terminal's background is light: the question, and the answer as it comes in among the keys.

Terminals answer OSC 11 (xterm's control sequences, "Operating System Commands") with `OSC 11 ; rgb:RRRR/GGGG/BBBB ST`.
Textual 8.2 does not know that answer and makes keys of it, letter by letter, ESC as `^`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

ASK = "\x1b]11;?\x1b\\"
LISTENS = 3.0
"""Seconds in which an answer is one; after that a `^` is a key like any other."""
_ANSWER = re.compile(r"\]11;rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
_BEGIN = "]11;rgb"
_MAY_GO_ON = re.compile(r"\]11;rgb(?:a|a?:[0-9a-f/]*[\^\0]?[\\\x07]?)?", re.IGNORECASE)
"""An answer as far as it has come; the ESC of its end is a key of its own or a part of the last one."""
_LONGEST = 48
_ENDS = ("\\", "\x07")


def is_light(answer: str) -> bool | None:
    """Whether the colour in an answer is light; None when it is no answer.

    The luminance is that of Rec. 601; a half is where black text begins to read better than white.
    """
    found = _ANSWER.search(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)


class Listener:
    """Takes the answer out of the keys that come in. Called on the input thread."""

    def __init__(self) -> None:
        self._heard = ""
        self._held: list[Callable[[], object]] = []
        self._until = 0.0
        self.light: bool | None = None
        """What the terminal said, None until it has."""

    def listen(self) -> None:
        """The terminal was asked."""
        self._until = monotonic() + LISTENS

    def takes(self, character: str, deliver: Callable[[], object]) -> bool:
        """Whether a key is, or may be, a part of the answer. What turns out to be none is delivered, in its order,
        before the key that showed it."""
        if self.light is not None or (not self._heard and monotonic() > self._until):
            return False
        heard = self._heard + (character or "\0")
        # Where the answer ends in BEL, its ESC and `]` come as one key.
        text = heard.removeprefix("^")
        if _BEGIN.startswith(text) or (_MAY_GO_ON.fullmatch(text) and len(text) <= _LONGEST):
            if text[-1:] not in _ENDS:
                self._heard = heard
                self._held.append(deliver)
                return True
            self.light = is_light(text)
            if self.light is not None:
                self._forget()
                return True
        held = list(self._held)
        self._forget()
        for one in held:
            one()
        return False

    def _forget(self) -> None:
        self._heard = ""
        self._held.clear()
