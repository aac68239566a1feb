"""From a web page to an article with the publisher's related stories."""

from .article import extract_page

__all__ = ["extract_page"]
