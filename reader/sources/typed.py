"""What the user may have meant by what they typed or pasted: an address, a bare host, or nothing of the kind. Pure."""

from __future__ import annotations

import re

from reader.domain.errors import UsageError
from reader.domain.identity import in_place
from reader.domain.text import clean_line
from reader.i18n import _

_FEED_SCHEMES = ("feed:", "feeds:", "rss:", "itpc:", "pcast:", "podcast:")
"""Schemes that only say "this is a feed": what follows is a web address, with or without its own scheme."""
_ASKED_FOR = re.compile(r"^(?:section|sitemap):", re.IGNORECASE)
"""What asks for one of our sources before the address."""
_HOST = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|localhost|(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]\.?"
    r"|(?:\d{1,3}\.){3}\d{1,3}|[A-Za-z0-9-]{1,63}(?=:\d))"
    r"(?::\d{1,5})?(?:[/?#]\S*)?"
)
_INSIDE = re.compile(r"localhost|\[|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[A-Za-z0-9-]+:\d")


def tidy(text: str) -> str:
    """`text` without the wrapping that comes along when an address is copied: spaces, quotes, angle brackets."""
    text = "".join(char for char in text if char.isprintable()).strip().strip("<>\"'“”«»").strip()
    if re.match(r"url\s*[:=]", text, re.IGNORECASE):
        text = text[4:].strip()
    return text


def web_addresses(text: str) -> list[str]:
    """The web addresses to try for what the user typed, the likeliest first.

    A bare host gets https and then http; the other way round inside the local network, where certificates are rare.
    Raises UsageError, with a sentence, when `text` is no web address.
    """
    url = tidy(text)
    lower = url.lower()
    for scheme in _FEED_SCHEMES:
        if lower.startswith(scheme):
            url = url[len(scheme) :].lstrip("/")
            lower = url.lower()
            break
    if lower.startswith(("http://", "https://")):
        if len(url) <= lower.index("://") + 3:
            raise UsageError(_("The address names no host."))
        return [url]
    if re.match(r"https?:/*[^/]", lower):
        scheme, _colon, rest = url.partition(":")
        return [f"{scheme.lower()}://{rest.lstrip('/')}"]
    if _HOST.fullmatch(url):
        both = [f"https://{url}", f"http://{url}"]
        return both[::-1] if _INSIDE.match(url) else both
    shown = clean_line(text, 80)
    if not shown:
        raise UsageError(_("Nothing was typed; an address looks like example.com or https://example.com/feed."))
    raise UsageError(
        _("“{text}” is no address; one looks like example.com or https://example.com/feed.").format(text=shown)
    )


def named(url: str, text: str) -> bool:
    """Whether the user named the place of `url` by typing `text`."""
    try:
        return any(in_place(url, address) for address in web_addresses(_ASKED_FOR.sub("", tidy(text), count=1)))
    except UsageError:
        return False


def web_score(text: str) -> float:
    """How much `text` looks like a web address: 0.5 with a scheme, 0.3 for a bare host, 0.0 for anything else."""
    url = tidy(text).lower()
    if url.startswith(("http:", "https:", *_FEED_SCHEMES)):
        return 0.5
    return 0.3 if _HOST.fullmatch(url) else 0.0
