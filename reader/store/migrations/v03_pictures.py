"""Version 3: pictures. Files lie in the cache folder; a row without a file says why a picture could not be had."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE image(
        url_hash INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        entry_id INTEGER NOT NULL,
        file TEXT NOT NULL,
        kind TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        error TEXT NOT NULL,
        failures INTEGER NOT NULL,
        retry INTEGER NOT NULL,
        used INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX image_file ON image(file, bytes) WHERE file <> ''",
)
