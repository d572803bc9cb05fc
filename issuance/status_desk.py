"""Make and sign the status file: every seal that is no longer in force, from the register itself."""

import datetime as dt
from collections.abc import Callable

from issuance.trust.office import RefreshReport, TrustOffice
from register.reader import RegisterReader
from signing.status import build_status, parse_status


class StatusDesk:
    """Publishes `status/revocations.bin` with the office's `status` key."""

    def __init__(self, trust: TrustOffice, reader: RegisterReader, clock: Callable[[], dt.datetime]) -> None:
        self._trust = trust
        self._reader = reader
        self._clock = clock

    def publish(self) -> RefreshReport:
        """Sign the register's present state; called at every revocation and by the hourly refresh."""
        return self._trust.publish_status(self._build, self._clock())

    def _build(self, previous: bytes | None) -> bytes:
        """Build the file under the repository's lock, so that an older state can never follow a newer one."""
        version = 1 if previous is None else parse_status(previous).version + 1
        # The time is taken before the register is read: the file never claims to know more than it does.
        as_of = self._clock()
        head = self._reader.head()
        return build_status(version, as_of, head.position, dict(self._reader.not_in_force()))
