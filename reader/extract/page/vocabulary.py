"""Words that name the parts of a page: in class names, and in headings of many languages. Data only."""

from __future__ import annotations

import re

# Each pattern runs over `tree.names_of`: lower-case words, a space before and after each.

BODY = re.compile(
    r" (?:article|story|post|entry|news|detail|main|page|content|text|body)[ ]?"
    r"(?:body|content|contents|text|detail|richtext|copy|maincontent|fulltext|main) "
    r"| (?:articlebody|storybody|bodytext|fck detail|richtext|rich text|paragraphs|prose|articletext|knc content|entry|maincontent) "
)
"""Where the body stands."""

LEAD = re.compile(
    r" (?:sapo|dek|standfirst|chapo|chapeau|subheadline|subhead|sub headline|sub title|subtitle|subtitulo|sottotitolo|"
    r"entradilla|bajada|vorspann|teaser text|article lead|lead text|lead paragraph|article intro|intro text|articleintro|"
    r"ingress|preamble|deck|headline deck|kicker text|sommario|occhiello|catenaccio|article summary|summary text|perex|"
    r"article description|article desc|detail sapo|chappo|copete|resumen|spot|article dek|introduction|intro|lede|"
    r"header description|article teaser|excerpt|lead|summary|description|stand first|abstract|anons|anrisser|sinopse) "
)
"""Where the lead stands."""

FURNITURE = re.compile(
    r" (?:share|sharing|sharebar|sharethis|social|socials|shares|addthis|addtoany|"
    r"newsletter|newsletters|subscribe|signup|sign up|promo|promos|promotion|advert|advertisement|advertising|"
    r"ads|adsense|adslot|ad slot|ad container|ad wrapper|ad unit|ad label|ad|banner|sponsor|sponsored|outbrain|taboola|"
    r"related|relate|relateds|relatednews|recommend|recommended|recommendation|recommendations|read more|readmore|read also|"
    r"see also|more on|more from|most read|mostread|most popular|popular|trending|breadcrumb|breadcrumbs|"
    r"author bio|author box|author info|author card|about author|author profile|author details|bio|byline|bylines|authors?|autor|autoren|"
    r"tags|tag list|taglist|article tags|post tags|keywords|toolbar|pagination|pager|"
    r"(?:paywall|regwall) (?:box|overlay|message|teaser|prompt|promo|banner|notice|offer)|piano|rating|vote|poll|navigation|nav|menu|sidebar|footer|"
    r"copyright|correction form|report error|feedback|voicemail|audio player|text to speech|"
    r"sr only|screen reader(?: text)?|visually hidden|visuallyhidden|assistive text|offscreen|skip link|"
    r"donate|donation|support us|membership|login|sign in|timestamp|pubdate|publish date|"
    r"teasers?|upsell|cta|call to action|whatsapp|telegram|app download|follow us|followus|"
    r"lightbox|modal|popup|overlay|tooltip|jp relatedposts|yarpp|"
    r"toc|table of contents|inhaltsverzeichnis|reading time|noprint|no print|do not print|hide for print) "
)
"""Parts that stand around an article, or in it without belonging to it."""

WALL = re.compile(r" (?:cookie|cookies|consent|gdpr|onetrust|ot sdk|didomi|usercentrics|sourcepoint|cmp|cmplz|cookiebot|cookie law info|privacy overview|cli) ")
"""Consent dialogs: long prose that is never the article's."""

COMMENTS = re.compile(r" (?:comments?|comment (?:list|section|area|thread|box)|disqus(?: thread)?|kommentare?|respond|fb comments|livefyre|viafoura|coral) ")
"""Where readers write."""

NEVER = re.compile(
    r" (?:outbrain|taboola|revcontent|mgid|zergnet|nativo|plista|ligatus|dianomi|sponsor|sponsored|advert|advertisement|"
    r"advertising|adsense|ads|adslot|ad|promoted|paid|partner content|price compare|websosanh|shop|shopping|deals|affiliate|"
    r"voucher|gutschein|coupons?) "
)
"""Advertising: never related stories."""

CAPTION = re.compile(
    r" (?:caption|captions|figcaption|photocms caption|image caption|img caption|wp caption text|photo caption|legend|legende|"
    r"bildunterschrift|bildtext|image description|media caption|pie foto|didascalia|figure text|caption text|picture text) "
)
"""What stands under a picture."""

CREDIT = re.compile(
    r" (?:credit|credits|image credit|photo credit|copyright|photographer|source|image source|bildquelle|bildnachweis|"
    r"byline|author|img author|caption author|agency|fotograf|photo by|attribution|rights|provider|rightsholder) "
)
"""Who made it."""

NO_PICTURE = re.compile(
    r" (?:avatar|logo|icon|icons|emoji|wp smiley|author|authors|byline|portrait|profile|share|social|badge|sprite|flag|"
    r"pixel|spinner|loader|ad|ads|advert|advertisement|banner|sponsor|newsletter|podcast|promo|related|teaser|recommend|"
    r"app store|qr|rating) "
)
"""Pictures that belong to the page and not to the article."""

DATE = re.compile(r" (?:date|time|datetime|published|publish|pubdate|timestamp|posted|datum|fecha|ngay|tanggal|dateline|post date|entry date) ")
"""Where a date is printed."""

BYLINE = re.compile(r" (?:byline|author|authors|author name|autor|autoren|auteur|autore|writer|penulis|tac gia|contributor|by author|name author) ")
"""Where the author is printed."""

GROUP = re.compile(
    r" (?:relateds?|related \w+|relate|relatednews|related news box|tin lien quan|lienquan|lien quan|cung chuyen muc|doc them|recommend\w*|read also|readalso|"
    r"see also|more stories|most read|mostread|most popular|most viewed|popular|trending|doc nhieu|xem nhieu|read more|readmore|also read|"
    r"article related|relacionad\w+|correlati|a lire aussi|lire aussi|lesen sie auch|mehr zum thema|similar\w*|you may like|further reading|"
    r"internal link|inline related|storylink|story link|insidenews|inside news|box tin|tinlienquan|relation|relations) "
)
"""A list of other stories."""

NOT_A_LIST = re.compile(
    r" (?:menu|nav|navbar|navigation|main nav|breadcrumb|breadcrumbs|mega menu|site header|global header|masthead|topbar|top bar|ticker|breaking news|"
    r"social|share|tags?|tag list|author bio|footer|site footer|cookie|newsletter|topics) "
)
"""The page's frame."""
