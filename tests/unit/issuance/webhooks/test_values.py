"""Addresses, events, schedules of webhooks, as values."""

import datetime as dt
import json
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.oauth.scopes import Scope
from issuance.domain.webhooks.deliveries import JITTER, MOST_WAIT, RETRIES, next_attempt
from issuance.domain.webhooks.endpoints import (
    BOTH_SIGN,
    OFF_AFTER,
    OFF_AFTER_FAILURES,
    Endpoint,
    SigningSecrets,
    checked_address,
    checked_events,
)
from issuance.domain.webhooks.events import READ_BY, WebhookEvent, body_of, event_text, read_events
from issuance.errors import RefusedError
from issuance.outgoing.reachable import may_call
from issuance.outgoing.webhook import Reply
from tests.builders import NOW

ADDRESSES = json.loads((Path(__file__).parent / "addresses.json").read_text("utf-8"))
ENDPOINT = Endpoint(
    "e", "TYO", "s", "https://a.example/", frozenset(WebhookEvent), "m", NOW, NOW, None, None, 0, None, 1
)


@pytest.mark.parametrize("text", ADDRESSES["called"])
def test_a_public_address_is_called(text: str) -> None:
    assert may_call(ip_address(text), loopback=False)
    assert may_call(ip_address(text), loopback=True)


@pytest.mark.parametrize("text", ADDRESSES["this machine"])
def test_this_machine_is_called_only_where_an_office_is_tried_out(text: str) -> None:
    assert not may_call(ip_address(text), loopback=False)
    assert may_call(ip_address(text), loopback=True)


@pytest.mark.parametrize("text", ADDRESSES["refused"])
def test_no_other_address_is_called(text: str) -> None:
    assert not may_call(ip_address(text), loopback=False)
    assert not may_call(ip_address(text), loopback=True)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="2002:a00::/24"))
def test_no_address_of_a_private_network_is_called_however_it_is_wrapped(address: object) -> None:
    assert not may_call(ip_address(str(address)), loopback=True)
    mapped = ip_address(f"::ffff:{address}") if ":" not in str(address) else ip_address(str(address))
    assert not may_call(mapped, loopback=True)


@pytest.mark.parametrize(
    "address",
    [
        "http://tradedocs.example/hooks",
        "http://localhost.example/hooks",
        "https://",
        "https:///hooks",
        "https://user@tradedocs.example/hooks",
        "https://tradedocs.example/hooks#here",
        "https://tradedocs.example:port/",
        "https://tradedocs.example/a b",
        "https://例え.example/",
        "ftp://tradedocs.example/",
        "file:///etc/passwd",
        "https://tradedocs.example/" + "x" * 400,
        "https://tradedocs.example/\r\nX: y",
    ],
)
def test_an_address_that_is_not_whole_or_not_over_tls_is_refused(address: str) -> None:
    for loopback in (False, True):
        with pytest.raises(RefusedError, match="cannot be used"):
            checked_address(address, loopback=loopback)


def test_plain_http_is_for_this_machine_and_only_where_an_office_is_tried_out() -> None:
    for address in ("http://127.0.0.1:8000/hooks", "http://localhost/hooks", "http://[::1]:1/"):
        assert checked_address(f" {address} ", loopback=True) == address
        with pytest.raises(RefusedError):
            checked_address(address, loopback=False)


def test_at_least_one_event_is_chosen() -> None:
    with pytest.raises(RefusedError):
        checked_events([])


def test_every_event_is_read_by_a_scope_and_told_by_names_alone() -> None:
    """Nothing personal: the chamber, one name, the path of the call that tells the rest."""
    assert set(READ_BY) == set(WebhookEvent)
    for event in WebhookEvent:
        told = json.loads(body_of(event, "TYO", NOW, "0123456789abcdef", "TYO26-001234"))
        assert (told["type"], told["timestamp"]) == (event.value, "2026-03-10T03:00:00.000Z")
        assert set(told["data"]) == {"chamber", "certificate", "href"}
        assert told["data"]["href"].startswith("/api/v1/")
    told = json.loads(body_of(WebhookEvent.APPLICATION_RETURNED, "TYO", NOW, "0123456789abcdef"))
    assert told["data"] == {
        "chamber": "TYO",
        "application": "0123456789abcdef",
        "href": "/api/v1/applications/0123456789abcdef/status",
    }
    assert READ_BY[WebhookEvent.FEE_DUE] is Scope.FEES_READ


@given(st.sets(st.sampled_from(WebhookEvent)))
def test_events_read_as_they_were_written(events: set[WebhookEvent]) -> None:
    assert read_events(event_text(events)) == events


@given(attempts=st.integers(1, 20), chance=st.floats(0, 1, exclude_max=True), asked=st.integers(0, 10**9))
def test_each_wait_is_the_schedules_a_little_longer_or_what_the_receiver_asks(
    attempts: int, chance: float, asked: int
) -> None:
    due = next_attempt(attempts, NOW, chance, dt.timedelta(seconds=asked))
    if attempts > len(RETRIES):
        assert due is None
        return
    assert due is not None
    plain = RETRIES[attempts - 1]
    assert NOW + plain <= due <= NOW + max(plain * (1 + JITTER), min(dt.timedelta(seconds=asked), MOST_WAIT))


def test_the_schedule_lasts_a_little_over_three_days() -> None:
    assert dt.timedelta(days=3) < sum(RETRIES, dt.timedelta()) < dt.timedelta(days=4)


def test_an_endpoint_is_given_up_after_five_days_without_a_success_and_not_for_one_failure() -> None:
    failing = replace(ENDPOINT, failing_since=NOW, failures=OFF_AFTER_FAILURES)
    assert failing.fails_for_good(NOW + OFF_AFTER)
    assert not failing.fails_for_good(NOW + OFF_AFTER - dt.timedelta(seconds=1))
    assert not replace(failing, failures=OFF_AFTER_FAILURES - 1).fails_for_good(NOW + OFF_AFTER)
    assert not ENDPOINT.fails_for_good(NOW + OFF_AFTER)


def test_the_secret_before_signs_for_a_day() -> None:
    secrets = SigningSecrets("new", NOW, "old")
    assert secrets.that_sign(NOW) == ("new", "old")
    assert secrets.that_sign(NOW + BOTH_SIGN) == ("new",)
    assert SigningSecrets("new", NOW).that_sign(NOW) == ("new",)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("120", 120),
        ("-5", 0),
        ("soon", 0),
        ("Tue, 10 Mar 2026 03:00:30 GMT", 30),
        ("Tue, 10 Mar 2026 02:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_retry_after_is_read_in_both_its_forms(text: str, seconds: int) -> None:
    assert Reply(503, retry_after=text).wait_seconds(NOW.timestamp()) == seconds
