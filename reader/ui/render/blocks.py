"""Blocks of an article as lines. `RENDERERS` holds one function for each kind of block; another one may be put in its
place, which is how pictures come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

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
    plain,
)
from reader.domain.identity import host_of
from reader.domain.records import dataclass
from reader.i18n import _

from .cells import cut, safe, safe_lines, width
from .lines import BLANK, Line, Look, Piece, flow, paragraph
from .links import LinkTable
from .tables import TablePart, table_lines

BULLETS = "•◦▪"
_LEAST = 8  # cells of text below which lists and quotes give up their indent


@dataclass(frozen=True, slots=True)
class Setting:
    """What a block is set with."""

    columns: int
    """Cells of a line."""
    links: LinkTable
    renderers: Mapping[type, Renderer]
    role: str = "body"
    """Role of running text: `body`, `quote`."""
    depth: int = 0
    """How many lists are around it."""
    url: str = ""
    """Address of the article, for what says where a link leads."""

    def narrower(self, cells: int, **changes: Any) -> Setting:
        """The same for what is indented by `cells`."""
        return replace(self, columns=max(1, self.columns - cells), **changes)

    def link(self, url: str, text: str) -> int:
        """Number of a link in running text."""
        return self.links.add(url, text)


@dataclass(frozen=True, slots=True)
class ListPart(ListBlock):
    """Some items of a large list."""

    first: bool = True
    """False for what follows the items above without a blank line."""


@dataclass(frozen=True, slots=True)
class CaptionPart(Paragraph):
    """What goes on of a picture's caption."""


Renderer: TypeAlias = Callable[[Any, Setting], list[Line]]


def block_lines(block: Block, setting: Setting) -> list[Line]:
    """The lines of one block, none for what has nothing to show."""
    renderer = setting.renderers.get(type(block))
    return renderer(block, setting) if renderer else []


def blocks_lines(blocks: Sequence[Block], setting: Setting, tight: bool = False) -> list[Line]:
    """Blocks one under the other, with a blank line between them unless `tight`."""
    lines: list[Line] = []
    for block in blocks:
        own = block_lines(block, setting)
        if own and lines and not (tight and isinstance(block, ListBlock | Paragraph)):
            lines.append(BLANK)
        lines += own
    return lines


def indented(lines: Sequence[Line], rest: tuple[Piece, ...], first: tuple[Piece, ...] | None = None) -> list[Line]:
    """`lines` with a margin before each one; `first` for the first."""
    head = rest if first is None else first
    # `replace` takes twice as long, and what is quoted a thousand times over is indented by every level.
    return [
        Line(line.pieces, (rest if number else head) + line.margin, line.joint, line.rtl, line.ground, line.art)
        for number, line in enumerate(lines)
    ]


def _paragraph(block: Paragraph, setting: Setting) -> list[Line]:
    return paragraph(block.text, setting.columns, setting.role, setting.link)


def _caption(block: CaptionPart, setting: Setting) -> list[Line]:
    return paragraph(block.text, setting.columns, "caption", setting.link)


def _heading(block: Heading, setting: Setting) -> list[Line]:
    role = "heading" if block.level <= 2 else "subheading"
    return paragraph(block.text, setting.columns, role, setting.link)


def _list(block: ListBlock, setting: Setting) -> list[Line]:
    marks = _marks(block, setting.depth)
    room = max(map(width, marks), default=0) + 1
    flat = setting.columns - room < _LEAST
    if flat:
        room = 0
    inner = setting.narrower(room, depth=setting.depth + 1)
    rest = (Piece(" " * room, Look("blank")),)
    parts = [part for item in block.items for part in item]
    tight = all(len(item) <= 2 for item in block.items) and all(isinstance(p, Paragraph | ListBlock) for p in parts)
    long = tight and any(width(plain(p.text)) > 2 * setting.columns for p in parts if isinstance(p, Paragraph))
    lines: list[Line] = []
    for mark, item in zip(marks, block.items, strict=True):
        own = blocks_lines(item, inner, tight)
        if not own:
            continue
        if lines and (not tight or long) and not setting.depth:
            lines.append(BLANK)
        if flat:
            lines += [Line((Piece(mark, Look("bullet")),)), *own]
            continue
        head = (Piece(" " * (room - 1 - width(mark)) + mark + " ", Look("bullet")),)
        lines += indented(own, rest, head)
    return lines


def _marks(block: ListBlock, depth: int) -> list[str]:
    if not block.ordered:
        return [BULLETS[min(depth, len(BULLETS) - 1)]] * len(block.items)
    return [f"{block.start + number}." for number in range(len(block.items))]


