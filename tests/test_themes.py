"""Themes that ship: all readable, all complete; broken theme files are named in a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.domain.errors import ConfigError
from reader.themes import COLOURS, Theme, find_theme, load_themes, parse_theme

SHIPPED, PROBLEMS = load_themes()
GROUNDS = ("background", "pane", "bar", "selection")
READ_ON_GROUNDS = ("title", "text", "muted", "accent", "link", "problem", "publisher", "ours", "good")
CONTRAST = 4.5
"""WCAG 2.1 AA for normal text (1.4.3); everything that is read, muted text too, reaches it on every ground."""


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours after WCAG 2.1, 1.0 (none) to 21.0."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(theme: Theme) -> list[str]:
    """A sentence for each pair of colours in `theme` that is too close to be read; none for the terminal's own."""
    if theme.ansi:
        return []
    pairs = [(colour, ground) for colour in READ_ON_GROUNDS for ground in GROUNDS] + [("on_accent", "accent")]
    return [
        f"{theme.name}: {colour} on {ground} has a contrast of {ratio:.2f}, less than {CONTRAST}"
        for colour, ground in pairs
        if (ratio := contrast(theme.colours[colour], theme.colours[ground])) < CONTRAST
    ]


def test_at_least_eight_ship_and_none_is_broken() -> None:
    assert PROBLEMS == []
    assert len(SHIPPED) >= 8
    assert {"bantin-dark", "bantin-light", "contrast-dark", "contrast-light", "terminal"} <= SHIPPED.keys()
    assert any(theme.ansi for theme in SHIPPED.values())
    assert {theme.dark for theme in SHIPPED.values()} == {True, False}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_everything_that_is_read_has_enough_contrast(name: str) -> None:
    assert faint(SHIPPED[name]) == []


@pytest.mark.parametrize("name", ["contrast-dark", "contrast-light"])
def test_high_contrast_reaches_seven(name: str) -> None:
    colours = SHIPPED[name].colours
    for colour in ("text", "title", "muted", "accent", "link", "problem"):
        assert contrast(colours[colour], colours["background"]) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0


def _toml(**changes: str) -> str:
    colours = dict.fromkeys(COLOURS, "#102030") | changes
    return 'title = "T"\n[colours]\n' + "\n".join(f'{k} = "{v}"' for k, v in colours.items() if v)


def test_faint_pairs_are_named() -> None:
    theme = parse_theme(_toml(), "grey", "grey.toml")
    assert any("muted on background" in sentence for sentence in faint(theme))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "mine.toml: "),
        ('title = "x"', r"\[colours\] is missing"),
        (_toml(acent="#000000"), "unknown colour 'acent'"),
        (_toml(link=""), "'link' is missing"),
        (_toml(link="blue"), "'link' is 'blue'; it must be of the form #rrggbb"),
        ("ansi = true\n" + _toml(link="#000000"), "it must be a name like ansi_red"),
        (f"colours = {'[' * 20_000}", "too deep"),
        (f"dark = {'9' * 5_000}", "4300"),
        (_toml(link="x" * 50_000), "x…'; it must be"),
    ],
)
def test_a_broken_theme_is_explained(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_theme(text, "mine", "mine.toml")


def test_the_users_own_theme_wins_and_a_broken_one_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "nord.toml").write_text(_toml(), encoding="utf-8")
    (tmp_path / "bad.toml").write_text("[colours", encoding="utf-8")
    themes, problems = load_themes(tmp_path)
    assert themes["nord"].title == "T"
    assert "bantin-dark" in themes
    assert len(problems) == 1
    assert "bad.toml" in problems[0]


def test_what_is_no_theme_file_gets_a_sentence_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "circle.toml").symlink_to("circle.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "large.toml").write_text("#" * 200_000)
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    (tmp_path / "good.toml").write_text(_toml() + "\n", encoding="utf-8")
    themes, problems = load_themes(tmp_path)
    assert "good" in themes
    assert [Path(problem.split(" ")[0]).stem for problem in problems] == [
        "binary", "circle", "folder", "large", "pipe", "zero",
    ]  # fmt: skip


def test_an_unknown_theme_names_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"no theme '../etc'; there are bantin-dark"):
        find_theme("../etc")
    assert find_theme("nord").title == "Nord"


@pytest.mark.parametrize(
    ("colour_fgbg", "colours", "theme"),
    [
        ("", "truecolor", "bantin-dark"),
        ("15;0", "256", "bantin-dark"),
        ("0;15", "truecolor", "bantin-light"),
        ("0;default;7", "256", "bantin-light"),
        ("", "standard", "terminal"),
        ("0;15", "standard", "terminal-light"),
        ("nonsense", None, "bantin-dark"),
    ],
)
def test_the_theme_follows_the_terminal(colour_fgbg: str, colours: str | None, theme: str) -> None:
    from reader.ui.theming import theme_for_terminal

    assert theme_for_terminal({"COLORFGBG": colour_fgbg}, colours) == theme
    assert theme in SHIPPED


def test_the_fallback_equals_the_file() -> None:
    from reader.ui.theming import FALLBACK

    assert SHIPPED["bantin-dark"].colours == FALLBACK.colours
