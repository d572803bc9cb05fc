"""The page "Retention": what is past its years, who proposes the purge, and who confirms it (four eyes)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.retention.cutoffs import Cutoffs, cutoffs_on, last_purge, next_purge
from issuance.domain.retention.plan import PLAN, Plan, PlanEvent, PlanState
from issuance.domain.retention.report import PurgeKind, Report
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.retention.due import Due, day_of
from issuance.services.retention.finding import find, listed
from issuance.storage.purge_plans import add_plan, get_plan, move_plan, newest_plans
from issuance.storage.shown import names_of_accounts
from issuance.storage.unit import Unit, Units
from signing.number import parse_number

_MOST_PLANS = 20

NAMED = (PurgeKind.CERTIFICATES, PurgeKind.APPLICATIONS, PurgeKind.ORGANISATIONS)


@dataclass(frozen=True)
class Retention:
    """What the page shows: plans, and what would be purged on the day of `cutoffs`.

    `days` are those for which a purge can be proposed now.
    """

    days: Sequence[dt.date]
    years: int
    voucher_years: int
    plans: Sequence[Plan]
    names: Mapping[str, str]
    """Of those who proposed and confirmed, by account."""
    cutoffs: Cutoffs
    report: Report


class RetentionDesk:
    """What chamber administrators do about purges. Each method is one act."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def page(self, actor: Actor, day: dt.date | None = None) -> Retention:
        """Return what the page shows; the dry run is of `day`, by default of the next purge day."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            settings, plans = settings_of(unit), newest_plans(unit, _MOST_PLANS)
            cutoffs = cutoffs_on(day or next_purge(settings, japan_date(unit.now)), settings)
            people = {each for plan in plans for each in (plan.proposed_by, plan.settled_by) if each}
            return Retention(
                days=_days(settings, japan_date(unit.now), plans),
                years=settings.retention_years,
                voucher_years=settings.voucher_years,
                plans=plans,
                names=names_of_accounts(unit, sorted(people)),
                cutoffs=cutoffs,
                report=find(unit, cutoffs),
            )

    def dry_run(self, actor: Actor, day: dt.date | None = None) -> tuple[Cutoffs, Report]:
        """Return what would be purged on a day, the next purge day by default; nothing is changed."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            cutoffs = _cutoffs(unit, day)
            return cutoffs, find(unit, cutoffs)

    def cutoffs(self, actor: Actor, day: dt.date | None = None) -> Cutoffs:
        """Return until when data is kept on a day, the next purge day by default."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            return _cutoffs(unit, day)

    def lines(
        self, actor: Actor, cutoffs: Cutoffs, kinds: Sequence[PurgeKind] = tuple(PurgeKind)
    ) -> Iterator[tuple[str, str, dt.date]]:
        """Yield kind, key and day of all that would be purged; a key is a public number or an id, and names no person.

        `NAMED` are the kinds whose keys tell people something.
        """
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            due = Due(unit, cutoffs)
            for kind in kinds:
                for key, day in listed(unit, due.of(kind)):
                    public = parse_number(key).public if kind is PurgeKind.CERTIFICATES else str(key)
                    yield kind.value, public, day_of(day)

    def propose(self, actor: Actor, day: dt.date) -> str:
        """Propose a purge with what the dry run finds now; return the plan's id."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            if actor.account is None:
                raise RefusedError(_("A purge is proposed by a chamber administrator."))
            if day not in _days(settings_of(unit), japan_date(unit.now), newest_plans(unit, _MOST_PLANS)):
                raise ConflictError(_("A purge for this day was proposed already, or it is none of the chamber's."))
            cutoffs = _cutoffs(unit, day)
            key = add_plan(unit, cutoffs, find(unit, cutoffs))
            unit.record("retention.propose", f"purge_plan:{key}", after={"day": day, "years": cutoffs.years})
            return key

    def confirm(self, actor: Actor, key: str, version: int) -> None:
        """Confirm a plan, as another administrator than the one who proposed it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            plan = _plan(unit, key, version)
            plan.check_confirmer(actor.account)
            if actor.account is None:
                raise RefusedError(_("A purge is confirmed by a chamber administrator."))
            settled = {"settled_by": actor.account, "settled_at": unit.now}
            move_plan(unit, plan, PLAN.after(plan.state, PlanEvent.CONFIRM), **settled)
            unit.record("retention.confirm", f"purge_plan:{key}", after={"day": plan.day})

    def take_back(self, actor: Actor, key: str, version: int) -> None:
        """Give a plan up that was not carried out yet."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            plan = _plan(unit, key, version)
            move_plan(unit, plan, PLAN.after(plan.state, PlanEvent.TAKE_BACK))
            unit.record("retention.take_back", f"purge_plan:{key}", after={"day": plan.day})


def _plan(unit: Unit, key: str, version: int) -> Plan:
    plan = get_plan(unit, key)
    if plan.version != version:
        raise ConflictError(_("The plan has moved on meanwhile: see what stands there now."))
    return plan


def _cutoffs(unit: Unit, day: dt.date | None) -> Cutoffs:
    settings = settings_of(unit)
    return cutoffs_on(day or next_purge(settings, japan_date(unit.now)), settings)


def _days(settings: ChamberSettings, today: dt.date, plans: Sequence[Plan]) -> list[dt.date]:
    """Return the days for which no purge is planned: the next one, and the one before where it was missed."""
    planned = {plan.day for plan in plans if plan.state is not PlanState.TAKEN_BACK}
    return [day for day in (last_purge(settings, today), next_purge(settings, today)) if day not in planned]
