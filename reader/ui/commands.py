"""Every command of the interface, declared once: keys, palette, `?`, bottom line and documentation derive from it.

A command's `name` is what the configuration binds keys to; it runs the method of the same name (dashes become
underscores) on one of the action classes in `reader.ui.actions`. This module imports nothing of Textual, so that
`bantin keys` starts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from reader.domain.records import dataclass
from reader.domain.text import fold
from reader.i18n import N_, _


class Pane(StrEnum):
    """Where keys go: the four panes, in their order on the screen, the front page, which takes the place of the last
    three, and the coverage of a story, which covers them all."""

    FEEDS = "feeds"
    FRONT = "front"
    HEADLINES = "headlines"
    ARTICLE = "article"
    RELATED = "related"
    COVERAGE = "coverage"


PANES = tuple(Pane)

PANE_TITLES = {
    Pane.FEEDS: N_("Feeds"),
    Pane.FRONT: N_("Front page"),
    Pane.HEADLINES: N_("Headlines"),
    Pane.ARTICLE: N_("Article"),
    Pane.RELATED: N_("Related"),
    Pane.COVERAGE: N_("Coverage"),
}


class Group(StrEnum):
    """Headings under which `?` lists the commands."""

    MOVE = N_("Move")
    READ = N_("Read")
    FOLLOW = N_("Follow")
    STORY = N_("This story")
    LIST = N_("This list")
    FEEDS = N_("Feeds")
    PROGRAM = N_("Program")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done."""

    name: str
    title: str
    """What it does, as `?` and the palette say it."""
    keys: tuple[str, ...] = ()
    """Keys of the preset `default`; a sequence is written with spaces: `g g`."""
    group: Group = Group.PROGRAM
    panes: tuple[Pane, ...] = PANES
    """Where its keys work. A command for fewer panes wins over one for all of them."""
    hint: str = ""
    """One or two words for the bottom line."""
    in_palette: bool = True

    def is_called(self, words: Sequence[str]) -> bool:
        """Whether each of `words` (folded) stands in what is said of it: title, also untranslated, name, group."""
        said = fold(f"{_(self.title)} {self.title} {self.name} {_(str(self.group))}")
        return all(word in said for word in words)

    def is_begun_by(self, words: Sequence[str]) -> bool:
        """Whether each of `words` (folded) begins a word of its title or name."""
        said = fold(f"{_(self.title)} {self.title} {self.name.replace('-', ' ')}").split()
        return all(any(one.startswith(word) for one in said) for word in words)


_FEEDS = (Pane.FEEDS,)
_FRONT = (Pane.FRONT,)
_STORIES = (Pane.FRONT, Pane.HEADLINES, Pane.ARTICLE, Pane.RELATED)
_COVERAGE = (Pane.COVERAGE,)
_M, _R, _F, _S, _L, _FE, _P = Group

