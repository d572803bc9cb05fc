"""Signatories (署名者): the people whose signature stands in an applicant's declarations.

Terms of service, articles 2(7)(8) and 9-1.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, row


class SignatoryState(StrEnum):
    """Where a signatory stands with the chamber."""

    NAMED = "named"
    """The applicant named the person; the chamber has to check the specimen signature."""
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class SignatoryEvent(StrEnum):
    """What can happen to a signatory."""

    APPROVE = "approve the specimen"
    REFUSE = "refuse the specimen"
    NAME_AGAIN = "hand in another specimen"
    END = "end"


SIGNATORY = Machine(
    "signatory",
    SignatoryState.NAMED,
    (
        row(SignatoryEvent.APPROVE, SignatoryState.APPROVED, SignatoryState.NAMED),
        row(SignatoryEvent.REFUSE, SignatoryState.REFUSED, SignatoryState.NAMED),
        row(SignatoryEvent.NAME_AGAIN, SignatoryState.NAMED, SignatoryState.REFUSED),
        row(
            SignatoryEvent.END,
            SignatoryState.ENDED,
            SignatoryState.NAMED,
            SignatoryState.APPROVED,
            SignatoryState.REFUSED,
        ),
    ),
)


@dataclass(frozen=True)
class SignatoryPerson:
    """Who signs. `name_ja` as in Japanese papers, `name_en` as it is printed in the declaration."""

    name_ja: str
    name_en: str
    title: str
    """As printed in the declaration: `Export Manager`."""
    mail: str
    language: str = "ja"


@dataclass(frozen=True)
class Signatory:
    """One signatory of one applicant. `specimen` names the upload with the picture of the signature."""

    id: str
    organisation: str
    state: SignatoryState
    person: SignatoryPerson
    specimen: str | None
    named_at: dt.datetime
    version: int
    refusal: str = ""
    """Why the chamber refused the specimen, for the applicant."""
