"""Words of statistics, on pages and in the CSV file."""

from collections.abc import Callable, Mapping

from babel.dates import format_skeleton

from issuance.domain.application.codes.countries import is_country, printed_name
from issuance.domain.statistics.durations import Durations
from issuance.domain.statistics.measures import NO_DESTINATION, Decision, Due, Measure, Membership
from issuance.domain.statistics.months import MONTHS_OF_A_YEAR, Month, Period
from issuance.domain.statistics.tables import Step
from issuance.language import N_, _, spoken_language
from issuance.web.chamber_words import KINDS
from signing.content import KIND_BY_SLUG
from signing.record import RevocationReason

MEASURES = {
    Measure.KIND: N_("Certificates by kind"),
    Measure.DESTINATION: N_("Certificates by destination"),
    Measure.HS_CHAPTER: N_("Certificates by chapter of the HS"),
    Measure.MEMBER: N_("Certificates of members and others"),
    Measure.FEES: N_("Fees by kind"),
    Measure.DECISION: N_("Decisions"),
    Measure.DUE: N_("Decided within the target time"),
    Measure.REVOKED: N_("Revocations by reason"),
    Measure.APPROVAL: N_("From submission to approval"),
    Measure.DELIVERY: N_("From approval to delivery"),
}

STEPS = {Step.MONTH: N_("by month"), Step.QUARTER: N_("by quarter"), Step.YEAR: N_("by year")}

_PARTS: Mapping[Measure, Mapping[str, str]] = {
    Measure.MEMBER: {Membership.MEMBER: N_("Members"), Membership.OTHER: N_("Others than members")},
    Measure.DECISION: {
        Decision.AT_ONCE: N_("Approved as first submitted"),
        Decision.AFTER_RETURN: N_("Approved after a return"),
        Decision.REJECTED: N_("Rejected"),
    },
    Measure.DUE: {Due.IN_TIME: N_("In time"), Due.LATE: N_("Late")},
    Measure.REVOKED: {
        RevocationReason.EXPORTER_REQUEST: N_("The exporter asked for it"),
        RevocationReason.INCORRECT_CONTENT: N_("Its content was not correct"),
        RevocationReason.CHAMBER_ERROR: N_("The chamber erred"),
        RevocationReason.FALSE_DECLARATION: N_("The declaration was false"),
        RevocationReason.MISUSE: N_("It was misused"),
        RevocationReason.NOT_FINISHED: N_("It was not finished"),
    },
}


def part_words(measure: Measure, part: str) -> str:
    """Return what a part of a table is called."""
    named = _PARTS.get(measure, {})
    if part in named:
        return _(named[part])
    return _READERS.get(measure, _kind)(part)


def month_words(month: Month) -> str:
    """Return `March 2026`, as the language writes it."""
    return format_skeleton("yMMMM", month.first_day, locale=spoken_language().locale)


def period_words(period: Period) -> str:
    """Return a period, a whole year or one month by its name."""
    if len(period) == 1:
        return month_words(period.first)
    if len(period) == MONTHS_OF_A_YEAR and period.first.number == 1:
        return format_skeleton("y", period.first.first_day, locale=spoken_language().locale)
    return _("%(first)s to %(last)s", first=month_words(period.first), last=month_words(period.last))


def span_words(period: Period, step: Step) -> str:
    """Return what stands below a column, as short as can be: `2026-03`, `2026 Q1`, `2026`."""
    if step is Step.MONTH:
        return str(period.first)
    if step is Step.YEAR:
        return str(period.first.year)
    return f"{period.first.year} Q{(period.first.number + 2) // 3}"


def hours_words(hours: int, day_hours: float) -> str:
    """Return business hours, from a day on in days of them."""
    if hours < day_hours:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h (%(days)s days)", hours=hours, days=f"{hours / day_hours:.1f}")


def slow_words(durations: Durations, day_hours: float) -> str:
    """Return the 90th percentile, a dash where there are too few."""
    return "–" if durations.slow is None else hours_words(durations.slow, day_hours)


def _kind(slug: str) -> str:
    kind = KIND_BY_SLUG.get(slug)
    return slug if kind is None else _(KINDS[kind])


def _country(code: str) -> str:
    if code == NO_DESTINATION:
        return _("No destination named")
    if not is_country(code):
        return code
    spoken = spoken_language().code
    return printed_name(code, {}, spoken)


def _chapter(chapter: str) -> str:
    return _("Chapter %(chapter)s", chapter=chapter)


_READERS: Mapping[Measure, Callable[[str], str]] = {Measure.DESTINATION: _country, Measure.HS_CHAPTER: _chapter}
