"""Pages that hold no article are named for what they are; articles that only speak of such things are not refused."""

from __future__ import annotations

import pytest
from made_pages import ARTICLE_URL, SENTENCES, article

from reader.domain.errors import NotAnArticle
from reader.extract.page import extract_page


def kind_of(body: bytes | str, url: str = ARTICLE_URL, content_type: str = "") -> str:
    with pytest.raises(NotAnArticle) as caught:
        extract_page(body.encode() if isinstance(body, str) else body, url, content_type=content_type)
    assert str(caught.value).endswith(".")
    return caught.value.kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "image"),
        (b"GIF89a" + bytes(60), "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(60), "video"),
        (b"ID3\x04" + bytes(60), "video"),
        (b"PK\x03\x04" + bytes(range(32)) * 20, "other"),
        (b"", "other"),
        (b" \r\n\t", "other"),
        (b"\x00" * 500, "other"),
        (b'{"error": "not found"}', "other"),
    ],
)
def test_files_are_known_by_their_bytes(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_declared_type_counts_when_the_bytes_say_nothing() -> None:
    assert kind_of(b"some bytes that could be anything", content_type="application/pdf") == "pdf"
    assert kind_of(b"some bytes that could be anything", content_type="image/avif") == "image"


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Just a moment...", "Enable JavaScript and cookies to continue", "bot"),
        ("Access Denied", "You don't have permission to access this server.", "bot"),
        ("Are you a robot?", "Please tick the box below.", "bot"),
        ("Before you continue", "We value your privacy and so do our 800 partners.", "consent"),
        ("Zustimmung erforderlich", "Mit Werbung weiterlesen oder Abo abschließen.", "consent"),
        ("Đăng nhập | Báo Mẫu", "Nhập email và mật khẩu của bạn.", "login"),
        ("Sign in - Paper", "Enter your password to continue.", "login"),
        ("404 Not Found", "nginx", "missing"),
        ("Không tìm thấy trang", "Trang bạn tìm không còn ở đây.", "missing"),
        ("Seite nicht gefunden", "Die Seite gibt es nicht mehr.", "missing"),
        ("Page introuvable - Journal", "Retour à la page principale", "missing"),
    ],
)
def test_walls_and_missing_pages(title: str, text: str, kind: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    assert kind_of(page) == kind


def test_password_field_without_text_is_a_login() -> None:
    page = (
        "<html><head><title>Báo Mẫu</title></head><body><h1>Chào bạn đọc</h1><form><input type=password></form>"
        "</body></html>"
    )
    assert kind_of(page) == "login"


def cards(count: int) -> str:
    return "".join(
        f"<article><h3><a href='/tin-tuc-trong-ngay-so-{i}-8800{i}.html'>Một tin trong ngày có tiêu đề dài số {i}"
        f"</a></h3>"
        f"<p>Tóm tắt ngắn của tin số {i}, dài chừng một câu.</p></article>"
        for i in range(count)
    )


@pytest.mark.parametrize(
    "url", ["https://bao.example.vn/", "https://bao.example.vn", "https://bao.example.vn/index.html?x=1"]
)
def test_front_pages(url: str) -> None:
    page = f"<html><head><title>Báo Mẫu</title></head><body><h1>Báo Mẫu</h1>{cards(30)}</body></html>"
    assert kind_of(page, url) == "home"


def test_section_pages() -> None:
    head = "<title>Thời sự</title><meta property='og:type' content='website'>"
    page = f"<html><head>{head}</head><body><h1>Thời sự trong nước</h1>{cards(40)}</body></html>"
    assert kind_of(page, "https://bao.example.vn/thoi-su") == "home"


def test_next_to_no_text() -> None:
    assert kind_of("<html><body><h1>Một tiêu đề</h1><p>Ngắn quá.</p></body></html>") == "other"


@pytest.mark.parametrize(
    "title",
    [
        "Trang web báo lỗi 404 hàng loạt sau sự cố máy chủ",
        "Why every site asks you to accept all cookies",
        "Vì sao captcha ngày càng khó với người thật",
        "Không tìm thấy nạn nhân vụ lật thuyền trên sông",
        "Zustimmung zur Koalition sinkt auf neuen Tiefstand",
        "Statue no one liked has been removed from the park",
        "Đăng nhập lậu vào hệ thống, một nhóm bị bắt",
    ],
)
def test_articles_about_walls_are_articles(title: str) -> None:
    assert extract_page(article(title=title), ARTICLE_URL).title == title


def test_an_article_at_the_root_of_its_own_site_is_one() -> None:
    page = article(head="<meta property='og:type' content='article'>")
    assert extract_page(page, "https://chuyen-de.example.vn/").blocks


def test_many_cards_around_an_article_do_not_make_it_a_section() -> None:
    found = extract_page(article(f"<aside>{cards(60)}</aside>"), ARTICLE_URL)
    assert SENTENCES[0] in found.blocks[0].text[0].text  # type: ignore[union-attr]
