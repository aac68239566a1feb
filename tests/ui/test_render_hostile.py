"""Whatever a title, a name or a sentence holds: every row has its cells, and nothing in it steers the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from reader.domain.blocks import Code, Heading, Image, ListBlock, Paragraph, Quote, Span, Table
from reader.domain.coverage import Chapter, StoryCoverage, Telling
from reader.domain.front import ABOVE, FrontStory, Section
from reader.domain.models import Article, EntryRow, GroupKind, RelatedGroup, RelatedLink
from reader.domain.text import is_clean
from reader.ui.render import front, timeline
from reader.ui.render.cells import width
from reader.ui.render.document import Document, Layout, Times
from reader.ui.render.headline import RowHeight, headline
from reader.ui.render.lines import Line
from reader.ui.render.message import message_lines
from reader.ui.render.related import related_lines

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
UNSURE = re.compile("[\u00ad\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]")
"""What terminals give 0, 1 or 2 cells."""
WORST = (
    "\x1b]52;c;eA==\x07 \x9d8;;file:///etc\x9c \x1b[2J\r\n\t\x08 \u202egnp\u2066 \U000e0041 \ufff9a\ufffab\ufffb \u2028"
    "[/] [@click=app.quit]x[/] 東京「」１２ e\u0301\u0323\u0323\u0323\u0323\u0323\u0323 👩\u200d🚀 ❤\ufe0f 🇻🇳 👍🏽 ก็ำ "
    "ما هذا؟ \u05e9\u05dc\u200f"
)
LONG = ("\u0301" * 30, "界" * 20, "a" * 60, "ا" * 30)
PIECES = (*WORST, *WORST.split(" "), *LONG, "ﷺ", "\u200b", "\ud800", "\u3000", " ")
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def row(number: int, text: str) -> EntryRow:
    when = NOW - timedelta(hours=number)
    return EntryRow(
        number, 1, text, "https://a.example/", text, text, when, when, author=text, section=text, tags=(text, "x")
    )


def hold(lines: Iterable[Line], columns: int) -> None:
    """Nothing steers; nothing is wider than it may be, however its characters are counted."""
    for line in lines:
        text = "".join(piece.text for piece in (*line.margin, *line.pieces))
        assert is_clean(text), ascii(text)
        assert not UNSURE.search(text), ascii(text)
        assert "\n" not in text
        assert sum(map(width, text)) == line.cells <= columns


@given(TEXT, st.integers(12, 130), st.sampled_from(RowHeight))
@example(WORST, 40, RowHeight.ROOMY)
def test_headlines(text: str, columns: int, height: RowHeight) -> None:
    lines = headline(row(1, text), columns, height, NOW, UTC)
    hold(lines, columns)
    assert {line.cells for line in lines} == {columns}
    assert len(lines) == height.lines


@given(TEXT, st.integers(12, 200))
@example(WORST, 80)
def test_the_front_page(text: str, columns: int) -> None:
    stories = tuple(FrontStory(n, row(n, text), (row(90 + n, text),), 2) for n in range(1, 4))
    sections = [Section(ABOVE, "", stories[:2]), Section(1, text, stories[2:])]
    page = front.page_of(sections, front.Setting(columns, NOW, UTC))
    for block in (*page.blocks, *map(page.selected, range(3))):
        hold(block.lines, block.columns)
        assert block.x + block.columns <= columns


@given(TEXT, st.integers(8, 130))
@example(WORST, 80)
def test_the_coverage(text: str, columns: int) -> None:
    told = [Telling(row(n, text), NOW - timedelta(hours=n), dated=True) for n in range(1, 5)]
    first = replace(told[0], copies=(told[1],))
    coverage = StoryCoverage(1, Chapter(1, (first, told[2]), 2), (), (Chapter(3, (told[3],), 1),), followed=1)
    items = timeline.items_of(coverage, frozenset())
    setting = timeline.Setting(columns, NOW, UTC, "24h", frozenset(), items[0].key, True)
    hold((each.line for each in timeline.timeline(coverage, items, setting)), columns)


@given(TEXT, st.integers(12, 110))
@example(WORST, 60)
def test_related_stories_and_messages(text: str, columns: int) -> None:
    links = tuple(RelatedLink(f"https://a.example/{n}", text, source=text, teaser=text) for n in range(3))
    hold((each.line for each in related_lines((RelatedGroup(GroupKind.RELATED, links, text),), columns, NOW)), columns)
    hold(message_lines(text, text, [("a", text)], max(columns, 20)), max(columns, 20))


@given(TEXT, st.integers(20, 110))
@example(WORST, 60)
def test_an_article_with_its_head(text: str, columns: int) -> None:
    words = (Span(text),)
    blocks = (
        Heading(words, 2), Paragraph(words), Quote((Paragraph(words),), text), Code(text),
        ListBlock(((Paragraph(words),),)),
        Image("https://a.example/p", text, words, text), Table(((words, words),), caption=words),
    )  # fmt: skip
    one = row(1, text)
    article = Article(one, blocks, "feed", lead=text, authors=(text,), access=text, words=10)
    layout = Layout(Document(one, article, Times(NOW, UTC), message=(text, text, ())), columns)
    layout.finish()
    hold(layout.lines, columns)
