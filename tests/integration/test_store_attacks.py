"""Somebody alters the register's database itself, past all rules; the real service serves it; the scanner says so."""

import base64
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from issuance.config import load_config
from issuance.office import Office
from register.errors import RegisterDamagedError
from tests.demo import Demo, ReferenceService
from tests.scan import Scan, check


@dataclass
class Break:
    """A break-in: an installation of its own, its database laid open, and a scanner that looks on."""

    demo: Demo
    trust: Path
    folder: Path

    def alters(self, attack: Callable[[sqlite3.Connection], None]) -> None:
        """Drop the rules that the database enforces, and alter it."""
        with closing(sqlite3.connect(self.demo.directory / "register" / "register.sqlite")) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            attack(database)
            database.commit()

    def scan(self, name: str = "coo-jp") -> Scan:
        """Serve the altered register and check an original online."""
        with ReferenceService(self.demo, self.folder / "service") as service:
            return check(self.demo.pdf(name), trust=self.trust, reference=service.address)

    def sid(self, database: sqlite3.Connection, name: str) -> bytes:
        """Return a sample's seal id."""
        number = self.demo.listed(name)["number"].replace("-", "")
        (sid,) = database.execute("SELECT sid FROM seals WHERE number = ?", (number,)).fetchone()
        assert isinstance(sid, bytes)
        return sid


@pytest.fixture
def burglar(demo: Demo, trust: Path, tmp_path: Path) -> Break:
    """Copy the demo for a test that breaks into it."""
    return Break(demo.copy_to(tmp_path / "installation"), trust, tmp_path)


def change_prepared(burglar: Break, name: str, old: bytes, new: bytes) -> Callable[[sqlite3.Connection], None]:
    """Change bytes of the answer that was prepared at publication."""

    def attack(database: sqlite3.Connection) -> None:
        sid = burglar.sid(database, name)
        (fragment,) = database.execute("SELECT fragment FROM prepared WHERE sid = ?", (sid,)).fetchone()
        assert old in bytes(fragment)
        database.execute("UPDATE prepared SET fragment = ? WHERE sid = ?", (bytes(fragment).replace(old, new), sid))

    return attack


def prepared_of(burglar: Break, database: sqlite3.Connection, name: str) -> bytes:
    sid = burglar.sid(database, name)
    (fragment,) = database.execute("SELECT fragment FROM prepared WHERE sid = ?", (sid,)).fetchone()
    return bytes(fragment)


def test_unaltered_register(burglar: Break) -> None:
    assert burglar.scan().verdict == ("VALID", "IN_FORCE", "matched", 0)


def test_prepared_answer_with_other_content(burglar: Break) -> None:
    def attack(database: sqlite3.Connection) -> None:
        own, other = (prepared_of(burglar, database, name) for name in ("coo-jp", "coo-jp-60-lines"))
        pattern = re.compile(rb'"content":"[^"]*"')
        swapped = pattern.sub(pattern.search(other)[0], own)  # type: ignore[index]  # it is there, else the test fails
        sid = burglar.sid(database, "coo-jp")
        database.execute("UPDATE prepared SET fragment = ? WHERE sid = ?", (swapped, sid))

    burglar.alters(attack)
    scan = burglar.scan()
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INVALID", "CONTENT_MISMATCH", 1)


def test_prepared_answer_of_another_certificate(burglar: Break) -> None:
    def attack(database: sqlite3.Connection) -> None:
        other = prepared_of(burglar, database, "coo-jp-successor")
        sid = burglar.sid(database, "coo-jp")
        database.execute("UPDATE prepared SET fragment = ? WHERE sid = ?", (other, sid))

    burglar.alters(attack)
    scan = burglar.scan()
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INVALID", "CONTENT_MISMATCH", 1)


