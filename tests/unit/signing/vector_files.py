"""Where test vectors lie, and reading them. A missing or empty file fails; only the public ones may be absent."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "tests" / "vectors"
PUBLIC = ROOT.parent / "shared" / "data" / "vectors"


def committed(name: str) -> Any:
    """Return a committed vector file, parsed."""
    value = json.loads((COMMITTED / name).read_bytes())
    assert value, f"{name} holds nothing"
    return value


def public(pattern: str) -> list[Path]:
    """Return the public vector files of a pattern; skip where this is a plain clone, fail where none matches."""
    if not PUBLIC.is_dir():
        pytest.skip("the public test vectors are no part of a plain clone")
    files = sorted(PUBLIC.glob(pattern))
    assert files, f"no public test vector matches {pattern}"
    return files


def named(vectors: list[dict[str, Any]]) -> list[Any]:
    """Return pytest parameters, one for each vector, under the vector's name."""
    assert vectors, "a list of vectors is empty"
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]
