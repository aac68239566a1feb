"""The line that greets a reader who has no feeds of their own yet."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from reader.i18n import _
from reader.ui.keys import Keymap


class FirstRun(Widget):
    """One line at every width; it is shown with the class `-shown`."""

    DEFAULT_CSS = """
    FirstRun {
        height: 1;
        background: $bar;
        color: $text;
        display: none;
        &.-shown { display: block; }
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="first-run")
        self._keymap = keymap

    def render(self) -> Content:
        """The words for the width of the widget."""
        return first_run_line(self._keymap, self.size.width)


def first_run_line(keymap: Keymap, columns: int) -> Content:
    """What the line says in `columns` cells: the longest of its wordings that fits. All keys are named below."""
    add, more = keymap.first_key("add-feed"), keymap.first_key("palette")
    wordings = (
        (
            _("These feeds are samples."),
            (add, _("add a feed of your own")),
            (more, _("pick a starter list, import from another reader, remove the samples")),
        ),
        (_("These are samples."), (add, _("add a feed")), (more, _("starter list, import"))),
        ("", (add, _("add a feed")), (more, _("starter list, import"))),
        ("", (add, _("add")), (more, _("more"))),
    )
    lines = (_line(words, [(key, does) for key, does in pairs if key]) for words, *pairs in wordings)
    return next((line for line in lines if line.cell_length <= columns), Content(""))


def _line(words: str, pairs: list[tuple[str, str]]) -> Content:
    parts: list[str | tuple[str, str]] = ["  ", (words + "   " if words else "", "$text")]
    for number, (key, does) in enumerate(pairs):
        parts += ["   " if number else "", (key, "bold $accent"), (f" {does}", "$muted")]
    return Content.assemble(*parts)
