"""The publisher's related groups: what is one, what it is called, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import ARTICLE_URL, article

from reader.domain.models import GroupKind, RelatedGroup
from reader.extract.page import extract_page
from reader.extract.page.headings import kind_of
from reader.extract.page.links import is_story

TITLES = (
    "Cây cầu gỗ trăm tuổi được sửa lại sau trận lũ lớn",
    "Chợ nổi thưa dần ghe thuyền vì đường bộ đã mở",
    "Làng nghề dệt chiếu giữ lửa nhờ đơn hàng qua mạng",
    "Người trồng hoa lo nắng muộn trước dịp cuối năm",
)


def items(count: int = 3, tag: str = "li", host: str = "") -> str:
    return "".join(
        f"<{tag}><a href='{host}/tin-mau-so-{i}-77000{i}.html'>{TITLES[i]}</a></{tag}>" for i in range(count)
    )


def groups(markup: str, url: str = ARTICLE_URL, lang: str = "vi") -> tuple[RelatedGroup, ...]:
    return extract_page(article(lang=lang).replace(b"</body>", markup.encode() + b"</body>"), url).groups


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Tin liên quan", GroupKind.RELATED),
        ("TIN LIÊN QUAN:", GroupKind.RELATED),
        ("Cùng chuyên mục", GroupKind.SECTION),
        ("Đọc nhiều nhất", GroupKind.POPULAR),
        ("Related stories", GroupKind.RELATED),
        ("You might also like…", GroupKind.RELATED),
        ("More from Politics", GroupKind.SECTION),
        ("Most read", GroupKind.POPULAR),
        ("Mehr zum Thema Energie", GroupKind.TOPIC),
        ("Lesen Sie auch", GroupKind.RELATED),
        ("Meistgelesen", GroupKind.POPULAR),
        ("À lire aussi :", GroupKind.RELATED),
        ("Les plus lus", GroupKind.POPULAR),
        ("Te puede interesar", GroupKind.RELATED),
        ("Lo más leído", GroupKind.POPULAR),
        ("Leggi anche", GroupKind.RELATED),
        ("Leia também", GroupKind.RELATED),
        ("関連記事", GroupKind.RELATED),
        ("관련기사", GroupKind.RELATED),
        ("相关阅读", GroupKind.RELATED),
        ("Baca juga", GroupKind.RELATED),
        ("Terpopuler", GroupKind.POPULAR),
        ("Don’t miss", GroupKind.RELATED),
        ("اقرأ أيضا", GroupKind.RELATED),
        ("الأكثر قراءة", GroupKind.POPULAR),
        ("ข่าวที่เกี่ยวข้อง", GroupKind.RELATED),
        ("यह भी पढ़ें", GroupKind.RELATED),
        ("Читайте також", GroupKind.RELATED),
        ("Διαβάστε επίσης", GroupKind.RELATED),
        ("קראו גם", GroupKind.RELATED),
        ("بیشتر بخوانید", GroupKind.RELATED),
        ("热门文章", GroupKind.POPULAR),
        ("Zobacz też", GroupKind.RELATED),
    ],
)
def test_headings_of_many_languages(heading: str, kind: GroupKind) -> None:
    assert kind_of(heading) is kind
    (group,) = groups(f"<div><h3>{heading}</h3><ul>{items()}</ul></div>")
    assert (group.heading, group.kind, [link.title for link in group.links]) == (heading, kind, list(TITLES[:3]))


SHAPES = {
    "beside": "<h2>{h}</h2><ul>{items}</ul>",
    "link": "<div><h2><a href='/tag/x/'>{h}</a></h2><ul>{items}</ul></div>",
    "span": "<div><span class='t'>{h}</span><ul>{items}</ul></div>",
    "strong": "<div><p><strong>{h}</strong></p><ul>{items}</ul></div>",
    "wrapped": "<div><div><div>{h}</div></div><div><ul>{items}</ul></div></div>",
    "all": "<div><div><h2>{h}</h2><a href='/all/'>See all</a></div><ul>{items}</ul></div>",
    "aside": "<aside><header><h5>{h}</h5></header><ul>{items}</ul></aside>",
    "table": "<table><tr><td><b>{h}</b></td></tr><tr><td><ul>{items}</ul></td></tr></table>",
    "tab": "<ul><li><a href='#a'>{h}</a></li><li><a href='#b'>Latest</a></li></ul><div id=a><ul>{items}</ul></div>",
    "aria": "<div><button aria-controls=a>{h}</button><button>Other</button></div><div id=a><ul>{items}</ul></div>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_headings_in_many_shapes(shape: str) -> None:
    for heading in ("TIN LIÊN QUAN", "More on this story", "Lesen Sie auch", "関連記事", "Sur le même sujet"):
        (group,) = groups(SHAPES[shape].format(h=heading, items=items()))
        assert (group.heading, len(group.links)) == (heading, 3)


def test_tabs_name_their_own_lists() -> None:
    one, other = items(2), items(2).replace("77000", "88000")
    tabs = "<ul><li><a href='#a'>Most read</a></li><li><a href='#b'>Latest</a></li></ul>"
    found = groups(f"{tabs}<div id=a><ul>{one}</ul></div><div id=b><ul>{other}</ul></div>")
    assert [(group.heading, len(group.links)) for group in found] == [("Most read", 2), ("Latest", 2)]


@pytest.mark.parametrize(
    "heading", ["", "Bình luận", "Weather", "Chủ đề nóng", "関連キーワード", "A headline about a related matter"]
)
def test_headings_that_announce_nothing(heading: str) -> None:
    assert kind_of(heading) is None


def test_named_list_without_a_heading() -> None:
    (group,) = groups(f"<div class='relatedArticles'><ul>{items()}</ul></div>")
    assert (group.heading, group.kind) == ("", GroupKind.RELATED)


def test_heading_stands_over_a_wrapped_list() -> None:
    (group,) = groups(
        f"<section><header><h2>Read next</h2></header><div><div>{items(tag='article')}</div></div></section>"
    )
    assert group.heading == "Read next"


def test_card_in_the_text_is_inline_and_not_of_the_text() -> None:
    card = (
        "<div class='related-box' type='RelatedOneNews'><a href='/tin-chen-giua-bai-660001.html'>Tin chèn giữa "
        "bài về bến sông</a></div>"
    )
    found = extract_page(
        article(card + "<p>Câu cuối của bài nói về việc khác, dài vừa đủ để là một đoạn.</p>"), ARTICLE_URL
    )
    assert [(g.kind, g.heading, g.links[0].title) for g in found.groups] == [
        (GroupKind.INLINE, "", "Tin chèn giữa bài về bến sông")
    ]
    assert not any("Tin chèn" in str(block) for block in found.blocks)


@pytest.mark.parametrize(
    "markup",
    [
        f"<nav><h3>Tin liên quan</h3><ul>{items()}</ul></nav>",
        f"<footer><h3>Tin liên quan</h3><ul>{items()}</ul></footer>",
        f"<div id='comments'><h3>Tin liên quan</h3><ul>{items()}</ul></div>",
        f"<div class='OUTBRAIN'><h3>You may also like</h3><ul>{items()}</ul></div>",
        f"<div><h3>Sponsored</h3><div class='related'><ul>{items()}</ul></div></div>",
        "<div><h3>Tin liên quan</h3><ul></ul></div>",
        "<div><h3>Tin liên quan</h3><ul><li><a href='/tag/ben-song/'>Mọi tin về bến sông và các con kè</a></li>"
        "</ul></div>",
        "<div><h3>Tin liên quan</h3><ul><li><a href='javascript:void(0)'>Một tiêu đề đủ dài cho một tin nào đó</a>"
        "</li></ul></div>",
        "<div><h3>Tin liên quan</h3><ul><li><a href='https://facebook.com/bai/bai-viet-dai-123456'>Một bài trên "
        "mạng xã hội nào đó</a></li></ul></div>",
        f"<div><h3>Tin liên quan</h3><ul><li><a href='{ARTICLE_URL}?utm_source=x#y'>Chính là bài này, với tiêu đề "
        f"đủ dài</a></li></ul></div>",
    ],
)
def test_what_is_no_group(markup: str) -> None:
    assert groups(markup) == ()


def test_links_in_prose_are_no_group() -> None:
    prose = (
        "<p>Việc này từng được nêu trong <a href='/tin-cu-ve-ben-song-550001.html'>một bài viết trước đây về bến "
        "sông</a> khi dự án "
        "còn nằm trên giấy và chưa có nhà thầu nào nhận làm.</p>"
    )
    assert groups(prose) == ()


def test_same_story_twice_in_a_group_is_one_link_and_trackers_go() -> None:
    markup = (
        "<div><h3>Tin liên quan</h3><ul><li><a href='/tin-mau-so-1-770001.html?utm_source=rel'><img src='/a.jpg'></a>"
        f"<a href='/tin-mau-so-1-770001.html?utm_medium=rel'>{TITLES[1]}</a></li><li><a "
        f"href='/tin-mau-so-2-770002.html'>{TITLES[2]}</a></li></ul></div>"
    )
    (group,) = groups(markup)
    assert [link.url for link in group.links] == [
        "https://bao.example.vn/tin-mau-so-1-770001.html",
        "https://bao.example.vn/tin-mau-so-2-770002.html",
    ]


def test_same_heading_twice_is_one_group() -> None:
    box = f"<div><h3>Most popular</h3><ul>{items()}</ul></div>"
    assert len(groups(box + "<p>-</p>" + box)) == 1


def test_pages_that_point_at_each_other_never_hold_themselves() -> None:
    """A circle a -> b -> a: each page's group holds the other one only."""
    a, b = (
        "https://bao.example.vn/bai-viet-vong-tron-a-111111.html",
        "https://bao.example.vn/bai-viet-vong-tron-b-222222.html",
    )
    box = (
        "<div><h3>Tin liên quan</h3><ul>"
        + "".join(f"<li><a href='{u}'>Bài viết nằm trong vòng tròn {u[-8:-5]}</a></li>" for u in (a, b))
        + "</ul></div>"
    )
    for here, other in ((a, b), (b, a)):
        (group,) = groups(box, here)
        assert [link.url for link in group.links] == [other]


