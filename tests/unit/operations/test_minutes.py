"""What each minute of a month was, and the figures of Annex 1 over the promised ones."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from operations.errors import JournalError
from operations.probe.announced import AnnouncedShelf
from operations.probe.records import Cause, Part, Record, RecordShelf, Result
from operations.report.figures import Figures, Finding, count
from operations.report.minutes import Pause, State, spells, states_of
from operations.times import MINUTE, Month

MONTH = Month.read("2026-11")
BEGIN = dt.datetime(2026, 10, 31, 15, tzinfo=dt.UTC)  # midnight in Japan


def record(minute: float, result: Result = Result.UP, cause: Cause | None = None, reason: str = "IN_FORCE") -> Record:
    return Record(
        at=BEGIN + minute * MINUTE,
        part=Part.REFERENCE,
        check="lookup",
        result=result,
        cause=cause,
        seconds=0.1,
        reason=reason,
    )


def down(minute: float, cause: Cause = Cause.FAULT) -> Record:
    return record(minute, Result.DOWN, cause, "HTTP 500")


def states(*records: Record, pauses: tuple[Pause, ...] = ()) -> list[State]:
    return states_of(MONTH, records, pauses)[:6]


UP, FAULT, NETWORK, WRONG, NONE = State.UP, State.FAULT, State.NETWORK, State.WRONG, State.UNMEASURED


def test_a_month_is_japans() -> None:
    assert (MONTH.begins, MONTH.ends, MONTH.minutes) == (BEGIN, dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC), 43_200)
    assert Month.read("2026-12").following == Month.read("2027-01")
    assert Month.of(BEGIN - MINUTE) == Month.read("2026-10")


def test_minutes_without_a_record_are_never_up() -> None:
    assert states() == [NONE] * 6
    assert states(record(2)) == [NONE, NONE, UP, UP, NONE, NONE]


def test_a_late_round_is_no_gap_and_a_missing_one_is() -> None:
    assert states(record(0), record(1.9), record(3.1), record(5)) == [UP, UP, UP, UP, UP, UP]
    assert states(record(0), record(3)) == [UP, UP, NONE, UP, UP, NONE]


def test_the_worst_of_a_minute_counts() -> None:
    assert states(record(0), down(0.2), record(1)) == [FAULT, UP, UP, NONE, NONE, NONE]
    assert states(down(0, Cause.NETWORK), down(0.2)) == [NETWORK, NETWORK, NONE, NONE, NONE, NONE]
    assert states(record(0, Result.WRONG, Cause.ANSWER), down(0.3, Cause.NETWORK))[0] is WRONG


def test_the_last_record_before_the_month_speaks_into_it() -> None:
    assert states(record(-1), record(2)) == [UP, NONE, UP, UP, NONE, NONE]


def test_pauses_cover_what_was_measured_and_the_graver_one_covers_the_other() -> None:
    window = Pause(BEGIN + MINUTE, BEGIN + 3 * MINUTE, State.ANNOUNCED, {"en": "x"})
    attack = Pause(BEGIN + 2 * MINUTE, BEGIN + 2.5 * MINUTE, State.ATTACK, {"": "x"})
    found = states(*(down(n) for n in range(5)), pauses=(window, attack))
    assert found == [FAULT, State.ANNOUNCED, State.ATTACK, FAULT, FAULT, FAULT]


def test_outages_are_listed_with_what_was_noted() -> None:
    records = [record(0), down(1), down(2), record(3)]
    (spell,) = spells(MONTH, states_of(MONTH, records, ()), (State.FAULT,), records)
    assert (spell.begins, spell.minutes, spell.reasons) == (BEGIN + MINUTE, 2, ("HTTP 500",))


def test_only_promised_minutes_count() -> None:
    month = [FAULT] * 10 + [UP] * (MONTH.minutes - 10)
    open_hours = [(BEGIN + 5 * MINUTE, BEGIN + 105 * MINUTE)]
    figures = count(MONTH, month, open_hours)
    assert (figures.promised, figures.down, figures.availability) == (100, 5, Decimal("95.000"))
    assert count(MONTH, month).promised == 43_200


def figures(**minutes: int) -> Figures:
    zero = dict.fromkeys(("announced", "emergency", "attack", "wrong", "network", "fault", "unmeasured"), 0)
    return Figures(**{"promised": 10_000, **zero, **minutes})


@pytest.mark.parametrize(
    ("found", "availability", "finding"),
    [
        (figures(), "100.000", Finding.KEPT),
        (figures(fault=10), "99.900", Finding.KEPT),
        (figures(fault=11), "99.890", Finding.MISSED),
        (figures(wrong=11), "99.890", Finding.MISSED),
        (figures(fault=10, unmeasured=1), "99.890", Finding.NOT_SHOWN),
        (figures(fault=11, unmeasured=9_989), "0.000", Finding.MISSED),
        (figures(unmeasured=10_000), "0.000", Finding.NOT_SHOWN),
        (figures(announced=5_000, fault=5), "99.900", Finding.KEPT),
        (figures(emergency=5_000, attack=1, fault=5), "99.899", Finding.MISSED),
        (figures(announced=10_000), None, Finding.KEPT),
    ],
)
def test_availability_never_flatters(found: Figures, availability: str | None, finding: Finding) -> None:
    assert found.availability == (None if availability is None else Decimal(availability))
    assert found.finding is finding


@pytest.mark.parametrize(
    ("found", "share", "finding"),
    [
        (figures(fault=100), "0.000", Finding.KEPT),
        (figures(network=1), "0.010", Finding.KEPT),
        (figures(network=2), "0.020", Finding.MISSED),
        (figures(network=1, unmeasured=1), "0.010", Finding.NOT_SHOWN),
        (figures(promised=30_001, network=1), "0.004", Finding.KEPT),
    ],
)
def test_the_share_of_the_line_is_rounded_up(found: Figures, share: str, finding: Finding) -> None:
    assert (found.network_share, found.network_finding) == (Decimal(share), finding)


def test_records_are_kept_by_month_and_damage_is_counted(tmp_path: Path) -> None:
    shelf = RecordShelf(tmp_path)
    for minute in (-5.0, -1.0, 0.0, 540.0, MONTH.minutes - 1.0, float(MONTH.minutes)):
        shelf.add([record(minute)])
    with (tmp_path / "probe-2026-11.jsonl").open("a") as file:
        file.write('{"at":"2026-11-05T00:00:00Z","part":"reference"}\n{"a\n')
    records, damaged = shelf.of(MONTH)
    assert [round((each.at - BEGIN) / MINUTE) for each in records] == [-1, 0, 540, MONTH.minutes - 1]
    assert damaged == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["probe-2026-10.jsonl", "probe-2026-11.jsonl"]


class TestAnnounced:
    """The reference service lists windows until they are over; the shelf remembers them."""

    WINDOW: ClassVar = {
        "id": "window-1",
        "begins": "2026-11-05T13:00:00Z",
        "ends": "2026-11-05T15:00:00Z",
        "announced_at": "2026-11-01T00:00:00Z",
        "emergency": False,
        "stops": ["office"],
        "text": {"en": "New disks."},
        "running": False,
    }

    def at(self, hour: int) -> dt.datetime:
        return dt.datetime(2026, 11, 5, hour, tzinfo=dt.UTC)

    def test_a_window_that_is_over_is_remembered_and_the_same_list_is_not_written_again(self, tmp_path: Path) -> None:
        shelf = AnnouncedShelf(tmp_path)
        assert shelf.note([self.WINDOW], self.at(9))
        assert not shelf.note([{**self.WINDOW, "running": True}], self.at(13))
        assert shelf.note([], self.at(15))
        (window,) = shelf.all()
        assert (window.begins, window.ends, window.stops) == (self.at(13), self.at(15), (Part.OFFICE,))

    @pytest.mark.parametrize(
        "mad", [{}, {"ends": "soon"}, {"stops": ["everything"]}, {"begins": "2026-11-05T13:00:00"}, {"text": 7}]
    )
    def test_a_service_that_has_gone_mad_does_not_stop_the_probe(self, tmp_path: Path, mad: dict[str, object]) -> None:
        shelf = AnnouncedShelf(tmp_path)
        assert not shelf.note([{**self.WINDOW, **mad} if mad else {}], self.at(9))
        assert shelf.all() == []

    def test_a_damaged_list_is_said_and_not_guessed_at(self, tmp_path: Path) -> None:
        (tmp_path / "announced.jsonl").write_text('{"at":"2026-11-05T09:00:00Z","windows":[{}]}\n')
        with pytest.raises(JournalError, match="no list of windows"):
            AnnouncedShelf(tmp_path).all()

    def test_one_that_was_taken_back_before_it_began_is_no_pause(self, tmp_path: Path) -> None:
        shelf = AnnouncedShelf(tmp_path)
        shelf.note([self.WINDOW], self.at(9))
        shelf.note([], self.at(12))
        assert shelf.all() == []

    def test_one_that_was_taken_back_while_it_lasted_ends_there(self, tmp_path: Path) -> None:
        shelf = AnnouncedShelf(tmp_path)
        shelf.note([self.WINDOW], self.at(9))
        shelf.note([], self.at(14))
        assert [window.ends for window in shelf.all()] == [self.at(14)]

    def test_one_that_was_announced_after_an_emergency_counts_from_its_beginning(self, tmp_path: Path) -> None:
        shelf = AnnouncedShelf(tmp_path)
        shelf.note([{**self.WINDOW, "emergency": True}], self.at(14))
        assert [(window.begins, window.emergency) for window in shelf.all()] == [(self.at(13), True)]
