"""An office with many organisations and a long audit trail, filled once and kept. See `bench/office.py`.

It is filled as SQLite, which is quick, and poured over into PostgreSQL where that is to be measured.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from issuance.config import load_config
from issuance.setup import make_databases
from issuance.storage.tables import metadata
from tests.builders import NOW
from tests.office_databases import Urls, sqlite_urls
from tests.office_filling import fill_office
from tests.office_site import OfficeSite
from tests.offices import Installation, make_template
from tests.servers.postgres import PostgresServer

SERVER = {"shared_buffers": "512MB", "fsync": "on", "full_page_writes": "on", "max_wal_size": "4GB"}
"""Settings of the PostgreSQL server: what a small machine for one chamber has, durable as in production."""

_AT_ONCE = 10_000


@contextmanager
def measured_site(folder: Path, organisations: int, entries: int, database: str) -> Iterator[OfficeSite]:
    """Yield a copy of the office that is kept in `folder`, on `sqlite` or `postgresql`; fill it where it is not there.

    A copy, for visits sign people in and begin drafts, and the next run should find what this one found.
    """
    kept = _kept(folder, organisations, entries)
    with tempfile.TemporaryDirectory(dir=folder.parent) as copied:
        home = Path(copied) / "office"
        shutil.copytree(kept, home)
        if database == "sqlite":
            yield from _opened(_installation(home, sqlite_urls(home)))
            return
        with PostgresServer(**SERVER) as server:
            made = server.create_database()
            installation = _installation(home, Urls(made.url, sqlite_urls(home).register))
            _pour(sqlite_urls(home).office, made.superuser_url)
            yield from _opened(installation)


def _kept(folder: Path, organisations: int, entries: int) -> Path:
    """Return where the filled office lies, brought up to this program's tables."""
    mark, home = folder / "filled.json", folder / "office"
    wanted = {"organisations": organisations, "entries": entries}
    if not mark.exists():
        print(f"Filling {folder} with {wanted}: some minutes, once.", flush=True)
        site = OfficeSite.make(home, make_template(folder / "template", NOW))
        fill_office(site, organisations=organisations, entries=entries)
        site.close()
        mark.write_text(json.dumps(wanted))
    found = json.loads(mark.read_text())
    if found != wanted:
        raise SystemExit(f"{folder} holds {found}, not {wanted}: name another folder, or delete it.")
    _installation(home, sqlite_urls(home))
    return home


def _installation(home: Path, urls: Urls) -> Installation:
    environment = {"ISSUANCE_DATABASE_URL": urls.office, "ISSUANCE_REGISTER_URL": urls.register}
    installation = Installation(load_config(environment, directory=home), lambda: NOW)
    with installation.open() as office:
        make_databases(office)
    return installation


def _opened(installation: Installation) -> Iterator[OfficeSite]:
    site = OfficeSite.over(installation)
    try:
        yield site
    finally:
        site.close()


def _pour(source: str, target: str) -> None:
    """Copy every table of the office's SQLite database into an empty PostgreSQL one, as a superuser."""
    print("Pouring it into PostgreSQL: some minutes.", flush=True)
    read = sa.create_engine(source)
    with read.connect() as reading, psycopg.connect(target.replace("+psycopg", ""), autocommit=True) as writing:
        # Neither triggers nor foreign keys are looked at; a superuser alone may ask for that.
        writing.execute("SET session_replication_role = replica")
        for table in metadata.sorted_tables:
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            with writing.cursor() as cursor, cursor.copy(statement) as copy:
                for row in reading.execution_options(yield_per=_AT_ONCE).execute(sa.select(table)):
                    copy.write_row(tuple(row))
        # What autovacuum would have done by the time that so much had come one by one.
        writing.execute("VACUUM (ANALYZE)")
    read.dispose()
