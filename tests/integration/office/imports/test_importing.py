"""Past certificates of a chamber that moves here: all of a file or nothing, once, whatever breaks off."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from issuance.domain.imports.files import ImportFile
from issuance.domain.imports.rows import Wrong
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError, StorageError
from issuance.services.imports import importing, looking
from issuance.services.imports.importing import Importer, Outcome
from issuance.storage.imports import ImportState, Problem, imported_files
from issuance.storage.tables.audit import entry
from issuance.storage.tables.imports import earlier_certificate
from signing.content import Kind
from signing.import_record import EarlierState, ImportPayload, parse_import_record
from tests.office_ids import CHAMBER, STAFF
from tests.review_world import ReviewWorld

HEADINGS = "number,issued,kind,status,changed,successor"
GOOD = (
    "A-000001,2019-04-26,coo-jp,in force,,",
    "A-000002,平成31年4月26日,日本産,取消,2019-05-07,",
    "A-000003,2019-04-26,invoice,replaced,2019-05-07,A-000004",
    "A-000004,2019-05-07,invoice,in force,,",
)


def file_of(folder: Path, rows: Sequence[str], name: str = "past.csv", encoding: str = "utf-8") -> ImportFile:
    """Write rows under the headings and look the file through."""
    path = folder / name
    path.write_bytes("\r\n".join((HEADINGS, *rows)).encode(encoding))
    return ImportFile.open(path)


def officers(world: ReviewWorld) -> tuple[str, str]:
    """Return the logins of two approvers."""
    return (str(world.accounts["approver"].login), str(world.accounts["both"].login))


def run(
    world: ReviewWorld, file: ImportFile, *, skip_bad: bool = False, note: Callable[[Problem], object] = lambda _: None
) -> Outcome:
    """Import a file."""
    return world.office.imports.importer.run(CHAMBER, file, officers=officers(world), skip_bad=skip_bad, note=note)


def found(world: ReviewWorld, number: str, issued: dt.date) -> list[ImportPayload]:
    """Return what the public reader finds."""
    return [parse_import_record(data).payload for data in world.office.reader.imported(number, issued)]


def stored(world: ReviewWorld) -> int:
    """Return how many certificates lie in the office."""
    with world.office.units.look(STAFF) as unit:
        return unit.count(unit.select(earlier_certificate))


def state(world: ReviewWorld) -> list[ImportState]:
    """Return the states of the files."""
    with world.office.units.look(STAFF) as unit:
        return [each.state for each in imported_files(unit)]


def test_a_file_becomes_what_the_public_reader_finds(world: ReviewWorld, tmp_path: Path) -> None:
    outcome = run(world, file_of(tmp_path, GOOD))
    assert (outcome.look.rows, outcome.look.bad, outcome.added, outcome.published) == (4, 0, 4, 4)
    (second,) = found(world, "A000002", dt.date(2019, 4, 26))
    assert (second.kind, second.state, second.changed) == (Kind.COO_JP, EarlierState.REVOKED, dt.date(2019, 5, 7))
    (third,) = found(world, "A000003", dt.date(2019, 4, 26))
    assert (third.state, third.successor, third.written) == (EarlierState.REPLACED, "A-000004", "A-000003")
    assert found(world, "A000003", dt.date(2019, 4, 27)) == []
    assert state(world) == [ImportState.DONE]
    with world.office.units.look(STAFF) as unit:
        acts = [row["act"] for row in unit.rows(unit.select(entry).where(entry.c.act.like("import.%")))]
    assert acts == ["import.begin", "import.finish"]


def test_the_same_file_again_adds_nothing(world: ReviewWorld, tmp_path: Path) -> None:
    file = file_of(tmp_path, GOOD)
    run(world, file)
    again = run(world, file)
    assert (again.look.known, again.look.new, again.published) == (4, 0, 0)
    assert stored(world) == 4
    assert len(state(world)) == 1


def test_one_bad_row_and_nothing_is_taken_unless_it_may_be_skipped(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    file = file_of(tmp_path, (*GOOD, "TYO26-000001,2019-04-26,coo-jp,in force,,"))
    noted: list[Problem] = []
    outcome = run(sqlite_world, file, note=noted.append)
    assert (outcome.added, stored(sqlite_world), state(sqlite_world)) == (0, 0, [ImportState.REFUSED])
    assert [(each.line, each.wrong) for each in noted] == [(6, Wrong.OUR_NUMBER)]
    assert run(sqlite_world, file, skip_bad=True).added == 4
    assert state(sqlite_world) == [ImportState.DONE]


BAD = {
    "A-1,2019-04-26,coo-jp,in force": Wrong.UNREADABLE,
    "AB,2019-04-26,coo-jp,in force,,": Wrong.NUMBER,
    "=A1+2,2019-04-26,coo-jp,in force,,": Wrong.NUMBER,
    "TYO26-000001-K7QM-3XW9,2026-01-05,coo-jp,in force,,": Wrong.OUR_NUMBER,
    "A-000001,2019-04-26,coo-jp,in force,,": Wrong.TWICE,
    "A-000009,,coo-jp,in force,,": Wrong.ISSUED,
    "A-000009,2026-03-11,coo-jp,in force,,": Wrong.ISSUED,
    "A-000009,10/11/12,coo-jp,in force,,": Wrong.ISSUED,
    "A-000009,2019-04-26,gold,in force,,": Wrong.KIND,
    "A-000009,2019-04-26,coo-jp,lost,,": Wrong.STATUS,
    "A-000009,2019-04-26,coo-jp,revoked,2019-04-25,": Wrong.CHANGED,
    "A-000009,2019-04-26,coo-jp,in force,2019-04-27,": Wrong.CHANGED,
    "A-000009,2019-04-26,coo-jp,in force,,A-1234": Wrong.SUCCESSOR,
    "A-000009,2019-04-26,coo-jp,replaced,,A 000009": Wrong.SUCCESSOR,
    f"A-000009,2019-04-26,coo-jp,{'x' * 300},,": Wrong.UNREADABLE,
}


def test_each_bad_row_is_named_with_what_is_wrong(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    file = file_of(tmp_path, (GOOD[0], *BAD))
    noted: list[Problem] = []
    look = sqlite_world.office.imports.importer.look(CHAMBER, file, noted.append)
    assert {each.line - 3: each.wrong for each in noted} == dict(enumerate(BAD.values()))
    assert (look.new, look.bad) == (1, len(BAD))
    assert stored(sqlite_world) == 0


def test_what_was_imported_otherwise_is_refused(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    run(sqlite_world, file_of(tmp_path, GOOD))
    noted: list[Problem] = []
    changed = file_of(tmp_path, ("A 000001,2019-04-26,coo-jp,revoked,,",), "other.csv")
    run(sqlite_world, changed, note=noted.append)
    assert [each.wrong for each in noted] == [Wrong.OTHERWISE]


def test_it_goes_on_wherever_it_was_killed(
    sqlite_world: ReviewWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of two rows: it breaks off after each transaction and each publication in turn."""
    for module in (importing, looking):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    file = file_of(tmp_path, GOOD)
    office = sqlite_world.office
    whole = Importer(office.units, office.claims, office.keys, office.trust_list, office.publisher.publish_imports)
    for step in range(1, 30):
        broken = Importer(office.units, office.claims, office.keys, office.trust_list, office.publisher.publish_imports)
        left = [step]

        def breaks(name: str, importer: Importer = broken, left: list[int] = left) -> None:
            work = getattr(importer, name)

            def cut_off(*args: object) -> object:
                done = work(*args)
                left[0] -= 1
                if left[0] == 0:
                    raise StorageError("The plug was pulled.")
                return done

            monkeypatch.setattr(importer, name, cut_off)

        for name in ("_note", "_store", "_publish", "_finish"):
            breaks(name)
        try:
            broken.run(CHAMBER, file, officers=officers(sqlite_world))
        except StorageError:
            visible = sum(len(found(sqlite_world, f"A00000{n}", dt.date(2019, 4, 26))) for n in (1, 2, 3))
            assert stored(sqlite_world) == 4 or visible == 0
        else:
            break
    assert step > 1
    outcome = whole.run(CHAMBER, file, officers=officers(sqlite_world))
    assert (outcome.added, stored(sqlite_world)) == (4, 4)
    assert all(found(sqlite_world, f"A00000{n}", dt.date(2019, 4, 26)) for n in (1, 2, 3))
    assert state(sqlite_world) == [ImportState.DONE]


