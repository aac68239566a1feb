"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain import robots
from reader.domain.robots import RobotsFile, Rule


def allowed(text: str, path: str, agent: str = "bantin") -> bool:
    return robots.parse(text.encode(), agent).allows("https://site.example" + path)


def test_no_rules_allow_everything() -> None:
    for text in ("", "\n\n", "# nothing", "<html><body>404</body></html>", "User-agent: *\nDisallow:\n", "\x00\xff"):
        assert allowed(text, "/anything?x=1")


def test_the_longest_rule_decides_and_allow_wins_a_draw() -> None:
    text = "User-agent: *\nDisallow: /news\nAllow: /news/open\nDisallow: /news/open/secret\n"
    text += "Allow: /same\nDisallow: /same\n"
    assert not allowed(text, "/news/1")
    assert allowed(text, "/news/open/1")
    assert not allowed(text, "/news/open/secret/1")
    assert allowed(text, "/same/1")
    assert allowed(text, "/other")


def test_our_own_groups_together_replace_those_for_everybody() -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: BanTin/1.0\nDisallow: /a\n\n"
        "user-agent: bantin\nDisallow: /b\n"
    )
    assert allowed(text, "/c")
    assert not allowed(text, "/a")
    assert not allowed(text, "/b")
    assert not allowed(text, "/c", agent="somebody")


def test_a_group_that_names_us_without_rules_allows_everything() -> None:
    assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: bantin\nDisallow:\n", "/x")


def test_a_longer_name_is_another_program() -> None:
    assert allowed("User-agent: bantinbot\nDisallow: /", "/x")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish.asp", False),
        ("/fish*", "/fishheads", True),
        ("/*.php", "/folder/any.php.file.html", True),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/*.php$", "/filename.php5", False),
        ("/fish*.php", "/fishheads/catfish.php?parameters", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/$", "/", True),
        ("/$", "/page.html", False),
        ("/ab*ab$", "/ab", False),
        ("/ab*ab$", "/abab", True),
        ("*/print", "/a/print/1", True),
        ("/*?*sort=", "/list?a=1&sort=2", True),
    ],
)
def test_star_and_dollar(pattern: str, path: str, expected: bool) -> None:
    assert allowed(f"User-agent: *\nDisallow: {pattern}", path) is not expected


def test_percent_encoding_and_letters_outside_of_ascii_mean_the_same() -> None:
    for pattern in ("/tin-tức", "/tin-t%E1%BB%A9c", "/tin-t%e1%bb%a9c", "/%74in-tức"):
        assert not allowed(f"User-agent: *\nDisallow: {pattern}", "/tin-t%E1%BB%A9c/1")
        assert not allowed(f"User-agent: *\nDisallow: {pattern}", "/tin-tức/1")
    assert not allowed("User-agent: *\nDisallow: /a-%2A-b", "/a-*-b")
    assert allowed("User-agent: *\nDisallow: /a-%2A-b", "/a-c-b")
    assert allowed("User-agent: *\nDisallow: /a%2Fb", "/a/b")


def test_marks_comments_line_ends_and_odd_lines_are_survived() -> None:
    body = b"\xef\xbb\xbf# x\rUSER-AGENT : *  # all\r\n Disallow: /a # why\nnonsense\nCrawl-delay: 9\nDisallow: b\n"
    file = robots.parse(body, "bantin")
    assert file.rules == (Rule(False, "/a"),)


def test_robots_txt_itself_is_always_allowed() -> None:
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt")


def test_sitemaps_are_for_everybody_and_break_no_group() -> None:
    text = (
        "User-agent: bantin\nSitemap: https://a.example/one.xml\nDisallow: /x\nsitemap: https://a.example/two.xml.gz\n"
    )
    file = robots.parse(text.encode(), "bantin")
    assert file.sitemaps == ("https://a.example/one.xml", "https://a.example/two.xml.gz")
    assert not file.allows("https://a.example/x")


def test_only_the_beginning_of_a_huge_file_counts() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * robots.MAX_BYTES + b"\nDisallow: /b\n"
    assert robots.parse(body, "bantin").rules == (Rule(False, "/a"),)
    many = b"User-agent: *\n" + b"Disallow: /\n" * 40_000
    assert len(robots.parse(many, "bantin").rules) == robots.MAX_RULES


def test_no_pattern_is_slow() -> None:
    started = time.process_time()
    robots.matches("/" + "*a" * 2000 + "$", "/" + "a" * 4000 + "b")
    assert time.process_time() - started < 1.0


@given(st.text("ab*$/", max_size=8), st.text("ab/", max_size=10))
def test_matching_is_what_a_regular_expression_says(pattern: str, path: str) -> None:
    body, end = (pattern[:-1], r"\Z") if pattern.endswith("$") else (pattern, "")
    meaning = "".join(".*" if char == "*" else re.escape(char) for char in body) + end
    assert robots.matches(pattern, path) == (re.match(meaning, path, re.DOTALL) is not None)


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_bytes_and_any_address_get_an_answer(body: bytes, url: str) -> None:
    file = robots.parse(body, "bantin")
    assert isinstance(file, RobotsFile)
    assert file.allows(url) in (True, False)
