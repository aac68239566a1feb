"""Sentences of a laid-out text found again on its lines: to compare two texts on what the reader sees of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .lines import Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    first: int
    """Number of the first line."""
    starts: tuple[int, ...]
    """Where in the text each line begins."""


class Mark(NamedTuple):
    """A stretch of one line: part of a sentence that both texts have (`shared`), or that only this one has."""

    line: int
    start: int
    end: int
    shared: bool


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of these lines; blank ones and pictures are left out."""
    found: list[Paragraph] = []
    text, first, starts = "", 0, [0]
    for number, line in enumerate(lines):
        if not text:
            first, starts = number, []
        starts.append(len(text))
        text += line.text + (line.joint if line.joint != "\n" else "")
        if line.joint == "\n":
            if text.strip():
                found.append(Paragraph(text, first, tuple(starts)))
            text = ""
    return found


def marks_of(lines: Sequence[Line], shared: Sequence[Sequence[tuple[int, int]]]) -> Iterator[Mark]:
    """Where the sentences stand, given the places of the shared ones in each paragraph."""
    for paragraph, spans in zip(paragraphs_of(lines), shared, strict=False):
        at = 0
        for start, end in spans:
            yield from _marked(paragraph, lines, at, start, shared=False)
            yield from _marked(paragraph, lines, start, end, shared=True)
            at = end
        yield from _marked(paragraph, lines, at, len(paragraph.text), shared=False)


def _marked(paragraph: Paragraph, lines: Sequence[Line], start: int, end: int, *, shared: bool) -> Iterator[Mark]:
    for number, begin in enumerate(paragraph.starts):
        own = lines[paragraph.first + number].text
        low, high = max(start - begin, 0), min(end - begin, len(own))
        if low < high and own[low:high].strip():
            yield Mark(paragraph.first + number, low, high, shared)
