"""Which links lead to stories: by address and by text; the first step of finding the publisher's related groups."""

from __future__ import annotations

import re
from functools import lru_cache

from reader.domain.identity import host_of

_SECTIONS = re.compile(
    r"/(?:tags?|topics?|topic|thema|themen|themes?|authors?|autor|autoren|auteurs?|autores|tac-gia|profile|people|"
    r"person|category|categories|"
    r"kategorie|rubrik|search|suche|login|signin|register|subscribe|abo|newsletters?|about|contact|kontakt|impressum|"
    r"privacy|datenschutz|"
    r"terms|cookies?|advertise|jobs?|careers?|rss|feed|share|comments?|help|faq|shop|gallery-index|event|chu-de|"
    r"su-kien|sitemap|account|"
    r"user|users|member|stock|stocks|quote|quotes|symbol|market-data|weather|horoscope|games?|puzzles?|"
    r"crossword)(?:/|\.|$|\?)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|css|js|rss)(?:$|\?)", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|pinterest|whatsapp|telegram|t|tiktok|youtube|youtu|reddit|"
    r"google|apple|zalo|"
    r"amazon|taboola|outbrain|doubleclick|adform|websosanh|addtoany|flipboard|threads|bsky|tumblr|vk|mailchi|apps|"
    r"play|news\.google)\.(?:com|me|be|net|vn|app|org|co|de|co\.uk|mp)$"
)
_ARTICLE_END = re.compile(
    r"(?:\.(?:html?|chn|ldo|vnp|tpo|amp|shtml|php|aspx?|epi|story|ece|cms)|[-_/.]\d{4,}|[-/]a-?\d{4,}|[0-9a-f]{8,})/?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])[/-]?")


@lru_cache(maxsize=8192)
def is_story(url: str) -> bool:
    """Whether the address looks like an article's: a slug or a number at its end, no section, tag, file, network."""
    if not url.startswith("http"):
        return False
    host = host_of(url)
    if _SOCIAL.search(host):
        return False
    path, _, query = url.split("://", 1)[1].partition("#")[0].partition("?")
    path = "/" + path.partition("/")[2]
    if _SECTIONS.search(path) or _FILE.search(path):
        return False
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if not last:
        return False
    if _ARTICLE_END.search(path) and (any(c.isdigit() for c in path) or last.count("-") >= 2 or last.count("_") >= 2):
        return True
    if last.count("-") >= 3 or last.count("_") >= 3 or (last.count("-") >= 2 and len(last) >= 18):
        return True
    if _DATED.search(path) and len(last) > 5:
        return True
    return bool(re.search(r"(?:^|&)(?:id|p|article|aid|story|newsid|sid)=\d{3,}", query, re.IGNORECASE))


def site(url: str) -> str:
    """The registered part of the host, nearly: the last two labels, three below a short second one."""
    labels = host_of(url).split(".")
    keep = 3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) <= 3 else 2
    return ".".join(labels[-keep:])
