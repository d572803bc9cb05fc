"""Numbers and addresses that a registration names: the corporate number, postal codes, telephone, fax, mail.

Each function takes what was typed (full width, with or without hyphens), returns its one stored form and raises
`ValueError` with a sentence for the person. Nothing is looked up on a network.
"""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.jp import cn

from issuance.domain.registration.text import line
from issuance.language import _

_MAX_TYPED = 254
"""Characters of an address at most (RFC 5321)."""
_HYPHENS = re.compile(r"[\s\-‐‑‒–—―−ー－.()]")


def corporate_number(value: object) -> str:
    """Return a corporate number (法人番号) of 13 digits; its first is a check digit."""
    digits = _HYPHENS.sub("", _narrow(value))
    try:
        return str(cn.validate(digits))
    except StdnumError as error:
        raise ValueError(
            _("This is no corporate number: it has 13 digits, and the first fits the others. See the registry extract.")
        ) from error


def postal_code(value: object) -> str:
    """Return a postal code as `100-0005`."""
    digits = _HYPHENS.sub("", _narrow(value).removeprefix("〒"))
    if re.fullmatch(r"[0-9]{7}", digits) is None:
        raise ValueError(_("A postal code has 7 digits, such as 100-0005."))
    return f"{digits[:3]}-{digits[3:]}"


def phone_number(value: object) -> str:
    """Return a telephone number in E.164; without a country it is one of Japan."""
    typed = _narrow(value)
    try:
        number = phonenumbers.parse(typed, "JP")
    except phonenumbers.NumberParseException as error:
        raise ValueError(_("This is no telephone number: write it such as 03-1234-5678.")) from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValueError(_("No telephone has this number: write it such as 03-1234-5678, without an extension."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fax_number(value: object) -> str:
    """Return a fax number in E.164."""
    return phone_number(value)


def mail_address(value: object) -> str:
    """Return a mail address in its one form; the domain is not asked for."""
    typed = _narrow(value)
    try:
        return validate_email(typed, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise ValueError(_("This is no mail address: write it such as trade@example.co.jp.")) from error


def national(number: str) -> str:
    """Return an E.164 number as it is read out in Japan: `03-1234-5678`; a foreign one with its country.

    What is no such number is returned as it is.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region("JP")
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, formats.NATIONAL if at_home else formats.INTERNATIONAL)


def _narrow(value: object) -> str:
    return unicodedata.normalize("NFKC", line(_MAX_TYPED)(value))
