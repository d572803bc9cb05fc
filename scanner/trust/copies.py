"""The copies of the trust files below a trust folder: each complete, made beside the one in use."""

import shutil
from pathlib import Path

from scanner.trust.chain import ROOT_HISTORY, verified_roots, verify_metadata
from scanner.trust.errors import TrustError
from scanner.trust.files import write_atomically
from scanner.trust.limits import TrustLimits
from scanner.trust.state import State


class Copies:
    """`copies/` and, beside it, the newer roots that were verified while the rest of an update failed."""

    def __init__(self, directory: Path, limits: TrustLimits) -> None:
        self.folder = directory / "copies"
        self._seen_roots = directory / "roots"
        self._limits = limits

    def clear(self) -> None:
        """Forget everything."""
        for folder in (self.folder, self._seen_roots):
            shutil.rmtree(folder, ignore_errors=True)

    def prepare(self, name: str, pinned: bytes, previous: State | None) -> Path:
        """Make the folder of a new copy with what still verifies of the last one: only changes are fetched."""
        copy = self.folder / name
        history = copy / "metadata" / ROOT_HISTORY
        history.mkdir(parents=True)
        (copy / "targets").mkdir()
        if previous is not None:
            _copy_good_files(self.folder / previous.copy, copy, self._verifies(previous, pinned))
        for version, root in self._known_roots(pinned, previous).items():
            (history / f"{version}.root.json").write_bytes(root)
        return copy

    def _verifies(self, state: State, pinned: bytes) -> bool:
        try:
            verify_metadata(self.folder / state.copy / "metadata", pinned, state.last_refresh, self._limits)
        except TrustError:
            return False
        return True

    def _known_roots(self, pinned: bytes, previous: State | None) -> dict[int, bytes]:
        """Return the verified roots after the pinned one: a revoked key stays revoked, whatever a source says."""
        folders = [self._seen_roots]
        if previous is not None:
            folders.append(self.folder / previous.copy / "metadata" / ROOT_HISTORY)
        files = [file for folder in folders for file in folder.glob("*.root.json") if _version_of(file)]
        return verified_roots(pinned, (file.read_bytes() for file in sorted(files, key=_version_of)))

    def keep_verified_roots(self, copy: Path) -> None:
        """Remember the roots that a failed update has verified."""
        self._seen_roots.mkdir(exist_ok=True)
        for root in (copy / "metadata" / ROOT_HISTORY).glob("*.root.json"):
            write_atomically(self._seen_roots / root.name, root.read_bytes())

    def remove(self, keep: str | None) -> None:
        """Delete the copies of earlier and of interrupted updates."""
        if self.folder.is_dir():
            for copy in self.folder.iterdir():
                if copy.name != keep:
                    shutil.rmtree(copy)


def _copy_good_files(source: Path, copy: Path, verifies: bool) -> None:
    """Copy metadata and targets; of a damaged copy the timestamp alone, which still protects against roll-back."""
    names = ("timestamp", "snapshot", "targets", "status") if verifies else ("timestamp",)
    files = [source / "metadata" / f"{name}.json" for name in names]
    if verifies:
        files += (source / "targets").iterdir()
    for file in files:
        if file.is_file():
            shutil.copyfile(file, copy / file.relative_to(source))


def _version_of(file: Path) -> int:
    number = file.name.split(".", 1)[0]
    return int(number) if number.isdecimal() else 0
