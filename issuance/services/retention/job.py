"""The purge (terms, article 17-1): carries out the plans that two administrators have confirmed, and reports.

    for outcome in office.retention.job.run("TYO"): …

It works in batches, each an act of its own that also counts what it purged, so that it can be killed anywhere and goes
on where it was (ADR 0043). It signs expunge records: the process that runs it has the chambers' keys.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.retention.plan import PLAN, Plan, PlanEvent
from issuance.domain.retention.report import Found, PurgeKind, Report
from issuance.errors import ConflictError, IssuanceError, RefusedError
from issuance.services.retention.certificates import CertificatePurge
from issuance.services.retention.due import Due, day_of
from issuance.services.retention.finding import batch, find
from issuance.services.retention.steps import AT_ONCE, STEPS
from issuance.services.shredder import Shredder
from issuance.storage.claims import Claims
from issuance.storage.purge_plans import confirmed_plans, get_plan, move_plan, note_done
from issuance.storage.unit import Units
from register.errors import RegisterError
from signing.errors import SigningError

_BATCH = 500
_CERTIFICATES_AT_ONCE = 100
_MOST_FAILURES = 5
"""In a row: then it is not this certificate that cannot be purged, and somebody has to look."""

Last = tuple[object, object] | None


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: what it has purged in all, and why it could not be finished ('' where it is)."""

    day: dt.date
    done: Report
    failed: int = 0
    reason: str = ""


class PurgeJob:
    """Purges. `publish_status` signs and publishes which certificates are no longer in force."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        certificates: CertificatePurge,
        shredder: Shredder,
        publish_status: Callable[[], object],
    ) -> None:
        self._units = units
        self._claims = claims
        self._certificates = certificates
        self._shredder = shredder
        self._publish_status = publish_status

    def run(self, chamber: str) -> Iterator[Outcome]:
        """Carry out what is confirmed and whose day has come in a chamber."""
        actor = Actor.job(chamber, "purge")
        with ExitStack() as held:
            if not held.enter_context(self._claims.take(f"purge {chamber}")):
                raise ConflictError(f"Another process is purging in {chamber} just now.")
            self._shredder.run(actor)  # what a killed run has left
            with self._units.look(actor) as unit:
                plans = confirmed_plans(unit, japan_date(unit.now))
            for plan in plans:
                yield self._carry_out(actor, plan)

    def _carry_out(self, actor: Actor, plan: Plan) -> Outcome:
        failed, reason = 0, ""
        for kind in PurgeKind:
            if kind is PurgeKind.CERTIFICATES:
                count, why = self._purge_certificates(actor, plan)
            else:
                count, why = self._purge(actor, plan, kind)
            failed, reason = failed + count, reason or why
        with self._units.act(actor) as unit:
            if not failed:
                for name, rest in find(unit, plan.cutoffs).items():
                    if rest.held or rest.left:
                        note_done(unit, plan.id, PurgeKind(name), Found(held=rest.held, left=rest.left))
                newest = get_plan(unit, plan.id)
                move_plan(unit, newest, PLAN.after(newest.state, PlanEvent.FINISH), done_at=unit.now)
            done = get_plan(unit, plan.id).done
            counts = {kind: found.count for kind, found in done.items() if found.count}
            after = {"day": plan.day, "purged": counts, "failed": failed}
            unit.record("retention.run", f"purge_plan:{plan.id}", after=after)
        return Outcome(plan.day, done, failed, reason)

    def _purge_certificates(self, actor: Actor, plan: Plan) -> tuple[int, str]:
        """Purge the certificates; return how many could not be, and the first sentence that says why."""
        last: Last = None
        failed, in_a_row, reason, expunged = 0, 0, "", False
        officers = (plan.proposed_by, str(plan.settled_by))
        while keys := self._next(actor, plan, PurgeKind.CERTIFICATES, last, _CERTIFICATES_AT_ONCE):
            last = keys[-1]
            for key, _day in keys:
                try:
                    expunged |= self._certificates.purge(actor, str(key), plan.id, officers)
                except (IssuanceError, RegisterError, SigningError) as error:
                    failed, in_a_row, reason = failed + 1, in_a_row + 1, reason or str(error)
                    if in_a_row == _MOST_FAILURES:
                        raise
                else:
                    in_a_row = 0
            self._shredder.run(actor)
        if expunged:
            self._publish_status()
        return failed, reason

    def _purge(self, actor: Actor, plan: Plan, kind: PurgeKind) -> tuple[int, str]:
        last: Last = None
        failed, reason = 0, ""
        while keys := self._next(actor, plan, kind, last, AT_ONCE.get(kind, _BATCH)):
            last = keys[-1]
            days = [day_of(day) for _, day in keys]
            try:
                with self._units.act(actor) as unit:
                    gone = STEPS[kind](unit, [key for key, _ in keys])
                    note_done(unit, plan.id, kind, Found(gone, min(days), max(days)))
            except (ConflictError, RefusedError) as error:  # something refers to it still, or somebody is at it
                failed, reason = failed + len(keys), reason or str(error)
            self._shredder.run(actor)
        return failed, reason

    def _next(self, actor: Actor, plan: Plan, kind: PurgeKind, last: Last, most: int) -> list[tuple[object, object]]:
        """Return the next keys. Holds are read anew each time: one that is set while this runs counts."""
        with self._units.look(actor) as unit:
            return batch(unit, Due(unit, plan.cutoffs).of(kind), last, most)
