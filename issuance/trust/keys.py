"""The keys that sign trust metadata: Ed25519, each in an encrypted PKCS#8 PEM file of its own.

    keys/tuf/root-1.pem … root-3.pem   root and targets, 2 of 3; in production three offline media
    keys/tuf/status.pem, snapshot.pem, timestamp.pem   the office's

A key that replaces another gets a further name (`root-4.pem`, `timestamp-2.pem`). Which key may sign what is
never taken from file names: they only say where to look, the root metadata says what counts.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Role

from issuance.files import make_private_folder, write_durably
from issuance.trust.errors import KeyFileError

OFFLINE_KEYS = ("root-1", "root-2", "root-3")
ONLINE_KEYS = ("status", "snapshot", "timestamp")


class KeyFolder:
    """The key files that this machine holds, opened with one passphrase.

    An office without the offline keys has a folder without `root-*.pem`: then whatever needs them says so.
    """

    def __init__(self, directory: Path, passphrase: str | bytes) -> None:
        """Look for `*.pem` in `directory`; files are opened only when a signature is wanted."""
        self.directory = directory
        self._passphrase = passphrase

    def ensure(self, name: str) -> SSlibKey:
        """Return the public key of `name`, making the key first where there is none.

        Keeping an existing key lets an interrupted `init` be run again.
        """
        path = self.directory / f"{name}.pem"
        if not path.exists():
            return create_key(path, self._passphrase)
        return load_signer(path, self._passphrase).public_key

    def signers(self, role_name: str, role: Role) -> list[CryptoSigner]:
        """Return every signer in the folder that `role` accepts; perhaps none.

        Only files named after the role are opened: an hourly refresh must not touch the offline keys.
        """
        prefix = "root-" if role_name in {"root", "targets"} else role_name
        candidates = (load_signer(path, self._passphrase) for path in sorted(self.directory.glob(f"{prefix}*.pem")))
        return [signer for signer in candidates if signer.public_key.keyid in role.keyids]

    def holds_offline_keys(self) -> bool:
        """Say whether this is a demo, in which one machine holds what should lie in three safes."""
        return len(list(self.directory.glob("root-*.pem"))) > 1


def create_key(path: Path, passphrase: str | bytes) -> SSlibKey:
    """Make a key, write it to `path` (0600, folder 0700), never over another one; return the public half.

    Raises KeyFileError where the file exists or the passphrase is empty.
    """
    if path.exists():
        raise KeyFileError(f"{path} exists: a key is never overwritten; choose another name.")
    secret = _as_bytes(passphrase)
    if not secret:
        raise KeyFileError("The passphrase is empty: a trust key is only stored encrypted; give a passphrase.")
    private_key = Ed25519PrivateKey.generate()
    make_private_folder(path.parent)
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret))
    write_durably(path, pem)
    return SSlibKey.from_crypto(private_key.public_key())


def load_signer(path: Path, passphrase: str | bytes) -> CryptoSigner:
    """Open one encrypted key file.

    Raises KeyFileError: missing, not a PEM key, not encrypted, wrong passphrase, or not Ed25519.
    """
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"Cannot read the key file {path}: {error.strerror}; name an existing key file.") from error
    if b"ENCRYPTED PRIVATE KEY" not in pem:
        raise KeyFileError(f"{path} is not an encrypted PKCS#8 key in PEM form: trust keys are only kept encrypted.")
    try:
        private_key = load_pem_private_key(pem, _as_bytes(passphrase))
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"Cannot open {path}: the passphrase is wrong or the file is damaged.") from error
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds a {type(private_key).__name__}; trust metadata is signed with Ed25519.")
    return CryptoSigner(private_key)


def load_public_key(path: Path) -> SSlibKey:
    """Read the public half of a future trust key (PEM, SubjectPublicKeyInfo).

    Raises KeyFileError where it cannot be read or is no Ed25519 key.
    """
    try:
        public_key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path} is not a readable public key in PEM form: {error}.") from error
    if not isinstance(public_key, Ed25519PublicKey):
        raise KeyFileError(f"{path} holds a {type(public_key).__name__}; trust metadata is signed with Ed25519.")
    return SSlibKey.from_crypto(public_key)


def _as_bytes(passphrase: str | bytes) -> bytes:
    return passphrase.encode() if isinstance(passphrase, str) else passphrase
