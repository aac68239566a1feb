"""Stories that belong together: features, vectors, candidates, ranking. Pure, given rows."""
