"""One rule: name, query, what it does, and what it would have met in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from reader.domain.errors import QueryError, UsageError
from reader.domain.query_parser import pointer
from reader.domain.rules import Actions, Do, read_actions, read_query
from reader.i18n import _, ngettext
from reader.ui.render.cells import safe, shorten

from .dialog import Confirm, Dialog, keys_line

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.rules_part import Preview

_QUIET = 0.2  # seconds of quiet before what is typed is looked for in the cache
_ROOM = 66
_AROUND = 9
"""Cells of a row that the panel has for itself."""
_SOURCE = 18
_TITLES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is typed."""

    query: str = ""
    then: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A rule that can be kept."""

    query: str
    actions: Actions
    name: str


class RuleEditor(Dialog[Finished]):
    """Ends with a rule that can be kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("tab,down", "app.focus_next", ""),
        ("shift+tab,up", "app.focus_previous", ""),
        ("f1", "query_help", ""),
    ]
    DEFAULT_CSS = """
    RuleEditor Input { margin-bottom: 1; }
    RuleEditor .label { color: $muted; height: auto; }
    RuleEditor #preview { height: auto; max-height: 9; }
    RuleEditor.-low Input { margin-bottom: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (26, "-high")]  # noqa: RUF012  as Textual has it

    def __init__(self, library: Library, draft: Draft, heading: str) -> None:
        super().__init__()
        self.heading = heading
        self._library = library
        self._draft = draft
        self._preview: Preview | None = None
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """Three fields, each under what it is; the preview; the keys."""
        with self.panel():
            yield Static(_("When a story arrives that meets"), classes="label", markup=False)
            yield Input(safe(self._draft.query), placeholder=_('feed:"tuổi trẻ" title:giá'), id="query")
            does = _("then: {names} or tag:NAME").format(names=", ".join(Do))
            yield Static(does, classes="label", markup=False)
            yield Input(safe(self._draft.then), placeholder=_("star, tag:money"), id="then")
            yield Static(_("called"), classes="label", markup=False)
            yield Input(safe(self._draft.name), placeholder=_("as its query"), id="name")
            yield Static("", id="preview", markup=False)
            yield Static("", classes="wrong", markup=False)
            yield keys_line(
                *(("tab", _("next field")), ("F1", _("how to search"))),
                *(("enter", _("keep it")), ("esc", _("leave it"))),
            )

    def action_query_help(self) -> None:
        """The query language."""
        from .query_help import QueryHelp

        self.app.push_screen(QueryHelp())

    def on_mount(self) -> None:
        """Say what the rule that is there would meet."""
        self._wrong("")
        self._look()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._wrong("")
        if event.input.id == "query":
            if self._waiting is not None:
                self._waiting.stop()
            # A look at what was typed before must not stand for what is typed now.
            self.workers.cancel_group(self, "preview")
            self._preview = None
            self._waiting = self.set_timer(_QUIET, self._look)

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _look(self) -> None:
        """Look in the cache for what is typed, or say what is wrong with it."""
        query = self._value("query")
        self._show("")
        if not query:
            return
        try:
            read_query(query)
        except QueryError as error:
            self._point(error)
            return
        self._show(_("Looking…"))
        self.work(self._load_preview, query, group="preview", exclusive=True)

    async def _load_preview(self, query: str) -> None:
        self._preview = await self._library.preview_rule(query)
        self._show(preview_text(self._preview, self._room))

    def failed(self, error: BaseException) -> None:
        """It cannot be looked for, or the rule cannot be kept."""
        self._show("")
        self._wrong(self.explain(error))

    @property
    def _room(self) -> int:
        return min(_ROOM, max(20, self.size.width - _AROUND))

    def _show(self, text: Content | str) -> None:
        preview = self.query_one("#preview", Static)
        preview.update(text)
        preview.display = bool(text)

    def _wrong(self, sentence: str) -> None:
        line = self.query_one(".wrong", Static)
        line.update(Content(safe(sentence)) if sentence else "")
        line.display = bool(sentence)

    def _point(self, error: QueryError) -> None:
        """The query with the place under it, then the sentence."""
        if not error.text.strip():
            self._wrong(str(error))
            return
        lines = pointer(error.text, error.start, error.end, self._room).split("\n")
        line = self.query_one(".wrong", Static)
        line.update(Content("\n".join([*map(safe, lines), safe(str(error))])))
        line.display = True

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.work(self._finish, group="finish", exclusive=True)

    async def _finish(self) -> None:
        try:
            query = self._value("query")
            read_query(query)
            actions = read_actions(self._value("then"))
            found = self._preview or await self._library.preview_rule(query)
        except QueryError as error:
            self._point(error)
            self.query_one("#query", Input).focus()
            return
        except UsageError as error:
            self._wrong(str(error))
            self.query_one("#then", Input).focus()
            return
        if found.everything:
            sentence = _("It meets every story that there is: {count}. From now on all that arrives: {then}.")
            asked = Confirm(
                _("A rule for everything"), sentence.format(count=f"{found.count:,}", then=actions), _("keep it")
            )
            if not await self.app.push_screen_wait(asked):
                return
        self.dismiss(Finished(query, actions, self._value("name")))


def preview_text(found: Preview, room: int) -> Content:
    """How many stories of the cache a rule would have met, the newest of them in lines of `room` cells, and what is
    amiss."""
    parts: list[Content | str | tuple[str, str]] = [(_counted(found), "bold $problem" if found.everything else "bold")]
    for name in found.missing:
        parts.append(("\n" + _("No feed, folder or tag is called “{name}”.").format(name=safe(name)), "$problem"))
    parts += _titles(found, room)
    return Content.assemble(*parts)


def _counted(found: Preview) -> str:
    number = f"{found.count:,}"
    if not found.count:
        return _("It would have met no story in the cache.")
    if found.everything and found.cut:
        return _("It would have met each of the {n} stories that two seconds were enough for:").format(n=number)
    if found.everything:
        return _("It would have met every story in the cache, {n}:").format(n=number)
    if found.cut:
        return _("It would have met {n} and more; that is how far two seconds went:").format(n=number)
    return ngettext("It would have met {n} story:", "It would have met {n} stories:", found.count).format(n=number)


def _titles(found: Preview, room: int) -> Sequence[tuple[str, str]]:
    source = _SOURCE if room >= 3 * _SOURCE else 0
    lines: list[tuple[str, str]] = []
    for row in found.newest[:_TITLES]:
        lines.append(("\n  " + shorten(safe(row.title or row.lead), room - source - 4), "$text"))
        if source:
            lines.append(("  " + shorten(safe(row.source), source), "$muted"))
    return lines
