"""Feed HTML as blocks: what each kind of markup becomes."""

from __future__ import annotations

import pytest

from reader.domain import blocks as B
from reader.domain.blocks import BOLD, CODE, ITALIC, STRIKE, SUPER, Heading, Image, ListBlock, Paragraph, Quote, Span
from reader.extract.html import blocks_from_html, html_to_text

BASE = "https://news.example/2026/story"


def blocks(html: str) -> list[B.Block]:
    return list(blocks_from_html(html, BASE))


def p(*spans: str | Span) -> Paragraph:
    return Paragraph(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def one(html: str) -> B.Block:
    (block,) = blocks(html)
    return block


# -- running text


def test_white_space_collapses_as_in_a_browser() -> None:
    assert blocks("<p>\n  one\ttwo&nbsp;&nbsp; <b>three</b>\n four </p>\n<p> </p><p>&nbsp;</p>") == [
        p("one two ", Span("three", BOLD), " four")
    ]


def test_a_space_between_looks_belongs_to_the_plainer_side() -> None:
    assert one('<p>see <a href="/a">the page </a>now<i> or</i> later</p>') == p(
        "see ", Span("the page", 0, "https://news.example/a"), " now ", Span("or", ITALIC), " later"
    )
    assert one('<p><a href="/a">a</a> <a href="/b">b</a></p>') == p(
        Span("a", 0, "https://news.example/a"), " ", Span("b", 0, "https://news.example/b")
    )


def test_no_space_appears_where_the_source_has_none() -> None:
    assert B.plain(one("<p>un<b>believ</b>able<a href=x>!</a></p>").text) == "unbelievable!"  # type: ignore[union-attr]


def test_looks() -> None:
    assert one("<p><strong>a</strong><em>b</em><code>c</code><del>d</del><sup>e</sup><b><i>f</i></b></p>") == p(
        Span("a", BOLD),
        Span("b", ITALIC),
        Span("c", CODE),
        Span("d", STRIKE),
        Span("e", SUPER),
        Span("f", BOLD | ITALIC),
    )


def test_a_break_is_a_line_and_two_are_a_paragraph() -> None:
    assert blocks("one<br>two<br />\n <br/>three<br>") == [p("one\ntwo"), p("three")]


def test_text_directly_in_the_body_and_between_blocks() -> None:
    assert blocks("start <p>one</p> between <div>two</div> end") == [
        p("start"), p("one"), p("between"), p("two"), p("end")
    ]  # fmt: skip


def test_links() -> None:
    html = (
        '<p><a href="/a?x=1&amp;y=2">A</a><a href="javascript:alert(1)">B</a><a href="#fn1">C</a>'
        '<a href="MAILTO:x@y.example">D</a></p>'
    )
    assert list(B.links(blocks(html))) == [("https://news.example/a?x=1&y=2", "A"), ("mailto:x@y.example", "D")]
    assert B.plain(blocks(html)[0].text) == "ABCD"  # type: ignore[union-attr]


def test_a_link_around_a_block() -> None:
    assert blocks('<a href="/a"><h3>Title</h3>text</a>') == [
        Heading((Span("Title"),), 3),
        p(Span("text", 0, "https://news.example/a")),
    ]


def test_quotation_marks_and_ruby() -> None:
    assert one("<p>He said <q>yes</q>. <ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>") == p("He said “yes”. 漢")


def test_scripts_styles_and_hidden_parts_are_left_out() -> None:
    html = (
        "<p>a</p><script>alert(1)</script><style>p{}</style><!-- c --><svg><text>s</text></svg><template>t</template>"
        "<p style='display: none'>h</p><p hidden>h</p><span class='sr-only'>h</span><div class=feedflare>f</div>"
        "<button>b</button><select><option>o</select><textarea>t</textarea><p>z</p>"
    )
    assert blocks(html) == [p("a"), p("z")]


def test_entities_are_resolved_once_and_stay_harmless() -> None:
    assert one("<p>&lt;b&gt; &amp;amp; &#27;]52;c;x&#7; &#x202e;abc &eacute;</p>") == p("<b> &amp; ]52;c;x abc é")


def test_markup_in_square_brackets_is_text() -> None:
    assert one("<p>Breaking [/] news [@click=app.quit]x[/]</p>") == p("Breaking [/] news [@click=app.quit]x[/]")


# -- plain text


def test_plain_text_has_its_paragraphs_at_blank_lines() -> None:
    assert blocks("one\ntwo\n\n three\n") == [p("one\ntwo"), p("three")]


def test_wrapped_plain_text_is_joined() -> None:
    line = "this line of a mail was wrapped at a width of seventy characters or so"
    assert blocks(f"{line}\n{line}\nend\n\nnext") == [p(f"{line} {line} end"), p("next")]
    assert blocks("  indented in\n  its file  ") == [p("indented in its file")]


def test_addresses_in_plain_text_are_links() -> None:
    assert one("see https://a.example/x_(y). Or (http://b.example)") == p(
        "see ",
        Span("https://a.example/x_(y)", 0, "https://a.example/x_(y)"),
        ". Or (",
        Span("http://b.example", 0, "http://b.example"),
        ")",
    )


def test_markup_escaped_once_too_often() -> None:
    assert blocks("&lt;p&gt;one &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;") == [p("one ", Span("two", BOLD))]
    assert blocks("if a &lt; b and c &gt; d") == [p("if a < b and c > d")]


def test_nothing() -> None:
    for html in ("", " ", "\n", "<p></p>", "<!-- -->", "<br>", "<div><span></span></div>", "\x00"):
        assert blocks(html) == []


# -- structure


def test_headings_keep_level_and_links_and_lose_bold() -> None:
    assert blocks("<h1><b>One</b></h1><h4>F <a href=/x>x</a></h4><h2> </h2>") == [
        Heading((Span("One"),), 1),
        Heading((Span("F "), Span("x", 0, "https://news.example/x")), 4),
    ]


def test_lists_nest() -> None:
    html = "<ol start=3><li>a<ul><li>b</li><li><p>c</p><p>d</p></li></ul></li><li></li>\n<li>e</li></ol>"
    assert one(html) == ListBlock(((p("a"), ListBlock(((p("b"),), (p("c"), p("d"))))), (p("e"),)), True, 3)


def test_a_list_directly_in_a_list_belongs_to_the_item_before() -> None:
    assert one("<ul><li>a</li><ul><li>b</li></ul></ul>") == ListBlock(((p("a"), ListBlock(((p("b"),),))),))


def test_definition_lists() -> None:
    assert blocks("<dl><dt>Term<dd>Meaning</dl>") == [p(Span("Term", BOLD)), p("Meaning")]


def test_quotes_and_who_is_quoted() -> None:
    assert one("<blockquote><p>Said.</p><footer>— Lê <i>An</i></footer></blockquote>") == Quote((p("Said."),), "Lê An")
    assert one("<blockquote>a<blockquote>b</blockquote></blockquote>") == Quote((p("a"), Quote((p("b"),))))


@pytest.mark.parametrize(
    ("html", "text", "language"),
    [
        ("<pre>if x:\n\treturn  &lt;1&gt;\n</pre>", "if x:\n    return  <1>", ""),
        ('<pre><code class="language-Python">a\n\n b</code></pre>', "a\n\n b", "python"),
        ('<div class="highlight-source-shell"><pre>ls<br>cd</pre></div>', "ls\ncd", "shell"),
        ('<pre class="brush: js">x</pre>', "x", "js"),
        ('<pre data-lang="rust"><span class="lineno">1 </span>fn</pre>', "fn", "rust"),
    ],
)
def test_code(html: str, text: str, language: str) -> None:
    assert one(html) == B.Code(text, language)


def test_rules_stand_between_blocks_only() -> None:
    assert blocks("<hr><p>a</p><hr><hr><p>b</p>") == [p("a"), B.Rule(), p("b")]


def test_details() -> None:
    assert blocks("<details><summary>More</summary>text</details>") == [p(Span("More", BOLD)), p("text")]


# -- tables


def cells(table: B.Block) -> list[list[str]]:
    assert isinstance(table, B.Table)
    return [[B.plain(cell) for cell in row] for row in table.rows]


def test_a_data_table() -> None:
    table = one(
        "<table><caption>Results</caption><thead><tr><th>Team<th>Points</thead>"
        "<tr><td><a href=/t>A</a><td>3<br>4<tr><td><p>B</p><p>b</p></table>"
    )
    assert cells(table) == [["Team", "Points"], ["A", "3\n4"], ["B\nb", ""]]
    assert table.header  # type: ignore[union-attr]
    assert B.plain(table.caption) == "Results"  # type: ignore[union-attr]
    assert list(B.links([table])) == [("https://news.example/t", "A")]


def test_spanned_cells_keep_the_grid() -> None:
    table = one("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e<td>f<td>g</table>")
    assert cells(table) == [["a", "b", ""], ["", "c", "d"], ["e", "f", "g"]]


def test_a_layout_table_is_no_table() -> None:
    assert blocks("<table><tr><td>menu<td><p>text</p><blockquote>q</blockquote></table>") == [
        p("menu"), p("text"), Quote((p("q"),))
    ]  # fmt: skip
    assert blocks("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>") == [p("a"), p("b"), p("c"), p("d")]
    nested = "<table><tr><td>x<td>y<tr><td colspan=2><table><tr><td>a<td>b<tr><td>c<td>d</table></table>"
    assert [type(block) for block in blocks(nested)] == [Paragraph, Paragraph, B.Table]


def test_a_table_that_sets_a_caption_under_a_picture() -> None:
    html = "<table><tr><td><img src=/i.jpg></td></tr><tr><td>Phiên họp sáng nay. Ảnh: VGP</td></tr></table>"
    assert one(html) == Image("https://news.example/i.jpg", "", (Span("Phiên họp sáng nay."),), "VGP")


# -- pictures


def urls(html: str) -> list[str]:
    return [block.url.removeprefix("https://news.example") for block in blocks(html) if isinstance(block, Image)]


def test_a_picture_stands_at_its_place() -> None:
    assert blocks('<p>a <img src="i.jpg" alt="An  alt" width=640 height="480px"> b</p>') == [
        p("a"), Image("https://news.example/2026/i.jpg", "An alt", (), "", 640, 480), p("b")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/real.jpg">', "/real.jpg"),
        ('<img src="/blank.gif" data-original="/real.jpg">', "/real.jpg"),
        ('<img src="/small.jpg" srcset="/a.jpg 300w, /b.jpg 1200w, /c.jpg 3000w">', "/b.jpg"),
        ('<img srcset="/a,b.jpg 1x, /c,d.jpg 2x">', "/c,d.jpg"),
        ('<img srcset="/only.jpg">', "/only.jpg"),
        ('<img src="/x.jpg" srcset="">', "/x.jpg"),
        ('<picture><source srcset="/w.webp 900w"><img src="data:,"></picture>', "/w.webp"),
        ('<img src="lazy.png" data-lazy-src="/real.png"><noscript><img src="/real.png"></noscript>', "/real.png"),
        ('<amp-img src="/amp.jpg"></amp-img>', "/amp.jpg"),
    ],
)
def test_the_best_address_of_a_picture(html: str, url: str) -> None:
    assert urls(html) == [url]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/p.gif" width=1 height=1>',
        '<img src="/p.gif" width="0" height="0">',
        '<img src="/p.gif" style="width:1px;height:1px">',
        '<img src="/share.png" width=24 height=24>',
        '<img src="https://feeds.feedburner.com/~r/Feed/~4/xyz">',
        '<img src="https://pixel.wp.com/b.gif?host=x">',
        '<img src="data:image/png;base64,xyz">',
        '<img src="javascript:x">',
        '<img src="file:///etc/passwd">',
        "<img>",
        '<img style="display:none" src="/x.jpg">',
    ],
)
def test_what_is_no_picture(html: str) -> None:
    assert blocks(f"<p>a</p>{html}") == [p("a")]


