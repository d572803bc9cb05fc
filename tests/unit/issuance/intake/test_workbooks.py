"""Workbooks are read in a process of their own: the same rows, the same sentences, and no bomb reaches the office."""

import io
import resource
import zipfile

import pytest
from openpyxl import Workbook

from issuance.errors import RefusedError
from issuance.intake import workbooks
from issuance.intake.workbooks import SENTENCES, workbook_rows

SHEET = "xl/worksheets/sheet1.xml"


def workbook() -> bytes:
    book = Workbook()
    book.active.append(("Description", "Quantity"))
    book.active.append(("ねじ", 0.1 + 0.2))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Return a workbook with one more or another part, packed as small as can be."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, True, 9) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, content)
    return file.getvalue()


def lying_about_its_size(data: bytes, name: str) -> bytes:
    """Return a zip in which a part is said to be ten bytes long."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        size = opened.getinfo(name).file_size
    return data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def test_the_rows_of_the_open_sheet_come_as_they_would_be_typed() -> None:
    assert workbook_rows(workbook(), 100, 2) == [["Description", "Quantity"], ["ねじ", "0.3"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and nothing else", "broken"),
        (with_part("xl/vbaProject.bin", b"macro"), "macros"),
        (with_part(SHEET, bytes(50 * 2**20)), "unpacked"),
        (
            lying_about_its_size(with_part(SHEET, bytes(50 * 2**20)), SHEET),
            "broken",
        ),
        (with_part(SHEET, b"<sheetData>" * 80_000), "broken"),
    ],
    ids=["no zip", "macros", "bomb", "bomb that lies about its size", "elements within elements"],
)
def test_a_hostile_workbook_is_refused_in_words(data: bytes, reason: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(RefusedError) as refused:
        workbook_rows(data, 2_000, 60)

    assert str(refused.value) == SENTENCES[reason]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, f"this process grew by {grown} KiB: it has opened the file itself"


def test_one_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SECONDS", 0.01)

    with pytest.raises(RefusedError) as refused:
        workbook_rows(workbook(), 100, 10)

    assert str(refused.value) == SENTENCES["unpacked"]
