"""Articles as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.domain.blocks import (
    BOLD,
    CODE,
    ITALIC,
    STRIKE,
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
from reader.domain.identity import safe_url
from reader.domain.models import Article

from .chapter import Collection, joined, kicker, title_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_BEGINS = re.compile(r"^(\s*)([#+\-=>]|\d+[.)])", re.MULTILINE)
_MARKS = ((BOLD, "**"), (ITALIC, "*"), (STRIKE, "~~"))


def markdown(collection: Collection) -> str:
    """The document: source after source, article after article."""
    lines = [f"# {escaped(collection.title)}"]
    for source, articles in collection.sections():
        lines += ["", f"## {escaped(source)}"]
        for article in articles:
            lines += ["", *_article(article)]
    return "\n".join(lines) + "\n"


def escaped(words: str) -> str:
    """Characters that mean themselves, whatever they would mean in Markdown."""
    return _BEGINS.sub(_escape_begin, _SPECIAL.sub(r"\\\1", words))


def _escape_begin(match: re.Match[str]) -> str:
    before, mark = match.groups()
    return f"{before}{mark[:-1]}\\{mark[-1]}"


def _article(article: Article) -> Iterator[str]:
    yield f"### {escaped(' '.join(title_of(article).split()))}"
    yield ""
    yield escaped(joined([kicker(article), ", ".join(article.authors)]))
    if article.lead:
        yield ""
        yield f"*{escaped(' '.join(article.lead.split()))}*"
    for block in article.blocks:
        lines = list(_block(block))
        if lines:
            yield ""
            yield from lines
    if article.access:
        yield ""
        yield escaped(article.access)
    if url := safe_url(article.entry.url):
        yield ""
        yield f"<{url}>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            # Four columns of blanks would make it code.
            yield from (line.lstrip(" \t") for line in _spans(text).split("\n"))
        case Heading(text, level):
            yield "#" * max(4, min(6, level + 2)) + " " + _spans(text).replace("\n", " ")
        case ListBlock(items, ordered, start):
            for number, item in enumerate(items, start):
                bullet = f"{number}. " if ordered else "- "
                for place, line in enumerate(_inside(item)):
                    yield (bullet if not place else " " * len(bullet)) + line if line else ""
        case Quote(inner, cite):
            for line in [*_inside(inner), *([f"— {escaped(cite)}"] if cite else [])]:
                yield f"> {line}".rstrip()
        case Code(code, language):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            yield fence + re.sub(r"[^\w+#.-]", "", language)
            yield from code.split("\n")
            yield fence
        case Table():
            yield from _table(block)
        case Image(url, alt, caption, credit):
            words = escaped(joined([plain(caption), credit], " ").replace("\n", " ").strip())
            target = safe_url(url)
            if target:
                yield f"![{escaped(alt)}](<{target}>)" + ("\\" if words else "")
            if words:
                yield f"*{words}*"
        case Embed(kind, url, title):
            target = safe_url(url)
            yield f"[{escaped(title or kind)}](<{target}>)" if target else escaped(title or kind)
        case Rule():
            yield "---"


def _inside(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines and not isinstance(block, ListBlock):
            lines.append("")
        lines += _block(block)
    return lines


def _table(table: Table) -> Iterator[str]:
    rows = [[_spans(cell).replace("\n", " ") for cell in row] for row in table.rows]
    if not rows:
        return
    columns = max(map(len, rows))
    head = rows.pop(0) if table.header else [""] * columns
    for row in (head, ["---"] * columns, *rows):
        yield "| " + " | ".join([*row, *[""] * (columns - len(row))]) + " |"


def _spans(text: Text) -> str:
    out = []
    for span in text:
        out.append(_styled(span.text, span.style, span.href))
    return "".join(out)


def _styled(words: str, style: int, href: str) -> str:
    core = words.strip()
    if not core:
        return words
    # Marks must touch the words: spaces at their edges stay outside.
    start = words.index(core)
    before, after = words[:start], words[start + len(core) :]
    if style & CODE:
        ticks = "`" * (1 + max(map(len, re.findall("`+", core)), default=0))
        pad = " " if core.startswith("`") or core.endswith("`") else ""
        core = f"{ticks}{pad}{core}{pad}{ticks}"
    else:
        core = escaped(core)
        for bit, mark in _MARKS:
            if style & bit:
                core = f"{mark}{core}{mark}"
    target = safe_url(href) if href else ""
    return f"{before}{f'[{core}](<{target}>)' if target else core}{after}"
