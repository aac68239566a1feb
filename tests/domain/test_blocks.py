"""Block trees survive their JSON form, and older readers skip what they do not know."""

from __future__ import annotations

import json

import pytest
from floods import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain import blocks as B

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
spans = st.lists(st.builds(B.Span, words, st.integers(0, 127), st.sampled_from(["", "https://a.example/"])), max_size=4)
text = spans.map(tuple)
numbers = st.integers(0, 5000)
leaves = st.one_of(
    st.builds(B.Paragraph, text),
    st.builds(B.Heading, text, st.integers(1, 6)),
    st.builds(B.Code, words, words),
    st.builds(B.Table, st.lists(st.lists(text, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans(), text),
    st.builds(B.Image, words, words, text, words, numbers, numbers),
    st.builds(B.Embed, words, words, words),
    st.just(B.Rule()),
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(B.Quote, st.lists(inner, max_size=3).map(tuple), words)
        | st.builds(
            B.ListBlock, st.lists(st.lists(inner, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans(), numbers
        )
    ),
    max_leaves=12,
)


@given(st.lists(trees, max_size=5).map(tuple))
@settings(max_examples=examples(40))
def test_dump_and_load_are_inverse(tree: tuple[B.Block, ...]) -> None:
    assert B.load(B.dump(tree)) == tree
    assert B.load(B.dump(tree).encode()) == tree


@given(st.lists(trees, max_size=5))
@settings(max_examples=examples(40))
def test_walks_see_every_leaf(tree: list[B.Block]) -> None:
    seen = list(B.walk(tree))
    assert len(seen) >= len(tree)
    linked = {span.text for block in seen if isinstance(block, B.Paragraph) for span in block.text if span.href}
    assert linked <= {shown for _url, shown in B.links(tree)}
    assert all(isinstance(part, str) for part in B.texts(tree))


def test_an_unknown_kind_of_block_is_left_out() -> None:
    assert B.load('[["p",["a"]],["hologram",1],["q",[["x"],["r"]],""]]') == (
        B.Paragraph((B.Span("a"),)),
        B.Quote((B.Rule(),)),
    )


@pytest.mark.parametrize("broken", ["", "{", "null", "3", "[["])
def test_what_is_not_the_json_form_raises(broken: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        B.load(broken)


def test_the_json_form_is_small_and_readable() -> None:
    tree = (B.Paragraph((B.Span("Tiếng "), B.Span("Việt", B.BOLD, "https://a.example/"))),)
    assert json.loads(B.dump(tree)) == [["p", ["Tiếng ", ["Việt", 1, "https://a.example/"]]]]
    assert "Tiếng" in B.dump(tree)
