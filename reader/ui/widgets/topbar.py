"""The thin line on top: where you are, how far a refresh is, whether there is a network, how much is unread."""

from __future__ import annotations

from dataclasses import replace

from textual.content import Content
from textual.reactive import reactive

from reader.amounts import percent, size
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.render.cells import safe, shorten, width

from .kept_lines import KeptLines

_BAR = 16
_WORDS = 14
"""Cells of a few words, by which a place or a story can still be told."""


@dataclass(frozen=True, slots=True)
class TopState:
    """Everything that the line says."""

    crumbs: tuple[str, ...] = ()
    """Where you are, outermost first."""
    done: int = 0
    total: int = 0
    """Feeds of the refresh that runs; 0 when none does."""
    fetched: int = 0
    """Bytes of it, where they are counted."""
    busy: str = ""
    """What else takes time, in a word or two."""
    online: bool = True
    by_choice: bool = False
    """Offline because the reader said so."""
    unread: int = 0
    here: int = -1
    """How many of the unread stories can be read with no network, -1 while it is not known."""


class TopBar(KeptLines):
    """One line; what matters least gives way first on a narrow screen."""

    DEFAULT_CSS = """
    TopBar {
        height: 1;
        background: $bar;
        color: $text;
    }
    """

    state: reactive[TopState] = reactive(TopState())

    def change(self, **changes: object) -> None:
        """Change some fields of the state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def render(self) -> Content:
        """The line for the width of the widget."""
        return top_line(self.state, self.size.width)


def top_line(state: TopState, columns: int) -> Content:
    """`state` in at most `columns` cells."""
    brand = Content.assemble("  ", (" bantin ", "bold reverse $accent"), "  ")
    for detail in (3, 2, 1, 0):
        right = _right(state, detail)
        left_room = columns - right.cell_length - (brand.cell_length if detail > 1 else 1) - 2
        if left_room >= 18 or (detail == 0):
            break
    left = _crumbs(state.crumbs, max(0, left_room))
    head = brand if detail > 1 else Content(" ")
    gap = max(1, columns - head.cell_length - left.cell_length - right.cell_length - 1)
    return Content.assemble(head, left, " " * gap, right, " ")


def _crumbs(crumbs: tuple[str, ...], room: int) -> Content:
    names = _fit_names([safe(name) for name in crumbs if name], room)
    parts: list[Content] = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        if number:
            parts.append(Content.styled(" › ", "$muted"))
        parts.append(Content.styled(name, "bold $title" if last else "$text"))
    line = Content.assemble(*parts)
    return line if line.cell_length <= room else Content.styled(shorten(line.plain, room), "bold $title")


def _fit_names(names: list[str], room: int) -> list[str]:
    """`names` cut to `room` cells with their separators: what stands before the last gives way first, down to a few
    words, then the outermost goes (`…` stands for it), then the last is cut."""
    steps = len(names)
    while (over := sum(width(name) + 3 for name in names) - 3 - room) > 0:
        longest = max(range(len(names) - 1), key=lambda at: width(names[at]), default=-1)
        if longest >= 0 and width(names[longest]) > _WORDS:
            names[longest] = shorten(names[longest], max(_WORDS, width(names[longest]) - over))
        elif (len(names) > 1 and width(names[-1]) <= room) or len(names) > 2:
            names.pop(0)
        else:
            left = room - sum(width(name) + 3 for name in names[:-1])
            return [*names[:-1], shorten(names[-1], left)] if left >= _WORDS else [shorten(names[-1], room)]
    return ["…", *names] if len(names) < steps and over + 4 <= 0 else names


def _right(state: TopState, detail: int) -> Content:
    parts: list[Content] = []
    if state.total:
        done = min(state.done, state.total)
        text = f"↻ {state.busy + ' ' if state.busy and detail > 2 else ''}{done}/{state.total}"
        cells = (0, 0, _BAR // 2, _BAR)[detail]
        filled = round(cells * done / state.total)
        bar = Content.assemble((" " + "━" * filled, "$link"), ("─" * (cells - filled), "$muted")) if cells else ""
        amount = f" {size(state.fetched)}" if state.fetched and detail > 1 else ""
        parts.append(Content.assemble((text, "$link"), bar, (amount, "$link")))
    elif state.busy:
        parts.append(Content.styled("↻ " + state.busy if detail else "↻", "$link"))
    if state.online:
        parts.append(Content.styled("● " + _("online") if detail > 1 else "●", "$good"))
    else:
        word = _("offline by choice") if state.by_choice and detail > 2 else _("offline")
        parts.append(Content.styled("○ " + word, "bold $problem"))
    unread = f"{state.unread:,}".replace(",", " ")
    text = _("{count} unread").format(count=unread) if detail else unread
    look = "bold $title" if state.unread else "$muted"
    covered = ""
    if state.unread and state.here >= 0 and detail > 1:
        share = percent(min(state.here, state.unread), state.unread)
        covered = " · " + (_("{percent} readable offline").format(percent=share) if detail > 2 else f"{share} ●")
    parts.append(Content.assemble((text, look), (covered, "$muted")))
    return Content("   " if detail > 1 else "  ").join(parts)
