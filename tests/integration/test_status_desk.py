"""The signed status file: there at once after a revocation, and never going backwards whoever publishes."""

import threading

from issuance.office import Office
from signing.record import RevocationReason, State
from tests.builders import NOW
from tests.offices import OFFICERS, Installation, numbered_request, signed_status
from tests.trust_repository import verified_targets


def test_a_revocation_is_in_the_published_repository_at_once(installation: Installation) -> None:
    with installation.open() as office:
        entry = office.issuing.issue(numbered_request(1))
        office.status_desk.publish()
        before = signed_status(installation)
        office.revoking.revoke(entry.number, RevocationReason.MISUSE, OFFICERS)

    after = signed_status(installation)
    assert before.state(entry.sid or b"") is State.IN_FORCE
    assert after.state(entry.sid or b"") is State.REVOKED
    assert after.version == before.version + 1
    assert (before.register_head, after.register_head) == (1, 2)
    # What a scanner gets by way of the timestamp is this very file.
    assert verified_targets(installation.config.trust_repository, NOW)["status/revocations.bin"] != b""


def test_status_never_goes_backwards_under_many_publishers(installation: Installation) -> None:
    with installation.open() as office:
        entries = [office.issuing.issue(numbered_request(index)) for index in range(6)]
        office.status_desk.publish()
        seen: list[tuple[int, int, int]] = []
        done = threading.Event()

        def publish() -> None:
            with Office(installation.config) as other:
                other.clock = installation.clock
                while not done.is_set():
                    other.status_desk.publish()

        def watch() -> None:
            while not done.is_set():
                status = signed_status(installation)
                seen.append((status.version, status.register_head, len(status)))

        threads = [threading.Thread(target=work) for work in (publish, publish, watch)]
        for thread in threads:
            thread.start()
        for number, entry in enumerate(entries, start=1):
            office.revoking.revoke(entry.number, RevocationReason.MISUSE, OFFICERS)
            # Whoever published meanwhile: a revocation that was reported as done is never absent again.
            assert len(signed_status(installation)) == number
        done.set()
        for thread in threads:
            thread.join()

    versions, heads, counts = zip(*seen, strict=True)
    assert list(versions) == sorted(versions)
    assert list(heads) == sorted(heads)
    assert list(counts) == sorted(counts)
    assert len(signed_status(installation)) == len(entries)
