"""Messages to people outside: by what way, in which state, and when the next attempt is due (terms, article 6).

A message is written in the transaction of the act that it tells of and sent afterwards by the courier. What a state
says is what is known, not what is hoped: a mail is `SENT` when the next mail server has taken it, a fax is `HANDED` to
the gateway until a report comes back, and nothing is ever called delivered without one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from issuance.errors import RefusedError
from issuance.language import _

LANGUAGES = ("ja", "en")
"""In which messages are written."""

JAPAN = "JP"
"""Fax numbers without a country's code are of this country."""

_MAX_ADDRESS = 254


class Channel(StrEnum):
    """The way to a person."""

    MAIL = "mail"
    FAX = "fax"


class Delivery(StrEnum):
    """What has become of a message, as far as the office knows."""

    WAITING = "waiting"
    SENDING = "sending"
    """An attempt has begun. One that no process works on any more was cut off, and is made again."""
    SENT = "sent"
    """The next mail server has taken the mail."""
    HANDED = "handed"
    """The gateway has taken the fax; whether the other machine printed it is not known."""
    CONFIRMED = "confirmed"
    """A report says that it arrived."""
    FAILED = "failed"
    """The server refused it for good, or a report says that it did not arrive."""
    GIVEN_UP = "given up"
    """Every attempt of the schedule was put off."""

    @property
    def is_settled(self) -> bool:
        """Whether no further attempt will be made."""
        return self not in (Delivery.WAITING, Delivery.SENDING)

    @property
    def needs_a_person(self) -> bool:
        """Whether it will not arrive unless somebody does something."""
        return self in (Delivery.FAILED, Delivery.GIVEN_UP)


RETRIES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""How long to wait after each attempt that was put off; nearly three days, as mail servers do (RFC 5321, 4.5.4.1)."""


def next_attempt(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """Return when to try again after `attempts` attempts (at least one) that were put off, None: give up."""
    return now + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


@dataclass(frozen=True)
class MailAddress:
    """An address of e-mail. What cannot be one is refused here, before anything is written with it."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _mail_address(self.text))

    @property
    def channel(self) -> Channel:
        """By what way it is reached."""
        return Channel.MAIL

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class FaxNumber:
    """A fax number, kept in its international form: +81312345678."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _fax_number(self.text))

    @property
    def channel(self) -> Channel:
        """By what way it is reached."""
        return Channel.FAX

    @property
    def digits(self) -> str:
        """The number as gateways take it: country code and number without the plus."""
        return self.text.removeprefix("+")

    @property
    def printed(self) -> str:
        """The number as people in its country write it: 03-1234-5678."""
        number = phonenumbers.parse(self.text)
        here = number.country_code == phonenumbers.country_code_for_region(JAPAN)
        style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(number, style)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Message:
    """One message to one person or office, before it is posted.

    `values` fill the placeholders of the template, all of them and no others. They are sealed, and erased once the
    message need not be sent again: a one-time link does not outlive its sending.
    """

    template: str
    to: MailAddress | FaxNumber
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    """Whom it concerns."""


def address_of(channel: Channel, text: str) -> MailAddress | FaxNumber:
    """Return the address that was stored for a channel."""
    return MailAddress(text) if channel is Channel.MAIL else FaxNumber(text)


def _mail_address(text: str) -> str:
    if len(text) > _MAX_ADDRESS:
        raise RefusedError(
            _(
                "A mail address has %(most)s characters at most; this one has %(count)s.",
                most=_MAX_ADDRESS,
                count=len(text),
            )
        )
    try:
        # test_environment lets example.test through in tests and demos; deliverability is not asked of the network.
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise RefusedError(
            _("“%(text)s” is no mail address such as trade@example.co.jp: %(error)s", text=text[:80], error=error)
        ) from error
    return found.ascii_email or found.normalized


def _fax_number(text: str) -> str:
    try:
        number = phonenumbers.parse(text[:40], JAPAN)
    except phonenumbers.NumberParseException as error:
        raise RefusedError(
            _("“%(text)s” is no fax number such as 03-1234-5678 or +49 30 123456.", text=text[:40])
        ) from error
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise RefusedError(
            _("“%(text)s” is no fax number such as 03-1234-5678: it has too few or too many digits.", text=text[:40])
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
