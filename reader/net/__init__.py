"""The network: the only place that imports httpx. `client.Client` is the way in; the rest are its parts.

`limits` (how much), `guard` (which addresses), `freshness` (what caching headers mean), `politeness` (whose turn),
`inflate` (bounded decompression), `dial` (pinned connections), `exchange` (HTTP/1.1 over one), `ways` and `pools`
(the connections of each host), `failures` (sentences).
"""
