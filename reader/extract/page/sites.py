"""What is known of single publishers: data only, one entry a content system. Every rule that names a site stands here.

The general rules read these pages too; knowing the names makes it sure. Names are as in class and id attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import html

from reader.domain.identity import host_of
from reader.domain.models import GroupKind


@dataclass(frozen=True, slots=True)
class Site:
    """One content system and the publishers that use it."""

    names: dict[str, str]
    """Registered domain -> how the publisher calls itself (empty: as its pages say)."""
    body: frozenset[str] = frozenset()
    """Of the element that holds the text."""
    lead: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    """Of what stands in the text and is not of it."""
    groups: dict[str, GroupKind] = field(default_factory=dict)
    """Of lists of other stories -> their kind."""


_R, _I, _S = GroupKind.RELATED, GroupKind.INLINE, GroupKind.SECTION

SITES: tuple[Site, ...] = (
    Site(
        {
            "plo.vn": "Pháp Luật TP.HCM", "baophapluat.vn": "Pháp Luật Việt Nam", "tienphong.vn": "Tiền Phong",
            "vietnamplus.vn": "VietnamPlus", "nhandan.vn": "Nhân Dân", "sggp.org.vn": "Sài Gòn Giải Phóng",
            "anninhthudo.vn": "An Ninh Thủ Đô", "znews.vn": "Znews", "baotintuc.vn": "Báo Tin Tức",
            "daibieunhandan.vn": "Đại Biểu Nhân Dân", "giaoducthoidai.vn": "Giáo Dục và Thời Đại",
        },
        body=frozenset(("article__body", "zce-content-body", "cms-body", "the-article-body")),
        lead=frozenset(("article__sapo", "cms-desc", "the-article-summary")),
        drop=frozenset(("article__author", "article__tag", "article__social", "cms-author")),
        groups={"article-relate": _I, "cms-relate": _I, "related-news": _R, "article__related": _R},
    ),
    Site(
        {
            "tuoitre.vn": "Tuổi Trẻ", "thanhnien.vn": "Thanh Niên", "nld.com.vn": "Người Lao Động", "cafef.vn": "CafeF",
            "cafebiz.vn": "CafeBiz", "kenh14.vn": "Kenh14", "soha.vn": "Soha", "genk.vn": "GenK",
            "suckhoedoisong.vn": "Sức Khỏe & Đời Sống", "baochinhphu.vn": "Báo Chính Phủ", "vtv.vn": "VTV",
        },
        body=frozenset(("afcbc-body", "detail-content", "detail-cmain", "knc-content")),
        lead=frozenset(("detail-sapo", "knc-sapo", "sapo")),
        drop=frozenset(("detail-author", "author-info", "link-source-wrapper", "link-content-footer")),
        groups={"detail__related": _R, "detail-same": _S, "detail__cmc": _S, "box-same": _S},
    ),
    Site(
        {"dantri.com.vn": "Dân trí"},
        body=frozenset(("singular-content",)),
        lead=frozenset(("singular-sapo",)),
        drop=frozenset(("author-wrap", "singular-author")),
        groups={"article-related": _R},
    ),
    Site(
        {"vnexpress.net": "VnExpress"},
        body=frozenset(("fck_detail",)),
        lead=frozenset(("description",)),
        groups={"box-tinlienquanv2": _R, "list-news": _R},
    ),
    Site(
        {"vietnamnet.vn": "VietNamNet"},
        body=frozenset(("maincontent", "main-content")),
        lead=frozenset(("content-detail-sapo",)),
        groups={"insert-wiki-content": _I, "related-news": _R},
    ),
)  # fmt: skip
_NONE = Site({})


def site_of(url: str) -> Site:
    """The content system behind the address; one that knows nothing when the table does not have it."""
    return _known(url)[0]


def name_of(url: str) -> str:
    """The publisher's name by the table, or empty."""
    return _known(url)[1]


def _known(url: str) -> tuple[Site, str]:
    host = f".{host_of(url)}"
    found = ((site, name) for site in SITES for known, name in site.names.items() if host.endswith(f".{known}"))
    return next(found, (_NONE, ""))


def tokens(element: html.HtmlElement) -> frozenset[str]:
    """Class names and id of the element."""
    return _split(f"{element.get('class') or ''} {element.get('id') or ''}"[:300])


@lru_cache(maxsize=2048)
def _split(names: str) -> frozenset[str]:
    return frozenset(names.split())
