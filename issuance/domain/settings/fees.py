"""What a chamber charges (terms, article 11): tables by the day from which they are valid, in whole yen without tax."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from signing.content import Kind

MOST_YEN = 1_000_000
MOST_COPIES = 99

Yen = Annotated[int, Field(ge=0, le=MOST_YEN)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(_Part):
    """What members of the chamber pay, and what others pay; yen without tax."""

    member: Yen = 0
    other: Yen = 0

    def of(self, *, member: bool) -> int:
        """Return the price for a member or another."""
        return self.member if member else self.other


class CertificateFee(_Part):
    """What one kind of certificate costs."""

    first: Price = Price()
    """The certificate itself."""
    each_copy: Price = Price()
    """Each copy that is ordered with it."""
    rush: Price = Price()
    """On top of it where it is wanted at once."""


class FeeTable(_Part):
    """All prices from one day (Japan) on, until the next table begins."""

    valid_from: dt.date
    tax_percent: Annotated[int, Field(ge=0, le=50)] = 10
    certificates: dict[str, CertificateFee]
    """By the kind's slug: `coo-jp`, `coo-foreign`, `invoice`, `signature`."""
    system: Price = Price()
    """The charge for using the system, per application, to the applicant."""
    system_agent: Price = Price()
    """The same where an agent files: the agent's charge."""

    @field_validator("certificates")
    @classmethod
    def _has_every_kind(cls, value: dict[str, CertificateFee]) -> dict[str, CertificateFee]:
        slugs = {kind.slug for kind in Kind}
        if value.keys() != slugs:
            raise ValueError(f"a fee table has a price for each of {', '.join(sorted(slugs))}")
        return value

    def amount(self, kind: Kind, *, member: bool, copies: int = 0, rush: bool = False, agent: bool = False) -> "Amount":
        """Return what one application costs with `copies` ordered beside the certificate."""
        if not 0 <= copies <= MOST_COPIES:
            raise ValueError(f"{copies} copies: 0 to {MOST_COPIES} can be ordered with a certificate")
        fee = self.certificates[kind.slug]
        net = fee.first.of(member=member) + copies * fee.each_copy.of(member=member)
        net += fee.rush.of(member=member) if rush else 0
        system = (self.system_agent if agent else self.system).of(member=member)
        return Amount(certificate=net, system=system, tax=(net + system) * self.tax_percent // 100)


@dataclass(frozen=True)
class Amount:
    """Whole yen: the certificate with copies and rush, the charge for the system, and the tax on both, rounded down."""

    certificate: int
    system: int
    tax: int

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.certificate + self.system + self.tax
