"""Seals everything anew under the vault's newest key: every sealed column, every file that a row names (ADR 0035).

What is already under the newest key is passed over, so a rotation that was killed goes on where it was. It works on the
whole installation, around the units: it moves values from key to key and shows none of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Engine, Select, and_, delete, func, select, tuple_, update

from issuance.confidential import Place
from issuance.errors import StorageError
from issuance.storage.tables.base import sealed_columns
from issuance.storage.tables.disclosures import disclosure_part
from issuance.storage.tables.ledger import certificate
from issuance.storage.tables.uploads import drawn_page, upload
from issuance.vault import Vault, beginning_of, version_of
from register.documents import DocumentStore
from register.errors import DocumentError

_AT_ONCE = 200
"""Values per transaction: other writers wait for some milliseconds."""

_BEGINNING = 5
_MAX_FILE_BYTES = 64 * 1024 * 1024 + 1024


@dataclass(frozen=True)
class Files:
    """A column that names sealed files, by what its row's file is sealed for."""

    column: Column[str]
    name: Callable[[dict[str, object]], str]
    copies: bool = False
    """Whether they can be made again: one that is lost or damaged is forgotten, and stops nothing."""
    by: tuple[Column[str], ...] = ()
    """What the name needs of the row beside its key."""


FILES = (
    Files(upload.c.stored, lambda row: str(Place(str(row["chamber"]), "upload.stored", str(row["id"])))),
    Files(
        drawn_page.c.stored,
        lambda row: str(Place(str(row["chamber"]), "drawn_page.stored", str(row["id"]))),
        copies=True,
    ),
    Files(
        disclosure_part.c.stored,
        lambda row: str(Place(str(row["chamber"]), "disclosure_part.stored", str(row["id"]))),
    ),
    Files(certificate.c.original, lambda row: str(row["number"])),
    Files(certificate.c.signature, lambda row: f"signature of {row['claim']}", by=(certificate.c.claim,)),
    Files(certificate.c.document, lambda row: f"document of {row['claim']}", by=(certificate.c.claim,)),
)


class Rotation:
    """Moves an installation to the newest key of `vault`."""

    def __init__(self, engine: Engine, vault: Vault, documents: DocumentStore) -> None:
        self._engine = engine
        self._vault = vault
        self._documents = documents

    def status(self) -> dict[str, dict[int, int]]:
        """Return for each sealed column, and for each column of files, how many lie under which version."""
        found = {str(column): self._versions(column) for column in sealed_columns()}
        for files in FILES:
            found[str(files.column)] = dict(Counter(self._version_of_files(files)))
        return found

    def run(self, progress: Callable[[str, int], None]) -> int:
        """Seal anew what lies under older keys; tell `progress` after each batch; return of how many values."""
        done = 0
        for column in sealed_columns():
            while moved := self._move_some(column):
                done += moved
                progress(str(column), moved)
        for files in FILES:
            for row, stored in self._named(files):
                try:
                    moved = self._move_file(files, row, stored)
                except (DocumentError, StorageError):
                    if not files.copies:
                        raise
                    self._forget(files, row)
                    moved = False
                if moved:
                    done += 1
                    progress(str(files.column), 1)
        return done

    def _version_of_files(self, files: Files) -> Iterator[int]:
        for _, stored in self._named(files):
            try:
                data = self._documents.get(stored, max_bytes=_MAX_FILE_BYTES)
            except DocumentError:
                if not files.copies:
                    raise
                continue
            yield version_of(data) or 0

    def _versions(self, column: Column[bytes]) -> dict[int, int]:
        beginning = func.substr(column, 1, _BEGINNING)
        query = select(beginning, func.count()).where(column.is_not(None)).group_by(beginning)
        with self._engine.connect() as connection:
            return {version_of(bytes(begins)) or 0: count for begins, count in connection.execute(query)}

    def _move_some(self, column: Column[bytes]) -> int:
        """Move one batch; a value that somebody changes meanwhile is his, under the newest key or in the next batch."""
        table = column.table
        newest = beginning_of(self._vault.newest)
        stale = and_(column.is_not(None), func.substr(column, 1, _BEGINNING) != newest)
        with self._engine.begin() as connection:
            rows = connection.execute(select(table).where(stale).limit(_AT_ONCE)).mappings().all()
            for row in rows:
                place = str(Place(row["chamber"], str(column), str(row["id"])))
                old = bytes(row[column.name])
                sealed = self._vault.encrypt(self._vault.decrypt(old, place), place)
                same = and_(*(key == row[key.name] for key in table.primary_key), column == old)
                connection.execute(update(table).where(same).values({column.name: sealed}))
        return len(rows)

    def _forget(self, files: Files, row: dict[str, object]) -> None:
        same = and_(*(key == row[key.name] for key in files.column.table.primary_key))
        with self._engine.begin() as connection:
            connection.execute(delete(files.column.table).where(same))

    def _named(self, files: Files) -> Iterator[tuple[dict[str, object], str]]:
        """Yield the rows that name a file, in batches by key."""
        after: tuple[object, ...] | None = None
        while True:
            with self._engine.connect() as connection:
                rows = self._batch(connection, files, after)
            for row in rows:
                yield row, str(row[files.column.name])
            if len(rows) < _AT_ONCE:
                return
            after = tuple(rows[-1][key.name] for key in files.column.table.primary_key)

    def _batch(self, connection: Connection, files: Files, after: tuple[object, ...] | None) -> list[dict[str, object]]:
        table = files.column.table
        keys = list(table.primary_key)
        query: Select[tuple[object, ...]] = select(*keys, *files.by, files.column).where(files.column.is_not(None))
        if after is not None:
            query = query.where(tuple_(*keys) > after)
        return [dict(row) for row in connection.execute(query.order_by(*keys).limit(_AT_ONCE)).mappings()]

    def _move_file(self, files: Files, row: dict[str, object], stored: str) -> bool:
        """Move one file: the new bytes first, then the row, the old bytes last, so that the row always names one."""
        data = self._documents.get(stored, max_bytes=_MAX_FILE_BYTES)
        if version_of(data) == self._vault.newest:
            return False
        name = files.name(row)
        sealed = self._vault.encrypt(self._vault.decrypt(data, name), name)
        fresh = self._documents.put(sealed, max_bytes=_MAX_FILE_BYTES)
        table, column = files.column.table, files.column
        same = and_(*(key == row[key.name] for key in table.primary_key), column == stored)
        with self._engine.begin() as connection:
            moved = connection.execute(update(table).where(same).values({column.name: fresh})).rowcount == 1
        self._documents.delete(stored if moved else fresh)
        return moved
