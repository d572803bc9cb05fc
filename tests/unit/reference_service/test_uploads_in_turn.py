"""Uploads of one sender: one at a time in all processes, and each page that is read is a row of his."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from http import HTTPStatus
from multiprocessing.connection import Connection

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reference_service.scans.one_each import AlreadyReadingError, OneEach
from reference_service.scans.room import ScanRoom
from tests.builders import Issued
from tests.limited_site import ME, SMALL, SOMEBODY_ELSE, Door
from tests.reference_site import ReferenceSite, api_of
from tests.scanned import BLANK, pdf_of
from tests.unit.reference_service.test_uploaded_scans import body_of

PAGES = ["/batch", "/check-file"]
PATIENCE_SECONDS = 30


def send(
    client: FlaskClient, pages: int, page: str = "/batch", address: str = ME, *, buffered: bool = True
) -> TestResponse:
    """Send a PDF of blank pages; where the answer is not buffered, reading stops half-way until it is closed."""
    body = body_of(pdf_of(*[BLANK] * pages))
    return client.post(page, environ_base={"REMOTE_ADDR": address}, buffered=buffered, **body)


@pytest.fixture
def door(site: ReferenceSite, monkeypatch: pytest.MonkeyPatch) -> Door:
    """Return a site with small limits and room for two files, where nobody waits."""
    monkeypatch.setattr("reference_service.app.ScanRoom", lambda: ScanRoom(files_at_once=2, seconds_at_the_door=0))
    return Door(site)


@pytest.fixture
def issued(site: ReferenceSite) -> Issued:
    return site.publish(site.world.issue(1))


# On the site


@pytest.mark.parametrize("page", PAGES)
def test_a_second_file_of_one_sender_is_told_to_wait_and_others_go_on(door: Door, page: str) -> None:
    reading = send(door.client, 2, buffered=False)
    second = send(door.client, 1, page)
    assert second.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert second.headers["Retry-After"] == "30"
    assert second.headers["Cache-Control"] == "no-store"
    assert "A file from your network is being read already" in second.text
    assert send(door.client, 1, page, SOMEBODY_ELSE).status_code == HTTPStatus.OK
    reading.close()
    assert send(door.client, 1, page).status_code == HTTPStatus.OK


def test_the_devices_of_one_ipv6_subnet_are_one_sender(door: Door) -> None:
    reading = send(door.client, 2, address="2001:db8:1:1::1", buffered=False)
    assert send(door.client, 1, address="2001:db8:1:1::2").status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert send(door.client, 1, address="2001:db8:1:2::1").status_code == HTTPStatus.OK
    reading.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_cannot_be_read_gives_the_turn_back(door: Door, page: str) -> None:
    for _ in range(3):
        bad = door.client.post(page, environ_base={"REMOTE_ADDR": ME}, **body_of(b"%PDF-1.7\nbroken"))
        assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(door.client, 1, page).status_code == HTTPStatus.OK


def test_each_page_that_is_read_is_a_row(door: Door, issued: Issued) -> None:
    assert send(door.client, SMALL.rows.burst - 1).status_code == HTTPStatus.OK
    assert door.get(api_of(issued)).status_code == HTTPStatus.OK
    refused = send(door.client, 1)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(refused.headers["Retry-After"]) == 10
    assert "Too many checks for now" in refused.text
    assert send(door.client, 1, address=SOMEBODY_ELSE).status_code == HTTPStatus.OK
    door.seconds += 10
    assert send(door.client, 1).status_code == HTTPStatus.OK


def test_without_limits_senders_are_not_told_apart(site: ReferenceSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reference_service.app.ScanRoom", lambda: ScanRoom(files_at_once=2, seconds_at_the_door=0))
    client = site.app().test_client()
    reading = send(client, 2, buffered=False)
    assert send(client, 1).status_code == HTTPStatus.OK
    reading.close()


# The turns themselves


@pytest.fixture
def turns() -> OneEach:
    return OneEach()


def hold(turns: OneEach, held: Connection) -> None:
    with turns.turn(b"me"):
        held.send("held")
        held.recv()


@pytest.fixture
def other_process(turns: OneEach) -> Iterator[tuple[int, Connection]]:
    """Let a forked process hold the turn of `me`; yield its id, and what tells it to end."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=hold, args=(turns, theirs))
    process.start()
    theirs.close()
    assert ours.poll(PATIENCE_SECONDS)
    ours.recv()
    yield process.pid or 0, ours
    process.kill()
    process.join(PATIENCE_SECONDS)
    process.close()
    ours.close()


def taken(turns: OneEach, sender: bytes = b"me") -> bool:
    try:
        with turns.turn(sender):
            return False
    except AlreadyReadingError:
        return True


def test_threads_of_one_process_share_the_turns(turns: OneEach) -> None:
    found: list[bool] = []
    with turns.turn(b"me"):
        thread = threading.Thread(target=lambda: found.append(taken(turns)))
        thread.start()
        thread.join()
        assert not taken(turns, b"somebody else")
    assert found == [True]
    assert not taken(turns)


def test_a_turn_ends_with_whatever_happens_in_it(turns: OneEach) -> None:
    with pytest.raises(ZeroDivisionError), turns.turn(b"me"):
        1 / 0  # noqa: B018  # any error will do
    assert not taken(turns)


@pytest.mark.parametrize("killed", [False, True], ids=["done", "killed"])
def test_the_turn_of_another_process_counts_until_it_ends_or_dies(
    turns: OneEach, other_process: tuple[int, Connection], killed: bool
) -> None:
    pid, pipe = other_process
    assert taken(turns)
    assert not taken(turns, b"somebody else")
    assert taken(turns), "asking does not take it from him"
    if killed:
        os.kill(pid, signal.SIGKILL)
    else:
        pipe.send("end")
    # The pipe ends with the process, and the kernel's locks before it.
    with pytest.raises(EOFError):
        pipe.recv()
    assert not taken(turns)