COMMANDS: tuple[Command, ...] = (
    # -- move
    Command("down", N_("Down"), ("j", "down"), _M, in_palette=False),
    Command("up", N_("Up"), ("k", "up"), _M, in_palette=False),
    Command("top", N_("To the top"), ("g g", "home"), _M, in_palette=False),
    Command("bottom", N_("To the end"), ("G", "end"), _M, in_palette=False),
    Command("half-page-down", N_("Half a page down"), ("ctrl+d",), _M, in_palette=False),
    Command("half-page-up", N_("Half a page up"), ("ctrl+u",), _M, in_palette=False),
    Command("page-down", N_("A page down"), ("pagedown",), _M, in_palette=False),
    Command("page-up", N_("A page up"), ("pageup",), _M, in_palette=False),
    Command("pane-left", N_("Pane to the left"), ("h", "left"), _M, hint=N_("panes"), in_palette=False),
    Command("pane-right", N_("Pane to the right"), ("l", "right"), _M, in_palette=False),
    Command("next-pane", N_("Next pane"), ("tab",), _M, in_palette=False),
    Command("previous-pane", N_("Previous pane"), ("shift+tab",), _M, in_palette=False),
    Command(
        "open", N_("Open: feed to headlines, headline to article"), ("enter",), _M, hint=N_("open"), in_palette=False
    ),
    Command("back-one-level", N_("Back one level; at the top, quit"), ("q",), _M, hint=N_("back"), in_palette=False),
    Command(
        *("escape", N_("Close, clear the filter, or cancel what is running"), ("escape",), _M),
        hint=N_("unselect"),
        in_palette=False,
    ),
    # -- read
    Command("read-on", N_("A page down; at the end, the next unread story"), ("space",), _R, hint=N_("read on")),
    Command("next-unread", N_("Next unread story; in a search, the next hit"), ("n",), _R, hint=N_("next unread")),
    Command("previous-unread", N_("Previous unread story; in a search, the previous hit"), ("N",), _R),
    Command("next-feed", N_("Next feed"), ("J",), _R),
    Command("previous-feed", N_("Previous feed"), ("K",), _R),
    Command("find-in-article", N_("Find in the article"), ("ctrl+f",), _R, hint=N_("find")),
    Command("zen", N_("Only the article, or all panes"), ("z",), _R, hint=N_("zen")),
    Command("pictures", N_("Pictures on or off"), ("v",), _R),
    # -- follow
    Command(
        "follow",
        N_("Open that related story here"),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        _F,
        hint=N_("follow"),
        in_palette=False,
    ),
    Command(
        "follow-letter", N_("Open the related story with the letter that you type next"), ("'",), _F, in_palette=False
    ),
    Command("hints", N_("Letters on every link; type one to open it here"), ("f",), _F, hint=N_("links")),
    Command("hints-browser", N_("Letters on every link; type one to open it in the browser"), ("F",), _F),
    Command("back", N_("Back along the trail of stories"), ("H", "backspace", "alt+left"), _F, hint=N_("back")),
    Command("forward", N_("Forward along the trail"), ("L", "alt+right"), _F),
    Command("coverage", N_("Coverage: who told this story when"), ("c",), _F, hint=N_("coverage")),
    Command(
        "side-by-side", N_("Pick a telling; with a second one, read both"), ("b",), _F, _COVERAGE, N_("side by side")
    ),
    Command(
        "scroll-together", N_("Scroll two tellings together, or each alone"), ("=",), _F, _COVERAGE, N_("together")
    ),
    Command(
        "fold-telling", N_("Unfold copies or a chapter"), ("space",), _F, _COVERAGE, N_("unfold"), in_palette=False
    ),
    Command("fold-related", N_("Fold or unfold the related stories"), ("-",), _F, hint=N_("fold")),
    # -- this story
    Command("toggle-read", N_("Read or unread"), ("m",), _S, hint=N_("read")),
    Command("unfold-story", N_("Unfold this story's other sources, or fold them"), (".",), _S, hint=N_("unfold")),
    Command("star", N_("Star, or take the star away"), ("s",), _S, hint=N_("star")),
    Command("follow-story", N_("Follow this story, or follow it no longer"), ("*",), _S, hint=N_("follow story")),
    Command("tags", N_("Tags: put some on, or take some away"), ("t",), _S, hint=N_("tags")),
    Command("mute", N_("Mute a word, author or source of this story"), ("M",), _S, _STORIES),
    Command("unhide", N_("Bring a story that a rule hid back into the lists"), (), _S),
    Command("open-in-browser", N_("Open in the browser"), ("o",), _S, hint=N_("browser")),
    Command("copy-link", N_("Copy the link"), ("y",), _S, hint=N_("copy link")),
    Command("open-enclosure", N_("Open the podcast, video or file that belongs to it"), ("e",), _S),
    Command("undo", N_("Undo the last change"), ("u", "ctrl+z"), _S, hint=N_("undo")),
    Command("full-text", N_("Full text from the page, or the feed's own"), ("x",), _S, hint=N_("full text")),
    Command("keep", N_("Keep for offline, with full text and related stories"), ("d",), _S, hint=N_("keep")),
    Command("unqueue", N_("No longer wait for this story"), ("W",), _S),
    # -- this list
    Command("mark-all-read", N_("Mark everything in this list read"), ("A",), _L, hint=N_("all read")),
    Command("mark-above", N_("Mark everything above the cursor read"), ("{",), _L),
    Command("mark-below", N_("Mark everything below the cursor read"), ("}",), _L),
    Command("catch-up", N_("Catch up: mark read what is older, above or below"), ("C",), _L, hint=N_("catch up")),
    Command("keep-list", N_("Keep this whole list for offline"), ("D",), _L, hint=N_("keep all")),
    Command("filter", N_("Narrow this list"), ("\\",), _L, hint=N_("narrow")),
    Command("search", N_("Search everything, or this place"), ("/",), _L, hint=N_("search")),
    Command(
        "select", N_("Select stories as the cursor moves; again: keep these, move on"), ("V",), _L, hint=N_("select")
    ),
    Command("look-on", N_("Look on where the time was up for this list"), ("g /",), _L),
    Command("save-search", N_("Keep this search beside the feeds"), ("ctrl+s",), _L),
    Command("unread-only", N_("Unread stories only, or all"), ("U",), _L),
    Command("fold-list", N_("Fold stories in this list, or not"), (">",), _L),
    Command("sort", N_("Change the order: newest, oldest, source"), ("S",), _L, hint=N_("sort")),
    Command("row-height", N_("Height of headlines: compact, cosy, roomy, by the room"), ("=",), _L),
    Command("go-front", N_("Go to the front page"), ("g f",), _L),
    Command("front-span", N_("Front page: today, since last time, this week"), ("]",), _L, _FRONT, hint=N_("span")),
    Command("front-span-back", N_("Front page: the span before"), ("[",), _L, _FRONT),
    Command("go-all", N_("Go to All"), ("g a",), _L),
    Command("go-unread", N_("Go to Unread"), ("g u",), _L),
    Command("go-today", N_("Go to Today"), ("g t",), _L),
    Command("go-since", N_("Go to what came since I was last here"), ("g n",), _L),
    Command("go-starred", N_("Go to Starred"), ("g s",), _L),
    Command("go-history", N_("Go to History"), ("g h",), _L),
    Command("go-waiting", N_("Go to what waits for the network"), ("g q",), _L),
    # -- feeds
    Command("add-feed", N_("Add a feed"), ("a",), _FE, hint=N_("add feed")),
    Command("refresh", N_("Refresh this feed"), ("r",), _FE, hint=N_("refresh")),
    Command("refresh-all", N_("Refresh all feeds"), ("R",), _FE, hint=N_("refresh all")),
    Command("fold", N_("Fold or unfold this folder"), ("space",), _FE, _FEEDS, hint=N_("fold"), in_palette=False),
    Command("feed-details", N_("Details and health of this feed"), ("i",), _FE, hint=N_("details")),
    Command("always-full-text", N_("Always the full text of this feed's stories, or its own"), (), _FE),
    Command("keep-newest", N_("Keep the newest stories of this feed with full text"), (), _FE),
    Command("prefer-source", N_("Let this feed lead the stories that it carries, or not"), (), _FE),
    Command("keep-stories", N_("How long the stories of this feed are kept"), (), _FE),
    Command("feed-interval", N_("How often this feed is asked"), (), _FE),
    Command("rename", N_("Rename this feed, folder, search, story or tag"), ("E",), _FE, _FEEDS, hint=N_("rename")),
    Command("move", N_("Move this feed, folder or search"), ("M",), _FE, _FEEDS, hint=N_("move")),
    Command("pause", N_("Pause this feed, or ask it again"), ("P",), _FE, _FEEDS),
    Command(
        "remove", N_("Remove this feed, folder, search, story or tag"), ("X", "delete"), _FE, _FEEDS, hint=N_("remove")
    ),
    Command("new-folder", N_("New folder"), ("+",), _FE, _FEEDS),
    Command("rules", N_("Rules for what arrives"), ("g r",), _FE),
    Command("starter-list", N_("Pick a starter list of feeds"), (), _FE),
    Command("import-opml", N_("Import feeds from another reader (OPML, newsboat)"), (), _FE),
    Command("export-opml", N_("Export feeds (OPML)"), (), _FE),
    Command("export-story", N_("Export this story (EPUB, HTML, Markdown)"), (), _FE),
    Command("export-list", N_("Export the stories of this list (EPUB, HTML, Markdown)"), (), _FE),
    Command("add-samples", N_("Add the sample feeds"), (), _FE),
    Command("remove-samples", N_("Remove the sample feeds"), (), _FE),
    # -- program
    Command("palette", N_("Command palette"), (":", "ctrl+p"), _P, hint=N_("commands"), in_palette=False),
    Command("help", N_("Every key, searchable"), ("?",), _P, hint=N_("keys")),
    Command("search-help", N_("How to search: words, fields, examples"), ("f1",), _P),
    Command("offline", N_("Work offline, or online again"), ("w",), _P),
    Command("offline-report", N_("How much can be read offline"), (), _P),
    Command("retention", N_("What is beyond the limits for keeping stories, and removing it"), (), _P),
    Command("theme", N_("Choose a theme"), ("T",), _P),
    Command("suspend", N_("Back to the shell for a while"), (), _P),
    Command("quit", N_("Quit"), ("Q",), _P),
)

