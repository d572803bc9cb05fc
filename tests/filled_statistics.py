"""A chamber's statistics of two years, as if they had been counted: enough for every table, with small figures too."""

import random
from collections.abc import Mapping

from issuance.domain.statistics.measures import NO_DESTINATION, Decision, Due, Measure, Membership, Tally
from issuance.domain.statistics.months import Month, Period
from issuance.storage.statistics import store_tally
from issuance.storage.unit import Unit
from signing.content import Kind
from signing.record import RevocationReason

TWO_YEARS = Period(Month(2024, 11), Month(2026, 10))

_DESTINATIONS = {
    "CN": 60, "US": 48, "TW": 30, "TH": 25, "DE": 22, "SA": 18, "AE": 16, "VN": 14, "IN": 12, "MX": 9,
    "BR": 7, "EG": 6, "TR": 5, "KW": 4, "PK": 2, "PE": 1, "BT": 0, NO_DESTINATION: 3,
}  # fmt: skip
_CHAPTERS = {"84": 90, "85": 70, "87": 45, "39": 30, "72": 24, "90": 20, "29": 14, "73": 9, "33": 6, "22": 3, "09": 2}
_KINDS = {Kind.COO_JP: 160, Kind.COO_FOREIGN: 24, Kind.INVOICE: 60, Kind.SIGNATURE: 7}


def fill_statistics(unit: Unit, period: Period = TWO_YEARS) -> None:
    """Keep tallies of a period: the same ones each time."""
    drawn = random.Random(20261123)  # noqa: S311  # figures of a test, no secret
    for month in period:
        store_tally(unit, month, _tally(drawn))


def _tally(drawn: random.Random) -> Tally:
    tally = Tally()
    total = 0
    for kind, usual in _KINDS.items():
        times = _about(drawn, usual)
        total += times
        tally.add(Measure.KIND, kind.slug, times=times)
        tally.add(Measure.FEES, kind.slug, times=times, yen=times * 1_540)
        for _each in range(times):
            tally.add(Measure.APPROVAL, kind.slug, hours=1 + int(drawn.expovariate(0.2)))
            tally.add(Measure.DELIVERY, kind.slug, hours=1 + int(drawn.expovariate(0.5)))
    _share(drawn, tally, Measure.DESTINATION, _DESTINATIONS, total)
    _share(drawn, tally, Measure.HS_CHAPTER, _CHAPTERS, total)
    _share(drawn, tally, Measure.MEMBER, {Membership.MEMBER: 70, Membership.OTHER: 30}, total)
    decisions: Mapping[str, int] = {Decision.AT_ONCE: 85, Decision.AFTER_RETURN: 12, Decision.REJECTED: 3}
    _share(drawn, tally, Measure.DECISION, decisions, total)
    _share(drawn, tally, Measure.DUE, {Due.IN_TIME: 96, Due.LATE: 4}, total)
    reasons: Mapping[str, int] = {RevocationReason.EXPORTER_REQUEST: 6, RevocationReason.CHAMBER_ERROR: 1}
    _share(drawn, tally, Measure.REVOKED, reasons, drawn.randint(0, 6))
    return tally


def _share(drawn: random.Random, tally: Tally, measure: Measure, weights: Mapping[str, int], total: int) -> None:
    for part in drawn.choices(list(weights), list(weights.values()), k=total):
        tally.add(measure, str(part))


def _about(drawn: random.Random, usual: int) -> int:
    return max(0, round(drawn.gauss(usual, usual / 8)))
