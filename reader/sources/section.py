"""The built-in source of pages without a feed: a section's or a home page's own list of stories, read like a feed.

Its address is the page's own. CSS selectors of the reader's may follow it, where the general rules read a page wrong::

    https://host/path#select=ITEM|LINK|TITLE|DATE        (see extract.section_select)

`section:` before what is typed asks for this source where the site has feeds too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar
from urllib.parse import urldefrag

from reader.domain.errors import HttpStatus, NotAFeed, Unreachable
from reader.domain.identity import host_of
from reader.domain.models import Candidate
from reader.extract import probes
from reader.i18n import _, ngettext

from . import typed
from .api import Fetched, Http, Parsed, Request
from .probing import probe

PREFIX = "section:"
SELECT = "select="
ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.2"


class SectionSource:
    """Reads the stories that a page lists."""

    name: ClassVar[str] = "section"
    parser: ClassVar[str] = "reader.sources.section:parse"

    def match(self, url: str) -> float:
        """1.0 for `section:` addresses, 0.9 for web addresses with selectors, else less than any feed source gives."""
        text = typed.tidy(url)
        if text.lower().startswith(PREFIX):
            return 1.0 if typed.web_score(text[len(PREFIX) :]) else 0.0
        score = typed.web_score(text)
        return 0.9 if score and f"#{SELECT}" in text else score / 10

    async def fetch(self, request: Request, http: Http) -> Fetched:
        """The bytes of the page. Raises NetError, and NotAFeed for an empty answer."""
        url, mark, fragment = request.url.removeprefix(PREFIX).partition("#")
        fetched = await http.get(replace(request, url=url), accept=ACCEPT)
        if not fetched.body and not (fetched.status == 304 or fetched.body_hash == request.body_hash):
            raise NotAFeed(_("The server sent an empty answer instead of a page."))
        # A page that has moved takes the reader's selectors along.
        moved = fetched.permanent_url and urldefrag(fetched.permanent_url).url + mark + fragment
        return replace(fetched, permanent_url=moved, options={**fetched.options, "select": fragment})

    async def discover(self, url: str, http: Http) -> list[Candidate]:
        """The page itself as a source. Raises NetError, SourceError when it lists no stories, UsageError."""
        text = typed.tidy(url)
        if text.lower().startswith(PREFIX):
            text = text[len(PREFIX) :]
        failure: Unreachable | None = None
        for address in typed.web_addresses(text):
            try:
                fetched = await self.fetch(Request(address), http)
            except HttpStatus:
                raise
            except Unreachable as error:
                failure = failure or error
                continue
            found = await candidate_of(fetched, address, asked_for=True)
            if found is None:
                raise NotAFeed(_("No links to stories were found on this page."))
            return [found]
        raise failure or Unreachable(_("There is nothing at this address."))


async def candidate_of(fetched: Fetched, asked: str, *, asked_for: bool = False) -> Candidate | None:
    """The page that was fetched from `asked` as a source; None when it lists no stories, or (unless the user
    `asked_for` it) fewer than are worth offering, or is a story itself. Raises SourceError for selectors that find
    nothing."""
    seen = await probe(probes.SECTION, fetched)
    count = seen.stories
    if count < (1 if asked_for else probes.ENOUGH) or (seen.is_article and not asked_for):
        return None
    if asked_for:
        note = ngettext("the {n} story that this page lists", "the {n} stories that this page lists", count)
    else:
        note = ngettext("this page has no feed: its {n} story", "this page has no feed: its {n} stories", count)
    return Candidate(
        url=fetched.permanent_url or asked,
        adapter=SectionSource.name,
        title=seen.title or host_of(fetched.url),
        entries=count,
        newest=seen.newest,
        note=note.format(n=count),
    )


def parse(fetched: Fetched) -> Parsed:
    """The stories of what `SectionSource.fetch` brought. Raises SourceError."""
    from reader.extract import section

    return section.parse(fetched)
