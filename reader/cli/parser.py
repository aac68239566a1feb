"""The arguments of the command line: one place that names every command and option."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Protocol

from reader.i18n import _

from .names import SCOPES


class _Command(Protocol):
    """Declares one command: its name, its handler as `module:function`, what it does."""

    def __call__(self, name: str, handler: str, text: str, *, json: bool = False) -> argparse.ArgumentParser: ...


class _Parser(argparse.ArgumentParser):
    """Fails where its own help cannot be written, which argparse passes over."""

    def print_help(self, file: Any = None) -> None:
        """Write the help of this command. Raises OSError."""
        print(self.format_help(), end="", file=file, flush=True)


def _selection(sub: argparse.ArgumentParser) -> None:
    """The options that `selecting.selected` understands."""
    sub.add_argument("--query", default="", help=_("stories that meet this query: 'is:unread newer:3d điện'"))
    sub.add_argument("--feed", default="", help=_("only this feed"))
    sub.add_argument("--older-than", default="", metavar="AGE", help=_("only stories older than 12h, 3d, 2w, 6m, 1y"))


def build_parser() -> argparse.ArgumentParser:
    """The parser; each command's handler stands as `module:function` in `args.handler`."""
    parser = _Parser(
        prog="bantin",
        description=_("A terminal news reader that follows the story. Without a command it opens the reader."),
    )
    parser.add_argument("-V", "--version", action="store_true", help=_("show the version and end"))
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help=_("keep store, pictures and log in this folder"))
    parser.add_argument("--config", type=Path, metavar="FILE", help=_("read this configuration"))
    parser.add_argument("--offline", action="store_true", help=_("fetch nothing"))
    parser.add_argument(
        "--linear", action="store_true", help=_("append-only reading, for screen readers and slow lines")
    )
    parser.set_defaults(handler="reader.cli.reading:open_reader")
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")

    def command(name: str, handler: str, text: str, *, json: bool = False) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(handler=f"reader.cli.{handler}")
        if json:
            sub.add_argument("--json", action="store_true", help=_("JSON Lines with stable keys"))
        return sub

    _feeds(command)
    _offline(command)
    _stories(command)
    _marks(command)
    _exchange(command)
    _program(command)
    return parser


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if number < 0:
        raise argparse.ArgumentTypeError(_("{text!r} is no number from 0 up").format(text=text))
    return number


def _feeds(command: _Command) -> None:
    sub = command("add", "feeds:add", _("subscribe to a feed, or to the feeds of a site"), json=True)
    sub.add_argument("url", help=_("address of a feed or a site, a file or a folder"))
    sub.add_argument("--folder", default="", help=_("folder to put it in, 'News/World' for a nested one"))
    sub.add_argument("--title", default="", help=_("call it this"))
    sub.add_argument("--all", action="store_true", help=_("take every feed that is found, not only the best"))

    sub = command("remove", "feeds:remove", _("end a subscription"), json=True)
    sub.add_argument("feed", nargs="?", default="", help=_("number, address or title"))
    sub.add_argument("--samples", action="store_true", help=_("remove all sample feeds"))

    sub = command("refresh", "feeds:refresh", _("fetch what is new"), json=True)
    sub.add_argument("feed", nargs="*", help=_("number, address or title; all when left out"))
    sub.add_argument("--due", action="store_true", help=_("only feeds whose time has come (for cron)"))


def _offline(command: _Command) -> None:
    sub = command(
        "offline", "offline:offline", _("keep stories, and what is related to them, for reading offline"), json=True
    )
    sub.add_argument("--unread", action="store_true", help=_("only unread stories (so it is without --feed, --hours)"))
    sub.add_argument("--feed", default="", help=_("only this feed"))
    sub.add_argument("--hours", type=float, default=0.0, metavar="H", help=_("only stories of the last H hours"))
    sub.add_argument(
        "--limit", type=_count, default=200, metavar="N", help=_("at most N stories, the newest; 0 for all")
    )
    sub.add_argument("--depth", type=int, choices=(0, 1, 2), help=_("levels of related stories to keep with them"))
    sub.add_argument("--size", type=float, default=0.0, metavar="MB", help=_("stop after so many megabytes"))
    sub.add_argument("--no-pictures", action="store_true", help=_("leave the pictures out"))
    sub.add_argument("--refresh", action="store_true", help=_("fetch what is new first"))
    sub.add_argument("--report", action="store_true", help=_("only say how much can be read without a network now"))