def test_what_broke_off_goes_on_with_a_corrected_file(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    """Rows that another file has brought and never published are not lost between the two."""
    office = sqlite_world.office

    def down(_records: Sequence[bytes]) -> object:
        raise StorageError("The register is away.")

    away = Importer(office.units, office.claims, office.keys, office.trust_list, down)
    with pytest.raises(StorageError):
        away.run(CHAMBER, file_of(tmp_path, GOOD), officers=officers(sqlite_world))
    outcome = run(sqlite_world, file_of(tmp_path, (*GOOD, "A-000005,2019-05-08,coo-jp,in force,,"), "longer.csv"))
    assert (outcome.published, stored(sqlite_world)) == (5, 5)
    assert found(sqlite_world, "A000001", dt.date(2019, 4, 26))


def test_two_different_approvers_decide_on_it(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    file = file_of(tmp_path, GOOD)
    one, other = officers(sqlite_world)
    reviewer = str(sqlite_world.accounts["reviewer"].login)
    with sqlite_world.office.units.act(STAFF) as unit:
        sqlite_world.add_officer(unit, "cashier", "Kato Jun", (Role.CASHIER,))
    for named in ((), (one,), (one, one), (one, one.lower()), (one, reviewer), (one, "TYO-C999999-9")):
        with pytest.raises(RefusedError):
            sqlite_world.office.imports.importer.run(CHAMBER, file, officers=named)
    assert stored(sqlite_world) == 0
    assert sqlite_world.office.imports.importer.run(CHAMBER, file, officers=(one, other)).added == 4


def test_two_imports_at_once_are_refused(sqlite_world: ReviewWorld, tmp_path: Path) -> None:
    with sqlite_world.office.claims.take(f"import {CHAMBER}") as taken:
        assert taken
        with pytest.raises(ConflictError, match="under way"):
            run(sqlite_world, file_of(tmp_path, GOOD))


class TestFiles:
    """What is read as a file of past certificates."""

    def test_json_lines_shift_jis_and_japanese_headings(self, sqlite_world: ReviewWorld, tmp_path: Path) -> None:
        lines = tmp_path / "past.jsonl"
        row = {"number": "B-1234", "issued": "2019-04-26", "kind": "signature", "status": "in force", "changed": None}
        lines.write_text(json.dumps(row) + "\n\n[1]\n{", encoding="utf-8")
        noted: list[Problem] = []
        look = sqlite_world.office.imports.importer.look(CHAMBER, ImportFile.open(lines), noted.append)
        assert (look.new, [each.wrong for each in noted]) == (1, [Wrong.UNREADABLE, Wrong.UNREADABLE])
        path = tmp_path / "past.csv"
        path.write_bytes("番号,発給日,種別,状態\n東商第42号,令和元年5月7日,サイン証明,有効\n".encode("cp932"))
        run(sqlite_world, ImportFile.open(path))
        assert found(sqlite_world, "東商第42号", dt.date(2019, 5, 7))[0].kind is Kind.SIGNATURE

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"a,b\n1,2\n",
            b"number,number,issued,kind,status\n",
            b"\xff\xfe\x00\x01\x81",
            b'number,issued,kind,status\n"' + b"x" * 200_000,
        ],
        ids=["empty", "other headings", "a heading twice", "no text", "an endless cell"],
    )
    def test_what_is_none_is_refused_as_a_whole(
        self, sqlite_world: ReviewWorld, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "past.csv"
        path.write_bytes(content)
        with pytest.raises(RefusedError):
            sqlite_world.office.imports.importer.look(CHAMBER, ImportFile.open(path))
