"""Who asks: the right address behind a proxy, none that a client makes up, and never an address in the open."""

import copy
import datetime as dt
import ipaddress
from collections.abc import Callable

import pytest

from reference_service.bulletin import BulletinBoard
from reference_service.errors import ConfigError
from reference_service.limits.callers import Caller, Callers
from reference_service.limits.day_key import DayKey
from reference_service.limits.origins import Origins, read_networks
from reference_service.limits.policy import Limits
from reference_service.trust import TrustDirectory
from tests.reference_site import PublishedSite

PROXY = "10.1.2.3"
Identify = Callable[..., Caller]


@pytest.fixture
def board(published: PublishedSite) -> BulletinBoard:
    directory = published.site.config.trust_directory
    return BulletinBoard(TrustDirectory(directory), directory, published.site.clock)


@pytest.fixture
def identify(board: BulletinBoard) -> Identify:
    """Return what tells who asks, by the connection's address and what stands in X-Forwarded-For."""
    callers = Callers(board, Limits(), DayKey(), Origins([ipaddress.ip_network("10.1.0.0/16")]))

    def asked(peer: str, forwarded: str | None = None) -> Caller:
        environ = {"REMOTE_ADDR": peer}
        return callers.enter(environ if forwarded is None else environ | {"HTTP_X_FORWARDED_FOR": forwarded})

    return asked


def test_two_addresses_are_two_callers_and_one_is_one(identify: Identify) -> None:
    assert identify("203.0.113.1") == identify("203.0.113.1")
    assert identify("203.0.113.1") != identify("203.0.113.2")
    assert len(identify("203.0.113.1").rows) == 1


@pytest.mark.parametrize("peer", ["", "127.0.0.1", "::1", PROXY])
def test_a_believed_proxy_says_who_asks(identify: Identify, peer: str) -> None:
    assert identify(peer, "203.0.113.1") == identify("203.0.113.1")


@pytest.mark.parametrize(
    "made_up", ["198.51.100.1, 203.0.113.1", "127.0.0.1,203.0.113.1", "x, , 203.0.113.1", "10.1.2.3, 203.0.113.1"]
)
def test_spoof_what_a_client_claims_before_the_proxys_own_word(identify: Identify, made_up: str) -> None:
    assert identify(PROXY, made_up) == identify("203.0.113.1")


@pytest.mark.parametrize("claimed", ["198.51.100.1", "127.0.0.1", "::1", "10.1.2.3"])
def test_spoof_a_client_that_comes_without_a_proxy(identify: Identify, claimed: str) -> None:
    assert identify("203.0.113.1", claimed) == identify("203.0.113.1")


@pytest.mark.parametrize(
    "garbage", ["", "unknown", "203.0.113.1:443", "[2001:db8::1]", "a" * 5000, "١٢٧.٠.٠.١", "1", "\x00"]
)
def test_a_proxy_that_says_nothing_usable_is_the_caller_itself(identify: Identify, garbage: str) -> None:
    assert identify(PROXY, garbage) == identify(PROXY)


def test_an_ipv6_customer_is_one_caller_in_a_site(identify: Identify) -> None:
    one, neighbour, other_site = (
        identify("2001:db8:1:1::1"),
        identify("2001:db8:1:2::1"),
        identify("2001:db8:2:1::1"),
    )
    assert one == identify("2001:db8:1:1:ffff:ffff:ffff:ffff")
    assert one.rows[0] != neighbour.rows[0]
    assert one.rows[1] == neighbour.rows[1], "they share the /48"
    assert set(one.rows).isdisjoint(other_site.rows)
    assert set(one.misses).isdisjoint(other_site.misses)


def test_an_ipv4_address_in_ipv6_writing_is_the_same_caller(identify: Identify) -> None:
    assert identify("::ffff:203.0.113.1") == identify("203.0.113.1")


def test_rows_and_misses_are_counted_apart(identify: Identify) -> None:
    for address in ("203.0.113.1", "2001:db8::1"):
        caller = identify(address)
        assert {key for key, _ in caller.rows}.isdisjoint(key for key, _ in caller.misses)


def test_no_address_can_be_read_off_and_the_hash_is_another_one_tomorrow(board: BulletinBoard) -> None:
    now = dt.datetime(2026, 11, 20, 23, 59, 59, tzinfo=dt.UTC).timestamp()
    day_key = DayKey(clock=lambda: now)
    callers = Callers(board, Limits(), day_key, Origins())
    today = callers.enter({"REMOTE_ADDR": "203.0.113.1"})
    packed = ipaddress.ip_address("203.0.113.1").packed
    assert all(packed not in key and b"203" not in key for key, _ in (*today.rows, *today.misses))
    now += 1
    callers.forget()
    assert callers.enter({"REMOTE_ADDR": "203.0.113.1"}) != today
    assert Callers(board, Limits(), DayKey(), Origins()).enter({"REMOTE_ADDR": "203.0.113.1"}) != today


def test_addresses_are_forgotten_every_second_and_a_flood_of_them_is_not_remembered(board: BulletinBoard) -> None:
    callers = Callers(board, Limits(), DayKey(), Origins())
    for number in range(3000):
        callers.enter({"REMOTE_ADDR": f"10.0.{number // 256}.{number % 256}"})
    assert len(callers._strangers) <= 1000
    callers.forget()
    assert not callers._strangers


class SharedDayKey:
    """What the processes share, out of reach until it is `up`."""

    up = False

    def charge(self, _charges: object) -> None:
        """Tell nothing."""

    def day_key(self, day: int) -> bytes | None:
        return b"%016d" % day if self.up else None


def test_a_process_takes_the_shared_key_of_the_day_as_soon_as_it_can_be_had() -> None:
    shared = SharedDayKey()
    first, second = DayKey(shared), DayKey(shared)
    assert first() != second()
    assert first() == first()
    shared.up = True
    first.settle()
    second.settle()
    assert first() == second()


def test_forked_processes_have_one_key_without_a_shared_one_and_another_each_day() -> None:
    days = [0.0]
    before = DayKey(clock=lambda: days[0] * 86_400)
    forked = copy.deepcopy({name: value for name, value in vars(before).items() if name in ("_own", "_own_day")})
    after = DayKey(clock=before._clock)
    vars(after).update(forked)
    seen = []
    for day in (0, 1, 4):
        days[0] = day
        assert before() == after(), "also where one of them was not asked for days"
        seen.append(before())
    assert len(set(seen)) == 3
    assert all(key not in vars(before).values() for key in seen[:-1]), "an earlier day's key is forgotten"


@pytest.mark.parametrize("text", ["", "10.0.0.0/8,", "10.0.0.1/8", "proxy.example"])
def test_proxies_that_are_no_networks_stop_the_start(text: str) -> None:
    with pytest.raises(ConfigError, match="REFERENCE_PROXIES"):
        read_networks(text)


def test_proxies_are_addresses_and_networks() -> None:
    assert [str(network) for network in read_networks("10.0.0.0/8, 192.0.2.1,2001:db8::/32")] == [
        "10.0.0.0/8",
        "192.0.2.1/32",
        "2001:db8::/32",
    ]