def test_a_picture_is_shown_once() -> None:
    assert urls("<img src=/a.jpg><p>x</p><img src=/a.jpg><img src=/b.jpg>") == ["/a.jpg", "/b.jpg"]


def test_emoji_pictures_are_characters() -> None:
    assert one('<p>Hi <img class="wp-smiley" src="/s.png" alt="😀"> there</p>') == p("Hi 😀 there")


def test_figures_bind_captions_and_credits() -> None:
    html = (
        "<figure><a href=/big><img src=/i.jpg alt=A></a><figcaption>The <i>harbour</i> "
        "<span class='photo-credit'>Lan Vu/ANP</span></figcaption></figure>"
    )
    assert one(html) == Image("https://news.example/i.jpg", "A", (Span("The "), Span("harbour", ITALIC)), "Lan Vu/ANP")


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The bridge. Photo: ANP", "The bridge.", "ANP"),
        ("The bridge (Photo: Lan Vu)", "The bridge", "Lan Vu"),
        ("Cây cầu mới. Ảnh: Minh Đức/TTXVN", "Cây cầu mới.", "Minh Đức/TTXVN"),
        ("Ảnh minh họa: Internet", "", "Internet"),
        ("A photo of the bridge", "A photo of the bridge", ""),
        ("Bridges: a history", "Bridges: a history", ""),
    ],
)
def test_credits_in_words(caption: str, text: str, credit: str) -> None:
    image = one(f"<figure><img src=/i.jpg><figcaption>{caption}</figcaption></figure>")
    assert isinstance(image, Image)
    assert (B.plain(image.caption), image.credit) == (text, credit)


