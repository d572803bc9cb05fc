"""Pages of files as pictures: one process draws each once, and what is kept of it is sealed like the file (A3, A5)."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from issuance.domain.actor import Actor
from issuance.domain.uploads import FileKind, Purpose
from issuance.errors import RefusedError
from issuance.intake.checking import Checker
from issuance.office import Office
from issuance.storage.tables.uploads import drawn_page
from tests.handed_in import pdf_of, picture
from tests.integration.office.sign_in.conftest import MovedClock
from tests.offices import Installation

APPLICANT = Actor("TYO", "TYO-A000001-1", account="a" * 16)
ELSEWHERE = Actor("OSA", "OSA-A000001-1", account="b" * 16)


class CountingChecker(Checker):
    """Counts the processes that it starts to draw. `meanwhile` happens before the picture is handed back."""

    drawn = 0

    def draw(self, data: bytes, kind: FileKind, page: int, *, clear: bool = False) -> bytes:
        self.drawn += 1
        made = super().draw(data, kind, page, clear=clear)
        self.meanwhile()
        return made

    def meanwhile(self) -> None:
        """Nothing, unless a test says what."""


@pytest.fixture
def checker() -> CountingChecker:
    return CountingChecker()


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def office(
    installation: Installation, checker: CountingChecker, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setattr("issuance.foundations.Checker", lambda: checker)
    with installation.open() as opened:
        opened.clock = clock
        yield opened


def hand_in(office: Office, data: bytes) -> str:
    return office.uploads.receive(APPLICANT, io.BytesIO(data), "登記簿.pdf", Purpose.DOCUMENT).id


def files(office: Office) -> list[Path]:
    return [path for path in (office.config.directory / "office" / "documents").rglob("*") if path.is_file()]


def test_a_page_is_drawn_once_whoever_looks_at_it_and_however_often(office: Office, checker: CountingChecker) -> None:
    upload = hand_in(office, pdf_of(2))
    clerk = Actor("TYO", "TYO-C000001-3", account="c" * 16)
    first = office.pictures.show(APPLICANT, upload, 1)
    assert [office.pictures.show(who, upload, 1) for who in (clerk, APPLICANT, clerk)] == [first] * 3
    assert checker.drawn == 1
    office.pictures.show(clerk, upload, 2)
    assert checker.drawn == 2


def test_what_is_kept_is_sealed_for_its_place_alone(office: Office, checker: CountingChecker) -> None:
    upload = hand_in(office, picture("PNG"))
    shown = office.pictures.show(APPLICANT, upload)
    assert len(files(office)) == 2
    for file in files(office):
        stored = file.read_bytes()
        assert shown[:8] not in stored
        assert shown[-200:] not in stored
    other = hand_in(office, picture("PNG", size=(50, 50)))
    expected = office.pictures.show(APPLICANT, other)
    with office.units.act(APPLICANT) as unit:
        rows = {row["upload"]: row for row in unit.rows(unit.select(drawn_page))}
        unit.update(drawn_page, rows[other]["id"], stored=rows[upload]["stored"])
    assert office.pictures.show(APPLICANT, other) == expected
    assert checker.drawn == 3


def test_another_chamber_and_a_page_that_is_not_there_are_refused_before_anything_is_drawn(
    office: Office, checker: CountingChecker
) -> None:
    upload = hand_in(office, pdf_of(1))
    office.pictures.show(APPLICANT, upload)
    with pytest.raises(RefusedError, match="There is no such file"):
        office.pictures.show(ELSEWHERE, upload)
    for page in (0, 2, -1):
        with pytest.raises(RefusedError, match="This file has 1 pages"):
            office.pictures.show(APPLICANT, upload, page)
    assert checker.drawn == 1


def test_a_picture_that_was_lost_or_damaged_is_drawn_again(office: Office, checker: CountingChecker) -> None:
    upload = hand_in(office, pdf_of(1))
    (original,) = files(office)
    shown = office.pictures.show(APPLICANT, upload)
    for damage in (None, b"damaged"):
        (kept,) = set(files(office)) - {original}
        kept.unlink()
        if damage is not None:
            kept.write_bytes(damage)
        assert office.pictures.show(APPLICANT, upload) == shown
        assert len(files(office)) == 2, "the damaged one is not left behind"
    assert checker.drawn == 3
    assert office.pictures.show(APPLICANT, upload) == shown
    assert checker.drawn == 3


def test_two_who_look_at_once_leave_one_picture(office: Office, checker: CountingChecker) -> None:
    both = Barrier(2, timeout=60)
    checker.meanwhile = both.wait  # type: ignore[assignment]  # nobody asks for its answer
    upload = hand_in(office, pdf_of(1))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: office.pictures.show(APPLICANT, upload), range(2))
    assert first == second
    assert len(files(office)) == 2


def test_a_file_that_is_removed_takes_its_pictures_along(office: Office) -> None:
    upload = hand_in(office, pdf_of(2))
    for page in (1, 2):
        office.pictures.show(APPLICANT, upload, page)
    assert len(files(office)) == 3
    with office.units.act(APPLICANT) as unit:
        office.uploads.remove(unit, upload)
        assert unit.count(unit.select(drawn_page)) == 0
    office.retention.shredder.run(APPLICANT)
    assert files(office) == []


def test_a_file_that_is_removed_while_it_is_drawn_is_not_shown(office: Office, checker: CountingChecker) -> None:
    upload = hand_in(office, pdf_of(1))

    def remove() -> None:
        with office.units.act(APPLICANT) as unit:
            office.uploads.remove(unit, upload)

    checker.meanwhile = remove  # type: ignore[method-assign]  # what happens in this test
    with pytest.raises(RefusedError, match="There is no such file"):
        office.pictures.show(APPLICANT, upload)
    office.retention.shredder.run(APPLICANT)
    assert files(office) == []


def test_after_thirty_days_a_picture_is_taken_away_and_the_file_stays(
    office: Office, checker: CountingChecker, clock: MovedClock
) -> None:
    upload = hand_in(office, pdf_of(1))
    office.pictures.show(APPLICANT, upload)
    clock.go(days=30)
    assert office.tidying.run("TYO").pictures == 0
    clock.go(seconds=1)
    assert office.tidying.run("TYO").pictures == 1
    assert len(files(office)) == 1
    office.pictures.show(APPLICANT, upload)
    assert checker.drawn == 2
