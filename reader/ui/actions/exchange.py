"""Whole lists of feeds: from another reader, to another reader, the starter lists, the samples."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from reader import paths
from reader.domain.errors import Cancelled
from reader.i18n import _, ngettext

from .base import Actions, opens

MOST_EXPORTED = 500
"""Stories of a list that one document holds."""
_NAMED = 6
"""Feeds of a starter list that are named where it is offered."""


class Exchange(Actions):
    """Commands about lists of feeds; dialogs are imported when they are asked for."""

    @opens
    async def import_opml(self) -> None:
        """Feeds from another reader."""
        from reader import files
        from reader.domain.opml import MAX_BYTES
        from reader.ui.screens.dialog import Prompt

        path = await self.screen.app.push_screen_wait(
            Prompt(
                _("Import"),
                _("The list that the other reader wrote: OPML, newsboat's urls, or addresses one on a line."),
                check=_readable,
            )
        )
        if not path:
            return
        # No further than it takes to see that it is too large.
        await self._take_over(files.read(paths.expanded(path), MAX_BYTES + 1))

    @opens
    async def starter_list(self) -> None:
        """One of the lists that come with the program."""
        from reader.library.starters import starter_lists
        from reader.ui.screens.dialog import Choice, Choose

        lists = await asyncio.to_thread(starter_lists, paths.samples_dir())
        choices = []
        for one in lists:
            count = ngettext("{count} feed", "{count} feeds", len(one.feeds)).format(count=len(one.feeds))
            names = ", ".join(one.feeds[:_NAMED]) + ("…" if len(one.feeds) > _NAMED else "")
            choices.append(Choice(one.title, one.data, f"{count}: {names}"))
        data = await self.screen.app.push_screen_wait(Choose(_("Pick a starter list"), choices))
        if data:
            await self._take_over(data)

    async def _take_over(self, data: bytes) -> None:
        """Subscribe to what a list holds; Esc stops it, and then nothing of it stays."""
        screen, desk = self.screen, self.desk
        samples = desk.feeds.only_samples
        desk.stop = stop = threading.Event()
        screen.top.change(busy=_("importing"))
        try:
            report = await self.library.import_list(data, self._advance, stop=stop.is_set)
        except Cancelled:
            screen.say(_("Cancelled; nothing was imported."))
            return
        finally:
            desk.stop = None
            screen.top.change(busy="", total=0, done=0)
        await screen.reload_feeds()
        text = ngettext("{added} feed imported", "{added} feeds imported", report.added).format(added=report.added)
        if report.existed:
            text += ", " + _("{count} were here already").format(count=report.existed)
        if report.refused:
            text += ". " + _("Refused: {what}").format(what="; ".join(report.refused[:3]))
        sentences = (text.removesuffix(".") + ".", *report.damage)
        screen.say(" ".join(sentences), problem=bool(report.refused or report.damage))
        if samples and report.added:
            await self._offer_to_remove_samples()
        if report.added:
            await screen.feed_actions.refresh_all()

    def _advance(self, done: int, total: int) -> None:
        if self.desk.stop is not None:
            self.screen.top.change(done=done, total=total)

    async def _offer_to_remove_samples(self) -> None:
        from reader.ui.screens.dialog import Confirm

        sentence = _("You have feeds of your own now. Remove the samples? They can be added again at any time.")
        if await self.screen.app.push_screen_wait(Confirm(_("Sample feeds"), sentence, _("remove them"))):
            await self.remove_samples()

    @opens
    async def export_opml(self) -> None:
        """All feeds into a file that any reader can import."""
        from reader.ui.screens.dialog import Prompt

        path = await self.screen.app.push_screen_wait(
            Prompt(_("Export"), _("The file to write; it must not exist yet."), value="~/bantin.opml", check=_writable)
        )
        if not path:
            return
        text = await self.library.export_opml()
        await self._write(path, text.encode("utf-8"))

    @opens
    async def export_story(self) -> None:
        """The story at hand as a document."""
        ids = self.targets()[:MOST_EXPORTED]
        rows = await self.library.rows(ids[:1])
        if not rows:
            self.screen.say(_("There is no story here to export."))
            return
        place = self.desk.feeds.name(self.desk.query.scope)
        await self._export(ids, (rows[0].title or rows[0].lead) if len(ids) == 1 else place)
        self.screen.selecting.end()

    @opens
    async def export_list(self) -> None:
        """The stories of this list as a document: a book for the train."""
        ids = await self.library.entry_ids(self.desk.query, limit=MOST_EXPORTED)
        if not ids:
            self.screen.say(_("There is no story here to export."))
            return
        await self._export(ids, self.desk.feeds.name(self.desk.query.scope))

    async def _export(self, ids: Sequence[int], title: str) -> None:
        from reader.library.export_part import DOCUMENTS
        from reader.ui.screens.dialog import Prompt

        endings = ", ".join(DOCUMENTS.values())
        count = ngettext("{count} story", "{count} stories", len(ids)).format(count=len(ids))
        sentence = _("{what} into a file that must not exist yet; its ending ({endings}) says the form.")
        path = await self.screen.app.push_screen_wait(
            Prompt(
                _("Export"),
                sentence.format(what=count, endings=endings),
                value="~/bantin.epub",
                check=partial(_document, list(DOCUMENTS.values())),
            )
        )
        if not path:
            return
        form = next(form for form, ending in DOCUMENTS.items() if Path(path).suffix.casefold() == ending)
        self.screen.top.change(busy=_("exporting"))
        try:
            await self._write(path, await self.library.document(ids, form, title))
        finally:
            self.screen.top.change(busy="")

    async def _write(self, path: str, data: bytes) -> None:
        from reader.files import write

        await asyncio.to_thread(write, paths.expanded(path), data, new=True)
        self.screen.say(_("Written: {path}").format(path=path))

    async def add_samples(self) -> None:
        """The feeds that come with the program."""
        count = await self.library.add_samples()
        await self.screen.reload_feeds()
        self.screen.say(
            ngettext("{count} sample feed added.", "{count} sample feeds added.", count).format(count=count)
            if count
            else _("The sample feeds are here already.")
        )

    async def remove_samples(self) -> None:
        """All sample feeds and their stories."""
        count = await self.library.remove_samples()
        await self.screen.reload_feeds()
        self.screen.say(
            ngettext("{count} sample feed removed.", "{count} sample feeds removed.", count).format(count=count)
            if count
            else _("There are no sample feeds here.")
        )


def _readable(text: str) -> str:
    path = paths.expanded(text)
    return "" if path.is_file() else _("There is no file {path}.").format(path=path)


def _document(endings: Sequence[str], text: str) -> str:
    if Path(text).suffix.casefold() not in endings:
        return _("The name must end in one of {endings}.").format(endings=", ".join(endings))
    return _writable(text)


def _writable(text: str) -> str:
    path = paths.expanded(text)
    if path.exists():
        return _("{path} exists already; give another name.").format(path=path)
    return "" if path.parent.is_dir() else _("There is no folder {path}.").format(path=path.parent)
