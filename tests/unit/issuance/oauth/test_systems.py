"""Addresses, secrets and scopes of systems, as values (RFC 6749, 3.1.2, 3.3; RFC 9700, 4.1)."""

import datetime as dt

import pytest

from issuance.domain.ids import ACTS, IdKind
from issuance.domain.oauth.grants import ENDED_BY_SESSION_END, MAY_GRANT
from issuance.domain.oauth.scopes import NEEDS, OF_CHAMBERS, Scope, read_scopes, scope_text
from issuance.domain.oauth.systems import BOTH_GOOD, MOST_REDIRECTS, Secrets, checked_redirects
from issuance.domain.registration.standing import Standing
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.sign_in.token import token_hash, token_text
from issuance.errors import RefusedError
from tests.builders import NOW

SECRET, BEFORE = token_text(b"s" * 32), token_text(b"b" * 32)


@pytest.mark.parametrize(
    "address",
    [
        "http://tradedocs.example/back",
        "http://127.0.0.1:8000/back",
        "https://",
        "https:///back",
        "https://*.example/back",
        "https://user@tradedocs.example/back",
        "https://tradedocs.example/back#here",
        "https://tradedocs.example:port/back",
        "https://tradedocs.example/ back",
        "https://例え.example/back",
        'https://tradedocs.example/"',
        "com.example.app:/back",
        "javascript:alert(1)",
        "https://tradedocs.example/" + "x" * 400,
    ],
)
def test_an_address_that_is_not_exact_or_not_over_tls_is_refused(address: str) -> None:
    with pytest.raises(RefusedError, match="cannot be used"):
        checked_redirects([address])


def test_addresses_are_kept_as_they_were_typed_each_once() -> None:
    typed = ["  https://a.example/Back?x=1 ", "", "https://b.example:8443/", "https://a.example/Back?x=1"]
    assert checked_redirects(typed) == ("https://a.example/Back?x=1", "https://b.example:8443/")


@pytest.mark.parametrize("count", [0, MOST_REDIRECTS + 1])
def test_there_is_one_address_and_not_too_many(count: int) -> None:
    with pytest.raises(RefusedError, match="one in each line"):
        checked_redirects([f"https://a.example/{number}" for number in range(count)])


def test_a_secret_counts_and_the_one_before_for_a_day() -> None:
    current, before = token_hash(SECRET), token_hash(BEFORE)
    assert current is not None
    assert before is not None
    held = Secrets(current, NOW, before)
    last = NOW + BOTH_GOOD - dt.timedelta(microseconds=1)
    assert held.match(SECRET, NOW)
    assert held.match(SECRET, NOW + 10 * BOTH_GOOD)
    assert held.match(BEFORE, last)
    assert not held.match(BEFORE, NOW + BOTH_GOOD)
    assert not Secrets(current, NOW).match(BEFORE, NOW)
    assert [held.match(text, NOW) for text in ("", SECRET[:-1], SECRET + "A", "x" * 43, "é" * 43)] == [False] * 5


def test_scopes_are_read_as_they_are_written() -> None:
    assert read_scopes(scope_text(Scope)) == frozenset(Scope)
    assert scope_text({Scope.FEES_READ, Scope.STATUS_READ}) == "status:read fees:read"
    for wrong in ("", " ", "status:read ", "STATUS:READ", "status:read,fees:read", "everything"):
        assert read_scopes(wrong) is None


def test_t3_5_every_scope_needs_a_right_that_holders_have_and_administrator_ids_lack() -> None:
    assert NEEDS.keys() == set(Scope)
    administrator = ACTS[IdKind.ADMINISTRATOR][Standing.VALID]
    for kind in MAY_GRANT:
        assert all(acts & ACTS[kind][Standing.VALID] for acts in NEEDS.values())
    assert not frozenset().union(*NEEDS.values()) & administrator
    assert {IdKind.USER, IdKind.SUB} == MAY_GRANT


def test_a_chambers_own_system_only_reads() -> None:
    assert all(scope.value.endswith(":read") for scope in OF_CHAMBERS)


def test_it_is_said_of_every_end_of_a_session_whether_grants_end_too() -> None:
    by_themselves = {
        SessionEnd.SIGNED_OUT,
        SessionEnd.NEWER,
        SessionEnd.IDLE,
        SessionEnd.TOO_LONG,
        SessionEnd.CLOCK,
    }
    assert ENDED_BY_SESSION_END.keys() == set(SessionEnd) - by_themselves
