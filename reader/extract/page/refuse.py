"""Pages that hold no article: files, front pages, logins, consent walls, bot checks, soft 404s."""

from __future__ import annotations

import re

from reader.domain.errors import NotAnArticle
from reader.domain.identity import host_of
from reader.domain.text import fold
from reader.extract.misfit import is_blank, is_no_text
from reader.i18n import N_, _

from . import data
from .locate import Located
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
    "pdf": N_("This is a PDF, not a page."),
    "image": N_("This is a picture, not a page."),
    "video": N_("This is a video or sound file, not a page."),
    "home": N_("This is a front page or a section, not an article."),
    "login": N_("This page asks for a login; there is no article to read without one."),
    "consent": N_("This page only asks for consent to cookies; the article stands behind it."),
    "bot": N_("This site checks that a person is reading; the article stands behind that check."),
    "missing": N_("The publisher says that this page does not exist."),
    "other": N_("No article was found on this page."),
}
# Over folded text. What stands in a title must be nearly all of it: headlines speak of such things too.
_BOT = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:robot|human)|"
    r"verify (?:that )?you are (?:a )?human|"
    r"checking your browser|security check|ddos protection|pardon our interruption|bot verification|unusual traffic|"
    r"enable javascript and cookies to|request unsuccessful|robot check|human verification|"
    r"access to this page has been denied|complete the captcha|captcha challenge|not a robot|"
    r"enable (?:js|javascript) and disable (?:any|your) ad ?blocker|you have been blocked|verifying you are human|"
    r"ban khong phai (?:la )?(?:robot|nguoi may)|xac (?:minh|nhan) (?:ban )?(?:la|khong phai) |"
    r"ich bin kein roboter|je ne suis pas un robot|no soy un robot|"
    r"安全验证|人机验证|请完成验证|ロボットではありません|로봇이 아닙니다"
)
_CONSENT = re.compile(
    r"before you continue|cookie consent|consent to cookies|we value your privacy|we use cookies|"
    r"datenschutzeinstellungen|"
    r"(?:nous et )?nos (?:\d+ )?partenaires(?: et nous)?|continuer sans accepter|accepter et continuer|"
    r"nuestros (?:\d+ )?socios|i nostri (?:\d+ )?partner|(?:our|unsere) \d+ partner|we and our (?:\d+ )?partners|"
    r"wir und unsere (?:\d+ )?partner|aceptar y continuar|accetta e continua|tout accepter|alle akzeptieren|"
    r"cookie-einstellungen|mit werbung (?:weiterlesen|und tracking)|gerer (?:vos choix|mes cookies)|votre consentement|"
    r"gestionar (?:el )?consentimiento|consenso ai cookie|accept all cookies|privacy gate|your privacy choices|"
    r"alle(?:n)? (?:cookies )?zustimmen|einwilligung erforderlich|zustimmung erforderlich"
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|log on|dang nhap|anmelden|anmeldung|einloggen|connexion|se connecter|iniciar sesion|accedi|"
    r"entrar|masuk|воити|вход|ログイン|로그인|登录|登入)\b"
)
_MISSING = re.compile(
    r"\b404\b.{0,20}(?:not found|error|loi|page|seite|fehler|erreur)|(?:error|loi|fehler|erreur) 404|^\W*(?:404|"
    r"not found)\W*$|"
    r"page not found|page (?:you (?:are looking for|requested) )?(?:can't|cannot|could not) be found|"
    r"seite (?:wurde |konnte )?nicht gefunden|page (?:introuvable|non trouvee)|pagina (?:no encontrada|non trovata|"
    r"nao encontrada)|"
    r"khong tim thay (?:trang|bai viet|noi dung|duong dan)|(?:trang|bai viet) (?:nay )?(?:khong ton tai|da bi xoa)|"
    r"(?:article|page|story|content) (?:is )?no longer available|(?:artikel|seite) existiert nicht|siden finnes ikke|"
    r"halaman tidak ditemukan|strona nie istnieje|stranka nenalezena|страница не (?:наидена|существует)|"
    r"ページ[はが](?:見つかりません|存在しません)|"
    r"页面不存在|頁面不存在|找不到(?:页面|頁面|网页|網頁)|페이지를 찾을 수 없|존재하지 않는 페이지|"
    r"pagina que (?:buscas?|procura|voce)|(?:esta|la) pagina no existe|page que vous (?:cherchez|demandez)|"
    r"الصفحة (?:غير موجودة|التي تبحث عنها)|ไม่พบหน้า|पेज नहीं मिला|sayfa bulunamadi|pagina niet gevonden|"
    r"sidan (?:kunde inte hittas|finns inte)|sivua ei loydy"
)
_LONGEST_WALL_TITLE = 42
_OWN = 80
"""Characters of running text from which what stands around it says nothing about the page."""


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
    if is_blank(body):
        raise NotAnArticle(_("The page is empty."), "other")
    if is_no_text(body):
        raise refusal("other")
    declared = content_type.lower().strip()
    if b"<" not in body[:4096]:
        for mime, kind in _MIMES:
            if declared.startswith(mime):
                raise refusal(kind)


