"""What other projects' suites expect of their feeds, as plain claims. Nothing of theirs is run or evaluated."""

from __future__ import annotations

import ast
import io
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from reader.extract.decode import decode

from . import conformance_reading as reading
from .conformance_claims import Claim


@dataclass(frozen=True, slots=True)
class Case:
    """One file of a suite."""

    body: bytes
    url: str
    content_type: str
    headers: Mapping[str, str]
    claims: list[Claim] = field(default_factory=list)
    as_it_reads: list[Claim] = field(default_factory=list)
    """What a plain reading of the document claims."""


_HEADER = re.compile(r"^\s*Header:\s*([^:\n]+):(.+)$", re.MULTILINE)
_EXPECT = re.compile(r"^\s*Expect:\s*(.*?)\s*(?:-->)?\s*$", re.MULTILINE)


def case(path: Path) -> Case | None:
    """The file as a case; None for a file that only says what is expected of another."""
    body = path.read_bytes()
    beside = path.with_suffix(".json")
    if path.suffix == ".json" and not _is_json_feed(body) and _is_answer(path):
        return None
    text = decode(body)
    headers = {name.strip().lower(): value.strip() for name, value in _HEADER.findall(text)}
    url = urljoin(f"http://127.0.0.1:8097/{path.name}", headers.get("content-location", ""))
    url = url if url.startswith("http") else f"http://127.0.0.1:8097/{path.name}"
    expected = _EXPECT.search(text)
    as_it_reads = reading.of_json(body) if path.suffix == ".json" else reading.of_xml(body, url)
    if expected and re.match(r"(?:not\s+)?bozo|entries|feed|len|version", expected[1]):
        claims = list(_feedparser(expected[1]))
    elif expected:
        claims = _validator(expected[1], text, as_it_reads)
    elif path.suffix == ".json" and (tests := _embedded(body)):
        claims = [claim for test in tests for claim in _feedparser(test)]
    elif path.suffix != ".json" and beside.is_file() and not _is_json_feed(beside.read_bytes()):
        claims = list(_gofeed(json.loads(beside.read_text("utf-8"))))
    else:
        stated = path.with_name(path.stem + "_expected.json")
        claims = list(_gofeed(json.loads(stated.read_text("utf-8")))) if stated.is_file() else as_it_reads
    kind = headers.get("content-type", "application/feed+json" if path.suffix == ".json" else "application/xml")
    return Case(body, url, kind, headers, claims, as_it_reads)


def _is_json_feed(body: bytes) -> bool:
    return b"jsonfeed.org/version" in body[:2000]


def _is_answer(path: Path) -> bool:
    others = (path.with_suffix(end) for end in (".xml", ".rss", ".atom"))
    return path.stem.endswith("_expected") or any(other.is_file() for other in others)


# feedparser: `not bozo and entries[0]['title'] == 'x'`

_ENTRY_KEYS = {
    "title": "title", "link": "link", "id": "id", "guid": "id", "author": "author", "summary": "text",
    "description": "text", "published_parsed": "date", "updated_parsed": "date", "created_parsed": "date",
    "published": "date", "updated": "date",
}  # fmt: skip
_FEED_KEYS = {"title": "feed title", "link": "feed link", "language": "language"}


def _feedparser(text: str) -> Iterator[Claim]:
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if not isinstance(part, ast.Compare) or not all(isinstance(op, ast.Eq) for op in part.ops):
            continue
        try:
            value = ast.literal_eval(part.comparators[-1])
        except ValueError:
            continue
        for side in (part.left, *part.comparators[:-1]):
            yield from _claims(_path(side), value)


def _path(node: ast.expr) -> tuple[Any, ...]:
    """`entries[0]['title_detail']['value']` as ("entries", 0, "title_detail", "value"); empty for anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*inner, node.attr) if (inner := _path(node.value)) else ()
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*inner, node.slice.value) if (inner := _path(node.value)) else ()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
        return ("len", *inner) if (inner := _path(node.args[0])) else ()
    return ()


def _claims(path: tuple[Any, ...], value: Any) -> Iterator[Claim]:
    match path:
        case ("len", "entries"):
            yield Claim("entries", value)
        case ("entries", int(number), str(key)) if key in _ENTRY_KEYS:
            yield Claim(_ENTRY_KEYS[key], value, number)
        case ("entries", int(number), "title_detail", "value"):
            yield Claim("title", value, number)
        case ("entries", int(number), "summary_detail", "value") | ("entries", int(number), "content", 0, "value"):
            yield Claim("text", value, number)
        case ("feed", str(key)) if key in _FEED_KEYS:
            yield Claim(_FEED_KEYS[key], value)
        case ("feed", "title_detail", "value"):
            yield Claim("feed title", value)


# feedparser's JSON: its expectations are a list inside


def _embedded(body: bytes) -> list[str]:
    try:
        tests = json.loads(body.decode("utf-8-sig")).get("__tests")
    except (ValueError, AttributeError):
        return []
    return [test for test in tests if isinstance(test, str)] if isinstance(tests, list) else []


# The feed validator: `Expect: !MissingTitle` is a feed without that fault, `Expect: ValidURI` a sound one

_NO_FEED = re.compile(
    r"<(?:[\w.-]+:)?(?:service|OpenSearchDescription|opml|kml|XRD|html|application)[\s>]", re.IGNORECASE
)


def _validator(expected: str, text: str, as_it_reads: list[Claim]) -> list[Claim]:
    plain = re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL)
    if not expected.startswith(("!", "Valid")) or _NO_FEED.search(plain[:2000]):
        return []
    return [Claim("read", True), *as_it_reads]


# gofeed: a feed as JSON


def _gofeed(found: Any) -> Iterator[Claim]:
    if not isinstance(found, dict):
        return
    if isinstance(title := found.get("title"), str):
        yield Claim("feed title", title)
    items = found.get("items") or found.get("entries")
    if not isinstance(items, list):
        return
    yield Claim("entries", len(items))
    for number, item in enumerate(items):
        wanted = {
            "title": item.get("title"),
            "link": item.get("link") or item.get("url"),
            "id": item.get("guid") or item.get("id"),
            "date": next((item[key] for key in _GOFEED_DATES if item.get(key)), None),
            "text": item.get("content") or item.get("content_html") or item.get("description") or item.get("summary"),
        }
        for name, value in wanted.items():
            value = value.get("value") if isinstance(value, dict) else value
            if isinstance(value, str) and value:
                yield Claim(name, value, number)


_GOFEED_DATES = ("publishedParsed", "pubDateParsed", "date_published", "updatedParsed", "date_modified")


def by_feedparser(case: Case) -> list[Claim]:
    """What feedparser makes of the same bytes; nothing when it raises or finds no feed."""
    import feedparser

    headers = {"content-type": case.content_type, **case.headers, "content-location": case.url}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = feedparser.parse(io.BytesIO(case.body), response_headers=headers)
    except Exception:  # noqa: BLE001 - it raises anything at all on damaged feeds, and then it is no measure
        return []
    if not found.entries:
        return []
    claims = [Claim("entries", len(found.entries))]
    for number, entry in enumerate(found.entries):
        dates = (dict.get(entry, f"{key}_parsed") for key in ("published", "created", "updated"))
        kept = {
            "title": dict.get(entry, "title"),
            "link": dict.get(entry, "link"),
            "id": dict.get(entry, "id"),
            "date": next(filter(None, dates), None),
        }
        claims += [Claim(name, value, number) for name, value in kept.items() if value]
    return claims
