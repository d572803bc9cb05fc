"""The root that came with the program, so that nobody has to pin one by hand before the first check.

A federation distributes the scanner with its own root; it is looked for, in this order:

1. the file that SCANNER_ROOT names (an absolute path);
2. `root.json` in an installed package named `originseal_root`, which the federation publishes beside this one;
3. `root.json` in the system's configuration folder (Linux: `/etc/xdg/originseal`), which an administrator writes.

Beside the file of 2 and 3 a text file `reference.txt` may name the reference service. Once a root is pinned, it alone
counts: a package that is exchanged later changes nobody's trust.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import site_config_dir

from scanner.errors import DocumentError
from scanner.language import _
from scanner.regular_file import regular_file
from scanner.trust.errors import TrustError
from scanner.trust.source import check_address

VARIABLE = "SCANNER_ROOT"
PACKAGE = "originseal_root"
MAX_ADDRESS = 300
"""Characters of a reference service's address."""


@dataclass(frozen=True)
class ShippedRoot:
    """A root file that came with the program, and the address of the reference service, where it is known."""

    path: Path
    root: bytes
    reference: str | None


def shipped_root(
    environment: Mapping[str, str], max_bytes: int, system_folder: Path | None = None
) -> ShippedRoot | None:
    """Return the first root that is there, None where there is none.

    Raises TrustError where one is there and cannot be read: falling back to another would change who is trusted.
    """
    named = environment.get(VARIABLE)
    if named:
        if not Path(named).is_absolute():
            text = _("%(variable)s is %(value)r, a path relative to the current folder; set it to an absolute path.")
            raise TrustError(text % {"variable": VARIABLE, "value": named})
        return ShippedRoot(Path(named), _read(Path(named), max_bytes), None)
    for folder in _folders(system_folder):
        root = folder / "root.json"
        if root.exists():
            return ShippedRoot(root, _read(root, max_bytes), _reference(folder / "reference.txt"))
    return None


def _folders(system_folder: Path | None) -> Iterator[Path]:
    # The package is found, not imported: it has nothing to run here.
    package = importlib.util.find_spec(PACKAGE)
    if package is not None:
        yield from (Path(folder) for folder in package.submodule_search_locations or ())
    yield system_folder or Path(site_config_dir("originseal", appauthor=False))


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with regular_file(path, max_bytes) as file:
            return file.read(max_bytes)
    except (DocumentError, OSError) as error:
        text = _("The root file that came with the scanner cannot be read: %(error)s; ask who installed it.")
        raise TrustError(text % {"error": error}) from error


def _reference(path: Path) -> str | None:
    if not path.exists():
        return None
    address = _read(path, MAX_ADDRESS).decode("utf-8", "replace").strip()
    check_address(address)
    return address
