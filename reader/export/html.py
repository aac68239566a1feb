"""Articles as one HTML file that needs nothing beside it: its pictures are inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from reader.domain.models import Article

from . import xhtml
from .chapter import Collection, language_of, title_of
from .xhtml import STYLE, text_of

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def html(collection: Collection) -> str:
    """The document. It loads nothing from elsewhere and runs nothing."""
    return "\n".join(_lines(collection)) + "\n"


def _lines(collection: Collection) -> Iterator[str]:
    title = text_of(collection.title)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{text_of(collection.language)}"><head><meta charset="utf-8"/><title>{title}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>'
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<h1>{title}</h1>"
    if len(collection.articles) > 1:
        yield "<nav><ul>"
        for number, article in enumerate(_in_order(collection)):
            yield f'<li><a href="#a{number}">{text_of(title_of(article))}</a></li>'
        yield "</ul></nav>"

    def inside(url: str) -> str:
        plate = collection.plates.get(url)
        return f"data:{plate.mime};base64,{b64encode(plate.data).decode('ascii')}" if plate else ""

    for number, article in enumerate(_in_order(collection)):
        stated = language_of(article)
        language = f' lang="{stated}"' if stated else ""
        yield f'<article id="a{number}"{language}>'
        yield from xhtml.article(article, inside)
        yield "</article>"
    yield "</body></html>"


def _in_order(collection: Collection) -> list[Article]:
    return [article for _source, articles in collection.sections() for article in articles]
