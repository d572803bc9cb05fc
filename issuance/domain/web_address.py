"""Addresses on the web that people enter for a program of ours to use: whole, plain, and of nobody's name."""

import re
from urllib.parse import SplitResult, urlsplit

# RFC 3986 without what Authlib could not repeat in an error, and without the fragment that RFC 6749, 3.1.2 forbids.
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


def parts_of(address: str, most: int) -> SplitResult | None:
    """Return the parts of a whole address of at most `most` characters, with a host, without user name; else None."""
    if len(address) > most or not _PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        _port = parts.port  # reading it raises where it is none
    except ValueError:
        return None
    return parts if parts.hostname and parts.username is None and parts.password is None else None
