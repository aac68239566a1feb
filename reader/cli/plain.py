"""An article as plain lines of text: for `bantin show`, pipes and the linear mode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len, chop_cells

from reader.domain.blocks import (
    Block,
    Code,
    Embed,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    plain,
)
from reader.domain.models import Article, RelatedGroup
from reader.headings import group_heading
from reader.i18n import _

LABELS = "123456789abcdefghijklmnopqrstuvwxyz"


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Break `text` into lines of at most `width` cells; `first` and `rest` are put before the lines.

    Breaks at spaces; a word wider than a line (Chinese, Japanese, long addresses) is broken where the line ends.
    """
    rest = first if rest is None else rest
    prefix = first
    for part in text.split("\n"):
        line, used = "", 0
        for word in part.split():
            room = max(4, width - cell_len(prefix))
            wide = cell_len(word)
            if line and used + 1 + wide > room:
                yield prefix + line
                prefix, line, used = rest, "", 0
                room = max(4, width - cell_len(prefix))
            if wide > room:
                *full, word = chop_cells(word, room)
                for piece in full:
                    yield prefix + piece
                    prefix = rest
                wide = cell_len(word)
            line = f"{line} {word}" if line else word
            used = cell_len(line)
        yield (prefix + line).rstrip()
        prefix = rest


class _Links:
    """Collects the links of an article and gives each its number."""

    def __init__(self) -> None:
        self.urls: dict[str, int] = {}
        """Each address with its number, in the order of the numbers."""

    def mark(self, text: Text) -> str:
        parts = []
        for span in text:
            parts.append(span.text)
            if span.href:
                parts.append(f"[{self.urls.setdefault(span.href, len(self.urls) + 1)}]")
        return "".join(parts)


def block_lines(blocks: Sequence[Block], width: int, links: _Links, indent: str = "") -> Iterator[str]:
    """The lines of `blocks`, a blank line between blocks."""
    for number, block in enumerate(blocks):
        if number:
            yield ""
        match block:
            case Paragraph(text):
                yield from wrap(links.mark(text), width, indent)
            case Heading(text, level):
                yield from wrap(links.mark(text), width, indent + "#" * level + " ", indent)
            case ListBlock(items, ordered, start):
                for position, item in enumerate(items, start):
                    bullet = f"{position}. " if ordered else "• "
                    hang = indent + " " * len(bullet)
                    lines = list(block_lines(item, width, links, hang))
                    if lines:
                        yield indent + bullet + lines[0][len(hang) :]
                        yield from (line for line in lines[1:] if line)
            case Quote(inner, cite):
                yield from block_lines(inner, width, links, indent + "│ ")
                if cite:
                    yield from wrap(f"— {cite}", width, indent + "│ ")
            case Code(code):
                for line in code.split("\n"):
                    yield indent + "    " + line
            case Table(rows, _header, caption):
                if caption:
                    yield from wrap(links.mark(caption), width, indent)
                for row in rows:
                    yield from wrap(" │ ".join(links.mark(cell) for cell in row), width, indent, indent + "  ")
            case Image(_url, alt, caption, credit):
                words = " ".join(part for part in (plain(caption) or alt or _("picture"), credit) if part)
                yield from wrap(words, width, indent + "▢ ", indent + "  ")
            case Embed(kind, url, title):
                yield from wrap(f"{title or kind}: {url}", width, indent + "▷ ", indent + "  ")
            case Rule():
                yield indent + "* * *"


def article_lines(article: Article, groups: Sequence[RelatedGroup], width: int) -> Iterator[str]:
    """The whole article with its numbered links and its related stories, as lines without control characters."""
    entry = article.entry
    kicker = [entry.source, entry.section, _stamp(entry.published or entry.sort_at)]
    yield from wrap(" · ".join(part for part in kicker if part), width)
    yield ""
    yield from wrap(entry.title or _("(no title)"), width)
    if article.authors:
        yield from wrap(", ".join(article.authors), width)
    if article.lead:
        yield ""
        yield from wrap(article.lead, width)
    links = _Links()
    yield ""
    yield from block_lines(article.blocks, width, links)
    if article.access:
        yield ""
        yield from wrap(article.access, width)
    yield ""
    yield entry.url
    if links.urls:
        yield ""
        for url, number in links.urls.items():
            yield f"[{number}] {url}"
    yield from related_lines(groups, width)


def related_lines(groups: Sequence[RelatedGroup], width: int) -> Iterator[str]:
    """The related stories, each with the label that opens it."""
    label = iter(LABELS)
    for group in groups:
        yield ""
        yield group_heading(group)
        for link in group.links:
            mark = {"here": "●", "fetch": "○", "queued": "⇣"}[link.mark]
            tail = " · ".join(part for part in (link.source, _stamp(link.published), link.note) if part)
            yield from wrap(f"{link.title} ({mark} {tail})", width, f"{next(label, ' '):>3} ", "    ")


def _stamp(when: datetime | None) -> str:
    return when.astimezone().strftime("%d/%m/%Y %H:%M") if when else ""