def test_other_captions() -> None:
    html = '<div class="wp-caption"><img src=/i.jpg><p class="wp-caption-text">Under it</p></div><p>text</p>'
    assert blocks(html) == [Image("https://news.example/i.jpg", "", (Span("Under it"),)), p("text")]
    inner = "<figure><img src=/a.jpg><figcaption>A</figcaption></figure><figure><img src=/b.jpg></figure>"
    gallery = f"<figure>{inner}</figure>"
    assert [B.plain(b.caption) for b in blocks(gallery) if isinstance(b, Image)] == ["A", ""]
    assert blocks("<figure><pre>x</pre><figcaption>Listing</figcaption></figure>") == [B.Code("x"), p("Listing")]


def test_a_caption_box_with_a_whole_article_is_not_swallowed() -> None:
    html = "<div class=image-and-text><img src=/i.jpg>" + "<p>Long text of the story itself.</p>" * 40 + "</div>"
    assert len(blocks(html)) == 41


# -- embedded things


@pytest.mark.parametrize(
    ("html", "kind", "url", "title"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/abcdefghijk?rel=0" title="Film"></iframe>',
            *("video", "https://www.youtube.com/watch?v=abcdefghijk", "Film"),
        ),
        ('<iframe data-src="//player.vimeo.com/video/123"></iframe>', "video", "https://vimeo.com/123", ""),
        ("<video poster=/p.jpg><source src=/v.mp4></video>", "video", "https://news.example/v.mp4", ""),
        ('<audio src="/a.mp3">old browser</audio>', "audio", "https://news.example/a.mp3", ""),
        ('<iframe src="https://open.spotify.com/embed/x"></iframe>', "audio", "https://open.spotify.com/embed/x", ""),
        ('<iframe src="https://www.google.com/maps/embed"></iframe>', "map", "https://www.google.com/maps/embed", ""),
        ('<iframe src="https://x.com/p/x/embed/"></iframe>', "post", "https://x.com/p/x/embed/", ""),
        ('<object data="/doc.pdf"></object>', "frame", "https://news.example/doc.pdf", ""),
        (
            '<amp-youtube data-videoid="abcdefghijk"></amp-youtube>',
            *("video", "https://www.youtube.com/watch?v=abcdefghijk", ""),
        ),
    ],
)
def test_embedded_things(html: str, kind: str, url: str, title: str) -> None:
    assert one(html) == B.Embed(kind, url, title)


