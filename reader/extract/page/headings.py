"""What publishers print above their lists of other stories, by kind, in many languages. Data, and one look-up."""

from __future__ import annotations

import re

from reader.domain.models import GroupKind
from reader.domain.text import fold

# Folded phrases (no case, no accents, đ as d). A heading matches when it is a phrase, or begins with one that stands in
# `_OPEN` and goes on (`Mehr zum Thema Energie`).
_PHRASES: dict[GroupKind, str] = {
    GroupKind.RELATED: """
        tin lien quan; tin bai lien quan; bai lien quan; bai viet lien quan; tin tuc lien quan; lien quan;
        co the ban quan tam
        ban co the quan tam; ban quan tam; tin khac; tin bai khac; doc them cung chu de; xem them tin lien quan;
        noi dung lien quan; ban co the thich; goi y cho ban; tin noi bat lien quan
        related; related news; related stories; related story; related articles; related article; related coverage;
        related content
        related links; related posts; related reading; related topics and stories; related to this story;
        you might also like; you may also like
        you may like; you may be interested in; you might be interested in; you might like; recommended;
        recommended for you; recommended stories
        recommended reading; recommended articles; more like this; further reading; read next; up next;
        what to read next; read more; read also; see also; also read
        keep reading; more coverage; suggested stories; don't miss; dont miss; must read; editor's picks;
        editors' picks; editors picks; more to read; similar articles; similar stories; similar posts;
        from our network; continue reading; in case you missed it; icymi; you might have missed; more for you;
        watch next; related videos; more to explore; you might also be interested in; stories you may like
        verwandte artikel; verwandte themen; verwandte beitrage; ahnliche artikel; ahnliche beitrage;
        ahnliche themen; die redaktion empfiehlt; redaktion empfiehlt; lesen sie auch; auch interessant;
        das konnte sie auch interessieren
        das konnte dich auch interessieren; das konnte sie interessieren; weitere artikel; weiterfuhrende links;
        weiterfuhrende artikel; empfehlungen; empfohlene artikel; unsere empfehlungen; passend dazu;
        passende artikel; lesetipps; lesen sie mehr; zum weiterlesen; mehr lesen; mehr dazu; dazu passend;
        lesenswert; empfehlungen der redaktion; das empfiehlt die redaktion; auch lesenswert
        a lire aussi; lire aussi; sur le meme sujet; articles lies; articles similaires; articles associes;
        a voir aussi; voir aussi; vous aimerez aussi; nos recommandations; recommande pour vous; a decouvrir;
        pour aller plus loin; lire plus; cela pourrait vous interesser
        noticias relacionadas; articulos relacionados; relacionados; relacionadas; relacionado; te puede interesar;
        te recomendamos; lee tambien; lea tambien; leer mas; ver tambien; tambien te puede interesar;
        mas informacion; quiza te interese; noticia relacionada; temas relacionados; contenido relacionado;
        le puede interesar; puede interesarte
        articoli correlati; leggi anche; potrebbe interessarti; potrebbero interessarti; ti potrebbe interessare;
        notizie correlate; correlati; approfondimenti; approfondisci; vedi anche; ti consigliamo
        leia tambem; veja tambem; leia mais; noticias relacionadas; materias relacionadas; voce pode gostar;
        saiba mais; relacionados; conteudo relacionado; artigos relacionados; mais lidas relacionadas
        関連記事; 関連ニュース; 関連リンク; あわせて読みたい; 合わせて読みたい; こちらもおすすめ; おすすめ記事;
        おすすめ; この記事も読まれています; 関連
        관련기사; 관련 기사; 관련뉴스; 관련 뉴스; 추천기사; 추천 기사; 함께 볼만한 기사; 이 기사와 함께 많이 본 기사
        相关新闻; 相關新聞; 相关阅读; 相關閱讀; 相关文章; 相關文章; 延伸阅读; 延伸閱讀; 推荐阅读; 推薦閱讀; 相关报道;
        相關報導; 猜你喜欢; 你可能也喜歡; 你可能也想看; 其他人也在看
        berita terkait; artikel terkait; baca juga; terkait; rekomendasi; rekomendasi untuk anda; simak juga;
        lihat juga; berita rekomendasi
        les ogsa; relaterte saker; relatert; lignende saker; les mer; anbefalte saker; las ocksa;
        relaterade artiklar; mer om amnet; laes ogsa; relaterede artikler; lees ook; lees meer; gerelateerd;
        meer over dit onderwerp; lue myos
        souvisejici clanky; souvisejici; ctete take; mohlo by vas zajimat; czytaj tez; czytaj takze; zobacz takze;
        przeczytaj takze; polecane; powiazane artykuly; ilgili haberler; bunlar da ilginizi cekebilir;
        onerilen haberler; читаите также; читать также; материалы по теме; по теме; похожие статьи; смотрите также;
        рекомендуем
        zobacz tez; przeczytaj tez; to cie moze zainteresowac; может быть интересно; вам может быть интересно;
        читаите также по теме; похожие новости; связанные новости; читаите далее; читаите ещё
        читаите також; схожі новини; дивіться також; за темою; матеріали за темою; вас може зацікавити
        διαβαστε επισης; διαβαστε ακομη; δειτε επισης; σχετικα αρθρα; σχετικες ειδησεις; διαβαστε περισσοτερα
        اقرا ايضا; اقرا المزيد; اقرا كذلك; مواضيع ذات صلة; موضوعات ذات صلة; اخبار ذات صلة; مقالات ذات صلة;
        اخبار متعلقة; مواضيع متعلقة; شاهد ايضا; قد يعجبك ايضا; قد يهمك; ذات صلة; المزيد حول
        اخبار مرتبط; مطالب مرتبط; بیشتر بخوانید; بخوانید; خبرهای مرتبط; پیشنهاد سردبیر; مزید پڑھیں; متعلقہ خبریں
        קראו גם; קראו עוד; כתבות קשורות; כתבות נוספות; אולי יעניין אותך; עוד בנושא
        ข่าวที่เกี่ยวข้อง; อ่านเพิ่มเติม; อ่านต่อ; อ่านข่าวเพิ่มเติม;
        บทความที่เกี่ยวข้อง; เรื่องที่เกี่ยวข้อง; ข่าวเกี่ยวข้อง; ข่าวแนะนำ; เนื้อหาที่เกี่ยวข้อง
        यह भी पढ़ें; ये भी पढ़ें; यह भी पढ़िए; संबंधित खबरें; संबंधित ख़बरें; सम्बंधित खबरें; और पढ़ें; संबंधित समाचार
        আরও পড়ুন; আরো পড়ুন; সম্পর্কিত খবর; সংশ্লিষ্ট খবর; தொடர்புடைய செய்திகள்; మరిన్ని చదవండి
        citeste si; articole similare; cititi si; te-ar putea interesa; kapcsolodo cikkek; olvasta mar; ajanlo;
        ez is erdekelheti; procitajte i; povezani clanci; povezane vijesti; preberite tudi; precitajte si;
        suvisiace clanky; mohlo by vas zaujimat; прочетете още; свързани статии; още по темата; seotud lood;
        skaityk taip pat; lasi ari; lasit vel; lue lisaa; aiheeseen liittyvaa; lue seuraavaksi; lesid lika;
        cunoaste mai mult; devamini oku; benzer haberler; bunlari da okuyun
        이 기사도 좋아하실 거예요; 이런 기사도 있어요; 함께 읽으면 좋은 기사; 함께 볼만한 뉴스; 관련 콘텐츠; 더보기
        你可能喜欢; 你可能感興趣; 大家还在看; 更多相关; 相關閱讀; 推薦閱讀; 繼續閱讀; 看更多
        この記事に関連する記事; こちらも読まれています; 次に読む; 合わせて読みたい; 関連リンク
    """,
    GroupKind.TOPIC: """
        cung chu de; cung su kien; tin cung chu de; su kien lien quan; dong su kien; chu de lien quan;
        tin theo chu de; theo dong su kien; bai cung chu de; xem them ve chu de; tin cung su kien; chuyen de
        more on this story; more on this topic; more on this; on this topic; more about; more on; related topics;
        explore this topic; in this series; more in this series; also in this series; read the series
        mehr zum thema; zum thema; mehr zu diesem thema; weitere artikel zum thema; alles zum thema; aus dem dossier;
        mehr uber; mehr zu; themenseite; schwerpunkt; das thema im uberblick
        sur le meme theme; dans ce dossier; le dossier; du meme dossier; plus sur ce sujet; tous nos articles sur;
        dans le meme dossier
        mas sobre este tema; sobre este tema; mas sobre; en este tema; sul tema; sullo stesso tema;
        altro su questo tema; dello stesso argomento; sobre o assunto; mais sobre; mer om; mer om saken; meer over;
        viac o teme; vice k tematu; k tematu; na ten temat; o tym samym; topik terkait; 同じテーマの記事;
        このテーマの記事; 专题; 專題; сюжет
    """,
    GroupKind.SECTION: """
        doc them; cung chuyen muc; tin cung chuyen muc; bai cung chuyen muc; tin moi; tin moi nhat; xem them;
        tin cung muc; cung muc; tin cung chuyen trang; tin trong muc; moi cap nhat; tin moi cap nhat; bai moi;
        bai moi nhat; tin tiep theo; cac tin khac; tin da dua; doc tiep; tin cung loai; tin tuc khac; tin cu hon;
        tin moi hon; nong cung chuyen muc
        more from; more in; more news; latest; latest news; latest stories; more stories; other news; other stories;
        in this section; more articles; top stories; also in; other articles; recent posts; recent stories;
        recent articles; next story; previous story; news in brief; in other news; latest articles; more headlines
        mehr aus; weitere meldungen; weitere nachrichten; weitere themen; aktuelle nachrichten; aktuelles;
        neueste artikel; mehr nachrichten; neuste artikel; mehr von; weitere news; neueste nachrichten;
        aus dem ressort; weitere beitrage; die neuesten nachrichten
        dans la meme rubrique; a la une; plus d'articles; dernieres actualites; les plus recents;
        dans la meme section; derniers articles; plus de; en continu
        mas noticias; ultimas noticias; mas en; en esta seccion; otras noticias; ultima hora; altre notizie;
        ultime notizie; altri articoli; altro in; nella stessa sezione; mais noticias; ultimas; mais em;
        outras noticias; mais de; noticias recentes
        berita lainnya; berita terbaru; lainnya; terbaru; artikel lainnya; 最新ニュース; 新着記事; 新着; 最新記事;
        最新新闻; 最新新聞; 更多新闻; 最新消息; 更多; 最新文章; 최신기사; 다른기사; 주요뉴스
        siste nytt; flere saker; senaste nytt; laatste nieuws; meer nieuws; dalsi clanky; nejnovejsi; najnowsze;
        najnowsze artykuly; inne artykuly; diger haberler; son dakika; son haberler; последние новости;
        другие новости; еще новости
        plus d'actualites; آخر الاخبار; احدث الاخبار; اخر الاخبار; المزيد من الاخبار;
        آخرین اخبار; חדשות נוספות; ข่าวล่าสุด; ताजा खबरें; ताज़ा खबरें;
        সর্বশেষ; останні новини; інші новини; τελευταια νεα; ροη ειδησεων; ultimele stiri; legfrissebb; uusimmat
    """,
    GroupKind.POPULAR: """
        doc nhieu; doc nhieu nhat; tin doc nhieu; xem nhieu; xem nhieu nhat; tin xem nhieu; bai doc nhieu;
        bai xem nhieu; tin nong; duoc quan tam; tieu diem; nhieu nguoi doc; tin noi bat; noi bat; quan tam nhieu
        most read; most popular; popular; trending; trending now; popular news; most viewed; popular stories;
        most shared; most commented; top news; popular articles; popular posts; hot topics; what's hot;
        trending stories; most recent and popular; popular now; top reads; most watched
        meistgelesen; meist gelesen; meistgelesene artikel; am meisten gelesen; beliebt; beliebteste artikel;
        top-themen; topthemen; meistgeklickt; meistgelesene; beliebte artikel; die meistgelesenen artikel;
        das wird gelesen; top artikel; gerade gefragt
        les plus lus; articles les plus lus; plus lus; les plus populaires; le plus lu; tendances; en ce moment;
        les + lus
        lo mas leido; mas leidas; mas leido; lo mas visto; las mas leidas; tendencias; i piu letti; piu letti;
        le piu lette; piu letti oggi; mais lidas; as mais lidas; mais lidos; mais vistas
        terpopuler; berita terpopuler; populer; paling banyak dibaca; trending topic; 人気記事; アクセスランキング;
        ランキング; よく読まれている記事; 人気ランキング; 热门新闻; 熱門新聞; 热门; 人气; 熱門文章; 點閱排行;
        많이 본 뉴스; 인기기사; 많이 본 기사; 랭킹뉴스
        mest lest; mest last; mest populart; meest gelezen; nejctenejsi; nejctenejsi clanky; najczesciej czytane;
        najpopularniejsze; najczytaniejsze; en cok okunanlar; cok okunanlar; самое читаемое; популярное;
        самое популярное
        热门文章; 热点新闻; 阅读排行; 排行榜; 熱門排行; 最多人看; 人気; 今読まれています; 실시간 인기; 인기 뉴스;
        조회수 높은 기사
        الاكثر قراءة; الاكثر مشاهدة; الاكثر تداولا; الاكثر شعبية; پربازدیدترین; پربیننده ترین; הנקראות ביותר; הכי נקראות
        ข่าวยอดนิยม; ยอดนิยม; ข่าวฮิต; อ่านมากที่สุด; सबसे ज्यादा पढ़ी गईं; ट्रेंडिंग; লোকপ্রিয়; সর্বাধিক পঠিত
        наибільш популярні; популярні новини; наичитаніше; δημοφιλη; πιο δημοφιλη; cele mai citite; legolvasottabb;
        luetuimmat; najcitanejsie; najcitanije; наи-четени
    """,
}
_OPEN = (
    "mehr zum thema", "mehr zu", "mehr aus", "mehr uber", "mehr von", "more on", "more from", "more about",
    "more in", "related to", "latest in", "latest from", "latest on",
    "tin lien quan", "cung chuyen muc", "tin cung chuyen muc", "doc nhieu", "xem them ve", "most read",
    "most popular", "mas sobre", "mas en", "plus de", "meistgelesen",
    "weitere artikel", "lesen sie auch", "popular in", "trending in", "altro in", "mais sobre", "lo mas leido",
    "les plus lus", "read more about", "read more on", "recommended",
    "related", "alles zum thema", "further reading", "weitere", "mer om", "meer over", "tous nos articles sur",
    "berita terkait", "関連記事", "関連", "ランキング", "人気", "相关", "相關",
)  # fmt: skip
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_TAGS = re.compile(r"キーワード|タグ|keyword|\btags?\b|schlagw|từ khóa|chủ đề nóng", re.IGNORECASE)
_SPACE = re.compile(r"\s+")

_QUOTES = str.maketrans("’‘ʼ`´", "'''''")


def _key(text: str) -> str:
    return _EDGE.sub("", _SPACE.sub(" ", fold(text.translate(_QUOTES))))


_KINDS: dict[str, GroupKind] = {
    _key(phrase): kind
    for kind, block in _PHRASES.items()
    for phrase in block.replace("\n", ";").split(";")
    if phrase.strip()
}
_FOLDED_OPEN = tuple(sorted({_key(phrase) for phrase in _OPEN}, key=len, reverse=True))
LONGEST = 60
"""Letters of the longest heading that is looked up."""


def kind_of(heading: str) -> GroupKind | None:
    """The kind of list that a heading announces, or None when it announces none that is known."""
    if not heading or len(heading) > LONGEST or _TAGS.search(heading):
        return None
    key = _key(heading)
    if found := _KINDS.get(key):
        return found
    for phrase in _FOLDED_OPEN:
        if key.startswith(phrase) and len(key) <= len(phrase) + 32:
            return _KINDS.get(phrase, GroupKind.RELATED)
    return None
