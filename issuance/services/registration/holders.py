"""What an administrator id does with its organisation's registration: renew it, have it changed, withdraw it."""

from collections.abc import Callable
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.checking import as_typed
from issuance.domain.registration.filing import Filing, FilingKind
from issuance.domain.registration.record import Registration
from issuance.domain.registration.states import REGISTRATION, Event
from issuance.domain.registration.validity import can_renew
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.registration.entering import require_time_for
from issuance.services.registration.letters import Letters
from issuance.services.registration.submissions import withdraw_filing
from issuance.storage.filings import add_filing, filings_of, find_filing, open_filing_of
from issuance.storage.registrations import move_registration, registration_of
from issuance.storage.unit import Unit, Units

AtTheEnd = Callable[[Unit, Registration], None]
"""What else ends with a registration: measures that are open, sessions."""


@dataclass(frozen=True)
class OnFile:
    """What an organisation sees of its own registration."""

    registration: Registration
    in_force: Filing | None
    open: Filing | None
    filings: tuple[Filing, ...]
    """All, the newest first."""
    can_renew: bool


class HolderDesk:
    """Shows and changes the registration of the organisation that answers for who acts."""

    def __init__(self, units: Units, letters: Letters, at_the_end: AtTheEnd) -> None:
        self._units = units
        self._letters = letters
        self._at_the_end = at_the_end

    def read(self, actor: Actor) -> OnFile:
        """Return what is on file."""
        with self._units.look(actor) as unit:
            registration = _own(unit)
            filings = filings_of(unit, registration.id)
            last = registration.term.valid_until
            return OnFile(
                registration=registration,
                in_force=next((each for each in filings if each.id == registration.approved_filing), None),
                open=next((each for each in filings if each.is_open), None),
                filings=tuple(filings),
                can_renew=last is not None and can_renew(last, japan_date(unit.now)),
            )

    def begin(self, actor: Actor, kind: FilingKind) -> Filing:
        """Begin a renewal or a change with what is in force; return the one that is under way if it is of this kind.

        Raises `RefusedError` before its time, and while a filing of the other kind is open.
        """
        with self._units.act(actor) as unit:
            registration = _own(unit)
            under_way = open_filing_of(unit, registration.id)
            if under_way is not None:
                if under_way.kind is kind:
                    return under_way
                raise RefusedError(
                    _(
                        "Another filing (%(reference)s) is open. Finish it or take it back first.",
                        reference=under_way.reference,
                    )
                )
            require_time_for(unit, kind, registration)
            in_force = find_filing(unit, registration.approved_filing or "")
            if in_force is None:
                raise RefusedError(_("Nothing is on file yet that could be renewed or changed."))
            form = in_force.submitted_form
            filing = add_filing(
                unit,
                kind,
                language=form.contacts.language,
                data={**as_typed(form), "confirmed": {"mail": form.contacts.mail, "fax": form.contacts.fax}},
                registration=registration.id,
                basis=in_force.id,
                form=form.organisation.form.value,
            )
            unit.record(
                "filing.start",
                f"filing:{filing.id}",
                organisation=registration.organisation,
                after={"kind": kind, "reference": filing.reference},
            )
            return filing

    def withdraw(self, actor: Actor, version: int) -> Registration:
        """End the registration at the organisation's own wish (terms, article 25), at once and for good."""
        with self._units.act(actor) as unit:
            registration = _own(unit)
            REGISTRATION.after(registration.term.state, Event.WITHDRAW)
            if registration.version != version:
                raise ConflictError(
                    _("The registration has changed since this page was made. Nothing was ended: see what it says now.")
                )
            under_way = open_filing_of(unit, registration.id)
            if under_way is not None:
                withdraw_filing(unit, under_way)
                registration = _own(unit)
            withdrawn = move_registration(unit, registration, Event.WITHDRAW)
            in_force = find_filing(unit, registration.approved_filing or "")
            if in_force is not None:
                contacts, values = in_force.submitted_form.contacts, {"name": registration.names.ja}
                self._letters.tell(
                    unit, in_force, contacts, "registration_withdrawn", values, registration.organisation
                )
            self._at_the_end(unit, withdrawn)
            unit.record(
                "registration.withdraw",
                f"registration:{registration.id}",
                organisation=registration.organisation,
                before={"state": registration.term.state},
                after={"state": withdrawn.term.state},
            )
            return withdrawn


def _own(unit: Unit) -> Registration:
    registration = registration_of(unit, unit.actor.answerable or "")
    if registration is None:
        raise RefusedError(_("This id belongs to no organisation that is registered here."))
    return registration
