"""Undoes what a keyboard layout does to a code that a hand scanner types.

A hand scanner presses the keys of an American keyboard. A computer that is set to another layout writes what *its* keys
bear: on a Japanese one `:` comes out as `+`, on a German one Y and Z change places. Each known layout is tried in turn,
and a text counts as undone only where it then begins with a trusted address, letter by letter. What follows is judged
by its signature: a wrong guess can lead to "damaged code", never to a certificate.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from signing.errors import MalformedError
from signing.qr import decode_base32
from signing.reference_base import ReferenceBase

_AMERICAN: Final = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
"""The keys of an American keyboard row by row, first alone, then with Shift."""

LAYOUTS: Final = {
    "Japanese": "`1234567890-^qwertyuiop@[]asdfghjkl;:zxcvbnm,./" + "~!\"#$%&'()\0=~QWERTYUIOP`{}ASDFGHJKL+*ZXCVBNM<>?",
    "German": "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-" + "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    "French": "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!" + "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    "Spanish": "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-" + 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
    "Italian": "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-" + '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
    "British": "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./" + '¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?',
}
"""What the same keys write elsewhere."""

_TABLES: Final = [str.maketrans(written, _AMERICAN) for written in LAYOUTS.values()]
_PREFIX: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""A symbology identifier (ISO/IEC 15424), which some scanners send first: `]Q1` for a QR code."""

_SHORTEST_SEAL: Final = 180
"""Characters of base32: shorter texts are numbers, dates, or codes of others."""


def undone(typed: str, base: ReferenceBase) -> str:
    """Return the code's text as it was printed, as far as that can be told; else the text as it was typed."""
    text = unicodedata.normalize("NFKC", typed).strip()
    for candidate in (text, *_readings(typed.strip())):
        stripped = _PREFIX.sub("", candidate, count=1) if _PREFIX.match(candidate) else candidate
        if stripped[: len(base.url)].lower() == base.url:
            return stripped
    # A scanner may be set to send the seal alone, and a person may have copied it from the address line.
    return base.url.upper() + text.upper() if _is_seal(text) else text


def is_own_code(text: str, base: ReferenceBase) -> bool:
    """Tell whether a text begins with the trusted address."""
    return text[: len(base.url)].lower() == base.url


def _readings(text: str) -> Iterable[str]:
    for table in _TABLES:
        yield text.translate(table)
        # With Caps Lock on, letters and signs come with the wrong half of the layout.
        yield text.swapcase().translate(table)


def _is_seal(text: str) -> bool:
    if len(text) < _SHORTEST_SEAL:
        return False
    try:
        decode_base32(text)
    except MalformedError:
        return False
    return True
