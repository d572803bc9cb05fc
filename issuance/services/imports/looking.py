"""Look through a file of past certificates, row by row, changing nothing."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.imports.files import ImportFile
from issuance.domain.imports.rows import EarlierCertificate, RowError, Wrong, read_row
from issuance.storage import imports as store
from issuance.storage.imports import Problem
from issuance.storage.unit import Units

AT_ONCE = 500
"""Rows of one transaction."""

Note = Callable[[Problem], object]
Row = EarlierCertificate | Problem


@dataclass
class Look:
    """What a look through a file has found. `new` would be added, `known` were imported before."""

    rows: int = 0
    bad: int = 0
    new: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    """The first ones, as many as are kept."""


def look_through(units: Units, actor: Actor, file: ImportFile, note: Note) -> Look:
    """Return what a file would bring to the actor's chamber; `note` gets every bad row."""
    found = Look()
    for rows in batches(file, japan_date(units.now())):
        numbers = [row.number for _line, row in rows if isinstance(row, EarlierCertificate)]
        with units.look(actor) as unit:
            known = store.known_certificates(unit, numbers)
        for line, row in rows:
            found.rows += 1
            problem = _problem(line, row, known)
            if problem is None:
                found.known += row.number in known
                found.new += row.number not in known
                continue
            found.bad += 1
            note(problem)
            if len(found.problems) < store.MOST_PROBLEMS_KEPT:
                found.problems.append(problem)
    return found


def batches(file: ImportFile, today: dt.date) -> Iterator[list[tuple[int, Row]]]:
    """Yield the rows of a file with the numbers of their lines, so many at once."""
    rows = _read(file, today)
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _read(file: ImportFile, today: dt.date) -> Iterator[tuple[int, Row]]:
    """Yield each row as a certificate, or as what is wrong with it."""
    seen: set[int] = set()
    for line, cells in file.rows():
        if cells is None:
            yield line, Problem(line, "", Wrong.UNREADABLE)
            continue
        try:
            row = read_row(cells, today)
        except RowError as error:
            yield line, Problem(line, cells["number"][:40], error.wrong)
            continue
        # Eight bytes of a hash for each number: one file in 400 million of the largest has two numbers that share them.
        mark = int.from_bytes(hashlib.sha256(row.number.encode()).digest()[:8], "big")
        yield line, Problem(line, row.written, Wrong.TWICE) if mark in seen else row
        seen.add(mark)


def _problem(line: int, row: Row, known: dict[str, EarlierCertificate]) -> Problem | None:
    if isinstance(row, Problem):
        return row
    before = known.get(row.number)
    return Problem(line, row.written, Wrong.OTHERWISE) if before is not None and before != row else None
