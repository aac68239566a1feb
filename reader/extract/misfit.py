"""What stands where a feed was expected: a sentence that names it. Pure."""

from __future__ import annotations

import html
import re

from reader.domain.text import clean_line
from reader.i18n import N_, _

_HEAD = 60_000
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(
    r"(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<script[\s>]|<title[\s>])",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"\s*<(?:p|div|img|table|h[1-6]|span|br|a|center|b|i|ul|ol|strong|em)[\s/>]", re.IGNORECASE)

_CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you a robot|cf-chl-|cf_chl_|challenge-platform|captcha|ddos[- ]protection|datadome|_incapsula_"
    r"|bot (?:check|detection)"
    r"|enable javascript and cookies to continue|security check|xác minh bạn (?:không )?phải",
    re.IGNORECASE,
)
_PORTAL = re.compile(
    r"wispaccessgateway|captive[ -]?portal|hotspot|wi-?fi (?:login|access|portal)"
    r"|accept the terms of use to (?:connect|continue)|connect to (?:the )?internet",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"maintenance|temporarily (?:unavailable|offline)|be (?:right )?back soon|under construction|coming soon|bảo trì"
    r"|tạm ngừng|wartungsarbeiten|en mantenimiento|メンテナンス|维护",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"log[ -]?in\b|sign[ -]?in\b|đăng nhập|anmelden|se connecter|iniciar sesión|登录|ログイン", re.IGNORECASE
)
_MISSING = re.compile(r"\b404\b|not found|không tìm thấy|introuvable|nicht gefunden|no encontrad", re.IGNORECASE)
_PARKED = re.compile(
    r"domain (?:name )?(?:is|may be) for sale|buy this domain|parked (?:free|domain)|domain parking", re.IGNORECASE
)
_DENIED = re.compile(
    r"access denied|403 forbidden|request (?:was )?blocked|not available in your (?:country|region)", re.IGNORECASE
)
_PASSWORD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_TAG = re.compile(r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<[^>]{0,5000}>", re.IGNORECASE | re.DOTALL)

_BINARY = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"RIFF", N_("a media file")),
    (b"ID3", N_("an audio file")),
    (b"PK\x03\x04", N_("a ZIP archive")),
    (b"BZh", N_("a compressed file")),
    (b"\xfd7zXZ", N_("a compressed file")),
    (b"\x28\xb5\x2f\xfd", N_("a compressed file")),
    (b"7z\xbc\xaf", N_("a compressed file")),
    (b"Rar!", N_("a compressed file")),
    (b"\x7fELF", N_("a program")),
    (b"SQLite format", N_("a database")),
)


def is_html(text: str) -> bool:
    """Whether `text` begins as a web page."""
    start = _after_comments(text)
    return _HTML.match(text, start) is not None


def _after_comments(text: str) -> int:
    """Where the first thing stands that is neither space nor a comment."""
    start = 0
    while True:
        start += len(text[start : start + 2000]) - len(text[start : start + 2000].lstrip())
        end = text.find("-->", start) if text.startswith("<!--", start) and start < _HEAD else -1
        if end < 0:
            return start
        start = end + 3


def binary_kind(body: bytes) -> str:
    """What a file is by its first bytes (`a PDF document`), or empty."""
    return next((_(kind) for magic, kind in _BINARY if body.startswith(magic)), "")


def obstacle(text: str) -> str:
    """A sentence when the web page `text` is one that is served in place of what was asked for, else empty."""
    kind, title = _html_kind(text)
    if not kind:
        return ""
    return _("The server sent {kind} instead of its page.").format(kind=_titled(kind, title))


def html_kind(text: str) -> str:
    """What kind of web page `text` is, as the object of "sent ...": the challenge, portal, maintenance and login pages
    that are served in place of feeds, else just a web page."""
    kind, title = _html_kind(text)
    return _titled(kind or _("a web page"), title)


def _titled(kind: str, title: str) -> str:
    return f"{kind} (“{title}”)" if title else kind


def _html_kind(text: str) -> tuple[str, str]:
    """(kind or empty for an ordinary page, title)."""
    head = text[:_HEAD]
    found = _TITLE.search(head)
    title = clean_line(html.unescape(found[1]), 80) if found else ""
    words = " ".join(_TAG.sub(" ", head).split())
    # A long page that merely mentions a word is not that kind of page; its title counts more.
    said = title + " " + (words if len(words) < 1500 else "")
    kind = ""
    if _CHALLENGE.search(said) or (len(words) < 1500 and _CHALLENGE.search(head)):
        kind = _("a robot check")
    elif _PORTAL.search(said) or "WISPAccessGateway" in head:
        kind = _("the login page of this network (a Wi-Fi portal)")
    elif _PARKED.search(said):
        kind = _("a page of an abandoned domain")
    elif _MAINTENANCE.search(said):
        kind = _("a maintenance notice")
    elif _PASSWORD.search(head) or _LOGIN.search(title):
        kind = _("a login page")
    elif _MISSING.search(title) or _DENIED.search(said):
        kind = _("an error page")
    return kind, title


def sentence(text: str, root: str = "") -> str:
    """What came instead of a feed, as a sentence. `root` is the root element when the text is XML."""
    if root in ("opml", "outlineroot"):
        return _("This is a list of subscriptions (OPML), not a feed; import it instead.")
    if root in ("urlset", "sitemapindex"):
        return _("This is a sitemap for search engines, not a feed.")
    if is_html(text) or root == "html" or _FRAGMENT.match(text):
        return _("The server sent {kind} instead of a feed.").format(kind=html_kind(text))
    if root:
        return _("This is an XML document of another kind (<{root}>), not a feed.").format(root=clean_line(root, 40))
    beginning = clean_line(text, 60)
    return _("This is no feed; it begins with “{beginning}”.").format(beginning=beginning)
