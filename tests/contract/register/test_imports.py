"""What earlier systems issued: found by number and date alone, and only where the chamber has signed it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import sqlalchemy.exc

from register.errors import ConflictError, RefusedError
from register.reader import RegisterReader
from signing.content import Kind
from signing.errors import MalformedError, NumberError
from signing.import_record import (
    EarlierState,
    ImportPayload,
    check_earlier_number,
    make_import_record,
    parse_import_record,
    shape_of,
)
from tests.builders import NOW, ChamberWorld, signer_of
from tests.registers import Open, execute

ISSUED = dt.date(2019, 4, 26)


@pytest.fixture
def reader(url: str, world: ChamberWorld) -> Iterator[RegisterReader]:
    with closing(RegisterReader.open(url, clock=world.clock)) as opened:
        yield opened


def record(world: ChamberWorld, written: str = "A-123456", **changed: object) -> bytes:
    """Return the import record of an earlier certificate of the world's chamber."""
    values: dict[str, object] = {
        "time": world.now.replace(microsecond=0),
        "chamber": world.chamber,
        "written": written,
        "issued": ISSUED,
        "kind": Kind.COO_JP,
        **changed,
    }
    return make_import_record(world.signer, ImportPayload(**values), world.base)  # type: ignore[arg-type]  # by name


def test_it_is_found_by_number_and_date_and_by_nothing_less(
    open_writer: Open, reader: RegisterReader, world: ChamberWorld
) -> None:
    data = record(world, "A-123456", state=EarlierState.REPLACED, successor="TYO26-000001")
    assert open_writer(world).publish_imports([data]) == 1
    assert reader.imported("A123456", ISSUED) == [data]
    assert reader.imported("A123456", ISSUED + dt.timedelta(days=1)) == []
    assert reader.imported("A123457", ISSUED) == []
    assert reader.import_shapes() == {"A999999"}
    assert parse_import_record(data).payload.successor == "TYO26-000001"


def test_the_same_records_again_add_nothing_and_others_are_refused(open_writer: Open, world: ChamberWorld) -> None:
    writer = open_writer(world)
    both = [record(world, "A-123"), record(world, "A-124")]
    assert writer.publish_imports(both) == 2
    assert writer.publish_imports(both) == 0
    with pytest.raises(ConflictError):
        writer.publish_imports([record(world, "A-125"), record(world, "A 123", state=EarlierState.REVOKED)])
    assert writer.publish_imports([record(world, "A-125")]) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda world: make_import_record(signer_of("stranger"), parse_import_record(record(world)).payload, world.base),
        lambda world: record(world, chamber="OSA"),
        lambda world: record(world, time=NOW.replace(microsecond=0) + dt.timedelta(days=1)),
        lambda world: record(world)[:-1] + b"\0",
        lambda _world: b"",
    ],
    ids=["a stranger's key", "another chamber", "the future", "a broken signature", "nothing"],
)
def test_what_the_chamber_has_not_signed_is_not_published(
    open_writer: Open, world: ChamberWorld, spoil: Callable[[ChamberWorld], bytes]
) -> None:
    with pytest.raises(RefusedError):
        open_writer(world).publish_imports([spoil(world)])


@pytest.mark.parametrize("statement", ["UPDATE imports SET number = 'B1'", "DELETE FROM imports"])
def test_the_database_refuses_to_change_them(url: str, open_writer: Open, world: ChamberWorld, statement: str) -> None:
    open_writer(world).publish_imports([record(world)])
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="only grows"):
        execute(url, statement)


class TestNumbers:
    """Which numbers an earlier certificate may have."""

    @pytest.mark.parametrize(
        ("written", "bare", "shape"),
        [
            ("A-123456", "A123456", "A999999"),
            ("東商 第123号", "東商第123号", "東商第999号"),
            ("2019/0042", "20190042", "99999999"),
        ],
    )
    def test_they_are_found_without_blanks_and_strokes(self, written: str, bare: str, shape: str) -> None:
        assert check_earlier_number(written) == bare
        assert shape_of(bare) == shape

    @pytest.mark.parametrize("written", ["", "12", "ABC", " A123", "A123\n", "A" * 33 + "1", "A1\u202e23", "<b>123"])
    def test_others_are_refused(self, written: str) -> None:
        with pytest.raises(NumberError):
            check_earlier_number(written)

    def test_a_number_that_reads_as_one_of_ours_is_refused(self, world: ChamberWorld) -> None:
        """With a slip in it, too, and its public part: nobody should find an earlier one instead of a sealed one."""
        number = world.number(7)
        slip = number.canonical[:-1] + ("2" if number.check != "2" else "3")
        for written in (number.printed, number.canonical.lower(), slip, number.public, number.public.lower()):
            with pytest.raises(NumberError, match="present system"):
                check_earlier_number(written)
        with pytest.raises(MalformedError):
            record(world, number.printed)
