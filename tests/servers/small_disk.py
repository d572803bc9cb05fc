"""A disk of a few megabytes that a test can fill up: a file system in memory, mounted for one test.

with SmallDisk(folder, megabytes=8) as disk:
    disk.leave(kilobytes=4)        # so much is free from now on
    disk.make_room()
"""

import os
import subprocess
from pathlib import Path
from typing import Self

from tests.servers.programs import absent, require_program

_AT_ONCE = 1 << 20


class SmallDisk:
    """Mounts one. Only root may; where the tests are not root, they are skipped, and in CI they fail."""

    def __init__(self, folder: Path, megabytes: int = 8) -> None:
        if os.geteuid():
            absent("A disk that may be filled", "mounting one takes root")
        self.folder = folder
        folder.mkdir(parents=True)
        mount = require_program("mount", "mount")
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
        done = subprocess.run([str(mount), *options], capture_output=True, text=True, check=False)
        if done.returncode:
            absent("A disk that may be filled", f"mount says: {done.stderr.strip()}")
        self._ballast = folder / "ballast"

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize

    def leave(self, kilobytes: int) -> None:
        """Fill the disk up to so much free room."""
        with self._ballast.open("ab") as file:
            while self.free > kilobytes * 1024:
                file.write(bytes(min(_AT_ONCE, self.free - kilobytes * 1024)))
                file.flush()

    def make_room(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        umount = require_program("umount", "mount")
        # Lazily: an office that a failing test left open keeps its files until the process ends.
        subprocess.run([str(umount), "--lazy", str(self.folder)], check=True)
