"""The gold of the development pages and the scores of the extraction benchmark. Reads ../shared and copies nothing."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from reader.domain.blocks import Heading, Image, plain, texts, walk
from reader.domain.identity import url_key
from reader.domain.page import PageArticle

PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"

_TOKEN = re.compile(r"\w+")
_UNLETTER = re.compile(r"[\W_]+")

# The body of the Vietnamese pages has no gold of its own: paragraphs and headings by hand-written paths, lead first.
_VIETNAMESE = {
    "vn:plo_phap_luat": (
        "//div[contains(@class,'article__sapo')]",
        "//div[contains(@class,'article__body')]/*[self::p or self::h2 or self::h3]",
    ),
    "vn:cafef_article": (
        "//h2[@class='sapo']",
        "//div[contains(@class,'afcbc-body')]/*[self::p or self::h2 or self::h3]",
    ),
    "vn:tuoitre_article": (
        "//h2[contains(@class,'detail-sapo')]",
        "//div[contains(@class,'afcbc-body')]/*[self::p or self::h2 or self::h3] | "
        "//div[contains(@class,'alignCenter')]//*[self::p or self::h3][not(contains(@class,'Caption'))]",
    ),
    "vn:vietnamnet_article": (
        "//h2[contains(@class,'content-detail-sapo')]",
        "//div[@id='maincontent']/*[self::p or self::h2 or self::h3]",
    ),
    "vn:vnexpress_article": (
        "//p[@class='description']",
        "//article[contains(@class,'fck_detail')]/*[self::p[not(contains(@style,'right'))] or self::h2 or self::h3]",
    ),
}


@dataclass(slots=True)
class Gold:
    """One page with what is known of it; what is not known is None."""

    set: str
    """`aeb`, `fundus`, `vi` or `related`."""
    name: str
    url: str
    body: bytes
    crawled: datetime | None = None
    text: str | None = None
    lead: str | None = None
    title: str | None = None
    published: str | None = None
    authors: list[str] | None = None
    images: list[dict[str, Any]] | None = None
    subheads: list[str] | None = None
    groups: list[dict[str, Any]] | None = None
    optional: set[str] = field(default_factory=set)
    language: str = ""


def load() -> Iterator[Gold]:
    """Every development page."""
    yield from _aeb()
    yield from _fundus()
    yield from _related()


def _aeb() -> Iterator[Gold]:
    truth = json.loads((PAGES / "aeb" / "ground-truth.json").read_text("utf-8"))
    for key, entry in truth.items():
        path = PAGES / "aeb" / f"{key}.html.gz"
        if path.exists():
            yield Gold("aeb", key[:8], entry["url"], gzip.decompress(path.read_bytes()), text=entry["articleBody"])


def _fundus() -> Iterator[Gold]:
    for info in sorted((PAGES / "fundus").glob("*/meta.info")):
        publishers: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for name, meta in sorted(json.loads(info.read_text("utf-8")).items()):
            if (info.parent / name).exists():
                publishers.setdefault(re.sub(r"_\d{4}_\d\d_\d\d\.html\.gz$", "", name), []).append((name, meta))
        for publisher, pages in publishers.items():
            # Versions of the gold follow the dates of the pages.
            versions = json.loads((info.parent / f"{publisher}.json").read_text("utf-8")).values()
            for (name, meta), truth in zip(pages, versions, strict=True):
                yield _fundus_page(info.parent / name, meta, truth)


def _fundus_page(path: Path, meta: dict[str, str], truth: dict[str, Any]) -> Gold:
    lead = list(truth["body"]["summary"])
    sections = truth["body"]["sections"]
    heads = [head for section in sections for head in section["headline"]]
    parts = lead + [line for section in sections for line in section["headline"] + section["paragraphs"]]
    return Gold(
        "fundus",
        f"{path.parent.name}/{path.name.removesuffix('.html.gz')}",
        meta["url"],
        gzip.decompress(path.read_bytes()),
        crawled=datetime.fromisoformat(meta["crawl_date"] + "+00:00"),
        text="\n".join(parts),
        lead="\n".join(lead) or None,
        title=truth["title"],
        published=truth["publishing_date"],
        authors=truth.get("authors"),
        images=truth.get("images"),
        subheads=heads or None,
    )


def _related() -> Iterator[Gold]:
    for page in json.loads((PAGES / "related" / "gold.json").read_text("utf-8"))["pages"]:
        body = gzip.decompress((PAGES / "related" / page["file"]).read_bytes())
        gold = Gold("related", page["id"], page["url"], body, groups=page["groups"], language=page["lang"])
        gold.optional = {link_key(url) for url in page.get("optional_urls") or ()}
        if paths := _VIETNAMESE.get(page["id"]):
            root = html.document_fromstring(body.decode("utf-8"))
            found = [" ".join(e.text_content().split()) for path in paths for e in root.xpath(path)]
            gold.set, gold.text, gold.lead = "vi", "\n".join(filter(None, found)), found[0]
        yield gold


# Text.


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The multiset of `size` words in a row, as the article-extraction-benchmark counts them."""
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))) if words else Counter()


