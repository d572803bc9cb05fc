"""What one who is signed in may do now: the registrations' standing and the chamber's settings, put before the table.

Terms of service, articles 7, 8-5, 9-5, 10-5, 16, 24 and 29; `docs/rights.md` shows the whole table.
"""

import datetime as dt
from typing import Protocol

from issuance.domain.calendar import japan_date
from issuance.domain.ids import Act, IdKind, Rights, acts_of
from issuance.domain.registration.standing import Capacity, Standing
from issuance.domain.registration.terms import standing_of
from issuance.domain.settings import ChamberSettings, Function
from issuance.domain.settings.functions import APPLICATIONS
from issuance.services.chamber.settings import settings_of
from issuance.storage.standings import terms_of
from issuance.storage.unit import Unit

_BY_FUNCTION = {
    Function.REGISTRATION: frozenset({Act.RENEW_REGISTRATION, Act.CHANGE_REGISTRATION}),
    Function.PARTIES: frozenset({Act.MANAGE_SIGNATORIES, Act.MANAGE_SUB_IDS, Act.LEND_STAFF}),
}
"""What goes with a function that a chamber has switched off. What brings something to its end always stays."""

_NEW_APPLICATIONS = frozenset({Act.APPLY, Act.SIGN})


class Holder(Protocol):
    """Whose rights are asked for: a row of an account, or who is signed in."""

    @property
    def kind(self) -> IdKind:
        """What the id is."""

    @property
    def organisation(self) -> str | None:
        """The organisation that answers for it; None for staff."""

    @property
    def signatory(self) -> str | None:
        """Whose id it is, or whose signature it may use."""

    @property
    def agent(self) -> str | None:
        """Of an agent's sub id: the agent's organisation."""


def rights_of(unit: Unit, who: Holder, settings: ChamberSettings | None = None) -> frozenset[Act]:
    """Return what an id may do at the unit's instant, in two queries at most; nothing for staff and the federation.

    Who has read the chamber's settings already hands them over.
    """
    if who.organisation is None:
        return frozenset()
    applicant, agent = _standings(unit, who, who.organisation)
    settings = settings or settings_of(unit)
    taken = taken_from(settings, who.organisation, japan_date(unit.now))
    signature = who.kind is not IdKind.SUB or who.signatory is not None
    return acts_of(Rights(who.kind, applicant, agent, settings.allowed_outside, signature, taken))


def taken_from(settings: ChamberSettings, organisation: str, day: dt.date) -> frozenset[Act]:
    """Return the acts that a chamber's switches and stops take from an organisation's ids on a day.

    Applications of one kind alone are asked for where they are made; here all four have to be off or stopped.
    """
    taken = frozenset[Act]().union(*(acts for f, acts in _BY_FUNCTION.items() if not settings.offers(f, day)))
    if not any(settings.accepts(kind, day, organisation) for kind in APPLICATIONS):
        taken |= _NEW_APPLICATIONS
    return taken


def _standings(unit: Unit, who: Holder, organisation: str) -> tuple[Standing, Standing | None]:
    """Return the two standings of `Rights`."""
    terms = terms_of(unit, {organisation, who.agent or organisation})
    day = japan_date(unit.now)
    applicant = standing_of(terms[organisation], day, Capacity.APPLICANT)
    if who.kind is IdKind.ADMINISTRATOR:
        return applicant, standing_of(terms[organisation], day, Capacity.AGENT)
    if who.agent is None:
        return applicant, None
    return applicant, standing_of(terms[who.agent], day, Capacity.AGENT)
