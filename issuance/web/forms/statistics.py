"""Which statistics are asked for: in the page's address, so that it can be kept and sent to a colleague."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from issuance.domain.statistics.months import MONTHS_OF_A_YEAR, Month, Period
from issuance.domain.statistics.tables import Step


@dataclass(frozen=True)
class Asked:
    """A period, None for the usual one, and the spans of the series."""

    period: Period | None
    step: Step

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> "Asked":
        """Read `from=2026-01&to=2026-03&by=quarter`. What is no month is as if it were not there."""
        first, last = (Month.read(args.get(name, "")) for name in ("from", "to"))
        step = next((each for each in Step if each.value == args.get("by")), Step.MONTH)
        if first is None and last is None:
            return cls(None, step)
        return cls(Period(first or last or Month(2000, 1), last or first or Month(2000, 1)), step)


def shortcuts(known: Period) -> list[Period]:
    """Return the last month, the quarter and the year in which it lies, and the year before."""
    last = known.last
    quarter = Month(last.year, (last.number - 1) // 3 * 3 + 1)
    found = [
        Period(last, last),
        Period(quarter, last),
        Period(Month(last.year, 1), last),
        Period(Month(last.year - 1, 1), Month(last.year - 1, MONTHS_OF_A_YEAR)),
    ]
    kept = [period for period in found if period.last >= known.first]
    return list(dict.fromkeys(kept))
