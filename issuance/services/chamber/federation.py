"""The federation's view of its chambers: counts and switches, and neither organisations, people nor applications.

Terms, articles 3-3, 18 and 19: the federation runs the system and does not handle the data in it. Nothing here opens a
unit of a chamber; what is handed out says `domain.overview`.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from issuance.domain.calendar import japan_date
from issuance.domain.key_windows import key_windows
from issuance.domain.overview import ChamberOverview, KeyCare, MonthCount
from issuance.domain.settings import ChamberSettings, Stopped
from issuance.errors import IssuanceError
from issuance.storage.directory import SettingsDirectory
from register.errors import RegisterError
from register.reader import RegisterReader
from signing.errors import SigningError
from signing.trust import TrustList

MONTHS = 12

_COUNTED_FOR = dt.timedelta(minutes=10)
"""Counting goes through the whole register, so its answer serves for a while."""

Counts = dict[tuple[str, str], int]


class FederationDesk:
    """Looks over all chambers of the installation."""

    def __init__(
        self,
        directory: SettingsDirectory,
        reader: Callable[[], RegisterReader],
        trust_list: Callable[[], TrustList],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._directory = directory
        self._reader = reader
        self._trust_list = trust_list
        self._clock = clock
        self._counted: tuple[dt.datetime, Counts] | None = None

    def chambers(self) -> Sequence[ChamberOverview]:
        """Return every chamber, by code."""
        now = self._clock()
        counts, trusted = self._counts(now), self._trusted()
        return [
            _overview(code, settings, trusted, counts, japan_date(now))
            for code, settings in self._directory.settings().items()
        ]

    def chamber(self, code: str) -> ChamberOverview | None:
        """Return one chamber, None where there is none of that code."""
        return next((overview for overview in self.chambers() if overview.code == code), None)

    def _trusted(self) -> TrustList | None:
        try:
            return self._trust_list()
        except (IssuanceError, SigningError, OSError):
            return None  # An installation whose first ceremony is still to come; the page says that nothing is known.

    def _counts(self, now: dt.datetime) -> Counts:
        if self._counted is None or not dt.timedelta() <= now - self._counted[0] < _COUNTED_FOR:
            since = last_months(japan_date(now))[0]
            try:
                rows = self._reader().issued_per_month(since)
            except RegisterError:
                rows = []
            self._counted = (now, {(code, month): count for code, month, count in _summed(rows)})
        return self._counted[1]


def last_months(day: dt.date) -> list[dt.date]:
    """Return the first days of the last `MONTHS` months, the one of `day` last."""
    first = day.year * 12 + day.month - MONTHS
    return [dt.date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(MONTHS)]


def _summed(rows: Sequence[tuple[str, str, int]]) -> Sequence[tuple[str, str, int]]:
    """Add up what one chamber has in a month under numbers of two years: at New Year's Eve abroad, for example."""
    sums: Counts = {}
    for code, month, count in rows:
        sums[code, month] = sums.get((code, month), 0) + count
    return [(code, month, count) for (code, month), count in sums.items()]


def _overview(
    code: str, settings: ChamberSettings, trusted: TrustList | None, counts: Counts, day: dt.date
) -> ChamberOverview:
    return ChamberOverview(
        code=code,
        names=settings.names,
        functions=settings.functions,
        stopped=any(settings.stop_of(what, None) for what in Stopped),
        last_day=settings.end.last_day if settings.end else None,
        keys=_care(code, trusted, day),
        months=tuple(MonthCount(month, counts.get((code, f"{month:%Y-%m}"), 0)) for month in last_months(day)),
    )


def _care(code: str, trusted: TrustList | None, day: dt.date) -> KeyCare:
    if trusted is None:
        return KeyCare(known=False)
    found = key_windows(trusted, code, day)
    return KeyCare(known=True, covered_until=found.covered_until, needs_care=found.needs_care)
