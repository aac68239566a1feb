"""The network: the only place that imports httpx. `client.Client` is the way in; the rest are its parts.

`limits` (how much), `guard` (which addresses), `freshness` (what caching headers mean), `politeness` (whose turn),
`inflate` (bounded decompression), `dial` (pinned connections), `pools` (a small pool per host), `failures` (sentences).
"""
