"""Words, features, vectors: what must be equal is, what must be bounded is."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reader.related.features import MAX_COUNT, Text, features_of
from reader.related.vector import KEPT, cosine, shared, vector_of, weights_of
from reader.related.vocabulary import FULL, Vocabulary
from reader.related.words import LONGEST, stem, tokens


def likeness(one: Text, other: Text) -> float:
    vocabulary = Vocabulary()
    for text in (one, other):
        vocabulary.learn(features_of(text))
    return cosine(weights_of(vector_of(features_of(one), vocabulary)), vector_of(features_of(other), vocabulary))


def test_both_spellings_of_a_syllable_are_one() -> None:
    assert tokens("hòa thủy lúa") == tokens("hoà thuỷ lúa")


def test_vietnamese_letters_are_kept_apart() -> None:
    assert tokens("đa") != tokens("da")
    assert tokens("ma") != tokens("mã")


def test_forms_of_an_english_word_meet() -> None:
    assert {stem(word) for word in ("elections", "election")} == {"election"}
    assert tokens("parties party's") == ["party", "party"]


def test_scripts_without_spaces_give_pairs() -> None:
    assert tokens("北京大学") == ["北京", "京大", "大学"]
    assert len(tokens("สวัสดี")) > 2


def test_a_word_without_end_is_cut() -> None:
    assert tokens("x" * 5000) == ["x" * LONGEST]


def test_texts_about_one_thing_are_alike_in_any_script() -> None:
    pairs = [
        ("Bão số 14 đổ bộ vào Hải Lâm", "Hải Lâm: bão số 14 gây mưa lớn"),
        ("Storm Mirale hits the coast", "Coast battered by storm Mirale"),
        ("台風14号が海岸に上陸", "海岸に台風14号"),
    ]
    other = Text("Giá gạo xuất khẩu tăng, rice exports rise, 米の輸出", "")
    for one, two in pairs:
        assert likeness(Text(one, ""), Text(two, "")) > 0.2
        assert likeness(Text(one, ""), other) < 0.05


def test_repetition_says_nothing_more() -> None:
    flood = features_of(Text("", "storm " * 20_000))
    assert max(flood.values()) == MAX_COUNT


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_a_vector_of_bounded_size(title: str, body: str) -> None:
    text = Text(unicodedata.normalize("NFC", title), unicodedata.normalize("NFC", body))
    vocabulary = Vocabulary()
    features = features_of(text)
    vocabulary.learn(features)
    vector = vector_of(features, vocabulary)
    assert len(vector) <= KEPT
    assert bool(vector) == bool(features)
    if vector:
        assert 0.9 < cosine(weights_of(vector), vector) <= 1.0


def test_shared_names_words_only_strongest_first() -> None:
    vocabulary = Vocabulary()
    texts = [Text("storm storm coast", ""), Text("storm coast", ""), Text("coast", ""), Text("rice", "")]
    for text in texts:
        vocabulary.learn(features_of(text))
    vectors = [vector_of(features_of(text), vocabulary) for text in texts]
    assert shared(weights_of(vectors[0]), vectors[1])[0] == next(iter(features_of(Text("storm", ""))))
    assert shared(weights_of(vectors[0]), vectors[3]) == []


def test_common_words_count_less_than_rare_ones_from_the_first_texts() -> None:
    vocabulary = Vocabulary()
    for name in "abcdefghij":
        vocabulary.learn(features_of(Text(f"the news of {name}{name}{name}", "")))
    the, rare = (next(iter(features_of(Text(word, "")))) for word in ("the", "aaa"))
    assert vocabulary.idf(the) < 0.1 * vocabulary.idf(rare)


def test_a_vocabulary_comes_back_as_it_was_stored() -> None:
    vocabulary = Vocabulary()
    for number in range(50):
        vocabulary.learn(features_of(Text(f"storm number {number}", "on the coast")))
    again = Vocabulary.load(vocabulary.texts, list(vocabulary.dump()))
    for feature in features_of(Text("storm number 3 coast unknown", "")):
        assert again.idf(feature) == vocabulary.idf(feature)


def test_a_damaged_vocabulary_is_refused() -> None:
    for pieces in ([(0, b"x")], [(10_000, next(Vocabulary.load(0, []).dump(), (0, b""))[1])], [(-1, b"")]):
        try:
            Vocabulary.load(1, pieces)
        except ValueError:
            continue
        raise AssertionError(f"{pieces} was taken")


def test_a_full_vocabulary_forgets_by_halves() -> None:
    vocabulary = Vocabulary()
    vocabulary.texts = FULL
    vocabulary.learn([2, 4])
    assert vocabulary.texts == FULL // 2 + 1
