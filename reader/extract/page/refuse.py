"""Pages that hold no article: files, front pages, logins, consent walls, bot checks, soft 404s."""

from __future__ import annotations

import re

from reader.domain.errors import NotAnArticle
from reader.domain.identity import host_of
from reader.domain.text import fold

from . import data
from .meta import Meta
from .tree import Page, text_of

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"ID3", "video"),
    (b"OggS", "video"),
    (b"\x1a\x45\xdf\xa3", "video"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_FRONT = frozenset(("index.html", "index.htm", "index.php", "home", "index", "trang-chu", "default.aspx"))
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_COLLECTIONS = frozenset(("CollectionPage", "SearchResultsPage", "ItemList", "WebSite"))
_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|h[1-6]|p)[\s>]", re.IGNORECASE
)
_SEARCHED = 300_000
_FEW = 3
"""Paragraphs of prose below which a page with many cards is a list of stories."""
_MANY = 15
_MIMES = (
    ("application/pdf", "pdf"),
    ("image/", "image"),
    ("video/", "video"),
    ("audio/", "video"),
    ("application/zip", "other"),
    ("application/octet-stream", "other"),
)
_SENTENCES = {
    "pdf": "This is a PDF, not a page.",
    "image": "This is a picture, not a page.",
    "video": "This is a video or sound file, not a page.",
    "home": "This is a front page or a section, not an article.",
    "login": "This page asks for a login; there is no article to read without one.",
    "consent": "This page only asks for consent to cookies; the article stands behind it.",
    "bot": "This site checks that a person is reading; the article stands behind that check.",
    "missing": "The publisher says that this page does not exist.",
    "other": "No article was found on this page.",
}
_BOT = re.compile(
    r"just a moment|attention required|access denied|are you a robot|are you human|"
    r"verify (?:that )?you are (?:a )?human|checking your browser|"
    r"security check|ddos protection|pardon our interruption|bot verification|unusual traffic|"
    r"enable javascript and cookies|request unsuccessful|"
    r"robot check|human verification|please verify|access to this page has been denied|captcha"
)
_CONSENT = re.compile(
    r"before you continue|cookie consent|consent to cookies|we value your privacy|we use cookies|zustimmung|"
    r"einwilligung|datenschutzeinstellungen|"
    r"cookie-einstellungen|mit werbung weiterlesen|gerer vos choix|votre consentement|consentimiento|"
    r"consenso ai cookie|accept all cookies|privacy gate|"
    r"dpg media privacy|your privacy choices"
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|dang nhap|anmelden|einloggen|login|connexion|se connecter|iniciar sesion|accedi|entrar|"
    r"masuk|log on|sign in to|anmeldung)\b"
)
_MISSING = re.compile(
    r"\b(?:404|page not found|not found|page (?:you requested )?(?:can't|cannot|could not) be found|"
    r"seite nicht gefunden|nicht gefunden|page introuvable|"
    r"pagina no encontrada|pagina non trovata|khong tim thay|trang khong ton tai|bai viet khong ton tai|"
    r"no longer available|has been removed|"
    r"error 404|404 error|existiert nicht|siden finnes ikke|halaman tidak ditemukan|nao encontrada|"
    r"ページが見つかりません|页面不存在|找不到)\b"
)


def by_bytes(body: bytes, content_type: str) -> None:
    """Raise NotAnArticle when the bytes or their declared type are no page at all."""
    head = body[:16].lstrip()
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"<" not in body[:200]):
            raise refusal(kind)
    if body[4:8] == b"ftyp":
        raise refusal("video")
    if body[:4] == b"RIFF" and body[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        raise refusal("image" if body[8:12] == b"WEBP" else "video")
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotAnArticle("The page is empty.", "other")
    start = body[:4096]
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in start)
    wide = start.startswith(_WIDE) or b"<\x00" in start
    if controls > len(start) // 40 and not wide:
        raise refusal("other")
    declared = content_type.lower().strip()
    if b"<" not in body[:4096]:
        for mime, kind in _MIMES:
            if declared.startswith(mime):
                raise refusal(kind)


def by_text(text: str) -> None:
    """Raise NotAnArticle when the decoded text is no HTML."""
    if _TAGS.search(text[:_SEARCHED]) is None:
        raise NotAnArticle("This is not a web page.", "other")


def refusal(kind: str) -> NotAnArticle:
    """The error for a kind of page, with its sentence."""
    return NotAnArticle(_SENTENCES[kind], kind)


def by_words(page: Page, meta: Meta, prose: float) -> None:
    """Raise NotAnArticle when what the page says is a wall, a check or a missing page. `prose` is how many characters
    of running text were found: the longer, the surer it is an article that only speaks of such things."""
    if prose > 1500:
        return
    title = fold(_title(page) + " | " + meta.title)
    text = fold(text_of(page.elements[0], 400)[:1500]) if page.elements else ""
    if _BOT.search(title) or (prose < 500 and _BOT.search(text) and page.text_size[page.elements[0]] < 1500):
        raise refusal("bot")
    if _CONSENT.search(title) or (prose < 1000 and page.text_size[page.elements[0]] < 4000 and _CONSENT.search(text)):
        raise refusal("consent")
    if _MISSING.search(title):
        raise refusal("missing")
    if _LOGIN.search(title) and prose < 800:
        raise refusal("login")
    if page.asks_password and prose < 250:
        raise refusal("login")
    if prose < 400 and _MISSING.search(text[:600]):
        raise refusal("missing")


def is_front(url: str) -> bool:
    """Whether the address is a site's front page."""
    rest = url.split("://", 1)[-1]
    path = rest.partition("/")[2].partition("?")[0].partition("#")[0].strip("/").lower()
    return bool(host_of(url)) and (not path or path in _FRONT or _LANGUAGE.fullmatch(path) is not None)


def by_shape(page: Page, meta: Meta, size: int, paragraphs: int, cards: int) -> None:
    """Raise NotAnArticle for front pages and sections.

    `size` is how many characters of text were kept, `paragraphs` how many of its paragraphs are surely prose, `cards`
    how many other stories the page presents.
    """
    says_article = meta.kind == "article" or data.is_article(meta.article)
    collection = any(kind in _COLLECTIONS for node in meta.nodes for kind in data.types(node))
    if is_front(page.url) and (not says_article or size < 400):
        raise refusal("home")
    if not says_article and paragraphs < _FEW and cards >= (_MANY if not collection else _MANY // 2):
        raise refusal("home")


def _title(page: Page) -> str:
    element = page.root.find(".//title")
    return (element.text or "") if element is not None else ""