def _quote(block: Quote, setting: Setting) -> list[Line]:
    bar = (Piece("▎ ", Look("quote-bar")),) if setting.columns > _LEAST else ()
    inner = setting.narrower(2 if bar else 0, role="quote")
    lines = blocks_lines(block.blocks, inner)
    if cite := safe(block.cite):
        lines += flow([Piece(f"— {cite}", Look("caption"))], inner.columns)
    return indented(lines, bar)


def _code(block: Code, setting: Setting) -> list[Line]:
    """Code on its own ground. A line that is too long goes on in the next one after a mark; nothing is lost, and copied
    it is one line again."""
    look = Look("code-block")
    pad = (Piece("  ", look),)
    more = (Piece(" ↪", Look("code-mark")),)
    room = max(4, setting.columns - 3)
    lines: list[Line] = []
    for text in _trimmed(safe_lines(block.text)):
        begin, number = 0, 0
        while True:
            end = _code_break(text, begin, room)
            part = text[begin:end]
            last = end >= len(text)
            lines.append(
                Line(
                    (Piece(part, look),) if part else (),
                    more if number else pad,
                    "\n" if last else "",
                    ground="code-block",
                )
            )
            if last:
                break
            begin, number = end, number + 1
    return lines


def _code_break(text: str, begin: int, room: int) -> int:
    """Where a line of code that begins at `begin` ends: after a space in the last third, or where the room does."""
    end = begin + (max(1, cut(text[begin:], room)) if begin < len(text) else 0)
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", begin + (end - begin) * 2 // 3, end)
    return space + 1 if space > begin else end


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return [line.rstrip() for line in lines]


def _table(block: Table, setting: Setting) -> list[Line]:
    return table_lines(block, setting.columns, setting.link)


def described_picture(block: Image, setting: Setting) -> list[Line]:
    """A picture told in words: a sign, its caption or description, its credit; the sign is a link to the picture."""
    caption = plain(block.caption)
    number = setting.links.add(block.url, caption or block.alt, "picture") if block.url else 0
    head = (Piece("▢ ", Look("picture", 0, number)),)
    rest = (Piece("  ", Look("blank")),)
    text = safe(caption) or safe(block.alt) or _("picture from {host}").format(host=host_of(block.url))
    run = [Piece(text, Look("caption"))]
    if credit := safe(block.credit):
        run.append(Piece(("" if text.endswith((".", "!", "?", "…")) else ".") + " " + credit, Look("credit")))
    return flow(run, setting.columns, margin=rest, first_margin=head)


def caption_only(block: Image, setting: Setting) -> list[Line]:
    """A picture that is switched off: its caption, nothing where it has none."""
    caption, credit = safe(plain(block.caption)), safe(block.credit)
    run = [Piece(caption, Look("caption")), Piece(f" {credit}" if credit else "", Look("credit"))]
    return flow(run, setting.columns) if caption else []


_EMBEDS = {"video": "▶", "audio": "♪", "post": "❝", "map": "⌖", "frame": "▤"}


def _embed(block: Embed, setting: Setting) -> list[Line]:
    kinds = {"video": _("Video"), "audio": _("Audio"), "post": _("Post"), "map": _("Map"), "frame": _("Embedded page")}
    kind = kinds.get(block.kind, kinds["frame"])
    title = safe(block.title) or kind
    number = setting.links.add(block.url, title, "embed")
    head = (Piece(_EMBEDS.get(block.kind, "▤") + " ", Look("picture", 0, number)),)
    rest = (Piece("  ", Look("blank")),)
    run = [Piece(title, Look("link" if number else "body", 0, number))]
    note = " · ".join(part for part in ("" if title == kind else kind, host_of(block.url)) if part)
    if note:
        run.append(Piece(f"  {note}", Look("credit")))
    return flow(run, setting.columns, margin=rest, first_margin=head)


def _rule(_block: Rule, setting: Setting) -> list[Line]:
    stars = "*   *   *" if setting.columns >= 9 else "*"
    left = (setting.columns - len(stars)) // 2
    return [Line((Piece(stars, Look("rule")),), (Piece(" " * left, Look("blank")),))]


RENDERERS: Mapping[type, Renderer] = {
    Paragraph: _paragraph,
    CaptionPart: _caption,
    Heading: _heading,
    ListBlock: _list,
    ListPart: _list,
    Quote: _quote,
    Code: _code,
    Table: _table,
    TablePart: _table,
    Image: described_picture,
    Embed: _embed,
    Rule: _rule,
}
