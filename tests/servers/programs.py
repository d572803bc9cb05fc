"""Finding the programs that tests need, and what happens where one is missing."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest

# A person's PATH often lacks the folders of system programs.
SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin"


def absent(what: str, origin: str) -> NoReturn:
    """Skip the test because ``what`` is not here; in continuous integration fail it instead."""
    sentence = f"{what} is not on this machine; script/setup --for-tests brings it ({origin})"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def require_program(name: str, package: str, patterns: Iterable[str] = ()) -> Path:
    """Return the program ``name``: the newest that matches ``patterns``, else the one on PATH.

    ``patterns`` are relative to ``/``, as are the folders of programs that Debian keeps off the PATH because
    several versions of them may be installed.
    """
    found = [path for pattern in patterns for path in Path("/").glob(pattern)]
    if found:
        return max(found, key=_version)
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM_FOLDERS}")
    return Path(path) if path else absent(f"The program {name}", f"Debian package {package}")


def require_file(patterns: Iterable[str], what: str, package: str) -> Path:
    """Return the first file that matches one of ``patterns`` (relative to ``/``)."""
    for pattern in patterns:
        for path in sorted(Path("/").glob(pattern)):
            return path
    return absent(what, f"Debian package {package}")


def _version(path: Path) -> list[int]:
    """Order ``/usr/lib/postgresql/9/bin/initdb`` below the one of version 15."""
    return [int(part) for part in path.parts if part.isdecimal()]
