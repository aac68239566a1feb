"""Which story takes a newcomer, what is a copy, what is a round-up, what is left out of a text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.related.clean import SEEN_OFTEN, Habits, without_source
from reader.related.copies import fingerprint, is_copy, shingles_of
from reader.related.features import Text, features_of
from reader.related.near import KEPT, Near, joined, strongest
from reader.related.roundups import is_roundup
from reader.related.stories import DAY, LARGEST, WINDOW, Candidate, Fit, fits, nearness, place, threshold
from reader.related.vocabulary import Vocabulary

SENTENCES = [f"Sentence {word} tells one more thing about the {word} of the bridge." for word in "abcdefghijklmnop"]


def seen(entry_id: int, story: int, cosine: float, at: int = 0, size: int = 2000) -> Candidate:
    return Candidate(entry_id, story, cosine, at, size)


def test_the_best_story_above_the_threshold_takes_the_newcomer() -> None:
    found = fits(0, 2000, [seen(1, -1, 0.5), seen(2, -2, 0.4)], {})
    assert place(found[:1], {}).story_id == -1
    assert place(fits(0, 2000, [seen(1, -1, 0.2)], {}), {}).story_id == 0


def test_a_long_chain_does_not_take_what_shares_little_with_each_of_it() -> None:
    chain = [seen(number, 7, 0.25) for number in range(1, 9)]
    assert place(fits(0, 2000, chain, {7: 8}), {7: 8}).story_id == 0


def test_one_alike_member_among_strangers_is_not_enough() -> None:
    assert place(fits(0, 2000, [seen(1, 7, 0.5)], {7: 9}), {7: 9}).story_id == 0


def test_time_closes_a_story() -> None:
    late = fits(WINDOW + DAY, 2000, [seen(1, 7, 0.99)], {7: 1})
    assert late[0].ratio < 1


def test_a_flood_takes_no_newcomers() -> None:
    assert place([Fit(7, 2.0)], {7: LARGEST}).story_id == 0


def test_a_newcomer_that_fits_two_small_stories_joins_them() -> None:
    placing = place([Fit(7, 2.0), Fit(9, 1.8)], {7: 2, 9: 5})
    assert (placing.story_id, placing.merged_id) == (9, 7)
    assert place([Fit(7, 2.0), Fit(9, 1.1)], {7: 2, 9: 5}).merged_id == 0
    assert place([Fit(7, 2.0), Fit(9, 1.8)], {7: 20, 9: 50}).merged_id == 0


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_the_threshold_is_sane(one: int, other: int) -> None:
    assert 0.1 < threshold(one) < 0.4
    assert abs(threshold(one) - threshold(one + 1)) < 0.01
    assert nearness(0.5, one) >= nearness(0.5, one + other) >= 0.25


def test_near_entries_are_few_and_the_strongest() -> None:
    links = strongest(Near(number, number / 10) for number in range(40))
    assert [len(links), links[0].entry_id] == [KEPT, 39]
    assert joined(links, Near(100, 0.3)) is None
    better = joined(links, Near(100, 9.0))
    assert better is not None
    assert [len(better), better[0].entry_id] == [KEPT, 100]
    assert joined(better, Near(100, 9.0)) is None


def test_a_shortened_text_under_another_title_is_a_copy() -> None:
    chance = random.Random(1)
    words = [chance.choice(SENTENCES) + f" {chance.random()}" for _ in range(12)]
    whole, cut = Text("One title", "\n".join(words)), Text("Quite another", "(Agency)\n" + "\n".join(words[:8]))
    other = Text("One title", "\n".join(f"{chance.random()} was said by {chance.random()}" for _ in range(12)))
    assert is_copy(shingles_of(whole), shingles_of(cut))
    assert not is_copy(shingles_of(whole), shingles_of(other))


def test_short_standing_titles_are_no_copies() -> None:
    assert not is_copy(shingles_of(Text("Photo of the day", "")), shingles_of(Text("Photo of the day", "")))
    assert fingerprint(Text("Photo of the day", "")) == 0


def test_a_fingerprint_overlooks_case_and_space_only() -> None:
    body = "A long enough sentence about the bridge at Tra Lam and its third pier."
    assert fingerprint(Text("A", body)) == fingerprint(Text("a", body.replace(" ", "  ").upper())) != 0
    assert fingerprint(Text("A", body)) != fingerprint(Text("A", body + " Not."))


@pytest.mark.parametrize(
    "title",
    ["In brief: bridge, rice, rain", "Điểm tin sáng 3/12", "Live updates: the storm", "World news in brief",
     "Tin vắn ngày 3/12", "Morning briefing: what to know"],
)  # fmt: skip
def test_round_ups_are_known_by_their_titles(title: str) -> None:
    assert is_roundup(Text(title, ""), Vocabulary())


@pytest.mark.parametrize("title", ["Live music returns to Hai Lam", "Chủ tịch tỉnh trực tiếp kiểm tra cầu Trà Lam",
                                   "Brief encounter with a langur"])  # fmt: skip
def test_ordinary_titles_are_no_round_ups(title: str) -> None:
    assert not is_roundup(Text(title, ""), Vocabulary())


def test_parts_without_anything_in_common_are_a_round_up() -> None:
    matters = [[f"{letter}{other}ord" for other in "abcdefghijklmnop"] for letter in "bcdfghk"]
    parts = [" ".join(matter) + " " + matter[0] * 12 for matter in matters]
    article = [" ".join([*matters[0][:8], *matter[:8]]) for matter in matters]
    vocabulary = Vocabulary()
    for part in parts:
        vocabulary.learn(features_of(Text("", part)))
    assert is_roundup(Text("Monday", "\n".join(parts)), vocabulary)
    assert not is_roundup(Text("Monday", "\n".join(article)), vocabulary)


def test_the_name_of_the_source_goes_from_the_title() -> None:
    assert without_source("Flood in Hue - Daily News", "Daily News") == "Flood in Hue"
    assert without_source("DAILY NEWS: Flood in Hue", "Daily News") == "Flood in Hue"
    assert without_source("The Daily News is sold", "Daily News") == "The Daily News is sold"
    assert without_source("Daily News", "Daily News") == "Daily News"


def test_what_a_source_prints_under_every_article_is_left_out() -> None:
    habits = Habits()
    footer = "Follow us on all channels. Call our hotline."
    for number in range(SEEN_OFTEN):
        habits.note(number, Text(f"Title {number}", "\n".join([*SENTENCES[number : number + 9], footer])))
    again = Habits(habits.pack())
    kept = again.without("\n".join([*SENTENCES[:9], footer]))
    assert "hotline" not in kept
    assert "channels" not in kept
    assert SENTENCES[4] in kept


def test_one_article_edited_often_is_no_habit() -> None:
    habits = Habits()
    body = "\n".join(SENTENCES[:6])
    for _edit in range(9):
        habits.note(5, Text("", body))
    assert habits.without(body) == body


def test_a_source_that_republishes_everything_keeps_its_texts() -> None:
    habits = Habits()
    body = "\n".join(SENTENCES[:6])
    for number in range(9):
        habits.note(number, Text("One title", body))
        habits.note(number, Text("Another", "Another text. Of two sentences."))
    assert habits.without(body) == body


def test_a_source_that_republishes_under_new_titles_keeps_them_too() -> None:
    habits = Habits()
    body = "\n".join(SENTENCES[:6])
    for number in range(9):
        habits.note(number, Text(f"Update {number}", body))
    assert habits.without(body) == body


def test_a_footer_longer_than_the_text_is_left_out_too() -> None:
    habits = Habits()
    footer = "\n".join(SENTENCES[8:14])
    for number in range(SEEN_OFTEN):
        habits.note(number, Text(f"Title {number}", f"{SENTENCES[number]}\n{footer}"))
    assert habits.without(f"{SENTENCES[0]}\n{footer}") == SENTENCES[0]


def test_habits_are_bounded() -> None:
    habits = Habits()
    for number in range(2000):
        habits.note(number, Text(f"{number}", f"Sentence {number} alone. And {number} more."))
    assert len(habits.pack()) <= 400 * 8
