"""Whoever touches the trail is noticed: each way to tamper, and the first entry that it broke (T8.4, T15)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from issuance.cli import main
from issuance.domain.actor import Actor
from issuance.domain.trail import START
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.trail.check import Anchor, Fault
from issuance.storage.tables.audit import entry as table
from tests.offices import Installation
from tests.unguarded import take_guards_away

HANAKO = Actor("TYO", "TYO-U000001-8", account="a" * 16, answerable="o" * 16)


@pytest.fixture
def office(any_installation: Installation) -> Iterator[Office]:
    """Yield an office with a trail of ten entries, in the hands of one who owns the database."""
    with any_installation.open() as opened:
        for number in range(10):
            act(opened, number)
        take_guards_away(opened.store.engine)
        yield opened


def act(office: Office, number: int) -> None:
    with office.units.act(HANAKO) as unit:
        unit.record("registration.approve", f"registration:{number}", after={"state": "active"})


def tamper(office: Office, statement: sa.Executable) -> None:
    """Change the database as one who has got hold of it would: around the program."""
    with office.store.engine.begin() as connection:
        connection.execute(statement)


def of(number: int) -> sa.ColumnElement[bool]:
    return table.c.id == number


Tampering = Callable[[Office], None]


def swap_values(office: Office) -> None:
    """Exchange what two entries say, as they lie sealed."""
    with office.store.engine.begin() as connection:
        third, fourth = (
            connection.execute(sa.select(table.c["values"]).where(of(number))).scalar_one() for number in (3, 4)
        )
        connection.execute(sa.update(table).where(of(3)).values(values=fourth))
        connection.execute(sa.update(table).where(of(4)).values(values=third))


@pytest.mark.parametrize(
    ("tampering", "broken", "fault"),
    [
        (lambda o: tamper(o, sa.delete(table).where(of(4))), 4, Fault.MISSING),
        (lambda o: tamper(o, sa.delete(table).where(of(1))), 1, Fault.MISSING),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(actor_name="TYO-U000009-9")), 5, Fault.ALTERED),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(answerable=None)), 5, Fault.ALTERED),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(act="registration.reject")), 5, Fault.ALTERED),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(chain=bytes(32))), 5, Fault.ALTERED),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(digest=bytes(32))), 5, Fault.ALTERED),
        (lambda o: tamper(o, sa.update(table).where(of(5)).values(values=b"garbage")), 5, Fault.VALUES),
        (swap_values, 3, Fault.VALUES),
    ],
    ids=["deleted", "first deleted", "actor", "answerable", "act", "link", "digest", "values", "values swapped"],
)
def test_the_first_entry_that_was_touched_is_named(
    office: Office, tampering: Tampering, broken: int, fault: Fault
) -> None:
    tampering(office)
    report = office.trail_check.verify(HANAKO)
    assert (report.broken, report.fault, report.number) == (broken, fault, broken - 1)


def test_an_untouched_trail_is_whole(office: Office) -> None:
    report = office.trail_check.verify(HANAKO)
    assert (report.entries, report.broken, report.fault, report.number) == (10, None, None, 10)


def test_an_empty_trail_is_whole(any_installation: Installation) -> None:
    with any_installation.open() as office:
        assert office.trail_check.verify(HANAKO).fault is None
        assert office.trail_check.anchor(HANAKO) is None


class TestAnchors:
    """What lies elsewhere shows what the database alone cannot."""

    def test_an_end_that_was_cut_off_before_anybody_verified(self, office: Office) -> None:
        anchor = office.trail_check.anchor(HANAKO)
        assert anchor is not None
        tamper(office, sa.delete(table).where(table.c.id > 7))
        assert office.trail_check.verify(HANAKO).fault is None
        report = office.trail_check.verify(HANAKO, [anchor])
        assert (report.broken, report.fault) == (8, Fault.CUT_OFF)

    def test_an_end_that_was_cut_off_and_written_anew(self, office: Office) -> None:
        anchor = office.trail_check.anchor(HANAKO)
        assert anchor is not None
        tamper(office, sa.delete(table).where(table.c.id > 7))
        for number in range(5):
            act(office, 100 + number)
        report = office.trail_check.verify(HANAKO, [anchor])
        assert (report.broken, report.fault) == (10, Fault.ANCHOR)

    def test_a_result_that_was_noted_is_an_anchor_too(self, office: Office) -> None:
        office.trail_check.verify(HANAKO)
        tamper(office, sa.delete(table).where(table.c.id > 7))
        assert office.trail_check.verify(HANAKO).fault is Fault.CUT_OFF

    @pytest.mark.parametrize("line", ["", "{}", "[]", '{"chamber": "TYO", "number": 0, "chain": ""}', "x" * 10_000])
    def test_a_line_that_is_no_anchor_is_said(self, line: str) -> None:
        with pytest.raises(RefusedError, match="is no anchor"):
            Anchor.read(line)

    def test_an_anchor_is_read_as_it_was_written(self) -> None:
        anchor = Anchor("TYO", 7, START)
        assert Anchor.read(json.dumps(anchor.fields())) == anchor


class TestGoingOn:
    """The page's quick verification goes on from the last result."""

    def test_only_what_came_since_is_read_and_the_entry_before(self, office: Office) -> None:
        office.trail_check.verify(HANAKO)
        act(office, 11)
        report = office.trail_check.verify(HANAKO, most=100)
        assert (report.entries, report.number, report.fault) == (2, 11, None)

    def test_it_stops_where_it_was_told_to(self, office: Office) -> None:
        assert office.trail_check.verify(HANAKO, most=4).number == 4
        assert office.trail_check.verify(HANAKO, most=4).number == 7

    def test_an_end_that_was_cut_off_since_is_noticed(self, office: Office) -> None:
        office.trail_check.verify(HANAKO)
        tamper(office, sa.delete(table).where(table.c.id > 7))
        assert office.trail_check.verify(HANAKO, most=100).fault is not None

    def test_after_a_fault_it_begins_at_the_beginning(self, office: Office) -> None:
        tamper(office, sa.update(table).where(of(2)).values(act="x.y"))
        office.trail_check.verify(HANAKO)
        assert office.trail_check.verify(HANAKO, most=100).broken == 2


