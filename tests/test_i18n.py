"""The interface speaks English and Vietnamese: the catalogue is complete, current and compiled."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import i18n
from tests import catalogue

PO = catalogue.messages(catalogue.load())


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    i18n.set_language("en")


def test_the_catalogue_holds_exactly_the_messages_of_the_code() -> None:
    there, known = catalogue.extracted(), set(PO)
    assert not there - known, f"new messages; {catalogue.COMMAND}, translate them, and run it again"
    assert not known - there, f"messages that are gone; {catalogue.COMMAND}"


def test_every_message_is_translated_with_the_same_fields() -> None:
    assert list(catalogue.faults(catalogue.load())) == [], f"translate them in {catalogue.PO}, then {catalogue.COMMAND}"


def test_the_compiled_file_says_the_same() -> None:
    assert catalogue.messages(catalogue.load(catalogue.MO)) == PO, catalogue.COMMAND


def test_translations_are_whole_letters_and_end_like_their_sentences() -> None:
    for message, (string,) in PO.items():
        source = message if isinstance(message, str) else message[-1]
        assert unicodedata.is_normalized("NFC", string), string
        assert string.isprintable() or "\n" in source, string
        if source.endswith((".", "?", "…")):
            assert string.endswith(source[-1]), f"{source!r}: {string!r}"


def test_hardly_a_message_is_left_in_english() -> None:
    same = [message for message, (string,) in PO.items() if string in (message, message[-1])]
    assert len(same) <= 25, same


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANGUAGE": "vi:en", "LC_ALL": "C"}, "vi"),
        ({"LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LC_ALL": "", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LC_ALL": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses(variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    i18n.set_language("auto")
    assert i18n.language() == expected


def test_vietnamese_is_spoken() -> None:
    i18n.set_language("vi")
    assert i18n._("Unread") == "Chưa đọc"
    assert i18n._("no such message") == "no such message"
    assert i18n._("") == ""
    for count in (0, 1, 2):
        said = i18n.ngettext("{count} new story", "{count} new stories", count).format(count=count)
        assert said == f"{count} tin mới"
    i18n.set_language("en")
    assert i18n._("Unread") == "Unread"
    assert i18n.ngettext("{count} new story", "{count} new stories", 1).format(count=1) == "1 new story"


def test_messages_are_filled_in_after_they_are_translated() -> None:
    wrong = []
    for place, (first, *_more) in catalogue.calls():
        made = isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute)
        if made or isinstance(first, ast.JoinedStr | ast.BinOp):
            wrong.append(place)
    assert wrong == [], "give `_` the message itself and call `.format` on what comes back"


def test_messages_are_found_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.py").write_text(
        'a = f"{_(\'in a text\')}"\nb = [_("in " "two") for c in ngettext("one", "many", 3)]\n'
        'd = N_("later"), _(b), _("one"), other("not this")\n'
    )
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalogue, "calls", catalogue.calls.__wrapped__)
    assert catalogue.extracted() == {"in a text", "in two", ("one", "many"), "later"}
