"""Version 11: the words of the search index, to be looked through in their order. A view of it: it holds nothing."""

from __future__ import annotations

STATEMENTS = ("CREATE VIRTUAL TABLE search_word USING fts5vocab(search, instance)",)
