"""The board: the newest signed bulletin that this process has seen, and what of it counts now.

It is looked at once a second at most. Whatever is wrong with a bulletin (missing, half copied, altered, garbage, an
older number) is logged once and changes nothing else: the last good one stays in use until it expires, and after that
there are no notices, no windows and no larger limits, while the service goes on.
"""

import datetime as dt
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import TargetFile

from reference_service.errors import BulletinRefusedError, TrustUnavailableError
from reference_service.trust import PublishedTrust, TrustDirectory
from signing.bulletin import MAX_BULLETIN_BYTES, ApiKey, Bulletin, Notice, Severity, Window, parse_bulletin
from signing.errors import SigningError

LOOK_EVERY = dt.timedelta(seconds=1)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Posted:
    """What of the bulletin counts at one moment. `bulletin` is None where there is none, or it has expired.

    `version` is another one whenever what a page shows would be: 0 where nothing is posted.
    """

    bulletin: Bulletin | None = None
    notices: tuple[Notice, ...] = ()
    windows: tuple[Window, ...] = ()
    running: frozenset[str] = frozenset()
    version: int = 0
    _keys: Mapping[bytes, ApiKey] = field(default_factory=dict, repr=False)

    def api_key(self, sha256: bytes, day: dt.date) -> ApiKey | None:
        """Return the key of this hash that counts on a day (UTC), if there is one."""
        key = self._keys.get(sha256)
        return key if key is not None and key.valid_on(day) else None


NOTHING = Posted()


class BulletinBoard:
    """Follows `status/bulletin.json` of the trust repository in `directory`; safe to share between threads."""

    def __init__(self, trust: TrustDirectory, directory: Path, clock: Callable[[], dt.datetime]) -> None:
        self._trust = trust
        self._directory = directory
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at: dt.datetime | None = None
        self._read_of: PublishedTrust | None = None
        self._newest: tuple[Bulletin, bytes] | None = None
        self._keys: Mapping[bytes, ApiKey] = {}
        self._posted = NOTHING
        self._said: set[str] = set()

    def now(self) -> Posted:
        """Return what counts now, not more than a second old."""
        now = self._clock()
        # A clock that was set back looks anew at once.
        if self._looked_at is None or not dt.timedelta() <= now - self._looked_at < LOOK_EVERY:
            with self._lock:
                self._look()
                self._posted = self._count(now)
                self._looked_at = now
        return self._posted

    @property
    def version(self) -> int:
        """Another number whenever pages look otherwise for the bulletin's sake; equal in every process."""
        return self.now().version

    def api_key(self, sha256: bytes) -> ApiKey | None:
        """Return the bank's key whose secret has this hash, while it counts; else None."""
        return self.now().api_key(sha256, self._clock().astimezone(dt.UTC).date())

    def _look(self) -> None:
        try:
            published = self._trust.current()
        except TrustUnavailableError:
            return  # The trust directory has logged it.
        if published is self._read_of:
            return
        if published.bulletin is not None:
            try:
                self._take(_read(self._directory, published.bulletin))
            except (BulletinRefusedError, SigningError, LengthOrHashMismatchError, OSError) as error:
                # Not marked as read, so that the next look tries again: a copy may only be half-way through.
                self._say_once(
                    f"refused: {error}",
                    f"The bulletin in {self._directory} is refused, and the last good one stays in use: {error}",
                )
                return
        self._read_of = published

    def _take(self, data: bytes) -> None:
        bulletin = parse_bulletin(data)
        if self._newest is not None:
            newest, bytes_of_newest = self._newest
            if bulletin.number < newest.number or (bulletin.number == newest.number and data != bytes_of_newest):
                raise BulletinRefusedError(
                    f"it has number {bulletin.number} and number {newest.number} was read before; publish the newest "
                    "with `issuance bulletin publish`, which gives it a number of its own."
                )
        self._newest = bulletin, data
        self._keys = {key.sha256: key for key in bulletin.api_keys}
        self._said.clear()

    def _count(self, now: dt.datetime) -> Posted:
        if self._newest is None:
            return NOTHING
        bulletin = self._newest[0]
        if not bulletin.speaks_at(now):
            self._say_once(
                f"silent: {bulletin.number}",
                f"Bulletin {bulletin.number} counts from {bulletin.issued_at} to {bulletin.valid_until} and it is "
                f"{now}: notices and larger limits rest. Publish with `issuance trust refresh` or check the clock.",
            )
            return NOTHING
        # Warnings first; a sort keeps the office's order otherwise.
        notices = sorted(
            (n for n in bulletin.notices if n.holds(now)), key=lambda n: n.severity is not Severity.WARNING
        )
        windows = tuple(sorted((w for w in bulletin.windows if w.shown_at(now)), key=lambda window: window.begins))
        running = frozenset(window.id for window in windows if window.holds(now))
        shown = [bulletin.number, [n.id for n in notices], [w.id for w in windows], sorted(running)]
        version = int.from_bytes(hashlib.sha256(repr(shown).encode()).digest()[:6])
        return Posted(bulletin, tuple(notices), windows, running, version, self._keys)

    def _say_once(self, topic: str, sentence: str) -> None:
        # Once for each bulletin and not with every look: the log is for people.
        if topic not in self._said:
            self._said.add(topic)
            _log.error("%s", sentence)


def _read(directory: Path, target: TargetFile) -> bytes:
    if target.length > MAX_BULLETIN_BYTES:
        raise BulletinRefusedError(f"it has {target.length} bytes; at most {MAX_BULLETIN_BYTES} are read.")
    with (directory / "targets" / target.get_prefixed_paths()[0]).open("rb") as file:
        # One byte more than expected, so that a longer file is noticed and an endless one ends.
        data = file.read(target.length + 1)
    target.verify_length_and_hashes(data)
    return data
