"""A new key for all that lies sealed, columns and files: after an interruption, and while the office is open (A5)."""

import io
import json
from collections.abc import Iterator

import pytest

from issuance.cli import main
from issuance.domain.actor import Actor
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.services.trail.reading import Search
from issuance.storage.drawn_pages import kept_page
from issuance.storage.rotation import Rotation
from issuance.storage.tables.parties import organisation
from issuance.storage.tables.uploads import drawn_page
from issuance.storage.unit import new_id
from issuance.vault import Vault, add_key
from register.documents import DocumentStore
from tests.handed_in import pdf_of
from tests.offices import Installation

CLERK = Actor("TYO", "TYO-C000001-3", account="a" * 16)


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Yield an office with sealed names, a file and a trail."""
    with installation.open() as opened:
        with opened.units.act(CLERK) as unit:
            for number in range(250):
                key = new_id()
                names = unit.seal(organisation.c.names, key, {"ja": f"会社{number}"})
                unit.insert(organisation, id=key, form="corporation", names=names, created_at=unit.now)
        taken = opened.uploads.receive(CLERK, io.BytesIO(pdf_of(1)), "a.pdf", Purpose.DOCUMENT)
        opened.pictures.show(CLERK, taken.id)
        yield opened


def rotation_of(office: Office) -> Rotation:
    vault = Vault.open(office.config.keys / "vault", office.passphrase)
    return Rotation(office.store.engine, vault, DocumentStore.open(office.config.originals_url, private=True))


def names(office: Office) -> set[str]:
    with office.units.look(CLERK) as unit:
        rows = unit.rows(unit.select(organisation))
        return {unit.open(organisation.c.names, row["id"], row["names"])["ja"] for row in rows}


def versions(office: Office) -> set[int]:
    return {version for found in rotation_of(office).status().values() for version in found}


class KilledError(Exception):
    """Stands for kill -9 between two batches."""


def test_everything_lies_under_the_newest_key_and_opens_in_an_office_that_was_open_meanwhile(office: Office) -> None:
    before = names(office)  # this office has read its keys, and does not know of the one that comes
    add_key(office.config.keys / "vault", 2, office.passphrase)
    assert rotation_of(office).run(lambda *_: None) > 250
    assert versions(office) == {2}
    assert names(office) == before
    with office.units.look(CLERK) as unit:
        (entry,) = office.trail.search(unit, Search(act="upload.take")).entries
        file = entry.subject.removeprefix("upload:")
        assert office.uploads.open(unit, file) == pdf_of(1)
        kept = kept_page(unit, file, 1)
    office.pictures.show(CLERK, file)
    with office.units.look(CLERK) as unit:
        assert kept_page(unit, file, 1) == kept  # it opened, and was not drawn anew
    assert office.trail_check.verify(CLERK).fault is None


def test_a_picture_that_was_lost_stops_nothing_and_is_forgotten(office: Office) -> None:
    with office.units.look(CLERK) as unit:
        (kept,) = unit.rows(unit.select(drawn_page))
    DocumentStore.open(office.config.originals_url, private=True).delete(kept["stored"])
    add_key(office.config.keys / "vault", 2, office.passphrase)
    assert versions(office) == {1}
    rotation_of(office).run(lambda *_: None)
    assert versions(office) == {2}
    with office.units.look(CLERK) as unit:
        assert unit.rows(unit.select(drawn_page)) == []


def test_a_rotation_that_was_killed_goes_on_where_it_was(office: Office) -> None:
    before = names(office)
    add_key(office.config.keys / "vault", 2, office.passphrase)

    def kill(where: str, _: int) -> None:
        if where == "organisation.names":
            raise KilledError

    with pytest.raises(KilledError):
        rotation_of(office).run(kill)
    assert versions(office) == {1, 2}
    assert names(office) == before
    left: list[int] = []
    rotation_of(office).run(lambda where, count: left.append(count) if where == "organisation.names" else None)
    assert left == [50]
    assert versions(office) == {2}
    assert names(office) == before


def test_the_command_adds_a_key_once_everything_lies_under_the_newest(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], installation: Installation
) -> None:
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    assert main(["vault", "rotate"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] == 2
    assert main(["vault", "status"]) == 0
    assert json.loads(capsys.readouterr().out)["stale"] == 0
    assert names(office) == {f"会社{number}" for number in range(250)}
