"""Every act is attributable for ever: one chain per chamber, on SQLite and on PostgreSQL (T8.4)."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuance.domain.actor import Actor
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.trail.reading import Search
from issuance.storage.tables.audit import entry as table
from tests.builders import NOW
from tests.offices import Installation

HANAKO = Actor("TYO", "TYO-U000001-8", account="a" * 16, answerable="o" * 16, place="192.0.2.7")
TARO = Actor("TYO", "TYO-C000001-3", account="b" * 16, place="192.0.2.8")
ELSEWHERE = Actor("OSA", "OSA-C000001-5", account="c" * 16)


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Yield an office whose clock goes on by a second each time it is asked."""
    with installation.open() as opened:
        seconds = iter(range(10_000_000))
        opened.clock = lambda: NOW + dt.timedelta(seconds=next(seconds))
        yield opened


def act(office: Office, actor: Actor, name: str = "registration.approve", subject: str = "registration:1") -> None:
    with office.units.act(actor) as unit:
        unit.record(name, subject, organisation="o" * 16, before={"state": "submitted"}, after={"state": "active"})


def numbers(office: Office, search: Search, actor: Actor = TARO) -> list[int]:
    with office.units.look(actor) as unit:
        return [entry.number for entry in office.trail.search(unit, search).entries]


def test_an_entry_says_who_for_whom_what_when_where_before_and_after(office: Office) -> None:
    """T8.4: under the id that acted and the applicant who answers for it."""
    act(office, HANAKO)
    with office.units.look(TARO) as unit:
        entry = office.trail.entry(unit, 1)
    assert (entry.actor_name, entry.answerable, entry.place) == ("TYO-U000001-8", "o" * 16, "192.0.2.7")
    assert (entry.act, entry.subject, entry.organisation) == ("registration.approve", "registration:1", "o" * 16)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "active"})
    assert entry.at == NOW


def test_an_act_that_fails_leaves_no_entry_and_no_gap(office: Office) -> None:
    act(office, HANAKO)

    def fails() -> None:
        with office.units.act(HANAKO) as unit:
            unit.record("registration.approve", "registration:2")
            office.trail.entry(unit, 9)

    with pytest.raises(RefusedError, match="no entry 9"):
        fails()
    act(office, HANAKO)
    assert numbers(office, Search()) == [2, 1]


def test_acts_at_the_same_time_make_one_chain(office: Office) -> None:
    """Six threads, one chamber and another: no number is used twice, none is left out, every link fits."""
    actors = [HANAKO, TARO, ELSEWHERE] * 2

    def work(actor: Actor) -> None:
        for _ in range(8):
            act(office, actor)

    with ThreadPoolExecutor(len(actors)) as pool:
        list(pool.map(work, actors))
    for actor, expected in ((TARO, 32), (ELSEWHERE, 16)):
        report = office.trail_check.verify(actor)
        assert (report.entries, report.fault) == (expected, None)


class TestSearch:
    """What the auditor asks."""

    @pytest.fixture(autouse=True)
    def _entries(self, office: Office) -> None:
        act(office, HANAKO, "filing.submit", "filing:1")  # 1
        act(office, TARO, "registration.approve")  # 2
        act(office, TARO, "registration.suspend")  # 3
        act(office, HANAKO, "sub_id.create", "account:9")  # 4
        act(office, Actor.job("TYO", "expiry"), "registration.expire")  # 5
        act(office, ELSEWHERE, "registration.approve")

    @pytest.mark.parametrize(
        ("search", "expected"),
        [
            (Search(), [5, 4, 3, 2, 1]),
            (Search(actor="a" * 16), [4, 1]),
            (Search(actor_name="job:expiry"), [5]),
            (Search(answerable="o" * 16), [4, 1]),
            (Search(organisation="o" * 16), [5, 4, 3, 2, 1]),
            (Search(act="registration"), [5, 3, 2]),
            (Search(act="registration.suspend"), [3]),
            (Search(subject="account:9"), [4]),
            (Search(actor="b" * 16, act="registration.approve"), [2]),
            (Search(act="registratio"), []),
            (Search(subject="%"), []),
        ],
    )
    def test_by_each_part_and_by_several(self, office: Office, search: Search, expected: list[int]) -> None:
        assert numbers(office, search) == expected

    def test_by_time_the_end_excluded(self, office: Office) -> None:
        with office.units.look(TARO) as unit:
            second, fourth = office.trail.entry(unit, 2).at, office.trail.entry(unit, 4).at
        assert numbers(office, Search(since=second, until=fourth)) == [3, 2]

    def test_another_chambers_entries_are_never_among_them(self, office: Office) -> None:
        """T15: other people's data is unreachable."""
        assert numbers(office, Search(), ELSEWHERE) == [1]

    def test_page_by_page_every_entry_comes_once(self, office: Office) -> None:
        seen: list[int] = []
        after: int | None = None
        with office.units.look(TARO) as unit:
            while True:
                page = office.trail.search(unit, Search(), before=after, limit=2)
                seen += [entry.number for entry in page.entries]
                if page.next is None:
                    break
                after = page.next
        assert seen == [5, 4, 3, 2, 1]

    def test_entries_of_one_instant_are_not_lost_between_pages(self, office: Office) -> None:
        office.clock = lambda: NOW + dt.timedelta(days=1)
        for _ in range(4):
            act(office, TARO)
        with office.units.look(TARO) as unit:
            first = office.trail.search(unit, Search(), limit=3)
            second = office.trail.search(unit, Search(), before=first.next, limit=3)
        assert [entry.number for entry in first.entries + second.entries] == [9, 8, 7, 6, 5, 4]


class TestPurge:
    """Values go after retention, entries never (terms, article 17-1)."""

    def test_the_chain_of_purged_values_is_verified_as_before(self, office: Office) -> None:
        """T8.4: the values themselves can be purged."""
        for _ in range(3):
            act(office, HANAKO)
        office.clock = lambda: NOW + dt.timedelta(days=4 * 366)
        act(office, HANAKO)
        assert office.trail.purge_values(TARO, NOW + dt.timedelta(days=1)) == 3
        with office.units.look(TARO) as unit:
            old, new = office.trail.entry(unit, 1), office.trail.entry(unit, 4)
            assert unit.count(unit.select(table).where(table.c["values"].is_(None))) == 3
        assert (old.purged, old.after, old.place, old.actor_name) == (True, {}, "", "TYO-U000001-8")
        assert (new.purged, new.after) == (False, {"state": "active"})
        report = office.trail_check.verify(TARO)
        assert (report.fault, report.purged, report.entries) == (None, 3, 5)

    def test_values_within_retention_are_never_purged(self, office: Office) -> None:
        act(office, HANAKO)
        with pytest.raises(RefusedError, match="kept for 3 years"):
            office.trail.purge_values(TARO, NOW)

    def test_a_chamber_may_keep_them_longer(self, office: Office) -> None:
        with pytest.raises(RefusedError, match="kept for 7 years"):
            office.trail.purge_values(TARO, NOW - dt.timedelta(days=4 * 366), years=7)

    def test_a_purge_is_an_act_itself(self, office: Office) -> None:
        act(office, HANAKO)
        office.clock = lambda: NOW + dt.timedelta(days=4 * 366)
        office.trail.purge_values(TARO, NOW + dt.timedelta(days=1))
        with office.units.look(TARO) as unit:
            assert office.trail.entry(unit, 2).after["entries"] == 1
