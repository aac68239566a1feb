"""What an address is, and when two addresses or two entries are the same.

`safe_url` is the only door for addresses from outside: what comes out is ASCII, absolute, has a host, and may be shown,
stored and opened. `url_key` and `entry_key` are for matching only and are never fetched.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote, unquote, urljoin

MAX_URL = 4096
"""Longest address that is believed, in characters."""

_PCHAR = r"A-Za-z0-9\-._~!$&'()*+,;=:@/%"
_LABEL = "(?!-)[a-z0-9_-]{1,63}(?<!-)"
_SAFE = re.compile(
    rf"https?://(?=[^/]{{1,253}}(?:/|\Z)){_LABEL}(?:\.{_LABEL})*(?:/[{_PCHAR}]*(?:\?[{_PCHAR}?]*)?(?:#[{_PCHAR}?]*)?)?"
)
_ABSOLUTE = re.compile(
    r"(?P<scheme>https?|gemini)://(?:(?P<user>[^/?#@]*)@)?(?P<host>\[[0-9a-f:.]{2,45}\]|[^/?#:@\[\]]+)"
    r"(?::(?P<port>[0-9]*))?(?P<rest>[/?#].*)?",
    re.I | re.S,
)
_ORIGIN = re.compile(r"(?:https?|gemini)://[^/?#]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAILTO = re.compile(r"mailto:[^@\s?]+@[^@\s?]+(?:\?.*)?", re.I)
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_EDGES = "".join(map(chr, range(33))) + "\u00a0\u200b\u2028\u2029\ufeff"
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_DEFAULT_PORTS = {"http": "80", "https": "443", "gemini": "1965"}
_KEEP = "/%:=&?~#+!$,;'@()*[]|"


def safe_url(url: str, base: str = "") -> str:
    """`url` as an absolute http, https, mailto or gemini address in ASCII, or `""` when it cannot be made one.

    A relative `url` is resolved against `base`. Hosts come out in lower case and punycode, so that none can pass for
    another; the rest is percent-encoded where needed, never decoded. Of mail only address, subject, text and copies
    stay. Refused: other schemes, control or invisible characters, impossible hosts and ports, addresses over `MAX_URL`
    characters.
    """
    if _SAFE.fullmatch(url) and len(url) <= MAX_URL:
        return url
    if base and url[:1] == "/" and url[1:2] != "/" and (origin := _ORIGIN.match(base)):
        joined = origin[0] + url
        if "/." not in url and len(joined) <= MAX_URL and _SAFE.fullmatch(joined):
            return joined
    url = url.strip(_EDGES)
    if not url or len(url) > MAX_URL:
        return ""
    # As browsers do: line ends and tabs inside an address are typing, not content.
    url = url.replace("\n", "").replace("\r", "").replace("\t", "")
    if _HOSTILE.search(url):
        return ""
    scheme = _SCHEME.match(url)
    if scheme and scheme[0].lower() == "mailto:":
        return _mail(url) if _MAILTO.fullmatch(url) else ""
    if scheme and scheme[0].lower() in ("http:", "https:", "gemini:"):
        # As browsers do: backslashes, and one slash or three after the scheme, are slips.
        url = scheme[0] + "//" + url[len(scheme[0]) :].replace("\\", "/").lstrip("/")
        return _normal(url)
    elif scheme and not re.match(r"[\w.-]+:\d+(?:/|$)", url):
        return ""
    # As browsers do, in what stands before the query; Gemini knows no such slips.
    if "\\" in url and not base.startswith("gemini:"):
        path = re.split("[?#]", url, maxsplit=1)[0]
        url = path.replace("\\", "/") + url[len(path) :]
    return _normal(_joined(url, base))


def _mail(url: str) -> str:
    """Without fields but subject, text and copies: some mail programs attach files that others name (RFC 6068, 7)."""
    to, _mark, query = url[7:].partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() in ("subject", "body", "cc")]
    return "mailto:" + _quoted(f"{to}?{'&'.join(kept)}" if kept else to)


def _joined(url: str, base: str) -> str:
    if url.startswith("//"):
        return (base[: base.find(":") + 1] if base.startswith(("http:", "https:", "gemini:")) else "https:") + url
    if _ABSOLUTE.match(url):
        return url
    try:
        # urljoin does not resolve for schemes it does not know.
        if base.startswith("gemini:"):
            return "gemini" + urljoin("http" + base[6:], url)[4:]
        return urljoin(base, url)
    except ValueError:
        return ""


def _normal(url: str) -> str:
    """An absolute hierarchical address with its host and port checked and everything in ASCII, or empty."""
    m = _ABSOLUTE.fullmatch(url)
    if m is None:
        return ""
    scheme, host = m["scheme"].lower(), _ascii_host(m["host"])
    if not host:
        return ""
    port = (m["port"] or "").lstrip("0") or ("0" if m["port"] else "")
    if port and not 0 < int(port[:6]) < 65536:
        return ""
    user = quote(m["user"], safe="%:!$&'()*+,;=~") + "@" if m["user"] else ""
    at = f":{port}" if port and port != _DEFAULT_PORTS[scheme] else ""
    rest = _quoted(m["rest"] or "")
    found = f"{scheme}://{user}{host}{at}{rest if rest.startswith('/') or not rest else '/' + rest}"
    # Not longer than what is believed when it is read again.
    return found if len(found) <= MAX_URL else ""


def _quoted(rest: str) -> str:
    return quote(unicodedata.normalize("NFC", rest) if not rest.isascii() else rest, safe=_KEEP)


def _ascii_host(host: str) -> str:
    """The host in lower case and punycode, or empty when no name or address can look like that."""
    if host.startswith("["):
        return host.lower() if host.endswith("]") and ":" in host else ""
    if "%" in host:
        host = unquote(host)
    if len(host) > 253:
        return ""
    host = host.lower()
    if not host.isascii():
        host = unicodedata.normalize("NFKC", host.replace("。", ".")).lower()
        host = unicodedata.normalize("NFC", host)
        labels = []
        for label in host.split("."):
            if label.isascii():
                labels.append(label)
            elif all(c == "-" or c in "·・" or c.isalnum() or unicodedata.category(c)[0] == "M" for c in label):
                labels.append("xn--" + label.encode("punycode").decode("ascii"))
            else:
                return ""
        host = ".".join(labels)
    host = host.removesuffix(".")
    return host if len(host) <= 253 and _HOST.fullmatch(host) else ""


def host_of(url: str) -> str:
    """The host that `url` really leads to, in lower case and punycode, without user and port; `""` if none."""
    if m := _ABSOLUTE.match(url):
        return _ascii_host(m["host"])
    if _MAILTO.fullmatch(url):
        return _ascii_host(url.split("?", 1)[0].rsplit("@", 1)[1])
    return ""


def in_place(url: str, typed: str) -> bool:
    """Whether `url` lies where the user sent us by typing `typed`: on the same host, at the same port, those of http
    and https for one. Behind other ports of a machine are other services."""
    place = _place(url)
    return place is not None and place == _place(typed)


def _place(url: str) -> tuple[str, int] | None:
    m = _ABSOLUTE.match(url)
    if m is None or not (host := _ascii_host(m["host"])):
        return None
    port = int((m["port"] or _DEFAULT_PORTS[m["scheme"].lower()])[:6])
    return host, 443 if port == 80 else port


def strip_trackers(url: str) -> str:
    """`url` without the parameters that only tell the publisher where the reader came from; the rest byte for byte."""
    if "?" not in url and "#" not in url:
        return url
    from .urlkey import strip_trackers

    return strip_trackers(url)


def url_key(url: str) -> str:
    """The key under which `url` matches its variants; `""` for an empty or unsafe one.

    What does not count: scheme, `www.` and mobile hosts, AMP forms, trackers, fragment, trailing slash, order of
    parameters, percent-encoding, default ports.
    """
    from .urlkey import key_and_fragment

    return key_and_fragment(safe_url(url))[0]


def entry_key(id: str, url: str, title: str, published: datetime | None, text: str) -> str:
    """The identity of an entry inside its feed, 32 hexadecimal characters.

    From `id` when there is one, else `url`, else `title` and `published`, else `title` and `text`. An id or address
    that differs only in http/https, `www.` or trackers gives the same key; a fragment counts, since change logs and
    live blogs tell their entries apart by it.
    """
    if id := id.strip():
        return _digest("id\0" + _address(id))
    if url:
        return _digest("url\0" + _address(url))
    if title and published:
        return _digest(f"dated\0{title}\0{int(published.timestamp())}")
    return _digest(f"text\0{title}\0{int(published.timestamp()) if published else ''}\0{text}")


def _address(id: str) -> str:
    if id[:4].lower() != "http":
        return id
    from .urlkey import key_and_fragment

    key, fragment = key_and_fragment(safe_url(id))
    return f"{key}#{fragment}" if fragment else key or id


def _digest(s: str) -> str:
    from hashlib import blake2b

    return blake2b(s.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
