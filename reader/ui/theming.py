"""Our themes as Textual themes: each colour becomes a variable of the same name for the style sheets.

`$background $pane $bar $selection $rule $title $text $muted $accent $on-accent $link $problem $publisher $ours $good`.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import App, ReturnType
from textual.theme import Theme as TextualTheme

from reader.themes import COLOURS, Theme

_FALLBACK = {
    "background": "#121317",
    "pane": "#191b22",
    "bar": "#1d2028",
    "selection": "#2a3040",
    "rule": "#2c313c",
    "title": "#f5f6f8",
    "text": "#d3d5da",
    "muted": "#9298a6",
    "accent": "#f2b560",
    "on_accent": "#17130b",
    "link": "#8ab4f8",
    "problem": "#ff8a7a",
    "publisher": "#f2b560",
    "ours": "#8fcf87",
    "good": "#8fcf87",
}
FALLBACK = Theme("bantin-dark", "Bantin Dark", True, _FALLBACK)
"""What is shown when no theme file can be read; the same colours as themes/bantin-dark.toml."""


def variables(theme: Theme) -> dict[str, str]:
    """Variables for style sheets: one for each of our colours, and those by which Textual's own widgets follow them."""
    c = theme.colours
    own = {name.replace("_", "-"): c[name] for name in COLOURS}
    textual = {
        "text-muted": c["muted"],
        "text-disabled": c["muted"],
        "foreground-muted": c["muted"],
        "border": c["accent"],
        "border-blurred": c["rule"],
        "block-cursor-foreground": c["title"],
        "block-cursor-background": c["selection"],
        "block-cursor-text-style": "bold reverse" if theme.ansi else "bold",
        "block-cursor-blurred-foreground": c["text"],
        "block-cursor-blurred-background": c["selection"],
        "block-cursor-blurred-text-style": "reverse" if theme.ansi else "bold",
        "block-hover-background": c["bar"],
        "scrollbar": c["rule"],
        "scrollbar-hover": c["muted"],
        "scrollbar-active": c["accent"],
        "scrollbar-background": c["background"],
        "scrollbar-background-hover": c["background"],
        "scrollbar-background-active": c["background"],
        "scrollbar-corner-color": c["background"],
        "input-cursor-background": c["title"],
        "input-cursor-foreground": c["background"],
        "input-selection-background": c["selection"],
        "link-color": c["link"],
        "link-background": "transparent",
        "link-style": "underline",
        "link-color-hover": c["title"],
        "link-background-hover": c["selection"],
        "link-style-hover": "bold",
        "screen-selection-background": c["accent"],
        "screen-selection-foreground": c["on_accent"],
        "button-foreground": c["text"],
        "button-color-foreground": c["on_accent"],
        "button-focus-text-style": "bold reverse",
    }
    if theme.ansi:
        textual |= {
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "scrollbar-background": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_blue",
            "link-background-hover": "ansi_default",
        }
    return own | textual


def theme_for_terminal(environ: Mapping[str, str], colours: str | None, *, light: bool | None = None) -> str:
    """The theme for a terminal of which we know the environment and how many `colours` it has (Rich's `standard`,
    `256`, `truecolor`, None for none), and perhaps that its background is `light`, as it said itself.

    Sixteen colours cannot show our tones, so the terminal's own are taken. COLORFGBG (rxvt, Konsole and others set it)
    ends with the number of the background colour: 7 and 15 are light. It stays behind when another terminal is opened
    from that one, so the terminal's own word wins.
    """
    if light is None:
        light = environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
    if colours == "standard":
        return "terminal-light" if light else "terminal"
    return "bantin-light" if light else "bantin-dark"


def to_textual(theme: Theme) -> TextualTheme:
    """`theme` in Textual's form, under the same name."""
    c = theme.colours
    return TextualTheme(
        name=theme.name,
        primary=c["accent"],
        secondary=c["link"],
        accent=c["accent"],
        warning=c["accent"],
        error=c["problem"],
        success=c["good"],
        foreground=c["text"],
        background=c["background"],
        surface=c["background"],
        panel=c["pane"],
        dark=theme.dark,
        ansi=theme.ansi,
        variables=variables(theme),
    )


class ThemedApp(App[ReturnType]):
    """An app in which the variables of our style sheets always have a value; it starts with the fallback theme."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(to_textual(FALLBACK))
        self.theme = FALLBACK.name
        self._begun_in = ""

    def begin_in(self, name: str) -> None:
        """The theme with which the app begins. Textual reads all style sheets with the variables of its own theme first
        and then, because ours is another one, all again, once or twice: 10 ms of the start each time."""
        self.theme = self._begun_in = name
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """As Textual does it, but for the start, in which nothing has changed."""
        if self._begun_in != self.theme:
            super().refresh_css(animate)

    def begin(self) -> None:
        """The start is over."""
        self._begun_in = ""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(FALLBACK)