BY_NAME = {command.name: command for command in COMMANDS}

BOTTOM_LINE: dict[Pane, tuple[str, ...]] = {
    Pane.FEEDS: ("open", "pane-left", "add-feed", "refresh", "feed-details", "rename", "move", "search", "help"),
    Pane.FRONT: (
        *("open", "follow", "front-span", "pane-left", "read-on", "toggle-read", "star", "keep", "refresh-all"),
        *("search", "help"),
    ),
    Pane.HEADLINES: (
        "open",
        "read-on",
        "pane-left",
        "toggle-read",
        "unfold-story",
        "star",
        "tags",
        "keep",
        "filter",
        "search",
        "help",
    ),
    Pane.ARTICLE: (
        *("read-on", "pane-left", "follow", "back", "coverage", "hints", "full-text", "star", "tags", "keep"),
        *("open-in-browser", "search", "help"),
    ),
    Pane.RELATED: ("open", "pane-left", "follow", "back", "coverage", "fold-related", "search", "help"),
    Pane.COVERAGE: ("open", "fold-telling", "side-by-side", "back-one-level", "toggle-read", "follow-story", "help"),
}
"""What the bottom line shows for the pane that has the focus, most needed first; what does not fit is left out."""

SELECTED_LINE = ("select", "toggle-read", "star", "tags", "keep", "undo", "escape")
"""The same while stories of the list are selected: what is done with all of them."""
