"""Bodies: packed wrongly, of another type, in another encoding, exploding, or no feed at all."""

from __future__ import annotations

import gzip
import itertools
import zlib

from tests.net.manners_connections import BROKEN, LARGE
from tests.net.rude_server import LATER, OLD, READ, Answer, Manner, Talk, feed, http

PACKED = "cannot be unpacked"
PAGE = "instead of a feed"
NO_FEED = "instead of a feed|no JSON Feed|no feed|not a feed|web page|could not be read|nothing"
EMPTY = "empty"


def _coded(name: str, body: bytes, coding: str, says: str) -> Manner:
    return Manner(f"coding-{name}", Answer(http(body, f"Content-Encoding: {coding}")), says)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = b"\0" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


BOMB = _bomb(64)
_WRONG_SUM = gzip.compress(LATER, mtime=0)[:-8] + b"\1\2\3\4" + gzip.compress(LATER, mtime=0)[-4:]
CODINGS = (
    _coded("gzip", gzip.compress(LATER), "gzip", READ),
    _coded("gzip-bomb", BOMB, "gzip", LARGE),
    _coded("gzip-bomb-in-gzip", gzip.compress(BOMB), "gzip", LARGE),
    _coded("gzip-twice-named", gzip.compress(gzip.compress(LATER)), "gzip, gzip", PACKED),
    _coded("gzip-file-in-gzip", gzip.compress(gzip.compress(LATER)), "gzip", READ),
    _coded("gzip-cut", gzip.compress(LATER)[:-12], "gzip", PACKED),
    _coded("gzip-wrong-sum", _WRONG_SUM, "gzip", PACKED),
    _coded("gzip-header-only", b"\x1f\x8b\x08\x00", "gzip", PACKED),
    _coded("gzip-noise", b"\x1f\x8b\x08\x00" + bytes(range(200)), "gzip", PACKED),
    _coded("gzip-padded", gzip.compress(LATER) + b"\0" * 100, "gzip", READ),
    _coded(
        "gzip-members", b"".join(gzip.compress(LATER[at : at + 50]) for at in range(0, len(LATER), 50)), "gzip", READ
    ),
    _coded("gzip-20000-empty-members", gzip.compress(b"") * 20_000 + gzip.compress(LATER), "gzip", READ),
    _coded("gzip-label-on-plain", LATER, "gzip", READ),
    _coded("gzip-empty", b"", "gzip", EMPTY),
    _coded("x-gzip", gzip.compress(LATER), "X-GZIP", READ),
    Manner("coding-gzip-unlabelled", Answer(http(gzip.compress(LATER))), READ),
    Manner("coding-bomb-unlabelled", Answer(http(BOMB)), LARGE),
    _coded("deflate", zlib.compress(LATER), "deflate", READ),
    _coded("deflate-raw", _raw_deflate(LATER), "deflate", READ),
    _coded("deflate-bomb", zlib.compress(b"\0" * (40 << 20), 9), "deflate", LARGE),
    _coded("brotli", b"\x1b\x00\x00\xa4\x00\x80", "br", PACKED),
    _coded("zstd", b"\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00", "zstd", PACKED),
    _coded("compress", b"\x1f\x9d\x90", "compress", PACKED),
    _coded("unknown", LATER, "rot13", PACKED),
    _coded("identity", LATER, "identity", READ),
    _coded("empty-name", LATER, "", READ),
    _coded("ten", LATER, ",".join(["gzip"] * 10), PACKED),
)


def _typed(name: str, body: bytes, content_type: str | None, says: str = READ) -> Manner:
    headers = [f"Content-Type: {content_type}"] if content_type is not None else []
    return Manner(f"type-{name}", Answer(http(body, *headers)), says)


