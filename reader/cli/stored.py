"""What the program keeps on this disk: which files, how large, who may read them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from reader.i18n import _, ngettext
from reader.paths import Paths

_OTHERS = stat.S_IRGRP | stat.S_IROTH
_THROUGH = stat.S_IXGRP | stat.S_IXOTH


def stored(paths: Paths) -> Iterator[tuple[str, bool]]:
    """A sentence for each file of the data folder, for the folders of pictures and logs and for the configuration, and
    whether others may read it. Files in a folder that only its owner may enter are private whatever their own bits."""
    holds = {
        "bantin.db": _("stories, subscriptions with their passwords, what was read"),
        "subscriptions.opml": _("subscriptions, without passwords"),
    }
    for path in _entries(paths.data_dir):
        if path.is_dir():
            what = _("copies of the store") if path.name == "backups" else ""
            yield _folder(path, what)
        else:
            yield _file(path, holds.get(path.name, ""))
    others = ((paths.cache_dir, _("pictures")), (paths.state_dir, _("log, picture of the last screen")))
    for folder, what in others:
        if folder.parent != paths.data_dir and folder.is_dir():
            yield _folder(folder, what)
    if paths.config_file.is_file():
        yield _file(paths.config_file, _("settings"))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _file(path: Path, what: str) -> tuple[str, bool]:
    try:
        found = path.stat()
    except OSError as error:
        return f"{path}: {error.strerror}", True
    open_to_others = bool(found.st_mode & _OTHERS) and bool(path.parent.stat().st_mode & _THROUGH)
    return _line(path, found.st_mode, found.st_size, "", what, open_to_others)


def _folder(path: Path, what: str) -> tuple[str, bool]:
    size = files = 0
    open_to_others = False
    entered = bool(path.stat().st_mode & _THROUGH) and bool(path.parent.stat().st_mode & _THROUGH)
    for inside in path.rglob("*"):
        try:
            found = inside.lstat()
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode):
            files, size = files + 1, size + found.st_size
            open_to_others = open_to_others or (entered and bool(found.st_mode & _OTHERS))
    counted = ngettext("{n} file", "{n} files", files).format(n=files)
    return _line(path, path.stat().st_mode, size, counted, what, open_to_others)


def _line(path: Path, mode: int, size: int, counted: str, what: str, open_to_others: bool) -> tuple[str, bool]:
    facts = [f"{stat.S_IMODE(mode):04o}", f"{size / 1000:,.0f} kB", counted, what]
    if open_to_others:
        facts.append(_("others on this machine may read it: chmod go-rwx"))
    return f"{path}: {', '.join(filter(None, facts))}", open_to_others
