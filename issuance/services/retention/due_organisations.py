"""Which organisations can go: the registration has ended, nothing of them is kept, nothing is left on the balance."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from issuance.domain.application.states import State
from issuance.domain.registration.states import State as Registered
from issuance.domain.retention.cutoffs import Cutoffs
from issuance.storage.tables.applications import application
from issuance.storage.tables.fees import balance, charge, movement
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit

Query = Select[tuple[object, ...]]
Keyed = Callable[[Any, ColumnElement[Any], ColumnElement[Any]], Query]

_ENDED = (
    Registered.DRAFT,
    Registered.RETURNED,
    Registered.REJECTED,
    Registered.DISCARDED,
    Registered.EXPIRED,
    Registered.WITHDRAWN,
    Registered.TERMINATED,
)


def gone_organisations(unit: Unit, cutoffs: Cutoffs, keyed: Keyed) -> Query:
    """Return organisations whose registration ended, or is gone already and only vouchers kept their names."""
    chamber = unit.chamber
    its = registration.c.organisation == organisation.c.id
    living = exists(
        select(registration.c.id).where(
            registration.c.chamber == chamber,
            its,
            or_(
                registration.c.state.not_in([state.value for state in _ENDED]),
                registration.c.state_since >= cutoffs.untouched_since,
                registration.c.valid_until > cutoffs.issued_until,
            ),
        )
    )
    registered = exists(select(registration.c.id).where(registration.c.chamber == chamber, its))
    named = or_(application.c.organisation == organisation.c.id, application.c.agent == organisation.c.id)
    applied = exists(
        select(application.c.id).where(
            application.c.chamber == chamber, named, application.c.state != State.PURGED.value
        )
    )
    in_vouchers = or_(
        exists(select(application.c.id).where(application.c.chamber == chamber, named)),
        exists(select(charge.c.id).where(charge.c.chamber == chamber, charge.c.organisation == organisation.c.id)),
        exists(
            select(movement.c.id).where(movement.c.chamber == chamber, movement.c.organisation == organisation.c.id)
        ),
    )
    owed = exists(
        select(balance.c.id).where(balance.c.chamber == chamber, balance.c.id == organisation.c.id, balance.c.yen != 0)
    )
    return keyed(organisation, organisation.c.id, organisation.c.created_at).where(
        organisation.c.created_at < cutoffs.untouched_since,
        ~living,
        ~applied,
        ~owed,
        or_(registered, ~in_vouchers),
    )
