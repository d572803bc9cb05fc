"""Count what a month has brought, once it is over.

    StatisticsRound(units, revocations).run("TYO")      # every finished month that was not counted yet

A month is counted from the applications themselves and kept as counts alone, which stay when the applications are
purged. Nothing is counted while somebody waits: neither the issue nor a page does it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from issuance.domain.actor import Actor
from issuance.domain.calendar import BusinessCalendar
from issuance.domain.statistics.durations import business_hours
from issuance.domain.statistics.measures import NO_DESTINATION, Decision, Due, Measure, Membership, Tally
from issuance.domain.statistics.months import Month, last_finished
from issuance.services.chamber.settings import settings_of
from issuance.services.registration.membership import is_member
from issuance.storage import statistics_sources as sources
from issuance.storage.statistics import counted_months, store_tally, stored_total
from issuance.storage.unit import Unit, Units
from signing.canonical import JsonObject

_JOB = "statistics"
_CHAPTER_DIGITS = 2


class CountsRevocations(Protocol):
    """Where revocations are counted."""

    def count(self, chamber: str, month: Month) -> dict[str, int]:
        """Return how many there were in a month, by reason code."""


@dataclass(frozen=True)
class Recount:
    """What became of a month that was to be counted anew."""

    month: Month
    delivered: int
    kept: bool
    """It was left as it was: fewer applications are there than were counted, because they were purged since."""


class StatisticsRound:
    """Counts finished months."""

    def __init__(self, units: Units, revocations: CountsRevocations) -> None:
        self._units = units
        self._revocations = revocations

    def run(self, chamber: str) -> int:
        """Count every finished month that was not counted yet; return how many."""
        missing = self._missing(chamber)
        for month in missing:
            self._store(chamber, month, self._tally(chamber, month))
        return len(missing)

    def rebuild(self, chamber: str) -> Iterator[Recount]:
        """Count every finished month anew, and yield what became of each.

        One of whose applications some were purged since stays as it is: what was counted then is the truth.
        """
        self.run(chamber)
        with self._units.look(self._actor(chamber)) as unit:
            months = counted_months(unit)
        for month in months:
            tally = self._tally(chamber, month)
            with self._units.look(self._actor(chamber)) as unit:
                before = stored_total(unit, month, Measure.KIND)
            delivered = tally.total(Measure.KIND)
            if delivered >= before:
                self._store(chamber, month, tally)
            yield Recount(month, max(delivered, before), kept=delivered < before)

    def _missing(self, chamber: str) -> list[Month]:
        with self._units.look(self._actor(chamber)) as unit:
            counted = counted_months(unit)
            last = last_finished(unit.now)
            if counted:
                month = counted[-1].plus(1)
            else:
                first = sources.first_submission(unit)
                if first is None:
                    return []
                month = Month.at(first)
        found = []
        while month <= last:
            found.append(month)
            month = month.plus(1)
        return found

    def _store(self, chamber: str, month: Month, tally: Tally) -> None:
        with self._units.act(self._actor(chamber)) as unit:
            store_tally(unit, month, tally)
            unit.record("statistics.count", f"month:{month}", after={"certificates": tally.total(Measure.KIND)})

    def _tally(self, chamber: str, month: Month) -> Tally:
        tally = Tally()
        with self._units.look(self._actor(chamber)) as unit:
            calendar = settings_of(unit).calendar
            _count_decided(unit, month, calendar, tally)
            _count_delivered(unit, month, calendar, tally)
        for reason, count in self._revocations.count(chamber, month).items():
            tally.add(Measure.REVOKED, reason, times=count)
        return tally

    def _actor(self, chamber: str) -> Actor:
        return Actor.job(chamber, _JOB)


def _count_decided(unit: Unit, month: Month, calendar: BusinessCalendar, tally: Tally) -> None:
    for each in sources.decided_in(unit, month):
        approved = Decision.AFTER_RETURN if each.returned else Decision.AT_ONCE
        tally.add(Measure.DECISION, Decision.REJECTED if each.rejected else approved)
        if each.due_at is not None:
            tally.add(Measure.DUE, Due.LATE if each.decided_at > each.due_at else Due.IN_TIME)
        if not each.rejected:
            hours = business_hours(calendar, each.submitted_at, each.decided_at)
            tally.add(Measure.APPROVAL, each.kind.slug, hours=hours)


def _count_delivered(unit: Unit, month: Month, calendar: BusinessCalendar, tally: Tally) -> None:
    delivered = sources.delivered_in(unit, month)
    members: dict[str, bool] = {}
    for each in delivered:
        tally.add(Measure.KIND, each.kind.slug)
        tally.add(Measure.DESTINATION, each.destination or NO_DESTINATION)
        if each.organisation not in members:
            members[each.organisation] = is_member(unit, each.organisation)
        tally.add(Measure.MEMBER, Membership.MEMBER if members[each.organisation] else Membership.OTHER)
        if each.decided_at is not None:
            tally.add(
                Measure.DELIVERY,
                each.kind.slug,
                hours=business_hours(calendar, each.decided_at, each.delivered_at),
            )
    kinds = {each.id: each.kind.slug for each in delivered}
    for first in range(0, len(delivered), sources.AT_ONCE):
        ids = [each.id for each in delivered[first : first + sources.AT_ONCE]]
        for application, yen in sources.fees_of(unit, ids).items():
            tally.add(Measure.FEES, kinds[application], yen=yen)
        for draft in sources.approved_drafts(unit, ids):
            for chapter in _chapters(draft):
                tally.add(Measure.HS_CHAPTER, chapter)


def _chapters(draft: JsonObject) -> set[str]:
    """Return the chapters of the Harmonized System that a draft's goods have."""
    found = set()
    goods = draft.get("goods")
    for line in goods if isinstance(goods, list) else ():
        hs = line.get("hs") if isinstance(line, dict) else None
        code = hs.get("code") if isinstance(hs, dict) else None
        if isinstance(code, str):
            found.add(code[:_CHAPTER_DIGITS])
    return found
