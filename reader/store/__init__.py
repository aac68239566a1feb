"""The cache on disk: the only place that imports sqlite3."""
