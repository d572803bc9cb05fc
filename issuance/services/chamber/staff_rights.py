"""Whether one who acts may do what the staff does: asked by every service, whatever page or command called it."""

from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.staff import StaffAct, staff_may
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.staff import roles_held
from issuance.storage.unit import Unit

_JOB = "job:"


def check_staff(unit: Unit, *acts: StaffAct) -> None:
    """Raise `RefusedError` unless the unit's actor may do one of `acts` by a role, or is a program of the installation.

    One query. The role is read anew: one that was taken away counts no longer, whatever a session still remembers.
    """
    actor = unit.actor
    if actor.account is None and actor.name.startswith(_JOB):
        return
    held = () if actor.account is None else roles_held(unit, actor.account)
    if not any(staff_may(held, act) for act in acts):
        raise RefusedError(_("Your roles do not allow this. Ask a chamber administrator."))


def check_staff_or_operator(unit: Unit, act: StaffAct) -> None:
    """Check the same for what the federation's operators do among themselves as well: there each of them may."""
    if unit.chamber != FEDERATION or unit.actor.kind is not IdKind.FEDERATION:
        check_staff(unit, act)
    elif unit.actor.account is None:
        raise RefusedError(_("Your roles do not allow this. Ask a chamber administrator."))
