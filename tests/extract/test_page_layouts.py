"""Languages and layouts: the text whole, nothing beside it, or a refusal by name. Words and markup are our own."""

from __future__ import annotations

import pytest

from reader.domain.blocks import Heading, Image, plain, texts
from reader.domain.errors import NotAnArticle
from reader.domain.page import PageArticle
from reader.extract.page import extract_page

URL = "https://paper.example/news/council-votes-to-rebuild-old-pier-102030"
SENTENCES = {
    "en": (
        "The council voted late on Tuesday to rebuild the old pier after three years of dispute with its owner.",
        "Engineers said the wooden piles had rotted further than expected and would have to be replaced by steel.",
        "Shopkeepers along the front welcomed the decision, although some fear another summer behind fences.",
    ),
    "de": (
        "Der Stadtrat hat am Dienstagabend beschlossen, die alte Seebrücke nach langem Streit neu zu bauen.",
        "Ingenieure fanden heraus, dass die Pfähle aus Holz stärker verfault waren als zunächst angenommen.",
        "Händler an der Promenade begrüßten den Beschluss, manche fürchten aber einen weiteren Sommer mit Zäunen.",
    ),
    "fr": (
        "Le conseil municipal a voté mardi soir la reconstruction de la vieille jetée après trois ans de conflit.",
        "Les ingénieurs ont constaté que les pieux en bois étaient plus abîmés que prévu et devaient être changés.",
        "Les commerçants du front de mer saluent la décision, mais certains craignent un nouvel été de travaux.",
    ),
    "es": (
        "El ayuntamiento aprobó el martes por la noche reconstruir el viejo muelle tras tres años de disputa.",
        "Los ingenieros comprobaron que los pilotes de madera estaban más podridos de lo que se esperaba.",
        "Los comerciantes del paseo celebran la decisión, aunque algunos temen otro verano entre vallas.",
    ),
    "ja": (
        "市議会は火曜日の夜、三年にわたる所有者との対立の末に古い桟橋を建て直すことを決めた。",
        "技術者によると、木の杭は予想以上に腐っており、鋼鉄のものに取り替える必要があるという。",
        "海岸通りの商店主らは決定を歓迎したが、もう一度柵に囲まれた夏になることを心配する声もある。",
    ),
    "ko": (
        "시의회는 화요일 밤 소유주와의 3년에 걸친 분쟁 끝에 낡은 부두를 다시 짓기로 의결했다고 밝혔다.",
        "기술자들은 나무 말뚝이 예상보다 더 썩어 있어 강철로 바꿔야 한다고 설명하며 안전을 강조했다.",
        "해안가 상인들은 결정을 환영했지만 일부는 또 한 번 울타리에 둘러싸인 여름을 걱정하고 있다.",
    ),
    "zh": (
        "市议会星期二晚上投票决定，在与业主争执三年之后重建老码头，恢复海滨的通行。",
        "工程师表示，木桩腐烂的程度比预期严重，必须全部换成钢桩，否则无法保证安全。",
        "海滨的店主们欢迎这一决定，不过有人担心又要度过一个被围栏包围的夏天。",
    ),
    "ar": (
        "صوت المجلس البلدي مساء الثلاثاء على إعادة بناء الرصيف القديم بعد ثلاث سنوات من الخلاف مع مالكه.",
        "وقال المهندسون إن الأعمدة الخشبية كانت متعفنة أكثر من المتوقع ويجب استبدالها بأعمدة من الفولاذ.",
        "ورحب أصحاب المتاجر على الواجهة بالقرار رغم أن بعضهم يخشى صيفا آخر خلف الأسوار.",
    ),
    "th": (
        "สภาเทศบาลลงมติเมื่อคืนวันอังคารให้สร้างท่าเรือเก่าขึ้นใหม่หลังจากขัดแย้งกับเจ้าของมาสามปี",
        "วิศวกรกล่าวว่าเสาไม้ผุกว่าที่คาดไว้มากและต้องเปลี่ยนเป็นเสาเหล็กทั้งหมดเพื่อความปลอดภัย",
        "เจ้าของร้านค้าริมหาดยินดีกับการตัดสินใจนี้ แม้บางคนกังวลว่าจะต้องอยู่หลังรั้วไปอีกหนึ่งฤดูร้อน",
    ),
    "vi": (
        "Hội đồng thành phố tối thứ ba biểu quyết xây lại cầu tàu cũ sau ba năm tranh chấp với chủ sở hữu.",
        "Các kỹ sư cho biết cọc gỗ đã mục hơn dự tính và phải thay bằng cọc thép để bảo đảm an toàn.",
        "Chủ các cửa hàng ven biển hoan nghênh quyết định, dù có người lo thêm một mùa hè sau hàng rào.",
    ),
    "hi": (
        "नगर परिषद ने मंगलवार रात तीन साल के विवाद के बाद पुराने घाट को फिर से बनाने का फैसला किया।",
        "इंजीनियरों ने कहा कि लकड़ी के खंभे अनुमान से ज्यादा सड़ चुके थे और उन्हें बदलना पड़ेगा।",
        "दुकानदारों ने फैसले का स्वागत किया, हालांकि कुछ को एक और गर्मी की चिंता है।",
    ),
    "ru": (
        "Городской совет во вторник вечером проголосовал за восстановление старого пирса после трёх лет споров.",
        "Инженеры заявили, что деревянные сваи сгнили сильнее, чем ожидалось, и их придётся заменить стальными.",
        "Владельцы магазинов на набережной приветствуют решение, хотя некоторые боятся ещё одного лета за забором.",
    ),
}
TITLES = {
    "en": "Council votes to rebuild the old pier",
    "de": "Stadtrat lässt die alte Seebrücke neu bauen",
    "fr": "La vieille jetée sera reconstruite",
    "es": "El viejo muelle será reconstruido",
    "ja": "古い桟橋を建て直しへ、市議会が決定",
    "ko": "낡은 부두 다시 짓는다…시의회 의결",
    "zh": "市议会投票重建老码头",
    "ar": "المجلس البلدي يقرر إعادة بناء الرصيف",
    "th": "สภาเทศบาลลงมติสร้างท่าเรือเก่าใหม่",
    "vi": "Thành phố xây lại cầu tàu cũ",
    "hi": "पुराना घाट फिर से बनेगा",
    "ru": "Старый пирс восстановят",
}
LANGUAGES = list(SENTENCES)
NAV = "<nav><ul>" + "".join(f"<li><a href='/{word}/'>{word}</a></li>" for word in ("world", "sport")) + "</ul></nav>"
FOOT = "<footer><p>© Paper. All rights reserved. Imprint and privacy, and how to reach us.</p></footer>"
SAYS_ARTICLE = '<meta property="og:type" content="article">'
READERS = "Readers write"


