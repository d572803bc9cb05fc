"""What pages show of the chamber's seal and its officers' signatures. Nothing is changed here.

An officer sees the seal and his own signature, an administrator all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.imprints import DECIDES, PROPOSES, Imprint, ImprintKind, ImprintState
from issuance.domain.staff import StaffAct, staff_may
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage.imprints import get_imprint, imprints, seal_on
from issuance.storage.shown import names_of_accounts
from issuance.storage.staff import roles_held
from issuance.storage.unit import Unit, Units

_SEES_ALL = StaffAct.MANAGE_STAFF


@dataclass(frozen=True)
class SeenImprint:
    """One imprint as its page shows it to somebody."""

    imprint: Imprint
    may_decide: bool
    may_take_back: bool
    may_end: bool
    names: Mapping[str, str]
    """Of those who acted, and of the officer, by account."""


@dataclass(frozen=True)
class ImprintList:
    """What somebody sees: by subject, the newest first."""

    seal: Imprint | None
    """The seal that papers of today carry."""
    seals: Sequence[Imprint]
    signatures: Sequence[Imprint]
    names: Mapping[str, str]
    may_propose_seal: bool
    may_hand_in: bool


class ImprintViews:
    """Reads what pages show."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def overview(self, actor: Actor) -> ImprintList:
        """Return what the one who looks may see."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.CONFIRM_SEAL)
            roles = roles_held(unit, str(actor.account))
            found = [each for each in imprints(unit) if _may_see(unit, each, all_=staff_may(roles, _SEES_ALL))]
            return ImprintList(
                seal=seal_on(unit, japan_date(unit.now)),
                seals=[each for each in found if each.kind is ImprintKind.SEAL],
                signatures=[each for each in found if each.kind is ImprintKind.SIGNATURE],
                names=names_of_accounts(unit, {each.account for each in found} | {e.proposed_by for e in found}),
                may_propose_seal=staff_may(roles, PROPOSES[ImprintKind.SEAL]),
                may_hand_in=staff_may(roles, PROPOSES[ImprintKind.SIGNATURE]),
            )

    def one(self, actor: Actor, key: str) -> SeenImprint:
        """Return one imprint; `RefusedError` where the one who looks may not see it."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.CONFIRM_SEAL)
            found = get_imprint(unit, key)
            roles = roles_held(unit, str(actor.account))
            if not _may_see(unit, found, all_=staff_may(roles, _SEES_ALL)):
                raise RefusedError(_("There is no such seal or signature in this chamber: open the list again."))
            is_proposed, decides = found.state is ImprintState.PROPOSED, staff_may(roles, DECIDES[found.kind])
            is_mine = actor.account in (found.proposed_by, found.account)
            return SeenImprint(
                imprint=found,
                may_decide=is_proposed and decides and not is_mine,
                may_take_back=is_proposed and actor.account == found.proposed_by,
                may_end=found.state is ImprintState.CONFIRMED and decides,
                names=names_of_accounts(unit, {found.account, found.proposed_by, found.decided_by}),
            )


def _may_see(unit: Unit, found: Imprint, *, all_: bool) -> bool:
    return all_ or found.kind is ImprintKind.SEAL or found.account == unit.actor.account
