"""Names of encodings as documents write them, and the old Vietnamese ones that Python does not know."""

from __future__ import annotations

import codecs

_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw-unicode-escape", "utf-7"})
"""Codecs of Python that are no encodings of documents, or are traps."""

# What browsers read where a page says the left (WHATWG Encoding): the right one holds all of the left and more.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Names that the same standard knows and Python does not, and a few of old software.
_OTHER_NAMES = {
    "unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8", "x-unicode20utf8": "utf-8",
    "iso88592": "iso8859-2", "csiso88596e": "iso8859-6", "csiso88596i": "iso8859-6", "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6", "sun_eu_greek": "iso8859-7", "csiso88598e": "iso8859-8", "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8", "csisolatin9": "iso8859-15",
    "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "mac": "mac-roman", "csmacintosh": "mac-roman",
    "x-mac-roman": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic",
    "dos-874": "cp874", "windows-874": "cp874", "ms-cyrl": "cp1251", "csgb2312": "gb2312", "gb_2312": "gb2312",
    "gb_2312-80": "gb2312", "x-gbk": "gbk", "cn-big5": "big5", "x-x-big5": "big5", "cseucpkdfmtjapanese": "euc_jp",
    "x-euc-jp": "euc_jp", "windows-31j": "cp932", "x-sjis": "cp932", "cseuckr": "euc_kr", "csksc56011987": "euc_kr",
    "iso-ir-149": "euc_kr", "ks_c_5601-1989": "euc_kr", "ksc_5601": "euc_kr", "windows-949": "cp949",
    "csviscii": "viscii", "tcvn-5712": "tcvn", "tcvn5712-1": "tcvn", "tcvn5712-1:1993": "tcvn", "x-viet-tcvn": "tcvn",
}  # fmt: skip
_LOW = "".join(map(chr, range(128)))
_TABLES = {
    # RFC 1456.
    "viscii": _LOW.translate({2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"})
    + "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    + "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    # TCVN 5712:1993, its first form.
    "tcvn": _LOW.translate(dict(zip((1, 2, 4, 5, 6, *range(17, 24)), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)))
    + "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}


def known(name: str) -> str:
    """Our name for a charset; empty for what is none, though Python knows a codec of that name ("hex", "zip")."""
    name = name.strip().lower()
    name = _OTHER_NAMES.get(name, name.removeprefix("x-") if name.startswith("x-cp") else name)
    if name in _TABLES:
        return name
    try:
        normal = codecs.lookup(name).name
        b"a".decode(normal, "replace")
    except (LookupError, ValueError):
        return ""
    return "" if normal in _NO_CHARSETS else _WIDER.get(normal, normal)


def decoded(body: bytes, name: str) -> str:
    """`body` in the encoding that `known` calls `name`; what cannot be read becomes U+FFFD."""
    table = _TABLES.get(name)
    return codecs.charmap_decode(body, "replace", table)[0] if table else body.decode(name, "replace")
