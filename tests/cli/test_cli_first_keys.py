"""The first keys, without a terminal: the picture's cursor moves as far as what was painted for it goes."""

from __future__ import annotations

import pytest

from reader.cli.firstkeys import FirstKeys, pack, unpack

KEYS = {"j": 1, "down": 1, "+": 1, "k": -1, "-": -1}
ROWS = [(11, b"(11)", b"[11]"), (12, b"\n(12)", b""), (13, b"(13)", "[đ]".encode())]


def test_what_is_packed_comes_out_again() -> None:
    assert unpack(pack(KEYS, ROWS, 2)) == (KEYS, ROWS, 2)
    assert unpack(pack({}, [], 0)) == ({}, [], 0)


def test_the_cursor_moves_with_its_keys(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    keys = FirstKeys(pack(KEYS, ROWS, 0))
    written = []
    for name, entry in (("j", 12), ("k", 11), ("+", 12), ("down", 13)):
        assert keys.press(name)
        assert keys.entry == entry
        written.append(capfdbinary.readouterr().out)
    assert written == [b"(11)", b"\n(12)[11]", b"(11)", b"\n(12)" + ROWS[2][2]]
    assert keys.finish() == 13
    assert not keys.press("k")


@pytest.mark.parametrize("name", ["k", "x", "", "up"])
def test_a_key_for_the_interface_ends_it(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    keys = FirstKeys(pack(KEYS, ROWS, 0))
    assert not keys.press(name)
    assert not keys.press("j")
    assert keys.finish() == 0
    assert capfdbinary.readouterr().out == b""


@pytest.mark.parametrize(
    "damaged", [b"", b"x", b"0\n\n\n", b"7\n+j\n11:1:1\nab", b"0\nj\n11:a:1\nab", b"0\n\xff\n1:1:1\nab"]
)
def test_what_makes_no_sense_answers_no_key(damaged: bytes) -> None:
    keys = FirstKeys(damaged)
    keys.listen()
    assert not keys.press("j")
    assert keys.stop() == b""
