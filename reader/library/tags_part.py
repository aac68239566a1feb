"""The library's part for tags."""

from __future__ import annotations

from collections.abc import Sequence

from reader.domain.errors import UsageError
from reader.domain.tags import Edit, Tag, tag_name
from reader.i18n import _, ngettext
from reader.store import tags

from .base import Base


class TagsPart(Base):
    """Tags of stories."""

    async def tags(self) -> list[Tag]:
        """All tags that some story carries, by name, each with how many do."""
        return await self._store.read(tags.tags)

    async def tags_of(self, ids: Sequence[int]) -> list[Tag]:
        """The tags that any of these entries carry, each with how many of them do."""
        return await self._store.read(tags.carried, ids)

    async def tag(self, ids: Sequence[int], edit: Edit) -> int:
        """Tag entries and take tags from them; returns how many changed."""
        label = ngettext("changed the tags of {count} story", "changed the tags of {count} stories", len(ids))
        label = label.format(count=len(ids))
        changed = await self._store.write(tags.edit, ids, edit.add, edit.remove, self._clock(), label)
        if changed:
            self._changed(changed)
        return len(changed)

    async def rename_tag(self, tag: Tag, name: str) -> int:
        """Give a tag another name; with the name of another tag the two become one. Returns the id of what it is now.
        Raises UsageError for a name without a letter, and when the tag is gone."""
        cleaned = tag_name(name)
        if not cleaned:
            raise UsageError(_("A tag needs a name."))
        label = _("renamed the tag {title}").format(title=tag.name)
        return await self._record(tags.rename, tag.id, cleaned, label=label)

    async def remove_tag(self, tag: Tag) -> None:
        """Take a tag from all its stories, which stay; an undo brings it back."""
        label = _("removed the tag {title}").format(title=tag.name)
        ids = await self._store.write(tags.remove, tag.id, self._clock(), label)
        self._changed(ids, feeds=True)
