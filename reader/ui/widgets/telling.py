"""One telling of a story to be read beside another: the sentences that both have step back, the others stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from reader.ui.render.document import Document
from reader.ui.render.strips import Overlay
from reader.ui.render.wording import Mark, marks_of, paragraphs_of

from .document_view import DocumentView
from .looks import DOCUMENT, Table


class TellingView(DocumentView):
    """A document whose shared sentences can be marked.

    Roles besides those of `DocumentView`: `shared`, `own` (the bar beside lines with something that only this text
    has).
    """

    STYLED_BY_FOCUS = True
    LOOKS: ClassVar[Table] = {**DOCUMENT, "shared": "$muted", "own": "$accent"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shared: Sequence[Sequence[tuple[int, int]]] | None = None
        self._marks: dict[int, list[Mark]] = {}

    def show(self, document: Document) -> None:
        """Show another text, with nothing marked."""
        self._shared, self._marks = None, {}
        self.set_document(document)

    def paragraphs(self) -> list[str]:
        """The text as it is laid out, to be compared."""
        self.finish_layout()
        return [
            paragraph.text for paragraph in paragraphs_of(self._layout.lines[self._text_start : self._layout.text_end])
        ]

    def mark(self, shared: Sequence[Sequence[tuple[int, int]]] | None) -> None:
        """Mark the sentences of each of `paragraphs` that both texts have; None marks nothing."""
        self._shared = shared
        self._find_marks()
        self.repaint()

    @property
    def _text_start(self) -> int:
        """The line after the head."""
        return self._layout.starts[1] if len(self._layout.starts) > 1 else len(self._layout.lines)

    def laid_out(self) -> None:
        """The sentences have their lines, other ones after a change of width."""
        super().laid_out()
        self._find_marks()
        self.repaint()

    def _find_marks(self) -> None:
        self._marks = {}
        if self._shared is None:
            return
        start = self._text_start
        for mark in marks_of(self._layout.lines[start : self._layout.text_end], self._shared):
            self._marks.setdefault(start + mark.line, []).append(mark)

    def overlays(self, number: int) -> list[Overlay]:
        """What both have is dim; the selection lies over it."""
        shared = self._looks.plain("shared")
        dim = [Overlay(mark.start, mark.end, shared) for mark in self._marks.get(number, ()) if mark.shared]
        return dim + super().overlays(number)

    def _strip(self, number: int) -> Strip:
        strip = super()._strip(number)
        left = max(0, (self.line_width - self._layout.columns) // 2)
        at = max(0, left - 2)
        if not left or not any(not mark.shared for mark in self._marks.get(number, ())):
            return strip
        bar = Strip([Segment("▎", self._looks.plain("own"))], 1)
        return Strip.join([strip.crop(0, at), bar, strip.crop(at + 1)])
