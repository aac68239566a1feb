"""Keys out of bytes, however they were cut on the way and whatever the clock says."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key

from reader.ui.pieces import ESC, LATE, LOST, SOON, Pieces, is_answer, is_light, patience

ANSWER = "\x1b]11;rgb:fafa/fafa/fafa\x1b\\"
WHOLE = [
    "\x1b[A",
    "\x1bOA",
    "\x1b[1;3D",
    "\x1b[[A",
    "\x1b[<35;10;12M",
    "\x1b[M !!",
    "\x1b[I",
    "\x1b[27u",
    "\x1b[106;;106u",
    "\x1b[?2026;2$y",
    "\x1b[48;40;120;800;1200t",
    "\x1b[200~ A\x1b[B \x1b\x1b[201~",
    ANSWER,
    "\x1b]11;rgb:10/10/14\x07",
]


def came(parts: Iterable[tuple[str, float]]) -> list[str]:
    """The pieces of what came in, each so many seconds after the one before, and of what the clock then said."""
    pieces, now, clock, out = Pieces(), 0.0, 0.0, []
    for text, after in (*parts, ("", 10.0)):
        now += after
        while (wait := pieces.wait(clock, 60.0)) <= now - clock:
            clock += wait
            out += pieces.over(clock)
        clock = now
        out += pieces.cut(text, now) if text else []
    return out


@pytest.mark.parametrize("whole", WHOLE)
def test_a_sequence_is_one_wherever_the_line_broke_it(whole: str) -> None:
    assert "".join(came([(whole, 0.0)])) == whole
    for cut in range(1, len(whole)):
        close = came([("j" + whole[:cut], 0.0), (whole[cut:] + "k", SOON / 2)])
        assert ESC not in close
        assert "".join(close) == f"j{whole}k"
        # Too late to tell before: one Esc too many, and no letter more.
        late = came([(whole[:cut], 0.0), (whole[cut:] + "k", 0.9 * LATE)])
        assert "".join(piece for piece in late if piece != ESC) == whole + "k"
        assert late.count(ESC) == (cut == 1)
    assert "".join(piece for piece in came((character, SOON) for character in whole) if piece != ESC) == whole


def test_an_esc_is_the_key_as_soon_as_nothing_follows() -> None:
    pieces = Pieces()
    assert pieces.cut("\x1b", 5.0) == []
    assert pieces.wait(5.0, LATE) == pytest.approx(SOON)
    assert pieces.over(5.0 + SOON / 2) == []
    assert pieces.over(5.0 + SOON) == [ESC]
    assert pieces.wait(5.0 + SOON, LATE) == LATE


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        ([("\x1b\x1b", 0.0)], [ESC, ESC]),
        ([("jj\x1b", 0.0)], ["jj", ESC]),
        ([("\x1b", 0.0), ("q", SOON)], [ESC, "q"]),
        ([("\x1bq", 0.0)], ["\x1bq"]),
        ([("\x1b", 0.0), ("[", SOON), ("A", LATE)], [ESC, "[", "A"]),
        ([("\x1b", 0.0), ("[A", SOON + LATE)], [ESC, "[A"]),
        ([("\x1b[", 0.0), ("j", LATE)], ["\x1b[", "j"]),
        ([("\x1b]j", 0.0)], ["\x1b]j"]),
        ([("\x1b[1;", 0.0), ("j", LOST)], ["j"]),
        # Kitty's protocol has a sequence for the key.
        ([("\x1b[27u\x1b", 0.0), ("[A", SOON)], ["\x1b[27u", "\x1b[A"]),
    ],
)
def test_what_only_time_can_tell(parts: list[tuple[str, float]], keys: list[str]) -> None:
    assert came(parts) == keys


@given(st.lists(st.sampled_from([*WHOLE, "j", "ế", "\x1bq"])), st.data())
@example(["\x1b[200~ A\x1b[B \x1b\x1b[201~", "\x1b[A"], None)
def test_nothing_is_lost_or_moved_however_it_is_cut(sent: list[str], data: st.DataObject | None) -> None:
    text = "".join(sent)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text))))) if data else [3, 7]
    parts = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    pieces = came((part, 0.0) for part in parts if part)
    assert "".join(pieces) == text
    assert [piece for piece in pieces if is_answer(piece)] == [one for one in sent if is_answer(one)]


def test_the_parser_makes_keys_of_the_pieces_with_nothing_left_to_wait_for() -> None:
    parser = XTermParser()
    pieces = came([("\x1b", 0.0), ("[A\x1b[1;3", SOON / 2), ("D\x1b", 0.0), ("OBj", SOON / 2)])
    assert [event.key for piece in pieces for event in parser.feed(piece) if isinstance(event, Key)] == [
        "up",
        "alt+left",
        "down",
        "j",
    ]


@pytest.mark.parametrize(("value", "seconds"), [("", SOON), ("50", 0.05), ("0", 0.001), ("-1", SOON), ("x", SOON)])
def test_the_environment_sets_another_time(value: str, seconds: float) -> None:
    assert patience({"ESCDELAY": value}) == seconds


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("\x1b]11;rgb:fafa/fafa/fafa\x1b\\", True),
        ("\x1b]11;rgb:1010/1010/1414\x07", False),
        ("\x1b]11;rgba:ffff/ffff/ffff/ffff\x1b\\", True),
        ("\x1b]11;rgb:f/f/0\x1b\\", True),
        ("\x1b]11;rgb:00/2b/36\x1b\\", False),
        ("\x1b]10;rgb:ffff/ffff/ffff\x1b\\", None),
        ("\x1b]11;red\x07", None),
    ],
)
def test_the_answer_about_the_background_is_understood(answer: str, light: bool | None) -> None:
    assert is_light(answer) is light
