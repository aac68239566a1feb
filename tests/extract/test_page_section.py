"""A section page gives its stories in order, without menus, other sites and itself."""

from __future__ import annotations

import pytest

from reader.domain.errors import NotAnArticle
from reader.extract.page import story_links

URL = "https://bao.example.vn/thoi-su/"


def card(number: int, host: str = "") -> str:
    href = f"{host}/tin-trong-ngay-so-{number}-8800{number}.html"
    return (
        f"<article><a href='{href}'><img data-src='/anh/{number}.jpg'></a>"
        f"<h3><a href='{href}?utm_source=home'>Một tin trong ngày có tiêu đề dài số {number}</a></h3>"
        f"<p>Tóm tắt của tin số {number}, dài vừa đủ một câu để đọc lướt.</p>"
        f"<time datetime='2025-12-04T0{number}:00:00+07:00'></time></article>"
    )


def page(body: str) -> bytes:
    return f"<html lang='vi'><body><h1>Thời sự</h1>{body}</body></html>".encode()


def test_stories_in_page_order_with_what_the_cards_say() -> None:
    found = story_links(page("".join(card(n) for n in (3, 1, 2))), URL)
    assert [link.title[-1] for link in found] == ["3", "1", "2"]
    first = found[0]
    assert first.url == "https://bao.example.vn/tin-trong-ngay-so-3-88003.html"
    assert first.teaser.startswith("Tóm tắt của tin số 3")
    assert first.image_url == "https://bao.example.vn/anh/3.jpg"
    assert first.published is not None
    assert first.published.hour == 20


def test_menus_other_sites_and_the_page_itself_do_not_count() -> None:
    frame = (
        f"<nav>{card(4)}</nav><footer>{card(5)}</footer><div class='outbrain'>{card(6)}</div>{card(7, 'https://x.example.com')}"
        "<a href='https://bao.example.vn/thoi-su/'>Trang thời sự của báo, chính là trang này</a>"
    )
    assert [link.url[-6] for link in story_links(page(frame + card(1)), URL)] == ["1"]


def test_page_without_stories_and_no_page() -> None:
    assert story_links(page("<p>Chưa có tin nào trong mục này.</p>"), URL) == ()
    with pytest.raises(NotAnArticle):
        story_links(b"%PDF-1.4", URL)
