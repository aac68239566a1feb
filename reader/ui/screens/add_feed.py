"""Adding a feed: paste any address, choose among the feeds behind it, choose a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader.domain.models import Candidate, Scope, ScopeKind
from reader.i18n import _, ngettext
from reader.ui.places import Feeds
from reader.ui.render.ages import day
from reader.ui.render.cells import safe

from .dialog import Dialog, keys_line

if TYPE_CHECKING:
    from reader.library import Library


class _Step(StrEnum):
    ADDRESS = "address"
    LOOKING = "looking"
    CANDIDATES = "candidates"
    FOLDER = "folder"


class AddFeed(Dialog[tuple[Candidate, int]]):
    """Ends with the feed and the id of the folder, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "back", "")]
    DEFAULT_CSS = """
    AddFeed OptionList { margin-top: 1; max-height: 14; }
    """

    def __init__(self, library: Library, feeds: Feeds, now: datetime) -> None:
        super().__init__()
        self.heading = _("Add a feed")
        self._library = library
        self._feeds = feeds
        self._now = now
        self._step = _Step.ADDRESS
        self._candidates: Sequence[Candidate] = ()
        self._chosen: Candidate | None = None
        self._folders: list[int] = []

    def compose(self) -> ComposeResult:
        """The field, what is being done, and the list of what was found."""
        with self.panel():
            yield Static(Content(_("Paste the address of any site or page; its feeds are found.")), classes="said")
            yield Input(placeholder="https://")
            yield Static("", id="status", markup=False)
            yield OptionList()
            yield Static("", classes="wrong", markup=False)
            yield keys_line(("enter", _("go on")), ("esc", _("back")))

    def on_mount(self) -> None:
        """Begin with the address."""
        self._show(_Step.ADDRESS)

    def _show(self, step: _Step, status: str = "", wrong: str = "") -> None:
        self._step = step
        line, problem, options = self.query_one("#status", Static), self.query_one(".wrong", Static), self._options
        line.update(Content.styled(safe(status), "$muted"))
        line.display = bool(status)
        problem.update(Content(safe(wrong)))
        problem.display = bool(wrong)
        options.display = step in (_Step.CANDIDATES, _Step.FOLDER)
        self.query_one(Input).disabled = step is not _Step.ADDRESS
        if step is _Step.ADDRESS:
            self.query_one(Input).focus()
        elif options.display:
            options.highlighted = 0
            options.focus()

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        address = event.value.strip()
        if not address:
            self._show(_Step.ADDRESS, wrong=_("Paste an address first, for example tuoitre.vn."))
            return
        self._show(_Step.LOOKING, status=_("Looking for feeds at {address} …").format(address=address))
        self.work(self._discover, address, group="discover", exclusive=True)

    async def _discover(self, address: str) -> None:
        self._offer(await self._library.discover(address))

    def failed(self, error: BaseException) -> None:
        """Nothing was found there, and why."""
        if self._step is _Step.LOOKING:
            self._show(_Step.ADDRESS, wrong=self.explain(error))

    def _offer(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        if not candidates:
            sentence = _("No feed was found there. Try the address of the site's front page, or of the feed itself.")
            self._show(_Step.ADDRESS, wrong=sentence)
        elif len(candidates) == 1:
            self._choose(candidates[0])
        else:
            self._options.clear_options()
            self._options.add_options([Option(_line(candidate, self._now)) for candidate in candidates])
            count = len(candidates)
            status = ngettext("{count} feed found.", "{count} feeds found; choose one.", count).format(count=count)
            self._show(_Step.CANDIDATES, status=status)

    def _choose(self, candidate: Candidate) -> None:
        self._chosen = candidate
        if not self._feeds.folders:
            self.dismiss((candidate, 0))
            return
        self._folders = [0, *(folder.id for folder in self._feeds.folders)]
        paths = [" › ".join(self._feeds.path(Scope(ScopeKind.FOLDER, number))) for number in self._folders[1:]]
        self._options.clear_options()
        self._options.add_options([Option(Content(safe(title))) for title in (_("No folder"), *paths)])
        title = candidate.shown_title
        self._show(_Step.FOLDER, status=_("{title}: into which folder?").format(title=title))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if self._step is _Step.CANDIDATES:
            self._choose(self._candidates[event.option_index])
        elif self._step is _Step.FOLDER and self._chosen:
            self.dismiss((self._chosen, self._folders[event.option_index]))

    def action_back(self) -> None:
        """One step back; from the first, out."""
        if self._step is _Step.ADDRESS:
            self.dismiss(None)
            return
        self.workers.cancel_group(self, "discover")
        self._show(_Step.ADDRESS)


def _line(candidate: Candidate, now: datetime) -> Content:
    facts = [safe(candidate.shown_url)]
    if candidate.entries:
        count = candidate.entries
        facts.append(ngettext("{count} entry", "{count} entries", count).format(count=count))
    if candidate.newest:
        facts.append(day(candidate.newest, now))
    if candidate.note:
        facts.append(safe(candidate.note))
    title = safe(candidate.shown_title)
    return Content.assemble((title, "bold $title"), "\n", (" · ".join(facts), "$muted"))
