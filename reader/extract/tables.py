"""Tables of feed HTML: which hold data, and their cells in a grid; the others only lay out a page."""

from __future__ import annotations

from lxml import etree

from reader.domain.blocks import Table, Text

from .spans import inline

MAX_ROWS, MAX_COLUMNS = 1000, 40
_LONGEST_CELL = 800
"""Characters: longer cells are columns of a page, not data."""

_NOT_DATA = ("table", "blockquote", "pre", "figure", "iframe", "video", "audio", "h1", "h2", "form", "article")


def rows_of(table: etree._Element) -> list[tuple[etree._Element, bool]]:
    """(row, stands in the head) for the rows of this table itself, not of tables inside it."""
    rows: list[tuple[etree._Element, bool]] = []
    for child in table:
        if child.tag == "tr":
            rows.append((child, False))
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend((row, child.tag == "thead") for row in child if row.tag == "tr")
    return rows


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of one row."""
    return [cell for cell in row if cell.tag in ("td", "th")]


def is_data(table: etree._Element) -> bool:
    """True when the table holds data: two rows and two columns at least, and nothing in a cell that needs a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = rows_of(table)
    if len(rows) < 2 or max(len(cells_of(row)) for row, _ in rows) < 2:
        return False
    if next((inner for inner in table.iter(*_NOT_DATA) if inner is not table), None) is not None:
        return False
    pictures = 0
    for row, _ in rows[:MAX_ROWS]:
        for cell in cells_of(row):
            if sum(map(len, cell.itertext())) > _LONGEST_CELL:
                return False
            pictures += next(cell.iter("img"), None) is not None
    # Flags and logos beside text are data, a grid of bare pictures is not.
    return pictures == 0 or any(text.strip() for text in table.itertext())


def data_table(table: etree._Element, base: str) -> Table:
    """The table as a grid in which every row is equally long; spanned cells are empty but for the first."""
    grid: list[list[Text]] = []
    pending: dict[int, int] = {}  # column -> rows that a cell above still covers
    header = False
    for index, (row, in_head) in enumerate(rows_of(table)[:MAX_ROWS]):
        cells = cells_of(row)
        if not cells:
            continue
        if index == 0:
            header = in_head or all(cell.tag == "th" for cell in cells)
        line: list[Text] = []
        for cell in cells:
            _skip_covered(line, pending)
            if len(line) >= MAX_COLUMNS:
                break
            span = min(_span(cell, "colspan"), MAX_COLUMNS - len(line))
            down = _span(cell, "rowspan") - 1
            for column in range(len(line), len(line) + span):
                if down:
                    pending[column] = down
            line += [inline(cell, base)] + [()] * (span - 1)
        _skip_covered(line, pending)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    rows = tuple(tuple(line + [()] * (width - len(line))) for line in grid if any(line))
    caption = table.find("caption")
    return Table(rows, header and len(rows) > 1, inline(caption, base) if caption is not None else ())


def _skip_covered(line: list[Text], pending: dict[int, int]) -> None:
    """Leave the columns empty that a cell of a row above reaches into."""
    while (column := len(line)) in pending:
        line.append(())
        pending[column] -= 1
        if not pending[column]:
            del pending[column]


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), MAX_ROWS)) if value.isascii() and value.isdigit() and len(value) < 5 else 1
