"""The desk that takes measures about registrations: suspend, demand, consent (terms, articles 16, 26-2 and 30).

    desk = MeasureDesk(units, tell, end_sessions_of)
    measure = desk.suspend(actor, registration, version=3, reason="…")
    desk.lift(actor, measure, version=1, closing="The papers came.")

Each act is one transaction: the registration's state, the measure, the end of live sessions, the notice and the entry
in the audit trail. `version` is the one that the person saw: who comes too late gets `ConflictError`, what the terms or
the state forbid `RefusedError`; nothing is changed then. How a registration is ended: `terminations.py`.
"""

import datetime as dt

from issuance.domain.actor import Actor
from issuance.domain.registration.measures import (
    CONSENT,
    DEMAND,
    SUSPENSION,
    ConsentEvent,
    ConsentState,
    Deadline,
    DemandEvent,
    DemandState,
    MeasureKind,
    SuspensionEvent,
    SuspensionState,
)
from issuance.domain.registration.states import Event, State
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.messages.saying import Value, printed
from issuance.services.registrar.measure_tools import (
    EndSessions,
    Tell,
    hold,
    record_measure,
    registered,
    today,
    words_of,
)
from issuance.storage import measures
from issuance.storage.measures import Measure, NewMeasure, Words
from issuance.storage.registrations import move_registration
from issuance.storage.unit import Unit, Units


