"""What an approval does to the registration (terms, article 7)."""

import datetime as dt

from issuance.domain.registration.filing import Filing, FilingKind, FilingState
from issuance.domain.registration.record import Registration
from issuance.domain.registration.states import Event, State
from issuance.domain.registration.validity import Validity, renewed, validity_from
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.registration.entering import registration_behind
from issuance.storage.organisations import organisations_with_number
from issuance.storage.registrations import (
    find_registration,
    move_registration,
    registration_of,
    save_organisation,
)
from issuance.storage.unit import Unit

_IN_USE = frozenset({State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED, State.SUSPENDED})
_NOT_NOW = frozenset({State.SUSPENDED, State.WITHDRAWN, State.TERMINATED})


def require_review(unit: Unit, filing: Filing) -> None:
    """Raise `RefusedError` unless who acts holds the filing, did not submit it, and its registration can move."""
    if filing.state is not FilingState.IN_REVIEW:
        raise RefusedError(_("This filing is not in review any more: see where it stands now."))
    if filing.holder != unit.actor.account:
        raise RefusedError(_("Another registrar has this filing in review. Nothing was changed."))
    if filing.submitted_by is not None and filing.submitted_by == unit.actor.account:
        raise RefusedError(_("Nobody decides on what they filed themselves."))
    if registration_behind(unit, filing).term.state in _NOT_NOW:
        raise RefusedError(_("This registration is suspended or has ended: nothing of it can be decided now."))


def validity_of(kind: FilingKind, registration: Registration, today: dt.date) -> Validity | None:
    """Return the validity that an approval gives on a day in Japan; None for a change, which gives none."""
    last = registration.term.valid_until
    if kind is FilingKind.CHANGE:
        return None
    return validity_from(today) if kind is FilingKind.NEW or last is None else renewed(last, today)


def approve_registration(unit: Unit, filing: Filing, before: Registration) -> Registration:
    """Put an approved filing in force: names, capacities, validity; return the registration.

    A renewal that was approved in time leaves the first day as it was, so that no day between is lost.
    """
    said = filing.submitted_form.organisation
    if said.corporate_number is not None:
        _require_only_one(unit, said.corporate_number, before.organisation)
    save_organisation(unit, before.organisation, said)
    event = {FilingKind.NEW: Event.APPROVE, FilingKind.RENEWAL: Event.APPROVE_RENEWAL}.get(filing.kind)
    first, last = before.term.valid_from, before.term.valid_until
    follows = first is not None and last is not None and filing.term_from == last + dt.timedelta(days=1)
    move_registration(
        unit,
        before,
        event,
        valid_from=first if follows else filing.term_from,
        valid_until=filing.term_until,
        capacities=said.capacities,
        approved_filing=filing.id,
    )
    after = find_registration(unit, before.id)  # with the names that were just saved
    if after is None:
        raise LookupError(before.id)
    unit.record(
        "registration.change" if filing.kind is FilingKind.CHANGE else "registration.approve",
        f"registration:{before.id}",
        organisation=before.organisation,
        before=_told(before),
        after=_told(after),
    )
    return after


def _require_only_one(unit: Unit, corporate_number: str, organisation: str) -> None:
    for other in organisations_with_number(unit, corporate_number):
        registration = registration_of(unit, other)
        if other != organisation and registration is not None and registration.term.state in _IN_USE:
            raise RefusedError(
                _(
                    "%(name)s is registered under this corporate number already. An organisation has one registration:"
                    " return this filing, or reject it.",
                    name=registration.names.ja,
                )
            )


def _told(registration: Registration) -> dict[str, object]:
    term = registration.term
    return {
        "state": term.state,
        "capacities": sorted(term.capacities),
        "valid_from": term.valid_from,
        "valid_until": term.valid_until,
        "name": registration.names.ja,
        "filing": registration.approved_filing,
    }
