"""Look-ups from memory: what never changes from caches, what can change from the follower, all else from the register.

The register is asked for whatever a cache does not have. So an empty cache costs time and never an answer; and “not
known” is only ever the register's own word.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from reference_service.breaker import Breaker
from reference_service.certificate_cache import CertificateCache
from reference_service.register_view import Published, judged
from reference_service.status_follower import StatusFollower
from register.entry import Head, StoredCertificate
from register.errors import RegisterError, RegisterUnavailableError
from register.prepared import row_key
from register.reader import RegisterReader
from signing.record import Event
from signing.seal import parse_seal

T = TypeVar("T")

MAX_COPIES_KEPT = 10_000
"""A hundred bytes each."""

REST_SECONDS = 1.0
"""A register that did not answer in time is left alone for this long; meanwhile answers come from memory alone."""


class SharedCache(Protocol):
    """A cache that several processes share. It never raises: what it cannot give or take, it does without."""

    @property
    def breaker(self) -> Breaker | None:
        """What keeps a faulty server from being asked; None where there is no server."""
        ...

    def get(self, key: bytes) -> StoredCertificate | None:
        """Return the certificate of a row key as it was published."""
        ...

    def put(self, key: bytes, stored: StoredCertificate) -> None:
        """Keep it, unless it is there."""
        ...


class NoSharedCache:
    """Stands in where none is set up."""

    breaker = None

    def get(self, _key: bytes) -> None:
        """Return nothing."""

    def put(self, _key: bytes, _stored: StoredCertificate) -> None:
        """Keep nothing."""


class CachedSource:
    """The certificates of a register; see :class:`reference_service.register_view.CertificateSource`."""

    def __init__(
        self,
        reader: RegisterReader,
        follower: StatusFollower,
        cache: CertificateCache,
        shared: SharedCache | None = None,
        *,
        breaker: Breaker | None = None,
    ) -> None:
        self._reader = reader
        self._follower = follower
        self._cache = cache
        self._shared = shared or NoSharedCache()
        self._copies: dict[bytes, str] = {}
        # The reader has tried twice and waited for its deadline before it fails: once is enough.
        self.breaker = breaker or Breaker(failures=1, seconds=REST_SECONDS)
        self.found_in: defaultdict[str, int] = defaultdict(int)
        """Look-ups by where the certificate was found; asking the register in vain counts as the register."""

    @property
    def breakers(self) -> dict[str, Breaker]:
        """The breakers by the name of the server that each leaves alone."""
        shared = self._shared.breaker
        return {"register": self.breaker} | ({"redis": shared} if shared is not None else {})

    def head(self) -> Head:
        """Return how far the register was followed and as of when."""
        return self._follower.head()

    def held_by_number(self, number: str, day: str) -> Published | None:
        """Return the certificate if this process has it; None says nothing."""
        return self._held(self._cache.by_name(number, day))

    def held_by_seal(self, seal: bytes) -> Published | None:
        """Return the certificate if this process has it; None says nothing."""
        return self._held(self._cache.by_seal(seal))

    def by_number(self, number: str, issue_date: dt.date) -> Published | None:
        """Look up by canonical number and issue date."""
        key = row_key(number, issue_date)
        return self._cached(key) or self._taken(self._ask(lambda: self._reader.by_number(number, issue_date)))

    def by_seal(self, sid: bytes, seal: bytes) -> Published | None:
        """Look up by the bytes of a seal and the id that follows from them."""
        found = self.held_by_seal(seal)
        if found is None:
            payload = parse_seal(seal).payload
            found = self._cached(row_key(payload.number, payload.issued))
        # Another seal may name the same number and date: then it is the register's word that counts.
        if found is None or found.stored.seal != seal:
            found = self._taken(self._ask(lambda: self._reader.by_sid(sid)))
        return found if found is not None and found.stored.seal == seal else None

    def by_document(self, sha256: bytes) -> Published | None:
        """Look up by the hash of the issued PDF."""
        return self._taken(self._ask(lambda: self._reader.by_document(sha256)))

    def copy_of(self, sid: bytes) -> str | None:
        """Look up the reference copy. It comes after the certificate and never changes: only a yes is kept."""
        kept = self._copies.get(sid)
        if kept is None:
            kept = self._ask(lambda: self._reader.copy_of(sid))
            if kept is not None:
                if len(self._copies) >= MAX_COPIES_KEPT:
                    self._copies.clear()
                self._copies[sid] = kept
        return kept

    def _cached(self, key: bytes) -> Published | None:
        entry = self._cache.by_key(key)
        if entry is None:
            stored = self._shared.get(key)
            if stored is None:
                return None
            entry = judged(stored)
            self._cache.put(key, entry)
            self.found_in["redis"] += 1
            return self._now(entry)
        return self._held(entry)

    def _held(self, entry: Published | None) -> Published | None:
        if entry is None:
            return None
        self.found_in["memory"] += 1
        return self._now(entry)

    def _now(self, entry: Published) -> Published | None:
        """Return a cached entry as it is now, or None where its content is no longer to be shown."""
        later = self._follower.later_records(entry.stored.sid)
        if not later:
            return entry
        now = judged(replace(entry.stored, records=(entry.stored.records[0], *later)))
        if now.record_of(Event.EXPUNGE) is not None:
            self._cache.drop(row_key(entry.stored.number, entry.stored.issue_date))
            return None
        return now

    def _ask(self, question: Callable[[], T]) -> T:
        self.found_in["register"] += 1
        if not self.breaker.admits():
            raise RegisterUnavailableError("The register did not answer a moment ago; it is asked again in a second.")
        try:
            stored = question()
        except RegisterUnavailableError:
            self.breaker.failed()
            raise
        except RegisterError:
            # It answered, and what it said is wrong for another reason.
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return stored

    def _taken(self, stored: StoredCertificate | None) -> Published | None:
        """Keep what the register returned, and return it with all records that are known by now."""
        if stored is None:
            return None
        first, later = stored.records[0], stored.records[1:]
        known = self._follower.later_records(stored.sid)
        if len(later) > len(known):
            self._follower.learn(stored.sid, later)
        elif len(later) < len(known):
            # This answer came from a replica that is behind what is known already.
            stored = replace(stored, records=(first, *known))
        published = judged(stored)
        if stored.content is None:
            return published
        if len(stored.records) > 1 and published.record_of(Event.EXPUNGE) is not None:
            raise RegisterUnavailableError("The register returned content whose deletion is already recorded.")
        key = row_key(stored.number, stored.issue_date)
        as_published = replace(stored, records=(first,))
        self._cache.put(key, judged(as_published) if len(stored.records) > 1 else published)
        self._shared.put(key, as_published)
        return published
