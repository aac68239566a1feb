"""Words that name the parts of a page: in class names, and in headings of many languages. Data only."""

from __future__ import annotations

import re

# Each pattern runs over `tree.names_of`: lower-case words, a space before and after each.

BODY = re.compile(
    r" (?:article|story|post|entry|news|detail|main|page|content|text|body)[ ]?"
    r"(?:body|content|contents|text|detail|richtext|copy|maincontent|fulltext|main) "
    r"| (?:articlebody|storybody|bodytext|fck detail|richtext|rich text|paragraphs|prose|articletext|knc content|"
    r"entry|maincontent) "
)
"""Where the body stands."""

LEAD = re.compile(
    r" (?:sapo|dek|standfirst|stand first|chapo|chappo|chapeau|subheadline|subhead|sub headline|sub title|subtitle|"
    r"subtitulo|sottotitolo|subline|"
    r"entradilla|bajada|copete|vorspann|teaser|teaser text|article teaser|strapline|tagline|"
    r"ingress|preamble|deck|headline deck|sommario|occhiello|catenaccio|perex|resumen|spot|intro|introduction|lede|"
    r"lead|excerpt|"
    r"article summary|post summary|summary|summary list|article description|article desc|description|desc|abstract|"
    r"anons|anrisser|sinopse|linha fina) "
)
"""Where the lead stands."""

NOT_A_LEAD = re.compile(
    r" (?:image|img|picture|media|caption|author|byline|video|related|product|meta|date|share|comment|newsletter|ai|"
    r"site description|lead image|tag) "
)
"""Names that use a word for leads for something else."""

FURNITURE = re.compile(
    r" (?:share|sharing|sharebar|sharethis|social|socials|shares|addthis|addtoany|"
    r"newsletter|newsletters|subscribe|signup|sign up|promo|promos|promotion|advert|advertisement|advertising|"
    r"ads|adsense|adslot|ad slot|ad container|ad wrapper|ad unit|ad label|ad|banner|sponsor|sponsored|outbrain|taboola|"
    r"related|relate|relateds|relatednews|recommend|recommended|recommendation|recommendations|read more|readmore|"
    r"read also|"
    r"see also|more on|more from|most read|mostread|most popular|popular|trending|breadcrumb|breadcrumbs|"
    r"author bio|author box|author info|author card|about author|author profile|author details|bio|byline|bylines|"
    r"authors?|autor|autoren|"
    r"tags|tag list|taglist|article tags|post tags|keywords|toolbar|pagination|pager|"
    r"(?:paywall|regwall) (?:box|overlay|message|teaser|prompt|promo|banner|notice|offer)|piano|rating|vote|poll|"
    r"navigation|nav|menu|sidebar|footer|"
    r"copyright|correction form|report error|feedback|voicemail|audio player|text to speech|"
    r"sr only|screen reader(?: text)?|visually hidden|visuallyhidden|assistive text|offscreen|skip link|"
    r"donate|donation|support us|membership|login|sign in|timestamp|pubdate|publish date|"
    r"teasers?|upsell|cta|call to action|whatsapp|telegram|app download|follow us|followus|"
    r"lightbox|modal|popup|overlay|tooltip|jp relatedposts|yarpp|"
    r"toc|table of contents|inhaltsverzeichnis|reading time|noprint|no print|do not print|hide for print) "
)
"""Parts that stand around an article, or in it without belonging to it."""

SMALL_FURNITURE = re.compile(
    r" (?:meta|article meta|post meta|entry meta|date|dates|datum|time|datetime|published|updated|modified|kicker|"
    r"overline|topline|dachzeile|eyebrow|rubrik|"
    r"credits?|photo credit|photocredit|postinfo|post info|submitted|toggle|btn|button|buttons|cta|counter|count|"
    r"reading|read time|readtime|agencies|"
    r"authorprofile|attribution|textauthor|author\w*|hidden|hide|d none|invisible|accessibility|a11y|vh|u hidden|"
    r"is hidden|print header|textresizer|"
    r"control|controls|control bar|captionlink|jump label|jump label list|widget title|lastchanged|last changed|"
    r"tagbox|source|sources|quelle|informations|"
    r"placeholder|affiliate info|disclaimer|disclosure|postdate|post date|publication date|breadcrumb\w*|"
    r"metatextline|interaction bar|toolbar|"
    r"follow|edit|subscribe|user profile|rollover\w*|estimated read time|category|categories|cat links|section name|"
    r"label|labels|flag|badge|"
    r"slide count|gallery count|correction|legal|copyright\w*|shortlink|views|likes|edition|gallery) "
)
"""Small parts around the text: dates, bylines, labels, controls. Only counts for elements with hardly any text."""