def line(number: int, lang: str = "en") -> str:
    known = SENTENCES[lang]
    return f"{known[number % 3]} {known[(number + 1) % 3]} ({number + 1})"


def prose(count: int = 6, lang: str = "en", tag: str = "p") -> str:
    return "".join(f"<{tag}>{line(number, lang)}</{tag}>" for number in range(count))


def page(body: str, lang: str = "en", head: str = "", title: str = "") -> bytes:
    return (
        f"<!doctype html><html lang={lang}><head><meta charset=utf-8><title>{title or TITLES[lang]}</title>{head}"
        f"</head><body>{NAV}{body}{FOOT}</body></html>"
    ).encode()


def cards(count: int, base: int = 500) -> str:
    return "".join(
        f"<div><a href='/news/another-story-about-things-{base + n}'><img src='/i{base + n}.jpg'></a>"
        f"<h3><a href='/news/another-story-about-things-{base + n}'>Another story about other things {base + n}</a>"
        "</h3><p>A teaser that tells what this other story is about in one line.</p><time>12:05</time></div>"
        for n in range(count)
    )


def comments(count: int, lang: str, name: str, reply: str) -> str:
    return "".join(
        f"<div class='{name}'><b>user{n}</b><p>{READERS} {line(n % 3, lang)[:-4]}</p><a href='#'>{reply}</a></div>"
        for n in range(count)
    )


