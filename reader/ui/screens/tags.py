"""The tags of a story: what it carries, and a line in which tags are typed with the known ones offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader.domain.tags import Edit, Tag, read_edit, tag_key
from reader.domain.text import fold
from reader.i18n import _
from reader.ui.render.cells import safe, shorten

from .dialog import Dialog, keys_line

_OFFERED = 8
_TITLE = 64


class TagDialog(Dialog[Edit]):
    """Names parted by commas; a `-` before one takes it away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "step(1)", ""),
        ("up,ctrl+p", "step(-1)", ""),
        Binding("tab", "complete", "", priority=True),
    ]

    def __init__(self, title: str, carried: Sequence[Tag], known: Sequence[Tag], *, of: int = 1) -> None:
        """`carried` are the tags that the story has, or some `of` so many stories, `known` all that there are."""
        super().__init__()
        self.heading = _("Tags")
        self._title = title
        self._carried = list(carried)
        self._of = of
        self._known = sorted(known, key=lambda tag: -tag.entries)
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        """The story, its tags, the field, the tags that fit."""
        now = "  ".join(
            f"#{safe(tag.name)}" + (f" {tag.entries}" if tag.entries < self._of else "") for tag in self._carried
        )
        with self.panel():
            yield Static(Content(shorten(safe(self._title), _TITLE)), classes="said")
            yield Static(Content.assemble((now or _("No tag yet."), "$accent" if now else "$muted")), classes="said")
            yield Input(placeholder=_("tags, parted by commas; -tag takes one away"))
            yield Static("")
            yield OptionList()
            yield keys_line(("tab", _("complete")), ("enter", _("done")), ("esc", _("leave it")))

    def on_mount(self) -> None:
        """The list is moved through from the field."""
        self.query_one(OptionList).can_focus = False
        self._offer("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        """Show the tags that begin as the one being typed, or hold it."""
        before, begun = _begun(text)
        edit = read_edit(before)
        named = {tag_key(name) for name in (*edit.add, *edit.remove)}
        mine = {tag_key(tag.name) for tag in self._carried if tag.entries >= self._of}
        takes, wanted = begun.startswith("-"), fold(begun.lstrip("-# "))
        fits = [tag for tag in (self._carried if takes else self._known) if wanted in fold(tag.name)]
        fits = [tag for tag in fits if tag_key(tag.name) not in named and (takes or tag_key(tag.name) not in mine)]
        fits.sort(key=lambda tag: not fold(tag.name).startswith(wanted))
        self._offered = [("-" if takes else "") + tag.name for tag in fits[:_OFFERED]]
        options = self.query_one(OptionList)
        options.clear_options()
        counts = {tag.name: tag.entries for tag in fits}
        for name in self._offered:
            number = "" if takes else f"  {counts[name]}"
            options.add_option(
                Option(Content.assemble(("#" if not takes else "", "$muted"), safe(name), (number, "$muted")))
            )

    def action_step(self, delta: int) -> None:
        """Move through what is offered."""
        options = self.query_one(OptionList)
        if self._offered:
            at = options.highlighted
            options.highlighted = 0 if at is None else max(0, min(at + delta, len(self._offered) - 1))

    def action_complete(self) -> None:
        """Take the tag that is marked, or the first, for the one being typed."""
        field = self.query_one(Input)
        if self._offered:
            at = self.query_one(OptionList).highlighted
            before, _begins = _begun(field.value)
            field.value = f"{before}{' ' if before else ''}{self._offered[at or 0]}, "
            field.cursor_position = len(field.value)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_complete()
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self._offered and self.query_one(OptionList).highlighted is not None:
            # The cursor stands on one that is offered: it is meant.
            self.action_complete()
        self.dismiss(read_edit(self.query_one(Input).value))


def _begun(text: str) -> tuple[str, str]:
    """What is typed to its end, comma included, and the tag that is being typed."""
    before, comma, begun = text.rpartition(",")
    return before.rstrip() + comma, begun.strip()
