"""Webhooks on their way: at least once whatever happens, signed, tried again, never sent where nobody wants them."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuance.domain.webhooks.deliveries import KEPT, RETRIES
from issuance.domain.webhooks.endpoints import BOTH_SIGN, OFF_AFTER, Endpoint, OffReason
from issuance.domain.webhooks.signing import read_secret
from issuance.errors import RefusedError
from issuance.services.webhooks.courier import Sent
from issuance.storage.tables.audit import entry
from issuance.storage.tables.messages import message
from issuance.storage.tables.webhooks import webhook_delivery as table
from issuance.storage.webhook_endpoints import find_endpoint
from tests.connected import Connected
from tests.hooked import ALL, JOB, Hooked
from tests.office_site import CHAMBER, OfficeSite
from tests.offices import Installation
from tests.servers.webhooks import Received, Receiver

ROOT = Path(__file__).parents[4]
LONGEST = dt.timedelta(hours=30)
"""More than the longest wait with its jitter."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Yield a receiver."""
    with Receiver() as server:
        yield server


def rejected(world: Connected, receiver: Receiver) -> Hooked:
    """Return a system that is to be told of a rejection."""
    hooked = Hooked.make(world, receiver)
    hooked.decide("reject", hooked.submitted())
    return hooked


def signed_by(came: Received, secret: str) -> bool:
    """Tell whether a request bears a signature by a secret."""
    signed = f"{came.headers['webhook-id']}.{came.headers['webhook-timestamp']}.".encode() + came.body
    digest = hmac.digest(read_secret(secret), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}" in came.headers["webhook-signature"].split(" ")


def test_a_message_is_signed_and_sent_once(world: Connected, receiver: Receiver) -> None:
    hooked = rejected(world, receiver)
    hooked.round()
    hooked.round()
    (came,) = receiver.received
    (row,) = hooked.rows()
    assert signed_by(came, hooked.secret)
    assert came.headers["webhook-id"] == f"msg_{row['id']}"
    assert int(came.headers["webhook-timestamp"]) == int(hooked.office.clock().timestamp())
    assert (came.headers["content-type"], row["status"], row["attempts"]) == ("application/json", 204, 1)


def test_what_failed_is_sent_again_when_it_is_due_and_not_before(world: Connected, receiver: Receiver) -> None:
    receiver.answers = [500, (503, {"Retry-After": "3600"})]
    hooked = rejected(world, receiver)
    hooked.round()
    assert [(row["state"], row["status"], row["trouble"]) for row in hooked.rows()] == [("waiting", 500, "answer")]
    world.later(dt.timedelta(seconds=4))
    hooked.round()
    assert len(receiver.received) == 1
    world.later(dt.timedelta(seconds=2))
    hooked.round()
    world.later(dt.timedelta(minutes=59))
    hooked.round()
    assert len(receiver.received) == 2, "who asks for an hour is given it"
    world.later(dt.timedelta(minutes=2))
    hooked.round()
    assert len({came.headers["webhook-id"] for came in receiver.received}) == 1
    assert len({came.headers["webhook-timestamp"] for came in receiver.received}) == 3
    assert all(signed_by(came, hooked.secret) for came in receiver.received)
    assert hooked.states() == ["taken"]


def test_what_always_fails_is_given_up_and_can_be_sent_again(quick_world: Connected, receiver: Receiver) -> None:
    receiver.answers = [500] * (len(RETRIES) + 1)
    hooked = rejected(quick_world, receiver)
    for _ in range(len(RETRIES) + 1):
        assert hooked.states() == ["waiting"]
        hooked.round()
        quick_world.later(LONGEST)
    assert hooked.states() == ["given up"]
    desk, (row,) = hooked.office.oauth.webhooks, hooked.rows()
    held = desk.of_system(quick_world.federation, hooked.system).endpoints[0]
    assert held.off_because is OffReason.FAILING, "ten failures over more than five days"
    with pytest.raises(RefusedError, match="cannot be sent again"):
        desk.send_again(quick_world.administrator, hooked.system, row["id"])
    desk.switch(quick_world.federation, hooked.system, held.id, held.version, on=True)
    desk.send_again(quick_world.administrator, hooked.system, row["id"])
    hooked.round()
    assert hooked.states() == ["taken"]
    assert len({came.headers["webhook-id"] for came in receiver.received}) == 1


def test_410_switches_the_endpoint_off_and_tells_who_entered_it(world: Connected, receiver: Receiver) -> None:
    receiver.answers = [410]
    hooked = rejected(world, receiver)
    hooked.round()
    assert hooked.states() == ["given up"]
    hooked.decide("return", hooked.submitted())
    assert len(hooked.rows()) == 1, "what is off is told nothing"
    held = _held(hooked)
    with hooked.office.units.look(world.federation) as unit:
        acts = [row["act"] for row in unit.rows(unit.select(entry).where(entry.c.subject == f"webhook:{held.id}"))]
        mails = unit.rows(unit.select(message).where(message.c.template == "webhook_off"))
        told = [unit.open(message.c.content, row["id"], row["content"])["values"] for row in mails]
    assert held.off_because is OffReason.GONE
    assert acts == ["webhook.add", "webhook.end"]
    assert {"address": receiver.url} in told


