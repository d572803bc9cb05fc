"""Claims: one holder at a time, and a crash lets go."""

import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuance.storage.claims import Claims, FileClaims, PostgresClaims
from issuance.storage.engine import open_engine


@pytest.fixture(params=["files", "postgresql"])
def claims(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Claims]:
    if request.param == "files":
        yield FileClaims(tmp_path / "claims")
        return
    engine = open_engine(request.getfixturevalue("postgres_url"))
    yield PostgresClaims(engine)
    engine.dispose()


def test_a_claim_has_one_holder_and_others_are_told(claims: Claims) -> None:
    with claims.take("a") as first, claims.take("a") as second, claims.take("b") as other:
        assert (first, second, other) == (True, False, True)


def test_a_claim_that_was_let_go_can_be_taken_again(claims: Claims) -> None:
    for _ in range(3):
        with claims.take("a") as taken:
            assert taken
    with pytest.raises(RuntimeError), claims.take("a"):
        raise RuntimeError
    with claims.take("a") as taken:
        assert taken


def test_many_threads_never_hold_one_claim_together(claims: Claims) -> None:
    holders = 0
    most = 0
    times = 0
    count = threading.Lock()

    def work() -> None:
        nonlocal holders, most, times
        for _ in range(60):
            with claims.take("records of one certificate") as taken:
                if not taken:
                    continue
                with count:
                    holders, times = holders + 1, times + 1
                    most = max(most, holders)
                with count:
                    holders -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
    assert times >= 4


def test_a_file_that_its_last_holder_removed_holds_nobody_out(tmp_path: Path) -> None:
    """Between our opening and our locking it, the last holder may have removed it and another have made it anew."""
    claims = FileClaims(tmp_path)
    with claims.take("a"):
        (stale,) = tmp_path.iterdir()
        descriptor = os.open(stale, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # the lock on the removed file, which means nothing
        with claims.take("a") as taken, claims.take("a") as again:
            assert (taken, again) == (True, False)
    finally:
        os.close(descriptor)


def test_claim_files_do_not_pile_up(tmp_path: Path) -> None:
    claims = FileClaims(tmp_path)
    for name in "abc":
        with claims.take(name):
            pass
    assert list(tmp_path.iterdir()) == []