HTML = b"<!doctype html><html><head><title>Home</title></head><body><p>Welcome to our site.</p></body></html>"
PORTAL = (
    b"<html><head><title>Wi-Fi sign in</title><meta http-equiv='refresh' content='0; url=http://192.168.0.1/login'>"
    b"</head><body><form action='/login'><input type=password></form></body></html>"
)
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>"
)
TYPES = (
    _typed("picture", LATER, "image/png"),
    _typed("binary", LATER, "application/octet-stream"),
    _typed("html", LATER, "text/html"),
    _typed("none", LATER, None),
    _typed("noise", LATER, ';;;="/\\x'),
    _typed("10-kilobytes", LATER, "text/xml; x=" + "y" * 10_240),
    _typed("charset-unknown", LATER, "text/xml; charset=klingon"),
    _typed("charset-codec-name", LATER, "text/xml; charset=rot13"),
    _typed("charset-punycode", LATER, "text/xml; charset=idna"),
    _typed("charset-wrong", LATER, "text/xml; charset=utf-16"),
    _typed("declared-utf-16", feed("Fresh story", "Old and dear", declared="utf-16"), "text/xml"),
    _typed("declared-unknown", feed("Fresh story", "Old and dear", declared="x-none"), "text/xml"),
    _typed(
        "latin-1-as-utf-8", feed("Fresh story", "Old and dear", "Caf\xe9", encoding="latin-1", declared="utf-8"), None
    ),
    _typed("utf-16", feed("Fresh story", "Old and dear", encoding="utf-16"), "application/rss+xml"),
    _typed("byte-order-mark", b"\xef\xbb\xbf" + LATER, "text/xml"),
    _typed("blank-before", b"\n\n  \t" + LATER, "text/xml"),
    _typed("junk-before", b"Warning: mysql_connect() in /x.php\n" + LATER, "text/xml"),
    _typed("nuls-inside", LATER.replace(b"<item>", b"\0<item>\0"), "text/xml"),
    _typed("cut-in-the-middle", LATER[:-60], "text/xml"),
    _typed("doctype-internal", LATER.replace(b"<rss", b"<!DOCTYPE rss [<!ENTITY x 'y'>]><rss"), "text/xml"),
)
# A name, because the titles of these differ from LATER's.
TYPES = tuple(
    Manner(each.name, each.serve, each.says, ()) if each.name == "type-latin-1-as-utf-8" else each for each in TYPES
)
NO_FEEDS = (
    _typed("home-page", HTML, "text/html", PAGE),
    _typed("home-page-as-xml", HTML, "application/rss+xml", PAGE),
    _typed("captive-portal", PORTAL, "text/html", PAGE),
    _typed("challenge-page", CHALLENGE, "text/html", PAGE),
    _typed("maintenance-page", HTML.replace(b"Home", b"Down for maintenance"), "text/html", PAGE),
    _typed("meta-refresh", b"<meta http-equiv=refresh content='0;url=file:///etc/passwd'>", "text/html", PAGE),
    _typed("empty", b"", "text/xml", EMPTY),
    _typed("blank", b" \n\t \n" * 50, "text/xml", EMPTY),
    _typed("only-nuls", b"\0" * 5000, "text/xml", NO_FEED),
    _typed("words", b"It works!", "text/plain", NO_FEED),
    _typed("json-error", b'{"error": "rate limited", "retry": true}', "application/json", NO_FEED),
    _typed("json-null", b"null", "application/json", NO_FEED),
    _typed("php-error", b"<br />\n<b>Fatal error</b>: Allowed memory size exhausted in <b>/x.php</b>", None, NO_FEED),
    _typed("pdf", b"%PDF-1.7\n" + b"\xff\0" * 500, "application/pdf", NO_FEED),
    _typed("picture-bytes", b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png", NO_FEED),
    _typed("zip", b"PK\x03\x04" + bytes(500), "application/zip", NO_FEED),
    _typed("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", "image/svg+xml", NO_FEED),
    _typed("soap", b"<Envelope><Body><Fault>no</Fault></Body></Envelope>", "text/xml", NO_FEED),
    _typed("xml-declaration-only", b"<?xml version='1.0'?>", "text/xml", NO_FEED),
)
_LAUGHS = b"<!DOCTYPE rss [<!ENTITY a 'lol'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
_XXE = b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"
_ROOM = b"<rss version='2.0'><channel><title>%s</title><item><title>%s</title></item></channel></rss>"


def _explode(name: str, body: bytes, says: str, titles: tuple[str, ...] = ()) -> Manner:
    return Manner(f"explode-{name}", Answer(http(body, "Content-Type: text/xml")), says, titles)


EXPLODING = (
    _explode("billion-laughs", _LAUGHS + b"]>" + _ROOM % (b"&i;", b"&j;"), ".*"),
    _explode(
        "quadratic", b"<!DOCTYPE rss [<!ENTITY a '%s'>]>" % (b"x" * 50_000) + _ROOM % (b"&a;" * 5_000, b"x"), ".*"
    ),
    _explode("outside-entity", _XXE + _ROOM % (b"&f;", b"&f;"), ".*"),
    _explode("deep", b"<rss><channel>" + b"<a>" * 200_000, ".*"),
    _explode("deep-item", _ROOM % (b"x", b"<b>" * 50_000), ".*"),
    _explode("author", LATER.replace(b"<item>", b"<item><author>" + b"a(" * 40_000 + b"</author>", 1), ".*"),
    _explode(
        "attributes", LATER.replace(b"<item>", b"<item %s>" % b" ".join(b"a%d='1'" % n for n in range(50_000)), 1), ".*"
    ),
    _explode(
        "namespaces",
        LATER.replace(b"<rss", b"<rss " + b" ".join(b"xmlns:n%d='u:%d'" % (n, n) for n in range(20_000)), 1),
        ".*",
    ),
    _explode("100000-items", _ROOM % (b"x", b"y") + b"<item><title>z</title></item>" * 100_000, ".*"),
    _explode("title-of-megabytes", _ROOM % (b"x", b"word " * 1_000_000), ".*"),
    _explode(
        "description-tables",
        _ROOM
        % (b"x", b"y</title><description>" + b"&lt;table&gt;&lt;tr&gt;&lt;td&gt;" * 20_000 + b"</description><title>"),
        ".*",
    ),
    _explode(
        "cdata-brackets",
        LATER.replace(b"<item>", b"<item><description><![CDATA[" + b"]]" * 200_000 + b"</description>", 1),
        ".*",
    ),
    _explode(
        "links",
        _ROOM % (b"x", b"y</title><description>" + b"&lt;a href=x&gt;" * 50_000 + b"</description><title>"),
        ".*",
    ),
)


_TURN = itertools.count()


async def _changing(talk: Talk) -> None:
    """Another body at each fetch, with the same story in it."""
    await talk.say(http(LATER + b"<!-- %d -->" % next(_TURN)))


async def _growing(talk: Talk) -> None:
    """Another guid for the same story at each fetch."""
    await talk.say(http(LATER.replace(b"isPermaLink='false'>Old", b"isPermaLink='false'>%d Old" % next(_TURN))))


WAVERING = (
    Manner("body-changes-each-time", _changing, READ),
    Manner("ids-change-each-time", _growing, READ),
    Manner("feed-lost-its-entries", Answer(http(feed())), READ, (OLD,)),
    Manner("feed-shrank", Answer(http(feed("Fresh story"))), READ),
)
BODIES = (*CODINGS, *TYPES, *NO_FEEDS, *EXPLODING, *WAVERING)
assert BROKEN
