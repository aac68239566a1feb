"""Articles as a book: EPUB 3.3 (W3C Recommendation), with the table of contents of EPUB 2 for older readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from uuid import NAMESPACE_URL, uuid5

from reader.domain.models import Article
from reader.i18n import _

from . import xhtml
from .chapter import Collection, Plate, joined, language_of, title_of
from .xhtml import STYLE, text_of

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}" xml:lang="{lang}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body></html>
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Chapter:
    """An article and the file it is in."""

    name: str
    section: str
    article: Article


def epub(collection: Collection) -> bytes:
    """The book. The same articles give the same bytes."""
    chapters = [
        _Chapter(f"c{number:04}.xhtml", source, article)
        for number, (source, article) in enumerate(
            (source, article) for source, articles in collection.sections() for article in articles
        )
    ]
    used: dict[str, Plate] = {}

    def inside(url: str) -> str:
        plate = collection.plates.get(url)
        if plate is None:
            return ""
        used[plate.name] = plate
        return f"images/{plate.name}"

    pages = {chapter.name: _chapter(chapter, inside, collection.language) for chapter in chapters}
    title = text_of(collection.title)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        # First and not compressed, so that the kind of the file can be told from its first bytes (OCF, 4.3).
        book.writestr(zipfile.ZipInfo("mimetype", _EPOCH), b"application/epub+zip", zipfile.ZIP_STORED)
        files = {
            "META-INF/container.xml": _CONTAINER,
            "OEBPS/content.opf": "\n".join(_package(collection, chapters, list(used.values()))),
            "OEBPS/nav.xhtml": _PAGE.format(
                lang=text_of(collection.language), title=title, body="\n".join(_contents(collection, chapters))
            ),
            "OEBPS/toc.ncx": "\n".join(_ncx(collection, chapters)),
            "OEBPS/style.css": STYLE,
            **{f"OEBPS/{name}": page for name, page in pages.items()},
        }
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
        for plate in used.values():
            book.writestr(zipfile.ZipInfo(f"OEBPS/images/{plate.name}", _EPOCH), plate.data, zipfile.ZIP_STORED)
    return out.getvalue()


def _chapter(chapter: _Chapter, inside: xhtml.PictureSource, language: str) -> str:
    article = chapter.article
    return _PAGE.format(
        lang=text_of(language_of(article) or language),
        title=text_of(title_of(article)),
        body="\n".join(xhtml.article(article, inside, level=1)),
    )


def _identifier(collection: Collection) -> str:
    names = "\n".join(article.entry.url or title_of(article) for article in collection.articles)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, collection.title + names)}"


def _package(collection: Collection, chapters: list[_Chapter], plates: list[Plate]) -> Iterator[str]:
    made = collection.made.astimezone(UTC)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
    yield '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    yield f'<dc:identifier id="id">{_identifier(collection)}</dc:identifier>'
    yield f"<dc:title>{text_of(collection.title)}</dc:title>"
    languages = {language_of(article) for article in collection.articles} - {""} or {collection.language}
    for language in sorted(languages):
        yield f"<dc:language>{text_of(language)}</dc:language>"
    for source in dict.fromkeys(chapter.section for chapter in chapters):
        yield f"<dc:publisher>{text_of(source)}</dc:publisher>"
    yield f"<dc:date>{made:%Y-%m-%d}</dc:date>"
    yield f'<meta property="dcterms:modified">{made:%Y-%m-%dT%H:%M:%SZ}</meta>'
    yield "</metadata><manifest>"
    yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    yield '<item id="style" href="style.css" media-type="text/css"/>'
    for number, chapter in enumerate(chapters):
        yield f'<item id="c{number}" href="{chapter.name}" media-type="application/xhtml+xml"/>'
    for number, plate in enumerate(plates):
        yield f'<item id="i{number}" href="images/{plate.name}" media-type="{plate.mime}"/>'
    yield '</manifest><spine toc="ncx"><itemref idref="nav"/>'
    for number in range(len(chapters)):
        yield f'<itemref idref="c{number}"/>'
    yield "</spine></package>"


def _contents(collection: Collection, chapters: list[_Chapter]) -> Iterator[str]:
    yield f"<h1>{text_of(collection.title)}</h1>"
    yield f'<nav epub:type="toc" id="toc"><h2>{text_of(_("Contents"))}</h2><ol>'
    for source, inside in _by_section(chapters):
        yield f"<li><span>{text_of(source)}</span><ol>"
        for chapter in inside:
            words = joined([title_of(chapter.article), ", ".join(chapter.article.authors)], " — ")
            yield f'<li><a href="{chapter.name}">{text_of(words)}</a></li>'
        yield "</ol></li>"
    yield "</ol></nav>"


def _by_section(chapters: list[_Chapter]) -> Iterator[tuple[str, list[_Chapter]]]:
    for source in dict.fromkeys(chapter.section for chapter in chapters):
        yield source, [chapter for chapter in chapters if chapter.section == source]


def _ncx(collection: Collection, chapters: list[_Chapter]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>'
    yield f'<meta name="dtb:uid" content="{_identifier(collection)}"/></head>'
    yield f"<docTitle><text>{text_of(collection.title)}</text></docTitle><navMap>"
    for number, chapter in enumerate(chapters, 1):
        yield f'<navPoint id="n{number}" playOrder="{number}">'
        yield f"<navLabel><text>{text_of(title_of(chapter.article))}</text></navLabel>"
        yield f'<content src="{chapter.name}"/></navPoint>'
    yield "</navMap></ncx>"
