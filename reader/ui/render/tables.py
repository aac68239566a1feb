"""Tables: columns aligned while they fit, cells wrapped while they are wide enough to read, else one record per row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.domain.blocks import BOLD, Table, Text, plain
from reader.domain.records import dataclass

from .cells import safe, width
from .lines import BLANK, Line, LinkOf, Look, Piece, flow, paragraph, runs

_GAP = 2
_LEAST = 8  # cells of a wrapped column below which a record reads better
_NUMBER = re.compile(r"[-+−–]?[\d][\d.,:%\s/]*[%°]?|[-–—]|")
_MOST_ROWS = 2000  # more is data, not text
_SAMPLE = 2000  # cells by which the columns of a large table are measured: 5 ms


class Measures:
    """What the columns of a table need, at any width; of a large one, what rows from all over it do."""

    def __init__(self, rows: Sequence[Sequence[Text]], header: bool) -> None:
        wanted = max(8, _SAMPLE // max(1, len(rows[0])))
        self._rows = [*rows[:1], *rows[1 :: len(rows) // wanted + 1]]
        self._header = header
        self.names: list[str] = []
        """What the columns are called."""
        self.natural: list[int] = []
        """Cells of the longest text of each."""
        self.words: list[int] = []
        """Cells of the longest word of each."""
        self.numeric: list[bool] = []
        """Whether a column holds only numbers, which are set at the right."""

    def take(self) -> None:
        """Measure, once it is needed."""
        if self.natural:
            return
        count = max(map(len, self._rows))
        self.natural, self.words, self.numeric = [1] * count, [1] * count, [True] * count
        for place, row in enumerate(self._rows):
            for number, cell in enumerate(row):
                text = safe(plain(cell))
                self.natural[number] = max(self.natural[number], width(text))
                self.words[number] = max(self.words[number], max(map(width, text.split()), default=1))
                if self.numeric[number] and not (self._header and place == 0):
                    self.numeric[number] = _NUMBER.fullmatch(text) is not None
        self.names = [safe(plain(cell)) for cell in self._rows[0]] if self._header else []


@dataclass(frozen=True, slots=True)
class TablePart(Table):
    """Some rows of a large table: set in the columns of the whole."""

    measures: Measures | None = None
    first: bool = True
    """Whether nothing of the table stands above."""


def rows_of(table: Table) -> list[tuple[Text, ...]]:
    """The rows that are set."""
    return [row for row in table.rows[:_MOST_ROWS] if any(plain(cell).strip() for cell in row)]


def table_lines(table: Table, columns: int, link_of: LinkOf) -> list[Line]:
    """The lines of `table` in at most `columns` cells, its caption under it."""
    rows = rows_of(table)
    if not rows:
        return []
    whole = table.measures if isinstance(table, TablePart) and table.measures else Measures(rows, table.header)
    whole.take()
    widths = _widths(whole, columns)
    lines = _grid(table, rows, whole, widths, link_of) if widths else _records(table, rows, whole, columns, link_of)
    if table.caption:
        lines.append(BLANK)
        lines += paragraph(table.caption, columns, "caption", link_of)
    return lines


def _widths(whole: Measures, columns: int) -> list[int]:
    """Cells for each column; empty when the table is too wide to be set as one."""
    natural, words, count = whole.natural, whole.words, len(whole.natural)
    room = columns - _GAP * (count - 1)
    if room < count:
        return []
    if sum(natural) <= room:
        return natural
    least = [min(full, max(min(word, 16), _LEAST)) for full, word in zip(natural, words, strict=True)]
    if sum(least) > room:
        return []
    spare = room - sum(least)
    wants = [full - low for full, low in zip(natural, least, strict=True)]
    result = list(least)
    # Narrow columns get all they want before wide ones share the rest.
    for rank, number in enumerate(sorted(range(count), key=lambda n: wants[n])):
        share = min(wants[number], spare // (count - rank))
        result[number] += share
        spare -= share
    return result


def _grid(
    table: Table,
    rows: Sequence[Sequence[Text]],
    whole: Measures,
    widths: list[int],
    link_of: LinkOf,
) -> list[Line]:
    wrapped = any(natural > cells for natural, cells in zip(whole.natural, widths, strict=True))
    lines: list[Line] = [BLANK] if wrapped and _goes_on(table) else []
    for number, row in enumerate(rows):
        head = table.header and number == 0
        cells = []
        for index, cells_wide in enumerate(widths):
            text = row[index] if index < len(row) else ()
            cell = [
                line
                for run in runs(text, "table-head" if head else "table", link_of, BOLD if head else 0)
                for line in flow(run, cells_wide)
            ]
            cells.append(cell)
        if number and wrapped and not (table.header and number == 1):
            lines.append(BLANK)
        lines += _join(cells, widths, whole.numeric)
        if head:
            rule = "  ".join("─" * cells_wide for cells_wide in widths)
            lines.append(Line((), (Piece(rule, Look("rule")),)))
    return lines


def _goes_on(table: Table) -> bool:
    return isinstance(table, TablePart) and not table.first


def _join(cells: list[list[Line]], widths: list[int], numeric: list[bool]) -> list[Line]:
    """Cells side by side, as many lines as the tallest needs."""
    blank = Look("table")
    lines = []
    for level in range(max(1, max(map(len, cells)))):
        pieces: list[Piece] = []
        owed = 0  # blanks that only matter when something follows
        for cell, cells_wide, right in zip(cells, widths, numeric, strict=True):
            line = cell[level] if level < len(cell) else Line()
            gap = cells_wide - line.cells
            owed += gap if right or line.rtl else 0
            if line.pieces:
                if owed:
                    pieces.append(Piece(" " * owed, blank))
                owed = 0
                pieces += line.pieces
            owed += _GAP + (0 if right or line.rtl else gap)
        lines.append(Line(tuple(pieces)))
    return lines


def _records(
    table: Table,
    rows: Sequence[Sequence[Text]],
    whole: Measures,
    columns: int,
    link_of: LinkOf,
) -> list[Line]:
    """One block of lines for each row: what the column is called, then the cell."""
    names = whole.names
    lines: list[Line] = []
    for row in rows[1:] if table.header else rows:
        if lines or _goes_on(table):
            lines.append(BLANK)
        for index, text in enumerate(row):
            name = names[index] if index < len(names) else ""
            bits = BOLD if index == 0 else 0
            for run in runs(text, "table", link_of, bits):
                head = [Piece(f"{name}: ", Look("table-head"))] if name else []
                indent = (Piece("  ", Look("blank")),) if index else ()
                lines += flow([*head, *run], columns, margin=indent)
    return lines
