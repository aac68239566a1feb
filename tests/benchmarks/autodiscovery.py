"""The ways in which pages declare their feeds, and what is no declaration: `python -m tests.benchmarks.autodiscovery`.

The points of Mark Pilgrim's suite of old, of the HTML standard and of RFC 8288, in pages of our own: to each, the feeds
that the page at `URL` declares, in order.
"""

# ruff: noqa: E501

from __future__ import annotations

import sys
from dataclasses import dataclass

from reader.extract.feedlinks import find
from reader.extract.probes import PageLinks

URL = "https://site.test/dir/page"
RSS, ATOM = "application/rss+xml", "application/atom+xml"
_ONE = ("https://site.test/feed.xml",)
_BELOW = ("https://site.test/dir/feed.xml",)
_DECLARED = f'rel="alternate" type="{ATOM}"'
_LINK = f'<link {_DECLARED} href="/feed.xml">'
_NO = f'<link {_DECLARED} href="/no.xml">'


@dataclass(frozen=True, slots=True)
class Case:
    """One page, or what stands in its head."""

    name: str
    html: str
    feeds: tuple[str, ...] = _ONE
    header: str = ""
    """The Link field of the answer."""
    whole: bool = False
    """`html` is the page; otherwise it is put into the head of one."""
    encoding: str = "utf-8"

    def found(self) -> tuple[str, ...]:
        """The feeds that the program finds declared."""
        return tuple(link.url for link in self.links().links if link.declared)

    def links(self) -> PageLinks:
        """All that the program finds."""
        page = f"<!DOCTYPE html><html><head><title>t</title>{self.html}</head><body><p>text</p></body></html>"
        return find((self.html if self.whole else page).encode(self.encoding), "text/html", URL, self.header)


def _href(name: str, href: str, *feeds: str) -> Case:
    return Case(f"address: {name}", f'<link {_DECLARED} href="{href}">', feeds)


def _rel(name: str, rel: str, *feeds: str) -> Case:
    return Case(f"rel: {name}", f'<link {rel} type="{ATOM}" href="/feed.xml">', feeds)


def _type(name: str, type_: str, *feeds: str, href: str = "/feed.xml") -> Case:
    return Case(f"type: {name}", f'<link rel="alternate" type="{type_}" href="{href}">', feeds)


def _inside(name: str, before: str, after: str = "") -> Case:
    return Case(f"hidden: {name}", f"{before}{_NO}{after}{_LINK}")


