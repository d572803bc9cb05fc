"""A bank that only scans installs only the scanner: nothing in it needs the office's or the service's libraries."""

import pkgutil

import scanner
from tests.without import output_without

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
import importlib
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
    printed = output_without(ABSENT, PROGRAM.format(modules=modules))
    assert int(printed) == len(modules)
