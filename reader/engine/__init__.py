"""Everything that fetches and digests, and the process it runs in. `protocol` is how the rest of the program speaks to it."""
