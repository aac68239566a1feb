"""The headings over groups of related stories, the same on every screen and in every output."""

from __future__ import annotations

from reader.domain.models import GroupKind, RelatedGroup
from reader.i18n import _


def group_heading(group: RelatedGroup) -> str:
    """The heading of `group`: the publisher's own words where it printed any, else ours for its kind."""
    if group.heading:
        return group.heading
    return {
        GroupKind.RELATED: _("Related"),
        GroupKind.INLINE: _("Read also"),
        GroupKind.TOPIC: _("On this topic"),
        GroupKind.SECTION: _("In the same section"),
        GroupKind.POPULAR: _("Most read"),
        GroupKind.LINKS: _("In this article"),
        GroupKind.SAME: _("Same story elsewhere"),
        GroupKind.EARLIER: _("Earlier"),
        GroupKind.SIMILAR: _("Similar"),
        GroupKind.NEIGHBOURS: _("More from this source"),
    }[group.kind]
