"""From the roles of `ui.render` to the styles of the theme, through a widget's table of looks.

Component classes of Textual's would say the same in a style sheet, but each is a node of its own for every widget that
is matched against every rule whenever the widget gains or loses the focus: two hundred of them took a fifth of the
start and most of a change of pane.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.style import Style
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget

from reader.domain.blocks import BOLD, ITALIC, STRIKE, UNDERLINE
from reader.ui.render.lines import Line, Look
from reader.ui.render.strips import Overlay, paint

Table = Mapping[str, str]
"""Style by role, as in Textual's markup with the variables of the theme: `bold $title on $bar`. `role:focus` is the
style while the widget has the focus, where that is another one. A role that is not there looks like the widget."""

STORIES: Table = {
    "bar": "$muted",
    "bar:focus": "$accent",
    "cursor": "on $bar",
    "cursor:focus": "on $selection",
    "message-title": "bold $title",
    "message": "$muted",
    "message-key": "bold $accent",
}
"""What a pane of stories has beside its own roles: the selected one, and the words of an empty pane."""
RELATED: Table = {
    "publisher": "bold $publisher",
    "ours": "bold $ours",
    "seen": "$muted",
    "note": "$muted",
    "teaser": "italic $muted",
    "here": "$good",
    "fetch": "$muted",
    "queued": "$accent",
}
"""Related stories, in their pane as at the end of an article."""
DOCUMENT: Table = {
    **RELATED,
    "kicker": "$accent",
    "section": "$accent",
    "date": "$muted",
    "title": "bold $title",
    "byline": "$muted",
    "lead": "italic $text",
    "heading": "bold $title",
    "subheading": "bold $text",
    "quote": "italic $text",
    "quote-bar": "$accent",
    "bullet": "$accent",
    "link": "underline $link",
    "code": "$text on $bar",
    "code-block": "$text on $bar",
    "code-mark": "$accent on $bar",
    "table-head": "bold $title",
    "rule": "$rule",
    "picture": "$link",
    "waiting": "$muted on $bar",
    "caption": "italic $muted",
    "credit": "$muted",
    "access": "$accent",
    "hint": "bold $on-accent on $accent",
    "hint-typed": "bold $muted on $rule",
    "legend": "$text on $bar",
    "hit": "underline $title on $selection",
    "hit-current": "bold $on-accent on $accent",
    "message-title": "bold $title",
    "message": "$text",
    "message-key": "bold $accent",
    "number": "$link",
}
"""A document: the text of an article, with what stands in its head and at its end."""

_GROUND = Look("")


class Looks:
    """Styles of one widget by look, with the focus and without, kept until its own style or the theme changes."""

    def __init__(self, widget: Widget, table: Table, url_of: Callable[[int], str] | None = None) -> None:
        self._widget = widget
        self._table = table
        self._url_of = url_of
        self._styles: dict[tuple[Look, tuple[str, ...], bool], Style] = {}
        self._ground: object = None

    def renew(self) -> bool:
        """Textual has matched the widget's styles anew, as it does whenever the focus comes or goes. True where
        something came of it; every style is forgotten then."""
        ground = self._widget.get_visual_style(), self._widget.app.current_theme
        if ground == self._ground:
            return False
        self._ground = ground
        self._styles.clear()
        return True

    def clear(self) -> None:
        """Forget every style, because the links have changed."""
        self._styles.clear()

    def style(self, look: Look, *states: str) -> Style:
        """The style of `look` on the ground of `states` (roles such as `cursor`, the later one wins)."""
        key = (look, states, self._widget.has_focus)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make(look, states)
        return style

    def paint(
        self,
        line: Line,
        *states: str,
        left: int = 0,
        columns: int,
        total: int,
        row: int | None = None,
        overlays: Sequence[Overlay] = (),
    ) -> Strip:
        """The strip of a line on the ground of `states`; the rest is as `strips.paint` has it."""
        style_of = (lambda look: self.style(look, *states)) if states else self.style
        ground = self.style(_GROUND, *states)
        return paint(line, style_of, ground, left=left, columns=columns, total=total, row=row, overlays=overlays)

    def plain(self, *roles: str) -> Style:
        """The style of roles alone; without one, the widget's own."""
        return self.style(Look(roles[-1]), *roles[:-1]) if roles else self.style(_GROUND)

    def over(self, role: str) -> Style:
        """What a role adds to the style on which it is laid."""
        style: Style = self._role(role).rich_style
        return style

    def _make(self, look: Look, states: tuple[str, ...]) -> Style:
        if look.link:
            # A thousand links of a screen differ in their address alone.
            style = self.style(look._replace(link=0), *states)
            url = self._url_of(look.link) if self._url_of is not None else ""
            return style.update_link(url) if url else style
        visual = self._widget.get_visual_style()
        for role in (*states, look.role):
            visual += self._role(role)
        style = visual.rich_style
        bits = look.bits
        if bits:
            style += Style(
                bold=True if bits & BOLD else None,
                italic=True if bits & ITALIC else None,
                strike=True if bits & STRIKE else None,
                underline=True if bits & UNDERLINE else None,
            )
        return style

    def _role(self, role: str) -> VisualStyle:
        text = self._table.get(role, "")
        if self._widget.has_focus:
            text = self._table.get(f"{role}:focus", text)
        return VisualStyle.parse(text) if text else VisualStyle.null()


class Looked(Widget):
    """A widget that paints by looks of its own."""

    _looks: Looks

    def notify_style_update(self) -> None:
        """Styles changed: nothing painted before counts."""
        super().notify_style_update()
        if self._looks.renew():
            self.forget_painted()

    def forget_painted(self) -> None:
        """Let go of what was painted with other styles, where something is kept."""
