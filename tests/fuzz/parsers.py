"""The parsers: each takes bytes, returns or raises one of its own errors, and nothing else.

What is raised besides is a fault: on a public page it would be an answer 500, in a job a stop.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import Targets

from issuance.config import load_config
from issuance.domain.application.codes.hs import HsError, read_hs
from issuance.domain.application.goods_table.table import read_goods
from issuance.domain.disclosure.manifest import read_manifest, read_signature
from issuance.domain.fees.bank_file import read_bank_file
from issuance.domain.imports.files import NEEDED, ImportFile
from issuance.domain.imports.rows import RowError, read_row
from issuance.domain.login import LoginError, read_login
from issuance.domain.pasted_people import read_people
from issuance.domain.sign_in.codes import LETTER_CODE_LENGTH, read_code
from issuance.domain.sign_in.throttle import address_of
from issuance.errors import IssuanceError, RefusedError
from issuance.intake import workbook_worker, worker
from issuance.outgoing.smtp import read_server
from issuance.services.sign_in import passkeys
from issuance.trust.repository import TrustRepositoryError, parse_metadata
from reference_service.checks.body import BodyError, read_body
from reference_service.checks.decoding import UnknownEncodingError, decode_text
from reference_service.checks.question import read_asked, read_pair
from reference_service.checks.table import TableError, read_table
from reference_service.config import load_config as load_reference_config
from reference_service.errors import ReferenceServiceError
from reference_service.limits.origins import Origins, read_networks
from register.address import parse_address
from register.encrypted import plain_database, plain_mail, plain_redis
from register.errors import RegisterError
from scanner.cms import CmsError, parse_cms
from scanner.kiosk.entry import read_entry
from scanner.reference.answers import read_single
from scanner.reference.exchange import Reply
from scanner.stack.entries import JournalError, decode
from signing.bulletin import parse_bulletin
from signing.canonical import canonical_bytes, parse_canonical, parse_json
from signing.content import Kind, parse_content
from signing.dates import read_date
from signing.errors import SigningError
from signing.import_record import check_earlier_number, parse_import_record
from signing.number import parse_number, parse_typed_number
from signing.pdf_reason import parse_reason
from signing.qr import decode_base32, read_qr_text
from signing.receipt import parse_receipt
from signing.record import parse_record
from signing.reference_base import ReferenceBase
from signing.seal import parse_seal
from signing.status import parse_status
from signing.trust import parse_survivors, parse_trust_list

BASE = ReferenceBase("https://ref.example.jp/v/")
_TODAY = dt.date(2026, 3, 10)
_MOST = 64 * 1024
_COLUMNS = (*NEEDED, "changed", "successor")


@dataclass(frozen=True)
class Parser:
    """What reads bytes, and what it may raise."""

    read: Callable[[bytes], object]
    allowed: tuple[type[BaseException], ...] = ()
    native: bool = False
    """Whether a library in C reads: it may die of a file, which is why the office lets a limited process do it."""

    def __call__(self, data: bytes) -> None:
        """Read; every error that is not allowed comes out."""
        try:
            self.read(data)
        except self.allowed:
            return


def _text(read: Callable[[str], object], *allowed: type[BaseException]) -> Parser:
    """Return a parser of texts. Surrogates too: Python makes them of file names, arguments and JSON."""
    return Parser(lambda data: read(data.decode("utf-8", "surrogateescape")), allowed)


def _canonical(data: bytes) -> None:
    value = parse_canonical(data, max_bytes=_MOST)
    assert canonical_bytes(value) == data, "what is read as canonical is canonical"


def _no_workbook(_data: bytes) -> list[list[str]]:
    raise RefusedError("no workbook")


def _goods(data: bytes) -> None:
    for kind in Kind:
        read_goods(data, kind, _no_workbook)


def _import_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        for form in ("csv", "json"):
            file = Path(folder) / f"past.{form}"
            file.write_bytes(data)
            for _line, cells in ImportFile.open(file, form).rows():
                if cells is not None:
                    _import_row(cells)


def _import_row(cells: object) -> None:
    try:
        read_row(cells, _TODAY)  # type: ignore[arg-type]  # as the file's reader gives them
    except RowError:
        return


def _row_of_cells(text: str) -> None:
    for row in csv.reader(text.replace("\0", "").splitlines()):
        _import_row(dict(zip(_COLUMNS, [*row, *[""] * len(_COLUMNS)], strict=False)))


def _settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        file = Path(folder) / "office.toml"
        file.write_bytes(data)
        load_config({"ISSUANCE_CONFIG": str(file)})


def _reference_settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        file = Path(folder) / "reference.toml"
        file.write_bytes(data)
        load_reference_config({"REFERENCE_CONFIG": str(file), "REFERENCE_DIRECTORY": folder})


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder in memory, for speed


def _addresses(text: str) -> None:
    for read in (plain_database, plain_redis, plain_mail, address_of):
        read(text)
    Origins().find(text, text)


def _picture(data: bytes) -> None:
    for kind in ("png", "jpeg"):
        try:
            worker.check_picture(data, kind)
        except worker.Refusal:
            continue


PARSERS: dict[str, Parser] = {
    "qr text": _text(lambda text: read_qr_text(text, [BASE]), SigningError),
    "base32": _text(decode_base32, SigningError),
    "seal": Parser(parse_seal, (SigningError,)),
    "record": Parser(parse_record, (SigningError,)),
    "import record": Parser(parse_import_record, (SigningError,)),
    "receipt": Parser(parse_receipt, (SigningError,)),
    "content": Parser(parse_content, (SigningError,)),
    "canonical json": Parser(_canonical, (SigningError,)),
    "json": Parser(lambda data: parse_json(data, max_bytes=_MOST), (SigningError,)),
    "status": Parser(parse_status, (SigningError,)),
    "trust list": Parser(parse_trust_list, (SigningError,)),
    "survivors": Parser(parse_survivors, (SigningError,)),
    "bulletin": Parser(parse_bulletin, (SigningError,)),
    "number": _text(parse_number, SigningError),
    "typed number": _text(parse_typed_number, SigningError),
    "earlier number": _text(check_earlier_number, SigningError),
    "date": _text(read_date, SigningError),
    "pdf reason": _text(parse_reason, SigningError),
    "checks body": Parser(read_body, (BodyError,)),
    "checks table": _text(lambda text: read_table(text, BASE), TableError),
    "encoding": Parser(decode_text, (UnknownEncodingError,)),
    "question": _text(lambda text: (read_asked(text), read_pair(text[:20], text[20:]))),
    "networks": _text(read_networks, ReferenceServiceError),
    "addresses": _text(_addresses),
    "register address": _text(parse_address, RegisterError),
    "mail server": _text(read_server, IssuanceError),
    "cms": Parser(parse_cms, (CmsError,)),
    "scanner line": _text(lambda text: read_entry(text, BASE)),
    "server answer": Parser(lambda data: read_single(Reply(200, "application/vnd.originseal.answer+json", data), "x")),
    "no certificate": Parser(lambda data: read_single(Reply(404, "application/problem+json", data), "x")),
    "journal": Parser(decode, (JournalError,)),
    "goods table": Parser(_goods, (RefusedError,)),
    "bank file": Parser(read_bank_file, (RefusedError,)),
    "past certificates": Parser(_import_file, (RefusedError,)),
    "past certificate": _text(_row_of_cells, csv.Error),
    "pasted people": _text(lambda text: read_people(text, {"Sato": "s"}, "ja"), RefusedError),
    "login": _text(read_login, LoginError),
    "code": _text(lambda text: read_code(text, LETTER_CODE_LENGTH)),
    "hs code": _text(read_hs, HsError),
    "passkey": _text(lambda text: passkeys.credential_named(text), RefusedError),
    "manifest": Parser(read_manifest, (RefusedError,)),
    "manifest signature": Parser(read_signature, (RefusedError,)),
    "tuf metadata": Parser(lambda data: parse_metadata(Targets, data, "here"), (TrustRepositoryError,)),
    "settings": Parser(_settings, (IssuanceError,)),
    "reference settings": Parser(_reference_settings, (ReferenceServiceError,)),
    "pdf": Parser(lambda data: worker.check_pdf(data, 100), (worker.Refusal, MemoryError, RecursionError), native=True),
    "picture": Parser(_picture, (MemoryError, RecursionError), native=True),
    "workbook": Parser(
        lambda data: workbook_worker.rows_of(data, 300, 40), (workbook_worker.Refusal, MemoryError, RecursionError)
    ),
}
