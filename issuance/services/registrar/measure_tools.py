"""What the desks that take measures share: how they tell of them, and what they ask of a reason."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from issuance.domain.calendar import japan_date
from issuance.domain.registration.record import Registration
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import REGISTRATION, Event
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.messages.saying import Value
from issuance.services.reasons import reason_of
from issuance.storage.registrations import find_registration, move_registration
from issuance.storage.unit import Unit


class Tell(Protocol):
    """Queues a notice to an organisation, in the act's transaction (terms, article 6)."""

    def __call__(self, unit: Unit, organisation: str, template: str, values: Mapping[str, Value]) -> None:
        """Write `template` with `values` to all addresses that the organisation has confirmed, in its language."""


EndSessions = Callable[[Unit, str], object]
"""Ends the live sessions of all ids of an organisation."""


def words_of(text: str) -> str:
    """Return a reason as it is kept; raise `RefusedError` where there is none or too much of it."""
    return reason_of(text, _("Write the reason: it is recorded, and the organisation reads it."))


def today(unit: Unit) -> dt.date:
    """Return the day of the act, Japan time."""
    return japan_date(unit.now)


def names_of(capacities: frozenset[Capacity]) -> str:
    """Return capacities as the trail and the notices name them."""
    return ", ".join(sorted(capacities))


def registered(unit: Unit, key: str, version: int | None = None) -> Registration:
    """Return a registration as the person saw it.

    Raises `RefusedError` where this chamber has none of that name, `ConflictError` where it has another `version` now.
    """
    found = find_registration(unit, key)
    if found is None:
        raise RefusedError(_("This chamber has no such registration: look it up again on the registrar's desk."))
    if version is not None and found.version != version:
        raise ConflictError(_("Somebody else has changed this registration meanwhile: see what stands there now."))
    return found


def hold(unit: Unit, what: Registration) -> None:
    """Count a registration's version on, its state unchanged, so that one form makes one measure.

    Raises `RefusedError` unless the registration was approved and still lives.
    """
    REGISTRATION.after(what.term.state, Event.TERMINATE)
    move_registration(unit, what, None)


def record_measure(
    unit: Unit,
    act: str,
    before: Registration,
    measure: str,
    told: Mapping[str, str],
    after: Registration | None = None,
) -> None:
    """Add a measure to the audit trail, with the registration's state before and after it."""
    unit.record(
        act,
        f"registration:{before.id}",
        organisation=before.organisation,
        before={"state": before.term.state},
        after={"state": (after or before).term.state, "measure": measure, **told},
    )
