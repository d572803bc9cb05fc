"""Codes that people type from paper: 32 characters without look-alikes (Crockford's base 32), in groups, forgiving."""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = str.maketrans("OIL", "011")
_IGNORED = re.compile(r"[\s\-_.\u2010-\u2015\u2212\u30fc\uff70\u00ad\u200b-\u200f\u2060\ufeff]")
_GROUP = 4

LETTER_CODE_LENGTH = 16
"""Characters, 80 bits: a code in a letter lies about for days."""

RECOVERY_CODE_LENGTH = 12
"""Characters, 60 bits: of use with a password alone."""


def code_of(random: bytes, length: int) -> str:
    """Return a code of `length` characters, one of each random byte, in groups of four: `ABCD-EFGH-JKMN-PQRS`."""
    if len(random) != length:
        raise ValueError(f"A code of {length} characters takes as many random bytes, not {len(random)}.")
    text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random)
    return "-".join(text[start : start + _GROUP] for start in range(0, length, _GROUP))


def read_code(typed: str, length: int) -> str | None:
    """Return what was typed as the bare code: case, width, blanks, hyphens, O for 0 and I or L for 1 do not matter.

    None for what cannot be a code of `length` characters.
    """
    if len(typed) > 4 * length:
        return None
    text = _IGNORED.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_FORGIVEN)
    return text if len(text) == length and all(character in ALPHABET for character in text) else None
