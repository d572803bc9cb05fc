"""What the office itself holds as trusted: the newest state that its offline keys have signed."""

import datetime as dt
from collections.abc import Mapping

from issuance.trust.office import TrustOffice
from issuance.trust.repository import SURVIVORS_PREFIX
from issuance.trust.trust_list import current_trust_list
from signing.trust import Trust, TrustList, parse_survivors


class PublishedTrust:
    """Reads trust list and survivors, and reads them again only when the repository has changed.

    Issuing asks some ten times per certificate; to read and to verify takes a millisecond. Not for threads to share.
    """

    def __init__(self, office: TrustOffice) -> None:
        self._office = office
        self._stamp: tuple[int, ...] | None = None
        self._read: tuple[TrustList, Mapping[bytes, frozenset[bytes]]] | None = None

    def at(self, now: dt.datetime) -> Trust:
        """Return what is trusted. It counts as refreshed `now`: nobody knows it better than the office."""
        # The stamp is taken before the files are read: what changes meanwhile is read again the next time.
        stamp = self._office.repository.stamp()
        if self._read is None or stamp != self._stamp:
            self._read, self._stamp = self._read_anew(), stamp
        trust_list, survivors = self._read
        return Trust(trust_list, now, survivors)

    def _read_anew(self) -> tuple[TrustList, Mapping[bytes, frozenset[bytes]]]:
        targets = self._office.newest_targets().signed.targets
        survivors = {
            bytes.fromhex(path.removeprefix(SURVIVORS_PREFIX)): parse_survivors(
                self._office.repository.read_target(target)
            )
            for path, target in targets.items()
            if path.startswith(SURVIVORS_PREFIX)
        }
        return current_trust_list(self._office), survivors
