"""What damage has turned into a value of another kind is shown as nothing; no list is lost for it. Each value alone:
`python -m tests.benchmarks.crash --only values`."""

from __future__ import annotations

from pathlib import Path

import wrong_values
from hypothesis import given
from hypothesis import strategies as st

from reader.store.packing import sound
from reader.store.paths import StorePaths

KINDS = {"i": int, "n": int, "f": float, "t": str, "b": bytes}
ANYTHING = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=5) | st.binary(max_size=5)
LETTERS = st.sampled_from("".join(KINDS) + "".join(KINDS).upper())


def test_every_list_comes_whatever_stands_in_a_column(tmp_path: Path) -> None:
    folder = wrong_values.build(tmp_path / "data")
    assert wrong_values.faults(folder, wrong_values.some_together(StorePaths(folder).database)) == []


@given(
    st.lists(LETTERS, max_size=6).flatmap(
        lambda kinds: st.tuples(
            st.just("".join(kinds)), st.lists(st.tuples(*(ANYTHING for _kind in kinds)), max_size=4)
        )
    )
)
def test_each_value_is_of_its_kind(case: tuple[str, list[tuple[object, ...]]]) -> None:
    kinds, rows = case
    found = list(sound(rows, kinds))
    assert len(found) == len(rows)
    for row, before in zip(found, rows, strict=True):
        for value, old, kind in zip(row, before, kinds, strict=True):
            assert isinstance(value, KINDS[kind.lower()]) or (value is None and kind.isupper())
            if kind in "itb" and type(old) is KINDS[kind]:
                assert value == old, "what is right stays"
            if kind.lower() in "fn" and value is not None:
                assert abs(value) <= 1_000_000_000
