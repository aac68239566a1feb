"""Reading text, markup and addresses out of the elements of a feed; no knowledge of any one field."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree

from .feedfields import has_entity, looks_html, plain_to_html, resolve
from .feednames import Names
from .html import html_to_text

_TAG = re.compile(r"<[A-Za-z][^<>]{0,4000}")
_DECLARED = re.compile(r"\sxmlns(?::[\w.-]{1,60})?=\"[^\"]*\"")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

OUTSIDE: Mapping[str, Any] = {
    "encoding": "utf-8",
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How XML from outside is read, always: forgivingly, without entities, document types and network, and deep or huge
trees are refused."""

Node = Any
"""An lxml element; the library's own type is not worth its stubs here."""


class Group:
    """The children of an element by name, in document order."""

    def __init__(
        self, node: Node, names: Names, *, flatten: frozenset[str] = frozenset(), skip: frozenset[str] = frozenset()
    ) -> None:
        self.node = node
        self._names = names
        self._by_name: dict[str, list[Node]] = {}
        self._fill(node, flatten, skip)

    def _fill(self, node: Node, flatten: frozenset[str], skip: frozenset[str]) -> None:
        for child in node:
            name = self._names(child.tag)
            if name in flatten:
                self._fill(child, flatten, skip)
            elif name and name not in skip:
                self._by_name.setdefault(name, []).append(child)

    def all(self, *names: str) -> list[Node]:
        """Every child with one of `names`, by name, then in document order."""
        found = self._by_name
        if len(names) == 1:
            return found.get(names[0], [])
        return [node for name in names if name in found for node in found[name]]

    def named(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that children have: most of the many that a field may have are nowhere in a feed."""
        return [name for name in names if name in self._by_name]

    def text(self, *names: str) -> str:
        """The first text that is not empty among children with one of `names`."""
        for name in names:
            for node in self._by_name.get(name, ()):
                if found := text(node):
                    return found
        return ""

    def texts(self, *names: str) -> list[str]:
        """All texts of children with one of `names`."""
        return [text(node) for node in self.all(*names)]

    def typed(self, node: Node) -> bool:
        """Whether the vocabulary of `node` says with a `type` attribute what is HTML and what is text."""
        return self._names(node.tag).startswith(("atom:", "media:"))

    def html(self, *names: str) -> str:
        """The first value that is not empty among children with one of `names`, as HTML."""
        for node in self.all(*names):
            if found := self.html_of(node):
                return found
        return ""

    def html_of(self, node: Node) -> str:
        """The value of one child as HTML."""
        value, is_html = construct(node, typed=self.typed(node))
        return value if is_html else plain_to_html(value)

    def title(self, *names: str) -> tuple[str, bool]:
        """Like `html`, but as it stands, with whether it is HTML."""
        for node in self.all(*names):
            value, is_html = construct(node, typed=self.typed(node))
            if value:
                return value, is_html
        return "", False

    def plain(self, *names: str) -> str:
        """Like `title`, as plain text."""
        value, is_html = self.title(*names)
        return plain(value, is_html)

    def sub(self, name: str) -> Group | None:
        """The first child called `name` as a group of its own."""
        found = self._by_name.get(name)
        return Group(found[0], self._names) if found else None


def text(node: Node) -> str:
    """All characters inside `node`, tags dropped, trimmed."""
    if len(node) == 0:
        return (node.text or "").strip()
    return "".join(node.itertext()).strip()


def attribute(node: Node, name: str) -> str:
    """The attribute `name` (in lower case) without a namespace, however it is written; empty when there is none."""
    return next((value.strip() for key, value in node.attrib.items() if key.lower() == name), "")


def plain(value: str, is_html: bool) -> str:
    """A name or title of a feed as plain text on one line."""
    return html_to_text(value) if is_html else " ".join(value.split())


def inner(node: Node) -> str:
    """The markup inside `node` as HTML, namespaces and prefixes removed; a single wrapping XHTML div is dropped."""
    if len(node) == 1 and not (node.text or "").strip() and not (node[0].tail or "").strip():
        only = node[0]
        if isinstance(only.tag, str) and only.tag.rpartition("}")[2] == "div" and only.get(_XML_BASE) is None:
            node = only
    for element in node.iter(etree.Element):
        if element.tag.startswith(_XHTML):
            # Damage leaves names that a parser bears and nobody may give.
            with suppress(ValueError):
                element.tag = element.tag[len(_XHTML) :]
    parts = [html.escape(node.text or "", quote=False)]
    parts += [etree.tostring(child, method="html", encoding="unicode", with_tail=True) for child in node]
    return _TAG.sub(lambda tag: _DECLARED.sub("", tag[0]), "".join(parts)).strip()


def construct(node: Node, *, typed: bool) -> tuple[str, bool]:
    """The value of a text element and whether it is HTML: by its `type` where it has one, else by its looks."""
    kind = (node.get("type") or "").strip().lower()
    if len(node):
        return inner(node), True
    value = (node.text or "").strip()
    if not typed:
        return value, looks_html(value)
    if kind in ("html", "text/html", "xhtml", "application/xhtml+xml"):
        return value, True
    if kind in ("text", "plain") or kind.startswith("text/"):
        # Text by declaration, but nobody means a reader to see "&#8217;".
        return value, "<" not in value and has_entity(value)
    if not kind:
        return value, looks_html(value)
    return _from_base64(value), False


def _from_base64(value: str) -> str:
    """Atom content of another type is Base64; only text is of use here."""
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def base_of(node: Node, default: str) -> str:
    """What relative addresses in `node` are relative to by `xml:base` here or above, else `default`."""
    chain: list[str] = []
    current = node
    while current is not None:
        stated = current.get(_XML_BASE)
        if stated:
            chain.append(stated)
        current = current.getparent()
    base = default
    for stated in reversed(chain):
        base = resolve(stated, base)
    return base
