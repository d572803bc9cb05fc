"""What the officers' acts share: the application as it was seen, who may act on it, who is the same person."""

from dataclasses import replace

from issuance.domain.application.application import Application
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.application_people import People, people_of
from issuance.storage.applications import Columns, find_application
from issuance.storage.unit import Unit

OFFICERS_ACTS = (StaffAct.REVIEW_APPLICATIONS, StaffAct.APPROVE_APPLICATIONS)
"""Who may do one of these may also take an application, lay it back, return it and turn it down."""


def submitted(unit: Unit, key: str) -> Application:
    """Return an application that was submitted once: what never was is not the chamber's to see."""
    found = find_application(unit, key)
    if found is None or found.version_submitted == 0:
        raise RefusedError(_("This chamber has no such application: see the queue again."))
    return found


def as_seen(found: Application, version: int) -> Application:
    """Return an application as somebody saw it: a change of it is refused if it has moved on since."""
    return replace(found, version=version)


def held(unit: Unit, key: str, version: int) -> Application:
    """Return an application that the one who acts has in review, as it was seen."""
    found = submitted(unit, key)
    if found.holder is None or found.holder != unit.actor.account:
        raise RefusedError(_("Take this application before you decide on it: it is not with you now."))
    return as_seen(found, version)


def require_not_own(unit: Unit, found: Application) -> People:
    """Return who stands behind an application; raise `RefusedError` where the one who acts is one of them.

    Who that is tell the ids, and the mail addresses of their holders. One who holds ids under several addresses is
    known to the chamber alone.
    """
    people = people_of(unit, found)
    if people.filed_by(unit.actor.account):
        raise RefusedError(
            _("Nobody decides on what they filed themselves: you, or an id with your mail address, stand behind it.")
        )
    return people


def held_by_actor(unit: Unit) -> Columns:
    """Return the columns that say: the one who acts has it."""
    return {"holder": unit.actor.account, "held_since": unit.now, "checked_by": None}
