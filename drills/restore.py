"""The office's machine is gone: the newest backup is restored into an empty folder, and nothing is issued twice.

What is kept elsewhere: the backups' shelf, their identity and the passphrase of the keys, each in a safe.
"""

import os
import shutil
from unittest.mock import patch

from drills.drill import Drill, DrillError
from drills.rehearsal import command, issue, rehearse
from drills.witness import Witness
from issuance.domain.ledger import LedgerEntry
from issuance.errors import IssuanceError
from signing.record import RevocationReason
from tests.offices import OFFICERS, PASSPHRASE, Installation

ABOUT = "the machine is gone; restore the newest backup where nothing is, and issue on without a number twice"


def run(drill: Drill) -> None:
    """Make a backup, issue once more, lose everything, restore, reconcile, go on issuing."""
    office_of = rehearse(drill)
    identity = drill.folder / "safe" / "identity"
    identity.parent.mkdir(mode=0o700)
    with patch.dict(os.environ, {"ISSUANCE_BACKUP_URL": f"file://{drill.folder}/shelf"}):
        entries = issue(office_of, *range(1, 201 if drill.large else 4))
        with office_of.open() as office:
            office.revoking.revoke(entries[0].number, RevocationReason.MISUSE, OFFICERS)
        drill.step("issuance backup keys, issuance backup make")
        command(office_of, "backup", "keys", "--identity", str(identity))
        with drill.timed("backup"):
            command(office_of, "backup", "make")
        (unsaved,) = issue(office_of, 5000)
        drill.step(f"{unsaved.public_number} is issued after the backup; then the machine is gone")
        _lose(office_of)
        with drill.timed("restore"):
            said = command(office_of, "restore", "--identity", str(identity))
        drill.fact("the restore proves what it has brought back", '"proved": false' not in said, said)
        _go_on(drill, office_of, entries, unsaved)


def _lose(office_of: Installation) -> None:
    """Take the whole machine away; bring a new one with the passphrase from its safe."""
    directory = office_of.config.directory
    shutil.rmtree(directory)
    office_of.config.passphrase_file.parent.mkdir(parents=True, mode=0o700)
    office_of.config.passphrase_file.write_bytes(PASSPHRASE)
    office_of.config.passphrase_file.chmod(0o600)
    office_of.keys = None


def _go_on(drill: Drill, office_of: Installation, entries: list[LedgerEntry], unsaved: LedgerEntry) -> None:
    try:
        issue(office_of, 6000)
    except IssuanceError as error:
        drill.fact("before the reconciliation nothing is issued", "reconcile" in str(error), error)
    else:
        raise DrillError("The restored office issued before anybody said which numbers had gone out.")
    drill.step(f"the last number that a mail shows is {unsaved.public_number}: issuance reconcile --last …")
    command(office_of, "reconcile", "--last", unsaved.public_number)
    (following,) = issue(office_of, 6000)
    expected = unsaved.number.sequence + 1
    drill.fact("the lost number is not given out again", following.number.sequence == expected, following.number)
    with office_of.open() as office:
        office.status_desk.publish()
        missing = [each.public_number for each in entries if office.reader.by_sid(each.sid or b"") is None]
    drill.fact("the register has every certificate of the backup", missing == [], missing)
    scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository)
    in_force, revoked = scanner.reasons([*entries[1:], following]), scanner.reasons(entries[:1])
    drill.fact("their seals are genuine", in_force == {"CONTENT_NOT_CHECKED"}, in_force)
    drill.fact("what was revoked stays revoked", revoked == {"REVOKED"}, revoked)
