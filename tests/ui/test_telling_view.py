"""Two tellings compared on the screen: what both say steps back, what only one says has a bar."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from reader.domain.blocks import Paragraph, Span
from reader.domain.models import Article
from reader.related.wording import same_wording
from reader.ui.render.document import NO_TIMES, Document
from reader.ui.widgets.telling import TellingView
from tests.ui.reading_app import WidgetApp, play, screen_text

from . import world

BOTH = "Divers found a crack in the third pier of the bridge on Sunday night."
OWN = "The ferry will carry the buses until the summer, said the council."


def document(*texts: str) -> Document:
    row = world.entries()[0]
    article: Article = replace(world.article(row), blocks=tuple(Paragraph((Span(text),)) for text in texts), lead="")
    return Document(article.entry, article, NO_TIMES)


def test_lines_with_something_of_their_own_have_a_bar_at_every_width() -> None:
    async def scenario(app: WidgetApp, pilot: Pilot[None]) -> None:
        view.show(document(BOTH, OWN))
        view.mark(same_wording(view.paragraphs(), [BOTH]))
        for width in (50, 80, 36):
            await pilot.resize_terminal(width, 40)
            await pilot.pause()
            lines = screen_text(view)
            barred = " ".join(line.partition("▎")[2].strip() for line in lines if "▎" in line)
            assert barred == OWN
            numbers = [number for number, line in enumerate(lines) if "▎" not in line and "Divers" in line]
            assert view.overlays(view.scroll_offset.y + numbers[0]), "dim"
        view.mark(None)
        assert not any("▎" in line for line in screen_text(view))

    view = TellingView()
    play(scenario, view, size=(60, 40))
