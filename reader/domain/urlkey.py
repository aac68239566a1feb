"""Tables and steps behind `identity.url_key` and `identity.strip_trackers`; loaded when first needed."""

from __future__ import annotations

import re
import zlib
from urllib.parse import quote, unquote

KEEP = "/%:=&?~#+!$,;'@()*[]|"
"""What percent-encoding leaves alone besides letters, digits and `_.-~`."""

_parts = re.compile(r"(?P<scheme>\w+)://(?:[^/?#@]*@)?(?P<host>\[[^]]*\]|[^/?#:]+)(?::(?P<port>\d+))?(?P<rest>.*)")
_TRACKER = re.compile(
    r"utm(?:_\w+)?|at_(?:medium|campaign|custom\d|link\w*|ptr_name|bbc_team|format|type)|mtm_\w+|pk_\w+|piwik_\w+"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|(?:fbc|gc|dc|yc|twc|ttc)lid|msclkid|gclsrc|gbraid|wbraid"
    r"|li_fat_id|rdt_cid|epik|_ga|_gl|mc_[ce]id|mkt_tok|_hsenc|_hsmi|__hs(?:tc|sc|fp)|hsctatracking|igshid?"
    r"|oly_(?:anon|enc)_id|vero_(?:id|conv)|wickedid|s_cid|wt_z?mc|wt\.z?mc\w*|cmpid|cmp|ncid|ocid|xtor|spm|zarsrc|smid"
    r"|smtyp|guccounter|guce_referr\w+|sr_share|mbid|echobox|soc_(?:src|trk)|ref_?(?:src|url)|trk(?:campaign)?|ito|dicbo"
    r"|taid|hootpostid|_branch_\w+|ck_subscriber_id|amp_js_v|usqp|amp_gsa|rss|feedtype",
    re.I,
)
_TRACKING_VALUE = re.compile(
    r"(?:ref|from|source|src|feature|via|cid|campaign|medium|s|format|f|partner|referr?er)"
    r"=(?:[\w-]*rss[\w-]*|feed(?:burner)?|atom|twitter|facebook|newsletter)",
    re.I,
)
_TRACKING_FRAGMENT = re.compile(r"(?:xtor|utm_\w+|mtm_\w+|echobox|ref|rss|at_medium|ftag|:~:text)(?:=|$)", re.I)
_AMP_CACHE = re.compile(
    r"(?:www\.google\.[a-z.]+/amp/(?:s/)?|[\w-]+\.(?:cdn\.ampproject\.org|bing-amp\.com)/[cvi]/(?:s/)?)(?=[\w-]+\.)"
)
_AMP_QUERY = re.compile(r"amp(?:=(?:1|true)?)?|(?:outputtype|view|mode|type|format)=amp|m=1", re.I)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)


def strip_trackers(url: str) -> str:
    """`url` without the parameters that only tell the publisher where the reader came from; the rest byte for byte."""
    url, mark, fragment = url.partition("#")
    if mark and not _TRACKING_FRAGMENT.match(fragment):
        fragment = mark + fragment
    else:
        fragment = ""
    if "?" not in url:
        return url + fragment
    path, _, query = url.partition("?")
    kept = [part for part in re.split("&(?:amp;)?", query) if part and not _is_tracker(part)]
    return path + ("?" + "&".join(kept) if kept else "") + fragment


def _is_tracker(part: str) -> bool:
    name = part.partition("=")[0]
    return _TRACKER.fullmatch(name) is not None or _TRACKING_VALUE.fullmatch(part) is not None


def key_and_fragment(url: str) -> tuple[str, str]:
    """(the key, the fragment) of `url`, which `safe_url` has passed; both empty when it is."""
    url = strip_trackers(url)
    if url.startswith("mailto:"):
        return url.partition("?")[0].lower(), ""
    m = _parts.fullmatch(url)
    if m is None:
        return "", ""
    path, _, fragment = (m["rest"] or "/").partition("#")
    host = m["host"] + (":" + m["port"] if m["port"] else "")
    if inner := _AMP_CACHE.match(host + path):
        whole = (host + path)[inner.end() :]
        host, slash, path = whole.partition("/")
        path = slash + path
    for prefix in ("www.", "m.", "mobile.", "amp."):
        if host.startswith(prefix) and host.count(".") >= 2:
            host = host[len(prefix) :]
    path, _, query = path.partition("?")
    path = _INDEX.sub("/", path)
    path = re.sub(r"/amp(?:/|$)|\.amp(?=\.html?$|$)", lambda hit: "/" if hit[0].startswith("/") else "", path, count=1)
    path = re.sub("/{2,}", "/", path).rstrip("/")
    if "%" in path:
        path = quote(unquote(path), safe=KEEP)
    parts = [part for part in query.split("&") if part and not _AMP_QUERY.fullmatch(part)]
    parts = sorted(quote(unquote(part), safe=KEEP) if "%" in part else part for part in parts)
    key = host + path + ("?" + "&".join(parts) if parts else "")
    if fragment.startswith("!"):
        key += "#" + fragment
    if m["scheme"] == "gemini":
        key = "gemini:" + key
    return (key if len(key) <= 500 else f"{key[:440]}~{zlib.crc32(key.encode()):08x}"), fragment