def test_what_is_not_worth_embedding() -> None:
    html = (
        '<p>a</p><iframe src="about:blank"></iframe><iframe src="javascript:x"></iframe>'
        "<iframe width=1 height=1 src=/t></iframe>"
        '<iframe src="https://googleads.g.doubleclick.net/x"></iframe><video></video><iframe></iframe>'
    )
    assert blocks(html) == [p("a")]


# -- one line


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("AT&amp;amp;T <b>wins</b>", "AT&T wins"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("a < b, c > d & e", "a < b, c > d & e"),
        ("<p>one</p><p>two</p>", "one two"),
        ("un<b>believ</b>able", "unbelievable"),
        ("one<br>two", "one two"),
        ("<script>x</script><style>y</style>z<!-- c -->", "z"),
        ("&#27;[31mred&#8238;", "[31mred"),
        ("  plain\n text ", "plain text"),
        ("Breaking [/] news", "Breaking [/] news"),
        ("&lt;i&gt;not a tag&lt;/i&gt;", "<i>not a tag</i>"),
        ("", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_html_to_text_keeps_to_its_limit() -> None:
    assert html_to_text("<p>one two three</p>" * 50, 12) == "one two…"


@pytest.mark.parametrize(
    "between",
    [
        "<iframe src='https://p.test/x'/>",
        "<embed src='https://p.test/x'>",
        "<video src='https://p.test/x' />",
        "<script src='x' />",
    ],
)
def test_what_follows_an_embed_that_is_not_closed_is_not_lost(between: str) -> None:
    assert list(B.texts(tuple(blocks(f"before {between} after <p>more</p>")))) in (
        ["before", "after", "more"],
        ["before after", "more"],
    )
    assert html_to_text(f"before {between} after") == "before after"
