"""Each way in which trust can be refused has a sentence of its own, and each sentence says what to do next."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api import exceptions as tuf

from scanner.trust.clock import clock_problem
from scanner.trust.errors import (
    AnotherOfficeError,
    ClockAheadError,
    ClockSetBackError,
    EndlessDataError,
    FrozenError,
    HalfCopiedError,
    MalformedMetadataError,
    MixedFilesError,
    RollbackError,
    SourceError,
    TrustError,
    WrongSignatureError,
)
from scanner.trust.refusals import Circumstances, RedirectRefusedError, TlsRefusedError, explain_update_failure
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from tests import reference_site
from tests.lying_server import LyingServer
from tests.reference_site import ReferenceSite, write_trust_repository

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
WEB, FOLDER = Circumstances(NOW), Circumstances(NOW, is_folder=True)

# What python-tuf raises, in its own words: the tests of attacks see that it still says them so.
CASES = [
    (tuf.ExpiredMetadataError("timestamp.json is expired"), WEB, FrozenError, "check the date of this machine"),
    (tuf.ExpiredMetadataError("snapshot.json is expired"), WEB, FrozenError, "list of files has expired"),
    (tuf.ExpiredMetadataError("New targets is expired"), WEB, FrozenError, "trust list has expired"),
    (tuf.ExpiredMetadataError("New status is expired"), WEB, FrozenError, "revocations have expired"),
    (tuf.ExpiredMetadataError("Final root.json is expired"), WEB, FrozenError, "ask the chamber for its present root"),
    (
        tuf.ExpiredMetadataError("timestamp.json is expired"),
        Circumstances(NOW, server_date=NOW - timedelta(days=400)),
        ClockAheadError,
        "This machine's clock shows 2026-03-10 03:00 UTC, the reference service's 2025-02-03 03:00 UTC",
    ),
    (tuf.BadVersionNumberError("version 1 < 2"), WEB, RollbackError, "an older state than the one already accepted"),
    (
        tuf.UnsignedMetadataError("root was signed by 0/2 keys"),
        WEB,
        AnotherOfficeError,
        "compare the root's fingerprint",
    ),
    (tuf.UnsignedMetadataError("root was signed by 1/2 keys"), WEB, WrongSignatureError, "without enough signatures"),
    (tuf.LengthOrHashMismatchError("sha256"), WEB, MixedFilesError, "try again, then try another source"),
    (tuf.LengthOrHashMismatchError("sha256"), FOLDER, MixedFilesError, "copy the whole folder again, then tell"),
    (tuf.DownloadLengthMismatchError("9 > 8"), WEB, EndlessDataError, "more data than announced or allowed"),
    (tuf.SlowRetrievalError("slow"), WEB, EndlessDataError, "takes too long"),
    (RedirectRefusedError("to evil.example"), WEB, SourceError, "redirects to another host"),
    (TlsRefusedError("Its TLS certificate has expired."), WEB, SourceError, "Its TLS certificate has expired."),
    (tuf.DownloadHTTPError("404", 404), WEB, SourceError, "check the address, or tell the chamber"),
    (tuf.DownloadHTTPError("404", 404), FOLDER, HalfCopiedError, "copy the whole folder again"),
    (tuf.DownloadError("no"), WEB, SourceError, "or update from a folder"),
    (tuf.RepositoryError("{"), WEB, MalformedMetadataError, "perhaps the sign-in page of a network"),
]


@pytest.mark.parametrize(("error", "about", "kind", "says"), CASES)
def test_what_is_said(
    error: tuf.RepositoryError | tuf.DownloadError, about: Circumstances, kind: type[TrustError], says: str
) -> None:
    explained = explain_update_failure(error, about)
    assert type(explained) is kind
    assert says in str(explained)
    assert str(explained).endswith("What was stored before stays in use, unchanged.")


def test_no_two_are_the_same() -> None:
    said = [str(explain_update_failure(error, about)).partition(" (")[0] for error, about, _kind, _says in CASES]
    assert len(set(said)) == len(CASES)


# With real files


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    site = ReferenceSite(tmp_path / "site")
    yield site
    site.close()


@pytest.fixture
def store(site: ReferenceSite, tmp_path: Path) -> TrustStore:
    store = TrustStore(tmp_path / "trust")
    store.pin((site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), site.now)
    return store


@pytest.mark.parametrize(
    ("days", "says"),
    [(2, r"signed hourly and now too old.*\(timestamp"), (100, r"ask the chamber for its present root.*\(Final root")],
)
def test_metadata_that_expired(site: ReferenceSite, store: TrustStore, days: int, says: str) -> None:
    with pytest.raises(FrozenError, match=says):
        store.update(site.now + timedelta(days=days), source_of(str(site.config.trust_directory)))


def test_a_status_that_expired_under_a_fresh_timestamp(site: ReferenceSite, store: TrustStore) -> None:
    """As if the office's timer for revocations stood still while the hourly one went on."""
    later = site.now + timedelta(days=9)
    metadata = site.config.trust_directory / "metadata"
    old = (metadata / "1.status.json").read_bytes()
    write_trust_repository(site.config.trust_directory, site.world.trust, now=later)
    (metadata / "1.status.json").write_bytes(old)
    snapshot = reference_site.Snapshot(
        1,
        expires=later + timedelta(days=8),
        meta={
            name: reference_site.MetaFile.from_data(1, (metadata / f"1.{name}").read_bytes(), ["sha256"])
            for name in ("status.json", "targets.json")
        },
    )
    described = reference_site._write(site.config.trust_directory, "1.snapshot.json", snapshot)
    stamp = reference_site.Timestamp(1, expires=later + timedelta(days=1), snapshot_meta=described)
    reference_site._write(site.config.trust_directory, "timestamp.json", stamp)
    with pytest.raises(FrozenError, match=r"revocations have expired.*\(New status is expired\)"):
        store.update(later, source_of(str(site.config.trust_directory)))


