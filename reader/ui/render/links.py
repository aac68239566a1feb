"""The links of a document: numbered once, opened by number, reached by hint letters."""

from __future__ import annotations

from itertools import product

from reader.domain.identity import host_of, safe_url
from reader.domain.records import dataclass

HOME_ROW = "asdfghjkl"
MORE_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
_NUMBERS = "123456789" + "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be opened."""

    url: str
    text: str
    kind: str = "text"
    """`text`, `picture`, `embed`, `enclosure` or `comments`; pictures get no hint letters in the reader."""

    @property
    def host(self) -> str:
        """Where it really leads."""
        return host_of(self.url)


class LinkTable:
    """The links in reading order. The same address and text twice in a row is one link; unsafe ones get no number."""

    def __init__(self) -> None:
        self._links: list[Link] = []
        self._seen: dict[tuple[str, str, str], int] = {}

    def add(self, url: str, text: str, kind: str = "text") -> int:
        """The number of this link, from 1; 0 when the address may not be opened."""
        key = (url, text, kind)
        number = self._seen.get(key)
        if number is None:
            safe = safe_url(url)
            number = 0
            if safe:
                self._links.append(Link(safe, text, kind))
                number = len(self._links)
            self._seen[key] = number
        return number

    def __len__(self) -> int:
        return len(self._links)

    def __getitem__(self, number: int) -> Link:
        """The link with this number, counted from 1."""
        if number < 1:
            raise IndexError(number)
        return self._links[number - 1]


def hint_labels(count: int) -> list[str]:
    """`count` labels, all of the same length, so that none is the beginning of another: one letter of the home row,
    one of all letters, then two and three letters from the home row."""
    if count <= len(HOME_ROW):
        return list(HOME_ROW[:count])
    if count <= len(MORE_LETTERS):
        return list(MORE_LETTERS[:count])
    length = 2
    while len(HOME_ROW) ** length < count:
        length += 1
    labels = ("".join(letters) for letters in product(HOME_ROW, repeat=length))
    return [next(labels) for _ in range(count)]


def number_label(position: int) -> str:
    """The keys of a numbered line: 1–9, then 'a–'z (letters alone are commands), then nothing."""
    if not 0 <= position < len(_NUMBERS):
        return ""
    return _NUMBERS[position] if position < 9 else "'" + _NUMBERS[position]