def _stories(command: _Command) -> None:
    sub = command("list", "lists:list_entries", _("list stories, or feeds with --feeds"), json=True)
    sub.add_argument("scope", nargs="?", choices=SCOPES, default="unread")
    sub.add_argument("--feeds", action="store_true", help=_("list the subscriptions and their health"))
    sub.add_argument(
        "--stories", action="store_true", help=_("list the stories that are followed, and what is new in them")
    )
    sub.add_argument("--story", type=int, default=0, metavar="N", help=_("only what this followed story has gathered"))
    sub.add_argument("--feed", default="", help=_("only this feed"))
    sub.add_argument("--folder", default="", help=_("only this folder"))
    sub.add_argument("--filter", default="", metavar="WORDS", help=_("only stories that hold these words"))
    sub.add_argument("--query", default="", help=_("only stories that meet this query: 'is:unread newer:3d điện'"))
    sub.add_argument("--order", choices=("newest", "oldest", "source"), default="newest")
    sub.add_argument("--fold", action="store_true", help=_("one line for a story; JSON names the entry that leads it"))
    sub.add_argument("--limit", type=_count, default=50, metavar="N", help=_("at most N; 0 for all"))

    sub = command("front", "front:front", _("print the front page: stories by how many sources tell them"), json=True)
    sub.add_argument(
        "--span",
        choices=("today", "last", "week"),
        default="today",
        help=_("of today, since the reader was last here, or of the week"),
    )
    sub.add_argument("--format", choices=("text", "md"), default="text", help=_("plain text or Markdown"))
    sub.add_argument("--limit", type=_count, default=0, metavar="N", help=_("at most N stories"))

    sub = command("search", "lists:search", _("search everything in the cache"), json=True)
    sub.add_argument("query", nargs="+", help=_("words and conditions, as in the reader: 'điện is:unread newer:1w'"))
    sub.add_argument("--order", choices=("best", "newest", "oldest", "source"), default="newest")
    sub.add_argument("--limit", type=_count, default=50, metavar="N", help=_("at most N; 0 for all"))

    sub = command("show", "lists:show", _("print a story"), json=True)
    sub.add_argument("story", help=_("number as 'bantin list' prints it, or address"))
    sub.add_argument("--width", type=_count, default=0, metavar="N", help=_("columns of text"))


def _marks(command: _Command) -> None:
    sub = command("mark", "marking:mark", _("mark stories read, unread, or with a star; undo takes it back"), json=True)
    sub.add_argument("what", choices=("read", "unread", "star", "unstar"))
    sub.add_argument("story", nargs="*", help=_("number as 'bantin list' prints it, or address"))
    _selection(sub)
    sub.add_argument("--all", action="store_true", help=_("every story"))

    text = _("rules for what arrives: list, add, remove, switch on and off, or test a query on the cache")
    sub = command("rules", "rules:rules", text, json=True)
    sub.add_argument("what", choices=("list", "test", "add", "remove", "enable", "disable"), nargs="?", default="list")
    sub.add_argument("rule", nargs="?", default="", help=_("name or number of the rule; for test the query"))
    sub.add_argument("--query", default="", help=_("stories that meet this query: 'feed:\"tuổi trẻ\" title:giá'"))
    sub.add_argument("--then", default="", metavar="ACTIONS", help=_("read, star, hide, keep, notify, tag:NAME"))
    sub.add_argument("--yes", action="store_true", help=_("also when it meets every story there is"))

    sub = command("tag", "tagging:tag", _("tag stories, take tags from them, or list the tags"), json=True)
    sub.add_argument("what", choices=("add", "remove", "list", "rename"))
    sub.add_argument("tag", nargs="?", default="", help=_("name of the tag, or several parted by commas"))
    sub.add_argument("story", nargs="*", help=_("number or address; for rename: the new name"))
    _selection(sub)


def _exchange(command: _Command) -> None:
    sub = command("import", "importing:import_list", _("take subscriptions over from another reader"), json=True)
    sub.add_argument(
        "file",
        help=_("OPML, newsboat's urls, or addresses one on a line; also packed (gzip, zip); - for standard input"),
    )
    sub = command("export", "export:export", _("write the subscriptions as OPML, or stories as a document"))
    sub.add_argument("file", nargs="?", default="-", help=_("file to write, - for standard output"))
    sub.add_argument(
        "--format", choices=("opml", "json", "md", "html", "epub"), help=_("by the ending of the file when left out")
    )
    _selection(sub)
    sub.add_argument("--limit", type=_count, default=200, metavar="N", help=_("at most N stories; 0 for all"))
    sub.add_argument("--title", default="", help=_("title of the document"))
    sub.add_argument("--force", action="store_true", help=_("write over a file that exists"))


def _program(command: _Command) -> None:
    sub = command("prune", "prune:prune", _("remove stories beyond what [retention] keeps"), json=True)
    sub.add_argument("--dry-run", action="store_true", help=_("only show what would go"))
    sub.add_argument("--yes", action="store_true", help=_("agree to these limits, the first time, without being asked"))
    command("stats", "stats:stats", _("figures of the cache, feed by feed and as a whole"), json=True)
    sub = command("config", "info:config", _("show where the configuration is, check it, or print the defaults"))
    sub.add_argument("what", choices=("path", "check", "defaults"), nargs="?", default="path")
    command("themes", "info:themes", _("list the themes"), json=True)
    command("keys", "info:keys", _("list every command with its keys"), json=True)
    command("reindex", "reindex:reindex", _("find out anew which stories belong together"))
    sub = command("restore", "restore:restore", _("list the dated copies of the cache, or go back to one"), json=True)
    sub.add_argument("copy", nargs="?", default="", help=_("its name or date, 'newest', or a file"))
    command("doctor", "info:doctor", _("look over the installation, the store and the feeds"), json=True)
