"""The certificate number: `TYO26-001234-K7QM-3XW9` as printed, `TYO26001234K7QM3XW9` canonical.

Chamber code (2 to 4 letters), year of issue (2 digits, Japan time), gap-free sequence (6 to 10 digits), seven
access characters and one check character (ISO 7064 MOD 37,36 over all that precede it). The access characters
are 35 random bits: without them numbers could be walked and trade secrets harvested. They and the check
character avoid I, L, O and U, so that a person's O for 0 and I or L for 1 can be forgiven by position.
The part before the access characters is the *public number* (`TYO26-001234`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from signing.errors import MistypedNumberError, NumberError

ACCESS_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ACCESS_LENGTH = 7
MAX_CANONICAL_LENGTH = 24
MAX_TYPED_LENGTH = 64

_CODE = r"(?P<chamber>[A-Z]{2,4})"
_PUBLIC = _CODE + r"(?P<year>[0-9]{2})(?P<sequence>[0-9]{6,10})"
_CANONICAL = re.compile(_PUBLIC + rf"(?P<access>[{ACCESS_ALPHABET}]{{{ACCESS_LENGTH}}})(?P<check>[{ACCESS_ALPHABET}])")
_PUBLIC_NUMBER = re.compile(_CODE + r"(?P<year>[0-9]{2})-(?P<sequence>[0-9]{6,10})")
_IGNORED = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d\u00ad\u200b-\u200f\u2060\ufeff.·・/_]")
# Where the chamber's letters end. Until 2099 the year begins with 2 to 9, which looks like no letter; after that, only
# letters that were typed as letters are taken for the chamber's.
_TYPED_CODES = (re.compile(r"[A-Z01]{2,4}(?=[2-9])"), re.compile(r"[A-Z]{2,4}(?=[01])"))
_TO_DIGIT = str.maketrans("OIL", "011")
_TO_LETTER = str.maketrans("01", "OI")


@dataclass(frozen=True)
class CertificateNumber:
    """One certificate number, valid by construction through the functions of this module."""

    chamber: str
    year: int
    sequence: int
    access: str
    check: str

    @property
    def canonical(self) -> str:
        """The form in seals, addresses and look-ups, e.g. `TYO26001234K7QM3XW9`."""
        return f"{self.chamber}{self.year:02}{self.sequence:06}{self.access}{self.check}"

    @property
    def printed(self) -> str:
        """The form on paper and screen, in groups, e.g. `TYO26-001234-K7QM-3XW9`."""
        tail = self.access + self.check
        return f"{self.public}-{tail[:4]}-{tail[4:]}"

    @property
    def public(self) -> str:
        """The part that may be told to anyone, e.g. `TYO26-001234`; it opens nothing."""
        return f"{self.chamber}{self.year:02}-{self.sequence:06}"

    def __str__(self) -> str:
        """Return the printed form."""
        return self.printed


def parse_number(canonical: str) -> CertificateNumber:
    """Read the canonical form exactly; raise :class:`NumberError` for anything else."""
    match = _CANONICAL.fullmatch(canonical)
    if match is None or len(canonical) > MAX_CANONICAL_LENGTH:
        raise NumberError(f"{canonical[:40]!r} is not a certificate number in canonical form.")
    number = CertificateNumber(
        chamber=match["chamber"],
        year=int(match["year"]),
        sequence=int(match["sequence"]),
        access=match["access"],
        check=match["check"],
    )
    if number.canonical != canonical:
        raise NumberError(f"{canonical!r} has needless leading zeros in its sequence.")
    if mod_37_36.calc_check_digit(canonical[:-1]) != number.check:
        raise MistypedNumberError(f"The check character of {number.printed} does not fit: a character is mistyped.")
    return number


def parse_typed_number(typed: str) -> CertificateNumber:
    """Read what a person typed: case, blanks, hyphens, full-width characters, O for 0 and I or L for 1 are forgiven.

    Raises :class:`MistypedNumberError` where only the check character disagrees, else :class:`NumberError`.
    """
    if len(typed) > MAX_TYPED_LENGTH:
        raise NumberError("This is too long for a certificate number. Example: TYO26-001234-K7QM-3XW9.")
    text = bare(typed)
    for typed_code in _TYPED_CODES:
        code = typed_code.match(text)
        if code is None:
            continue
        try:
            return parse_number(code[0].translate(_TO_LETTER) + text[code.end() :].translate(_TO_DIGIT))
        except MistypedNumberError:
            # No other reading is tried once one has the right shape: it would hide one slip in 36.
            raise
        except NumberError:
            continue
    raise NumberError(
        "This is not a certificate number. It looks like TYO26-001234-K7QM-3XW9: the chamber's letters, "
        "the year, six digits or more, then two groups of four."
    )


def bare(typed: str) -> str:
    """Return what was typed in upper case, without the blanks, hyphens and strokes between its parts."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", typed).upper())


def is_public_number(text: str) -> bool:
    """Tell whether `text` is a public number in its printed form, e.g. `TYO26-001234`."""
    match = _PUBLIC_NUMBER.fullmatch(text)
    return match is not None and f"{int(match['sequence']):06}" == match["sequence"]


def draw_number(chamber: str, year: int, sequence: int, random_bytes: Callable[[int], bytes]) -> CertificateNumber:
    """Make the number for a sequence, drawing its access characters from `random_bytes`.

    `year` is the full year of issue in Japan time. Drawn again until the check character, too, has no look-alike.
    """
    if not is_public_number(f"{chamber}{year % 100:02}-{sequence:06}"):
        raise NumberError(f"Chamber {chamber!r} and sequence {sequence} make no certificate number.")
    head = f"{chamber}{year % 100:02}{sequence:06}"
    while True:
        access = "".join(ACCESS_ALPHABET[byte % 32] for byte in random_bytes(ACCESS_LENGTH))
        check = mod_37_36.calc_check_digit(head + access)
        if check in ACCESS_ALPHABET:
            return parse_number(head + access + check)
