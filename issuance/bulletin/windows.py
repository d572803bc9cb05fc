"""The maintenance windows that the published bulletin announces, for the office that closes while they last."""

import datetime as dt
import logging
from collections.abc import Callable

from issuance.bulletin.desk import BulletinDesk
from issuance.errors import IssuanceError
from signing.bulletin import Bulletin, Window
from signing.errors import SigningError

_LOG = logging.getLogger(__name__)


class AnnouncedWindows:
    """Reads the bulletin again only when the trust repository has changed. Threads may share it."""

    def __init__(self, desk: Callable[[], BulletinDesk]) -> None:
        self._desk = desk
        self._read: tuple[tuple[int, ...] | None, Bulletin | None] = (None, None)

    def at(self, now: dt.datetime) -> tuple[Window, ...]:
        """Return the windows under way and to come that people see, the next one first.

        A bulletin that has expired says nothing, and a repository that cannot be read closes no office.
        """
        bulletin = self._bulletin()
        if bulletin is None or not bulletin.speaks_at(now):
            return ()
        return tuple(window for window in bulletin.windows if window.shown_at(now))

    def _bulletin(self) -> Bulletin | None:
        desk = self._desk()
        # Taken before the files are read: what changes meanwhile is read again the next time.
        stamp = desk.stamp()
        if stamp != self._read[0]:
            try:
                found = None if stamp is None else desk.published()
            except (IssuanceError, SigningError, OSError) as error:
                _LOG.warning("The bulletin cannot be read; what it said last counts: %s", error)
                found = self._read[1]
            self._read = (stamp, found)
        return self._read[1]
