"""The query language: what is understood, what is refused and where, and that it can be written down again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import QueryError
from reader.domain.query import (
    EVERYTHING,
    After,
    Age,
    And,
    Before,
    Belongs,
    Day,
    Field,
    Has,
    Holds,
    In,
    Is,
    Not,
    Or,
    Pattern,
    Sources,
    State,
    Text,
    both,
    either,
    opposite,
    text_of,
)
from reader.domain.query_match import Facts, Feed, Setting, feeds_of, matches
from reader.domain.query_parser import FIELDS, MAX_TERMS, parse, pointer, read
from reader.domain.words import split_words, words

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", EVERYTHING),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a or b", And((A, Text("or"), B))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("-(a OR b)", Not(Or((A, B)))),
        ("-(-a)", A),
        ("a-b", Text("a-b")),
        ("a - b", And((A, B))),
        ('"a b"', Text("a b")),
        ("phu*", Text("phu", prefix=True)),
        ('"thành ph"*', Text("thành ph", prefix=True)),
        ("title:a", Text("a", Field.TITLE)),
        ('TITLE:"a b"', Text("a b", Field.TITLE)),
        ("author:nguyễn*", Text("nguyễn", Field.AUTHOR, True)),
        ("/a.b c/", Pattern("a.b c")),
        (r"title:/\d+\/\d+/", Pattern(r"\d+\/\d+", Field.TITLE)),
        ("and/or", Text("and/or")),
        ('feed:"Tuổi Trẻ"', In(Belongs.FEED, "Tuổi Trẻ")),
        ("feed:example.com", In(Belongs.FEED, "example.com")),
        ("folder:#3", In(Belongs.FOLDER, "#3")),
        ("tag:later", In(Belongs.TAG, "later")),
        ("lang:vi", In(Belongs.LANG, "vi")),
        ("is:UNREAD", State(Is.UNREAD)),
        ("has:image", Holds(Has.IMAGE)),
        ("before:2026-11-28", Before(Day(2026, 11, 28))),
        ("after:28/11/2026", After(Day(2026, 11, 28))),
        ("after:2026-11", After(Day(2026, 11, 1))),
        ("after:2026", After(Day(2026, 1, 1))),
        ("after:today", After(Day())),
        ("after:hôm nay", After(Day())),
        ("before:hôm qua a", And((Before(Day(ago=1)), A))),
        ("after:hom-qua", After(Day(ago=1))),
        ("newer:3d", Age(True, 3, "d")),
        ("older:2weeks", Age(False, 2, "w")),
        ("sources:>=3", Sources(">=", 3)),
        ("sources:3", Sources(">=", 3)),
        ("sources:<2", Sources("<", 2)),
        ("it's", Text("it's")),
        ("C++", Text("C++")),
        ("12:30", Text("12:30")),
        ("http://a.b/c", Text("http://a.b/c")),
        ("R & D", And((Text("R"), Text("D")))),
        ("Re: a", And((Text("Re:"), A))),
    ],
)
def test_what_is_understood(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "word", "start", "leniently"),
    [
        ('"half a', "quotation", 0, Text("half a")),
        ("a AND", "AND", 2, A),
        ("OR a", "OR", 0, A),
        ("(a", "never closed", 0, A),
        ("a)", "closes nothing", 1, A),
        ("a ()", "between", 2, A),
        ("a -", None, 0, A),
        ("NOT", "NOT", 0, EVERYTHING),
        ("feeed:x", "Did you mean feed:?", 0, Text("feeed:x")),
        ("is:unred", "Did you mean unread?", 3, EVERYTHING),
        ("has:nothing", "image, enclosure", 4, EVERYTHING),
        ("before:someday", "no date", 7, EVERYTHING),
        ("before:31/2/2026", "no day", 7, EVERYTHING),
        ("newer:soon", "length of time", 6, EVERYTHING),
        ("sources:many", "number of sources", 8, EVERYTHING),
        ("a /b[/", "cannot be read", 2, A),
        ("/half", "slash", 0, Text("/half")),
        ("title:", "needs something", 0, EVERYTHING),
        ("🎉", "no letter", 0, EVERYTHING),
        ("(" * 60 + "a", "parentheses", 40, None),
        ("a " * 100, str(MAX_TERMS), 2 * MAX_TERMS, None),
    ],
)
def test_a_problem_names_the_place_and_the_search_box_takes_it_all_the_same(
    typed: str, word: str | None, start: int, leniently: object
) -> None:
    reading = read(typed)
    if leniently is not None:
        assert reading.node == leniently
    if word is None:
        assert not reading.problems
        return
    with pytest.raises(QueryError) as caught:
        parse(typed)
    sentences = {problem.start: problem.sentence for problem in reading.problems}
    assert word in sentences[start]
    assert caught.value.start == min(sentences)


def test_the_place_is_shown_under_wide_letters_and_in_a_long_query() -> None:
    assert pointer("东京 (x", 3, 4) == "东京 (x\n     ^"
    line, carets = pointer("a" * 500 + "(b", 500, 501).splitlines()
    assert len(line) <= 74
    assert line[carets.index("^")] == "("


def test_a_word_that_is_being_typed_may_go_on() -> None:
    assert read("thanh ph", typing=True).node == And((Text("thanh"), Text("ph", prefix=True)))
    assert read("thanh p", typing=True).node == Text("thanh")
    assert read("thanh ", typing=True).node == Text("thanh")
    assert read("p", typing=True).node == Text("p")
    assert read("東京 都", typing=True).node == And((Text("東京"), Text("都")))


letters = st.sampled_from(
    ["a", "điện", "Hoà", "C++", "x:y", "AND", "OR", "-", '"', "\\", "(", "*", "/", "東京", "\u202e", "🎉"]
)
values = (
    st.lists(letters, min_size=1, max_size=4)
    .map("".join)
    .filter(lambda v: bool(split_words(v)) and v == " ".join(v.split()))
)
cleaned = values.map(lambda v: v.replace("\u202e", ""))
leaf = st.one_of(
    st.builds(Text, cleaned, st.sampled_from(Field), st.booleans()),
    st.builds(Text, st.just("hai từ"), st.sampled_from(Field), st.booleans()),
    st.builds(Pattern, st.sampled_from([r"\d+", "a b", r"a\/b", "[x/y]"]), st.sampled_from(Field)),
    st.builds(In, st.sampled_from(Belongs), cleaned),
    st.builds(State, st.sampled_from(Is)),
    st.builds(Holds, st.sampled_from(Has)),
    st.builds(Before, st.builds(Day, st.integers(1990, 2030), st.integers(1, 12), st.integers(1, 28))),
    st.builds(After, st.builds(Day, ago=st.integers(0, 1))),
    st.builds(Age, st.booleans(), st.integers(0, 9999), st.sampled_from("hdwmy")),
    st.builds(Sources, st.sampled_from([">=", "<=", ">", "<", "="]), st.integers(0, 9999)),
)
nodes = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(both),
        st.lists(inner, min_size=2, max_size=4).map(either),
        inner.map(opposite),
    ),
    max_leaves=12,
)


@given(nodes)
def test_what_is_written_down_is_read_back(node: object) -> None:
    assert parse(text_of(node)) == node  # type: ignore[arg-type]


@given(st.text(st.sampled_from('ab ()"*-/:\\\u202e\x1béđ🎉ORANDis>=3'), max_size=60) | st.text(max_size=60))
def test_whatever_is_typed_is_taken_and_comes_back(typed: str) -> None:
    reading = read(typed, typing=True)
    assert all(0 <= problem.start < problem.end for problem in reading.problems)
    again = read(text_of(reading.node))
    assert again.node == reading.node
    assert not again.problems or reading.empty


@pytest.mark.parametrize("typed", ["x" * 10_000, "(" * 10_000, "a " * 5_000, '"' * 9_999, "-" * 10_000, "OR " * 3_000])
def test_ten_thousand_letters(typed: str) -> None:
    read(typed)


@given(st.text(max_size=40))
def test_words_with_accents_are_the_words_of_the_index(text: str) -> None:
    from reader.domain.text import clean_line

    text = clean_line(text)
    assert [word.folded for word in words(text)] == split_words(text)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("dien", "Giá điện tăng", True),
        ("điện", "Giá điện tăng", True),
        ("điện", "Gia dien tang", False),
        ("điện", "Giá ĐIỆN tăng", True),
        ("điên", "Giá điện tăng", False),
        ("điệ*", "Giá điện tăng", True),
        ("hoà", "hòa bình", True),
        ("hòa", "Hoà bình", True),
        ("thuý", "Thúy Kiều", True),
        ("hoá", "hòa bình", False),
        ("người", "con ngừơi", True),
        ("cafe", "un café", True),
        ("café", "a cafe", False),
        ('"thành pho"', "ở thành phố", True),
        ("می\u200cخواهم", "من می\u200cخواهم", True),
        ("میخواهم", "من می\u200cخواهم", True),
        ("क्\u200dष", "क्ष", True),
        ("0\u1acf0", "00", True),
        ("京都", "東京都", True),
        ("กาแฟ", "ร้านกาแฟสด", True),
        ("A", "Ａ", True),
        ("giá -tăng", "Giá điện tăng", False),
        ("/đi.n/", "Giá điện", True),
    ],
)
def test_accents_matter_when_they_are_typed(query: str, text: str, found: bool) -> None:
    import re

    setting = Setting(NOW, search=lambda source, where: re.search(source, where) is not None)
    assert matches(parse(query), Facts(title=text), setting) is found


def test_names_of_feeds_and_folders() -> None:
    feeds = [
        Feed(1, "Tuổi Trẻ", "tuoitre.vn", ((7, "Báo"),)),
        Feed(2, "Tuổi Trẻ Cười", "cuoi.tuoitre.vn", ((8, "Vui"), (7, "Báo"))),
        Feed(3, "World News", "example.com"),
    ]

    def named(text: str) -> set[int]:
        node = parse(text)
        return set(feeds_of(node, feeds)[node])

    assert named('feed:"tuoi tre"') == {1}
    assert named("feed:tre") == {1, 2}
    assert named("feed:tuoitre.vn") == {1}
    assert named("feed:#3") == {3}
    assert named("feed:nobody") == set()
    assert named("folder:bao") == {1, 2}
    assert named("folder:#8") == {2}
    assert named("news") == {3}


def test_days_begin_where_the_reader_is() -> None:
    setting = Setting(NOW)
    midnight = NOW.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    for query, moment, found in [
        ("after:today", midnight, True),
        ("before:today", midnight, False),
        ("after:yesterday", midnight - timedelta(hours=1), True),
        ("newer:3d", NOW - timedelta(days=3), True),
        ("older:3d", NOW - timedelta(days=3, seconds=1), True),
        ("newer:1h", NOW - timedelta(hours=2), False),
    ]:
        assert matches(parse(query), Facts(sort_at=moment), setting) is found, query


def test_every_field_is_known() -> None:
    assert set(FIELDS) >= {"feed", "folder", "author", "title", "text", "tag", "lang", "is", "has", "sources"}


def test_every_example_that_is_shown_can_be_read() -> None:
    from reader.ui.query_topics import TOPICS

    examples = [example for _heading, lines in TOPICS for example, _finds in lines]
    for example in examples:
        assert parse(text_of(parse(example))) == parse(example) != EVERYTHING
    shown = " ".join(f"{example} {finds}" for _heading, lines in TOPICS for example, finds in lines)
    assert [name for name in FIELDS if f"{name}:" not in shown] == []
    assert [f"is:{what}" for what in Is if f"is:{what}" not in shown] == []
    assert [f"has:{what}" for what in Has if f"has:{what}" not in shown] == []
