"""The functions of the system, which of them a chamber offers, and what it has stopped (terms, articles 3, 24)."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_serializer, model_validator

from issuance.domain.texts import Bilingual
from issuance.language import _
from signing.content import Kind


class Function(StrEnum):
    """A function of the system that a chamber switches on or off for itself (article 3-2)."""

    REGISTRATION = "registration"
    """(1): organisations register, renew and change their registration here."""
    COO_JP = "coo-jp"
    """(2)(i): applications for certificates of Japanese origin."""
    COO_FOREIGN = "coo-foreign"
    """(2)(ii): applications for certificates of foreign origin."""
    INVOICE = "invoice"
    """(2)(iii): applications for invoice certifications."""
    SIGNATURE = "signature"
    """(2)(iv): applications for signature certifications."""
    PARTIES = "parties"
    """(3): organisations look after their signatories, sub ids and agents themselves."""
    REFERENCE = "reference"
    """(4): anyone checks what was issued. It is never switched off: what a chamber has issued stays checkable."""
    THIRD_PARTY = "third-party"
    """(5): systems of third parties that the federation has approved."""

    @classmethod
    def of(cls, kind: Kind) -> "Function":
        """Return the function by which one applies for a kind of certificate."""
        return cls(kind.slug)


APPLICATIONS = frozenset(Function.of(kind) for kind in Kind)
ALWAYS_ON = frozenset({Function.REFERENCE})


class Stopped(StrEnum):
    """What a stop keeps from being accepted (article 24-2)."""

    REGISTRATIONS = "registrations"
    """New registrations. Renewals and changes go on."""
    APPLICATIONS = "applications"
    """New applications. What was applied for before is finished."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stop(_Part):
    """New registrations or applications are not accepted for a while, from all or from the organisations named."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    what: Stopped
    organisations: Annotated[frozenset[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]], Field(max_length=200)] = (
        frozenset()
    )
    """Ids of organisations; empty means all."""
    since: AwareDatetime
    reason: Bilingual
    alternatives: Bilingual = Bilingual()

    @field_serializer("organisations")
    def _in_order(self, value: frozenset[str]) -> list[str]:
        """Write the set in one order, so that equal stops are equal bytes."""
        return sorted(value)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if not self.reason:
            raise ValueError(_("a stop says why, in Japanese or English"))
        return self

    def concerns(self, organisation: str | None) -> bool:
        """Tell whether an organisation is stopped; None is a visitor, whom a stop for all concerns."""
        return not self.organisations or organisation in self.organisations


class EndOfService(_Part):
    """The chamber ends its service (article 24-3): until `last_day` everything works, from the next day on nothing new.

    The register and the keys outlive it: what was issued stays checkable.
    """

    announced: dt.date
    last_day: dt.date
    reason: Bilingual
    alternatives: Bilingual = Bilingual()

    @model_validator(mode="after")
    def _is_announced_before(self) -> Self:
        if self.last_day < self.announced:
            raise ValueError(_("the service ends on or after the day of its announcement"))
        if not self.reason:
            raise ValueError(_("the end of the service says why, in Japanese or English"))
        return self
