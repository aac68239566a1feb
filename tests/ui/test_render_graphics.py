"""What terminals can, and what is written to them."""

from __future__ import annotations

import re
from base64 import standard_b64decode

import pytest
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.ui.render.graphics import (
    MOST_KITTY_ROWS,
    Graphics,
    KittyPicture,
    KittyStrip,
    PaintedStrip,
    graphics_of,
    has_sixel,
    iterm_here,
    sixel_here,
)

CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLE = Style(color=Color.from_rgb(1, 2, 3))


@pytest.mark.parametrize(
    ("environment", "colours", "wanted"),
    [
        ({"TERM": "xterm-256color"}, "truecolor", Graphics.CELLS),
        ({"TERM": "xterm-256color"}, "256", Graphics.CELLS),
        ({"TERM": "xterm-16color"}, "standard", Graphics.WORDS),
        ({"TERM": "linux"}, "standard", Graphics.WORDS),
        ({"TERM": "vt100"}, None, Graphics.WORDS),
        ({"TERM": "xterm-kitty"}, "truecolor", Graphics.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "truecolor", Graphics.KITTY),
        ({"TERM": "xterm-ghostty"}, "truecolor", Graphics.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "truecolor", Graphics.ITERM),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "truecolor", Graphics.ITERM),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "truecolor", Graphics.ITERM),
        ({"TERM": "foot"}, "truecolor", Graphics.SIXEL),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, "256", Graphics.CELLS),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, "truecolor", Graphics.CELLS),
        ({}, "truecolor", Graphics.CELLS),
    ],
)
def test_the_environment_tells_what_a_terminal_can(
    environment: dict[str, str], colours: str | None, wanted: Graphics
) -> None:
    assert graphics_of(environment, colours) is wanted
    assert graphics_of(environment, colours, colourless=True) is Graphics.WORDS


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("[?63;1;2;4;6;9;15;16;22;28c", True),
        ("[?62;4c", True),
        ("[?62;22c", False),
        ("[?64;14;40c", False),
        ("[?63;1;2;4", None),
        ("", None),
    ],
)
def test_the_answer_of_a_terminal_is_read(answer: str, wanted: bool | None) -> None:
    assert has_sixel(answer) is wanted


def kitty(png: bytes = b"x" * 5000, columns: int = 10, rows: int = 3) -> KittyPicture:
    return KittyPicture(0x123456, png, columns, rows)


def line(cells: int = 20, left: int = 4, picture: KittyPicture | None = None) -> KittyStrip:
    return KittyStrip([Segment("a" * cells, STYLE)], cells, left, picture or kitty(), 1)


def sent(text: str) -> bytes:
    """The file in the commands of kitty's protocol in `text`."""
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert all(len(data) <= 4096 for _keys, data in parts)
    assert [("m=1" in keys.split(",")) for keys, _data in parts] == [True] * (len(parts) - 1) + [False]
    return standard_b64decode("".join(data for _keys, data in parts))


def test_kitty_is_given_a_picture_once_and_then_its_placeholders() -> None:
    picture = kitty()
    first = line(picture=picture).render(CONSOLE)
    assert sent(first) == b"x" * 5000
    assert "a=T,U=1,q=2,f=100,i=1193046,c=10,r=3" in first
    again = line(picture=picture).render(CONSOLE)
    assert "\x1b_G" not in again
    assert again.count("\U0010eeee") == 10
    assert "\x1b[38;2;18;52;86m\U0010eeee\u030d\u0305" in again, "its number as a colour, row 1, column 0"
    assert again.count("a") == 10
    picture.forget()
    assert "\x1b_G" in line(picture=picture).render(CONSOLE)


def test_rows_beyond_the_marks_stay_in_cells() -> None:
    assert MOST_KITTY_ROWS == 64
    assert kitty(rows=100).rows == 64


def test_what_is_cut_or_changed_is_half_blocks_again() -> None:
    assert line().crop(0, 20).render(CONSOLE).count("\U0010eeee") == 10
    assert line().crop(2, 18).render(CONSOLE).count("\U0010eeee") == 10
    for cut in (line().crop(5, 20), line().crop(0, 13), line().apply_style(STYLE)):
        assert "\U0010eeee" not in cut.render(CONSOLE)
        assert "\x1b_G" not in cut.render(CONSOLE)
    parts = line().divide([2, 19, 20])
    assert [part.cell_length for part in parts] == [2, 17, 1]
    assert ["\U0010eeee" in part.render(CONSOLE) for part in parts] == [False, True, False]
    parts = line().divide([8, 20])
    assert "".join(part.text for part in parts) == "a" * 20
    assert not any("\U0010eeee" in part.render(CONSOLE) for part in parts)
    assert "".join(segment.text for segment in line()) == "a" * 20, "screenshots and dimmed screens show cells"


def test_a_painting_is_written_over_all_lines_from_the_last_one() -> None:
    text = PaintedStrip([Segment("abcdef")], 6, 2, 3, "PAINT").render(CONSOLE)
    assert text == "\x1b7abcdef\x1b8\x1b[2A\x1b[2CPAINT\x1b8\x1b[6C"
    assert "PAINT" not in Strip.join([PaintedStrip([Segment("abcdef")], 6, 2, 3, "PAINT")]).render(CONSOLE)
    assert PaintedStrip([Segment("a")], 1, 0, 1, "P").render(CONSOLE) == "\x1b7a\x1b8P\x1b8\x1b[1C"


def test_pictures_of_other_terminals() -> None:
    assert sixel_here(b"\x1bPq#0~\x1b\\") == "\x1bPq#0~\x1b\\"
    text = iterm_here(b"file", 40, 12)
    assert text.startswith("\x1b]1337;File=inline=1;size=4;width=40;height=12;preserveAspectRatio=0")
    assert standard_b64decode(text.rpartition(":")[2].rstrip("\x07")) == b"file"
