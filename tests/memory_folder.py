"""Where the temporary folders of the tests lie: in memory, where there is room for them.

An office forces every commit to the disk, a hundred times for one application, and waits for it; several tests at once
wait for each other. What a test kills lives on in a folder in memory as well: the system itself is never stopped.
"""

import os
import shutil
from pathlib import Path

import psutil

FOLDER = Path("/dev/shm")  # noqa: S108  # the system's folder in memory
FREE_BYTES = 4 * 2**30
"""A whole run writes less than half of that; what is in memory must not push anything else out of it."""

SPARE_BYTES = 8 * 2**30
_TEMPORARY = "PYTEST_DEBUG_TEMPROOT"
"""Pytest's own variable for the folder under which it makes others."""


def use_memory() -> None:
    """Let pytest lay its folders into memory, unless somebody has said where they are, or there is little of it."""
    if _TEMPORARY not in os.environ and fits(FOLDER):
        os.environ[_TEMPORARY] = str(FOLDER)


def fits(folder: Path) -> bool:
    """Tell whether there is such a folder, one may write and start programs there, and it and memory have room."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    has_room = shutil.disk_usage(folder).free >= FREE_BYTES
    return has_room and psutil.virtual_memory().available >= SPARE_BYTES
