"""How long each kind of trust metadata is believed, and when the office renews it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Lifetimes:
    """Validity of signed metadata from the moment of signing.

    `root` and `targets` need people and offline keys, hence a quarter of a year. `status` is signed by the
    office, and 8 days let it survive a week of holidays. `snapshot` lists nothing that outlives `status`
    and the freeze protection comes from `timestamp`, so it lives as long as `status`: shorter would only
    add signatures, longer would promise what `status` cannot keep. `timestamp` bounds how long a scanner
    can be kept in the past.
    """

    root: timedelta = timedelta(days=90)
    targets: timedelta = timedelta(days=90)
    status: timedelta = timedelta(days=8)
    snapshot: timedelta = timedelta(days=8)
    timestamp: timedelta = timedelta(hours=24)
    renew_online_before: timedelta = timedelta(days=4)
    """`status` and `snapshot` are signed anew when less than this is left: it bridges a long weekend."""
    renew_offline_before: timedelta = timedelta(days=30)
    """A refresh warns from here on that people must come together to renew `root` and `targets`."""

    def expiry(self, role: str, now: datetime) -> datetime:
        """Return the instant at which metadata of `role` signed at `now` expires (UTC, whole seconds).

        TUF writes expiries in whole seconds, and python-tuf refuses any zone but UTC.
        """
        lifetime: timedelta = getattr(self, role)
        return now.astimezone(UTC).replace(microsecond=0) + lifetime
