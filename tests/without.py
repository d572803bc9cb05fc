"""Running Python as it is where some packages are not installed."""

import os
import subprocess
import sys
from collections.abc import Collection

from tests.demo import ROOT

_REFUSE = """
import sys

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"{{name}} is not installed here", name=name)

sys.meta_path.insert(0, NotInstalled())
"""


def output_without(absent: Collection[str], program: str) -> str:
    """Return what a program prints while none of these packages can be imported; one that fails fails the test."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _REFUSE.format(absent=tuple(absent)) + program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
