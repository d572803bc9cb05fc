"""The lines of a journal: one JSON object each, in ASCII, so that no name and no text can end a line.

    journal   `format`: the first line
    page      `file`, `page`, `of`, `texts`, and `thumbnail` (base64) where there is one
    read      `file`: all its pages are there
    compared  `sha256`, `page`, `sid`, `outcome`: what a person found who compared this paper with that certificate

`file` is an object of `path`, `size`, `mtime_ns` and `sha256` (hexadecimal). What is encoded decodes to the same value.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final

from scanner.comparison.outcome import is_outcome
from scanner.errors import ScannerError
from scanner.stack.values import FileKey, PageReading

FORMAT: Final = 1
HEAD: Final = (json.dumps({"is": "journal", "of": "originseal scanner check", "format": FORMAT}) + "\n").encode("ascii")


class JournalError(ScannerError):
    """A journal cannot be used."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page was read."""

    file: FileKey
    page: PageReading


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """All pages of a file were read."""

    file: FileKey


@dataclass(frozen=True, slots=True)
class ComparedEntry:
    """A person compared a paper with its certificate; `outcome` is as `scanner.comparison` writes it."""

    sha256: bytes
    page: int | None
    sid: bytes
    outcome: dict[str, Any]


Entry = PageEntry | ReadEntry | ComparedEntry


def encode(entry: Entry) -> bytes:
    """Return the entry as one line."""
    return (json.dumps(_fields(entry)) + "\n").encode("ascii")


def decode(line: bytes) -> Entry:
    """Return what a line says.

    Raises:
        JournalError: it is no line of a journal.

    """
    try:
        return _entry(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise JournalError("no line of a journal") from error


def _fields(entry: Entry) -> dict[str, Any]:
    match entry:
        case PageEntry(file, page):
            fields: dict[str, Any] = {"is": "page", "file": _file_fields(file), "page": page.number, "of": page.of}
            fields["texts"] = list(page.texts)
            if page.thumbnail is not None:
                fields["thumbnail"] = base64.b64encode(page.thumbnail).decode("ascii")
            return fields
        case ReadEntry(file):
            return {"is": "read", "file": _file_fields(file)}
        case ComparedEntry(sha256, number, sid, outcome):
            return {
                "is": "compared",
                "sha256": sha256.hex(),
                "page": number,
                "sid": sid.hex(),
                "outcome": outcome,
            }


def _file_fields(file: FileKey) -> dict[str, Any]:
    return {"path": file.path, "size": file.size, "mtime_ns": file.mtime_ns, "sha256": file.sha256.hex()}


def _entry(fields: Any) -> Entry:  # noqa: ANN401  whatever JSON holds; each value is looked at here
    match fields:
        case {"is": "page", "file": file, "page": None | int() as number, "of": int(of), "texts": [*texts]}:
            if not all(isinstance(text, str) for text in texts):
                raise TypeError("texts are strings")
            return PageEntry(_file(file), PageReading(number, of, tuple(texts), _thumbnail(fields.get("thumbnail"))))
        case {"is": "read", "file": file}:
            return ReadEntry(_file(file))
        case {
            "is": "compared",
            "sha256": str(sha256),
            "page": None | int() as number,
            "sid": str(sid),
            "outcome": dict(outcome),
        } if is_outcome(outcome):
            return ComparedEntry(bytes.fromhex(sha256), number, bytes.fromhex(sid), outcome)
    raise ValueError("no entry")


def _file(fields: Any) -> FileKey:  # noqa: ANN401  as above
    match fields:
        case {"path": str(path), "size": int(size), "mtime_ns": int(mtime_ns), "sha256": str(sha256)}:
            return FileKey(path, size, mtime_ns, bytes.fromhex(sha256))
    raise ValueError("no file")


def _thumbnail(text: Any) -> bytes | None:  # noqa: ANN401  as above
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a thumbnail is base64") from error
