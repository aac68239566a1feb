# ruff: noqa: E501
"""Rows, articles and related stories in several scripts, for the demo of the reading widgets and their tests. All texts
are our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reader.domain.blocks import (
    BOLD,
    CODE,
    ITALIC,
    SUPER,
    Block,
    Code,
    Embed,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    Text,
    texts,
)
from reader.domain.models import Article, Enclosure, EntryRow, GroupKind, Mark, RelatedGroup, RelatedLink
from reader.domain.text import count_words

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
_LINK = "https://dulieu.example.vn/he-thong"


def clock() -> datetime:
    """The demo's clock stands still."""
    return NOW


def t(*parts: str | Span) -> Text:
    """Text of strings and spans."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def p(*parts: str | Span) -> Paragraph:
    """A paragraph."""
    return Paragraph(t(*parts))


HEADLINES = [
    ("Bộ Quốc phòng tổng kết công tác cải cách hành chính năm 2026", "Pháp luật TP.HCM", 2, 4, False),
    ("Cán bộ giữ chức vụ càng cao, càng phải thực hiện nêu gương", "Pháp luật Việt Nam", 3, 0, False),
    ("Hải quan một cửa quốc gia: thêm chín thủ tục trực tuyến", "Tuổi Trẻ", 5, 2, True),
    ("Rút ngắn thời gian thông quan ở cửa khẩu biên giới", "Pháp luật TP.HCM", 6, 0, False),
    ("东京湾跨海大桥今起试通车，首日车流量突破十万辆次，沿线居民期待通勤时间缩短", "东方日报", 7, 1, False),
    ("Doanh nghiệp quân đội sau cơ cấu lại làm ăn ra sao?", "VnExpress", 8, 3, True),
    ("وزارة الداخلية تعلن عن تبسيط إجراءات السفر عبر المعابر الحدودية", "الأخبار", 9, 0, False),
    ("Short one", "Example Wire", 10, 0, False),
    (
        "Storm ❤️ 👩‍🚀 crew returns: “we saw the aurora from above”, says the commander after 212 days",
        "Orbit Daily",
        26,
        12,
        False,
    ),
    ("Dữ liệu quân số chung toàn quân: làm đến đâu", "Pháp luật Việt Nam", 31, 0, False),
    ("ISO trong cơ quan nhà nước: từ giấy tờ đến thực chất", "Tuổi Trẻ", 50, 0, True),
    ("手続きのデジタル化、来春から全国の市役所で　窓口の待ち時間は半分に", "みらい新聞", 75, 0, False),
    ("Why the fjord ferries went electric first", "North Sea Review", 200, 2, True),
    ("[b]Not markup[/b] & <not> html [/]", "Example Wire", 24 * 40, 0, False),
    ("The year in review", "Example Wire", 24 * 500, 0, True),
]
_LEAD = (
    "Một cuộc họp tổng kết, bốn thông tư, chín thủ tục điện tử cấp độ bốn và khoảng mười triệu lượt người làm thủ tục."
)


def row(number: int) -> EntryRow:
    """The row with this id: the headlines over and over."""
    title, source, hours, others, read = HEADLINES[(number - 1) % len(HEADLINES)]
    when = NOW - timedelta(hours=hours + (number - 1) // len(HEADLINES))
    return EntryRow(
        number, 1, title, f"https://example.org/{number}", source, _LEAD, when, when, section="Thời sự", read=read,
        starred=number % 7 == 4, others=others, mark=Mark.FETCH if number % 9 == 3 else Mark.HERE, author="Minh Anh",
    )  # fmt: skip


VIETNAMESE: tuple[Block, ...] = (
    Image("https://example.org/a.jpg", caption=t("Quang cảnh hội nghị."), credit="Ảnh: PLO"),
    p(
        "Trong năm, bộ đã ban hành bốn thông tư về chức năng, nhiệm vụ và quan hệ công tác của các cơ quan, đơn vị; đồng "
        "thời xây dựng ",
        Span("hệ thống dữ liệu quân số", 0, _LINK),
        " dùng chung toàn quân.",
    ),
    p(
        "Chín thủ tục biên phòng điện tử được công bố theo cơ chế một cửa quốc gia, rút ngắn thời gian thông quan và chi "
        "phí cho người dân và doanh nghiệp. Theo ",
        Span("báo cáo sơ kết", ITALIC, "https://baocao.example.vn/2026"),
        ", khoảng ",
        Span("mười triệu lượt người", BOLD),
        " đã làm thủ tục.",
    ),
    Heading(t("Những việc còn lại")),
    ListBlock(
        (
            (p("Kiểm tra, sửa thiếu sót ở các đơn vị cơ sở."),),
            (
                p("Nhân rộng cách làm hay: mỗi quân khu chọn hai đơn vị làm điểm, sáu tháng báo cáo một lần."),
                ListBlock(((p("Quân khu 1 và 2 làm trước."),), (p("Các quân khu khác theo sau từ tháng bảy."),))),
            ),
            (p("Hoàn thiện hạ tầng công nghệ thông tin."),),
        ),
        ordered=True,
    ),
    Quote((p("“Thủ tục nội bộ còn quá nhiều khâu, nhiều bước.”"),), "Trung tướng Nguyễn Văn A"),
    Table(
        (
            (t("Cửa khẩu"), t("Lượt người"), t("So với 2025")),
            (t("Móng Cái"), t("2.410.000"), t("+12 %")),
            (t("Hữu Nghị"), t("1.980.500"), t("+8 %")),
            (t("Lao Bảo"), t("640.200"), t("−3 %")),
        ),
        True,
        t("Người qua lại ở ba cửa khẩu, mười một tháng đầu năm."),
    ),
    p(
        "Thời gian tới, ban chỉ đạo sẽ kiểm tra, sửa thiếu sót, nhân rộng cách làm hay và hoàn thiện hạ tầng công nghệ thông tin."
    ),
)
ENGLISH: tuple[Block, ...] = (
    p(
        "The first battery ferry crossed the fjord in a February storm, and nobody aboard noticed the difference except "
        "for the silence. ",
        Span("A decade later", 0, "https://example.org/decade"),
        " two thirds of the short crossings run "
        "without oil, and the yards that built them have order books reaching into the next decade. The sums are plain: "
        "E = mc",
        Span("2", SUPER),
        " has little to do with it, but ",
        Span("kW/h", CODE),
        " has.",
    ),
    Image("https://example.org/ferry.jpg", alt="A white ferry under snow-covered hills"),
    Heading(t("How the numbers work"), 2),
    p(
        "An operator bids for a crossing with a price and a curve. The script below, published by the ",
        Span("harbour authority", 0, "https://harbour.example.no/open-data"),
        ", turns both into one figure.",
    ),
    Code(
        'def annual_cost(crossings: int, kwh: float, price: float) -> float:\n    """Cost in crowns, without '
        'the crew, the coffee, or the very long winter that everybody in the harbour talks about."""\n'
        "    return crossings * kwh * price\n\nprint(annual_cost(14_600, 150.0, 0.92))",
        "python",
    ),
    ListBlock(
        (
            (p("Cheaper to run from the third year."),),
            (p("Quieter: 52 dB at the rail instead of 71."),),
            (p("Heavier, so the ", Span("quays", 0, "https://quays.example.no"), " had to be rebuilt."),),
        )
    ),
    Quote(
        (
            p(
                "We did not do it to be green. We did it because diesel froze and the battery did not — and because the "
                "tender said so."
            ),
            p("Then everybody called us green."),
        ),
        "Ingrid Solheim, ferry master",
    ),
    Table(
        (
            (t("Crossing"), t("What changed on board and ashore"), t("Since"), t("Minutes")),
            (
                t("Lavik–Oppedal"),
                t(
                    "Two battery ferries, one in reserve; charging at both quays by robot arms that find the "
                    "socket within forty seconds"
                ),
                t("2015"),
                t("20"),
            ),
            (t("Anda–Lote"), t("Fully electric, autonomous docking on trial"), t("2018"), t("12")),
        ),
        True,
    ),
    Rule(),
    Embed("video", "https://video.example.org/watch/ferry", "The crossing in ninety seconds"),
    p(
        "What comes next is longer: a crossing of two hours, in open water, where the weather has the last word. See also ",
        Span("the state-of-the-art review", 0, "https://review.example.com/state-of-the-art"),
        ".",
    ),
)
CHINESE: tuple[Block, ...] = (
    p(
        "东京湾跨海大桥四日上午十时开始试通车。据管理方介绍，首日车流量突破十万辆次（含货车一万两千辆），高峰时段平均车速为每小时五十八公里。"
        "「这座桥改变了我们的生活。」一位每天往返两岸的居民说：「以前要一个半小时，现在只要四十分钟……」"
    ),
    p(
        "日本語の段落も混ぜてみる。手続きのデジタル化は、来春から全国の市役所で始まる。「窓口の待ち時間は半分になる」と担当者は話す。"
        "ただし、Web システム（version 2.0）の移行には、一年ほどかかる見込みだという。"
    ),
    p(
        "한국어 문단도 있습니다. 다리를 이용하는 시민들은 출퇴근 시간이 줄어들 것으로 기대하고 있으며, 시험 운행은 다음 달까지 계속됩니다."
    ),
    Table(
        (
            (t("時間帯"), t("車両数"), t("速度")),
            (t("午前七時"), t("12,400"), t("58 km/h")),
            (t("午後六時"), t("14,050"), t("41 km/h")),
        ),
        True,
    ),
)
ARABIC: tuple[Block, ...] = (
    p(
        "أعلنت وزارة الداخلية يوم الجمعة عن تبسيط إجراءات السفر عبر المعابر الحدودية، وقالت إن تسعة إجراءات أصبحت متاحة "
        "إلكترونياً على مدار الساعة. ويتوقع أن يستفيد منها نحو عشرة ملايين مسافر في السنة."
    ),
    p(
        "وقال المتحدث باسم الوزارة إن ",
        Span("النظام الجديد", 0, "https://system.example.org"),
        " سيعمل في ثلاثة معابر أولاً (2026)، ثم في البقية.",
    ),
    Quote((p("«لم نعد بحاجة إلى الورق»، قال أحد المسافرين."),)),
)
LONG: tuple[Block, ...] = tuple(
    block for _n in range(60) for block in (*ENGLISH[:1], *VIETNAMESE[1:3], Heading(t("Và rồi")))
)
ARTICLES = {"vi": VIETNAMESE, "en": ENGLISH, "zh": CHINESE, "ar": ARABIC, "long": LONG}


