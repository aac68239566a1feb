"""A small news world in memory: 40 feeds in folders and a few hundred entries in four languages, always the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reader.domain.blocks import Block, Code, Heading, Image, ListBlock, Paragraph, Quote, Span, Table
from reader.domain.models import Article, Enclosure, EntryRow, Folder, Health, Mark, Subscription

NOW = datetime(2026, 3, 18, 8, 30, tzinfo=UTC)

FOLDERS = (
    Folder(1, "Việt Nam", 0, 0),
    Folder(2, "World", 0, 1),
    Folder(3, "Technology", 0, 2),
    Folder(4, "Science", 3, 0, expanded=False),
    Folder(5, "Sport", 0, 3, expanded=False),
)
_FEEDS: dict[int, list[str]] = {
    1: ["Pháp luật TP.HCM", "Pháp luật Việt Nam", "Tuổi Trẻ", "VnExpress", "Thanh Niên", "Dân trí", "Báo Biên phòng"],
    2: ["BBC News", "Le Monde", "The Guardian", "Al Jazeera الجزيرة", "NHK ニュース", "人民日报", "Reuters World"],
    3: ["Ars Technica", "LWN.net", "The Register", "Lobsters", "heise online", "Hacker News"],
    4: ["Nature", "Science News", "Quanta Magazine", "arXiv cs.CL", "Phys.org"],
    5: ["Thể thao 24h", "BBC Sport", "L'Équipe", "Marca", "Cycling News", "The Athletic"],
    0: ["Planet Debian", "xkcd", "Sách hay mỗi ngày", "Daring Fireball", "A List Apart", "Old Weblog"],
}
_TITLES = {
    "vi": [
        "Bộ Quốc phòng tổng kết công tác cải cách hành chính năm",
        "Cán bộ giữ chức vụ càng cao, càng phải thực hiện nêu gương",
        "Hải quan một cửa quốc gia: thêm chín thủ tục trực tuyến",
        "Rút ngắn thời gian thông quan ở cửa khẩu biên giới",
        "Doanh nghiệp quân đội sau cơ cấu lại làm ăn ra sao?",
        "Thủ tục nội bộ còn quá nhiều khâu, nhiều bước",
        "ISO trong cơ quan nhà nước: từ giấy tờ đến thực chất",
        "Dữ liệu quân số chung toàn quân: làm đến đâu",
        "Áp thấp nhiệt đới gần bờ, miền Trung mưa lớn diện rộng",
        "Tuyến metro số 1 đón hành khách thứ một triệu",
    ],
    "en": [
        "Army ministry reviews its paperwork and finds most of it unnecessary",
        "Border posts cut clearance times to under ten minutes",
        "A quiet release that changes how packages are built",
        "Why the old undersea cable is being pulled up",
        "Rain returns to the delta after the driest spring in forty years",
        "Researchers measure how fast a glacier sings",
        "Court rules that a receipt is not a contract",
        "The library that lends out garden tools",
    ],
    "ja": ["新しい鉄道路線、来春に開業へ", "台風7号、沖縄に接近 交通機関に影響"],
    "zh": ["行政审批制度改革取得新进展", "边境口岸通关时间再缩短"],
    "ar": ["الحكومة تعلن عن خطة جديدة لتبسيط الإجراءات", "ارتفاع منسوب المياه في الدلتا"],
}
_SECTIONS = ("Thời sự", "Kinh tế", "Technology", "Border", "Weather", "")
_AUTHORS = ("Nguyễn Văn An", "Trần Thị Bình", "M. Okafor", "", "L. Dupont")
_LEADS = (
    "Một cuộc họp tổng kết, bốn thông tư, chín thủ tục điện tử cấp độ bốn và khoảng mười triệu lượt người làm thủ tục.",
    "Four circulars, nine procedures moved online and about ten million people served: the year in figures.",
    "",
)


def _language(feed_id: int, number: int) -> str:
    if feed_id in (11, 12, 13):
        return {11: "ar", 12: "ja", 13: "zh"}[feed_id]
    return "vi" if feed_id <= 7 or feed_id in (26, 34) else ("en" if number % 9 else "vi")


def subscriptions() -> list[Subscription]:
    """The feeds, in order; one in trouble, one gone, one paused."""
    made: list[Subscription] = []
    for folder_id, titles in _FEEDS.items():
        for position, title in enumerate(titles):
            number = len(made) + 1
            health = Health(NOW - timedelta(minutes=20), NOW - timedelta(minutes=20), NOW + timedelta(minutes=40))
            if title == "Reuters World":
                error = "reuters.example did not answer within 30 seconds; it will be asked again in 2 hours."
                health = Health(NOW, NOW - timedelta(days=2), NOW + timedelta(hours=2), 4, error)
            elif title == "Old Weblog":
                error = "The server says this feed is gone for good (410); it is no longer asked."
                health = Health(NOW, NOW - timedelta(days=90), None, 1, error, gone=True)
            elif title == "Marca":
                health = Health(NOW, NOW, None, disabled=True)
            made.append(
                Subscription(
                    number,
                    f"https://feed{number}.example/rss.xml",
                    "feed",
                    title,
                    site_url=f"https://feed{number}.example/",
                    description="A feed of the test world.",
                    language="vi" if folder_id == 1 else "en",
                    folder_id=folder_id,
                    position=position,
                    added=NOW - timedelta(days=30),
                    health=health,
                )
            )
    return made


def entries() -> list[EntryRow]:
    """Some entries of every feed but the last two, newest first."""
    made: list[EntryRow] = []
    for feed in subscriptions():
        if feed.title in ("Old Weblog", "A List Apart"):
            continue
        for number in range(11 if feed.folder_id == 1 else 8):
            titles = _TITLES[_language(feed.id, number)]
            entry_id = feed.id * 100 + number
            age = timedelta(minutes=37 * (number * 7 + feed.id) + 11 * feed.id)
            made.append(
                EntryRow(
                    entry_id,
                    feed.id,
                    titles[(feed.id * 3 + number * 7 + number // 4) % len(titles)],
                    f"https://feed{feed.id}.example/story-{entry_id}.html",
                    feed.title,
                    _LEADS[entry_id % 3],
                    NOW - age,
                    NOW - age,
                    author=_AUTHORS[entry_id % 5],
                    section=_SECTIONS[entry_id % 6],
                    read=(entry_id % 7) in (2, 4, 6),
                    starred=entry_id % 29 == 0,
                    has_enclosure=entry_id % 13 == 0,
                    mark=Mark.HERE if entry_id % 4 else Mark.FETCH,
                    story_id=entry_id % 90,
                    others=entry_id % 5 if entry_id % 3 == 0 else 0,
                )
            )
    return sorted(made, key=lambda row: row.sort_at, reverse=True)


def _p(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def blocks(row: EntryRow) -> tuple[Block, ...]:
    """The article of `row`: every kind of block, a length that depends on the entry."""
    start: tuple[Block, ...] = (
        Image("https://feed1.example/a.jpg", "Hội trường", (Span("Quang cảnh hội nghị."),), "Ảnh: PLO", 640, 360),
        Paragraph(
            (
                Span("Trong năm, bộ đã ban hành bốn thông tư về chức năng, nhiệm vụ và quan hệ công tác của các "),
                Span("cơ quan, đơn vị; đồng thời xây dựng "),
                Span("hệ thống dữ liệu quân số", href="https://feed2.example/story-203.html"),
                Span(" dùng chung toàn quân."),
            )
        ),
        _p(
            "Chín thủ tục biên phòng điện tử được công bố theo cơ chế một cửa quốc gia, rút ngắn thời gian thông quan "
            "và chi phí cho người dân và doanh nghiệp."
        ),
        Quote((_p("“Thủ tục nội bộ còn quá nhiều khâu, nhiều bước.”"),), "Thượng tướng"),
        Heading((Span("What comes next"),)),
        ListBlock(((_p("Check the circulars again."),), (_p("Fewer steps, fewer stamps."),)), ordered=True),
        Table(tuple(((Span(year),), (Span(count),)) for year, count in (("Year", "Procedures"), ("2017", "4"))), True),
        Code("for step in procedure:\n    step.remove_if(unnecessary)", "python"),
    )
    more = tuple(
        _p(
            "Thời gian tới, ban chỉ đạo sẽ kiểm tra, sửa thiếu sót, nhân rộng cách làm hay và hoàn thiện hạ tầng công "
            f"nghệ thông tin. ({number + 1})"
        )
        for number in range(row.id % 17)
    )
    return start + more


def article(row: EntryRow) -> Article:
    """`row` with its text."""
    enclosures = (Enclosure("https://feed1.example/cast.mp3", "audio/mpeg", 12_000_000, "The bulletin, aloud", 1260),)
    return Article(
        row,
        blocks(row),
        "feed",
        lead=row.lead,
        authors=(row.author,) if row.author else (),
        canonical_url=row.url,
        enclosures=enclosures if row.has_enclosure else (),
        words=420 + 30 * (row.id % 17),
    )
