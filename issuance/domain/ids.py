"""Ids and what each may do, inside and outside the validity of the registration: one table, enforced in one place.

Terms of service, articles 8-5, 9-5, 10-5, 16 and 29. What staff may do says `staff.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.registration.standing import Standing

FEDERATION = "FED"
"""Stands where a chamber's code would for the federation that runs the system; no chamber may bear it."""


class IdKind(StrEnum):
    """What an id is. Terms, article 2: administrator id (6), user id (8), sub id (9)."""

    ADMINISTRATOR = "administrator"
    USER = "user"
    SUB = "sub"
    STAFF = "staff"
    FEDERATION = "federation"

    @property
    def letter(self) -> str:
        """The letter in a login: TYO-A000123-4."""
        return {"administrator": "A", "user": "U", "sub": "S", "staff": "C", "federation": "F"}[self.value]


class IdState(StrEnum):
    """Whether its holder can sign in, as far as the id itself goes."""

    INVITED = "invited"
    """No password was chosen yet."""
    ACTIVE = "active"
    LOCKED = "locked"
    """A leak was reported, or the chamber locked it."""
    CLOSED = "closed"


class Act(StrEnum):
    """What an id of an organisation can do."""

    CHANGE_PASSWORD = "change password"  # noqa: S105  # the name of an act
    REPORT_LEAK = "report a leak"
    READ_NOTICES = "read notices"
    READ_REGISTRATION = "read registration"
    RENEW_REGISTRATION = "renew registration"
    CHANGE_REGISTRATION = "change registration"
    WITHDRAW = "withdraw registration"
    MANAGE_SIGNATORIES = "manage signatories"
    MANAGE_SUB_IDS = "manage sub ids"
    LEND_STAFF = "lend staff to applicants"
    """An agent's: accept that one of its people gets an applicant's sub id, and take it back."""
    READ_AUDIT = "read what its ids did"
    APPLY = "apply"
    SIGN = "sign"
    READ_APPLICATIONS = "read applications"
    PAY = "pay fees"
    PRINT = "print"
    ANSWER_RETURNED = "answer returned applications"
    WITHDRAW_APPLICATION = "withdraw applications"
    ASK_REVOCATION = "ask for revocations"
    """Ask the chamber to revoke a certificate that one sees."""


_ALWAYS = frozenset({Act.CHANGE_PASSWORD, Act.REPORT_LEAK, Act.READ_NOTICES})
"""What keeps an id safe and its holder told; no use of the service (articles 6, 8-2, 9-2, 10-2)."""

_FINISH = frozenset({Act.READ_APPLICATIONS, Act.PAY, Act.PRINT})
"""For applications made while the registration was valid; `applications` are asked for their own dates besides."""

_AT_WORK = _FINISH | {Act.APPLY, Act.ANSWER_RETURNED, Act.WITHDRAW_APPLICATION, Act.ASK_REVOCATION}

ALLOWABLE_OUTSIDE = frozenset({Act.ANSWER_RETURNED, Act.WITHDRAW_APPLICATION, Act.ASK_REVOCATION})
"""What a chamber may allow user ids and sub ids outside the validity (articles 9-5(3), 10-5(3)): to go on with
applications that were made in time, never to make new ones."""

_AS_APPLICANT = frozenset({Act.MANAGE_SIGNATORIES, Act.MANAGE_SUB_IDS})
_AS_AGENT = frozenset({Act.LEND_STAFF})

_NOTHING: frozenset[Act] = frozenset()

ACTS: dict[IdKind, dict[Standing, frozenset[Act]]] = {
    IdKind.ADMINISTRATOR: {
        Standing.NEVER: _NOTHING,
        Standing.VALID: _ALWAYS
        | _AS_APPLICANT
        | _AS_AGENT
        | {
            Act.READ_REGISTRATION,
            Act.RENEW_REGISTRATION,
            Act.CHANGE_REGISTRATION,
            Act.WITHDRAW,
            Act.READ_AUDIT,
        },
        Standing.OUTSIDE: _ALWAYS | {Act.READ_REGISTRATION, Act.RENEW_REGISTRATION},
        Standing.SUSPENDED: _NOTHING,
        Standing.ENDED: _ALWAYS | {Act.READ_REGISTRATION},
    },
    IdKind.USER: {
        Standing.NEVER: _NOTHING,
        Standing.VALID: _ALWAYS | _AT_WORK | {Act.SIGN},
        Standing.OUTSIDE: _ALWAYS | _FINISH,
        Standing.SUSPENDED: _NOTHING,
        Standing.ENDED: _ALWAYS | _FINISH,
    },
    IdKind.SUB: {
        Standing.NEVER: _NOTHING,
        Standing.VALID: _ALWAYS | _AT_WORK,
        Standing.OUTSIDE: _ALWAYS | _FINISH,
        Standing.SUSPENDED: _NOTHING,
        Standing.ENDED: _ALWAYS | _FINISH,
    },
}
"""What an id may do by its kind and the standing that counts for it. A suspended organisation's ids do nothing
(article 16); ids of the chamber and the federation are no organisation's and do not stand here."""

_WEAKEST_FIRST = (Standing.NEVER, Standing.SUSPENDED, Standing.ENDED, Standing.OUTSIDE, Standing.VALID)


@dataclass(frozen=True)
class Rights:
    """What decides what an id may do on one day. `acts_of` answers.

    `applicant` is its organisation's standing as applicant. `agent` is, for an administrator id, its organisation's
    standing as agent; for an agent's sub id, the agent's own; for all others None.
    """

    kind: IdKind
    applicant: Standing
    agent: Standing | None = None
    allowed_outside: frozenset[Act] = _NOTHING
    """The chamber's own list (article 9-5(3)); only what is `ALLOWABLE_OUTSIDE` counts."""
    signature: bool = True
    """Whether a sub id has a signatory under whom it works (article 2(9)); without one it makes no applications."""
    taken: frozenset[Act] = _NOTHING
    """What the chamber has switched off or stopped for this organisation (articles 3-3 and 24)."""


def weaker(standings: Iterable[Standing]) -> Standing:
    """Return the standing that gives the least (article 10-5)."""
    return min(standings, key=_WEAKEST_FIRST.index)


def stronger(standings: Iterable[Standing]) -> Standing:
    """Return the standing that gives the most."""
    return max(standings, key=_WEAKEST_FIRST.index)


def acts_of(rights: Rights) -> frozenset[Act]:
    """Return all that an id may do: the one answer that guards enforce."""
    if rights.kind not in ACTS:
        return _NOTHING
    known = [standing for standing in (rights.applicant, rights.agent) if standing is not None]
    if rights.kind is IdKind.ADMINISTRATOR:
        acts = ACTS[rights.kind][stronger(known)]
        if rights.applicant is not Standing.VALID:
            acts -= _AS_APPLICANT
        if rights.agent is not Standing.VALID:
            acts -= _AS_AGENT
        return acts - rights.taken
    standing = weaker(known)
    acts = ACTS[rights.kind][standing]
    if standing in (Standing.OUTSIDE, Standing.ENDED):
        acts |= rights.allowed_outside & ALLOWABLE_OUTSIDE
    if not rights.signature:
        acts -= {Act.APPLY}
    return acts - rights.taken