class TestCommand:
    """`issuance trail`."""

    def test_verify_names_the_first_broken_number_and_exits_with_1(
        self, office: Office, capsys: pytest.CaptureFixture[str]
    ) -> None:
        directory = str(office.config.directory)
        assert main(["trail", "verify", "--chamber", "TYO", "--directory", directory]) == 0
        tamper(office, sa.update(table).where(of(5)).values(act="registration.reject"))
        capsys.readouterr()
        assert main(["trail", "verify", "--chamber", "TYO", "--directory", directory]) == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["broken"], told["fault"], told["verified"]) == (5, "altered", False)

    def test_anchors_that_were_printed_are_compared(
        self, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        directory = str(office.config.directory)
        assert main(["trail", "anchor", "--directory", directory]) == 0
        (tmp_path / "anchors").write_text(capsys.readouterr().out)
        tamper(office, sa.delete(table).where(table.c.id > 7))
        arguments = ["trail", "verify", "--anchor", str(tmp_path / "anchors"), "--directory", directory]
        assert main(arguments) == 1
        assert '"fault": "cut off before the anchor"' in capsys.readouterr().out

    def test_purge_keeps_to_retention(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        directory = str(office.config.directory)
        assert main(["trail", "purge", "--before", "2100-01-01", "--directory", directory]) == 1
        assert "kept for 3 years" in capsys.readouterr().err

    def test_a_chamber_that_is_not_here_is_said(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trail", "verify", "--chamber", "XXX", "--directory", str(office.config.directory)]) == 1
        assert "There is no chamber 'XXX'" in capsys.readouterr().err
