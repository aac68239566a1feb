"""From a web page to an article with the publisher's related stories (`extract_page`); from a section page to the
stories it presents (`story_links`)."""

from .article import extract_page
from .section import story_links

__all__ = ["extract_page", "story_links"]
