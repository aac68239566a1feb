"""The small change of hostile input: what is put where something harmless was expected. Data only."""

# ruff: noqa: E501
from __future__ import annotations

CONTROLS = (
    "\x00", "\x07", "\x08", "\x1b[2J", "\x1b]52;c;aGk=\x07", "\x1b]8;;http://evil.test\x1b\\", "\x7f", "\x85", "\x9b31m",
    "\x9d0;x\x9c", "\u061c", "\u200b", "\u200e", "\u2028", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe",
    "\U000e0041", "\U0010ffff", "\ue000", "\u0301" * 40, "\u00ad", "\u3164", "\r", "\r\n", "\t", "\u0085",
)  # fmt: skip
REFERENCES = (
    "&#27;", "&#x1b;[2J", "&#155;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#;", "&#x;", "&", "&amp;",
    "&amp;#27;", "&amp;amp;lt;b&amp;gt;", "&nbsp;", "&ocirc;", "&undeclared;", "&lt;script&gt;", "&quot;", "&apos", "%x;",
)  # fmt: skip
MARKUP = (
    "<", ">", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<?php", "?>", "</", "/>", "<a", "<!DOCTYPE",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<script>", "</script>", "<b>", "<p", "<br/>", "<svg onload=x>", "[/]", "[@click=app.quit]x[/]",
    "<iframe src='//x.test'>", "<x:y>", "<item>", "</item>", "<entry>", "</channel>", "<div xmlns='x'>", "<template>",
)  # fmt: skip
ADDRESSES = (
    "", "/", "//", "?", "#", ".", "..", "http:", "http://", "http:///x", "http://[", "http://[::1", "http://[::1]:99999/",
    "http://a.test:port/", "http://user:pw@a.test/", "http://a.test\\@b.test/", "http://\u202ea.test/", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\nscript:x", "data:text/html,<b>", "file:///etc/passwd", "exec:rm -rf", "feed://a.test/x",
    "mailto:a@b.test", "gemini://a.test/", "http://%00/", "http://a.test/%", "http://a.test/%zz", "http://a.test/ b",
    "http://1/", "http://0x7f.1/", "http://2130706433/", "http://xn--/", "http://xn--a/", "http://a..b/", "http://-/",
    "http://bücher.test/ö", "HTTP://A.TEST/", "https://a.test/" + "a" * 9000, "http://a.test/\x1b", "../" * 200, "urn:x:y",
    "tag:a.test,2026:1", "http://a.test/?utm_source=x&fbclid=1", "http://a.test/#frag", "ftp://a.test/", "//a.test/x", "a b",
    "http://" + "a." * 200 + "test/", "http://٣.test/", "http://a。test/", "http://ⓐ.test", "http://a.test:/", "http://a.test:0/",
)  # fmt: skip
DATES = (
    "", "0", "-1", "99999999999999999999", "0000-00-00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-24:00", "99999-01-01",
    "2026-02-30", "2026-13-01", "2026-W99-9", "2026-366", "2025-366", "2026-000", "24:00", "2026-11-28T24:00:00Z",
    "2026-11-28T25:61:61Z", "2026-11-28T12:00:00+99:99", "2026-11-28T12:00:00.123456789012345Z", "Fri, 31 Jun 2026 10:00 XYZ",
    "Sat, 28 Nov 2026 12:00:00 -0000", "28/11/2026", "11/28/26", "١٢/١١/٢٠٢٦", "２０２６年１１月２８日", "2026년 11월 28일 오후 3:00",
    "ngày 28 tháng 11 năm 2026", "1764331200", "1764331200000", "-9e99", "nan", "inf", "now", "ΣΑΒ, 28 ΝΟΕ 2026", "Z" * 199,
    "2026-november-28T12:00", "Nov 28 12:00:00 2026", "1 Jan 1", "31 Dec 9999 23:59:59 -1400", "²³/¹¹/2026", "2543-01-01", "9" * 200,
)  # fmt: skip
NUMBERS = (
    "",
    "0",
    "-1",
    "1e309",
    "nan",
    "-0",
    "999999999999999999999999",
    "٣",
    "²",
    "0x10",
    "1,5",
    "1:2:3",
    "true",
    " 7 ",
)
WORDS = (
    "Tin", "cửa khẩu", "R&D", "5 < 6", "“quoted”", "日本", "نص", "a_b", "100%", "é", "AT&T", "e\u0301", "🇻🇳", "👩‍👩‍👧", "ไทย", "Ⅷ", "ﷺ",
    "İ", "ß", "ǅ", "x" * 300, "-", "(", ")", '"', "\\", "*", "/", ":", "AND", "OR", "NOT",
)  # fmt: skip
EVERYTHING = (*CONTROLS, *REFERENCES, *MARKUP, *ADDRESSES[:40], *DATES[:20], *NUMBERS, *WORDS)
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "cp1258", "iso-8859-1",
    "gb18030", "shift_jis", "euc-kr", "big5", "koi8-r", "cp037", "iso2022_jp", "utf-7",
)  # fmt: skip
