"""Trust in a program that runs for days: refreshed when due, whole at any moment, and never lost by a failure."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.trust.errors import NotPinnedError, NotRefreshedError
from scanner.trust.keeper import RefreshTimes, TrustKeeper
from scanner.trust.source import TrustSource, source_of
from scanner.trust.store import StoredTrust, TrustStore
from signing.record import State
from tests.reference_site import ReferenceSite, write_trust_repository

HOUR = 3600.0


class Counter:
    """A program that runs: its clocks move when the test says so, and what it is told is noted."""

    def __init__(self, folder: Path) -> None:
        self.site = ReferenceSite(folder / "site")
        self.store = TrustStore(folder / "trust")
        self.store.pin((self.site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), self.site.now)
        self.elapsed = 0.0
        self.said: list[str] = []
        self.updates = 0
        self.broken = False
        self.entered = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    def keeper(self, *, offline: bool = False, times: RefreshTimes | None = None) -> TrustKeeper:
        return TrustKeeper(
            self.store,
            None if offline else self._source,
            clock=self.site.clock,
            say=self.said.append,
            monotonic=lambda: self.elapsed,
            times=times,
        )

    def publish(self, version: int, *, revoked: bytes | None = None) -> None:
        states = {} if revoked is None else {revoked: State.REVOKED}
        write_trust_repository(
            self.site.config.trust_directory,
            self.site.world.trust,
            now=self.site.now,
            version=version,
            revoked=dict(states),
        )

    def _source(self, _stored: StoredTrust | None) -> TrustSource:
        self.updates += 1
        self.entered.set()
        assert self.go_on.wait(10)
        if self.broken:
            return source_of("http://127.0.0.1:9")
        return source_of(str(self.site.config.trust_directory))


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(tmp_path)
    yield counter
    counter.site.close()


def test_it_is_refreshed_once_an_hour_and_the_new_state_counts_at_once(counter: Counter) -> None:
    keeper = counter.keeper()
    sid = counter.site.world.issue(1).sid
    assert keeper.open().status is not None
    counter.publish(2, revoked=sid)
    assert not keeper.refresh_if_due()
    counter.elapsed = HOUR - 1
    assert not keeper.refresh_if_due()
    assert counter.updates == 1
    counter.elapsed = HOUR
    assert keeper.refresh_if_due()
    status = keeper.current().status
    assert status is not None
    assert status.state(sid) is State.REVOKED
    # Nothing newer: it is looked, and nothing changes.
    counter.elapsed = 2 * HOUR
    assert not keeper.refresh_if_due()
    assert counter.updates == 3
    assert counter.said == []


def test_where_a_verdict_is_too_old_it_is_looked_at_once_a_minute(counter: Counter) -> None:
    keeper = counter.keeper()
    keeper.open()
    counter.publish(2)
    counter.elapsed = 59
    assert not keeper.refresh_if_due(urgent=True)
    counter.elapsed = 60
    assert keeper.refresh_if_due(urgent=True)


def test_a_failure_is_said_once_leaves_what_was_held_and_is_tried_again_soon(counter: Counter) -> None:
    keeper = counter.keeper()
    held = keeper.open()
    counter.publish(2)
    counter.broken = True
    for attempt in range(3):
        counter.elapsed = HOUR + 60 * attempt
        assert not keeper.refresh_if_due()
    assert counter.updates == 4
    assert keeper.current() == held
    (said,) = counter.said
    assert "cannot be reached" in said
    assert "The trust files of 2026-03-10 03:00 UTC are used (just now)." in said
    counter.broken = False
    counter.elapsed += 60
    assert keeper.refresh_if_due()


def test_offline_it_sees_what_another_program_has_updated(counter: Counter) -> None:
    keeper = counter.keeper(offline=True)
    with pytest.raises(NotRefreshedError):
        keeper.open()
    counter.keeper().open()
    before = keeper.open()
    counter.publish(2)
    counter.keeper().open()
    counter.elapsed = HOUR
    assert keeper.refresh_if_due()
    assert keeper.current() != before
    assert counter.updates == 2


def test_without_a_root_there_is_nothing_to_hold(tmp_path: Path) -> None:
    keeper = TrustKeeper(TrustStore(tmp_path), None, clock=lambda: datetime.now(UTC), say=lambda _text: None)
    with pytest.raises(NotPinnedError):
        keeper.open()


def test_a_second_thread_does_not_wait_for_the_first(counter: Counter) -> None:
    keeper = counter.keeper()
    before = keeper.open()
    counter.publish(2)
    counter.elapsed = HOUR
    counter.go_on.clear()
    counter.entered.clear()
    refreshing = threading.Thread(target=keeper.refresh_if_due)
    refreshing.start()
    assert counter.entered.wait(10)
    assert not keeper.refresh_if_due()
    assert keeper.current() == before, "checks go on with what is held"
    counter.go_on.set()
    refreshing.join()
    assert keeper.current() != before
    assert counter.updates == 2


def test_a_thread_beside_the_work_keeps_it_fresh(counter: Counter) -> None:
    keeper = counter.keeper(times=RefreshTimes(look=0.01))
    before = keeper.open()
    counter.publish(2)
    with keeper.kept_fresh():
        counter.entered.clear()
        counter.elapsed = HOUR
        assert counter.entered.wait(10)
        with keeper._refreshing:  # its refresh is over
            assert keeper.current() != before


def test_trust_and_status_are_of_one_update_at_any_moment(counter: Counter) -> None:
    keeper = counter.keeper()
    keeper.open()
    over = threading.Event()
    torn: list[tuple[int, int]] = []

    def look() -> None:
        while not over.is_set():
            held = keeper.current()
            versions = held.stored.metadata.versions
            if held.status is None or held.status.version != versions["status"]:
                torn.append((held.status.version if held.status else 0, versions["status"]))

    thread = threading.Thread(target=look)
    thread.start()
    for version in range(2, 8):
        counter.publish(version)
        counter.elapsed += HOUR
        assert keeper.refresh_if_due()
    over.set()
    thread.join()
    assert torn == []


def test_ages_count_from_the_latest_time_ever_seen(counter: Counter) -> None:
    keeper = counter.keeper()
    keeper.open()
    now = counter.site.now
    counter.site.now = now.replace(year=2020)
    assert keeper.now() == now


@pytest.mark.parametrize("offline", [True, False])
def test_a_clock_set_back_during_the_run_keeps_nothing_fresh(counter: Counter, offline: bool) -> None:
    counter.keeper().open()
    keeper = counter.keeper(offline=offline)
    keeper.open()
    now = counter.site.now
    counter.site.now = now.replace(year=2020)
    for _ in range(26):
        counter.elapsed += HOUR
        keeper.refresh_if_due()
    assert keeper.now() == now + timedelta(hours=26), "and what was signed at the start is too old"


def test_a_clock_that_is_corrected_by_seconds_is_followed(counter: Counter) -> None:
    keeper = counter.keeper()
    keeper.open()
    counter.elapsed = 100
    counter.site.now += timedelta(seconds=70)
    assert keeper.now() == counter.site.now
