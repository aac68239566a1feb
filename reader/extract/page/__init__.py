"""From a web page to an article with the publisher's related stories. `extract_page` is the way in."""

from .article import extract_page

__all__ = ["extract_page"]