BOX = re.compile(
    r" (?:infobox|info box|factbox|fact box|factboxes|faktabox|faktaboks|infokasten|expandable box|fm box|flexmodule|"
    r"sidebox|side box|"
    r"product embed|product card|product box|affiliate\w*|price box|post card|teaser\w*|video player|player wrapper|"
    r"video container|video fallback|vjs|vjs wrapper|jwplayer|"
    r"media embed|gallery|photo gallery|slideshow|slider|carousel|resgallery|swiper|lightgallery|nativendo\w*|"
    r"content marketing|"
    r"outro|more news|capping|offer|offers|promo box|ai summary|ai article summary|ai content|article summary|"
    r"key points|highlights|external content|embed privacy|"
    r"abo|abo box|subscription|jeg related|inline list|bottom links|newsletter\w*|nl signup|ext channel|sfsi|"
    r"print header|relatedbroadcast|"
    r"sendungsbezug|broadcast hint|person details|author\w+|post author|about the author|delete account|user profile) "
)
"""Boxes by the text: facts, products, players, galleries. Their pictures may be the article's, their text is not."""

WALL = re.compile(
    r" (?:cookie|cookies|consent|gdpr|onetrust|ot sdk|didomi|usercentrics|sourcepoint|cmplz|cookiebot|"
    r"cookie law info|privacy overview|cli (?:tab|modal|bar|col|wrapper|switch|fade|section|privacy)) "
)
"""Consent dialogs: long prose that is never the article's."""

COMMENTS = re.compile(
    r" (?:comments?|comment (?:list|section|area|thread|box)|disqus(?: thread)?|kommentar\w*|respond|fb comments|"
    r"livefyre|viafoura|coral|commentaires?|comentarios?|commenti|reacties|komentar\w*|yorumlar|binh luan|"
    r"user comments|thread|threads|replies) "
)
"""Where readers write."""

REPLY = re.compile(
    r"\W*(?:reply|replies|antworten|repondre|responder|rispondi|reageer|reageren|beantwoorden|svar|svara|vastaa|"
    r"odpowiedz|odpovedet|yanitla|balas|tra loi|phan hoi|ответить|返信(?:する)?|답글(?:쓰기)?|답변|回复|回覆|رد|ตอบกลับ)"
    r"\W*\d*\W*"
)
"""What stands by every comment, over folded text."""

NEVER = re.compile(
    r" (?:outbrain|taboola|revcontent|mgid|zergnet|nativo|plista|ligatus|dianomi|sponsor|sponsored|advert|"
    r"advertisement|"
    r"advertising|adsense|ads|adslot|ad|promoted|paid|partner content|price compare|websosanh|shop|shopping|deals|"
    r"affiliate|"
    r"voucher|gutschein|coupons?) "
)
"""Advertising: never related stories."""

CAPTION = re.compile(
    r" (?:caption|captions|figcaption|photocms caption|image caption|img caption|wp caption text|photo caption|"
    r"legend|legende|"
    r"bildunterschrift|bildtext|image description|media caption|pie foto|didascalia|figure text|caption text|"
    r"picture text) "
)
"""What stands under a picture."""

CREDIT = re.compile(
    r" (?:credit|credits|image credit|photo credit|copyright|photographer|source|image source|bildquelle|bildnachweis|"
    r"byline|author|img author|caption author|agency|fotograf|photo by|attribution|rights|provider|rightsholder) "
)
"""Who made it."""

