"""A bank that only scans installs only the scanner: nothing in it needs the office's or the service's libraries."""

import os
import pkgutil
import subprocess
import sys

import scanner
from tests.demo import ROOT

ABSENT = (
    "alembic",
    "apiflask",
    "flask",
    "gunicorn",
    "issuance",
    "pkcs11",
    "psycopg",
    "redis",
    "reference_service",
    "register",
    "segno",
    "sqlalchemy",
    "structlog",
    "typst",
)

PROGRAM = """
import importlib, sys

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"{{name}} is not installed here", name=name)

sys.meta_path.insert(0, NotInstalled())
for name in {modules!r}:
    importlib.import_module(name)
print(len({modules!r}))
"""


def test_every_module_of_the_scanner_can_be_imported_without_them() -> None:
    modules = [
        module.name
        for module in pkgutil.walk_packages(scanner.__path__, "scanner.")
        if module.name != "scanner.__main__"  # it runs the program
    ]
    assert "scanner.checker" in modules
    assert "scanner.commands.camera" in modules
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(absent=ABSENT, modules=modules)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(modules)
