"""The installation's files as one tar: wrapped keys, the trust repository, the bulletin, pictures, settings.

What would be a secret in the clear is in no backup: the passphrase of the keys, PINs and passwords, the card service's
keys, the secret of cookies. `left_out` says which of them this installation has: they are brought again by hand.
"""

import io
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path, PurePosixPath

from issuance.backup.errors import BackupError, DamagedError
from issuance.config import OfficeConfig
from issuance.files import write_durably
from issuance.trust.files import write_public
from issuance.trust.repository import TrustRepository

SETTINGS = "configuration/settings.txt"
_MAX_FILE_BYTES = 256 * 1024 * 1024
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@/\s]+@")
_FOLDERS = {
    "keys": "keys",
    "trust": "trust/repository",
    "client": "trust/client",
    "stationery": "office/stationery",
    "demo": "demo",
}
"""Folders of a backup, and where they lie below the installation."""
_FILES = {"office/bulletin.json": "office/bulletin.json"}
_PUBLIC = ("trust/", "demo/")


def secrets_of(config: OfficeConfig) -> list[Path]:
    """Return every file and folder that holds a secret in the clear, whether it is there or not."""
    named = (config.passphrase_file, config.token_pin_file, config.smtp_password_file)
    return [path.resolve() for path in (*named, config.web_secret, config.card_keys) if path is not None]


def left_out(config: OfficeConfig) -> list[str]:
    """Return which of those this installation has."""
    return sorted(str(path) for path in secrets_of(config) if path.exists())


def pack(config: OfficeConfig, target: Path) -> None:
    """Write the tar; the trust repository is packed as it is between two publications."""
    secrets = secrets_of(config)
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        with TrustRepository(config.trust_repository).lock_for_reading():
            for prefix, folder in _FOLDERS.items():
                for path in _files_below(config.directory / folder, secrets):
                    tar.add(path, f"{prefix}/{path.relative_to(config.directory / folder)}", recursive=False)
        for name, place in _FILES.items():
            if (config.directory / place).exists():
                tar.add(config.directory / place, name, recursive=False)
        settings = settings_text(config).encode()
        info = tarfile.TarInfo(SETTINGS)
        info.size, info.mode = len(settings), 0o600
        tar.addfile(info, io.BytesIO(settings))


def settings_text(config: OfficeConfig) -> str:
    """Return the settings in force, a line each, without passwords: for the person who restores."""
    lines = (f"{field.name} = {getattr(config, field.name)}" for field in fields(config))
    return "".join(_PASSWORD.sub(r"\1:…@", line) + "\n" for line in lines)


def unpack(tar_file: Path, config: OfficeConfig) -> list[str]:
    """Put the files in their places; settings go to `configuration/`, for a person to compare. Return what came."""
    came = []
    try:
        with tarfile.open(tar_file, "r") as tar:
            for info in tar:
                place = _place_of(info, config.directory)
                content = tar.extractfile(info)
                if content is None or info.size > _MAX_FILE_BYTES:
                    raise DamagedError(f"The backup's files hold {info.name!r}, which no backup has.")
                # What the web server reads is open to all, everything else its owner's.
                (write_public if place[1] else write_durably)(place[0], content.read())
                came.append(info.name)
    except (tarfile.TarError, EOFError) as error:
        raise DamagedError("The backup's files cannot be unpacked: take another backup.") from error
    return came


def _place_of(info: tarfile.TarInfo, directory: Path) -> tuple[Path, bool]:
    """Return where a member belongs, and whether it is public; only what `pack` makes has a place."""
    parts = PurePosixPath(info.name).parts
    if not info.isreg() or len(parts) < 2 or ".." in parts or info.name.startswith("/"):  # folder and name
        raise DamagedError(f"The backup's files hold {info.name!r}, which no backup has.")
    if info.name == SETTINGS or info.name in _FILES:
        return directory / info.name, False
    if parts[0] not in _FOLDERS:
        raise DamagedError(f"The backup's files hold {info.name!r}, which no backup has.")
    place = f"{_FOLDERS[parts[0]]}/{'/'.join(parts[1:])}"
    return directory / place, place.startswith(_PUBLIC)


def check_nothing_there(config: OfficeConfig, kept_too: Sequence[Path] = ()) -> None:
    """Raise `BackupError` where the folder holds anything but secrets that a backup lacks, and what is `kept_too`."""
    kept = [*secrets_of(config), *(path.resolve() for path in kept_too)]
    for path in sorted(config.directory.rglob("*")) if config.directory.exists() else ():
        resolved = path.resolve()
        if path.is_dir() or any(resolved == each or each in resolved.parents for each in kept):
            continue
        if path.is_relative_to(config.claims):
            continue
        raise BackupError(f"{path} is there already: a backup is restored into an empty folder. Name another one.")


def _files_below(folder: Path, secrets: list[Path]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        resolved = path.resolve()
        if any(resolved == each or each in resolved.parents for each in secrets):
            continue
        # Locks, and what a killed writer has left.
        if path.is_file() and not path.name.startswith("."):
            yield path
