"""What is known of single publishers: data only, one line a family. Every rule that names a site stands here.

Class names are those of the families' content systems: knowing them makes a page read faster and surer, none is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

from reader.domain.identity import host_of


@dataclass(frozen=True, slots=True)
class Site:
    """One family of publishers."""

    hosts: tuple[str, ...]
    """Registered domains."""
    name: str = ""
    """How the publisher calls itself, when its pages do not say."""
    body: tuple[str, ...] = ()
    """Class names or ids of the body."""
    lead: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """Class names or ids of what is not the article's."""
    related: tuple[tuple[str, str], ...] = ()
    """(class name or id of a list of stories, kind of the group)."""


SITES: tuple[Site, ...] = (
    Site(
        (
            "plo.vn",
            "baophapluat.vn",
            "nguoiduatin.vn",
            "sggp.org.vn",
            "giaoducthoidai.vn",
            "baotintuc.vn",
            "tienphong.vn",
            "vietnamplus.vn",
            "kinhtedothi.vn",
            "znews.vn",
            "daibieunhandan.vn",
            "anninhthudo.vn",
        ),
        body=("article__body", "cms-body", "the-article-body"),
        lead=("article__sapo", "cms-desc", "the-article-summary"),
        drop=("cms-author", "article__author", "article__tag", "article__social", "notebox", "ncenter"),
        related=(("article-relate", "related"), ("cms-relate", "inline"), ("box-relate", "related")),
    ),
    Site(
        (
            "tuoitre.vn",
            "thanhnien.vn",
            "nld.com.vn",
            "cafef.vn",
            "kenh14.vn",
            "soha.vn",
            "genk.vn",
            "cafebiz.vn",
            "vtv.vn",
            "laodong.vn",
            "nhandan.vn",
            "giadinh.suckhoedoisong.vn",
            "suckhoedoisong.vn",
            "dantri.com.vn",
            "toquoc.vn",
            "afamily.vn",
            "autopro.com.vn",
            "baochinhphu.vn",
        ),
        body=("detail-content", "afcbc-body", "detail-cmain", "singular-content", "knc-content", "contentdetail"),
        lead=("detail-sapo", "sapo", "singular-sapo", "knc-sapo"),
        drop=("VCSortableInPreviewMode link-content-footer", "detail-author", "author-info", "link-source-wrapper"),
        related=(
            ("VCSortableInPreviewMode relate", "inline"),
            ("detail__related", "related"),
            ("detail__cmc", "section"),
        ),
    ),
    Site(("vnexpress.net",), body=("fck_detail",), lead=("description",), drop=("author_mail",)),
    Site(("vietnamnet.vn",), body=("maincontent",), lead=("content-detail-sapo",), drop=("article-author",)),
)


def site_of(url: str) -> Site | None:
    """The family that the address belongs to, or None."""
    host = host_of(url)
    for site in SITES:
        for known in site.hosts:
            if host == known or host.endswith("." + known):
                return site
    return None