def test_an_endpoint_that_fails_for_five_days_is_switched_off_and_not_for_one_bad_day(
    quick_world: Connected, receiver: Receiver
) -> None:
    receiver.answers = [500] * 30
    hooked = rejected(quick_world, receiver)
    hooked.round()
    quick_world.later(OFF_AFTER)
    hooked.round()
    assert _held(hooked).is_on, "two failures say little of five days"
    for _ in range(8):
        quick_world.later(LONGEST)
        hooked.round()
    assert _held(hooked).off_because is OffReason.FAILING


def test_a_success_ends_the_count_of_failures(quick_world: Connected, receiver: Receiver) -> None:
    receiver.answers = [500]
    hooked = rejected(quick_world, receiver)
    hooked.round()
    assert (_held(hooked).failures, _held(hooked).failing_since) == (1, hooked.office.clock())
    quick_world.later(LONGEST)
    hooked.round()
    assert (_held(hooked).failures, _held(hooked).failing_since) == (0, None)
    assert _held(hooked).taken_at == hooked.office.clock()


def test_for_a_day_both_secrets_sign(world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(world, receiver)
    desk = hooked.office.oauth.webhooks
    _endpoint, fresh = desk.make_secret(world.federation, hooked.system, hooked.endpoint, 1)
    assert fresh != hooked.secret
    for _ in range(2):
        desk.test(world.federation, hooked.system, hooked.endpoint)
        hooked.round()
        world.later(BOTH_SIGN)
    first, second = receiver.received
    assert json.loads(first.body)["type"] == "webhook.test"
    assert (signed_by(first, fresh), signed_by(first, hooked.secret)) == (True, True)
    assert (signed_by(second, fresh), signed_by(second, hooked.secret)) == (True, False)


def test_one_endpoint_that_fails_keeps_no_other_waiting(quick_world: Connected, receiver: Receiver) -> None:
    """Of a hundred messages to who does not answer one is tried, and the others have lost no attempt."""
    with Receiver() as broken:
        hooked = Hooked.make(quick_world, receiver)
        second, _secret = hooked.office.oauth.webhooks.add(quick_world.federation, hooked.system, broken.url, ALL)
        broken.answers = [500] * 10
        for number in range(3):
            quick_world.later(dt.timedelta(seconds=1))
            hooked.decide("reject", quick_world.cast.submitted(quick_world.cast.user, mark=f"m{number}{second}"))
        hooked.round()
        assert len(broken.received) == 1
        assert [row["attempts"] for row in hooked.rows(second)] == [1, 0, 0]
        assert hooked.states() == ["taken"] * 3


def test_two_couriers_at_once_send_each_message_once(world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(world, receiver)
    for _ in range(10):
        hooked.office.oauth.webhooks.test(world.federation, hooked.system, hooked.endpoint)
    barrier, done = threading.Barrier(2), list[Sent]()

    def work() -> None:
        with world.site.installation.open() as own:
            own.clock = hooked.office.clock
            barrier.wait()
            done.append(own.postings.webhooks.round())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(receiver.received) == 10
    assert sum(each.taken for each in done) >= 10


def test_kill_9_while_sending_loses_nothing(present_installation: Installation, receiver: Receiver) -> None:
    """Killed after the commit and before the answer: the copy that the receiver may have had bears the same id."""
    site = OfficeSite.over(present_installation)
    receiver.answers = [receiver.hold]
    with site.office as office:
        world = Connected.make(site)
        own, _ = world.own()
        endpoint, _ = office.oauth.webhooks.add(world.administrator, own, receiver.url, ALL)
        office.oauth.webhooks.test(world.administrator, own, endpoint)
        with _deliver(present_installation) as process:
            assert receiver.reached.wait(60)
            assert _states(site, endpoint) == ["sending"]
            assert office.postings.webhooks.round() == Sent(), "another courier has it in hand"
            process.kill()
            assert process.wait() == -signal.SIGKILL
        receiver.held.set()
        assert office.postings.webhooks.round().taken == 1
        assert _states(site, endpoint) == ["taken"]
    assert len(receiver.received) == 2
    assert len({came.headers["webhook-id"] for came in receiver.received}) == 1


def test_what_was_settled_goes_after_thirty_days(quick_world: Connected, receiver: Receiver) -> None:
    hooked = rejected(quick_world, receiver)
    hooked.round()
    quick_world.later(KEPT)
    hooked.office.tidying.run(CHAMBER)
    assert len(hooked.rows()) == 1
    quick_world.later(dt.timedelta(seconds=1))
    hooked.office.tidying.run(CHAMBER)
    assert hooked.rows() == []


def test_an_endpoint_that_was_taken_away_is_sent_nothing(quick_world: Connected, receiver: Receiver) -> None:
    hooked = rejected(quick_world, receiver)
    hooked.office.oauth.webhooks.remove(quick_world.federation, hooked.system, hooked.endpoint, 1)
    hooked.round()
    assert (receiver.received, hooked.states()) == ([], ["given up"])


def _held(hooked: Hooked) -> Endpoint:
    with hooked.office.units.look(JOB) as unit:
        held = find_endpoint(unit, hooked.endpoint)
    assert held is not None
    return held


def _states(site: OfficeSite, endpoint: str) -> list[str]:
    with site.office.units.look(JOB) as unit:
        return [row["state"] for row in unit.rows(unit.select(table).where(table.c.endpoint == endpoint))]


def _deliver(installation: Installation) -> "subprocess.Popen[bytes]":
    """Start `issuance deliver` as a process of its own."""
    environment = {**os.environ, **installation.environment, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "issuance", "deliver"], env=environment, stdout=subprocess.DEVNULL)
