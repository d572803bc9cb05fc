"""A secret's file is its owner's alone; one that a cluster hands out is root's, and readable for our group."""

import os
import stat
from pathlib import Path

import pytest

from issuance import config
from issuance.errors import ConfigError
from issuance.secret_files import read_secret

OURS, ROOT = 10002, 0


def found(path: Path, mode: int, owner: int) -> os.stat_result:
    """Return what the system says of a file of this mode and owner."""
    values = list(path.stat())
    values[stat.ST_MODE], values[stat.ST_UID] = stat.S_IFREG | mode, owner
    return os.stat_result(values)


@pytest.mark.parametrize(
    ("mode", "owner", "user", "is_read"),
    [
        (0o400, OURS, OURS, True),
        (0o600, OURS, OURS, True),
        (0o640, OURS, OURS, False),
        (0o440, ROOT, OURS, True),
        (0o400, ROOT, OURS, True),
        (0o460, ROOT, OURS, False),
        (0o444, ROOT, OURS, False),
        (0o644, OURS, OURS, False),
        (0o440, ROOT, ROOT, False),
        (0o600, ROOT, ROOT, True),
    ],
)
def test_who_may_read_a_secret(
    mode: int, owner: int, user: int, is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"secret\n")
    told = found(file, mode, owner)
    monkeypatch.setattr(Path, "stat", lambda _path: told)
    monkeypatch.setattr(config.os, "geteuid", lambda: user)
    if is_read:
        assert read_secret(file, "a secret") == b"secret"
    else:
        with pytest.raises(ConfigError, match="can be read by others"):
            read_secret(file, "a secret")
