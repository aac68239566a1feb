"""Answers with wrong status lines, statuses, headers, redirects and validators."""

from __future__ import annotations

from tests.net.manners_connections import BROKEN
from tests.net.rude_server import LATER, READ, Answer, Manner, Talk, feed, http

INSIDE = "leads inside this machine"
NOWHERE = "leads nowhere"
CIRCLES = "circles or too often"
NOT_VALID = "no valid address"


def _status(line: bytes, says: str, name: str) -> Manner:
    return Manner(f"status-{name}", Answer(b"HTTP/1.1 " + line + b"\r\nContent-Length: 0\r\n\r\n"), says)


def _error(status: int, says: str) -> Manner:
    body = b"<html><title>\x1b[31mno</title></html>"
    return Manner(f"status-{status}", Answer(http(body, status=f"{status} \x1b[2JX")), says)


STATUS_LINES = (
    _status(b"999 Denied", "999", "999"),
    _status(b"99999 X", BROKEN, "five-digits"),
    _status(b"000 X", BROKEN, "zero"),
    _status(b"-20 X", BROKEN, "negative"),
    _status(b"OK", BROKEN, "words"),
    _status(b"20 X", BROKEN, "two-digits"),
    Manner("status-without-reason", Answer(http(LATER).replace(b"200 OK", b"200", 1)), READ),
    Manner("status-reason-controls", Answer(http(LATER, status="200 \x1b[2J\x9b31m")), f"{BROKEN}|^$"),
    Manner("status-line-http-1.0", Answer(http(LATER).replace(b"1.1", b"1.0", 1)), READ),
    Manner("status-line-http-1.9", Answer(http(LATER).replace(b"1.1", b"1.9", 1)), f"{BROKEN}|^$"),
    Manner("status-100-then-200", Answer(b"HTTP/1.1 100 Continue\r\n\r\n" + http(LATER)), READ),
    Manner("status-103-then-200", Answer(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + http(LATER)), READ),
    Manner("status-101", Answer(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), f"101|{BROKEN}"),
    Manner("status-204-with-body", Answer(http(LATER, status="204 No Content")), "empty"),
    Manner("status-205-with-body", Answer(http(LATER, status="205 Reset")), READ),
    Manner("status-206", Answer(http(LATER[:300], "Content-Range: bytes 0-299/999", status="206 Partial")), "part of"),
    Manner("status-226", Answer(http(LATER, "IM: feed", status="226 IM Used")), READ),
    Manner("status-203", Answer(http(LATER, status="203 Non-Authoritative")), READ),
)
STATUSES = (
    _error(300, NOWHERE),
    _error(305, NOWHERE),
    _error(306, NOWHERE),
    *(_error(status, "refuses the request") for status in (400, 405, 406, 408, 409, 411, 413, 414, 415, 416, 417)),
    *(_error(status, "refuses the request") for status in (418, 421, 422, 423, 424, 425, 426, 428, 431, 444, 499)),
    _error(401, "name and a password"),
    _error(407, "name and a password"),
    *(_error(status, "refuses to hand this out") for status in (402, 403, 451)),
    _error(404, "nothing at this address"),
    _error(410, "gone for good.*not asked any more"),
    _error(429, "too many requests"),
    _error(503, "maintenance"),
    *(_error(status, "fault of its own") for status in (500, 501, 502, 504, 505, 507, 508, 509, 510)),
    _error(511, "sign in|fault of its own"),
    *(_error(status, "fault of its own") for status in (520, 521, 522, 523, 524, 525, 526, 530, 598, 599)),
)


async def _304(talk: Talk) -> None:
    await talk.say(http(status="304 Not Modified", length=None))


