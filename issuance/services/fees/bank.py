"""Match what a bank says came in with what is owed (消込): what names its charge at once, the rest by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.actor import Actor
from issuance.domain.fees.bank_file import BankLine, read_bank_file
from issuance.domain.fees.bank_line import LineEvent, LineState, StoredLine
from issuance.domain.fees.charge import OWED, Charge
from issuance.domain.fees.movement import Way
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.fees.cashier import LONGEST_NOTE, Incoming, Received, record_incoming
from issuance.storage.bank_lines import add_new_lines, count_lines, get_line, lines_in, move_line
from issuance.storage.charges import charges, in_states
from issuance.storage.name_index import find_names
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.tables.fees import charge as charge_table
from issuance.storage.unit import Unit, Units

MOST_LINES = 200
_MOST_CANDIDATES = 5
_MOST_FOUND = 20


class Fit(StrEnum):
    """How well a line fits a charge."""

    NAMED = N_("names its charge, and the sum is right")
    OTHER_SUM = N_("names its charge, but the sum differs")
    SAME_SUM = N_("the sum is right")
    NONE = N_("nothing fits")


@dataclass(frozen=True)
class Proposal:
    """A line and the charges that it may pay."""

    line: StoredLine
    fit: Fit
    candidates: Sequence[Charge]


@dataclass(frozen=True)
class Matching:
    """Open lines with what they may be."""

    proposals: Sequence[Proposal]
    names: Mapping[str, OrganisationNames]
    counts: Mapping[LineState, int]
    set_aside: Sequence[StoredLine]

    @property
    def open_lines(self) -> int:
        """How many lines are open, shown or not."""
        return self.counts[LineState.OPEN]

    @property
    def sure(self) -> int:
        """How many lines can be booked without looking at each."""
        return sum(proposal.fit is Fit.NAMED for proposal in self.proposals)


@dataclass(frozen=True)
class SeenLine:
    """One line, and whose payment it may be."""

    proposal: Proposal
    organisations: Sequence[str]
    """Those that were looked for by name."""
    charges: Mapping[str, Sequence[Charge]]
    """What each of them owes."""
    names: Mapping[str, OrganisationNames]


@dataclass(frozen=True)
class ReadIn:
    """What reading a file did."""

    lines: int
    new: int


class BankDesk:
    """Reads banks' files in and books their lines."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def read_in(self, actor: Actor, data: bytes) -> ReadIn:
        """Take a bank's file in; lines that are there already are left as they are."""
        lines: tuple[BankLine, ...] = read_bank_file(data)
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            new = add_new_lines(unit, lines)
            unit.record("bank_file.read", f"chamber:{unit.chamber}", after={"lines": len(lines), "new": new})
            return ReadIn(len(lines), new)

    def matching(self, actor: Actor) -> Matching:
        """Return the open lines with what they may be."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            proposals = _proposals(unit)
            payers = {charge.organisation for each in proposals for charge in each.candidates}
            return Matching(
                proposals,
                names_of(unit, payers),
                {state: count_lines(unit, state) for state in LineState},
                lines_in(unit, LineState.SET_ASIDE, limit=MOST_LINES),
            )

    def line(self, actor: Actor, line_id: str, text: str) -> SeenLine:
        """Return a line, with the organisations that have a text in their names and what they owe."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            proposal = _proposals_for(unit, [get_line(unit, line_id)])[0]
            found = find_names(unit, text)[:_MOST_FOUND] if text.strip() else []
            owed = charges(unit, in_states(OWED), charge_table.c.organisation.in_(found)) if found else []
            payers = {*found, *(charge.organisation for charge in proposal.candidates)}
            by_organisation = {each: [one for one in owed if one.organisation == each] for each in found}
            return SeenLine(proposal, found, by_organisation, names_of(unit, payers))

    def book(self, actor: Actor, line_id: str, version: int, organisation: str, charge: str | None) -> Received:
        """Book a line as an organisation's payment, for a charge where one is named."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            line = get_line(unit, line_id)
            if line.version != version:
                raise RefusedError(_("Somebody else has dealt with this line meanwhile: see the list anew."))
            return _book(unit, line, organisation, charge)

    def book_sure(self, actor: Actor) -> int:
        """Book every line that names its charge with the right sum; return how many there were."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            booked = 0
            used: set[str] = set()
            for proposal in _proposals(unit):
                charge = proposal.candidates[0] if proposal.fit is Fit.NAMED else None
                if charge is not None and charge.id not in used:
                    used.add(charge.id)
                    _book(unit, proposal.line, charge.organisation, charge.id)
                    booked += 1
            return booked

    def set_aside(self, actor: Actor, line_id: str, reason: str) -> StoredLine:
        """Note that a line is no payment of a fee."""
        if not reason.strip() or len(reason) > LONGEST_NOTE:
            raise RefusedError(_("Write what it is instead, in at most %(most)s characters.", most=LONGEST_NOTE))
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return move_line(unit, get_line(unit, line_id), LineEvent.SET_ASIDE, reason=" ".join(reason.split()))

    def reopen(self, actor: Actor, line_id: str) -> StoredLine:
        """Lay a line that was set aside back among the open ones."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return move_line(unit, get_line(unit, line_id), LineEvent.REOPEN)


def _book(unit: Unit, line: StoredLine, organisation: str, charge: str | None) -> Received:
    incoming = Incoming(
        organisation, line.amount, Way.TRANSFER, line.day, line.text[:LONGEST_NOTE], f"bank line {line.id}", charge
    )
    received = record_incoming(unit, incoming)
    if received.movement is None:
        raise RefusedError(_("This line was booked already."))
    move_line(unit, line, LineEvent.BOOK, movement=received.movement.id)
    return received


def _proposals(unit: Unit) -> list[Proposal]:
    return _proposals_for(unit, lines_in(unit, LineState.OPEN, limit=MOST_LINES))


def _proposals_for(unit: Unit, lines: Sequence[StoredLine]) -> list[Proposal]:
    """Return lines with their candidates, in two queries."""
    references = sorted({line.reference for line in lines if line.reference})
    amounts = sorted({line.amount for line in lines})
    owed = in_states(OWED)
    by_reference = {
        charge.reference: charge
        for charge in (charges(unit, owed, charge_table.c.reference.in_(references)) if references else [])
    }
    of_a_sum = charges(unit, owed, charge_table.c.total.in_(amounts), limit=MOST_LINES) if amounts else []
    return [_proposal(line, by_reference, of_a_sum) for line in lines]


def _proposal(line: StoredLine, by_reference: Mapping[str, Charge], of_a_sum: Sequence[Charge]) -> Proposal:
    named = by_reference.get(line.reference or "")
    if named is not None:
        return Proposal(line, Fit.NAMED if named.sum.total == line.amount else Fit.OTHER_SUM, (named,))
    same = [charge for charge in of_a_sum if charge.sum.total == line.amount]
    return Proposal(line, Fit.SAME_SUM if same else Fit.NONE, same[:_MOST_CANDIDATES])
