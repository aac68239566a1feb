"""The terminal's answer about its background, as Textual's parser makes keys of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.ui.background import Listener, is_light

ST_ANSWER = "^]11;rgb:fafa/fafa/fafa\\"
BEL_ANSWER = "]11;rgb:1010/1010/1414\x07"


def heard(keys: str, listener: Listener | None = None) -> tuple[str, bool | None]:
    """What comes through of some keys, and what was learnt of the background."""
    listener = listener or Listener()
    listener.listen()
    came: list[str] = []
    for key in keys:
        if not listener.takes(key, lambda key=key: came.append(key)):  # type: ignore[misc]
            came.append(key)
    return "".join(came), listener.light


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        (ST_ANSWER, True),
        (BEL_ANSWER, False),
        ("^]11;rgba:ffff/ffff/ffff/ffff\\", True),
        ("^]11;rgb:f/f/0\\", True),
        ("^]11;rgb:00/2b/36\\", False),
    ],
)
def test_the_answer_is_understood_and_its_letters_press_no_key(answer: str, light: bool) -> None:
    assert heard(f"j{answer}k") == ("jk", light)


def test_what_is_no_answer_comes_through_in_its_order() -> None:
    assert heard("a^]11q^x") == ("a^]11q^x", None)
    assert is_light("]10;rgb:ffff/ffff/ffff") is None


def test_later_a_bracket_is_a_key_again() -> None:
    listener = Listener()
    heard(ST_ANSWER, listener)
    assert not listener.takes("^", lambda: None)
    assert not Listener().takes("]", lambda: None)


@given(st.text(alphabet="^]11;rgb:f0/\\jk\x07", max_size=60))
@example("]11;rgb")
@example("^]11;rgb:\\")
def test_no_key_is_lost_or_moved(keys: str) -> None:
    came, light = heard(keys + "zz")
    if light is None:
        assert came == keys + "zz"
    else:
        assert came.endswith("zz")
