"""Secrets in files: a line each, that nobody else can read."""

import os
import stat
from pathlib import Path

from issuance.errors import ConfigError


def read_secret(path: Path, what: str) -> bytes:
    """Read a one-line secret from a file that only its owner can read, or root's that our group alone can."""
    try:
        if _is_open_to_others(path.stat()):
            raise ConfigError(f"{path} holds {what} and can be read by others. Run: chmod 600 {path}")
        secret = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"The file with {what} cannot be read: {error}.") from error
    if not secret:
        raise ConfigError(f"The file {path} should hold {what} and is empty.")
    return secret


def _is_open_to_others(found: os.stat_result) -> bool:
    """Tell whether somebody else can read a secret's file.

    A cluster hands secrets out as root's files that the pod's group can read: then the group is ours by design.
    """
    open_to = stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    is_handed_out = found.st_uid == 0 and os.geteuid() != 0
    return open_to not in ((0, stat.S_IRGRP) if is_handed_out else (0,))
