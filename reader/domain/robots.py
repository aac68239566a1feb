"""robots.txt: which paths a site asks programs to leave alone, and where it says its sitemaps are. Pure.

Source: RFC 9309; the `Sitemap` line is the sitemaps.org protocol's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

MAX_BYTES = 500 * 1024
"""Bytes that are read of a file; RFC 9309 asks for at least 500 KiB."""
MAX_RULES = 5000
MAX_SITEMAPS = 100

_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_KEPT = "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line."""

    allow: bool
    pattern: str
    """As `normal` gives it: a path with `*` for anything, and `$` at its end for the end."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What one robots.txt says to one program."""

    rules: tuple[Rule, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Addresses as written, for everybody."""

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched: the longest matching rule decides, Allow where two are equally long."""
        path = path_of(url)
        if path == "/robots.txt":
            return True
        matching = [rule for rule in self.rules if matches(rule.pattern, path)]
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allow)).allow if matching else True


ALLOW_ALL = RobotsFile()
DENY_ALL = RobotsFile((Rule(False, "/"),))


def parse(body: bytes, agent: str) -> RobotsFile:
    """What the file `body` says to the program whose product token is `agent`: all groups that name it together, else
    those for `*`. Lines that are no rules are passed over; a web page in place of the file allows everything."""
    text = body[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    own: list[Rule] = []
    everyone: list[Rule] = []
    sitemaps: list[str] = []
    named = False
    open_groups: list[list[Rule]] = []
    in_names = False
    for line in re.split(r"\r\n|\r|\n", text):
        found = _LINE.match(line)
        if found is None:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            if not in_names:
                open_groups = []
            in_names = True
            token = _TOKEN.match(value)
            if token is not None and token[0].lower() == agent.lower():
                named = True
                open_groups.append(own)
            elif token is not None and token[0] == "*":
                open_groups.append(everyone)
        elif key in ("allow", "disallow"):
            in_names = False
            # An empty Disallow asks for nothing.
            if value.startswith(("/", "*")):
                for group in open_groups:
                    if len(group) < MAX_RULES:
                        group.append(Rule(key == "allow", normal(value)))
        elif key == "sitemap" and value and len(sitemaps) < MAX_SITEMAPS:
            # The address may hold a number sign only encoded, so the comment's end was right.
            sitemaps.append(value)
    return RobotsFile(tuple(own if named else everyone), tuple(dict.fromkeys(sitemaps)))


def path_of(url: str) -> str:
    """Path and query of `url` in the form that rules are compared in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = normal((parts.path or "/") + ("?" + parts.query if parts.query else ""))
    # In a rule these two are signs of their own unless they are encoded.
    return path.replace("*", "%2A").replace("$", "%24")


def normal(path: str) -> str:
    """`path` with everything outside of ASCII percent-encoded, and what needs no encoding decoded (RFC 9309, 2.2.2)."""
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+", _recoded, quote(path, safe=_KEPT))


def _recoded(found: re.Match[str]) -> str:
    raw = unquote_to_bytes(found[0])
    return "".join(chr(b) if chr(b) in _UNRESERVED else f"%{b:02X}" for b in raw)


_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def matches(pattern: str, path: str) -> bool:
    """Whether `path` begins as `pattern` says. Takes time in proportion to both: no pattern makes it slow."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not anchored or at == len(path)
    last = rest.pop() if anchored else ""
    for piece in rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or (path.endswith(last) and len(path) - len(last) >= at)
