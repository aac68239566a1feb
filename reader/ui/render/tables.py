"""Tables: columns aligned while they fit, cells wrapped while they are wide enough to read, else one record per row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.domain.blocks import BOLD, Table, Text, plain

from .cells import safe, width
from .lines import BLANK, Line, LinkOf, Look, Piece, flow, paragraph, runs

_GAP = 2
_LEAST = 8  # cells of a wrapped column below which a record reads better
_NUMBER = re.compile(r"[-+−–]?[\d][\d.,:%\s/]*[%°]?|[-–—]|")
_MOST_ROWS = 2000  # more is data, not text; the rest is named in a line


def table_lines(table: Table, columns: int, link_of: LinkOf) -> list[Line]:
    """The lines of `table` in at most `columns` cells, its caption under it."""
    rows = [row for row in table.rows[:_MOST_ROWS] if any(plain(cell).strip() for cell in row)]
    if not rows:
        return []
    count = max(map(len, rows))
    widths = _widths(rows, count, columns)
    lines = _grid(table, rows, widths, columns, link_of) if widths else _records(table, rows, columns, link_of)
    if table.caption:
        lines.append(BLANK)
        lines += paragraph(table.caption, columns, "caption", link_of)
    return lines


def _widths(rows: Sequence[Sequence[Text]], count: int, columns: int) -> list[int]:
    """Cells for each column; empty when the table is too wide to be set as one."""
    natural = [1] * count
    words = [1] * count
    for row in rows:
        for number, cell in enumerate(row):
            text = safe(plain(cell))
            natural[number] = max(natural[number], width(text))
            words[number] = max(words[number], max(map(width, text.split()), default=1))
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
    widths: list[int],
    columns: int,
    link_of: LinkOf,
) -> list[Line]:
    numeric = [
        all(_NUMBER.fullmatch(safe(plain(row[n]))) for row in rows[table.header :] if n < len(row))
        for n in range(len(widths))
    ]
    wrapped = any(width(safe(plain(cell))) > widths[n] for row in rows for n, cell in enumerate(row))
    lines: list[Line] = []
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
        if lines and wrapped and not (table.header and number == 1):
            lines.append(BLANK)
        lines += _join(cells, widths, numeric)
        if head:
            rule = "  ".join("─" * cells_wide for cells_wide in widths)
            lines.append(Line((), (Piece(rule, Look("rule")),)))
    return lines


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
    columns: int,
    link_of: LinkOf,
) -> list[Line]:
    """One block of lines for each row: what the column is called, then the cell."""
    names = [safe(plain(cell)) for cell in rows[0]] if table.header else []
    lines: list[Line] = []
    body = rows[1:] if table.header else rows
    for row in body:
        if lines:
            lines.append(BLANK)
        for index, text in enumerate(row):
            name = names[index] if index < len(names) else ""
            bits = BOLD if index == 0 else 0
            for run in runs(text, "table", link_of, bits):
                head = [Piece(f"{name}: ", Look("table-head"))] if name else []
                indent = (Piece("  ", Look("blank")),) if index else ()
                lines += flow([*head, *run], columns, margin=indent)
    return lines
