"""Names of tags as they are typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.tags import MAX_NAME, Edit, read_edit, tag_key, tag_name
from reader.domain.text import is_clean


@pytest.mark.parametrize(
    ("typed", "edit"),
    [
        ("", Edit()),
        (" , ,", Edit()),
        ("later", Edit(("later",))),
        ("đọc sau, #Kinh tế", Edit(("đọc sau", "Kinh tế"))),
        ("a, -b", Edit(("a",), ("b",))),
        ("a, A, á", Edit(("A", "á"))),
        ("a, -a", Edit((), ("a",))),
        ("--x", Edit((), ("x",))),
        ("co-op", Edit(("co-op",))),
        ("[b]x[/b], \x1b]52;c;x\x07y", Edit(("[b]x[/b]", "]52;c;xy"))),
    ],
)
def test_a_line_of_tags(typed: str, edit: Edit) -> None:
    assert read_edit(typed) == edit


@given(st.text())
def test_any_text_makes_clean_names_that_stay_as_they_are(text: str) -> None:
    edit = read_edit(text)
    for name in (*edit.add, *edit.remove):
        assert name
        assert "," not in name
        assert len(name) <= MAX_NAME
        assert is_clean(name)
        assert tag_name(name) == name
    keys = [tag_key(name) for name in (*edit.add, *edit.remove)]
    assert len(keys) == len(set(keys))


def test_two_spellings_are_one_tag_and_accents_make_two() -> None:
    assert tag_key(tag_name(unicodedata.normalize("NFD", "Điện"))) == tag_key("ĐIỆN")
    assert tag_key("bán") != tag_key("bạn")
