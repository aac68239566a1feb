"""All threads take memory from one heap."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reader import heap

_HEAPS = """
import ctypes, sys, threading
from reader import heap
if "shared" in sys.argv:
    heap.share_one_heap()
hold = threading.Barrier(5)
def work():
    taken = bytearray(2000)  # larger than what Python keeps pools of, so that malloc is asked
    hold.wait()
for _ in range(4):
    threading.Thread(target=work).start()
hold.wait()
ctypes.CDLL(None).malloc_stats()
"""


def _heaps(*arguments: str) -> int:
    done = subprocess.run([sys.executable, "-c", _HEAPS, *arguments], capture_output=True, text=True, check=True)
    return done.stderr.count("Arena ")


@pytest.mark.skipif(not hasattr(heap.ctypes.CDLL(None), "malloc_stats"), reason="not the C library of GNU")
def test_threads_take_memory_from_the_heap_of_the_first() -> None:
    assert _heaps() > 1
    assert _heaps("shared") == 1


def test_a_c_library_without_such_a_setting_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _name: object())
    heap.share_one_heap()
