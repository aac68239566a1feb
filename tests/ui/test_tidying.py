"""When garbage is looked for while nobody waits."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.color import BLACK, WHITE
from textual.strip import Strip

from reader.ui import tidying
from reader.ui.tidying import after_a_key, generation


@pytest.mark.parametrize(
    ("counts", "idle", "found"),
    [
        ((0, 0, 0), 1, -1),
        ((0, 0, 0), 9, -1),
        ((1_999, 0, 3), 1, -1),
        ((1_999, 0, 1), 2, 2),
        ((2_000, 0, 0), 1, 1),
        ((10, 1, 0), 1, 1),
        ((10, 0, 4), 1, 2),
        ((100_000, 9, 4), 1, 2),
    ],
)
def test_what_is_worth_a_look(counts: tuple[int, int, int], idle: int, found: int) -> None:
    assert generation(counts, idle) == found


@pytest.mark.parametrize(
    ("counts", "found"),
    [((1_999, 9, 9), -1), ((2_000, 3, 7), 0), ((2_000, 4, 7), 1), ((2_000, 0, 8), 2)],
)
def test_what_is_worth_a_look_after_a_key(counts: tuple[int, int, int], found: int) -> None:
    assert after_a_key(counts) == found


class Pump:
    """Keeps what is to be called."""

    def __init__(self) -> None:
        self.each_second: list[Callable[[], None]] = []
        self.soon: list[Callable[[], None]] = []

    def set_interval(self, _every: float, look: Callable[[], None]) -> None:
        self.each_second.append(look)

    def set_timer(self, _soon: float, look: Callable[[], None]) -> None:
        self.soon.append(look)


class Collector:
    """Stands for `gc`, in which so many objects were made."""

    callbacks = gc.callbacks

    def __init__(self, made: int, older: int = 0) -> None:
        self.made, self.older = made, older
        self.looks: list[int] = []

    def get_count(self) -> tuple[int, int, int]:
        return self.made, 0, self.older

    def collect(self, found: int = 2) -> None:
        self.looks.append(found)
        if found == 2:
            self.older = 0

    def freeze(self) -> None: ...

    def unfreeze(self) -> None: ...

    def enable(self) -> None: ...

    def set_threshold(self, *_counts: int) -> None: ...


def kept_tidy(monkeypatch: pytest.MonkeyPatch, collector: Collector) -> tuple[Pump, Callable[[], None]]:
    """What is called each second and soon after a key, and at a key."""
    monkeypatch.setattr(tidying, "gc", collector)
    pump = Pump()
    return pump, tidying.keep_tidy(pump)  # type: ignore[arg-type]


@pytest.fixture
def _tidied() -> Iterator[None]:
    yield
    gc.callbacks.remove(tidying._spare)


@pytest.mark.usefixtures("_tidied")
def test_a_moment_after_a_key_the_youngest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = Collector(made=5_000)
    pump, key = kept_tidy(monkeypatch, collector)
    key()
    key()
    assert not collector.looks, "not in the middle of the answer"
    (look,) = pump.soon
    look()
    key()
    assert (collector.looks, len(pump.soon)) == ([0], 2)


@pytest.mark.usefixtures("_tidied")
def test_memory_goes_back_once_in_a_pause_and_now_and_then_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    spent, told = 0.0, ""
    monkeypatch.setattr(tidying, "give_back", lambda: given.append(told))
    monkeypatch.setattr(tidying.time, "thread_time", lambda: spent)
    pump, _key = kept_tidy(monkeypatch, Collector(made=0))
    (look,) = pump.each_second
    for second in "w......w.w..wwwwwwwwwwww.":
        spent += second == "w"
        told += second
        look()
    assert [len(each) for each in given] == [2, 9, 11, 17, 22, 25]


@pytest.mark.usefixtures("_tidied")
def test_what_a_look_at_all_sets_free_in_a_pause_goes_back_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    collector = Collector(made=0, older=1)
    monkeypatch.setattr(tidying, "give_back", lambda: given.append(len(collector.looks)))
    monkeypatch.setattr(tidying.time, "thread_time", lambda: 0.0)
    monkeypatch.setattr(tidying._spare, "holds", True)
    pump, _key = kept_tidy(monkeypatch, collector)
    for _second in range(tidying._REST + 5):
        pump.each_second[0]()
    assert given == [1, 2], "behind the one of a pause, and behind the one of a long rest"


def test_looks_at_the_younger_lead_to_one_at_all() -> None:
    was, threshold = gc.isenabled(), gc.get_threshold()
    gc.disable()
    try:
        gc.collect()
        looks = []
        while not looks or looks[-1] != 2:
            kept: list[list[int]] = [[] for _ in range(2_500)]
            looks.append(generation(gc.get_count(), 1))
            gc.collect(looks[-1])
            del kept
        assert set(looks[:-1]) == {1}
        assert len(looks) < 50
    finally:
        gc.set_threshold(*threshold)
        if was:
            gc.enable()


def test_what_takes_long_to_look_at_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "_LONG", -1.0)
    monkeypatch.setattr(tidying, "_CROWD", 10_000_000)
    spare = tidying._Spare()
    gc.callbacks.append(spare)
    before = gc.get_freeze_count()
    try:
        kept: list[list[int]] = [[] for _ in range(1000)]
        gc.collect()
        assert gc.get_freeze_count() <= before, "slow, but there is not much"
        monkeypatch.setattr(tidying, "_CROWD", 1000)
        gc.collect(1)
        assert gc.get_freeze_count() <= before, "the young are looked at as ever"
        gc.collect()
        assert gc.get_freeze_count() > before + len(kept)
    finally:
        gc.callbacks.remove(spare)
        gc.unfreeze()


def test_what_textual_keeps_goes_with_a_look_at_all() -> None:
    spare = tidying._Spare()
    of_a_widget = StylesCache()
    of_a_widget.get_inner_outer(BLACK, WHITE)
    gone = weakref.ref(of_a_widget)
    del of_a_widget
    Strip.blank(7)
    Strip.render_ansi.cache_clear()
    spare("start", {"generation": 1})
    assert Strip.blank.cache_info().currsize
    Strip.render_ansi(Style(bold=True), ColorSystem.TRUECOLOR)
    spare("start", {"generation": 2})
    assert not Strip.blank.cache_info().currsize
    assert gone() is None
    assert Strip.render_ansi.cache_info().currsize, "those of the screen are wanted again at once"
    for number in range(tidying._STYLES):
        Strip.render_ansi(Style(link=f"https://news.example/{number}"), ColorSystem.TRUECOLOR)
    spare("start", {"generation": 2})
    assert not Strip.render_ansi.cache_info().currsize


def test_what_is_left_alone_is_looked_at_in_a_long_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was spared may die in a circle later."""
    looks: list[Callable[[], None]] = []

    class Pump:
        def set_interval(self, _every: float, look: Callable[[], None]) -> None:
            looks.append(look)

    was, threshold = gc.isenabled(), gc.get_threshold()
    monkeypatch.setattr(tidying, "_IDLE", 10.0)
    monkeypatch.setattr(tidying._spare, "holds", True)
    circle = type("Circle", (), {})  # a class is one
    gone = weakref.ref(circle)
    try:
        tidying.keep_tidy(Pump())  # type: ignore[arg-type]
        del circle
        for _look in range(tidying._REST - 1):
            looks[0]()
        assert gone() is not None
        looks[0]()
        assert gone() is None
    finally:
        gc.callbacks.remove(tidying._spare)
        gc.unfreeze()
        gc.set_threshold(*threshold)
        if not was:
            gc.disable()
