"""The quick `dataclass` does what the standard one does."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from reader.domain import records


def family(dataclass: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """The same classes made by one decorator or the other."""

    @dataclass(frozen=True, slots=True)
    class Point:
        """A frozen one."""

        x: int
        y: int = 2
        seen: list[int] = dataclasses.field(default_factory=list, compare=False)
        note: str = dataclasses.field(default="", repr=False)

        @property
        def total(self) -> int:
            """A method of its own."""
            return self.x + self.y

    @dataclass
    class Base:
        """One that changes."""

        name: str
        known: int = 0

        def __post_init__(self) -> None:
            self.known += 1

    @dataclass
    class Heir(Base):
        """And one that inherits, with an equality of its own."""

        more: tuple[int, ...] = ()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Heir) and other.name == self.name

        def __hash__(self) -> int:
            return hash(self.name)

    return Point, Base, Heir


@pytest.mark.parametrize("dataclass", [dataclasses.dataclass, records.dataclass])
def test_records_are_dataclasses(dataclass: Callable[..., Any]) -> None:
    point, base, heir = family(dataclass)
    one = point(1)
    assert (one, one.total, repr(one).rpartition(".")[2]) == (point(1, 2, [9], ""), 3, "Point(x=1, y=2, seen=[])")
    assert one != point(1, note="other")
    assert one != (1, 2)
    assert len({one, point(1), point(2)}) == 2
    assert one.seen is not point(1).seen
    assert dataclasses.replace(one, y=5) == point(1, 5)
    assert dataclasses.asdict(one) == {"x": 1, "y": 2, "seen": [], "note": ""}
    assert [field.name for field in dataclasses.fields(point)] == ["x", "y", "seen", "note"]
    assert copy.copy(one) == copy.deepcopy(one) == one
    assert not hasattr(one, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x
    with pytest.raises(TypeError):
        point()
    with pytest.raises(TypeError):
        point(1, z=2)
    match one:
        case point(x, y):
            assert (x, y) == (1, 2)
    a, b = base("a"), heir("a", more=(1,))
    a.known += 1
    assert (a, a.known, b.known, b.more) == (base("a", 1), 2, 1, (1,))
    assert (b, hash(b)) == (heir("a"), hash("a"))
    assert base.__hash__ is None
