"""What has happened to an organisation's registration, as a line of time, the newest first."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from issuance.domain.registration.filing import Filing, FilingState
from issuance.language import _, spoken_language
from issuance.services.registrar.views import SeenOrganisation
from issuance.storage.measures import Measure
from issuance.web.registrar_words import FILING_STATES, KINDS, MEASURE_STATES, MEASURES


@dataclass(frozen=True)
class Event:
    """One thing that happened. `filing` leads to its page."""

    at: dt.datetime
    text: str
    more: str = ""
    by: str = ""
    filing: str = ""
    is_open: bool = False


def history_of(seen: SeenOrganisation) -> Sequence[Event]:
    """Return what happened to filings and measures."""
    events = [event for filing in seen.filings for event in _of_filing(seen, filing)]
    events += [event for measure in seen.measures for event in _of_measure(seen, measure)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_filing(seen: SeenOrganisation, filing: Filing) -> Iterator[Event]:
    kind = _(KINDS[filing.kind])
    if filing.submitted_at is not None:
        waits = filing.state in (FilingState.SUBMITTED, FilingState.IN_REVIEW)
        yield Event(
            filing.submitted_at, _("Submitted: %(kind)s", kind=kind), filing.reference, filing=filing.id, is_open=waits
        )
    if filing.decided_at is not None:
        word = _(FILING_STATES[filing.state][0])
        validity = ""
        if filing.term_from is not None and filing.term_until is not None:
            day_text = spoken_language().day_text
            first, last = day_text(filing.term_from), day_text(filing.term_until)
            validity = _("valid %(first)s – %(last)s", first=first, last=last)
        by = seen.staff.get(filing.decided_by or "", "")
        yield Event(filing.decided_at, f"{kind}: {word}", validity or filing.remarks.general, by, filing.id)


def _of_measure(seen: SeenOrganisation, measure: Measure) -> Iterator[Event]:
    title = _(MEASURES[measure.kind])
    by = seen.staff.get(measure.written_by or "", "")
    yield Event(measure.written_at, title, measure.words.reason, by, is_open=measure.is_open)
    if measure.settled_at is not None:
        word = _(MEASURE_STATES[measure.state][0])
        settled_by = seen.staff.get(measure.settled_by or "", "")
        yield Event(measure.settled_at, f"{title}: {word}", measure.words.closing, settled_by)