HEADERS = (
    Manner("header-300-kilobytes", Answer(http(LATER, "X-Long: " + "y" * 300_000)), BROKEN),
    Manner("header-100000-lines", Answer(http(LATER, *["X-Many: 1"] * 100_000)), BROKEN),
    Manner("header-2000-lines", Answer(http(LATER, *["X-Many: 1"] * 2_000)), READ),
    Manner("header-without-colon", Answer(http(LATER, "Nonsense")), BROKEN),
    Manner("header-name-with-space", Answer(http(LATER, "Bad Name: 1")), BROKEN),
    Manner("header-name-empty", Answer(http(LATER, ": 1")), BROKEN),
    Manner("header-nul", Answer(http(LATER, "X-Nul: a\0b")), BROKEN),
    Manner("header-escape", Answer(http(LATER, "X-Esc: \x1b]52;c;aGk=\x07")), f"{BROKEN}|^$"),
    Manner("header-injection", Answer(http(LATER, "X-One: a\r\nSet-Cookie: stolen=1\r\nX-Two: b")), READ),
    Manner("header-folded", Answer(http(LATER, "X-Fold: a\r\n  b")), READ),
    Manner("header-latin-1", Answer(http(LATER, b"X-Name: caf\xe9 \xc3\xa9")), READ),
    Manner("header-none", Answer(b"HTTP/1.1 200 OK\r\n\r\n" + LATER), READ),
    Manner("header-bare-line-feeds", Answer(http(LATER).replace(b"\r\n", b"\n")), READ),
    Manner("cookies", Answer(http(LATER, "Set-Cookie: id=1; Path=/", "Set-Cookie: x=" + "y" * 9_000)), READ),
    Manner("alt-svc-and-hsts", Answer(http(LATER, 'Alt-Svc: h3=":443"', "Strict-Transport-Security: max-age=9")), READ),
    Manner("refresh-header", Answer(http(LATER, "Refresh: 0; url=file:///etc/passwd")), READ),
    Manner("304-unasked", _304, "nothing has changed"),
)


def _to(name: str, *locations: str | bytes, says: str, status: int = 302) -> Manner:
    lines = [b"Location: " + (each if isinstance(each, bytes) else each.encode()) for each in locations]
    return Manner(f"redirect-{name}", Answer(http(b"", *lines, status=f"{status} Found")), says)


def _inside(name: str, host: str) -> Manner:
    async def serve(talk: Talk) -> None:
        await talk.say(http(b"", f"Location: http://{host}:{talk.port}/moved/x".encode(), status="302 Found"))

    return Manner(f"redirect-inside-{name}", serve, f"{INSIDE}|no host called|{NOT_VALID}")


async def _chain(talk: Talk) -> None:
    path, _mark, query = talk.head.split(" ", 2)[1].partition("?")
    await talk.say(http(b"", f"Location: {path}?{int(query or 0) + 1}", status="302 Found"))


async def _eleven(talk: Talk) -> None:
    path, _mark, query = talk.head.split(" ", 2)[1].partition("?")
    step = int(query or 0)
    await talk.say(http(LATER) if step == 11 else http(b"", f"Location: {path}?{step + 1}", status="301 Moved"))


async def _ten(talk: Talk) -> None:
    path, _mark, query = talk.head.split(" ", 2)[1].partition("?")
    step = int(query or 0)
    await talk.say(http(LATER) if step == 10 else http(b"", f"Location: {path}?{step + 1}", status="307 Moved"))


async def _to_tls(talk: Talk) -> None:
    await talk.say(http(b"", f"Location: https://{talk.host}:{talk.port}/moved/x", status="301 Moved"))


