"""Empty, failed and offline states: a title, a sentence, and the keys that help."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import safe, width
from .lines import BLANK, Line, Look, Piece, flow


def message_lines(title: str, sentence: str, keys: Sequence[tuple[str, str]], columns: int) -> list[Line]:
    """Lines of at most `columns` cells. `keys` are pairs of a key and what it does."""
    lines: list[Line] = []
    if title:
        lines += flow([Piece(safe(title), Look("message-title"))], columns)
    for paragraph in sentence.split("\n"):
        if paragraph.strip():
            lines += [BLANK] if lines else []
            lines += flow([Piece(safe(paragraph), Look("message"))], columns)
    if keys:
        lines.append(BLANK)
        room = max(width(key) for key, _does in keys) + 2
        for key, does in keys:
            head = (Piece(key + " " * (room - width(key)), Look("message-key")),)
            rest = (Piece(" " * room, Look("message")),)
            lines += flow([Piece(safe(does), Look("message"))], columns, margin=rest, first_margin=head)
    return lines
