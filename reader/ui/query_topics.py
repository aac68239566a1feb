"""The query language by examples: what F1 and the README show. Imports nothing of Textual."""

from __future__ import annotations

from reader.i18n import N_

TOPICS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        N_("Words"),
        (
            ("điện lực", N_("both words, anywhere: title, lead, text, author, source")),
            ("dien", N_("finds điện, diện, dien; with accents typed, điện finds only điện")),
            ('"cắt điện"', N_("these words in this order")),
            ("elect*", N_("words that begin so")),
            ("điện -nước", N_("without that word")),
            ("bão OR lũ", N_("one of them")),
            ("(bão OR lũ) miền", N_("parentheses group")),
            ("/covid-?1[89]/", N_("a regular expression; accents count, case does not")),
        ),
    ),
    (
        N_("Where"),
        (
            ("title:bão", N_("in the title; also text: author: headline:")),
            ('feed:"tuổi trẻ"', N_("by the feed's name, a part of it, or its site")),
            ("folder:world", N_("in this folder and those below it")),
            ("tag:later", N_("with this tag")),
            ("lang:vi", N_("in this language")),
        ),
    ),
    (
        N_("What and when"),
        (
            ("is:unread", "is:read  is:starred  is:queued  is:offline  is:hidden"),
            ("has:image", "has:enclosure  has:fulltext  has:related"),
            ("newer:3d", N_("of the last 3 days; h d w m y, and older:")),
            ("after:2026-11-28", N_("from that day on; also 28/11/2026, today, yesterday, hôm nay, hôm qua")),
            ("before:yesterday", N_("until the day before")),
            ("sources:>=3", N_("stories that so many sources carry")),
        ),
    ),
)
"""(heading, ((example, what it finds), …))."""
