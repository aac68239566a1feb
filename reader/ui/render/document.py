"""A whole article as a document of parts, and its layout at one width: made from the top, only as far as it is needed.

The parts are the head, each block, what follows the text (enclosures, comments), and where the screen is narrow the
related stories. Opening a long article lays out the first screens; the rest follows in slices. Of one that is far
longer than a person writes, even what its parts are is found out in slices: 0.4 s for 50,000 blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice

from reader.domain.blocks import Block, Image, Paragraph, texts, walk
from reader.domain.identity import host_of
from reader.domain.models import Article, Enclosure, EntryRow, RelatedGroup
from reader.domain.records import dataclass
from reader.i18n import _

from .blocks import RENDERERS, CaptionPart, ListPart, Renderer, Setting, block_lines
from .cells import safe, width
from .header import head_lines
from .lines import BLANK, Line, Look, Piece, flow
from .links import LinkTable
from .message import message_lines
from .pictures import LeadImage
from .related import RelatedLine, related_lines
from .tables import TablePart

_ORDINARY = 5000
"""Characters of a block up to which nobody asks whether it is to be laid out in portions."""
_AT_ONCE, _WEIGHT_AT_ONCE = 1000, 100_000
"""Parts that are made when the document is, and their weight: all of any article that a person wrote."""
_LOOKED_AT = 2000
"""Blocks among which a picture is looked for, before the entry's own is put on top."""
_CHARS_PER_WORD = 6  # for the guess at what was not looked at yet
_CHARS_PER_CELL = 0.92  # how full a line of running text is, for the guess at lines not laid out yet


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document that is laid out in one go."""

    render: Callable[[Document, int], Sequence[Line | RelatedLine]]
    """Its document, cells of a line -> lines. One that held its document would be held by it too, and such circles stay
    until all garbage is looked for."""
    weight: int
    """Characters, about."""
    text: bool = True
    """False for what follows the article's text."""
    pictures: tuple[str, ...] = ()
    """Addresses of the pictures in it."""
    joined: bool = False
    """True for what goes on under the part before without a blank line."""


@dataclass(frozen=True, slots=True)
class Times:
    """What dates are written with."""

    now: datetime
    zone: tzinfo | None = None
    clock: str = "24h"


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands under an article's last line: where one key leads from here."""

    key: str
    words: str
    title: str = ""


END_MARK = "◆"
NO_TIMES = Times(datetime(1970, 1, 1, tzinfo=UTC))
"""For a document without dates."""


