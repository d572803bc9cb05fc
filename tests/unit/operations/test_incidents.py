"""The book of incidents, and the recovery times of Annex 1."""

import datetime as dt
from pathlib import Path

import pytest

from operations.errors import JournalError, RefusedError
from operations.incidents.book import IncidentBook
from operations.incidents.incident import Kind, Standing, faults_in
from operations.probe.records import Part

NOON = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Clock:
    """Stands until it is set."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> IncidentBook:
    return IncidentBook(tmp_path, clock)


def test_an_incident_from_its_beginning_to_its_end(book: IncidentBook, clock: Clock, tmp_path: Path) -> None:
    opened = book.open(Kind.FAULT, "Pages fail.", began=NOON - HOUR / 4, stops=[Part.OFFICE])
    clock.now += HOUR / 2
    book.note(opened.id, "The disk is full.")
    clock.now += HOUR / 2
    book.close(opened.id, cause="A full disk.", done="Room made, alert added.")
    (found,) = IncidentBook(tmp_path, clock).all()
    assert (found.id, found.began, found.noticed, found.restored) == ("2026-001", NOON - HOUR / 4, NOON, NOON + HOUR)
    assert [(note.at, note.text) for note in found.notes] == [(NOON + HOUR / 2, "The disk is full.")]
    assert (found.cause, found.done) == ("A full disk.", "Room made, alert added.")
    assert found.lasted == HOUR * 5 / 4
    assert found.standing(clock.now) is Standing.KEPT


@pytest.mark.parametrize(
    ("kind", "hours", "standing"),
    [
        (Kind.HARDWARE, 1.0, Standing.KEPT),
        (Kind.HARDWARE, 1.1, Standing.MISSED),
        (Kind.FAULT, 2.0, Standing.KEPT),
        (Kind.FAULT, 2.1, Standing.MISSED),
        (Kind.ATTACK, 24.0, Standing.KEPT),
        (Kind.ATTACK, 24.1, Standing.MISSED),
        (Kind.NETWORK, 99.0, Standing.NOT_PROMISED),
    ],
)
def test_the_recovery_time_of_each_kind(
    book: IncidentBook, clock: Clock, kind: Kind, hours: float, standing: Standing
) -> None:
    opened = book.open(kind, "It stands.", stops=[Part.REFERENCE])
    clock.now += hours * HOUR
    assert book.close(opened.id, cause="c", done="d").standing(clock.now) is standing


def test_one_that_lasts_too_long_is_missed_before_it_ends(book: IncidentBook, clock: Clock) -> None:
    opened = book.open(Kind.HARDWARE, "A disk.", stops=[Part.OFFICE])
    assert opened.standing(NOON + HOUR) is Standing.OPEN
    assert opened.standing(NOON + HOUR * 1.01) is Standing.MISSED


def test_only_our_own_stops_are_faults_of_the_year_which_is_japans(book: IncidentBook, clock: Clock) -> None:
    clock.now = dt.datetime(2026, 12, 31, 15, 30, tzinfo=dt.UTC)  # half past midnight on 1 January in Japan
    book.open(Kind.FAULT, "counts in 2027", stops=[Part.OFFICE])
    book.open(Kind.HARDWARE, "counts in 2026", began=NOON, stops=[Part.REFERENCE])
    book.open(Kind.FAULT, "stopped nothing")
    book.open(Kind.ATTACK, "was done to us", stops=[Part.REFERENCE], paused=True)
    incidents = book.all()
    assert [each.id for each in incidents] == ["2027-002", "2027-001", "2027-003", "2027-004"]
    assert (faults_in(incidents, 2026), faults_in(incidents, 2027)) == (1, 1)


def test_what_cannot_be_is_refused_and_not_written(book: IncidentBook) -> None:
    with pytest.raises(RefusedError, match="noticed before it began"):
        book.open(Kind.FAULT, "x", began=NOON, noticed=NOON - HOUR)
    with pytest.raises(RefusedError, match="has not happened yet"):
        book.open(Kind.FAULT, "x", began=NOON, noticed=NOON + HOUR)
    with pytest.raises(RefusedError, match="a fault of ours stays a fault"):
        book.open(Kind.FAULT, "x", stops=[Part.OFFICE], paused=True)
    with pytest.raises(RefusedError, match="operations incident list"):
        book.note("2026-007", "x")
    assert book.all() == []


def test_an_incident_ends_once(book: IncidentBook) -> None:
    opened = book.open(Kind.NETWORK, "The line.")
    with pytest.raises(RefusedError, match="before it began"):
        book.close(opened.id, cause="c", done="d", restored=NOON - HOUR)
    book.close(opened.id, cause="c", done="d")
    with pytest.raises(RefusedError, match="incident note"):
        book.close(opened.id, cause="c", done="d")
    assert book.note(opened.id, "found later").notes[0].text == "found later"


def test_a_book_that_was_written_into_by_hand_is_not_guessed_at(book: IncidentBook, tmp_path: Path) -> None:
    (tmp_path / "incidents.jsonl").write_text('{"event":"closed","at":"2026-11-23T03:00:00Z","id":"2026-001"}\n')
    with pytest.raises(JournalError, match="cannot be read"):
        book.all()
