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
    (b"II*\0", N_("a picture")),
    (b"MM\0*", N_("a picture")),
    (b"\0\0\1\0", N_("a picture")),
    (b"\0\0\0\x0cJXL ", N_("a picture")),
    (b"ID3", N_("an audio file")),
    (b"\xff\xfb", N_("an audio file")),
    (b"\xff\xf3", N_("an audio file")),
    (b"\xff\xf2", N_("an audio file")),
    (b"\xff\xf1", N_("an audio file")),
    (b"\xff\xf9", N_("an audio file")),
    (b"fLaC", N_("an audio file")),
    (b"MThd", N_("an audio file")),
    (b"OggS", N_("a media file")),
    (b"\x1a\x45\xdf\xa3", N_("a media file")),
    (b"PK\3\4", N_("a ZIP archive")),
    (b"PK\5\6", N_("a ZIP archive")),
    (b"BZh", N_("a compressed file")),
    (b"\xfd7zXZ", N_("a compressed file")),
    (b"\x28\xb5\x2f\xfd", N_("a compressed file")),
    (b"\x04\x22\x4d\x18", N_("a compressed file")),
    (b"\x1f\x8b", N_("a compressed file")),
    (b"7z\xbc\xaf", N_("a compressed file")),
    (b"Rar!", N_("a compressed file")),
    (b"\x7fELF", N_("a program")),
    (b"\0asm", N_("a program")),
    (b"MZ\x90\0", N_("a program")),
    (b"\xca\xfe\xba\xbe", N_("a program")),
    (b"\xcf\xfa\xed\xfe", N_("a program")),
    (b"SQLite format", N_("a database")),
    (b"wOFF", N_("a font")),
    (b"wOF2", N_("a font")),
    (b"OTTO", N_("a font")),
    (b"\0\1\0\0\0", N_("a font")),
)
_WITHIN = {
    b"WAVE": N_("an audio file"),
    b"WEBP": N_("a picture"),
    b"M4A ": N_("an audio file"),
    b"avif": N_("a picture"),
    b"heic": N_("a picture"),
    b"mif1": N_("a picture"),
}
"""What files of RIFF and of MPEG-4 (ISO 14496-12, `ftyp`) say that they hold; others are films."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_BLANK = b"\0 \t\r\n\xef\xbb\xbf"


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
    if body.startswith(b"RIFF") or body[4:8] == b"ftyp":
        kind = _WITHIN.get(body[8:12], N_("a media file"))
        return _(kind)
    return next((_(kind) for magic, kind in _BINARY if body.startswith(magic)), "")


def is_blank(body: bytes) -> bool:
    """Whether there is nothing in it that anybody could read."""
    return not body.strip(_BLANK)


def is_no_text(body: bytes) -> bool:
    """Whether the bytes can be the text of no encoding: one in forty is a control."""
    start = body[:4096]
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in start)
    return controls > len(start) // 40 and not (start.startswith(_WIDE) or b"<\0" in start)


def stranger(body: bytes) -> str:
    """A sentence when `body`, in which no feed was found, is no text either, else empty."""
    kind = binary_kind(body) or (_("a file of another kind") if is_no_text(body) else "")
    return _("The server sent {kind} instead of a feed.").format(kind=kind) if kind else ""


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
