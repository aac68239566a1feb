"""What a web page yields: one article with the related stories that its publisher printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .blocks import Block
from .models import RelatedGroup


@dataclass(frozen=True, slots=True)
class PageArticle:
    """An article read from its page. Every string is clean, every URL absolute, every time aware UTC."""

    url: str
    """The address the page was asked for."""
    title: str
    source: str = ""
    """The publisher's name, or the host where the page states none."""
    authors: tuple[str, ...] = ()
    """People (or an agency) as printed; the publisher itself only where the page credits nobody else."""
    published: datetime | None = None
    updated: datetime | None = None
    """Only when it is later than `published`."""
    section: str = ""
    language: str = ""
    """BCP 47 as the page states it, or empty."""
    lead: str = ""
    """The sapo, dek or standfirst, when it stands apart from the body; plain text, not repeated in `blocks`."""
    blocks: tuple[Block, ...] = ()
    canonical_url: str = ""
    """The publisher's own address for this article; `url` when it states none."""
    aliases: tuple[str, ...] = ()
    """Other addresses that are known to be this page: AMP, og:url, short links."""
    access: str = ""
    """A sentence when the publisher gives only a part (paywall), else empty."""
    image_url: str = ""
    """The picture that stands for the article in lists."""
    groups: tuple[RelatedGroup, ...] = ()
    """The publisher's related stories, in the order of the page."""
    keywords: tuple[str, ...] = ()
    """Topics as the publisher tagged them."""
    method: str = ""
    """How the text was found: `container` in the page, `data` of the page, or `located` by a second opinion."""
