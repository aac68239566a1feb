"""Everything that fetches and digests, and the process it runs in. `protocol` is how the rest speaks to it."""
