"""Which key signs from when to when, and when somebody has to see to a new one."""

import datetime as dt

from issuance.demo.profile import demo_chamber
from issuance.domain.key_windows import WARNING_DAYS, WindowState, key_windows
from issuance.trust.trust_list import FORMAT
from signing.content import Kind
from signing.keys import PrivateKeySigner
from signing.trust import KeyRole, KeyState, TrustedKey, TrustList
from tests.builders import BASE

KINDS = tuple(Kind)


def key(first: str, last: str, kinds: tuple[Kind, ...] = KINDS, state: KeyState = KeyState.ACTIVE) -> TrustedKey:
    return TrustedKey(
        public_key=PrivateKeySigner.generate().public_key.raw.hex(),
        role=KeyRole.CHAMBER,
        chamber="TYO",
        not_before=dt.date.fromisoformat(first),
        not_after=dt.date.fromisoformat(last),
        kinds=kinds,
        state=state,
    )


def listed(*keys: TrustedKey) -> TrustList:
    return TrustList(format=FORMAT, version=1, ref_base=BASE.url, chambers=(demo_chamber(None),), keys=keys)


YEAR = key("2026-01-01", "2027-01-31")
NEXT = key("2027-01-01", "2028-01-31")


def test_sixty_days_before_the_end_a_new_key_is_asked_for() -> None:
    last_calm = dt.date(2027, 1, 31) - dt.timedelta(days=WARNING_DAYS)
    assert not key_windows(listed(YEAR), "TYO", last_calm).needs_care
    found = key_windows(listed(YEAR), "TYO", last_calm + dt.timedelta(days=1))
    assert found.needs_care
    assert found.covered_until == dt.date(2027, 1, 31)


def test_a_successor_that_overlaps_calms_and_a_gap_does_not() -> None:
    assert key_windows(listed(YEAR, NEXT), "TYO", dt.date(2027, 1, 15)).covered_until == dt.date(2028, 1, 31)
    late = key("2027-02-02", "2028-01-31")
    assert key_windows(listed(YEAR, late), "TYO", dt.date(2027, 1, 15)).covered_until == dt.date(2027, 1, 31)


def test_a_kind_without_a_key_is_named() -> None:
    some = key("2026-01-01", "2027-01-31", (Kind.COO_JP,))
    found = key_windows(listed(some), "TYO", dt.date(2026, 3, 1))
    assert found.covered_until is None
    assert found.ending == {kind: None for kind in Kind if kind is not Kind.COO_JP}


def test_keys_that_are_out_of_use_cover_nothing_and_say_so() -> None:
    retired, lost = (key("2026-01-01", "2027-01-31", state=state) for state in (KeyState.RETIRED, KeyState.COMPROMISED))
    found = key_windows(listed(retired, lost, NEXT), "TYO", dt.date(2026, 3, 1))
    assert [window.state for window in found.windows] == [
        WindowState.COMING,
        *(
            {retired.public_key: WindowState.RETIRED, lost.public_key: WindowState.COMPROMISED}[each]
            for each in sorted((retired.public_key, lost.public_key), reverse=True)
        ),
    ]
    assert found.covered_until is None


def test_another_chambers_keys_are_not_shown() -> None:
    assert key_windows(listed(YEAR), "OSA", dt.date(2026, 3, 1)).windows == ()
