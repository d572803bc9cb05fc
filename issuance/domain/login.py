"""Logins, what a holder types to say which id is his: `TYO-A000123-4`.

Chamber code (2 to 4 letters), the letter of the kind of id, a sequence of the chamber's ids of that kind (6 to 9
digits) and one check character (ISO 7064 MOD 37,36 over all that precede it). Typing is forgiven: case, width, blanks,
missing hyphens, O for 0 and I or L for 1 among the digits. So that this is never ambiguous, sequences whose check
character would be I, L or O are left out: logins have gaps, unlike certificate numbers.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from issuance.domain.ids import IdKind
from issuance.errors import RefusedError

MAX_TYPED_LENGTH = 64
"""Characters of a typed login that are looked at; more is no login."""

_MAX_SEQUENCE = 999_999_999
_LOOK_ALIKES = frozenset("ILO")
_TO_DIGIT = str.maketrans("OIL", "011")
_KINDS = {kind.letter: kind for kind in IdKind}
# No letter of a kind looks like a digit, so the digits can begin at one place alone.
_LOGIN = re.compile(rf"([A-Z]{{2,4}})([{''.join(_KINDS)}])([0-9OIL]{{6,9}})([0-9A-Z])")
# Blanks, hyphens and dashes of all sorts, the Japanese long vowel mark, and marks that nobody sees.
_IGNORED = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc\uff70\u00ad\u200b-\u200f\u2060\ufeff_.]")


class LoginError(RefusedError):
    """A text is no login; the message says what is wrong with it and does not tell whether an id exists."""


@dataclass(frozen=True)
class Login:
    """A login, right by construction through the functions of this module."""

    chamber: str
    kind: IdKind
    sequence: int
    check: str

    def __str__(self) -> str:
        """Return the form that is printed and stored: `TYO-A000123-4`."""
        return f"{self.chamber}-{self.kind.letter}{self.sequence:06}-{self.check}"


def login_of(chamber: str, kind: IdKind, sequence: int) -> Login | None:
    """Return the login of a sequence; None where its check character could be misread and the next one is due."""
    if not 1 <= sequence <= _MAX_SEQUENCE:
        raise ValueError(f"A login's sequence is 1 to {_MAX_SEQUENCE}, not {sequence}.")
    check = str(mod_37_36.calc_check_digit(f"{chamber}{kind.letter}{sequence:06}"))
    return None if check in _LOOK_ALIKES else Login(chamber, kind, sequence, check)


def read_login(typed: str) -> Login:
    """Read what somebody typed; raise `LoginError`, whose sentence is for the one who typed."""
    if len(typed) > MAX_TYPED_LENGTH:
        raise LoginError("This is too long for a login. A login looks like TYO-A000123-4.")
    text = _IGNORED.sub("", unicodedata.normalize("NFKC", typed)).upper()
    match = _LOGIN.fullmatch(text)
    if match is None:
        raise LoginError("This is no login. A login looks like TYO-A000123-4.")
    chamber, letter, digits, check = match.groups()
    digits, check = digits.translate(_TO_DIGIT), check.translate(_TO_DIGIT)
    sequence = int(digits)
    if sequence < 1 or f"{sequence:06}" != digits:
        raise LoginError("This is no login. A login looks like TYO-A000123-4.")
    login = login_of(chamber, _KINDS[letter], sequence)
    if login is None or login.check != check:
        raise LoginError("One character of this login is wrong: see the letter or mail that you got it with.")
    return login
