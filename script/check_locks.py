"""Fails when a lock file says where packages come from: that is the installing machine's own setting.

A registry address in a lock file would bind everyone to one mirror, and may give away the inside of a
network. Looks at every ``*.lock`` of the working copy except in folders that tools make.
"""

import re
import sys
from pathlib import Path

ADDRESS = re.compile(r"https?://|file:|--index-url|--extra-index-url|--find-links")
MADE_BY_TOOLS = {".git", "var", "build", "dist", "node_modules"}


def lock_files(root: Path) -> list[Path]:
    """Return the lock files under ``root``, sorted; folders that tools make are left out."""
    found = (path.relative_to(root) for path in root.rglob("*.lock") if path.is_file())
    return sorted(
        root / path
        for path in found
        if not any(part in MADE_BY_TOOLS or part.startswith(".venv") for part in path.parts)
    )


def lines_with_addresses(lock: Path) -> list[str]:
    """Return ``file:line: text`` for every line of ``lock`` that names a place to fetch packages from."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [f"{lock}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if ADDRESS.search(line)]


def main() -> int:
    """Check the working copy that this file stands in; return 1 and name the bad lines if there are any."""
    locks = lock_files(Path(__file__).resolve().parent.parent)
    bad = [line for lock in locks for line in lines_with_addresses(lock)]
    for line in bad:
        print(line, file=sys.stderr)
    if bad:
        print(
            "Error: lock files must not say where packages come from. Write them with script/lock.",
            file=sys.stderr,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
