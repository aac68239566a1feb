"""Which later texts belong to a followed story, and which sentences two tellings share. Pure."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.related.following import CORE, ITSELF, LINKED, belonging, core_of
from reader.related.stories import DAY, nearness, threshold
from reader.related.vector import KEPT, cosine, weights_of
from reader.related.wording import same_wording


def vector(*features: int) -> array[int]:
    """Features of equal weight."""
    step = round((1 / len(features)) ** 0.25 * 255)
    return array("I", (feature << 8 | step for feature in features))


SIZE = 2000
ABOUT = vector(2, 4, 6, 8)


def sharing(part: float) -> array[int]:
    """A text whose likeness to ABOUT is about `part` of the threshold."""
    wanted, count = part * threshold(SIZE), 4
    while cosine(weights_of(ABOUT), vector(2, *range(100, 100 + 2 * count, 2))) > wanted:
        count += 1
    return vector(2, *range(100, 100 + 2 * (count - 1), 2))


def test_a_later_chapter_shares_the_core_and_is_linked_however_late_it_comes() -> None:
    chapter = sharing((CORE + ITSELF) / 2)
    for days in (1, 9, 400):
        ratio = (LINKED + 0.1) * nearness(1.0, days * DAY)
        assert belonging(ABOUT, SIZE)(chapter, SIZE, [(ratio, days * DAY)])


def test_a_chain_that_has_left_the_core_leads_nowhere() -> None:
    assert not belonging(ABOUT, SIZE)(sharing(CORE / 2), SIZE, [(4.0, 0)])


def test_the_core_alone_is_not_enough_unless_it_is_nearly_all() -> None:
    assert not belonging(ABOUT, SIZE)(sharing((CORE + ITSELF) / 2), SIZE, [(LINKED / 2, 0)])
    assert not belonging(ABOUT, SIZE)(sharing((CORE + ITSELF) / 2), SIZE, [])
    assert belonging(ABOUT, SIZE)(ABOUT, SIZE, [])


def test_nothing_belongs_to_a_story_without_a_word() -> None:
    assert not belonging(core_of([]), 0)(ABOUT, SIZE, [(4.0, 0)])
    assert not belonging(ABOUT, SIZE)(array("I"), 0, [(4.0, 0)])


def test_the_core_is_what_texts_have_in_common() -> None:
    core = core_of([vector(2, 4, 10), vector(2, 4, 12), vector(2, 4, 14)])
    strongest = [code >> 8 for code in core[:2]]
    assert sorted(strongest) == [2, 4]
    assert cosine(weights_of(core), vector(2, 4)) > cosine(weights_of(core), vector(10, 12))


@given(st.lists(st.lists(st.integers(1, 2**23), min_size=1, max_size=96, unique=True), max_size=9))
def test_a_core_is_a_vector_like_others(texts: list[list[int]]) -> None:
    core = core_of([vector(*features) for features in texts])
    assert len(core) <= KEPT
    assert bool(core) is bool(texts)
    assert sum(weight * weight for weight in weights_of(core).values()) == pytest.approx(1, abs=0.1) or not core


# -- wording

ONE = "Cầu Trà Lam đóng cửa trong đêm. Thợ lặn phát hiện vết nứt ở trụ số ba vào lúc 22 giờ. Không ai bị thương."
OTHER = "Thợ lặn đã phát hiện vết nứt ở trụ số ba vào lúc 22 giờ. Ba tháng nữa cầu mới mở lại."


def shared(ones: list[str], others: list[str]) -> list[str]:
    found = same_wording(ones, others)
    return [text[start:end] for text, spans in zip(ones, found, strict=True) for start, end in spans]


def test_sentences_that_are_nearly_the_same_are_found_in_both() -> None:
    assert shared([ONE], [OTHER]) == ["Thợ lặn phát hiện vết nứt ở trụ số ba vào lúc 22 giờ."]
    assert shared([OTHER], [ONE]) == ["Thợ lặn đã phát hiện vết nứt ở trụ số ba vào lúc 22 giờ."]


def test_a_sentence_that_was_made_part_of_a_longer_one_is_found() -> None:
    short = "Lifeboats rescued all 214 passengers of the ferry Gannet on Sunday."
    long = (
        "Lifeboats rescued all 214 passengers of the ferry Gannet on Sunday, said the harbour master, "
        "who had been on duty since the evening before and had not slept."
    )
    assert shared([short], [long]) == [short]


def test_texts_without_spaces_are_compared_too() -> None:
    assert shared(["大桥今晨封闭。检查发现裂缝。"], ["检查发现裂缝。"]) == ["检查发现裂缝。"]


def test_nothing_is_shared_with_nothing() -> None:
    assert same_wording([], [ONE]) == []
    assert same_wording(["", "★ ☆"], [ONE, ""]) == [[], []]


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=60), max_size=6))
def test_spans_lie_in_their_paragraphs_and_a_text_shares_all_with_itself(ones: list[str], others: list[str]) -> None:
    for text, spans in zip(ones, same_wording(ones, others), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
    words = sum(character.isalnum() for text in ones for character in text)
    covered = sum(sum(map(str.isalnum, text)) for text in shared(ones, ones))
    assert covered <= words