CASES = (
    Case("tag: plain", _LINK),
    Case("tag: upper case", f'<LINK REL="ALTERNATE" TYPE="{ATOM.upper()}" HREF="/feed.xml">'),
    Case("tag: mixed case", '<Link Rel="Alternate" Type="Application/Atom+XML" Href="/feed.xml">'),
    Case("tag: closed as XHTML", f'<link {_DECLARED} href="/feed.xml" />'),
    Case("tag: closed without a space", f'<link {_DECLARED} href="/feed.xml"/>'),
    Case("tag: closed by an end tag", f"{_LINK}</link>"),
    Case("tag: apostrophes", f"<link rel='alternate' type='{ATOM}' href='/feed.xml'>"),
    Case("tag: no quotes", f"<link rel=alternate type={ATOM} href=/feed.xml>"),
    Case("tag: no quotes, a slash at the end", f"<link rel=alternate type={ATOM} href=/feed/>", ("https://site.test/feed/",)),
    Case("tag: quotes of both kinds", f"<link rel=\"alternate\" type='{ATOM}' href=/feed.xml>"),
    Case("tag: spaces around the equals signs", f'<link rel = "alternate" type= "{ATOM}" href ="/feed.xml">'),
    Case("tag: split over lines", f'<link\nrel="alternate"\n\ttype="{ATOM}"\r\nhref\n=\n"/feed.xml"\n>'),
    Case("tag: no space between attributes", f'<link rel="alternate"type="{ATOM}"href="/feed.xml">'),
    Case("tag: a slash between attributes", f'<link/rel="alternate"/type="{ATOM}"/href="/feed.xml">'),
    Case("tag: the page breaks off inside", f'<html><head><link {_DECLARED} href="/feed.xml"', (), whole=True),
    *(
        Case(f"order: {first}, {second}, {third}", f"<link {parts[first]} {parts[second]} {parts[third]}>")
        for parts in ({"rel": 'rel="alternate"', "type": f'type="{ATOM}"', "href": 'href="/feed.xml"'},)
        for first in parts
        for second in parts
        for third in parts
        if len({first, second, third}) == 3
    ),
    Case("order: others between", f'<link title="a" rel="alternate" hreflang="en" type="{ATOM}" id=x href="/feed.xml" lang=en>'),
    Case("order: of an attribute twice the first", f'<link {_DECLARED} href="/feed.xml" href="/no.xml">'),
    _rel("alternate", 'rel="alternate"', *_ONE),
    _rel("feed", 'rel="feed"', *_ONE),
    _rel("several words", 'rel="home alternate"', *_ONE),
    _rel("several words, in any case", 'rel="Alternate HOME"', *_ONE),
    _rel("words apart by lines and tabs", 'rel="home\n\talternate\r\n"', *_ONE),
    _rel("spaces around", 'rel="  alternate "', *_ONE),
    _rel("written with references", 'rel="&#97;lternate"', *_ONE),
    _rel("missing, the type says it", "", *_ONE),
    _rel("a word that only holds it", 'rel="alternates xalternate alternate-x"'),
    _rel("words joined by a comma", 'rel="home,alternate"'),
    _rel("stylesheet", 'rel="stylesheet"'),
    _rel("alternate stylesheet", 'rel="alternate stylesheet"'),
    _rel("stylesheet alternate, in any case", 'rel="STYLESHEET Alternate"'),
    _rel("self", 'rel="self"'),
    _rel("service.post of old", 'rel="service.post"'),
    _type("RSS", RSS, *_ONE),
    _type("Atom", ATOM, *_ONE),
    _type("JSON Feed", "application/feed+json", *_ONE),
    _type("RDF", "application/rdf+xml", *_ONE),
    _type("text/rss+xml", "text/rss+xml", *_ONE),
    _type("before the names were registered", "application/x.atom+xml", *_ONE),
    _type("any case", "Application/RSS+Xml", *_ONE),
    _type("spaces around", f"  {RSS}\n", *_ONE),
    _type("parameters", f"{RSS}; charset=utf-8", *_ONE),
    _type("parameters without a space", f'{ATOM};type=feed', *_ONE),
    _type("written with references", "application/rss&#43;xml", *_ONE),
    _type("XML of a name that feeds have", "text/xml", *_ONE),
    _type("JSON of a name that feeds have", "application/json", "https://site.test/feed.json", href="/feed.json"),
    _type("JSON of another name", "application/json", href="/wp-json/wp/v2/posts/1"),
    _type("oEmbed", "application/json+oembed", href="/oembed?format=json"),
    _type("a page for another device", "text/html"),
    _type("a page in another language", "text/html", href="/de"),
    _type("a calendar", "text/calendar"),
    _type("empty", ""),
    Case("type: missing", '<link rel="alternate" href="/feed.xml">', ()),
    Case("type: missing, but rel says feed", '<link rel="feed" href="/feed.xml">'),
    _href("absolute", "https://site.test/feed.xml", *_ONE),
    _href("absolute, elsewhere", "http://other.test/f", "http://other.test/f"),
    _href("from the root", "/feed.xml", *_ONE),
    _href("relative", "feed.xml", *_BELOW),
    _href("relative, with a dot", "./feed.xml", *_BELOW),
    _href("relative, one up", "../feed.xml", *_ONE),
    _href("relative, more up than there is", "../../../feed.xml", *_ONE),
    _href("only a query", "?feed=atom", "https://site.test/dir/page?feed=atom"),
    _href("without a scheme", "//site.test/feed.xml", *_ONE),
    _href("feed: before a scheme", "feed:https://site.test/feed.xml", *_ONE),
    _href("feed: instead of a scheme", "feed://site.test/feed.xml", "http://site.test/feed.xml"),
    _href("pcast: instead of a scheme", "pcast://site.test/feed.xml", "http://site.test/feed.xml"),
    _href("scheme in upper case", "HTTPS://SITE.TEST/feed.xml", *_ONE),
    _href("default port", "https://site.test:443/feed.xml", *_ONE),
    _href("another port", "https://site.test:8443/f", "https://site.test:8443/f"),
    _href("spaces around", "  /feed.xml\n", *_ONE),
    _href("a line end inside", "/fe\ned.xml", *_ONE),
    _href("a space inside", "/my feed.xml", "https://site.test/my%20feed.xml"),
    _href("letters of any script", "/bản-tin.xml", "https://site.test/b%E1%BA%A3n-tin.xml"),
    _href("a host of any script", "https://báo.test/f", "https://xn--bo-mia.test/f"),
    _href("&amp;", "/f?a=1&amp;b=2", "https://site.test/f?a=1&b=2"),
    _href("& as it is", "/f?a=1&b=2", "https://site.test/f?a=1&b=2"),
    _href("references by number", "&#x2f;feed&#46;xml", *_ONE),
    _href("percent signs stay", "/f%20eed", "https://site.test/f%20eed"),
    _href("backslashes", "\\feed.xml", *_ONE),
    _href("empty", ""),
    _href("only spaces", "   "),
    _href("only a fragment", "#"),
    _href("the page itself", "page"),
    _href("javascript:", "javascript:alert(1)"),
    _href("data:", "data:application/rss+xml,x"),
    _href("file:", "file:///etc/passwd"),
    _href("feed: before file:", "feed:file:///etc/passwd"),
    _href("ftp:", "ftp://site.test/feed.xml"),
    _href("mailto:", "mailto:a@site.test"),
    _href("a host that cannot be", "http://[::1/feed"),
    Case("address: missing", f"<link {_DECLARED}>", ()),
    Case("address: missing, the next one counts", f"<link {_DECLARED}>{_LINK}"),
    Case("base: before", f'<base href="http://o.test/x/"><link {_DECLARED} href="f">', ("http://o.test/x/f",)),
    Case("base: after", f'<link {_DECLARED} href="f"><base href="http://o.test/x/">', ("http://o.test/x/f",)),
    Case("base: relative", f'<base href="/y/"><link {_DECLARED} href="f">', ("https://site.test/y/f",)),
    Case("base: without a scheme", f'<base href="//o.test/"><link {_DECLARED} href="f">', ("https://o.test/f",)),
    Case("base: a file, not a folder", f'<base href="/y/z"><link {_DECLARED} href="f">', ("https://site.test/y/f",)),
    Case("base: of two the first", f'<base href="/y/"><base href="/z/"><link {_DECLARED} href="f">', ("https://site.test/y/f",)),
    Case("base: one without an address", f'<base target="_top"><base href="/y/"><link {_DECLARED} href="f">', ("https://site.test/y/f",)),
    Case("base: empty", f'<base href=""><link {_DECLARED} href="feed.xml">', _BELOW),
    Case("base: of another kind", f'<base href="javascript:x"><link {_DECLARED} href="feed.xml">', _BELOW),
    Case("base: closed as XHTML", f'<base href="/y/" /><link {_DECLARED} href="f" />', ("https://site.test/y/f",)),
    Case("base: absolute addresses stay", f'<base href="http://o.test/">{_LINK.replace("/feed.xml", _ONE[0])}'),
    _inside("a comment", "<!-- ", " -->"),
    _inside("a comment over lines", "<!--\n\n", "\n-- \n-->"),
    _inside("a comment for one browser", "<!--[if IE]>", "<![endif]-->"),
    _inside("a script", "<script>document.write('", "')</script>"),
    _inside("a script as XHTML has it", "<script>//<![CDATA[\n", "\n//]]></script>"),
    _inside("a style sheet", "<style>/* ", " */</style>"),
    _inside("a text field", "<textarea>", "</textarea>"),
    _inside("a title", "<title>", "</title>"),
    _inside("an inner frame", "<iframe src=x>", "</iframe>"),
    _inside("an example", "<xmp>", "</xmp>"),
    _inside("a template", "<template>", "</template>"),
    _inside("an attribute", "<meta name=x content='", "'>"),
    Case("hidden: escaped", f"<p>&lt;link {_DECLARED} href='/no.xml'&gt;</p>{_LINK}"),
    Case("hidden: a tag of a similar name", f'<linked {_DECLARED} href="/no.xml"></linked>{_LINK}'),
    Case("place: without a doctype", f"<html><head>{_LINK}</head><body></body></html>", whole=True),
    Case("place: without html", f"<head>{_LINK}</head><body></body>", whole=True),
    Case("place: without head", f"<html>{_LINK}<body></body></html>", whole=True),
    Case("place: without anything", _LINK, whole=True),
    Case("place: without a body", f"<html><head><title>t</title>{_LINK}</html>", whole=True),
    Case("place: the head never ended", f"<html><head>{_LINK}<body>text</body></html>", whole=True),
    Case("place: after text in the head", f"text{_LINK}"),
    Case("place: in the body", f"</head><body>{_LINK}"),
    Case("place: after the body", f"<html><head></head><body>text</body>{_LINK}</html>", whole=True),
    Case("place: in noscript", f"<noscript>{_LINK}</noscript>"),
    Case("place: in a frame set", f"<html><head>{_LINK}</head><frameset><frame src=x></frameset></html>", whole=True),
    Case("place: after a tag that was never ended", f"<meta name='x' content='y'<meta>{_LINK}"),
    Case("place: after a broken comment", f"<!-- x --!>{_LINK}"),
    Case("place: far down", f"{'<meta name=x content=y>' * 2000}{_LINK}"),
    Case("place: after a byte order mark", f"\ufeff<html><head>{_LINK}</head></html>", whole=True),
    Case(
        "XHTML: by the letter",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        f'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">'
        f'<head><title>t</title><link {_DECLARED} href="/feed.xml"></link></head><body><p>x</p></body></html>',
        whole=True,
    ),
    Case(
        "XHTML: with a prefix",
        f'<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title>'
        f'<h:link {_DECLARED} href="/feed.xml"/></h:head><h:body/></h:html>',
        whole=True,
    ),
    Case("XHTML: a link of Atom is none", f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" {_DECLARED} href="/no.xml"/>{_LINK}'),
    Case("encoding: UTF-16", f"<html><head>{_LINK}</head></html>", whole=True, encoding="utf-16"),
    Case("encoding: Windows-1251", f"<html><head><meta charset=windows-1251><title>Новости</title>{_LINK}</head></html>", whole=True, encoding="cp1251"),
    Case(
        "several: in order",
        f'<link rel="alternate" type="{ATOM}" href="/b"><link rel="alternate" type="{RSS}" href="/a">'
        '<link rel="alternate" type="application/feed+json" href="/c">',
        ("https://site.test/b", "https://site.test/a", "https://site.test/c"),
    ),
    Case("several: the same twice", _LINK + _LINK),
    Case("several: the same under two types", _LINK + f'<link rel="alternate" type="{RSS}" href="/feed.xml">'),
    Case("several: others between", f'<link rel="icon" href="/i.png"><link rel="alternate" hreflang="de" href="/de">{_LINK}<link rel="next" href="/2">'),
    Case("none: a page without", "<link rel='stylesheet' href='/s.css'><meta name='alternate' content='/feed.xml'>", ()),
    Case("none: an anchor is no declaration", "</head><body><a href='/feed.xml'>RSS</a>", ()),
    Case("header: alone", "", header=f'</feed.xml>; rel="alternate"; type="{RSS}"'),
    Case("header: without quotes, in any case", "", header=f"</feed.xml>;REL=Alternate;Type={RSS.upper()}"),
    Case("header: relative to the page", "", _BELOW, header=f'<feed.xml>; rel="alternate"; type="{RSS}"'),
    Case("header: several, commas and semicolons inside", "", ("https://site.test/a,b;c", "https://site.test/d"), header=f'</s.css>; rel=preload; as=style, </a,b;c>; title="x, \\"y\\"; z"; rel="home alternate"; type="{ATOM}", </d>; type="{RSS}"; rel=alternate'),
    Case("header: of another kind", "", (), header='</wp-json/>; rel="https://api.w.org/", </de>; rel="alternate"; hreflang="de", </x>; rel=stylesheet; type="text/css"'),
    Case("header: nothing that could be read", "", (), header="<<<>;;,,\"rel=alternate"),
    Case("header: the page's own come first", _LINK, (*_ONE, "https://site.test/d"), header=f'</d>; rel="alternate"; type="{RSS}", </feed.xml>; rel=alternate; type="{ATOM}"'),
)  # fmt: skip


def main() -> int:
    """Print how many are found as they should be, and those that are not."""
    wrong = [case for case in CASES if case.found() != case.feeds]
    print(f"autodiscovery: {len(CASES) - len(wrong)} of {len(CASES)} pages as they should be")
    for case in wrong:
        print(f"  - {case.name}: {', '.join(case.found()) or 'none'}, not {', '.join(case.feeds) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