def overlap(truth: str, found: str) -> tuple[float, float, float]:
    """(right, wrong, missed) shares of one page, so that long pages weigh no more than short ones."""
    # The gold keeps soft hyphens, which no reader may show.
    a, b = shingles(truth.replace("\u00ad", "")), shingles(found)
    right, wrong, missed = sum((a & b).values()), sum((b - a).values()), sum((a - b).values())
    total = (right + wrong + missed) or 1
    return right / total, wrong / total, missed / total


def f1(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """(precision, recall, F1) over pages: the benchmark's own means."""
    precisions = [right / (right + wrong) for right, wrong, _ in rows if right + wrong > 0]
    recalls = [right / (right + missed) for right, _, missed in rows if right + missed > 0]
    precision = sum(precisions) / len(precisions) if precisions else 0.0
    recall = sum(recalls) / len(recalls) if recalls else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def letters(text: str) -> str:
    """Letters and digits only, lower case."""
    return _UNLETTER.sub("", text).lower()


def held(part: str, whole: str) -> bool:
    """Whether nine tenths of the short text's word runs stand in the long one."""
    if letters(part) in letters(whole):
        return True
    a, b = shingles(part), shingles(whole)
    return bool(a) and sum((a & b).values()) >= 0.9 * sum(a.values())


def text_of(article: PageArticle) -> str:
    """What a reader reads: lead and blocks, captions left out."""
    blocks = [block for block in article.blocks if not isinstance(block, Image)]
    return "\n".join([article.lead, *texts(blocks)] if article.lead else texts(blocks))


# One page's figures.


@dataclass(slots=True)
class Marks:
    """The figures of one page: name of the measure -> (right, of how many), and rows for the F1s."""

    body: tuple[float, float, float] | None = None
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """Measure -> what went wrong."""

    def put(self, measure: str, right: int, total: int, note: str = "") -> None:
        """Record `right` of `total`."""
        self.counts[measure] = (right, total)
        if right < total and note:
            self.notes[measure] = note


def judge(gold: Gold, article: PageArticle | None) -> Marks:
    """Compare what was read with what is known; None stands for a page that was refused."""
    marks = Marks()
    found = text_of(article) if article else ""
    if gold.text is not None:
        marks.body = overlap(gold.text, found)
    if gold.lead:
        marks.put("leads", held(gold.lead, found), 1, gold.lead[:120])
        own = article.lead if article else ""
        marks.put("leads apart", held(gold.lead, own) if own else 0, 1, f"{gold.lead[:100]!r} / {own[:100]!r}")
    if gold.title is not None:
        title = article.title if article else ""
        marks.put("title", letters(gold.title) == letters(title), 1, f"{gold.title!r} / {title!r}")
    if gold.published:
        when = article.published if article else None
        marks.put("date", _same_moment(gold.published, when), 1, f"{gold.published} / {when}")
    if gold.authors is not None:
        authors = article.authors if article else ()
        right = {letters(a) for a in gold.authors} == {letters(a) for a in authors}
        marks.put("authors", right, 1, f"{gold.authors} / {list(authors)}")
    if gold.subheads and article:
        mine = {letters(plain(b.text)) for b in walk(article.blocks) if isinstance(b, Heading)}
        missing = [head for head in gold.subheads if letters(head) not in mine]
        marks.put("subheads", len(gold.subheads) - len(missing), len(gold.subheads), str(missing[:4]))
    if gold.images is not None:
        _judge_images(gold.images, article, marks)
    if gold.groups is not None:
        _judge_groups(gold, article, marks)
    return marks


def _same_moment(stated: str, when: datetime | None) -> bool:
    if when is None:
        return False
    known = datetime.fromisoformat(stated)
    if known.tzinfo is None:
        return (
            known.date() == when.date()
            if known.hour == known.minute == 0
            else abs(known - when.replace(tzinfo=None)).total_seconds() < 60
        )
    return abs((known - when).total_seconds()) < 60


def _picture_names(url: str) -> set[str]:
    """What tells that two addresses are one picture: the address without query and size, and its file name."""
    plain_url = unquote(url)
    names = {plain_url.split("?")[0], url_key(url)}
    last = plain_url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"(?:[-_.](?:\d+x\d+|scaled|\d{2,4}w?))+(?=\.|$)", "", last)
    names.update(
        name
        for name in (last, stem)
        if len(name) >= 10 and not re.fullmatch(r"(?:image|photo|picture|default|original)?\d{0,4}\.\w+", name)
    )
    if inner := re.search(r"[?&](?:url|src|image)=([^&]+)", url):
        names |= {unquote(inner.group(1)).split("?")[0]}
    return names


