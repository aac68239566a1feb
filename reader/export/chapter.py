"""What a document is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from reader.domain.models import Article
from reader.i18n import _

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture file that goes into the document."""

    name: str
    """File name in the document, its ending by its kind."""
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles under one title, in the order in which they are to be read."""

    title: str
    articles: Sequence[Article]
    made: datetime
    plates: Mapping[str, Plate] = field(default_factory=dict)
    """Pictures by the address that the articles call them by; one that is not here is told in words."""

    @property
    def language(self) -> str:
        """The language of most articles that state one (BCP 47), `und` where none does."""
        stated = [language for article in self.articles if (language := language_of(article))]
        return max(set(stated), key=lambda language: (stated.count(language), language), default="und")

    def sections(self) -> Iterator[tuple[str, list[Article]]]:
        """Source after source, in the order in which each first comes."""
        order: dict[str, int] = {}
        for article in self.articles:
            order.setdefault(article.entry.source, len(order))
        ordered = sorted(self.articles, key=lambda article: order[article.entry.source])
        for source, articles in groupby(ordered, key=lambda article: article.entry.source):
            yield source or _("Other sources"), list(articles)


def language_of(article: Article) -> str:
    """The language that an article states (BCP 47), empty when it states none or no such thing."""
    return article.language if _LANGUAGE.fullmatch(article.language) else ""


def title_of(article: Article) -> str:
    """What the article is called: its title, or how it begins."""
    return article.entry.title or article.entry.lead[:80] or _("(no title)")


def kicker(article: Article) -> str:
    """Source, section and the time in the reader's zone."""
    entry = article.entry
    when = (entry.published or entry.sort_at).astimezone()
    return joined([entry.source, entry.section, when.strftime("%d/%m/%Y %H:%M")])


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """The parts that are not empty."""
    return between.join(part for part in parts if part)
