"""Tokens of cookies and links: 32 random bytes in base64url; databases hold their SHA-256 alone."""

import base64
import hashlib
import re
from dataclasses import dataclass

TOKEN_BYTES = 32
_COOKIE = re.compile(r"([A-Z]{2,4})\.([A-Za-z0-9_-]{43})")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def token_text(random: bytes) -> str:
    """Return 32 random bytes as a link or cookie carries them: 43 characters."""
    if len(random) != TOKEN_BYTES:
        raise ValueError(f"A token is {TOKEN_BYTES} bytes, not {len(random)}.")
    return base64.urlsafe_b64encode(random).rstrip(b"=").decode()


def token_hash(text: str) -> bytes | None:
    """Return the SHA-256 of a token as its text gives it, None for what is no token."""
    return hashlib.sha256(text.encode()).digest() if _TOKEN.fullmatch(text) else None


@dataclass(frozen=True)
class SessionToken:
    """What a cookie carries: the chamber's code, which says where to look, and the token: `TYO.…`."""

    chamber: str
    token: str

    def __str__(self) -> str:
        return f"{self.chamber}.{self.token}"

    @property
    def hash(self) -> bytes:
        """Return what the database holds of it."""
        return hashlib.sha256(self.token.encode()).digest()

    @classmethod
    def make(cls, chamber: str, random: bytes) -> "SessionToken":
        """Return a token of 32 fresh random bytes."""
        return cls(chamber, token_text(random))

    @classmethod
    def parse(cls, cookie: str | None) -> "SessionToken | None":
        """Return what a cookie says, None for anything else than what `str` makes."""
        match = _COOKIE.fullmatch(cookie or "")
        return cls(match[1], match[2]) if match else None
