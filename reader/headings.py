"""The headings over groups of related stories, the same on every screen and in every output."""

from __future__ import annotations

from reader.domain.front import ABOVE, Section, Span
from reader.domain.models import GroupKind, RelatedGroup
from reader.i18n import _, ngettext


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


def span_name(span: Span) -> str:
    """What a span of the front page is called."""
    names = {Span.TODAY: _("Today"), Span.LAST: _("Since last time"), Span.WEEK: _("This week")}
    return names[span]


def section_heading(section: Section) -> str:
    """What stands over a section of the front page."""
    if section.folder_id == ABOVE:
        shared = any(story.sources > 1 for story in section.stories)
        return _("Top stories") if shared else _("Newest")
    return section.title or _("More")


def sources_said(count: int) -> str:
    """How many independent sources tell a story; empty for one, whose name says it."""
    return ngettext("{count} source", "{count} sources", count).format(count=count) if count > 1 else ""