def whole(body: bytes, count: int = 6, lang: str = "en") -> PageArticle:
    """The article, with all of its `count` lines and nothing from around it."""
    found = extract_page(body, URL)
    says = "\n".join([found.lead, *texts(found.blocks)])
    assert [number for number in range(count) if line(number, lang) not in says] == []
    for stranger in (READERS, "Another story", "A teaser", "All rights", "sport", "READ MORE"):
        assert stranger not in says
    assert found.title == TITLES[lang]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shape", ["p", "div", "br", "table", "nameless", "short"])
def test_every_script_in_every_layout(shape: str, lang: str) -> None:
    title, count = f"<h1>{TITLES[lang]}</h1>", 6
    if shape == "br":
        body = title + "<div>" + "<br><br>".join(line(n, lang) for n in range(6)) + "</div>"
    elif shape == "table":
        body = (
            f"<table width=900><tr><td width=150>{cards(4)}</td><td>{title}<font size=2>{prose(6, lang)}</font></td>"
            f"<td>{cards(3, 700)}</td></tr></table>"
        )
    elif shape == "nameless":
        body = f"<div><div>{TITLES[lang]}</div></div><div>{prose(6, lang, 'div')}</div>"
    elif shape == "short":
        body, count = f"<article>{title}{prose(1, lang)}</article>", 1
    else:
        body = f"{title}<div>{prose(6, lang, shape)}</div>"
    whole(page(body, lang), count, lang)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [("en", "Reply"), ("de", "Antworten"), ("fr", "Répondre"), ("vi", "Trả lời"), ("ja", "返信"),
     ("ko", "답글"), ("zh", "回复"), ("ar", "رد"), ("ru", "Ответить"), ("es", "Responder (2)")],
)  # fmt: skip
@pytest.mark.parametrize("wrap", ["<div>{}</div>", "{}", "<ul><li>{}</li></ul>"])
def test_comments_that_are_longer_than_the_article(lang: str, reply: str, wrap: str) -> None:
    thread = wrap.format(comments(30, lang, "", reply))
    whole(page(f"<div><h1>{TITLES[lang]}</h1><div>{prose(2, lang)}</div>{thread}</div>", lang), 2, lang)


@pytest.mark.parametrize("name", ["comment", "comments-list", "commentaire", "binh-luan", "thread", "kommentarer"])
def test_comments_by_their_name(name: str) -> None:
    thread = f"<section class='{name}'>{comments(30, 'en', '', '')}</section>"
    whole(page(f"<div><h1>{TITLES['en']}</h1><div>{prose()}</div>{thread}</div>"))


BANNERS = {
    "en": "We use cookies. We and our 834 partners store personal data on your device. Accept all cookies to go on.",
    "fr": "Nous et nos partenaires utilisons des cookies pour mesurer l’audience. Continuer sans accepter.",
    "de": "Wir und unsere Partner nutzen Cookies und verarbeiten personenbezogene Daten. Alle akzeptieren.",
}


@pytest.mark.parametrize("lang", BANNERS)
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("head", ["", SAYS_ARTICLE])
def test_a_short_article_beside_a_banner_and_a_login_is_one(lang: str, count: int, head: str) -> None:
    banner = f"<div><p>{BANNERS[lang]}</p></div>"
    login = "<form><input type=password><p>Log in to comment</p></form>"
    story = f"<div><h1>{TITLES[lang]}</h1>{prose(count, lang)}</div>"
    for around in (banner + story, story + banner, login + story):
        found = whole(page(around, lang, head), count, lang)
        assert BANNERS[lang][:20] not in "\n".join(texts(found.blocks))


