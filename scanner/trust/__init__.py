"""What the scanner believes, and how it keeps that up to date: a TUF client with a cache that works offline.

`store.TrustStore` is the front door. Trust begins with one pinned root file and nothing else: files in the cache
are verified again whenever they are read, and the source of updates (web server, mirror, USB stick) is never
trusted. Targets are opaque bytes here; `signing` knows what they say.
"""
