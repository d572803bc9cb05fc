"""Cases about card payments: a person looks, and says what the money is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.fees.cards.case import CardCase, CaseEvent, CaseKind
from issuance.domain.fees.cards.payment import CARD_PAYMENT, CardEvent, CardPayment
from issuance.domain.fees.movement import MOST_YEN_AT_ONCE
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.fees.cards.settling import book
from issuance.services.fees.cashier import LONGEST_NOTE
from issuance.storage.balances import get_movement, undo_movement
from issuance.storage.card_cases import get_case, move_case
from issuance.storage.card_payments import find_payment, move_payment
from issuance.storage.name_index import find_names
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.registrations import registration_of
from issuance.storage.unit import Unit, Units

_MOST_FOUND = 20


@dataclass(frozen=True)
class SeenCase:
    """A case, the payment that it is about, and who was looked for by name."""

    case: CardCase
    payment: CardPayment | None
    organisations: Sequence[str]
    names: Mapping[str, OrganisationNames]


class CardCases:
    """Decides cases."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def one(self, actor: Actor, case_id: str, text: str) -> SeenCase:
        """Return a case, with the organisations that have a text in their names."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            case = get_case(unit, case_id)
            payment = _payment(unit, case)
            found = list(find_names(unit, text)[:_MOST_FOUND]) if text.strip() else []
            payers = {*found, *([payment.organisation] if payment else [])}
            return SeenCase(case, payment, found, names_of(unit, payers))

    def book(self, actor: Actor, case_id: str, version: int, organisation: str) -> None:
        """Book what came in as an organisation's payment."""
        with self._units.act(actor) as unit:
            case = _open(unit, case_id, version)
            if not case.can_be_booked or not 1 <= case.amount <= MOST_YEN_AT_ONCE:
                raise RefusedError(_("This is no sum in yen that came in: it cannot be booked."))
            if registration_of(unit, organisation) is None:
                raise RefusedError(_("There is no such organisation."))
            payment = _payment(unit, case)
            source = f"card case {case.id}"
            movement = book(unit, organisation, case.amount, source=source, note=case.said, payment=payment)
            move_case(unit, case, CaseEvent.BOOK)
            if payment is not None and payment.organisation != organisation:
                _move(unit, payment, CardEvent.FAIL)
            elif payment is not None and movement is not None:
                _move(unit, payment, CardEvent.PAY, movement=movement.id)

    def take_back(self, actor: Actor, case_id: str, version: int, reason: str) -> None:
        """Take a payment that was disputed, and is lost, off its payer's balance."""
        with self._units.act(actor) as unit:
            case, said = _open(unit, case_id, version), _reason(reason)
            payment = _payment(unit, case)
            if case.kind is not CaseKind.DISPUTED or payment is None or payment.movement is None:
                raise RefusedError(_("No payment was booked that could be taken back."))
            if undo_movement(unit, get_movement(unit, payment.movement), japan_date(unit.now), said) is None:
                raise RefusedError(_("This payment was taken back already: close the case."))
            move_case(unit, case, CaseEvent.TAKE_BACK, reason=said)

    def close(self, actor: Actor, case_id: str, version: int, reason: str) -> None:
        """Close a case without booking anything."""
        with self._units.act(actor) as unit:
            case, said = _open(unit, case_id, version), _reason(reason)
            payment = _payment(unit, case)
            move_case(unit, case, CaseEvent.CLOSE, reason=said)
            if payment is not None and case.kind is CaseKind.OTHER_SUM:
                _move(unit, payment, CardEvent.FAIL)


def _open(unit: Unit, case_id: str, version: int) -> CardCase:
    check_staff(unit, StaffAct.HANDLE_FEES)
    case = get_case(unit, case_id)
    if case.version != version:
        raise ConflictError(_("Somebody else has dealt with this case meanwhile: see what stands there."))
    return case


def _payment(unit: Unit, case: CardCase) -> CardPayment | None:
    return None if case.payment is None else find_payment(unit, case.payment)


def _move(unit: Unit, payment: CardPayment, event: CardEvent, **columns: str) -> None:
    """Move the payment that a case is about, unless it has gone its own way: another page of it was paid."""
    if CARD_PAYMENT.allows(payment.state, event):
        move_payment(unit, payment, event, **columns)


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_NOTE:
        raise RefusedError(_("Write why, in at most %(most)s characters.", most=LONGEST_NOTE))
    return said
