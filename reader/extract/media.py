"""Pictures, films and other embedded things of feed HTML: which address they have and which are none."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from reader.domain.blocks import Embed, Image, Span, Text, plain
from reader.domain.identity import host_of, safe_url
from reader.domain.text import clean_line

PICTURES = frozenset(("img", "amp-img", "amp-anim"))
EMBEDS = frozenset({
    "iframe", "video", "audio", "embed", "object", "amp-iframe", "amp-video", "amp-audio", "amp-youtube", "amp-twitter",
})  # fmt: skip

_LAZY = (
    "data-original", "data-src", "data-lazy-src", "data-lazy", "data-orig-file", "data-large-file", "data-full-url",
    "data-image", "data-hi-res-src", "data-full-src",
)  # fmt: skip
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"\s*data:|(?:^|/)(?:blank|spacer|transparent|placeholder|pixel|loading|lazy|grey|gray|clear|1x1|trans)[\w.-]*\.(?:gif|png|svg)",
    re.I,
)
# Counters and share buttons that feed services put into every entry, by host and path.
_COUNTERS = re.compile(
    r"(?:feeds\.feedburner\.com/~(?:r|ff)/|feedsportal\.com/|(?:pixel|stats)\.wp\.com/|stats\.wordpress\.com/|feeds\.wordpress\.com/"
    r"|doubleclick\.net/|google-analytics\.com/|scorecardresearch\.com/|quantserve\.com/|pheedo\.com/|feedblitz\.com/\w+\.gif"
    r"|rss\.buysellads\.com/|assoc-amazon\.\w+/e/ir|googlesyndication\.com/|imrworldwide\.com/|[/.]pixel[/.?]|/tracking?[/.?]"
    r"|/pixel\.(?:gif|png)|/1x1\.|/beacon[/.?])",
    re.I,
)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")
_STYLE_PIXELS = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.I)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?)([wxh]))?[^,]*(?:,|$)")
_EMOJI = re.compile(r"\b(?:emoji|smiley|emoticon)s?\b", re.I)

_BEST_WIDTH = 1200
_ICON = 40
"""Pixels: a picture stated to be this small both ways is a button, not a picture."""

_CREDIT = re.compile(
    r"(?:^|[\s.。(\[|–—-])[(\[]?(?:Ảnh|Đồ họa|Photo(?:graph)?s?|Foto|Image|Picture|Graphic|Credit|Source|Bild|Nguồn"
    r"|Crédit|图|圖|写真|©)(?:\s+(?:by|credit|courtesy of|de|von|minh họa))?\s*[:：/©]\s*([^:：]{2,80}?)[)\]]?\s*$",
    re.I,
)

_KINDS = {
    "video": "youtube.com youtube-nocookie.com youtu.be vimeo.com dailymotion.com dai.ly twitch.tv rutube.ru "
    "wistia.net wistia.com brightcove.net jwplatform.com jwplayer.com bilibili.com streamable.com loom.com ted.com "
    "odysee.com rumble.com kaltura.com tv.naver.com",
    "audio": "soundcloud.com spotify.com podcasts.apple.com music.apple.com bandcamp.com mixcloud.com deezer.com "
    "anchor.fm simplecast.com libsyn.com megaphone.fm acast.com buzzsprout.com transistor.fm podbean.com spreaker.com",
    "post": "twitter.com x.com instagram.com facebook.com tiktok.com bsky.app threads.net reddit.com linkedin.com "
    "vk.com weibo.com pinterest.com tumblr.com t.me",
    "map": "maps.google.com openstreetmap.org umap.openstreetmap.fr mapbox.com",
}
"""Hosts whose players are known; others are plain frames."""


def number(value: str | None) -> int:
    """A width or height attribute in pixels; 0 when it names none."""
    match = _PIXELS.match(value) if value else None
    return int(match[1]) if match else 0


def size(element: etree._Element) -> tuple[int, int, bool]:
    """(width, height, stated): the size in pixels by attributes or style; `stated` tells a stated 0 from none."""
    width, height = element.get("width"), element.get("height")
    sizes = {"width": number(width), "height": number(height)}
    stated = bool(width and _PIXELS.match(width)) and bool(height and _PIXELS.match(height))
    if style := element.get("style"):
        found = _STYLE_PIXELS.findall(style)
        for name, pixels in found:
            sizes[name.lower()] = sizes[name.lower()] or int(pixels)
        stated = stated or {name.lower() for name, _ in found} == {"width", "height"}
    return sizes["width"], sizes["height"], stated


def emoji(element: etree._Element) -> str:
    """What to write in place of a picture that stands for a character; empty for a real picture."""
    alt = element.get("alt") or ""
    if not alt or len(alt) > 24:
        return ""
    named = _EMOJI.search(f"{element.get('class') or ''} {element.get('src') or ''}")
    return alt if named or (len(alt) <= 4 and not alt.isascii()) else ""


def picture(element: etree._Element, base: str) -> Image | None:
    """The picture of an `<img>`, or None for a tracking pixel, a button, or one without a usable address."""
    width, height, stated = size(element)
    if stated and (min(width, height) <= 2 or max(width, height) <= _ICON):
        return None
    url = _address(element, base)
    if not url or _COUNTERS.search(url):
        return None
    return Image(url, clean_line(element.get("alt") or "", 400), (), "", width, height)


def _address(element: etree._Element, base: str) -> str:
    for name in _LAZY:
        if (value := element.get(name)) and (url := _usable(value, base)):
            return url
    for name in _SETS:
        if (value := element.get(name)) and (url := _usable(best_of_set(value), base)):
            return url
    if url := _usable(element.get("src") or "", base):
        return url
    parent = element.getparent()
    while parent is not None and parent.tag == "source":  # libxml2 closes no <source>
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        for source in parent.iter("source"):
            value = source.get("srcset") or source.get("data-srcset") or ""
            if value and (url := _usable(best_of_set(value), base)):
                return url
    return ""


def _usable(value: str, base: str) -> str:
    if not value or _PLACEHOLDER.search(value[:300]):
        return ""
    url = safe_url(value, base)
    return url if url.startswith("http") else ""


def best_of_set(srcset: str) -> str:
    """The address in a `srcset` that is widest without being over 1,200 pixels, else the narrowest."""
    best, best_width = "", 0.0
    for match in _CANDIDATE.finditer(srcset[:8000]):
        width = float(match[2] or 1) * (600 if match[3] in ("x", None) else 1)
        if not best or best_width < width <= _BEST_WIDTH or _BEST_WIDTH < best_width > width:
            best, best_width = match[1], width
    return best


def split_credit(caption: Text) -> tuple[Text, str]:
    """(caption, credit): a credit in words at the end ("… Ảnh: TTXVN", "(Photo: AP)") set apart from the caption."""
    whole = plain(caption)
    match = _CREDIT.search(whole)
    if match is None:
        return caption, ""
    keep = len(whole[: match.start() + (whole[match.start()] in ".。")].rstrip(" \n|–—-(["))
    spans: list[Span] = []
    for span in caption:
        if keep <= 0:
            break
        spans.append(Span(span.text[:keep], span.style, span.href))
        keep -= len(span.text)
    return tuple(spans), clean_line(match[1].strip(" ()[]."), 120)


def embed(element: etree._Element, base: str) -> Embed | None:
    """What an embedding element shows, as a kind, an address to open and a title; None for ads and empty frames."""
    tag = element.tag.removeprefix("amp-")
    width, height, stated = size(element)
    if stated and min(width, height) <= 2:
        return None
    url = _embedded_url(element, tag, base)
    if not url or _COUNTERS.search(url):
        return None
    title = clean_line(element.get("title") or element.get("aria-label") or element.get("alt") or "", 200)
    if tag in ("video", "audio"):
        return Embed(tag, url, title)
    return Embed(kind_of(url), _page_of(url), title)


def _embedded_url(element: etree._Element, tag: str, base: str) -> str:
    if tag == "youtube":
        return safe_url("https://www.youtube.com/watch?v=" + (element.get("data-videoid") or ""))
    if tag == "twitter":
        return safe_url("https://x.com/i/status/" + (element.get("data-tweetid") or ""))
    for name in ("src", "data-src", "data-lazy-src", "data-original", "data", "data-href", "data-url"):
        value = element.get(name)
        if value and not value.startswith(("about:", "data:", "javascript:")) and (url := safe_url(value, base)):
            return url
    for source in element.iter("source", "param"):
        value = source.get("src") or (source.get("value") if source.get("name") in ("movie", "src") else None)
        if value and (url := safe_url(value, base)):
            return url
    return ""


def kind_of(url: str) -> str:
    """`video`, `audio`, `post`, `map` or `frame`, by the host of an embedded page."""
    host = host_of(url)
    if host.startswith(("www.google.", "maps.google.")) and "/maps" in url:
        return "map"
    for kind, hosts in _KINDS.items():
        if any(host == name or host.endswith("." + name) for name in hosts.split()):
            return kind
    return "frame"


def _page_of(url: str) -> str:
    """The page a person would open for a player's address, where the two differ in a known way."""
    host, parts = host_of(url), urlsplit(url)
    if host.removeprefix("www.") in ("youtube.com", "youtube-nocookie.com", "m.youtube.com"):
        found = re.match(r"/(?:embed|v|e|shorts)/([\w-]{6,20})$", parts.path)
        if found and found[1] != "videoseries":
            return f"https://www.youtube.com/watch?v={found[1]}"
        if playlist := parse_qs(parts.query).get("list"):
            return safe_url(f"https://www.youtube.com/playlist?list={playlist[0]}") or url
    if host == "player.vimeo.com" and (found := re.match(r"/video/(\d+)", parts.path)):
        return f"https://vimeo.com/{found[1]}"
    return url