REDIRECTS = (
    _to("to-itself", "/redirect-to-itself", says=CIRCLES, status=301),
    Manner("redirect-for-ever", _chain, CIRCLES),
    Manner("redirect-eleven-times", _eleven, CIRCLES),
    Manner("redirect-ten-times", _ten, READ),
    Manner("redirect-to-tls-on-a-plain-port", _to_tls, "TLS|broke off"),
    _to("to-file", "file:///etc/passwd", says="file: addresses"),
    _to("to-javascript", "javascript:alert(1)", says="javascript: addresses"),
    _to("to-data", "data:text/xml,<rss/>", says="data: addresses"),
    _to("to-ftp", "ftp://127.0.0.1/feed", says="ftp: addresses"),
    _to("to-mailto", "mailto:a@b.example", says="mailto: addresses"),
    _to("to-exec", "exec:id", says="exec: addresses"),
    _to("to-sample", "sample:front", says="sample: addresses"),
    _to("to-jar", "jar:http://127.0.0.1/!/x", says="jar: addresses"),
    _to("empty", "", says=NOWHERE),
    _to("without-location", says=NOWHERE),
    _to("fragment-only", "#top", says=CIRCLES),
    _to("100-kilobytes", "/" + "x" * 100_000, says=f"{BROKEN}|{NOT_VALID}"),
    _to("20-kilobytes", "/" + "x" * 20_000, says=NOT_VALID),
    _to("controls", b"/moved/\x1b[2Jx\x9b", says=f"{BROKEN}|^$"),
    _to("unicode-path", "/moved/tin-tức/Đường", says=READ),
    _to("spaces", "/moved/a b c", says=READ),
    _to("relative", "moved/x", says=READ),
    _to("dots", "../../../moved/x", says=READ),
    _to("query", "?moved", says=CIRCLES),
    _to("no-host", "http://", says=CIRCLES),
    _to("no-host-path", "http:///moved/x", says=READ),
    _to("port-0", "http://127.0.0.1:0/", says=NOT_VALID),
    _to("port-99999", "http://127.0.0.1:99999/", says=f"{NOT_VALID}|{INSIDE}"),
    _to("broken-bracket", "http://[::1/", says=NOT_VALID),
    _to("unknown-name", "http://nowhere.invalid/x", says="no host called|No name server|no network"),
    _to("single-slash", "http:/moved/x", says=f"{READ}$|no host|{CIRCLES}|{NOT_VALID}"),
    _to("two-locations", "/moved/x", "/moved/y", says=f"{BROKEN}|^$"),
    _to("307", "/moved/x", says=READ, status=307),
    _to("308", "/moved/x", says=READ, status=308),
    _to("303", "/moved/x", says=READ, status=303),
    _inside("localhost", "localhost"),
    _inside("localhost-dot", "localhost."),
    _inside("other-loopback", "127.66.6.6"),
    _inside("credentials", "user:secret@127.66.6.6"),
    _inside("metadata", "169.254.169.254"),
    _inside("private", "10.0.0.1"),
    _inside("zero", "0.0.0.0"),
    _inside("short", "127.1"),
    _inside("decimal", "2130706433"),
    _inside("hexadecimal", "0x7f000001"),
    _inside("octal", "0177.0.0.1"),
    _inside("mixed", "0x7f.0.0.1"),
    _inside("ipv6", "[::1]"),
    _inside("mapped", "[::ffff:127.0.0.1]"),
    _inside("mapped-hex", "[::ffff:7f00:1]"),
    _inside("nat64", "[64:ff9b::7f00:1]"),
    _inside("6to4", "[2002:7f00:1::]"),
    _inside("unique-local", "[fd00::1]"),
    _inside("link-local-zone", "[fe80::1%25eth0]"),
    _inside("circled-letters", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
    _inside("wide-digits", "１２７.０.０.１"),
    _inside("ideographic-dots", "127。0。0。1"),
)


def _kept(name: str, *headers: str | bytes) -> Manner:
    return Manner(f"validator-{name}", Answer(http(LATER, *headers)), READ)


VALIDATORS = (
    _kept("etag-bare", "ETag: abc"),
    _kept("etag-quotes-inside", 'ETag: "a"b"c"'),
    _kept("etag-open-quote", 'ETag: "abc'),
    _kept("etag-weak-lower", 'ETag: w/"abc"'),
    _kept("etag-latin-1", b'ETag: "caf\xe9"'),
    _kept("etag-utf-8", 'ETag: "tức"'.encode()),
    _kept("etag-empty", "ETag:"),
    _kept("etag-10-kilobytes", 'ETag: "' + "x" * 10_240 + '"'),
    _kept("etag-twice", 'ETag: "a"', 'ETag: "b"'),
    _kept("etag-list", 'ETag: "a", "b"'),
    Manner("validator-etag-nul", Answer(http(LATER, 'ETag: "a\0b"')), BROKEN),
    _kept("modified-words", "Last-Modified: sunday, whatever"),
    _kept("modified-epoch", "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT"),
    _kept("modified-future", "Last-Modified: Sun, 01 Jan 2090 00:00:00 GMT"),
    _kept("modified-iso", "Last-Modified: 2026-03-01T00:00:00Z"),
    _kept("modified-10-kilobytes", "Last-Modified: " + "9" * 10_240),
    _kept("date-a-year-ahead", "Date: Wed, 10 Mar 2027 08:30:00 GMT", "Expires: Wed, 10 Mar 2027 08:31:00 GMT"),
    _kept("date-1970", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Expires: Wed, 10 Mar 2027 08:31:00 GMT"),
    _kept("expires-nonsense", "Expires: 0"),
    _kept("expires-9999", "Expires: Fri, 31 Dec 9999 23:59:59 GMT"),
    _kept("max-age-huge", "Cache-Control: max-age=999999999999999999999"),
    _kept("max-age-negative", "Cache-Control: max-age=-1"),
    _kept("max-age-words", "Cache-Control: max-age=soon"),
    _kept("max-age-twice", "Cache-Control: max-age=60, max-age=999999"),
    _kept("cache-control-noise", 'Cache-Control: ,,=",;=9;"=max-age' + "=" * 500),
    _kept("age-huge", "Cache-Control: max-age=600", "Age: 99999999999999999999"),
    _kept("vary-star", "Vary: *", "Cache-Control: no-store, no-cache, must-revalidate"),
    *(
        Manner(f"retry-after-{name}", Answer(http(b"", f"Retry-After: {value}", status=f"{status} Wait")), says)
        for status, says, name, value in (
            (429, "too many requests", "negative", "-5"),
            (429, "too many requests", "huge", "1000000000"),
            (429, "too many requests", "endless", "9" * 5_000),
            (429, "too many requests", "words", "in a while"),
            (429, "too many requests", "past-date", "Sun, 01 Mar 2020 00:00:00 GMT"),
            (503, "maintenance", "future-date", "Fri, 31 Dec 9999 23:59:59 GMT"),
            (503, "maintenance", "zero", "0"),
            (503, "maintenance", "fraction", "1.5"),
        )
    ),
    *(
        Manner(f"pace-{name}", Answer(http(feed("Fresh story", "Old and dear", channel=inside))), READ)
        for name, inside in (
            ("ttl-negative", "<ttl>-5</ttl>"),
            ("ttl-huge", "<ttl>99999999999999999999</ttl>"),
            ("ttl-words", "<ttl>often</ttl>"),
            ("ttl-zero", "<ttl>0</ttl>"),
            ("skips-all-hours", "<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(25)) + "</skipHours>"),
            ("skips-hour-99", "<skipHours><hour>99</hour><hour>-1</hour><hour>x</hour></skipHours>"),
            (
                "skips-all-days",
                "<skipDays>"
                + "".join(
                    f"<day>{d}day</day>" for d in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun", "Dooms")
                )
                + "</skipDays>",
            ),
            (
                "syndication-noise",
                "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>eternally</sy:updatePeriod>"
                "<sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>-9</sy:updateFrequency>",
            ),
        )
    ),
)
ANSWERS = (*STATUS_LINES, *STATUSES, *HEADERS, *REDIRECTS, *VALIDATORS)
