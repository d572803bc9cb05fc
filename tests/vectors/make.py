"""Write the committed test vectors anew: ``python -m tests.vectors.make``.

Every key has a fixed, public seed (`tests.builders.signer_of`): TEST KEYS ONLY. Nothing is random, so the files
change only where the format does. `tests/unit/signing/test_vectors.py` proves
that the committed files are what this makes.
"""

import json
from pathlib import Path
from typing import Any

from tests.vectors import object_cases, verdict_cases

FOLDER = Path(__file__).parent

Vectors = dict[str, Any]


def make() -> dict[str, bytes]:
    """Return every file's name and bytes."""
    files: dict[str, Vectors] = object_cases.all_files() | {"verdicts.json": verdict_cases.verdicts()}
    return {
        name: (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode() for name, value in sorted(files.items())
    }


def main() -> None:
    """Write the files beside this script."""
    for name, data in make().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