class MeasureDesk:
    """Takes measures. `tell` queues the notices, `end_sessions` ends what an organisation's ids have open."""

    def __init__(self, units: Units, tell: Tell, end_sessions: EndSessions) -> None:
        self._units = units
        self._tell = tell
        self._end_sessions = end_sessions

    def suspend(self, actor: Actor, registration: str, *, version: int, reason: str) -> str:
        """Stop a registration: its ids can neither sign in nor apply until it is lifted (article 16)."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            what, words = registered(unit, registration, version), words_of(reason)
            after = move_registration(unit, what, Event.SUSPEND)
            new = NewMeasure(
                what.organisation,
                what.id,
                MeasureKind.SUSPENSION,
                SUSPENSION.start,
                Words(words),
                state_before=what.term.state,
            )
            measure = measures.add(unit, new)
            self._end_sessions(unit, what.organisation)
            self._tell(unit, what.organisation, "registration_suspended", {"reason": words})
            record_measure(unit, "registration.suspend", what, measure, {"reason": words}, after)
            return measure

    def lift(self, actor: Actor, measure: str, *, version: int, closing: str) -> None:
        """Lift a suspension: everything is as it was, a renewal that was waiting included."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            found, words = measures.get(unit, measure, MeasureKind.SUSPENSION), words_of(closing)
            what = registered(unit, found.registration)
            ended = what.term.valid_until is not None and today(unit) > what.term.valid_until
            measures.settle(
                unit,
                found,
                SUSPENSION.after(SuspensionState(found.state), SuspensionEvent.LIFT),
                words,
                version=version,
            )
            after = move_registration(unit, what, Event.LIFT_AFTER_END if ended else Event.LIFT)
            if found.state_before is State.RENEWAL_SUBMITTED:
                after = move_registration(unit, after, Event.SUBMIT_RENEWAL)
            self._tell(unit, what.organisation, "suspension_lifted", {"reason": words})
            record_measure(unit, "registration.lift", what, measure, {"reason": words}, after)

    def demand(
        self, actor: Actor, registration: str, *, version: int, reason: str, posted_on: dt.date | None = None
    ) -> str:
        """Demand in writing that a breach be mended (article 26-2).

        It goes out by mail and fax now. Where a letter was posted, `posted_on` is its day (Japan time), from which the
        14 days run; the message then follows for information.
        """
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            what, words = registered(unit, registration, version), words_of(reason)
            hold(unit, what)
            sent_on = posted_on or today(unit)
            if sent_on > today(unit):
                raise RefusedError(_("The day of posting lies ahead: write the demand down when it has been posted."))
            new = NewMeasure(
                what.organisation, what.id, MeasureKind.DEMAND, DEMAND.start, Words(words), sent_on=sent_on
            )
            measure = measures.add(unit, new)
            deadline = Deadline(sent_on)
            dates = {"sent_on": sent_on, "last_day": deadline.last_day}
            told = {"reason": words, **{name: printed(day) for name, day in dates.items()}}
            self._tell(unit, what.organisation, "registration_demand", told)
            recorded = {"reason": words, **{name: day.isoformat() for name, day in dates.items()}}
            record_measure(unit, "registration.demand", what, measure, recorded)
            return measure

    def note_met(self, actor: Actor, measure: str, *, version: int, closing: str) -> None:
        """Note that what was demanded has been done: nothing can be ended for it any more."""
        self._settle_demand(actor, measure, DemandEvent.NOTE_MET, "registration.demand_met", version, closing)

    def take_demand_back(self, actor: Actor, measure: str, *, version: int, closing: str) -> None:
        """Take a demand back that should not have been made."""
        self._settle_demand(actor, measure, DemandEvent.TAKE_BACK, "registration.demand_back", version, closing)

    def consent(
        self, actor: Actor, registration: str, *, version: int, reason: str, other_name: str, other_number: str
    ) -> str:
        """Record the chamber's consent that a registration passes to another legal entity (article 30)."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            what = registered(unit, registration, version)
            hold(unit, what)
            name = other_name.strip()
            if not name:
                raise RefusedError(_("Name the legal entity to which the registration may pass."))
            if measures.open_ones(unit, MeasureKind.CONSENT, what.id):
                raise RefusedError(_("A consent is given already: take it back before you give another one."))
            words = Words(words_of(reason), other_name=name[:200], other_number=other_number.strip()[:20])
            new = NewMeasure(what.organisation, what.id, MeasureKind.CONSENT, CONSENT.start, words)
            measure = measures.add(unit, new)
            self._tell(unit, what.organisation, "transfer_consented", {"other": name, "reason": words.reason})
            record_measure(unit, "registration.consent", what, measure, {"to": name, "reason": words.reason})
            return measure

    def take_consent_back(self, actor: Actor, measure: str, *, version: int, closing: str) -> None:
        """Take a consent back that has not been used."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            found, words = measures.get(unit, measure, MeasureKind.CONSENT), words_of(closing)
            what = registered(unit, found.registration)
            measures.settle(
                unit, found, CONSENT.after(ConsentState(found.state), ConsentEvent.TAKE_BACK), words, version=version
            )
            self._tell(unit, what.organisation, "consent_taken_back", {"reason": words})
            record_measure(unit, "registration.consent_back", what, measure, {"reason": words})

    def _settle_demand(
        self, actor: Actor, measure: str, event: DemandEvent, act: str, version: int, closing: str
    ) -> None:
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            found, words = measures.get(unit, measure, MeasureKind.DEMAND), words_of(closing)
            what = registered(unit, found.registration)
            state = DEMAND.after(DemandState(found.state), event)
            measures.settle(unit, found, state, words, version=version)
            self._tell(unit, what.organisation, "demand_settled", {"reason": words, "sent_on": _sent(found)})
            record_measure(unit, act, what, measure, {"reason": words})


def consent_in_force(unit: Unit, registration: str) -> Measure | None:
    """Return the consent by which a registration may pass to another legal entity, None where none was given."""
    return next(iter(measures.open_ones(unit, MeasureKind.CONSENT, registration)), None)


def use_consent(unit: Unit, consent: Measure) -> None:
    """Note that the change for which a consent was given has been approved."""
    measures.settle(unit, consent, CONSENT.after(ConsentState(consent.state), ConsentEvent.USE))


def _sent(demand: Measure) -> Value:
    return printed(demand.deadline.sent_on) if demand.deadline else ""
