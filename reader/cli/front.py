"""`front`: the front page on the command line, as plain text, Markdown or JSON Lines."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from reader.domain.front import ABOVE, STORIES, FrontPage, FrontStory, Section, Span, sections
from reader.domain.identity import safe_url
from reader.domain.models import EntryRow
from reader.domain.text import clean_line
from reader.headings import section_heading, sources_said, span_name
from reader.i18n import _, ngettext
from reader.ui.render.ages import age

from . import exits, output, plain
from .session import library

_INDENT = " " * 9
_LEAST_WIDTH, _MOST_WIDTH = 30, 88


async def front(args: argparse.Namespace) -> int:
    """Print the front page."""
    async with library(args) as lib:
        page = await lib.front(Span(args.span))
        page = replace(page, stories=page.stories[: args.limit or STORIES])
        parts = sections(page, await lib.subscriptions(), await lib.folders())
    now = datetime.now(UTC)
    if args.json:
        for part in parts:
            for story in part.stories:
                output.emit(_story_json(part, story))
        return exits.OK
    if not page.stories:
        output.say(_("no story in this span; 'bantin refresh' fetches what is new, '--span week' looks further back"))
        return exits.OK
    columns = shutil.get_terminal_size((80, 24)).columns
    width = max(_LEAST_WIDTH, min(_MOST_WIDTH, columns))
    lines = _markdown(page, parts, now) if args.format == "md" else _text(page, parts, now, width)
    for line in lines:
        output.line(line)
    return exits.OK


def _story_json(part: Section, story: FrontStory) -> dict[str, Any]:
    return {
        "story": story.key,
        "folder": part.title,
        "top": part.folder_id == ABOVE,
        "sources": story.sources,
        **output.entry_json(story.lead),
        "others": [output.entry_json(row) for row in story.others],
    }


def _heading(page: FrontPage) -> str:
    count = ngettext("{count} story", "{count} stories", len(page.stories)).format(count=len(page.stories))
    return " · ".join((_("Front page"), span_name(page.span), count))


def _text(page: FrontPage, parts: tuple[Section, ...], now: datetime, width: int) -> Iterator[str]:
    yield _heading(page)
    for part in parts:
        yield ""
        yield section_heading(part).upper()
        for story in part.stories:
            yield from plain.wrap(_title(story.lead), width, f"{story.lead.id:>7}  ", _INDENT)
            told = [sources_said(story.sources), *(f"{row.source} {age(row.sort_at, now)}" for row in _rows(story))]
            yield from plain.wrap(" · ".join(filter(None, map(clean_line, told))), width, _INDENT)


def _markdown(page: FrontPage, parts: tuple[Section, ...], now: datetime) -> Iterator[str]:
    yield f"# {_escaped(_heading(page))}"
    for part in parts:
        yield ""
        yield f"## {_escaped(section_heading(part))}"
        yield ""
        for story in part.stories:
            yield f"- **{_link(_title(story.lead), story.lead.url)}**"
            if part.folder_id == ABOVE and story.lead.title and story.lead.lead:
                yield f"  {_escaped(story.lead.lead)}"
            told = [_escaped(f"{story.lead.source} {age(story.lead.sort_at, now)}")]
            told += [f"{_link(row.source, row.url)} {_escaped(age(row.sort_at, now))}" for row in story.others]
            yield "  *" + " · ".join(filter(None, (sources_said(story.sources), *told))) + "*"


def _rows(story: FrontStory) -> tuple[EntryRow, ...]:
    return (story.lead, *story.others)


def _title(row: EntryRow) -> str:
    return clean_line(row.title or row.lead) or _("(no title)")


_MARKS = re.compile(r"([\\`*_\[\]#|~!])|^(\d+)([.)])|^([-+>])")
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", '"': "%22"}


def _escaped(text: str) -> str:
    """Text from outside, to be read letter by letter in Markdown."""
    text = clean_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(lambda m: f"{m[2]}\\{m[3]}" if m[2] else "\\" + m[0], text)


def _link(text: str, url: str) -> str:
    """A link, where the address is one that may be opened."""
    address = "".join(_IN_ADDRESS.get(char, char) for char in safe_url(url))
    return f"[{_escaped(text)}]({address})" if address else _escaped(text)
