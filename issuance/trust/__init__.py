"""The trust repository: what scanners need to know, signed with TUF and served as static files.

`office` is the front door (init, publish, refresh), `ceremony` the way over the offline machine. Targets are
opaque bytes here: the trust list and the revocations are defined in `signing`.

What an attacker of the static host can do: withhold files, so that scanners notice within 24 hours that they
are being kept in the past. What they cannot do: change, mix, roll back or invent anything.
"""