def article(name: str, number: int = 1) -> Article:
    """One of ARTICLES as an article of row `number`."""
    blocks = ARTICLES[name]
    own = row({"vi": 1, "en": 13, "zh": 5, "ar": 7, "long": 13}[name])
    return Article(
        replace(own, id=number), blocks, "feed", lead=_LEAD if name == "vi" else "", authors=("Minh Anh", "Thu Hà"),
        words=sum(map(count_words, texts(blocks))),
        enclosures=(Enclosure("https://example.org/e.mp3", "audio/mpeg", 31_000_000, "Bản tin sáng", 1830),) if name == "en" else (),
        comments_url="https://example.org/comments" if name == "en" else "",
    )  # fmt: skip


def _link(title: str, source: str, days: int, **more: object) -> RelatedLink:
    return RelatedLink(f"https://example.org/{abs(hash(title))}", title, source=source,
                       published=NOW - timedelta(days=days), **more)  # type: ignore[arg-type]  # fmt: skip


GROUPS = (
    RelatedGroup(GroupKind.RELATED, (_link("Một cửa quốc gia mở rộng", "PLO", 2, entry_id=3, mark=Mark.HERE,
                 teaser="Thêm ba bộ tham gia cơ chế một cửa, người dân nộp hồ sơ một lần và nhận kết quả qua bưu điện."),), "Tin liên quan"),
    RelatedGroup(GroupKind.SECTION, (_link("Cán bộ giữ chức vụ càng cao, càng phải nêu gương", "PLVN", 1),), "Cùng chuyên mục"),
    RelatedGroup(GroupKind.SECTION, (_link("Doanh nghiệp quân đội cơ cấu lại", "Tuổi Trẻ", 4, mark=Mark.QUEUED, read=True),), "Đọc thêm"),
    RelatedGroup(GroupKind.SAME, (_link("Army ministry reviews its paperwork", "VnExpress Int.", 0, mark=Mark.HERE, note="1h later",
                 teaser="The ministry counted its forms, found 214, and kept 61."),
                 _link("国防部总结行政改革工作", "东方日报", 0, note="3h later"))),
    RelatedGroup(GroupKind.EARLIER, (_link("Kế hoạch cải cách hành chính 2026", "PLO", 320, mark=Mark.HERE, note="62 %"),)),
)  # fmt: skip


async def load_rows(ids: Sequence[int]) -> list[EntryRow]:
    """Rows as the library would give them."""
    return [row(number) for number in ids]
