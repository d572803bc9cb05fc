"""Files of past certificates, read row by row: never more of a file in memory than one row.

CSV with a row of headings (UTF-8, or Shift_JIS as spreadsheets in Japan write it), or one JSON object on each line.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from issuance.errors import RefusedError

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 300_000
_MAX_CELL = 200
_CHUNK = 1024 * 1024

NEEDED = ("number", "issued", "kind", "status")
COLUMNS = (*NEEDED, "changed", "successor")
_HEADINGS = {
    **{name: name for name in COLUMNS},
    "番号": "number",
    "証明番号": "number",
    "発給日": "issued",
    "種別": "kind",
    "状態": "status",
    "変更日": "changed",
    "後継番号": "successor",
}

Cells = Mapping[str, str] | None
"""A row by the names of its columns; None where it has not the cells that it should have."""


@dataclass(frozen=True)
class ImportFile:
    """A file that was looked through once. `rows` reads it anew each time."""

    path: Path
    form: str
    """`csv` or `json`."""
    sha256: str
    encoding: str

    @classmethod
    def open(cls, path: Path, form: str | None = None) -> "ImportFile":
        """Look a file through; raise `RefusedError` where it is too large or no text.

        `form` follows from the end of the name where it is not given.
        """
        form = form or ("csv" if path.suffix.lower() == ".csv" else "json")
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise RefusedError(
                        f"{path.name} has more than {MAX_BYTES // 1024 // 1024} MiB: split it into several files."
                    )
                digest.update(chunk)
        return cls(path, form, digest.hexdigest(), _encoding_of(path))

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield the rows with the numbers of their lines; raise `RefusedError` for a file that has no such rows."""
        with self.path.open(encoding=self.encoding, newline="") as lines:
            read = _csv_rows(lines) if self.form == "csv" else _json_rows(lines)
            for count, row in enumerate(read, 1):
                if count > MAX_ROWS:
                    raise RefusedError(f"The file has more than {MAX_ROWS:,} rows: split it into several files.")
                yield row


def _encoding_of(path: Path) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            with path.open(encoding=encoding) as lines:
                while lines.read(_CHUNK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedError(f"{path.name} is neither UTF-8 nor Shift_JIS: save it as “CSV UTF-8”.")


def _csv_rows(lines: Iterator[str]) -> Iterator[tuple[int, Cells]]:
    reader = csv.reader(lines)
    try:
        names = _names(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                fits = len(cells) == len(names)
                yield reader.line_num, _checked(dict(zip(names, cells, strict=False))) if fits else None
    except csv.Error as error:
        raise RefusedError(f"The file cannot be read as CSV at line {reader.line_num}: {error}.") from error


def _names(headings: Sequence[str]) -> list[str]:
    names = [_HEADINGS.get(heading.strip().lower(), heading.strip().lower()) for heading in headings]
    missing = [name for name in NEEDED if name not in names]
    if missing or len(set(names)) != len(names):
        raise RefusedError(
            f"The first row must name the columns {', '.join(COLUMNS)} (the last two where there are any), each once. "
            f"Missing: {', '.join(missing) or 'none'}."
        )
    return names


def _json_rows(lines: Iterator[str]) -> Iterator[tuple[int, Cells]]:
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if number == 1 and text.startswith("["):
            raise RefusedError("The file is one JSON list: write one object on each line, without brackets around all.")
        try:
            value = json.loads(text) if len(text) <= len(COLUMNS) * _MAX_CELL * 2 else None
        except (ValueError, RecursionError):
            value = None
        yield number, _of_object(value)


def _of_object(value: object) -> Cells:
    if not isinstance(value, dict) or not set(NEEDED) <= value.keys() <= set(COLUMNS):
        return None
    cells = {name: "" if cell is None else cell for name, cell in value.items()}
    return _checked(cells) if all(isinstance(cell, str) for cell in cells.values()) else None


def _checked(cells: dict[str, str]) -> Cells:
    return None if any(len(cell) > _MAX_CELL for cell in cells.values()) else cells