def test_record_altered(burglar: Break) -> None:
    """The issue record's PDF hash is exchanged, so that a forged file would match."""

    def attack(database: sqlite3.Connection) -> None:
        sid = burglar.sid(database, "coo-jp")
        (record,) = database.execute("SELECT record FROM records WHERE sid = ? AND seq = 0", (sid,)).fetchone()
        forged = bytearray(record)
        forged[len(forged) // 2] ^= 1
        old, new = base64.b64encode(bytes(record)), base64.b64encode(bytes(forged))
        database.execute("UPDATE records SET record = ? WHERE sid = ? AND seq = 0", (bytes(forged), sid))
        change_prepared(burglar, "coo-jp", old, new)(database)

    burglar.alters(attack)
    scan = burglar.scan()
    assert scan.only["verdict"] != "VALID"
    assert scan.code in (1, 2)


def test_revocation_deleted_from_the_records(burglar: Break) -> None:
    """The signed status still lists it."""

    def attack(database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM records WHERE sid = ? AND seq > 0", (burglar.sid(database, "coo-jp-revoked"),))

    burglar.alters(attack)
    scan = burglar.scan("coo-jp-revoked")
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INVALID", "REVOKED", 1)


def test_issue_record_deleted(burglar: Break) -> None:
    def attack(database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM records WHERE sid = ?", (burglar.sid(database, "coo-jp"),))

    burglar.alters(attack)
    scan = burglar.scan()
    # The service gives no answer over such a register, or one that does not fit; its word never makes it valid.
    assert scan.only["verdict"] != "VALID"
    assert scan.code in (1, 2)


def test_records_exchanged_between_two_certificates(burglar: Break) -> None:
    def attack(database: sqlite3.Connection) -> None:
        own, other = (burglar.sid(database, name) for name in ("coo-jp-revoked", "coo-jp"))
        (revocation,) = database.execute("SELECT record FROM records WHERE sid = ? AND seq = 1", (own,)).fetchone()
        (position,) = database.execute("SELECT max(position) FROM records").fetchone()
        database.execute("INSERT INTO records VALUES (?, ?, 1, 2, ?)", (position + 1, other, revocation))

    burglar.alters(attack)
    scan = burglar.scan()
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INVALID", "RECORDS_BROKEN", 1)


def test_certificate_deleted(burglar: Break) -> None:
    """Of today, so “not found” may mean “not yet”: nobody can tell, and nobody says valid."""

    def attack(database: sqlite3.Connection) -> None:
        sid = burglar.sid(database, "coo-jp")
        for table in ("prepared", "records", "content", "documents", "seals"):
            database.execute(f"DELETE FROM {table} WHERE sid = ?", (sid,))  # noqa: S608  our own names

    burglar.alters(attack)
    scan = burglar.scan()
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)


def test_seal_exchanged_for_another_genuine_one(burglar: Break) -> None:
    def attack(database: sqlite3.Connection) -> None:
        own, other = (burglar.sid(database, name) for name in ("coo-jp", "coo-jp-successor"))
        database.execute("UPDATE seals SET seal = (SELECT seal FROM seals WHERE sid = ?) WHERE sid = ?", (other, own))

    burglar.alters(attack)
    scan = burglar.scan()
    assert scan.only["verdict"] != "VALID"
    assert scan.code in (1, 2)


def test_register_gone(burglar: Break) -> None:
    burglar.alters(lambda database: database.execute("DROP TABLE prepared") and None)
    scan = burglar.scan()
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)


def test_content_altered_and_all_answers_prepared_anew(burglar: Break) -> None:
    """The office would spread the lie by its own doing: it looks at what it is about to prepare, and stops."""

    def attack(database: sqlite3.Connection) -> None:
        sid = burglar.sid(database, "coo-jp")
        (content,) = database.execute("SELECT content FROM content WHERE sid = ?", (sid,)).fetchone()
        altered = bytes(content).replace(b"Tokyo", b"Kyoto")
        database.execute("UPDATE content SET content = ? WHERE sid = ?", (altered, sid))

    burglar.alters(attack)
    office = Office(load_config(directory=burglar.demo.directory))
    with pytest.raises(RegisterDamagedError, match="is not what was sealed"):
        office.writer.rebuild_prepared()
    office.writer.close()
    assert burglar.scan().only["verdict"] == "VALID", "what was prepared before the break-in still stands"
