"""`dataclass` as in the standard library, for the modules that the interface needs before it can paint.

The standard one (Python 3.11, 3.12) compiles up to seven methods for a class one by one: 0.4 ms for each of ours, and
with 170 of them that was a quarter of what the start took. Here only `__init__` is compiled, and only once an object is
made; the other methods are functions over the fields. What comes out is a dataclass: `fields`, `replace` and `asdict`
work, and so do `==`, `hash`, `repr`, `match` and copying.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: Any = None, /, *, frozen: bool = False, slots: bool = False) -> Any:
        """Make `cls` a dataclass; `frozen` and `slots` as in the standard library. Raises TypeError as that does."""

        def made(cls: type) -> type:
            return _make(cls, frozen=frozen, slots=slots)

        return made if cls is None else made(cls)


def _make(cls: type, *, frozen: bool, slots: bool) -> type:
    own = set(vars(cls))
    # The standard library finds the fields and sets their defaults; without methods it compiles nothing.
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    fields = dataclasses.fields(made)
    compared = _getter([field.name for field in fields if field.compare])
    methods: dict[str, Any] = {"__init__": _first_init(made, frozen=frozen), "__repr__": _repr, "__eq__": _eq(compared)}
    if frozen:
        methods |= _frozen(made, [field.name for field in fields])
        methods |= {"__getstate__": _state, "__setstate__": _set_state} if slots else {}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    if "__eq__" not in own and "__hash__" not in own:
        made.__hash__ = _hash(compared) if frozen else None
    return made  # type: ignore[no-any-return]


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _record: ()


def _eq(compared: Callable[[Any], Any]) -> Callable[[Any, object], object]:
    def eq(self: Any, other: object) -> object:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return eq


def _hash(compared: Callable[[Any], Any]) -> Callable[[Any], int]:
    return lambda self: hash(compared(self))


def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _frozen(made: type, names: list[str]) -> dict[str, Callable[..., None]]:
    def set_attribute(self: object, name: str, value: object) -> None:
        if type(self) is made or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def delete_attribute(self: object, name: str) -> None:
        if type(self) is made or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    return {"__setattr__": set_attribute, "__delattr__": delete_attribute}


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


def _first_init(made: Any, *, frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts the compiled one in its place when it is called."""

    def init(self: Any, *args: Any, **named: Any) -> None:
        made.__init__ = _compiled_init(made, frozen=frozen)
        made.__init__(self, *args, **named)

    return init


def _compiled_init(made: type, *, frozen: bool) -> Callable[..., None]:
    known: dict[str, Any] = {"set_field": object.__setattr__, "MISSING": dataclasses.MISSING}
    parameters, body = ["self"], []
    for field in dataclasses.fields(made):
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        body.append(f" set_field(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        body.append(" self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n" + ("\n".join(body) or " pass")
    exec(text, known)
    return known["__init__"]  # type: ignore[no-any-return]
