"""Who of an organisation's ids sees which applications, and what it may do with them now.

    applicant = applicant_in(unit)                       # who acts, with his rights at this instant
    application = applicant.open(unit, id_, Act.PRINT)   # RefusedError without the right, AbsentError out of sight

A user id sees its signatory's applications; a sub id those under its signatory that its own side filed, an agent's sub
id its own agent's alone (terms, articles 9 and 10). Outside the validity new and unfinished ones are out of reach:
what is read, paid and printed then was submitted in time (articles 9-5, 10-5).
"""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, or_

from issuance.domain.accounts import Account
from issuance.domain.application.application import Application
from issuance.domain.application.states import State
from issuance.domain.calendar import japan_date
from issuance.domain.ids import Act, IdKind
from issuance.domain.settings import ChamberSettings
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.ids.rights import rights_of, taken_from
from issuance.storage.accounts import get_account
from issuance.storage.applications import applications
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit

Conditions = tuple[ColumnElement[bool], ...]


class AbsentError(RefusedError):
    """There is no such application for who asks."""


@dataclass(frozen=True)
class Applicant:
    """A user id or sub id that acts, and what it may do at this instant."""

    account: Account
    acts: frozenset[Act]
    settings: ChamberSettings
    """The chamber's, at this instant."""
    submitted_alone: bool
    """Whether it reaches only what was submitted: its registration, or its agent's, is not valid now."""

    @property
    def organisation(self) -> str:
        """The applicant for which it acts."""
        return str(self.account.organisation)

    @property
    def is_signatory(self) -> bool:
        """Whether it is the signatory's own id."""
        return self.account.kind is IdKind.USER

    def require(self, act: Act) -> None:
        """Raise `RefusedError` unless it may do this now."""
        if act not in self.acts:
            raise RefusedError(
                _("Your id may not do this now: see the validity of the registration and the chamber's notices.")
            )

    def sees(self) -> Conditions:
        """Return the conditions on the table `application` of what it sees."""
        held = self.account
        conditions = [table.c.organisation == self.organisation, table.c.state != State.PURGED.value]
        if held.kind is IdKind.USER:
            conditions.append(table.c.signatory == held.signatory)
        else:
            own = table.c.created_by == held.id
            conditions.append(table.c.agent.is_(None) if held.agent is None else table.c.agent == held.agent)
            conditions.append(own if held.signatory is None else or_(table.c.signatory == held.signatory, own))
        if self.submitted_alone:
            conditions.append(table.c.submitted_at.is_not(None))
        return tuple(conditions)

    def open(self, unit: Unit, id_: str, act: Act = Act.READ_APPLICATIONS, *, to_change: bool = False) -> Application:
        """Return an application that it sees and may do this with; `to_change` keeps others from it until the act ends.

        Raises `RefusedError` where it may not, `AbsentError` where it sees no such application.
        """
        self.require(act)
        if to_change:
            unit.execute(unit.select(table, table.c.id).where(table.c.id == id_).with_for_update())
        found = applications(unit, table.c.id == id_, *self.sees())
        if not found:
            raise AbsentError(_("There is no such application, or it is not yours to see."))
        return found[0]


def applicant_in(unit: Unit) -> Applicant:
    """Return the id that acts in a unit; raise `RefusedError` for every other id than user ids and sub ids."""
    if unit.actor.account is None or unit.actor.kind not in (IdKind.USER, IdKind.SUB):
        raise RefusedError(_("Applications are made by user ids and sub ids alone."))
    held = get_account(unit, unit.actor.account)
    settings = settings_of(unit)
    acts = rights_of(unit, held, settings)
    return Applicant(held, acts, settings, _is_outside(unit, held, acts, settings))


def _is_outside(unit: Unit, held: Account, acts: frozenset[Act], settings: ChamberSettings) -> bool:
    """Tell whether the validity lacks; an application that the chamber takes none of for now is no such case."""
    if held.kind is IdKind.SUB and held.signatory is None:
        # Without a signatory it applies for nothing; the validity is asked for as if it had one.
        acts = rights_of(unit, replace(held, signatory=held.id), settings)
    if Act.APPLY in acts:
        return False
    organisation = str(held.organisation)
    return Act.APPLY not in taken_from(settings, organisation, japan_date(unit.now))
