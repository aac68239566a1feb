"""Names of feed elements: namespaces as found in the wild to one short prefix each.

Feeds spell the same vocabulary with several namespace addresses (old, misspelt, other case, with or without the last
slash) and with any prefix, declared or not. `Names` gives each tag one name: `title`, `atom:link`, `dc:creator`.
"""

from __future__ import annotations

ATOM = "http://www.w3.org/2005/Atom"

_PREFIXES = {
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://cyber.law.harvard.edu/rss": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://purl.org/net/rss1.1#": "",
    "http://www.w3.org/2005/atom": "atom:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.itunes.com/dtds/podcast-2.0.dtd": "itunes:",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay:",
    "http://purl.org/rss/1.0/modules/syndication": "sy:",
    "http://purl.org/rss/1.0/modules/slash": "slash:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://wellformedweb.org/commentapi": "wfw:",
    "http://prismstandard.org/namespaces/basic/2.0": "prism:",
    "http://prismstandard.org/namespaces/1.2/basic": "prism:",
}
OLD_ATOM = (
    "http://purl.org/atom/ns#",
    "http://purl.org/pie/",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://example.com/newformat#",
    "http://example.com/necho",
)
"""Drafts of Atom with rules of their own (`mode`, `issued`); feedparser knows them."""


class Names:
    """Gives tags their names and remembers them.

    `default` is the prefix of elements without a namespace, and of those in `home`, a namespace that nobody knows.
    """

    def __init__(self, default: str = "", home: str = "") -> None:
        self.default = default
        self.home = home
        self._known: dict[object, str] = {}

    def __call__(self, tag: object) -> str:
        """The name of an lxml tag, in lower case; empty for comments and processing instructions."""
        name = self._known.get(tag)
        if name is None:
            name = self._known[tag] = self._name(tag) if isinstance(tag, str) else ""
        return name

    def _name(self, tag: str) -> str:
        if not tag.startswith("{"):
            # With a colon: a prefix that the feed never declared; the usual ones mean what they usually mean.
            local = tag.lower()
            return local if ":" in local else self.default + local
        space, _brace, local = tag[1:].partition("}")
        prefix = _PREFIXES.get(space.lower().rstrip("/"))
        if prefix is None:
            prefix = self.default if space == self.home else "?:"
        return prefix + local.lower()
