"""Addresses as they may be shown."""

from __future__ import annotations

import pytest

from reader.domain.secrets import masked, without_login


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.test/feed?page=2&lang=vi", "https://a.test/feed?page=2&lang=vi"),
        ("https://user:pw@a.test/x@y", "https://***@a.test/x@y"),
        ("https://user:p@w@a.test/", "https://***@a.test/"),
        ("https://a.test/?token=abc&page=2", "https://a.test/?token=***&page=2"),
        ("https://a.test/?page=2&api_key=abc#top", "https://a.test/?page=2&api_key=***#top"),
        ("https://a.test/?X-Amz-Signature=abc;auth=d", "https://a.test/?X-Amz-Signature=***;auth=***"),
        ("https://a.test/?monkey=banana&keyword=x", "https://a.test/?monkey=banana&keyword=x"),
        ("a.test", "a.test"),
        ("", ""),
    ],
)
def test_logins_and_keys_are_hidden_and_nothing_else(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_other_programs_get_the_address_without_the_login() -> None:
    assert without_login("https://user:p@w@a.test/?token=abc") == "https://a.test/?token=abc"
