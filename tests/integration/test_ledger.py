"""The ledger's own guards, below the services: stages in their order, numbers once, profiles."""

import datetime as dt
from collections.abc import Iterator

import pytest

from issuance.demo.profile import PROFILE
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.errors import ConflictError, RefusedError
from issuance.storage.store import Numbering, OfficeStore
from signing.content import Kind
from signing.number import CertificateNumber
from tests.builders import NOW, ChamberWorld
from tests.offices import Installation

WORLD = ChamberWorld()


@pytest.fixture
def store(installation: Installation) -> Iterator[OfficeStore]:
    opened = OfficeStore.open(installation.config.database_url)
    yield opened
    opened.close()


def numbered(store: OfficeStore, *, replaces: str | None = None, year: int = 2026) -> LedgerEntry:
    numbering = Numbering("TYO", Kind.COO_JP, dt.date(year, 3, 10), "claim", "digest", b"{}", replaces, ("a", "b"), NOW)
    world = WORLD if year == WORLD.today.year else ChamberWorld(now=NOW.replace(year=year))
    return store.take_number(numbering, world.number)


def test_what_is_committed_comes_back(store: OfficeStore) -> None:
    entry = numbered(store)

    assert entry == store.get(entry.number) == store.find_public("TYO26-000001")
    assert (entry.stage, entry.officers, entry.issue_date) == (Stage.NUMBERED, ("a", "b"), dt.date(2026, 3, 10))
    assert (entry.content, entry.seal, entry.sid, entry.original, entry.delivered_at) == (None,) * 5
    assert store.unfinished() == store.unfinished("digest") == store.find_request("digest") == [entry]
    assert store.unfinished("another") == []


def test_each_year_counts_from_one(store: OfficeStore) -> None:
    assert [numbered(store, year=year).number.sequence for year in (2026, 2026, 2027, 2026)] == [1, 2, 1, 3]


def test_a_draw_that_fails_uses_no_number(store: OfficeStore) -> None:
    numbering = Numbering("TYO", Kind.COO_JP, WORLD.today, "", "", b"{}", None, (), NOW)

    def broken(_sequence: int) -> CertificateNumber:
        raise OSError("no randomness")

    with pytest.raises(OSError, match="no randomness"):
        store.take_number(numbering, broken)
    assert numbered(store).number.sequence == 1


def test_no_stage_is_skipped_or_repeated(store: OfficeStore) -> None:
    entry = numbered(store)
    with pytest.raises(ConflictError, match="no longer at the stage published"):
        store.mark_delivered(entry.number, NOW)
    sealed = store.seal(entry.number, content=b"{}", seal=b"seal", sid=bytes(32))
    assert sealed.stage is Stage.SEALED
    with pytest.raises(ConflictError, match="no longer at the stage numbered"):
        store.seal(entry.number, content=b"other", seal=b"other", sid=bytes(range(32)))
    assert store.get(entry.number).content == b"{}"


def test_a_number_that_was_never_given_out_is_refused(store: OfficeStore) -> None:
    with pytest.raises(RefusedError, match="never gave out the number TYO26-000009-"):
        store.get(WORLD.number(9))
    assert store.find_public("TYO26-000009") is None


def test_two_certificates_never_replace_the_same_one(store: OfficeStore) -> None:
    first = numbered(store, replaces="TYO26-000077")
    with pytest.raises(ConflictError, match="just entered the same"):
        numbered(store, replaces="TYO26-000077")
    store.void(first.number, None, ("a", "b"))
    assert numbered(store, replaces="TYO26-000077").number.sequence == 2


def test_a_profile_is_replaced_whole(store: OfficeStore) -> None:
    store.save_profile(PROFILE.model_copy(update={"place": "Yokohama"}))
    assert store.profile("TYO").place == "Yokohama"
    with pytest.raises(RefusedError, match="does not serve a chamber 'OSA'"):
        store.profile("OSA")
