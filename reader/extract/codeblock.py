"""Preformatted elements -> code blocks with their language."""

from __future__ import annotations

import re

from lxml import etree

from reader.domain.blocks import Code
from reader.domain.text import clean_line, clean_text

from .visible import raw_text

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|sourceCode\s+|brush:\s*)([\w+#.-]{1,24})"
    r"|^(?:highlight|code)\s+([\w+#-]{1,24})$"
)


def code_block(pre: etree._Element) -> Code | None:
    """The text of a `<pre>` with its columns, None when it is empty."""
    text = clean_text(raw_text(pre)).strip("\n").rstrip()
    return Code(text, _language(pre)) if text.strip() else None


def _language(pre: etree._Element) -> str:
    """The programming language that the classes around a code block name."""
    code = pre.find("code")
    parent = pre.getparent()
    for element in (code, pre, parent, parent.getparent() if parent is not None else None):
        if element is None:
            continue
        found = _LANGUAGE.search(element.get("class") or "")
        named = (found[1] or found[2]) if found else element.get("data-lang") or element.get("data-language") or ""
        if named:
            return clean_line(named, 24).lower()
    return ""
