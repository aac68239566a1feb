"""Pictures in cells: sizes, means, shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.domain.pictures import Cells
from reader.ui.cellsize import CellSize, from_window
from reader.ui.render.art import Run, art_segments, box, in_cells, shrink

RED, BLUE, WHITE, BLACK = 0xC81E1E, 0x143CC8, 0xFFFFFF, 0


def cells_of(rows: list[list[int]]) -> Cells:
    rgb = b"".join(pixel.to_bytes(3, "big") for row in rows for pixel in row)
    return Cells(len(rows[0]), len(rows), rgb)


@st.composite
def pictures(draw: st.DrawFn) -> Cells:
    width, height = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    return Cells(width, height, draw(st.binary(min_size=width * height * 3, max_size=width * height * 3)))


@pytest.mark.parametrize(
    ("size", "columns", "most_rows", "wanted"),
    [
        ((1600, 900), 72, 40, (72, 20)),
        ((1600, 900), 72, 10, (36, 10)),
        ((600, 1200), 72, 24, (24, 24)),
        ((80, 80), 72, 40, (10, 5)),
        ((300, 100), 72, 40, (38, 6)),
        ((5000, 20), 72, 40, (72, 1)),
        ((20, 5000), 72, 24, (1, 24)),
        ((1600, 900), 1, 1, (1, 1)),
    ],
)
def test_a_picture_keeps_its_shape_and_is_not_blown_up(
    size: tuple[int, int], columns: int, most_rows: int, wanted: tuple[int, int]
) -> None:
    assert box(*size, columns, most_rows) == wanted


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 300), st.integers(1, 60), st.floats(0.3, 1.0))
def test_a_box_never_leaves_its_room(width: int, height: int, columns: int, rows: int, aspect: float) -> None:
    found = box(width, height, columns, rows, aspect)
    assert 1 <= found[0] <= columns
    assert 1 <= found[1] <= rows


def test_shrinking_takes_the_mean() -> None:
    assert shrink(cells_of([[0x100000, 0x300000], [0x000010, 0x000030]]), 1, 1) == [[0x100010]]
    assert shrink(cells_of([[RED, BLUE]]), 2, 2) == [[RED, BLUE], [RED, BLUE]]


@given(pictures(), st.integers(1, 30), st.integers(1, 15))
def test_every_line_fills_its_cells(cells: Cells, columns: int, rows: int) -> None:
    lines = in_cells(cells, columns, rows)
    assert len(lines) == rows
    for line in lines:
        assert sum(cell_len(run.text) for run in line) == columns
        assert all(0 <= run.fore <= WHITE and 0 <= run.back <= WHITE for run in line)
        assert "".join(segment.text for segment in art_segments(line)) == "".join(run.text for run in line)


def test_soft_tones_are_half_blocks_and_even_ones_are_blank() -> None:
    assert in_cells(cells_of([[0x202020] * 4, [0x242424] * 4]), 2, 1) == [(Run("▀▀", 0x202020, 0x242424),)]
    assert in_cells(cells_of([[RED] * 4] * 4), 2, 2) == [(Run("  ", RED, RED),)] * 2


@pytest.mark.parametrize(
    ("pixels", "block"),
    [
        ([[WHITE, BLACK], [WHITE, BLACK]], "▌"),
        ([[BLACK, WHITE], [BLACK, WHITE]], "▐"),
        ([[WHITE, WHITE], [BLACK, BLACK]], "▀"),
        ([[BLACK, BLACK], [WHITE, WHITE]], "▄"),
        ([[WHITE, BLACK], [BLACK, BLACK]], "▘"),
        ([[BLACK, WHITE], [WHITE, WHITE]], "▟"),
        ([[BLACK, WHITE], [WHITE, BLACK]], "▞"),
    ],
)
def test_an_edge_gets_the_block_of_its_shape(pixels: list[list[int]], block: str) -> None:
    assert in_cells(cells_of(pixels), 1, 1) == [(Run(block, WHITE, BLACK),)]


@pytest.mark.parametrize(
    ("window", "size"),
    [
        ((40, 100, 900, 760), CellSize(9, 19)),
        ((40, 100, 0, 0), CellSize()),
        ((0, 0, 900, 760), CellSize()),
        ((40, 100, 65535, 1), CellSize()),
    ],
)
def test_a_terminal_that_does_not_know_its_pixels_is_not_believed(
    window: tuple[int, int, int, int], size: CellSize
) -> None:
    assert from_window(*window) == size
    assert 0.2 < from_window(*window).aspect <= 1
