"""Who can open a backup, and who made it.

    keys/backup/recipients        age1… of everybody who may open backups, a line each: public
    keys/backup/manifest.pem      Ed25519, encrypted PKCS#8: the office signs manifests with it
    the identity file             AGE-SECRET-KEY-1…, offline: opens backups, and says whose manifests to believe

Who reads the shelf learns nothing; who writes to it can destroy backups, but not put another one in their place. With
an identity and the shelf alone nobody can sign certificates: the keys in a backup stay wrapped under the office's
passphrase, which is in no backup.
"""

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from issuance.backup.errors import BackupError
from issuance.files import make_private_folder, write_durably
from signing.errors import KeyRefusedError
from signing.keys import PrivateKeySigner, PublicKey

_SIGNED_BY = "# manifests are signed by: "
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # how a line with a secret begins
_HEX_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Opener:
    """An identity file: what opens backups, and the keys whose manifests count."""

    identities: Sequence[Identity]
    signers: Sequence[PublicKey]


@dataclass(frozen=True)
class BackupKeys:
    """The keys of one office's backups. `folder` is `keys/backup`."""

    folder: Path
    recipients_file: Path

    def recipients(self) -> list[Recipient]:
        """Return everybody for whom backups are sealed; raise `BackupError` where there is nobody."""
        try:
            lines = self.recipients_file.read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BackupError(
                f"There is nobody for whom backups could be sealed: {self.recipients_file} cannot be read. "
                "Make a key with: issuance backup keys --identity FILE"
            ) from error
        wanted = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        try:
            found = [Recipient.from_str(line) for line in wanted]
        except pyrage.RecipientError as error:
            raise BackupError(f"{self.recipients_file} holds a line that is no age recipient (age1…).") from error
        if not found:
            raise BackupError(f"{self.recipients_file} is empty. Run: issuance backup keys --identity FILE")
        return found

    def signer(self, passphrase: bytes) -> PrivateKeySigner:
        """Return what signs manifests."""
        path = self.folder / "manifest.pem"
        try:
            return PrivateKeySigner.from_pkcs8(path.read_bytes(), passphrase)
        except (OSError, KeyRefusedError) as error:
            raise BackupError(
                f"The key that signs backups cannot be opened at {path}: {error} Where there is none yet, make it: "
                "issuance backup keys --identity FILE"
            ) from error

    def make(self, identity_file: Path, passphrase: bytes, now: dt.datetime) -> str:
        """Make a pair; write its secret half to a new file and return the public one, which joins the recipients.

        The file comes first: a run that is killed in between leaves a key for which nothing was ever sealed.
        """
        pem = self.folder / "manifest.pem"
        if not pem.exists():
            write_durably(pem, PrivateKeySigner.generate().to_pkcs8(passphrase))
        signed_by = self.signer(passphrase).public_key.raw.hex()
        identity = Identity.generate()
        recipient = str(identity.to_public())
        text = (
            f"# Opens the backups of this office from {now:%Y-%m-%d %H:%M} UTC on. Keep it offline, in a safe,\n"
            f"# and never beside the office's passphrase.\n# recipient: {recipient}\n"
            f"{_SIGNED_BY}{signed_by}\n{identity}\n"
        )
        _write_new(identity_file, text.encode())
        known = self.recipients_file.read_text(encoding="ascii") if self.recipients_file.exists() else ""
        write_durably(self.recipients_file, f"{known}{recipient}\n".encode(), mode=0o644)
        return recipient


def read_identity(file: Path) -> Opener:
    """Read an identity file; `BackupError` where it is none."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The identity file {file} cannot be read: name the one that was kept offline.") from error
    try:
        identities = [Identity.from_str(line.strip()) for line in lines if line.startswith(_SECRET)]
    except pyrage.IdentityError as error:
        raise BackupError(f"{file} holds a damaged identity: take another copy of it.") from error
    signers = [line.removeprefix(_SIGNED_BY).strip() for line in lines if line.startswith(_SIGNED_BY)]
    if not identities or not signers or not all(map(_HEX_KEY.fullmatch, signers)):
        raise BackupError(
            f"{file} is no identity file of this program: a line {_SECRET}1… and a line '{_SIGNED_BY}…' are expected."
        )
    return Opener(identities, [PublicKey(bytes.fromhex(each)) for each in signers])


def _write_new(path: Path, data: bytes) -> None:
    make_private_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(f"{path} is there already and is never overwritten: name a new file.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
