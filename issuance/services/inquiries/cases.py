"""What officers do with a case, but for its signed answer: take it, write, find its certificate, end it.

Who decides on a case has taken it before, so that two never work against each other; taking it from another is
recorded. While an answer is under way the case stays where it is: the answer is withdrawn first.
"""

from collections.abc import Mapping

from issuance.domain.actor import Actor
from issuance.domain.inquiries.case import Case, CaseEvent, CaseState, EntryKind
from issuance.domain.inquiries.report import MOST_LINE, MOST_TEXT, CaseKind
from issuance.domain.staff import StaffAct, staff_may
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.inquiries.certificates import Certificates
from issuance.services.inquiries.telling import Teller
from issuance.storage.inquiries import add_entry, change_case, find_case, get_case, move_case
from issuance.storage.inquiry_answers import under_way
from issuance.storage.references import read_reference
from issuance.storage.staff import roles_held
from issuance.storage.tables.inquiries import case as table
from issuance.storage.unit import Unit, Units


class CaseDesk:
    """The acts of an officer on one case; `version` is that of the page on which he decided."""

    def __init__(self, units: Units, certificates: Certificates, teller: Teller) -> None:
        self._units = units
        self._certificates = certificates
        self._teller = teller

    def take(self, actor: Actor, key: str, version: int) -> None:
        """Take a case, or take it over."""
        with self._units.act(actor) as unit:
            case = case_as_seen(unit, key, version)
            move_case(unit, case, CaseEvent.TAKE, {"holder": actor.account})

    def hand_over(self, actor: Actor, key: str, version: int, officer: str) -> None:
        """Give a case to another officer who may work on it."""
        with self._units.act(actor) as unit:
            case = case_as_seen(unit, key, version)
            if not staff_may(roles_held(unit, officer), StaffAct.HANDLE_INQUIRIES):
                raise RefusedError(_("Choose an officer who works on cases."))
            move_case(unit, case, CaseEvent.HAND_OVER, {"holder": officer})

    def lay_back(self, actor: Actor, key: str, version: int) -> None:
        """Lay one's case back, for anybody to take."""
        with self._units.act(actor) as unit:
            case = _free(unit, held_case(unit, key, version))
            move_case(unit, case, CaseEvent.LAY_BACK, {"holder": None})

    def note(self, actor: Actor, key: str, text: str, submission: str) -> None:
        """Write something that officers alone read."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_INQUIRIES)
            case = get_case(unit, key)
            if add_entry(unit, case.id, EntryKind.NOTE, _written(text), submission):
                unit.record("inquiry.note", f"inquiry:{case.id}")

    def reply(self, actor: Actor, key: str, version: int, text: str, submission: str, *, settles: bool) -> None:
        """Write to the reporter. With `settles` a report is answered by that; an inquiry takes a signed answer."""
        with self._units.act(actor) as unit:
            case = held_case(unit, key, version)
            if settles and case.kind is CaseKind.INQUIRY:
                raise RefusedError(_("An official inquiry is answered by a signed letter: choose what it states."))
            if not add_entry(unit, case.id, EntryKind.REPLY, _written(text), submission):
                raise ConflictError(_("This was sent before, and stands in the case already."))
            unit.record("inquiry.reply", f"inquiry:{case.id}", after={"settles": str(settles)})
            if settles:
                move_case(unit, _free(unit, case), CaseEvent.ANSWER)
            else:
                change_case(unit, case, {})
            self._teller.reporter(unit, case, "case_answered" if settles else "case_written")

    def identify(self, actor: Actor, key: str, version: int, typed: str) -> None:
        """Say which certificate of the chamber a case is about; nothing typed: none of them."""
        with self._units.act(actor) as unit:
            case = _free(unit, held_case(unit, key, version))
            number = self._certificates.named(unit.chamber, typed[:MOST_LINE]) if typed else None
            if typed and number is None:
                raise RefusedError(_("This chamber has issued no certificate under this number."))
            change_case(unit, case, {"number": number})
            unit.record(
                "inquiry.identify", f"inquiry:{case.id}", before={"number": case.number}, after={"number": number}
            )

    def close(self, actor: Actor, key: str, version: int) -> None:
        """Close a case: an official inquiry once it is answered, a report also without an answer."""
        with self._units.act(actor) as unit:
            case = case_as_seen(unit, key, version)
            if case.state is CaseState.ASSIGNED:
                case = _free(unit, held_case(unit, key, version))
                if case.kind is CaseKind.INQUIRY:
                    raise RefusedError(_("An official inquiry is closed once it is answered."))
            move_case(unit, case, CaseEvent.CLOSE)

    def reopen(self, actor: Actor, key: str, version: int, reason: str, submission: str) -> None:
        """Open a case again; its deadline stays, so that it shows at once whether it is late."""
        self._with_note(actor, key, version, reason, submission, CaseEvent.REOPEN, {"holder": None})

    def discard(self, actor: Actor, key: str, version: int, reason: str, submission: str) -> None:
        """Put a case aside that is no report at all."""
        self._with_note(actor, key, version, reason, submission, CaseEvent.DISCARD, {})

    def merge(self, actor: Actor, key: str, version: int, reference: str) -> None:
        """End a case that says what another one says, named by its reference: that one goes on for both."""
        with self._units.act(actor) as unit:
            case = _free(unit, case_as_seen(unit, key, version))
            other = find_case(unit, table.c.reference == read_reference(reference))
            if other is None or other.id == case.id:
                raise RefusedError(_("There is no other case with this number."))
            if other.state is CaseState.MERGED:
                raise RefusedError(_("That case was merged itself: name the one that goes on."))
            move_case(unit, case, CaseEvent.MERGE, {"duplicate_of": other.id, "holder": None})

    def _with_note(
        self,
        actor: Actor,
        key: str,
        version: int,
        reason: str,
        submission: str,
        event: CaseEvent,
        columns: Mapping[str, object],
    ) -> None:
        with self._units.act(actor) as unit:
            case = _free(unit, case_as_seen(unit, key, version))
            add_entry(unit, case.id, EntryKind.NOTE, _written(reason), submission)
            move_case(unit, case, event, {**columns, "duplicate_of": None})


def case_as_seen(unit: Unit, key: str, version: int) -> Case:
    """Return a case that the one who acts may work on; raise `ConflictError` where it has moved on since."""
    check_staff(unit, StaffAct.HANDLE_INQUIRIES)
    case = get_case(unit, key)
    if case.version != version:
        raise ConflictError(
            _("Somebody else has changed this meanwhile, and nothing of yours was stored: see what stands there.")
        )
    return case


def held_case(unit: Unit, key: str, version: int) -> Case:
    """Return a case that the one who acts has taken, as it was seen."""
    case = case_as_seen(unit, key, version)
    if case.state is not CaseState.ASSIGNED or case.holder != unit.actor.account:
        raise RefusedError(_("Take this case before you decide on it: it is not with you now."))
    return case


def _free(unit: Unit, case: Case) -> Case:
    """Return a case of which no answer is under way; raise `RefusedError` otherwise."""
    if under_way(unit, case.id) is not None:
        raise RefusedError(_("An answer to this case is under way: withdraw it first."))
    return case


def _written(text: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(_("Write something first."))
    if len(words) > MOST_TEXT:
        raise RefusedError(_("Write less: at most %(most)s characters are possible.", most=MOST_TEXT))
    return words
