"""The pages of measures as tables: what each says, which form it has, what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from issuance.desks.registrar import Registrar
from issuance.domain.actor import Actor
from issuance.domain.registration.measures import Ground, MeasureKind
from issuance.domain.registration.standing import Capacity
from issuance.language import N_
from issuance.services.registrar.views import SeenOrganisation
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.measures import ConsentForm, DecideForm, DemandForm, EndForm, ReasonForm

Act = Callable[[Registrar, Actor, str, int, Any], object]
"""Does it: the desks, who acts, the registration or the measure, the version that was seen, the form."""


@dataclass(frozen=True)
class _Page:
    """What both kinds of pages have. `follows` are sentences on what happens."""

    title: str
    follows: tuple[str, ...]
    button: str
    done: str


@dataclass(frozen=True)
class Beginning(_Page):
    """A page that begins a measure."""

    form: Callable[[SeenOrganisation], OfficeForm]
    act: Act
    warning: bool = False


@dataclass(frozen=True)
class Ending(_Page):
    """A page that settles a measure."""

    form: Callable[[], OfficeForm]
    act: Act
    warning: bool = False


def _closing(settle: Callable[[Registrar], Callable[..., object]]) -> Act:
    """Return the act that settles a measure with the words of its form; `settle` names it among the desks."""
    return lambda desk, actor, key, version, form: settle(desk)(actor, key, version=version, closing=form.reason.data)


def _end_form(seen: SeenOrganisation) -> EndForm:
    form = EndForm()
    over = [
        each
        for each in seen.measures
        if each.kind is MeasureKind.DEMAND and each.is_open and each.deadline and each.deadline.is_over(seen.today)
    ]
    form.offer(seen.registration.term.capacities, over)
    return form


def _demand(registrar: Registrar, actor: Actor, key: str, version: int, form: DemandForm) -> None:
    posted = form.posted_on.data if form.way.data == "letter" else None
    registrar.measures.demand(actor, key, version=version, reason=form.reason.data or "", posted_on=posted)


def _propose(registrar: Registrar, actor: Actor, key: str, version: int, form: EndForm) -> None:
    chosen = form.because.data
    because = Ground(chosen) if chosen in tuple(Ground) else chosen
    ends = frozenset(Capacity(each) for each in form.ends.data or [] if each in tuple(Capacity))
    registrar.terminations.propose(
        actor, key, version=version, because=because, ends=ends, reason=form.reason.data or ""
    )


def _consent(registrar: Registrar, actor: Actor, key: str, version: int, form: ConsentForm) -> None:
    reason, name, number = (field.data or "" for field in (form.reason, form.other_name, form.other_number))
    registrar.measures.consent(actor, key, version=version, reason=reason, other_name=name, other_number=number)


BEGINNINGS = {
    "suspend": Beginning(
        N_("Suspend the registration"),
        (
            N_("Nobody can sign in with the ids of this organisation, and what they have open ends now."),
            N_("Nothing can be applied for or printed until the suspension is lifted. The validity goes on running."),
            N_("A notice with your reason goes to the approved mail address, and by fax where there is a number."),
        ),
        N_("Suspend"),
        N_("Suspended. The notice is on its way."),
        lambda _seen: ReasonForm(),
        lambda desk, actor, key, version, form: desk.measures.suspend(
            actor, key, version=version, reason=form.reason.data
        ),
        warning=True,
    ),
    "demand": Beginning(
        N_("Demand that something be put right"),
        (
            N_("The organisation has 14 full days after the day of sending, Japan time."),
            N_("From the 15th day on, a person can propose the end of the registration, in whole or in part."),
            N_("Nothing stops meanwhile: the ids work as before."),
        ),
        N_("Send the demand"),
        N_("The demand is written down and on its way. Its 14 days run."),
        lambda _seen: DemandForm(),
        _demand,
    ),
    "end": Beginning(
        N_("Propose the end of the registration"),
        (
            N_("Nothing ends yet: another registrar or chamber administrator has to decide."),
            N_("On a ground of article 26-1 the whole registration ends. After a demand it can end in part."),
            N_("Once it is decided, nothing brings the registration back."),
        ),
        N_("Propose the end"),
        N_("Proposed. Another person has to decide."),
        _end_form,
        _propose,
        warning=True,
    ),
    "consent": Beginning(
        N_("Consent to a transfer"),
        (
            N_("The registration may pass to the legal entity that you name, and to no other."),
            N_("The transfer takes effect when its change is filed and approved."),
        ),
        N_("Record the consent"),
        N_("The consent is recorded, and the organisation is told."),
        lambda _seen: ConsentForm(),
        _consent,
    ),
}

_TOLD = N_("The organisation is told, with your words.")

ENDINGS = {
    (MeasureKind.SUSPENSION, "lift"): Ending(
        N_("Lift the suspension"),
        (N_("Everything is as it was before, a renewal that was waiting included."), _TOLD),
        N_("Lift the suspension"),
        N_("Lifted. The ids work again."),
        ReasonForm,
        _closing(lambda desk: desk.measures.lift),
    ),
    (MeasureKind.DEMAND, "met"): Ending(
        N_("Note the demand as met"),
        (N_("Nothing can be ended for this demand any more."), _TOLD),
        N_("Note as met"),
        N_("Noted as met."),
        ReasonForm,
        _closing(lambda desk: desk.measures.note_met),
    ),
    (MeasureKind.DEMAND, "take-back"): Ending(
        N_("Take the demand back"),
        (N_("As if it had not been made; the record stays."), _TOLD),
        N_("Take it back"),
        N_("Taken back."),
        ReasonForm,
        _closing(lambda desk: desk.measures.take_demand_back),
    ),
    (MeasureKind.TERMINATION, "decide"): Ending(
        N_("Decide the end of the registration"),
        (
            N_("It ends at once. Nothing brings it back."),
            N_("What they have open ends now. Approved certificates can still be paid for, delivered ones printed."),
            N_("The organisation is told, with the words of the proposal."),
        ),
        N_("End the registration"),
        N_("The registration has ended as proposed. The notice is on its way."),
        DecideForm,
        lambda desk, actor, key, version, _form: desk.terminations.decide(actor, key, version=version),
        warning=True,
    ),
    (MeasureKind.TERMINATION, "turn-down"): Ending(
        N_("Turn the proposal down"),
        (N_("The registration goes on. The organisation is not told."),),
        N_("Turn it down"),
        N_("Turned down. The registration goes on."),
        ReasonForm,
        _closing(lambda desk: desk.terminations.turn_down),
    ),
    (MeasureKind.CONSENT, "take-back"): Ending(
        N_("Take the consent back"),
        (N_("The registration cannot pass to another legal entity any more."), _TOLD),
        N_("Take it back"),
        N_("Taken back."),
        ReasonForm,
        _closing(lambda desk: desk.measures.take_consent_back),
    ),
}
"""By the measure's kind and the last word of the address."""
