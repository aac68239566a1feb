"""Bytes to text: whatever the encoding, whatever is claimed of it."""

from __future__ import annotations

import unicodedata
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.extract.decode import decode

SENTENCES = {
    "western": "Le préfet a déclaré que l’eau manquait déjà en région à Orléans.",
    "german": "Der Bürgermeister prüft für größere Straßen die Fördermöglichkeiten.",
    "polish": "Żółta łódź płynie dziś po Wiśle, prezydent powiedział, że będzie padać.",
    "russian": "Сегодня в Москве открылась выставка, сообщили в мэрии города.",
    "japanese": "本日、東京で展覧会が開かれたと市が発表しました。",
    "chinese": "市政府今天宣布展览会在北京开幕,欢迎市民参观。",
    "korean": "오늘 서울에서 전시회가 열렸다고 시가 발표했다.",
    "vietnamese": "Hôm nay tại Hà Nội triển lãm đã được mở cửa, thành phố cho biết sẽ kéo dài.",
}
ENCODED = [
    ("western", "cp1252"),
    ("german", "iso-8859-15"),
    ("polish", "cp1250"),
    ("polish", "iso-8859-2"),
    ("russian", "koi8-r"),
    ("russian", "cp1251"),
    ("japanese", "shift_jis"),
    ("japanese", "euc_jp"),
    ("japanese", "iso2022_jp"),
    ("chinese", "gb18030"),
    ("korean", "euc_kr"),
    ("vietnamese", "cp1258"),
]
TONES = "\u0300\u0301\u0303\u0309\u0323"


def feed(language: str, stated: str) -> str:
    declaration = f"<?xml version='1.0' encoding='{stated}'?>" if stated else "<?xml version='1.0'?>"
    items = "".join(f"<item><title>{n}: {SENTENCES[language]}</title></item>" for n in range(20))
    return f"{declaration}<rss version='2.0'><channel>{items}</channel></rss>"


def encode(text: str, encoding: str) -> bytes:
    if encoding != "cp1258":
        return text.encode(encoding)
    parts = []
    for letter in text:  # Windows-1258 has tones as characters of their own, after their vowel
        marks = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in marks if mark in TONES)
        vowel = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        parts.append((vowel + tones).encode("cp1258"))
    return b"".join(parts)


@pytest.mark.parametrize(("language", "encoding"), ENCODED)
@pytest.mark.parametrize("stated", ["right", "utf-8", "", "x-unheard-of"])
def test_a_wrong_label_does_no_harm(language: str, encoding: str, stated: str) -> None:
    text = feed(language, encoding if stated == "right" else stated)
    assert unicodedata.normalize("NFC", decode(encode(text, encoding))) == text


@pytest.mark.parametrize(
    ("language", "encoding"),
    [pair for pair in ENCODED if pair[0] != "polish"],
)
@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1252"])
def test_a_western_label_is_what_servers_say_of_everything(language: str, encoding: str, stated: str) -> None:
    text = feed(language, "")
    found = decode(encode(text, encoding), f"text/xml; charset={stated}")
    assert unicodedata.normalize("NFC", found) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("language", ["western", "japanese"])
@pytest.mark.parametrize("stated", ["utf-8", "iso-8859-1"])
def test_wide_characters_need_no_mark(encoding: str, language: str, stated: str) -> None:
    text = feed(language, stated)
    assert decode(text.encode(encoding)) == text


def test_one_western_byte_in_a_plain_text_is_no_broken_utf_8() -> None:
    assert decode(b"<?xml version='1.0' encoding='utf-8'?><a>don\x92t</a>").endswith("<a>don’t</a>")


def test_controls_that_were_windows_1252_are_read_as_such() -> None:
    assert decode("don\x92t \x96 \x81\x1b]52;c;x\x07".encode()) == "don’t – ]52;c;x"


def test_an_escape_in_utf_8_does_not_make_it_japanese() -> None:
    assert decode("Tin mới \x1b$B 日本".encode()) == "Tin mới $B 日本"


def test_no_codec_of_python_is_a_trap() -> None:
    for name in sorted({*aliases, *aliases.values(), "idna", "punycode", "unicode_escape"}):
        body = b"<?xml version='1.0' encoding='%s'?><a>caf\xe9 \\x1b[2J \xff</a>" % name.replace("_", "-").encode()
        assert "\x1b" not in decode(body), name
        assert "\x1b" not in decode(body, f"text/xml; charset={name}"), name


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=hex", "charset=utf-7", "charset=cp1258"]))
def test_any_bytes_are_some_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)