def is_ordinary(block: Block) -> bool:
    """False for a block that may be one to lay out in portions. Looks at no more of it than that takes."""
    if isinstance(block, Paragraph):
        return sum(len(span.text) for span in block.text) < _ORDINARY
    if next(islice(walk((block,)), _ORDINARY // 40, None), None) is not None:
        return False
    size = 0
    for text in texts((block,)):
        size += len(text) + 40
        if size >= _ORDINARY:
            return False
    return True


class Document:
    """An article (or as much of it as is known) ready to be laid out at any width."""

    def __init__(
        self,
        row: EntryRow | None,
        article: Article | None,
        times: Times,
        *,
        groups: Sequence[RelatedGroup] = (),
        message: tuple[str, str, Sequence[tuple[str, str]]] | None = None,
        renderers: Mapping[type, Renderer] = RENDERERS,
        ending: Ending | None = None,
    ) -> None:
        """`groups` are drawn at the end; `message` (title, sentence, keys) stands where the text would; `ending` is the
        last line and may be set later, when it is known."""
        self.row = row
        self.ending = ending
        self.article = article
        self.times = times
        self.groups = tuple(groups)
        self.links = LinkTable()
        self.parts: list[Part] = []
        """The parts that are known; all of them once `whole`."""
        self.whole = False
        self.weight = 0
        """That of the known parts together."""
        self.pictures: dict[str, list[int]] = {}
        """Address of each picture of the known parts -> the parts in which it stands."""
        self._renderers = renderers
        self._coming = _all_parts(row, article, message, groups)
        while not self.whole and len(self.parts) < _AT_ONCE and self.weight < _WEIGHT_AT_ONCE:
            self.grow()

    def grow(self) -> None:
        """Find out what the next part is; `whole` where there is none."""
        part = next(self._coming, None)
        if part is None:
            self.whole = True
        else:
            self._add(part)

    def _add(self, part: Part) -> None:
        for url in part.pictures:
            self.pictures.setdefault(url, []).append(len(self.parts))
        self.parts.append(part)
        self.weight += part.weight

    @property
    def unseen(self) -> int:
        """A guess at the weight of the parts that are not known."""
        if self.whole or self.article is None:
            return 0
        return max(0, _CHARS_PER_WORD * self.article.words + 40 * len(self.article.blocks) - self.weight)

    def parts_with(self, urls: Container[str]) -> list[int]:
        """Numbers of the parts in which one of these pictures stands."""
        return sorted({number for url, parts in self.pictures.items() if url in urls for number in parts})

    def setting(self, columns: int) -> Setting:
        """What its blocks are laid out with."""
        return Setting(columns, self.links, self._renderers)

    def end(self, columns: int) -> list[Line]:
        """The line under all, with a title another."""
        if self.ending is None:
            return []
        head = (Piece(self.ending.key, Look("message-key")), Piece("  ", Look("blank")))
        rest = (Piece(" " * (width(self.ending.key) + 2), Look("blank")),)
        lines = flow([Piece(safe(self.ending.words), Look("note"))], columns, margin=rest, first_margin=head)
        if title := safe(self.ending.title):
            lines += flow([Piece(title, Look("story"))], columns, margin=rest)
        return lines

    def related(self, columns: int) -> list[Line | RelatedLine]:
        """The groups, below a rule."""
        rule = Line((), (Piece("─" * columns, Look("rule")),))
        return [rule, BLANK, *related_lines(self.groups, columns, self.times.now, zone=self.times.zone)]


def _all_parts(
    row: EntryRow | None,
    article: Article | None,
    message: tuple[str, str, Sequence[tuple[str, str]]] | None,
    groups: Sequence[RelatedGroup],
) -> Iterator[Part]:
    if row is not None:
        head = article.entry if article is not None else row

        def head_of(document: Document, columns: int) -> list[Line]:
            times = document.times
            return head_lines(head, article, columns, times.now, times.zone, times.clock)

        yield Part(head_of, 200)
    if article is not None:
        yield from _article_parts(article)
    if message is not None:
        title, sentence, keys = message
        yield Part(lambda _document, columns: message_lines(title, sentence, keys, columns), 200)
    if groups:
        yield Part(Document.related, 100 * sum(len(group.links) for group in groups), False)
    if article is not None:
        yield Part(Document.end, 80, False)


def _article_parts(article: Article) -> Iterator[Part]:
    blocks = article.blocks
    if article.entry.image_url and not any(isinstance(block, Image) for block in islice(walk(blocks), _LOOKED_AT)):
        yield _block_part(LeadImage(article.entry.image_url))
    for block in blocks:
        if is_ordinary(block):
            yield _block_part(block)
        else:
            from .portions import portions

            yield from map(_block_part, portions(block))
    if article.access:
        yield Part(lambda _document, columns: flow([Piece(safe(article.access), Look("access"))], columns), 100)
    if article.blocks:
        yield Part(_end_mark, 1, False)
    if article.enclosures or article.comments_url:
        yield Part(lambda document, columns: _files(article, document.links, columns), 100, False)


def _block_part(block: Block) -> Part:
    pictures: tuple[str, ...] = ()
    if isinstance(block, Paragraph):
        # Most are, and there may be 100,000.
        weight = sum(len(span.text) for span in block.text) + 4 * len(block.text) + 40
    else:
        sizes = [len(text) for text in texts((block,))]
        weight = sum(sizes) + 40 * max(1, len(sizes))
        pictures = tuple(inner.url for inner in walk((block,)) if isinstance(inner, Image) and inner.url)
    joined = isinstance(block, CaptionPart) or (isinstance(block, TablePart | ListPart) and not block.first)
    return Part(
        lambda document, columns: block_lines(block, document.setting(columns)),
        weight,
        pictures=pictures,
        joined=joined,
    )


def _files(article: Article, links: LinkTable, columns: int) -> list[Line]:
    """Enclosures, and where readers comment: described lines with links."""
    lines: list[Line] = []
    rest = (Piece("  ", Look("blank")),)
    for file in article.enclosures:
        number = links.add(file.url, file.title or file.mime, "enclosure")
        sign, words = _described(file)
        head = (Piece(sign + " ", Look("picture", 0, number)),)
        lines += flow([Piece(words, Look("link", 0, number))], columns, margin=rest, first_margin=head)
    if article.comments_url:
        number = links.add(article.comments_url, "comments", "comments")
        head = (Piece("❝ ", Look("picture", 0, number)),)
        run = [Piece(_("Comments"), Look("link", 0, number))]
        run.append(Piece(f"  {host_of(article.comments_url)}", Look("credit")))
        lines += flow(run, columns, margin=rest, first_margin=head)
    return lines


def _end_mark(_document: Document, columns: int) -> list[Line]:
    # All of it is margin, so that copied text ends with its last word.
    return [Line((), (Piece(" " * ((columns - 1) // 2), Look("blank")), Piece(END_MARK, Look("rule"))))]


def _described(file: Enclosure) -> tuple[str, str]:
    kinds = {"audio": ("♪", _("Audio")), "video": ("▶", _("Video")), "image": ("▢", _("Picture"))}
    sign, kind = kinds.get(file.mime.partition("/")[0], ("▤", _("File")))
    if file.mime == "application/pdf":
        kind = "PDF"
    parts = [safe(file.title), kind]
    if file.duration:
        hours, minutes = divmod(round(file.duration / 60), 60)
        parts.append(f"{hours} h {minutes:02} min" if hours else f"{max(1, minutes)} min")
    if file.length:
        parts.append(f"{file.length / 1e6:.1f} MB" if file.length >= 1e5 else f"{max(1, file.length // 1000)} kB")
    return sign, " · ".join(part for part in parts if part)


class Layout:
    """The lines of a document at one width, as far as they were asked for."""

    def __init__(self, document: Document, columns: int) -> None:
        self.document = document
        self.columns = max(1, columns)
        self.lines: list[Line] = [BLANK]
        self.targets: dict[int, int] = {}
        """Line -> number of the related link that stands on it."""
        self.starts: list[int] = []
        """First line of each part that was laid out."""
        self.text_end = 1
        """Line after the last one of the article's own text, once `done`."""
        self.weight = 0
        """That of the parts that were laid out."""
        self._own: list[Sequence[Line | RelatedLine]] = []
        """The lines of each part that was laid out."""

    @property
    def done(self) -> bool:
        """True when every part is laid out."""
        return self.document.whole and len(self.starts) == len(self.document.parts)

    def step(self) -> None:
        """Lay out one more part."""
        number, document = len(self._own), self.document
        if number == len(document.parts):
            document.grow()
        if number < len(document.parts):
            self._own.append(document.parts[number].render(document, self.columns))
            self.weight += document.parts[number].weight
            self._stack()
        elif self.starts:
            # It turned out that the part before was the last.
            self.lines.append(BLANK)

    def renew(self, numbers: Iterable[int]) -> None:
        """Lay these parts out once more, because a picture in them came; what follows moves."""
        for number in numbers:
            if number < len(self._own):
                self._own[number] = self.document.parts[number].render(self.document, self.columns)
        self.lines, self.starts, self.text_end = [BLANK], [], 1
        self.targets.clear()
        for _part in self._own:
            self._stack()

    def _stack(self) -> None:
        """Put the lines of the next part under the others."""
        part, own = self.document.parts[len(self.starts)], self._own[len(self.starts)]
        if own and self.starts and not part.joined:
            self.lines.append(BLANK)
        self.starts.append(len(self.lines))
        for item in own:
            if isinstance(item, RelatedLine):
                if item.target >= 0:
                    self.targets[len(self.lines)] = item.target
                item = item.line
            self.lines.append(item)
        if part.text:
            self.text_end = len(self.lines)
        if self.done:
            self.lines.append(BLANK)

    def reach(self, line: int) -> None:
        """Lay out at least up to `line`, or to the end."""
        while len(self.lines) <= line and not self.done:
            self.step()

    def finish(self) -> None:
        """Lay out everything."""
        while not self.done:
            self.step()

    @property
    def height(self) -> int:
        """Lines in all; a guess while not `done`."""
        document = self.document
        weight, parts = document.weight - self.weight + document.unseen, len(document.parts) - len(self.starts)
        return len(self.lines) + int(weight / (self.columns * _CHARS_PER_CELL)) + 3 * parts // 2

    def place(self, line: int) -> tuple[int, float]:
        """Where `line` stands in the text, as a part and a fraction of it: holds at every width."""
        if not self.starts or line < self.starts[0]:
            return 0, 0.0
        self.reach(line + 1)
        part = bisect_right(self.starts, line) - 1
        start = self.starts[part]
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.lines)
        return part, (line - start) / max(1, end - start)

    def has(self, part: int) -> bool:
        """True once every line of a part has its number."""
        return len(self.starts) > part + 1 or self.done

    def line_at(self, part: int, fraction: float) -> int:
        """The line at a place of `place`."""
        while not self.has(part):
            self.step()
        if part >= len(self.starts) or (part == 0 and fraction == 0):
            return 0 if part == 0 else len(self.lines)
        start = self.starts[part]
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.lines)
        return start + round(fraction * max(1, end - start))

    def copied(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """The text from (line, character) to (line, character), paragraphs as single lines."""
        (first, begin), (last, stop) = start, end
        out: list[str] = []
        for number in range(max(0, first), min(last + 1, len(self.lines))):
            line = self.lines[number]
            text = line.text
            if number == last:
                out.append(text[begin if number == first else 0 : stop])
                break
            out.append(text[begin if number == first else 0 :] + line.joint)
        return "".join(out)
