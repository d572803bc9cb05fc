"""Limits on abuse: how many rows and misses a caller may have, counted across the processes of the service.

| module | what |
|---|---|
| `bucket` | the arithmetic |
| `policy` | the numbers, with their reasons |
| `origins`, `day_key`, `callers` | who asks: an address, hashed, or the holder of an API key |
| `ledger`, `shared` | the counting in one process; what the processes tell each other through Redis |
| `turnstile` | what all look-ups pass |

Nothing here knows Flask; what a refusal looks like is said at the edge.
"""