def by_text(text: str) -> None:
    """Raise NotAnArticle when the decoded text is no HTML."""
    if _TAGS.search(text[:_SEARCHED]) is None:
        raise NotAnArticle(_("This is not a web page."), "other")


def refusal(kind: str) -> NotAnArticle:
    """The error for a kind of page, with its sentence."""
    return NotAnArticle(_(_SENTENCES[kind]), kind)


def by_words(page: Page, meta: Meta, found: Located | None) -> None:
    """Raise NotAnArticle when what the page says is a wall, a check or a missing page. The more running text was
    `found`, the surer it is an article that only speaks of such things."""
    prose = found.weight if found else 0.0
    if prose > 1500 or (prose > 300 and says_it_is_one(meta)):
        return
    titles = [text for text in (fold(page.title), fold(meta.title)) if len(text) <= _LONGEST_WALL_TITLE]
    whole = page.text_size[page.elements[0]]
    # Beside a headline and a text of its own, a banner for cookies and a login for comments are only that.
    own = found.container if found and prose >= _OWN and meta.headline is not None else page.elements[0]
    text = fold(text_of(own, 400)[:1500])

    def titled(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(title) for title in titles)

    if titled(_BOT) or (prose < 500 and whole < 1500 and _BOT.search(text)):
        raise refusal("bot")
    if titled(_CONSENT) or (prose < 400 and whole < 4000 and _CONSENT.search(text)):
        raise refusal("consent")
    if titled(_MISSING) or (prose < 400 and _MISSING.search(text[:600])):
        raise refusal("missing")
    within = own is page.elements[0] or any(up.tag == "form" for up in (own, *own.iterancestors(), *own.iter("form")))
    if (titled(_LOGIN) and prose < 500) or (page.asks_password and prose < 250 and within):
        raise refusal("login")


def says_it_is_one(meta: Meta) -> bool:
    """Whether the page says that it is an article."""
    return meta.kind == "article" or data.is_article(meta.article)


def is_front(url: str) -> bool:
    """Whether the address is a site's front page."""
    rest = url.split("://", 1)[-1]
    path = rest.partition("/")[2].partition("?")[0].partition("#")[0].strip("/").lower()
    return bool(host_of(url)) and (not path or path in _FRONT or _LANGUAGE.fullmatch(path) is not None)


def by_shape(page: Page, meta: Meta, size: int, paragraphs: int, cards: int, *, located: bool) -> None:
    """Raise NotAnArticle for front pages and sections.

    `size` is how many characters of text were kept, `paragraphs` how many of its paragraphs are surely prose, `cards`
    how many other stories the page presents; `located` says that beside those hardly any text was found.
    """
    says_article = says_it_is_one(meta)
    collection = any(kind in _COLLECTIONS for node in meta.nodes for kind in data.types(node))
    if is_front(page.url) and (not says_article or size < 400):
        raise refusal("home")
    if (
        not says_article
        and paragraphs < _FEW
        and cards >= (_FEW + 1 if located else _MANY // 2 if collection else _MANY)
    ):
        raise refusal("home")
