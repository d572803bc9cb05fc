"""The passwords that most people took whose passwords were found in breaches (OWASP ASVS 5, 6.2.4 and 6.2.12).

A program that guesses tries these first, however strong an estimate finds them. They are kept as hashes: 48 bits each,
so one in twenty-eight thousand million good passwords is refused with them.
"""

import hashlib
import unicodedata
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("common_passwords.txt")
"""One mark in hex a line, sorted; made by script/common_passwords.py."""

_MARK_BYTES = 6


def is_common(typed: str) -> bool:
    """Tell whether a password is one of these, in capitals or not."""
    return mark_of(typed) in _marks()


def mark_of(password: str) -> str:
    """Return what the list holds of a password: a hash of it in small letters (NFKC, casefolded), in hex."""
    text = unicodedata.normalize("NFKC", password).casefold()
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=_MARK_BYTES).hexdigest()


@cache
def _marks() -> frozenset[str]:
    # 10,000 short texts: read when the first password is chosen, and kept.
    lines = FILE.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
