"""`ChamberSettings`: all that one chamber sets for itself, as one value."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_serializer, model_validator

from issuance.domain.calendar import BusinessCalendar
from issuance.domain.ids import ALLOWABLE_OUTSIDE, Act
from issuance.domain.settings.fees import FeeTable
from issuance.domain.settings.functions import ALWAYS_ON, APPLICATIONS, EndOfService, Function, Stop, Stopped
from issuance.domain.settings.payment import Payment
from issuance.domain.texts import Bilingual, CleanLine
from issuance.language import _

SHORTEST_RETENTION_YEARS = 3
"""Terms, article 17-1."""

SHORTEST_VOUCHER_YEARS = 7
"""Corporation Tax Act Enforcement Regulations, article 59: seven years; ten (26-3) where losses are carried forward."""

MOST_WATCHED = 250
"""There are hardly more countries."""

MOST_COUNTRY_NAME = 60
"""Characters of a country's name in the boxes of the paper."""

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
CountryPrinted = Annotated[CleanLine, Field(min_length=1, max_length=MOST_COUNTRY_NAME)]
KindSlug = Literal["coo-jp", "coo-foreign", "invoice", "signature"]


class SecondSession(StrEnum):
    """Which of two sign-ins of one id gives way (article 14-2)."""

    NEWER_WINS = "newer wins"
    NEWER_REFUSED = "newer is refused"


class CredentialWay(StrEnum):
    """How an id's first password reaches its holder (articles 8-1, 9-1)."""

    MAIL = "mail"
    LETTER = "letter"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(_Part):
    """Where people ask. `hours` says when, in the chamber's words; empty, the calendar's hours stand for it."""

    department: Bilingual = Bilingual()
    mail: EmailStr | None = None
    phone: CleanLine = ""
    fax: CleanLine = ""
    hours: Bilingual = Bilingual()


class Texts(_Part):
    """What the chamber says on its own pages."""

    welcome: Bilingual = Bilingual()
    """On its start page."""
    registration: Bilingual = Bilingual()
    """Before a registration begins: what to have at hand, whom to ask."""
    letter: Bilingual = Bilingual()
    """At the end of letters with first passwords."""


class Targets(_Part):
    """In how many business days the chamber means to have decided, or answered."""

    registration: Annotated[int, Field(ge=1, le=30)] = 3
    application: Annotated[int, Field(ge=1, le=30)] = 1
    inquiry: Annotated[int, Field(ge=1, le=30)] = 5
    report: Annotated[int, Field(ge=1, le=30)] = 10


class ChamberSettings(_Part):
    """One chamber's settings. Every field has a default but the names, so that an older version can always be read."""

    names: Bilingual
    address: Bilingual = Bilingual()
    contact: Contact = Contact()
    texts: Texts = Texts()
    functions: frozenset[Function] = frozenset(Function) - {Function.THIRD_PARTY}
    stops: Annotated[tuple[Stop, ...], Field(max_length=50)] = ()
    end: EndOfService | None = None
    calendar: BusinessCalendar = BusinessCalendar()
    second_session: SecondSession = SecondSession.NEWER_WINS
    """Which of two sign-ins of one id gives way (article 14-2)."""
    credential_way: CredentialWay = CredentialWay.MAIL
    allowed_outside: frozenset[Act] = frozenset()
    """What user ids and sub ids may do outside the validity beyond paying and printing (article 9-5(3))."""
    fees: Annotated[tuple[FeeTable, ...], Field(max_length=100)] = ()
    """By the day from which each is valid, oldest first."""
    payment: Payment = Payment()
    targets: Targets = Targets()
    one_officer: frozenset[KindSlug] = frozenset()
    """Kinds of certificate that one officer may review and approve alone; all others are seen by four eyes."""
    officers_sign: bool = False
    """Whether only those officers approve whose own signature stands on the paper."""
    watched: Annotated[dict[CountryCode, Bilingual], Field(max_length=MOST_WATCHED)] = {}
    """Destinations (ISO 3166-1) at which officers look twice, and why: sanctions, embargoes, odd cases before."""
    hand_signed: Annotated[dict[CountryCode, Bilingual], Field(max_length=MOST_WATCHED)] = {}
    """Destinations that are known to want a paper signed by hand, with a note for applicants."""
    country_names: Annotated[dict[CountryCode, CountryPrinted], Field(max_length=MOST_WATCHED)] = {}
    """Countries' names as the chamber prints them, where it wants another than the usual one."""
    retention_years: Annotated[int, Field(ge=SHORTEST_RETENTION_YEARS, le=30)] = SHORTEST_RETENTION_YEARS
    voucher_years: Annotated[int, Field(ge=SHORTEST_VOUCHER_YEARS, le=30)] = SHORTEST_VOUCHER_YEARS
    """For which invoices, receipts and movements of money are kept; 10 where the chamber carries losses forward."""
    purge_month: Annotated[int, Field(ge=1, le=12)] = 4
    purge_day: Annotated[int, Field(ge=1, le=28)] = 1
    """The day of each year on which what is past retention is purged (terms, article 17-1)."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.names:
            raise ValueError(_("a chamber has a name, in Japanese or English"))
        if not self.functions >= ALWAYS_ON:
            raise ValueError(_("the reference system stays on: what was issued stays checkable"))
        if not self.allowed_outside <= ALLOWABLE_OUTSIDE:
            raise ValueError(_("outside the validity no other acts may be allowed than those of article 9-5"))
        days = [table.valid_from for table in self.fees]
        if days != sorted(set(days)):
            raise ValueError(_("fee tables stand in the order of their first days, one for each day"))
        return self

    @field_serializer("functions", "allowed_outside", "one_officer")
    def _in_order(self, value: frozenset[str]) -> list[str]:
        """Write sets in one order, so that equal settings are equal bytes."""
        return sorted(value)

    @field_serializer("watched", "hand_signed", "country_names")
    def _by_country(self, value: dict[str, object]) -> dict[str, object]:
        """Write lists by country, so that equal settings are equal bytes."""
        return dict(sorted(value.items()))

    def fees_on(self, day: dt.date) -> FeeTable | None:
        """Return the fee table in force on a day; None where the chamber has set none for it."""
        return next((table for table in reversed(self.fees) if table.valid_from <= day), None)

    def offers(self, function: Function, day: dt.date) -> bool:
        """Tell whether a function can be used on a day: it is switched on, and the service has not ended."""
        if function in ALWAYS_ON:
            return True
        return function in self.functions and not self.has_ended(day)

    def has_ended(self, day: dt.date) -> bool:
        """Tell whether the chamber's service is over on a day."""
        return self.end is not None and day > self.end.last_day

    def stop_of(self, what: Stopped, organisation: str | None) -> Stop | None:
        """Return the stop by which nothing new is accepted from an organisation (None: a visitor), None if none is."""
        return next((stop for stop in self.stops if stop.what is what and stop.concerns(organisation)), None)

    def accepts(self, function: Function, day: dt.date, organisation: str | None = None) -> bool:
        """Tell whether something new is accepted from an organisation: an application, a new registration."""
        if function is Function.REGISTRATION and self.stop_of(Stopped.REGISTRATIONS, organisation):
            return False
        if function in APPLICATIONS and self.stop_of(Stopped.APPLICATIONS, organisation):
            return False
        return self.offers(function, day)
