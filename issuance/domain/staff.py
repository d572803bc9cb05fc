"""The chamber's staff: roles, what each may do, and which of them one person never holds together.

Why the roles are kept apart:

- An **auditor** reads everything and changes nothing; one who could also act would audit himself. It stands alone.
- A **chamber administrator** gives rights; who gives them does not use them, or one person could let himself in
  everywhere. So it goes with no role that decides on organisations, certificates or money. It may go with `operator`,
  which decides on none of these: a small chamber needs no more people for it.
- **Reviewer and approver** may be one person, who then never decides on both steps of one case: four eyes are kept per
  case. Likewise registrar and cashier. Otherwise a chamber with three people could not work at all.
- **Nobody changes his own roles**, and one chamber administrator besides always stays, or nobody could give any.
"""

from collections.abc import Iterable
from enum import StrEnum

from issuance.errors import RefusedError
from issuance.language import _


class Role(StrEnum):
    """A role of a chamber's staff. The values are stored."""

    REGISTRAR = "registrar"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    CASHIER = "cashier"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    CHAMBER_ADMINISTRATOR = "administrator"


class StaffAct(StrEnum):
    """What the staff does."""

    SEE_DESK = "see the desk"
    READ_FILINGS = "read filings"
    READ_ORGANISATIONS = "read organisations"
    REVIEW_REGISTRATIONS = "review registrations"
    TAKE_MEASURES = "take measures"
    MANAGE_IDS = "manage ids"
    REVIEW_APPLICATIONS = "review applications"
    APPROVE_APPLICATIONS = "approve applications"
    PROPOSE_REVOCATIONS = "propose revocations"
    REVOKE_CERTIFICATES = "revoke certificates"
    """Decide what another officer has proposed."""
    SERVE_COUNTER = "order and print further copies"
    HANDLE_FEES = "handle fees"
    READ_TRAIL = "read the audit trail"
    READ_STATISTICS = "read statistics"
    READ_IMPORTS = "read imports"
    POST_NOTICES = "post notices"
    PLAN_MAINTENANCE = "plan maintenance"
    EDIT_CALENDAR = "edit the calendar"
    MANAGE_STAFF = "manage staff"
    MANAGE_SETTINGS = "manage settings"
    MANAGE_RETENTION = "manage retention"
    DISCLOSE = "disclose to courts and authorities"
    CONFIRM_RESETS = "confirm the reset of a second factor"
    REVIEW_LEAKS = "review reported leaks"
    CONFIRM_SEAL = "confirm the chamber's seal"
    READ_INQUIRIES = "read reports and inquiries"
    HANDLE_INQUIRIES = "handle reports and inquiries"
    ANSWER_INQUIRIES = "state to outsiders what the chamber has issued"


_CASES = frozenset({StaffAct.READ_INQUIRIES, StaffAct.HANDLE_INQUIRIES})

STAFF_ACTS: dict[Role, frozenset[StaffAct]] = {
    Role.REGISTRAR: frozenset(
        {
            StaffAct.SEE_DESK,
            StaffAct.READ_FILINGS,
            StaffAct.READ_ORGANISATIONS,
            StaffAct.REVIEW_REGISTRATIONS,
            StaffAct.TAKE_MEASURES,
            StaffAct.MANAGE_IDS,
            StaffAct.CONFIRM_RESETS,
            StaffAct.REVIEW_LEAKS,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            StaffAct.SEE_DESK,
            StaffAct.REVIEW_APPLICATIONS,
            StaffAct.ANSWER_INQUIRIES,
            StaffAct.PROPOSE_REVOCATIONS,
            StaffAct.SERVE_COUNTER,
            *_CASES,
        }
    ),
    Role.APPROVER: frozenset(
        {
            StaffAct.SEE_DESK,
            StaffAct.APPROVE_APPLICATIONS,
            StaffAct.REVOKE_CERTIFICATES,
            StaffAct.CONFIRM_SEAL,
            StaffAct.READ_STATISTICS,
            StaffAct.ANSWER_INQUIRIES,
            StaffAct.PROPOSE_REVOCATIONS,
            StaffAct.SERVE_COUNTER,
            *_CASES,
        }
    ),
    Role.CASHIER: frozenset({StaffAct.SEE_DESK, StaffAct.HANDLE_FEES, StaffAct.READ_STATISTICS}),
    Role.AUDITOR: frozenset(
        {
            StaffAct.READ_TRAIL,
            StaffAct.READ_FILINGS,
            StaffAct.READ_ORGANISATIONS,
            StaffAct.READ_STATISTICS,
            StaffAct.READ_IMPORTS,
            StaffAct.READ_INQUIRIES,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            StaffAct.SEE_DESK,
            StaffAct.POST_NOTICES,
            StaffAct.PLAN_MAINTENANCE,
            StaffAct.EDIT_CALENDAR,
            StaffAct.READ_IMPORTS,
        }
    ),
    Role.CHAMBER_ADMINISTRATOR: frozenset(
        {
            StaffAct.READ_ORGANISATIONS,
            StaffAct.TAKE_MEASURES,
            StaffAct.EDIT_CALENDAR,
            StaffAct.MANAGE_STAFF,
            StaffAct.MANAGE_SETTINGS,
            StaffAct.MANAGE_RETENTION,
            StaffAct.DISCLOSE,
            StaffAct.CONFIRM_RESETS,
            StaffAct.REVIEW_LEAKS,
            StaffAct.CONFIRM_SEAL,
            StaffAct.READ_STATISTICS,
            StaffAct.READ_IMPORTS,
            *_CASES,
        }
    ),
}

_NOT_WITH_ADMINISTRATOR = frozenset({Role.REGISTRAR, Role.REVIEWER, Role.APPROVER, Role.CASHIER})


def roles_for(act: StaffAct) -> tuple[Role, ...]:
    """Return the roles that may do something, for a guard: `@staff(*roles_for(StaffAct.MANAGE_STAFF))`."""
    return tuple(role for role in Role if act in STAFF_ACTS[role])


def staff_may(roles: Iterable[Role], act: StaffAct) -> bool:
    """Tell whether one of the roles may do something."""
    return any(act in STAFF_ACTS[role] for role in roles)


def check_roles(roles: frozenset[Role]) -> None:
    """Raise `RefusedError` where one person must not hold these roles together."""
    if not roles:
        raise RefusedError(_("A member of staff has at least one role. To end the access, close the id instead."))
    if Role.AUDITOR in roles and len(roles) > 1:
        raise RefusedError(_("An auditor holds no other role: who acts cannot audit himself."))
    if Role.CHAMBER_ADMINISTRATOR in roles and roles & _NOT_WITH_ADMINISTRATOR:
        raise RefusedError(
            _(
                "A chamber administrator cannot also be registrar, reviewer, approver or cashier: "
                "who gives rights does not use them."
            )
        )


def check_not_oneself(actor: str | None, holder: str) -> None:
    """Raise `RefusedError` where somebody changes his own id: roles, lock, end."""
    if actor == holder:
        raise RefusedError(_("Nobody changes the own roles or state: ask another chamber administrator."))


def check_administrator_stays(others: int) -> None:
    """Raise `RefusedError` unless `others`, the chamber administrators besides the one concerned, are one or more."""
    if others < 1:
        raise RefusedError(
            _("One chamber administrator besides always stays, or nobody could give roles: make another one first.")
        )
