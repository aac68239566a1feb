"""Lists of feeds that are no OPML, and packed ones."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress

import pytest
from floods import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.domain import feed_lists, opml
from reader.domain.errors import UsageError
from reader.domain.opml import OpmlFeed, OpmlFolder

URLS = r"""# what I read
https://a.test/feed "tech news" "~Báo \"Bến\"" later
c.test/feed.xml !
"query:Unread Articles:unread = \"yes\""
"exec:~/bin/foo --x" tag
filter:~/bin/f.py:https://c.test/
file:///etc/passwd
Not a feed at all.
"""


def zipped(*members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, content in enumerate(members):
            packed.writestr(f"{number}", content)
    return file.getvalue()


def test_newsboats_list_comes_with_its_folders_and_names_and_names_what_it_leaves_out() -> None:
    found = feed_lists.parse(URLS.encode())
    named = OpmlFeed("https://a.test/feed", "https://a.test/feed", 'Báo "Bến"', extra={"category": "tech news,later"})
    assert found.nodes == (OpmlFeed("http://c.test/feed.xml"), OpmlFolder("tech news", (named,)))
    assert found.lines_refused == len(found.refused) == 5
    expected = ("“Unread Articles” is a search", "line 5", "line 6", "line 7", "“Not a feed at all.”")
    for words, sentence in zip(expected, found.refused, strict=True):
        assert words in sentence


def test_a_packed_list_is_what_it_holds() -> None:
    plain = feed_lists.parse(URLS.encode())
    assert feed_lists.parse(gzip.compress(URLS.encode())) == plain
    assert feed_lists.parse(zipped(b"read me", URLS.encode(), b"\x89PNG\r\n")) == plain
    twice = feed_lists.parse(zipped(URLS.encode(), b"<opml><body><outline xmlUrl='https://b.test/'/></body></opml>"))
    assert [feed.url for _path, feed in opml.feeds(twice.nodes)][-1] == "https://b.test/"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no list of feeds"),
        (b"Dear reader,\nhello.", "no list of feeds"),
        (b"\x1f\x8bno", "gzip file is damaged"),
        (zipped(URLS.encode())[:40], "cannot be unpacked"),
        (zipped(b"hello"), "holds no list"),
        (b"PK\x03\x04" + b"PK\x01\x02" * 10_001, "larger than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        feed_lists.parse(data)


def test_what_is_packed_is_unpacked_no_further_than_the_limit() -> None:
    large = b" " * (opml.MAX_BYTES + 1)
    for packed in (gzip.compress(large, 1), zipped(large)):
        with pytest.raises(UsageError, match="larger than 20 MB"):
            feed_lists.parse(packed)


lines = st.lists(st.text('ab:/."\\~!# \t\r\nqéc-h', max_size=30) | st.sampled_from(URLS.splitlines()), max_size=6)


@settings(max_examples=examples(100))
@given(lines.map("\n".join).map(str.encode) | st.binary(max_size=200), st.booleans(), st.integers(0, 300))
@example(b'"', False, 0)
def test_anything_may_come(data: bytes, packed: bool, cut: int) -> None:
    with suppress(UsageError):
        found = feed_lists.parse(zipped(data)[cut:] if packed else data)
        for _path, feed in opml.feeds(found.nodes):
            assert feed.url.startswith(("http://", "https://", "gemini://"))
