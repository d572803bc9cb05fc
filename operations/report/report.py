"""The report as values: everything that it says, before words and paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from operations.incidents.incident import Incident, faults_in
from operations.probe.announced import Announced
from operations.probe.records import Part, Record
from operations.report.figures import Figures, Span, count
from operations.report.minutes import DOWN, Pause, Spell, State, spells, states_of
from operations.report.office_hours import OfficeHours
from operations.times import Month


@dataclass(frozen=True)
class PartMonth:
    """One part's month: its minutes up to the report's end, its pauses, and what went wrong."""

    part: Part
    states: Sequence[State]
    pauses: Sequence[Pause]
    outages: Sequence[Spell]
    gaps: Sequence[Spell]
    whole: Figures
    business: Figures | None
    """Over business hours; None of a part that is promised around the clock alone."""

    @property
    def promised(self) -> Figures:
        """What Annex 1 promises: business hours of the office where they are known, all hours of the reference."""
        return self.business or self.whole


@dataclass(frozen=True)
class Report:
    """A month. `until` is its end, or now while it lasts."""

    month: Month
    until: dt.datetime
    made_at: dt.datetime
    service_name: str
    parts: Sequence[PartMonth]
    incidents: Sequence[Incident]
    faults: int
    """Counted incidents of the year up to the month's end."""
    damaged: int
    hours: OfficeHours | None

    @property
    def is_over(self) -> bool:
        """Whether nothing will be added."""
        return self.until == self.month.ends

    def for_bulletin(self) -> list[dict[str, Any]]:
        """Return what `issuance bulletin availability take` reads. It knows no unmeasured minutes: they are down."""
        return [
            {
                "month": str(self.month),
                "part": str(each.part),
                "promised": each.promised.promised,
                "announced": each.promised.announced,
                "emergency": each.promised.emergency,
                "attack": each.promised.attack,
                "down": each.promised.down + each.promised.unmeasured,
            }
            for each in self.parts
            if each.promised.promised
        ]


@dataclass(frozen=True)
class Seen:
    """What the report is made from."""

    records: Sequence[Record]
    damaged: int
    announced: Sequence[Announced]
    incidents: Sequence[Incident]
    hours: OfficeHours | None
    service_name: str


def make_report(month: Month, seen: Seen, now: dt.datetime) -> Report:
    """Put a month together. A part without a record and without a pause is not watched, and left out."""
    until = min(month.ends, max(now, month.begins))
    parts = []
    for part in Part:
        records = [record for record in seen.records if record.part is part]
        if records:
            parts.append(_part_month(month, until, part, records, seen))
    of_month = [i for i in seen.incidents if i.began < month.ends and (i.restored or now) >= month.begins]
    before_end = [i for i in seen.incidents if i.began < month.ends]
    return Report(
        month=month,
        until=until,
        made_at=now,
        service_name=seen.service_name,
        parts=parts,
        incidents=of_month,
        faults=faults_in(before_end, month.year),
        damaged=seen.damaged,
        hours=seen.hours,
    )


def _part_month(month: Month, until: dt.datetime, part: Part, records: Sequence[Record], seen: Seen) -> PartMonth:
    pauses = _pauses(part, month, seen.announced, seen.incidents, until)
    states = states_of(month, records, pauses)
    length = int((until - month.begins).total_seconds()) // 60
    states = states[:length]
    business = None
    if part is Part.OFFICE and seen.hours is not None:
        business = count(month, states, [_clipped(span, until) for span in seen.hours.open])
    return PartMonth(
        part=part,
        states=states,
        pauses=pauses,
        outages=spells(month, states, DOWN, records),
        gaps=spells(month, states, (State.UNMEASURED,)),
        whole=count(month, states),
        business=business,
    )


def _clipped(span: Span, until: dt.datetime) -> Span:
    return min(span[0], until), min(span[1], until)


def _pauses(
    part: Part, month: Month, announced: Sequence[Announced], incidents: Sequence[Incident], until: dt.datetime
) -> list[Pause]:
    """Return the pauses of a part that touch the month: announced windows, and closings because of an attack."""
    found = [
        Pause(w.begins, w.ends, State.EMERGENCY if w.emergency else State.ANNOUNCED, w.text)
        for w in announced
        if part in w.stops
    ]
    found += [
        Pause(i.began, i.restored or until, State.ATTACK, {"": i.what})
        for i in incidents
        if i.paused and part in i.stops
    ]
    return sorted(
        (pause for pause in found if pause.begins < until and pause.ends > month.begins), key=lambda pause: pause.begins
    )