@pytest.mark.parametrize("pattern", ["metadata/1.snapshot.json", "metadata/1.status.json", "targets/*.trust-list.json"])
def test_a_folder_that_was_copied_by_half(site: ReferenceSite, store: TrustStore, tmp_path: Path, pattern: str) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(site.config.trust_directory, stick)
    (file,) = stick.glob(pattern)
    data = file.read_bytes()
    file.unlink()
    with pytest.raises(HalfCopiedError, match="the copy is not complete; copy the whole folder again"):
        store.update(site.now, source_of(str(stick)))
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(TrustError, match=r"cut off while it was copied|more data|not usable trust metadata"):
        store.update(site.now, source_of(str(stick)))
    file.write_bytes(data)
    store.update(site.now, source_of(str(stick)))


def test_a_clock_far_ahead_of_the_service(site: ReferenceSite, store: TrustStore) -> None:
    with LyingServer(site.app()) as server:
        server.shows(site.now)
        with pytest.raises(
            ClockAheadError, match=r"one of them is wrong\. So good trust files look expired\. Set the clock"
        ):
            store.update(site.now + timedelta(days=400), source_of(server.address))


def test_a_clock_set_back(site: ReferenceSite, store: TrustStore) -> None:
    store.update(site.now, source_of(str(site.config.trust_directory)))
    with pytest.raises(ClockSetBackError, match="--accept-clock"):
        store.update(site.now - timedelta(days=2), source_of(str(site.config.trust_directory)))


# The clock


def test_a_clock_behind_what_the_office_has_signed() -> None:
    said = clock_problem(NOW - timedelta(days=3), NOW, None)
    assert said is not None
    assert "the office has signed at 2026-03-10 03:00 UTC: the clock is wrong" in said


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_far_from_the_services(days: int) -> None:
    said = clock_problem(NOW, None, NOW + timedelta(days=days))
    assert said is not None
    assert "one of them is wrong" in said


@pytest.mark.parametrize("minutes", [-59, 0, 59])
def test_a_clock_that_is_nearly_right(minutes: int) -> None:
    other = NOW + timedelta(minutes=minutes)
    assert clock_problem(NOW, other, other) is None
