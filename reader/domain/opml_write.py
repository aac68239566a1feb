"""Writing a list of subscriptions as OPML 2.0. Pure: values in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from .opml import EXACT, OpmlFeed, OpmlNode
from .opml_text import shown


def write(nodes: Sequence[OpmlNode], *, title: str, now: datetime) -> str:
    """The OPML 2.0 document that holds `nodes`; `opml.parse` reads equal values from it."""
    spaces: dict[str, str] = {}
    body = "".join(_lines(nodes, 2, spaces))
    declared = "".join(f" xmlns:{prefix}={_quoted(uri)}" for uri, prefix in spaces.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<opml version="2.0"{declared}>\n'
        f"  <head>\n    <title>{_escaped(title)}</title>\n"
        f"    <dateCreated>{format_datetime(now)}</dateCreated>\n  </head>\n"
        f"  <body>\n{body}  </body>\n</opml>\n"
    )


def _lines(nodes: Sequence[OpmlNode], depth: int, spaces: dict[str, str]) -> Iterator[str]:
    indent = "  " * depth
    for node in nodes:
        if isinstance(node, OpmlFeed):
            own = {
                "type": node.kind,
                "text": node.own_title or node.title,
                # An address for a name that is not known yet: with none, the reader's own would be taken for it.
                "title": node.title or (node.own_title and node.url),
                "xmlUrl": node.url,
                "htmlUrl": node.site_url,
            }
            kept = {name: value for name, value in own.items() if value or name == "text"} | _exact(own)
            yield f"{indent}<outline{_attributes({**kept, **node.extra}, spaces)}/>\n"
        else:
            own = {"text": node.title, "title": node.title}
            yield f"{indent}<outline{_attributes({**own, **_exact(own), **node.extra}, spaces)}>\n"
            yield from _lines(node.nodes, depth + 1, spaces)
            yield f"{indent}</outline>\n"


def _exact(own: Mapping[str, str]) -> dict[str, str]:
    """What keeps titles that hold `&lt;` or the like from being taken for ones that were escaped twice."""
    return {EXACT: "true"} if any(shown(own[name]) != own[name] for name in ("text", "title")) else {}


def _attributes(values: Mapping[str, str], spaces: dict[str, str]) -> str:
    return "".join(f" {_prefixed(name, spaces)}={_quoted(value)}" for name, value in values.items())


def _prefixed(name: str, spaces: dict[str, str]) -> str:
    if not name.startswith("{"):
        return name
    uri, _brace, local = name[1:].partition("}")
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{local}"
    return f"{spaces.setdefault(uri, f'ns{len(spaces)}')}:{local}"


# XML cannot hold most controls, not even as references; the C1 controls are legal there, and steer a terminal.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _escaped(text: str) -> str:
    return _UNHOLDABLE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: str) -> str:
    # A line break or tab in an attribute would come back as a space.
    value = _escaped(value).replace('"', "&quot;")
    return '"' + value.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