NO_PICTURE = re.compile(
    r" (?:avatar|avatars|logo|logos|icon|icons|emoji|wp smiley|smiley|badge|sprite|flag|pixel|spinner|loader|adimg|"
    r"app store|qr|qrcode|gravatar|"
    r"author image|author photo|author avatar|author pic|profile pic|profile image|byline image|authorpic|headshot) "
)
"""Pictures that belong to the page and not to the article."""

DATE = re.compile(
    r" (?:date|time|datetime|published|publish|pubdate|timestamp|posted|datum|fecha|ngay|tanggal|dateline|post date|"
    r"entry date|tarih|dato|data pubblicazione|paiva|waktu|czas|date time|datetime info|pub time|publish time) "
)
"""Where a date is printed."""

BYLINE = re.compile(
    r" (?:byline|author|authors|author name|autor|autoren|auteur|autore|writer|penulis|tac gia|contributor|by author|"
    r"name author) "
)
"""Where the author is printed."""

GROUP = re.compile(
    r" (?:relateds?|related \w+|relate|relatednews|related news box|tin lien quan|lienquan|lien quan|cung chuyen muc|"
    r"doc them|recommend\w*|read also|readalso|"
    r"see also|more stories|most read|mostread|most popular|most viewed|popular|trending|doc nhieu|xem nhieu|"
    r"read more|readmore|also read|"
    r"article related|relacionad\w+|correlati|a lire aussi|lire aussi|lesen sie auch|mehr zum thema|similar\w*|"
    r"you may like|further reading|"
    r"internal link|inline related|storylink|story link|insidenews|inside news|box tin|tinlienquan|relation|relations) "
)
"""A list of other stories."""

NOT_A_LIST = re.compile(
    r" (?:menu|nav|navbar|navigation|main nav|breadcrumb|breadcrumbs|mega menu|site header|global header|masthead|"
    r"topbar|top bar|ticker|breaking news|"
    r"social|share|tags?|tag list|author bio|(?:site|page|global|main|web|wrap) footer|footer (?:nav|menu|links|main|"
    r"top|bottom)|cookie|newsletter|topics) "
)
"""The page's frame."""

PICTURE_BOX = re.compile(
    r" (?:image\w*|img\w*|picture\w*|photo\w*|figure|pic|pic box|media|bild|foto|fotos|thumbnail|thumb|hero|featured|"
    r"contentimage|wp caption|"
    r"image wrapper|wrapper image|image container|media info|carousel slide|swiper slide|slide|gallery item|"
    r"slider item|photo item|photocms|imagebox|image box|article image|lead image|visual) "
)
"""An element made for one picture and what stands under it."""

PEOPLE = re.compile(r" (?:author\w*|autor\w*|byline\w*|avatar|bio|profile|contributor|columnist|person) ")
"""Boxes about who wrote it: their pictures are portraits."""

MUTE = re.compile(
    r" (?:gallery|photo gallery|slideshow|slider|carousel|swiper|modal|overlay|lightbox|image|images|picture|"
    r"pictures|photo|photos|figure|media|"
    r"foto|bild|video|hero|img|resgallery|featured|thumbnail) "
)
"""Boxes whose text is not the article's but whose pictures may be."""

DEAF = re.compile(
    r" (?:author\w*|autor\w*|avatar|bio|related\w*|recommend\w*|newsletter\w*|promo\w*|sponsor\w*|advert\w*|logo|"
    r"share|sharing|social|comments?|teasers|most read|"
    r"popular|more news|latest|outbrain|taboola|product\w*|affiliate\w*|shop|abo|offer\w*|podcast|menu|nav|footer|"
    r"person|profile|nativendo\w*|content marketing|read more|carousel wrapper related) "
)
"""Boxes whose pictures are not the article's either."""

HIDDEN = re.compile(
    r" (?:sr only|screen reader(?: text)?|visually ?hidden|assistive text|offscreen|accessibility|a11y|tooltip\w*|"
    r"rollover\w*|hidden) "
)
"""Words for screen readers and pop-ups: not seen in running text."""
