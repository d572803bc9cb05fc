"""Lost second factors of the staff: one asks, another one confirms, and the holder enrols anew (four eyes)."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.resets import RESET, FactorReset, ResetEvent
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff import member_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.sign_in.factors import Factors
from issuance.storage.accounts import find_accounts
from issuance.storage.resets import add_reset, get_reset, open_resets, settle_reset
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Units


@dataclass(frozen=True)
class OpenReset:
    """A request as the one who decides sees it. `mine`: he asked for it himself."""

    reset: FactorReset
    holder: Account
    asker: Account
    mine: bool


class ResetDesk:
    """Asks for, confirms and refuses resets. Each method is one act."""

    def __init__(self, units: Units, factors: Factors) -> None:
        self._units = units
        self._factors = factors

    def waiting(self, actor: Actor) -> Sequence[OpenReset]:
        """Return what waits for a decision, oldest first."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.CONFIRM_RESETS)
            waiting = open_resets(unit)
            concerned = {reset.account for reset in waiting} | {reset.asked_by for reset in waiting}
            held = {found.id: found for found in find_accounts(unit, account.c.id.in_(concerned))} if concerned else {}
            return [
                OpenReset(reset, held[reset.account], held[reset.asked_by], reset.asked_by == actor.account)
                for reset in waiting
            ]

    def ask(self, actor: Actor, key: str, reason: str) -> str:
        """Ask that the second factors of a staff id are taken off; return the request's id."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            if actor.account is None or actor.account == key:
                raise RefusedError(_("Nobody asks this for the own id: ask another chamber administrator."))
            member_of(unit, key)
            if open_resets(unit, key):
                raise ConflictError(_("The same was asked for already, and waits for the decision of another person."))
            asked = add_reset(unit, key, actor.account, reason)
            unit.record("reset.ask", f"reset:{asked}", after={"account": key, "reason": reason})
            return asked

    def confirm(self, actor: Actor, key: str) -> None:
        """Take the factors off, as another person than the one who asked."""
        self._decide(actor, key, ResetEvent.CONFIRM)

    def refuse(self, actor: Actor, key: str) -> None:
        """Leave the factors on."""
        self._decide(actor, key, ResetEvent.REFUSE)

    def take_back(self, actor: Actor, key: str) -> None:
        """Give up a request of one's own."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_STAFF)
            reset = get_reset(unit, key)
            if reset.asked_by != actor.account:
                raise RefusedError(_("Only the person who asked can take the request back."))
            settle_reset(unit, reset, RESET.after(reset.state, ResetEvent.TAKE_BACK))
            unit.record("reset.take_back", f"reset:{key}", after={"account": reset.account})

    def _decide(self, actor: Actor, key: str, event: ResetEvent) -> None:
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.CONFIRM_RESETS)
            reset = get_reset(unit, key)
            reset.check_decider(actor.account, unit.now)
            settle_reset(unit, reset, RESET.after(reset.state, event))
            if event is ResetEvent.CONFIRM:
                self._factors.reset(unit, reset.account)
            unit.record(f"reset.{event.name.lower()}", f"reset:{key}", after={"account": reset.account})
