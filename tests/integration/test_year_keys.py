"""`trust pdf-key` and `trust receipt-key`: the keys of the next year, before the old ones end."""

import datetime as dt

import pytest

from issuance.cli import main as issuance
from signing.keys import PrivateKeySigner
from signing.trust import KeyRole
from tests.builders import NOW
from tests.offices import PASSPHRASE, Installation, numbered_request

NEXT = NOW.year + 1


def run(installation: Installation, *command: str, exits: int = 0) -> None:
    assert issuance(["trust", *command, "--directory", str(installation.config.directory)]) == exits


def test_a_pdf_key_of_the_next_year_lets_the_office_issue_there(sqlite_installation: Installation) -> None:
    run(sqlite_installation, "pdf-key", "--chamber", "TYO", "--year", str(NEXT))
    file = sqlite_installation.config.keys / "pdf" / "TYO" / f"{NEXT}.crt"
    made = file.read_bytes()
    run(sqlite_installation, "pdf-key", "--chamber", "TYO", "--year", str(NEXT))
    assert file.read_bytes() == made
    # In Japan it is the next year, in which the month of overlap still lets the old key seal.
    sqlite_installation.clock = lambda: dt.datetime(NOW.year, 12, 31, 15, tzinfo=dt.UTC)
    with sqlite_installation.open() as office:
        assert office.issuing.issue(numbered_request(1)).public_number == f"TYO{NEXT % 100}-000001"


def test_without_the_listed_anchor_none_is_made(
    sqlite_installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sqlite_installation.config.keys / "pdf" / "TYO"
    (folder / "anchor.crt").rename(folder / "elsewhere.crt")
    run(sqlite_installation, "pdf-key", "--chamber", "TYO", "--year", str(NEXT), exits=1)
    assert "restore it from its backup" in capsys.readouterr().err
    assert not (folder / f"{NEXT}.crt").exists()
    assert not (folder / "anchor.crt").exists()


def test_a_receipt_key_is_listed_and_kept(sqlite_installation: Installation) -> None:
    run(sqlite_installation, "receipt-key", "--year", str(NEXT))
    run(sqlite_installation, "receipt-key", "--year", str(NEXT))
    pem = (sqlite_installation.config.keys / "receipt" / f"{NEXT}.pem").read_bytes()
    assert {NEXT: PrivateKeySigner.from_pkcs8(pem, PASSPHRASE).public_key.raw.hex()}.items() <= listed(
        sqlite_installation
    ).items()


def test_a_run_that_was_cut_off_before_it_published_is_gone_on_with(sqlite_installation: Installation) -> None:
    root = sqlite_installation.config.keys / "tuf" / "root-1.pem"
    hidden = [root.with_name(f"root-{number}.pem") for number in (1, 2)]
    for key in hidden:
        key.rename(key.with_suffix(".away"))
    run(sqlite_installation, "receipt-key", "--year", str(NEXT), exits=1)
    file = sqlite_installation.config.keys / "receipt" / f"{NEXT}.pem"
    made = file.read_bytes()
    for key in hidden:
        key.with_suffix(".away").rename(key)
    run(sqlite_installation, "receipt-key", "--year", str(NEXT))
    assert file.read_bytes() == made
    assert NEXT in listed(sqlite_installation)


def listed(installation: Installation) -> dict[int, str]:
    with installation.open() as office:
        office.clock = lambda: dt.datetime.now(dt.UTC)
        keys = office.trust_list().keys
    return {key.not_before.year: key.public_key for key in keys if key.role is KeyRole.RECEIPT}
