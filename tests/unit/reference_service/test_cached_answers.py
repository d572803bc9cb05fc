"""Answers from memory: the same bytes as from the register, never an old status, never “not known” from a cache."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from apiflask import APIFlask

from reference_service.app import create_app
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache, size_of
from reference_service.fast_path import FastPath
from reference_service.redis_cache import stored_from_fragment
from reference_service.register_view import DirectSource, judged
from reference_service.status_follower import StatusFollower
from reference_service.trust import TrustDirectory
from register.entry import StoredCertificate
from register.errors import RegisterUnavailableError
from register.prepared import row_key
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.errors import MalformedError
from signing.qr import encode_base32
from tests.builders import Issued
from tests.reference_site import PublishedSite, ReferenceSite, api_of, page_of


@dataclass
class FragileReader:
    """A reader that counts its questions, and fails while `down` as one does whose server is gone."""

    reader: RegisterReader
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.reader, name)

        def ask(*arguments: object) -> object:
            self.asked.append(name)
            if self.down:
                raise RegisterUnavailableError("The register's server is down.")
            return method(*arguments)

        return ask


class SharedMemory:
    """A shared cache in memory: what another process put there."""

    def __init__(self) -> None:
        self.kept: dict[bytes, StoredCertificate] = {}

    def get(self, key: bytes) -> StoredCertificate | None:
        return self.kept.get(key)

    def put(self, key: bytes, stored: StoredCertificate) -> None:
        self.kept.setdefault(key, stored)


class Installation:
    """A site whose application answers from memory; the log is asked when the test says so."""

    def __init__(self, site: ReferenceSite, shared: SharedMemory | None = None) -> None:
        self.site = site
        self.reader = FragileReader(RegisterReader.open(site.config.register_url, clock=site.clock))
        # An hour between two questions: the thread asks once, and whatever follows is asked by `poll`.
        self.follower = StatusFollower(self.reader, poll_seconds=3600)  # type: ignore[arg-type]  # answers as the real one
        self.cache = CertificateCache()
        self.source = CachedSource(self.reader, self.follower, self.cache, shared)  # type: ignore[arg-type]  # as above
        self.app: APIFlask = create_app(
            site.config,
            reader=self.reader.reader,
            source=self.source,
            documents=site.documents,
            trust=TrustDirectory(site.config.trust_directory),
            clock=site.clock,
        )
        self.client = self.app.test_client()

    def reason(self, issued: Issued) -> str:
        answer = self.client.get(api_of(issued)).json
        assert answer is not None
        return str(answer["reason"])

    def close(self) -> None:
        self.follower.close()
        self.reader.reader.close()


@pytest.fixture
def installation(site: ReferenceSite) -> Iterator[Installation]:
    made = Installation(site)
    yield made
    made.close()


def append(site: ReferenceSite, issued: Issued) -> None:
    """Write the last record of a certificate that is already published."""
    writer = RegisterWriter.open(site.config.register_url, trust=lambda: site.world.trust, clock=site.clock)
    writer.append(issued.records[-1])
    writer.close()


def addresses(published: PublishedSite) -> list[str]:
    names = [
        "in_force",
        "foreign",
        "invoice",
        "signature",
        "revoked",
        "replaced",
        "successor",
        "void",
        "expunged",
        "never_published",
    ]
    known = [getattr(published, name) for name in names]
    forged = bytearray(published.in_force.seal)
    forged[-1] ^= 1
    return [
        *(api_of(each) for each in known),
        *(f"/api/v1/seals/{encode_base32(each.seal)}" for each in known),
        f"/api/v1/seals/{encode_base32(bytes(forged))}",
        f"/api/v1/seals/{encode_base32(known[0].seal).lower()}",
        "/api/v1/seals/AAAA",
        "/api/v1/seals/A",
        f"/api/v1/certificates/{known[0].number}/2026-03-09",
        f"/api/v1/certificates/{known[0].number}/2026-02-31",
        f"/api/v1/certificates/{known[0].number}/20260310",
        f"/api/v1/certificates/{known[0].number.lower()}/2026-03-10",
        f"/api/v1/certificates/{known[0].number[:-1]}O/2026-03-10",
        f"/api/v1/certificates/{known[0].number}\n/2026-03-10",
        f"/api/v1/certificates/{known[0].number}/2026-03-10?lang=ja",
        f"/api/v1/documents/{known[0].pdf_sha256.hex()}",
    ]


@pytest.mark.parametrize("seconds_old", [0, 11], ids=["current", "too old"])
def test_the_fast_path_answers_byte_for_byte_as_flask_does(published: PublishedSite, seconds_old: int) -> None:
    made = Installation(published.site)
    made.client.get("/readyz")
    now = published.site.now
    try:
        fast = made.app.wsgi_app
        assert isinstance(fast, FastPath)
        published.site.now = now + dt.timedelta(seconds=seconds_old)
        reached_flask = 0

        def flask(environ: Any, start_response: Any) -> Any:
            nonlocal reached_flask
            reached_flask += 1
            return inner(environ, start_response)

        inner, fast.inner = fast.inner, flask
        answered_before_flask = 0
        tag = made.client.get(api_of(published.in_force)).headers["ETag"]
        for address in addresses(published) * 2:
            for method in ("GET", "HEAD", "POST"):
                for headers in ({}, {"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}, {"Host": "a b"}):
                    made.app.wsgi_app = fast  # type: ignore[method-assign]  # the way that Flask documents
                    reached_flask = 0
                    mine = made.client.open(address, method=method, headers=headers)
                    answered_before_flask += not reached_flask
                    made.app.wsgi_app = inner  # type: ignore[method-assign]  # as above
                    flasks = made.client.open(address, method=method, headers=headers)
                    assert mine.status == flasks.status, address
                    assert list(mine.headers) == list(flasks.headers), (address, method, headers, mine.status)
                    assert mine.data == flasks.data, address
        assert answered_before_flask > 100
    finally:
        published.site.now = now
        made.close()


def test_answers_from_memory_are_those_of_the_register(published: PublishedSite) -> None:
    direct = published.client
    made = Installation(published.site)
    try:
        for address in addresses(published) * 2:
            assert made.client.get(address).data == direct.get(address).data, address
    finally:
        made.close()


def test_a_certificate_in_force_is_read_from_the_register_once(installation: Installation) -> None:
    issued = installation.site.publish(installation.site.world.issue(1))
    first = installation.client.get(api_of(issued)).data
    asked = len(installation.reader.asked)
    assert installation.client.get(api_of(issued)).data == first
    assert installation.client.get(f"/api/v1/seals/{encode_base32(issued.seal)}").data == first
    assert installation.client.get(page_of(issued)).status_code == 200
    assert installation.reader.asked[asked:] == ["copy_of"], "a copy may still come"


def test_a_revocation_shows_as_soon_as_the_log_was_asked(installation: Installation) -> None:
    site = installation.site
    issued = site.publish(site.world.issue(1))
    assert installation.reason(issued) == "IN_FORCE"
    revoked = site.world.revoke(issued)
    append(site, revoked)
    installation.follower.poll()
    assert installation.reason(issued) == "REVOKED"
    answer = installation.client.get(api_of(issued)).json
    assert answer is not None
    assert len(answer["records"]) == 2


def test_replaced_then_revoked_is_followed_step_by_step(installation: Installation) -> None:
    site = installation.site
    issued = site.publish(site.world.issue(1))
    installation.reason(issued)
    replaced = site.world.replace(issued, site.world.number(2))
    append(site, replaced)
    installation.follower.poll()
    assert installation.reason(issued) == "REPLACED"
    append(site, site.world.revoke(replaced))
    installation.follower.poll()
    assert installation.reason(issued) == "REVOKED"


def test_a_push_wakes_the_poller(installation: Installation) -> None:
    site = installation.site
    issued = site.publish(site.world.issue(1))
    installation.reason(issued)
    append(site, site.world.revoke(issued))
    followed = threading.Event()
    poll = installation.follower.poll

    def poll_and_tell() -> None:
        poll()
        followed.set()

    installation.follower.poll = poll_and_tell  # type: ignore[method-assign]  # to see that the thread made its round
    installation.follower.wake()
    assert followed.wait(30)
    assert installation.reason(issued) == "REVOKED"


def test_what_was_revoked_before_the_start_is_known_from_the_start(site: ReferenceSite) -> None:
    revoked = site.publish(site.world.revoke(site.world.issue(1)))
    made = Installation(site)
    assert made.reason(revoked) == made.reason(revoked) == "REVOKED"
    made.close()


def test_a_revocation_that_was_read_once_is_not_forgotten_until_the_log_is_asked(installation: Installation) -> None:
    site = installation.site
    issued = site.publish(site.world.issue(1))
    assert installation.reason(issued) == "IN_FORCE"
    append(site, site.world.revoke(issued))
    # Asked by the hash of its PDF, the register itself answers; the log has not been asked since.
    by_document = installation.client.get(f"/api/v1/documents/{issued.pdf_sha256.hex()}").json
    assert by_document is not None
    assert by_document["reason"] == "REVOKED"
    assert installation.reason(issued) == "REVOKED"
    installation.follower.poll()
    assert installation.reason(issued) == "REVOKED"


def test_deleted_content_is_not_shown_from_memory(installation: Installation) -> None:
    site = installation.site
    site.world.now = site.now - dt.timedelta(days=4 * 366)
    issued = site.publish(site.world.issue(1))
    site.world.now = site.now
    shared = SharedMemory()
    neighbour = Installation(site, shared)
    for each in (installation, neighbour):
        assert b"Sakura Trading" in each.client.get(api_of(issued)).data
    writer = RegisterWriter.open(site.config.register_url, trust=lambda: site.world.trust, clock=site.clock)
    writer.expunge(site.world.expunge(issued).records[-1])
    writer.close()
    for each in (installation, neighbour):
        each.follower.poll()
        for address in (api_of(issued), f"/api/v1/seals/{encode_base32(issued.seal)}", page_of(issued)):
            answer = each.client.get(address)
            assert b"Sakura Trading" not in answer.data
        assert each.reason(issued) == "RETENTION_OVER"
        assert len(each.cache) == 0 or each is neighbour
    neighbour.close()


def test_a_new_certificate_is_known_at_once_though_it_was_not_a_moment_ago(installation: Installation) -> None:
    issued = installation.site.world.issue(1)
    assert installation.client.get(api_of(issued)).status_code == 404
    installation.site.publish(issued)
    assert installation.client.get(api_of(issued)).status_code == 200


@pytest.mark.parametrize("back", [dt.timedelta(seconds=11), dt.timedelta(hours=1), dt.timedelta(days=400)])
def test_a_clock_that_is_set_back_while_the_register_is_down_makes_no_data_fresh(
    installation: Installation, back: dt.timedelta
) -> None:
    site = installation.site
    held = site.publish(site.world.issue(1))
    assert installation.reason(held) == "IN_FORCE"
    assert installation.client.get(page_of(held)).status_code == 200
    installation.reader.down = True
    site.now -= back
    assert installation.reason(held) == "STATUS_STALE"
    assert "In force" not in installation.client.get(page_of(held)).text


def test_while_the_register_is_down_memory_answers_for_ten_seconds_and_then_says_too_old(
    installation: Installation,
) -> None:
    site = installation.site
    held = site.publish(site.world.issue(1))
    revoked = site.publish(site.world.revoke(site.world.issue(2)))
    not_asked = site.publish(site.world.issue(3))
    installation.reason(held), installation.reason(revoked)
    installation.reader.down = True
    assert installation.reason(held) == "IN_FORCE"
    for unknown in (not_asked, site.world.issue(4)):
        answer = installation.client.get(api_of(unknown))
        assert (answer.status_code, answer.json["reason"]) == (503, "STATUS_UNAVAILABLE")  # type: ignore[index]  # has a body
    site.now += dt.timedelta(seconds=11)
    assert installation.reason(held) == "STATUS_STALE"
    assert installation.reason(revoked) == "REVOKED"
    tag = installation.client.get(api_of(held)).headers["ETag"]
    confirmed = installation.client.get(api_of(held), headers={"If-None-Match": tag})
    assert (confirmed.status_code, confirmed.headers["Register-As-Of"]) == (304, "2026-03-10T03:00:00Z")
    installation.reader.down = False
    installation.follower.poll()
    assert installation.reason(held) == "IN_FORCE"


def test_a_register_that_does_not_answer_is_not_asked_again_at_once(installation: Installation) -> None:
    installation.client.get("/readyz")
    installation.reader.down = True
    asked = len(installation.reader.asked)
    for sequence in range(5):
        assert installation.client.get(api_of(installation.site.world.issue(sequence + 1))).status_code == 503
    assert len(installation.reader.asked) == asked + 1


def test_a_register_restored_from_a_backup_is_read_anew(installation: Installation) -> None:
    site = installation.site
    first = site.publish(site.world.issue(1))
    path = site.directory / "register" / "register.sqlite"
    backup = path.read_bytes()
    append(site, site.world.revoke(first))
    assert installation.reason(first) == "REVOKED"
    for beside in path.parent.glob("register.sqlite-*"):
        beside.unlink()
    restored = path.with_name("restored")
    restored.write_bytes(backup)
    restored.replace(path)
    other = site.publish(site.world.revoke(site.world.issue(2)))
    installation.follower.poll()
    assert installation.follower.head().position == site.register_head()
    assert installation.reason(other) == "REVOKED"
    assert installation.reason(first) == "IN_FORCE"


def test_what_a_neighbour_put_into_the_shared_cache_needs_no_register(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(1))
    shared = SharedMemory()
    first, second = Installation(site, shared), Installation(site, shared)
    expected = first.client.get(api_of(issued)).data
    second.client.get("/readyz")
    asked = len(second.reader.asked)
    assert second.client.get(api_of(issued)).data == expected
    assert len(second.reader.asked) == asked
    append(site, site.world.revoke(issued))
    third = Installation(site, shared)
    assert third.reason(issued) == "REVOKED"
    for each in (first, second, third):
        each.close()


def test_a_prepared_fragment_reads_back_as_the_certificate(published: PublishedSite) -> None:
    issued = published.in_force
    reader = RegisterReader.open(published.site.config.register_url, clock=published.site.clock)
    stored = reader.by_number(issued.number, issued.issue_date)
    reader.close()
    assert stored is not None
    assert stored_from_fragment(stored.prepared) == stored


@pytest.mark.parametrize(
    "fragment", [b"", b"PONG", b'"certificate":{},"records":[', b'"certificate":{"seal":"AAAA"},"records":["AA=="']
)
def test_what_is_no_fragment_is_refused(fragment: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, MalformedError)):
        stored_from_fragment(fragment)


def test_the_cache_keeps_to_its_size_and_forgets_what_was_not_asked_for_longest(published: PublishedSite) -> None:
    reader = RegisterReader.open(published.site.config.register_url, clock=published.site.clock)
    source = DirectSource(reader)
    certificates = [published.in_force, published.foreign, published.invoice]
    entries = [source.by_number(each.number, each.issue_date) for each in certificates]
    keys = [row_key(each.number, each.issue_date) for each in certificates]
    reader.close()
    present = [entry for entry in entries if entry is not None]
    cache = CertificateCache(max_bytes=size_of(present[0]) + size_of(present[1]) + size_of(present[2]) - 1)
    cache.put(keys[0], present[0])
    cache.put(keys[1], present[1])
    assert cache.by_seal(present[0].stored.seal) is present[0]
    cache.put(keys[2], present[2])
    assert [cache.by_key(key) is not None for key in keys] == [True, False, True]
    assert cache.by_seal(present[1].stored.seal) is None
    assert judged(present[0].stored) == present[0]