def test_kicker_and_headline_of_a_card_do_not_run_together() -> None:
    markup = (
        "<div><h3>Related</h3><ul><li><a href='/news/bridge-opens-today-990001.html'><span>World</span>"
        "<span>Old bridge opens again after the flood</span></a></li></ul></div>"
    )
    assert groups(markup)[0].links[0].title == "World Old bridge opens again after the flood"


@pytest.mark.parametrize(
    ("url", "story"),
    [
        ("https://a.vn/mot-bai-bao-123456.htm", True),
        ("https://a.com/2024/05/06/title-of-the-story", True),
        ("https://a.com/news/world/gaza-israel-ceasefire-1.7287711", True),
        ("https://a.com/news/articleshow/12345678.cms", True),
        ("https://a.com/story.php?id=12345", True),
        ("https://a.com/", False),
        ("https://a.com/politics/", False),
        ("https://a.com/tag/elections-2024-results/", False),
        ("https://a.com/author/ann-lee-smith-jones", False),
        ("https://a.com/report-2024-final-version.pdf", False),
        ("mailto:ann@a.com", False),
    ],
)
def test_addresses_of_stories(url: str, story: bool) -> None:
    assert is_story(url) is story


@given(st.text(max_size=80))
def test_heading_lookup_takes_any_text(text: str) -> None:
    assert kind_of(text) in {None, *GroupKind}
