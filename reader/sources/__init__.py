"""Source adapters: where entries come from. `api` is the contract, `registry` finds adapters, the rest are ours."""
