"""Bounded decompression."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.net.inflate import BadCoding, Inflater, TooMuch, is_gzip_file


def inflate(data: bytes, coding: str, *, limit: int = 1_000_000, step: int = 7) -> bytes:
    inflater = Inflater(coding, limit)
    for start in range(0, len(data), step):
        for _size in inflater.feed(data[start : start + step]):
            pass
    return inflater.finish()


@given(st.binary(max_size=5000), st.integers(1, 300), st.sampled_from(["gzip", "x-gzip", "GZIP", "gzip, identity"]))
def test_gzip_round_trip_in_any_chunks(body: bytes, step: int, coding: str) -> None:
    assert inflate(gzip.compress(body), coding, step=step) == body


@given(st.binary(min_size=3, max_size=5000), st.integers(1, 300))
def test_deflate_with_and_without_its_header(body: bytes, step: int) -> None:
    raw = zlib.compressobj(wbits=-15)
    assert inflate(zlib.compress(body), "deflate", step=step) == body
    assert inflate(raw.compress(body) + raw.flush(), "deflate", step=step) == body


@given(st.binary(max_size=3000), st.integers(1, 100))
def test_identity_is_left_alone(body: bytes, step: int) -> None:
    assert inflate(body, "", step=step) == body
    assert inflate(body, "identity", step=step) == body


def test_plain_body_labelled_gzip_is_read() -> None:
    assert inflate(b"<rss/>", "gzip") == b"<rss/>"
    assert inflate(b"x", "gzip") == b"x"


def test_members_of_a_gzip_file_follow_each_other_and_padding_is_ignored() -> None:
    assert inflate(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", step=1000) == b"one two"
    assert inflate(gzip.compress(b"one") + b"\0" * 64, "gzip", step=1000) == b"one"


def test_bomb_is_stopped_before_it_fills_memory() -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    inflater = Inflater("gzip", 1_000_000)
    steps = inflater.feed(bomb)
    assert [next(steps) for _step in range(3)] == [2**18, 2**19, 3 * 2**18], "between them one may wait for room"
    with pytest.raises(TooMuch):
        next(steps)


def test_compressed_bytes_count_too() -> None:
    with pytest.raises(TooMuch):
        inflate(b"x" * 101, "", limit=100)


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "aes128gcm"])
def test_other_codings_are_refused_by_name(coding: str) -> None:
    with pytest.raises(BadCoding, match=coding.replace(",", r"\,")):
        Inflater(coding, 100)


def test_broken_and_cut_streams_are_refused() -> None:
    packed = gzip.compress(b"a long enough text " * 50)
    with pytest.raises(BadCoding):
        inflate(packed[:-12], "gzip")
    with pytest.raises(BadCoding):
        inflate(packed[:20] + b"\xff" * 30, "gzip")


def test_a_compressed_file_is_told_from_the_rest() -> None:
    assert is_gzip_file(gzip.compress(b"<rss/>"))
    assert not is_gzip_file(b"<rss/>")
