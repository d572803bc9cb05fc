"""Verify a disclosed file without any network: every file against the manifest, the manifest against the trust list."""

import hashlib
import zipfile
from pathlib import Path

from issuance.domain.disclosure.manifest import (
    MANIFEST,
    MAX_MANIFEST_BYTES,
    MAX_SIGNATURE_BYTES,
    SIGNATURE,
    ListedFile,
    Manifest,
    check_signature,
    read_manifest,
    read_signature,
)
from issuance.errors import RefusedError
from signing.trust import TrustList

_CHUNK = 1024 * 1024


def verify_disclosure(file: Path, trust_list: TrustList) -> tuple[Manifest, str]:
    """Return the manifest and the id of the key that signed it; raise `RefusedError` with the first thing wrong.

    The signature comes first: a file that the chamber did not sign is not read any further.
    """
    try:
        with zipfile.ZipFile(file) as opened:
            data = _read(opened, MANIFEST, MAX_MANIFEST_BYTES)
            signed = read_signature(_read(opened, SIGNATURE, MAX_SIGNATURE_BYTES))
            key = check_signature(data, signed, trust_list)
            manifest = read_manifest(data)
            _check_names(opened, manifest)
            for listed in manifest.files:
                _check_file(opened, listed)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise RefusedError(f"{file} is no file that can be read as a disclosure: {error}.") from error
    return manifest, key.key_id.hex()


def _check_names(opened: zipfile.ZipFile, manifest: Manifest) -> None:
    there, named = opened.namelist(), [listed.path for listed in manifest.files]
    if len(set(there)) != len(there):
        raise RefusedError("A name stands twice in the file: somebody has added to it.")
    added = sorted(set(there) - set(named) - {MANIFEST, SIGNATURE})
    missing = sorted(set(named) - set(there))
    if added or missing:
        raise RefusedError(
            f"What is in the file is not what the manifest names: {len(added)} added ({', '.join(added[:3]) or '-'}), "
            f"{len(missing)} missing ({', '.join(missing[:3]) or '-'})."
        )


def _check_file(opened: zipfile.ZipFile, listed: ListedFile) -> None:
    hashed, size = hashlib.sha256(), 0
    try:
        with opened.open(listed.path) as reading:
            while chunk := reading.read(_CHUNK):
                hashed.update(chunk)
                size += len(chunk)
                if size > listed.size:
                    break
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise RefusedError(f"{listed.path} was altered: {error}") from error
    if size != listed.size or hashed.hexdigest() != listed.sha256:
        raise RefusedError(f"{listed.path} was altered: it is not what the manifest says.")


def _read(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with opened.open(name) as reading:
            data = reading.read(most + 1)
    except KeyError:
        raise RefusedError(f"The file has no {name}: it is no disclosure.") from None
    if len(data) > most:
        raise RefusedError(f"{name} has more than {most} bytes.")
    return data
