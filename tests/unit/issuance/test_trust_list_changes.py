"""Changes of the trust list keep its rules, and a compromised key never comes back."""

import datetime as dt

import pytest

from issuance.trust.errors import TrustListError
from issuance.trust.trust_list import (
    empty_trust_list,
    find_key,
    key_of_year,
    read_trust_list,
    with_chamber,
    with_key,
    with_key_state,
)
from signing.content import Kind
from signing.keys import PrivateKeySigner
from signing.trust import KeyState, TrustedChamber, TrustedKey, TrustList

TOKYO = TrustedChamber(
    code="TYO",
    name="Tokyo Chamber",
    address="Marunouchi",
    country="JP",
    contact="trade@example.jp",
    time_zone="Asia/Tokyo",
)


def key_of_2026(seed: int = 1) -> TrustedKey:
    return key_of_year(PrivateKeySigner.from_seed(bytes([seed] * 32)).public_key, "TYO", 2026, [Kind.COO_JP])


@pytest.fixture
def trust_list() -> TrustList:
    return with_key(with_chamber(empty_trust_list("https://ref.example.jp/v/"), TOKYO), key_of_2026())


def test_every_change_has_the_next_version_and_reads_back(trust_list: TrustList) -> None:
    assert trust_list.version == 3
    assert read_trust_list(trust_list.encode()) == trust_list


def test_a_key_signs_for_its_year_and_a_month_of_overlap() -> None:
    key = key_of_2026()
    assert (key.not_before, key.not_after) == (dt.date(2026, 1, 1), dt.date(2027, 1, 31))


def test_a_chamber_of_the_same_code_is_replaced(trust_list: TrustList) -> None:
    changed = with_chamber(trust_list, TOKYO.model_copy(update={"name": "Tokyo CCI"}))
    assert [chamber.name for chamber in changed.chambers] == ["Tokyo CCI"]
    assert changed.keys == trust_list.keys


def test_a_key_is_retired_then_compromised(trust_list: TrustList) -> None:
    retired = with_key_state(trust_list, trust_list.keys[0], KeyState.RETIRED)
    compromised = with_key_state(retired, retired.keys[0], KeyState.COMPROMISED)
    assert [listed.keys[0].state for listed in (retired, compromised)] == [KeyState.RETIRED, KeyState.COMPROMISED]


def test_the_same_state_again_changes_nothing(trust_list: TrustList) -> None:
    retired = with_key_state(trust_list, trust_list.keys[0], KeyState.RETIRED)
    assert with_key_state(retired, retired.keys[0], KeyState.RETIRED) == retired


@pytest.mark.parametrize("state", [KeyState.ACTIVE, KeyState.RETIRED])
def test_a_compromised_key_never_becomes_trusted_again(trust_list: TrustList, state: KeyState) -> None:
    compromised = with_key_state(trust_list, trust_list.keys[0], KeyState.COMPROMISED)
    with pytest.raises(TrustListError, match=f"is compromised, which never turns into {state}"):
        with_key_state(compromised, compromised.keys[0], state)


def test_a_retired_key_never_signs_again(trust_list: TrustList) -> None:
    retired = with_key_state(trust_list, trust_list.keys[0], KeyState.RETIRED)
    with pytest.raises(TrustListError, match="is retired, which never turns into active"):
        with_key_state(retired, retired.keys[0], KeyState.ACTIVE)


def test_a_key_of_an_unlisted_chamber_is_refused() -> None:
    with pytest.raises(TrustListError, match="a key names a chamber that is not listed"):
        with_key(empty_trust_list("https://ref.example.jp/v/"), key_of_2026())


def test_the_same_key_twice_is_refused(trust_list: TrustList) -> None:
    with pytest.raises(TrustListError, match="a key is listed twice"):
        with_key(trust_list, key_of_2026())


def test_an_unknown_key_id_is_answered_with_those_that_there_are(trust_list: TrustList) -> None:
    with pytest.raises(TrustListError, match=f"0 keys have the id 'ffff', .* has: {key_of_2026().key_id.hex()}"):
        find_key(trust_list, "ffff")


@pytest.mark.parametrize("ref_base", ["", "ref.example.jp", "http://ref.example.jp/v/", "https://REF.example.jp/v/"])
def test_a_list_for_no_reference_base_is_refused(ref_base: str) -> None:
    with pytest.raises(TrustListError, match="would break its rules"):
        empty_trust_list(ref_base)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format": 1}', b"\xff"])
def test_what_scanners_could_not_read_is_not_published(data: bytes) -> None:
    with pytest.raises(TrustListError, match="Only a list that scanners can read is published"):
        read_trust_list(data)
