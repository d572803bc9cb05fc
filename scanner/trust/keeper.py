"""Trust that stays fresh while the program runs: a camera at a counter runs for days.

keeper = TrustKeeper(store, source, clock=…, say=…)
keeper.open()                          # loads, online after an update; raises where there is no trust at all
keeper.current().trust                 # what holds now, from memory
keeper.refresh_if_due()                # at most once an hour; or `with keeper.kept_fresh():`
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scanner.ages import age_text
from scanner.language import _
from scanner.trust.clock import clock_problem
from scanner.trust.contents import status_of, trust_of
from scanner.trust.errors import NotRefreshedError, TrustError
from scanner.trust.source import TrustSource
from scanner.trust.store import StoredTrust, TrustStore
from signing.status import StatusFile
from signing.trust import Trust

CLOCK_LAG: Final = timedelta(minutes=1)
"""How far this machine's clock may fall behind the time that has passed since the start: clocks are corrected a bit."""


@dataclass(frozen=True)
class RefreshTimes:
    """When to look for newer trust files; seconds."""

    usual: float = 3600
    """The office signs hourly."""
    urgent: float = 60
    """Where a verdict says that what is known is too old, and after an update that failed."""
    look: float = 15
    """How often the thread of `kept_fresh` looks whether anything is due."""


@dataclass(frozen=True)
class Held:
    """What may be believed now, all of one update."""

    trust: Trust
    status: StatusFile | None
    stored: StoredTrust


class TrustKeeper:
    """Holds one state of trust and replaces it as a whole. Safe for threads.

    `source` makes the source of updates out of the stored trust, None where no network is used: then it is looked
    whether another program has updated the folder. `say` tells a person one sentence; each is said once.
    """

    def __init__(
        self,
        store: TrustStore,
        source: Callable[[StoredTrust | None], TrustSource] | None,
        *,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
        times: RefreshTimes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._source = source
        self._clock = clock
        self._say = say
        self._times = times or RefreshTimes()
        self._monotonic = monotonic
        self._refreshing = threading.Lock()
        self._held: Held | None = None
        self._known: tuple[datetime, float] | None = None
        """A time that it is at least, and what `monotonic` showed then."""
        self._looked_at = monotonic()
        self._failed = False
        self._said: set[str] = set()

    def open(self) -> Held:
        """Load what is stored, online after an update; where that fails, the last good state serves on.

        Raises TrustError where nothing can be believed at all.
        """
        stored: StoredTrust | None = None
        try:
            stored = self._store.load(self._clock())
        except NotRefreshedError:
            if self._source is None:
                raise
        if self._source is not None:
            try:
                stored = self._store.update(self._clock(), self._source(stored))
            except TrustError as error:
                if stored is None:
                    raise
                self._tell_failure(error, stored)
        assert stored is not None  # noqa: S101  # loaded, updated, or raised above
        return self._hold(stored)

    def current(self) -> Held:
        """Return what is believed now."""
        return self._held or self.open()

    def now(self) -> datetime:
        """Return the time from which ages count (UTC): never earlier than the highest time ever seen.

        A clock set back must not make old files fresh, nor keep them as fresh as they were when it was set back: from
        the highest time on as much time has passed as this program has run.
        """
        now = max(self.current().stored.now, self._clock())
        least = self._least(now)
        return least if least - now > CLOCK_LAG else now

    def refresh_if_due(self, *, urgent: bool = False) -> bool:
        """Look for newer trust files where it is time to, and tell whether newer ones are in force now.

        A second thread does not wait for the first, and no TrustError comes out: it is said, and what was held stays.
        """
        wait = self._times.urgent if urgent or self._failed else self._times.usual
        if self._monotonic() - self._looked_at < wait or not self._refreshing.acquire(blocking=False):
            return False
        try:
            return self._refresh()
        finally:
            self._looked_at = self._monotonic()
            self._refreshing.release()

    @contextmanager
    def kept_fresh(self) -> Iterator[None]:
        """Keep it fresh in a thread beside the work, until the end of the block."""
        over = threading.Event()

        def work() -> None:
            while not over.wait(self._times.look):
                self.refresh_if_due()

        thread = threading.Thread(target=work, name="trust", daemon=True)
        thread.start()
        try:
            yield
        finally:
            # A download in progress is left behind: the last good state is in force whatever becomes of it.
            over.set()

    def say_clock(self, server_date: datetime) -> None:
        """Say it, once, where this machine's clock is plainly apart from a service's (UTC)."""
        problem = clock_problem(self._clock(), None, server_date)
        self._tell(problem, once_as="clock")

    def _refresh(self) -> bool:
        held = self.current()
        try:
            if self._source is None:
                stored = self._store.load(self._clock())
            else:
                stored = self._store.update(self._clock(), self._source(held.stored))
            self._hold(stored)
        except TrustError as error:
            self._failed = True
            self._tell_failure(error, held.stored)
            return False
        self._failed = False
        return stored.metadata.versions != held.stored.metadata.versions

    def _least(self, now: datetime) -> datetime:
        """Return the time that it must be at least by what has passed since the first state was held."""
        if self._known is None:
            return now
        then, at = self._known
        return then + timedelta(seconds=self._monotonic() - at)

    def _hold(self, stored: StoredTrust) -> Held:
        self._known = max(stored.now, self._least(stored.now)), self._monotonic()
        held = Held(trust_of(stored), status_of(stored), stored)
        self._held = held
        signed_as_of = held.status.as_of if held.status is not None else None
        self._tell(clock_problem(self._clock(), signed_as_of, stored.server_date), once_as="clock")
        for warning in stored.warnings:
            self._tell(warning.sentence)
        return held

    def _tell_failure(self, error: TrustError, stored: StoredTrust) -> None:
        text = _("%(error)s The trust files of %(time)s UTC are used (%(age)s).")
        time_of_files = f"{stored.last_refresh:%Y-%m-%d %H:%M}"
        age = age_text(stored.now - stored.last_refresh)
        self._tell(text % {"error": error, "time": time_of_files, "age": age}, once_as=str(error))

    def _tell(self, text: str | None, once_as: str | None = None) -> None:
        if text is not None and (once_as or text) not in self._said:
            self._said.add(once_as or text)
            self._say(text)