def _judge_images(gold: list[dict[str, Any]], article: PageArticle | None, marks: Marks) -> None:
    mine = [block for block in walk(article.blocks) if isinstance(block, Image)] if article else []
    names = [_picture_names(block.url) for block in mine]
    used: set[int] = set()
    captions = bound = hits = 0
    missing: list[str] = []
    unbound: list[str] = []
    for image in gold:
        versions: set[str] = set()
        for version in image["versions"]:
            versions |= _picture_names(version["url"])
        index = next((i for i, own in enumerate(names) if own & versions), None)
        if index is None:
            missing.append(image["versions"][0]["url"][:140] if image["versions"] else "?")
        else:
            hits += 1
            used |= {i for i, own in enumerate(names) if own & versions}
        if image.get("caption"):
            captions += 1
            own_caption = f"{plain(mine[index].caption)} {mine[index].credit}" if index is not None else ""
            if own_caption and (
                held(image["caption"], own_caption)
                or (
                    letters(own_caption)
                    and letters(plain(mine[index].caption))
                    and letters(plain(mine[index].caption)) in letters(image["caption"])
                    and len(own_caption) > 0.5 * len(image["caption"])
                )
            ):
                bound += 1
            else:
                unbound.append(f"{image['caption'][:60]!r} / {own_caption[:60]!r}")
    marks.put("images", hits, len(gold), str(missing[:4]))
    extra = [block.url[:140] for i, block in enumerate(mine) if i not in used]
    marks.put("image precision", len(used), len(mine), str(extra[:4]))
    marks.put("captions", bound, captions, str(unbound[:4]))


def link_key(url: str) -> str:
    """The gold's own rule for one link."""
    return url_key(re.sub(r"[?&](?:cmp|maca|ref|source|ocid|itm_\w+|at_\w+)=[^&]*", "", url))


def _judge_groups(gold: Gold, article: PageArticle | None, marks: Marks) -> None:
    groups = article.groups if article else ()
    truth = {link_key(item["url"]) for group in gold.groups or () for item in group["items"]}
    mine = {link_key(link.url): link.url for group in groups for link in group.links}
    right = truth & mine.keys()
    wrong = mine.keys() - truth - gold.optional
    label = "vi " if gold.language == "vi" else ""
    marks.put("links found", len(right), len(truth), str(sorted(truth - mine.keys())[:5]))
    marks.put("links right", len(right), len(right) + len(wrong), str(sorted(wrong)[:5]))
    if label:
        marks.put("vi links found", len(right), len(truth))
        marks.put("vi links right", len(right), len(right) + len(wrong))
    if not gold.groups:
        marks.put("pages without a group", not groups, 1, str([g.heading for g in groups]))
    headed = 0
    missed: list[str] = []
    total = sum(bool(group["heading"]) for group in gold.groups or ())
    kinds = 0
    for group in gold.groups or ():
        keys = {link_key(item["url"]) for item in group["items"]}
        best = max(
            groups,
            key=lambda g: len(keys & {link_key(x.url) for x in g.links}) / (len(keys) + len(g.links)),
            default=None,
        )
        if best is None or not keys & {link_key(x.url) for x in best.links}:
            missed.append(f"{group['heading']!r}: no such group")
            continue
        kinds += best.kind.value == group["kind"]
        if group["heading"]:
            if best.heading.casefold() == group["heading"].casefold():
                headed += 1
            else:
                missed.append(f"{group['heading']!r} / {best.heading!r}")
    marks.put("headings", headed, total, str(missed))
    marks.put("kinds", kinds, len(gold.groups or ()), str(missed))
