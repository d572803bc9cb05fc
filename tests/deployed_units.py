"""The units of `deploy/systemd`, read as systemd reads them: a unit's own lines after those of its prefix."""

import shlex
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path("deploy/systemd")
PROGRAMS = "/opt/originseal/current/venv/bin/"


@dataclass(frozen=True)
class Unit:
    """One unit file with the drop-ins that hold for it."""

    path: Path

    @property
    def name(self) -> str:
        """Return its name, such as `originseal-daily.service`."""
        return self.path.name

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return all settings, the drop-ins' last, as systemd does."""
        folders = [self.path.with_name(f"{self.name}.d")]
        if self.name.startswith("originseal-"):
            folders.append(self.path.with_name("originseal-.service.d"))
        files = [self.path, *(file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir()))]
        said = [line.partition("=") for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        return tuple((name, value) for name, sign, value in said if sign and not name.startswith("#"))

    def values(self, name: str) -> list[str]:
        """Return every value of a setting."""
        return [value for found, value in self.lines if found == name]

    def commands(self, program: str) -> list[list[str]]:
        """Return the arguments of each start of one of our programs, %N being the unit's name as systemd says it."""
        started = [shlex.split(line) for name in ("ExecStart", "ExecStartPost") for line in self.values(name)]
        own = self.name.removesuffix(".service")
        return [
            [word.replace("%N", own) for word in words[1:]] for words in started if words[0] == f"{PROGRAMS}{program}"
        ]


def units(kind: str) -> list[Unit]:
    """Return the units of a kind: `service`, `timer`, `target`."""
    found = [Unit(path) for path in sorted(FOLDER.glob(f"*.{kind}"))]
    assert found, f"no unit of the kind {kind} in {FOLDER}"
    return found


def copy_with_programs(folder: Path) -> Path:
    """Copy the units, with a program that does nothing in the place of each that they start; return their folder."""
    stub = folder / "stub"
    stub.write_text("#!/bin/sh\n")
    stub.chmod(0o755)
    copied = folder / "units"
    shutil.copytree(FOLDER, copied)
    for unit in copied.glob("*.service"):
        lines = unit.read_text(encoding="utf-8").splitlines()
        changed = [
            f"{line.partition('=')[0]}={stub} {' '.join(shlex.split(line)[1:])}"
            if line.startswith("ExecStart")
            else line
            for line in lines
        ]
        unit.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return copied