def test_a_flash_of_one_sentence_where_the_page_says_it_is_an_article() -> None:
    flash = "<p>The council has voted to rebuild the pier, says our reporter.</p>"
    body = page(f"<h1>{TITLES['en']}</h1>{flash}", head=SAYS_ARTICLE)
    assert "says our reporter" in "\n".join(texts(extract_page(body, URL).blocks))


def test_cards_and_boxes_in_the_text() -> None:
    between = (
        "<aside><p>READ MORE in this box about the pier and its long history, told in a sentence.</p></aside>"
        "<div>Read also: <a href='/news/another-story-of-the-day-{n}90'>Another story of the day, number {n}</a></div>"
        "<p><strong>READ MORE: <a href='/news/another-story-to-read-{n}55'>Another story to read {n}</a></strong></p>"
    )
    body = "".join(f"<p>{line(n)}</p>" + between.replace("{n}", str(n)) for n in range(6))
    found = whole(page(f"<article><h1>{TITLES['en']}</h1>{body}</article>"))
    assert {len(group.links) for group in found.groups} == {12}


def test_gallery_and_list_keep_their_order() -> None:
    pictures = "".join(
        f"<h2>{n + 1}. Place</h2><figure><img src='/g{n}.jpg'><figcaption>Caption {n}</figcaption></figure>"
        f"<p>{line(n)}</p>"
        for n in range(6)
    )
    found = whole(page(f"<article><h1>{TITLES['en']}</h1><p>{line(7)}</p>{pictures}</article>"))
    assert [plain(b.caption) for b in found.blocks if isinstance(b, Image)] == [f"Caption {n}" for n in range(6)]
    assert [plain(b.text) for b in found.blocks if isinstance(b, Heading)] == [f"{n + 1}. Place" for n in range(6)]


def test_accelerated_page() -> None:
    picture = "<amp-img src='/a.jpg' width=600 height=400></amp-img>"
    body = f"<amp-ad></amp-ad><article><h1>{TITLES['en']}</h1>{picture}{prose()}<amp-list></amp-list></article>"
    assert any(isinstance(block, Image) for block in whole(page(body)).blocks)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Le Papier", "Nos 200 partenaires et nous utilisons des cookies. Continuer sans accepter", "consent"),
        ("El Diario", "Nosotros y nuestros 120 socios almacenamos datos personales. Aceptar y continuar", "consent"),
        ("Ошибка", "Страница не найдена. Возможно, она была удалена или перемещена.", "missing"),
        ("エラー", "お探しのページは見つかりませんでした。移動または削除された可能性があります。", "missing"),
        ("오류", "존재하지 않는 페이지입니다. 주소를 확인해 주세요.", "missing"),
        ("提示", "抱歉，您访问的页面不存在，可能已被删除。", "missing"),
        ("Error", "La página que buscas no existe o ha sido movida.", "missing"),
        ("Oups", "La page que vous cherchez n'existe plus.", "missing"),
        ("Войти", "Введите пароль, чтобы читать дальше.", "login"),
        ("paper.example", "Please enable JS and disable any ad blocker", "bot"),
        ("Robot Check", "We just need to make sure you're not a robot.", "bot"),
        ("安全验证", "请完成验证后继续访问。", "bot"),
    ],
)  # fmt: skip
def test_walls_of_many_languages(title: str, text: str, kind: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract_page(page(f"<h1>{title}</h1><p>{text}</p>", title=title), URL)
    assert refused.value.kind == kind


@pytest.mark.parametrize("count", [5, 9, 40])
def test_a_list_of_stories_is_no_article(count: int) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract_page(page(f"<h1>World</h1>{cards(count)}", title="World"), "https://paper.example/world")
    assert refused.value.kind == "home"
