"""The end of a registration by the chamber (terms, article 26): one person proposes it, another one decides.

    desk = TerminationDesk(units, tell, end_sessions_of)
    proposal = desk.propose(actor, registration, version=3, because=Ground.SEIZURE, ends=capacities, reason="…")
    desk.decide(other_actor, proposal, version=1)

It ends at once for one of the six grounds of article 26-1, or, in whole or in part, when a demand was not met within
its 14 days (article 26-2). Nothing brings a registration back that was ended, hence the second person.
"""

from issuance.domain.actor import Actor
from issuance.domain.registration.measures import (
    CONSENT,
    DEMAND,
    SUSPENSION,
    TERMINATION,
    ConsentEvent,
    ConsentState,
    Deadline,
    DemandEvent,
    DemandState,
    Ground,
    MeasureKind,
    SuspensionEvent,
    SuspensionState,
    TerminationEvent,
    TerminationState,
    remaining,
)
from issuance.domain.registration.record import Registration
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import Event
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _, day_text
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.messages.saying import Value, printed
from issuance.services.registrar.measure_tools import (
    EndSessions,
    Tell,
    hold,
    names_of,
    record_measure,
    registered,
    today,
    words_of,
)
from issuance.services.registrar.wording import say_capacities
from issuance.storage import measures
from issuance.storage.measures import Measure, NewMeasure, Words
from issuance.storage.registrations import move_registration
from issuance.storage.unit import Unit, Units


class TerminationDesk:
    """Ends registrations. `tell` queues the notices, `end_sessions` ends what an organisation's ids have open."""

    def __init__(self, units: Units, tell: Tell, end_sessions: EndSessions) -> None:
        self._units = units
        self._tell = tell
        self._end_sessions = end_sessions

    def propose(
        self,
        actor: Actor,
        registration: str,
        *,
        version: int,
        because: Ground | str,
        ends: frozenset[Capacity],
        reason: str,
    ) -> str:
        """Propose to end a registration as `ends`, because of a ground or of a demand (its id). Nothing ends yet."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            what, words = registered(unit, registration, version), words_of(reason)
            if not ends or not ends <= what.term.capacities:
                raise RefusedError(_("Say what ends: the registration as applicant, as agent, or both as far as held."))
            if isinstance(because, Ground):
                if ends != what.term.capacities:
                    raise RefusedError(_("On a ground of article 26-1 the whole registration ends, not a part of it."))
            else:
                _check_unmet(unit, _demand(unit, because, what))
            if measures.open_ones(unit, MeasureKind.TERMINATION, what.id):
                raise RefusedError(_("The end of this registration is proposed already and waits for a decision."))
            hold(unit, what)
            proposal = measures.add(
                unit,
                NewMeasure(
                    what.organisation,
                    what.id,
                    MeasureKind.TERMINATION,
                    TERMINATION.start,
                    Words(words),
                    ground=because if isinstance(because, Ground) else None,
                    demand=None if isinstance(because, Ground) else because,
                    capacities=ends,
                ),
            )
            told = {"because": str(because), "ends": names_of(ends), "reason": words}
            record_measure(unit, "registration.propose_end", what, proposal, told)
            return proposal

    def turn_down(self, actor: Actor, proposal: str, *, version: int, closing: str) -> None:
        """Turn a proposal down; who made it may do that too."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            found, words = measures.get(unit, proposal, MeasureKind.TERMINATION), words_of(closing)
            what = registered(unit, found.registration)
            state = TERMINATION.after(TerminationState(found.state), TerminationEvent.TURN_DOWN)
            measures.settle(unit, found, state, words, version=version)
            record_measure(unit, "registration.turn_down_end", what, proposal, {"reason": words})

    def decide(self, actor: Actor, proposal: str, *, version: int) -> None:
        """End what was proposed. Who proposed it cannot decide it, and a demand must still be unmet."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.TAKE_MEASURES)
            found = measures.get(unit, proposal, MeasureKind.TERMINATION)
            if actor.account is None or actor.account == found.written_by:
                raise RefusedError(_("Another person must decide this end: you proposed it, and it cannot be undone."))
            what = registered(unit, found.registration)
            state = TERMINATION.after(TerminationState(found.state), TerminationEvent.DECIDE)
            demand = _demand(unit, found.demand, what) if found.demand else None
            if demand is not None:
                _check_unmet(unit, demand)
                measures.settle(unit, demand, DEMAND.after(DemandState(demand.state), DemandEvent.END))
            measures.settle(unit, found, state, version=version)
            self._end(unit, what, found, demand)

    def _end(self, unit: Unit, what: Registration, found: Measure, demand: Measure | None) -> None:
        kept = remaining(what.term.capacities, found.capacities)
        if kept:
            after = move_registration(unit, what, None, capacities=kept)
        else:
            after = move_registration(unit, what, Event.TERMINATE)
            close_open_measures(unit, what.id)
        self._end_sessions(unit, what.organisation)
        values: dict[str, Value] = {"ends": lambda: say_capacities(found.capacities), "reason": found.words.reason}
        if found.ground is not None:
            self._tell(unit, what.organisation, "registration_ended", {**values, "item": str(found.ground.item)})
        else:
            sent_on: Value = printed(demand.deadline.sent_on) if demand and demand.deadline else ""
            self._tell(unit, what.organisation, "ended_after_demand", {**values, "sent_on": sent_on})
        told = {"ends": names_of(found.capacities), "keeps": names_of(kept), "proposed_by": found.written_by or ""}
        record_measure(unit, "registration.terminate", what, found.id, told, after)


def close_open_measures(unit: Unit, registration: str) -> None:
    """Settle what is still open about a registration that has just ended, by the chamber or by its own withdrawal."""
    for suspension in measures.open_ones(unit, MeasureKind.SUSPENSION, registration):
        measures.settle(unit, suspension, SUSPENSION.after(SuspensionState(suspension.state), SuspensionEvent.OVERTAKE))
    for demand in measures.open_ones(unit, MeasureKind.DEMAND, registration):
        measures.settle(unit, demand, DEMAND.after(DemandState(demand.state), DemandEvent.TAKE_BACK))
    for proposal in measures.open_ones(unit, MeasureKind.TERMINATION, registration):
        state = TERMINATION.after(TerminationState(proposal.state), TerminationEvent.TURN_DOWN)
        measures.settle(unit, proposal, state)
    for consent in measures.open_ones(unit, MeasureKind.CONSENT, registration):
        measures.settle(unit, consent, CONSENT.after(ConsentState(consent.state), ConsentEvent.TAKE_BACK))


def _demand(unit: Unit, key: str, what: Registration) -> Measure:
    demand = measures.get(unit, key, MeasureKind.DEMAND)
    if demand.registration != what.id:
        raise RefusedError(_("This demand was made about another registration."))
    return demand


def _check_unmet(unit: Unit, demand: Measure) -> None:
    """Raise `RefusedError` unless the 14 days of a demand are over and it is still open."""
    if not demand.is_open:
        raise RefusedError(_("This demand is settled: nothing can be ended for it."))
    deadline = demand.deadline or Deadline(today(unit))
    if not deadline.is_over(today(unit)):
        raise RefusedError(
            _(
                "The demand of %(sent)s leaves time until the end of %(last)s (Japan time): "
                "the end can be decided from %(day)s on.",
                sent=day_text(deadline.sent_on),
                last=day_text(deadline.last_day),
                day=day_text(deadline.decide_from),
            )
        )
