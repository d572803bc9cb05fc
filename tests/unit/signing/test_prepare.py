"""Only what `prepare` checked can be sealed."""

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from signing.canonical import JsonObject
from signing.content import Kind
from signing.errors import ContentError, KeyRefusedError, MalformedError, SigningError
from signing.prepare import Prepared, prepare, sign_prepared
from signing.reference_base import ReferenceBase
from signing.seal import content_hash, parse_seal
from signing.trust import KeyRole, KeyState, TrustedKey
from tests.builders import BASE, ChamberWorld, signer_of

WORLD = ChamberWorld()


def prepared(
    fields: JsonObject | None = None, *, base: ReferenceBase = BASE, today: dt.date = WORLD.today, **key: Any
) -> Prepared:
    trusted = TrustedKey.model_validate(WORLD.trusted_key.model_dump() | key)
    return prepare(fields or WORLD.fields(1), key=trusted, base=base, today=today)


@pytest.mark.parametrize("kind", Kind)
def test_what_passed_the_checks_is_sealed(kind: Kind) -> None:
    checked = prepared(WORLD.fields(1, kind))
    seal = parse_seal(sign_prepared(checked, WORLD.signer))
    seal.verify(WORLD.signer.public_key, BASE)
    assert seal.payload == checked.payload
    assert seal.payload.content_hash == content_hash(checked.content_bytes)
    assert seal.payload.kind is kind


def test_the_same_content_gives_the_same_seal() -> None:
    assert sign_prepared(prepared(), WORLD.signer) == sign_prepared(prepared(), WORLD.signer)


def test_nobody_else_makes_a_prepared() -> None:
    good = prepared()
    attempts: list[Callable[[], object]] = [
        lambda: Prepared(object(), good.content, good.content_bytes, good.key, good.base),
        lambda: Prepared(None, good.content, good.content_bytes, good.key, good.base),
        lambda: dataclasses.replace(good, payload=good.payload),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()


def test_a_prepared_is_not_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        prepared().payload = prepared(WORLD.fields(2)).payload  # type: ignore[misc]  # the point of the test
    assert sign_prepared(copy.copy(prepared()), WORLD.signer) == sign_prepared(prepared(), WORLD.signer)


def test_nothing_else_is_signed() -> None:
    class LooksAlike:
        payload, key, base = prepared().payload, prepared().key, BASE

    with pytest.raises(TypeError):
        sign_prepared(LooksAlike(), WORLD.signer)  # type: ignore[arg-type]  # the point of the test


def test_another_signer_than_the_one_that_was_checked_is_refused() -> None:
    with pytest.raises(KeyRefusedError, match="another key"):
        sign_prepared(prepared(), signer_of("OSA 2026"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"state": KeyState.RETIRED}, "retired"),
        ({"state": KeyState.COMPROMISED}, "compromised"),
        ({"chamber": "OSA"}, "not one of chamber TYO"),
        ({"role": KeyRole.RECEIPT, "chamber": None, "kinds": ()}, "not one of chamber TYO"),
        ({"kinds": (Kind.INVOICE,)}, "coo-jp"),
        ({"not_after": dt.date(2026, 3, 9)}, "2026-03-10"),
        ({"not_before": dt.date(2026, 3, 11)}, "2026-03-10"),
    ],
)
def test_a_key_that_may_not_seal_it_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(KeyRefusedError, match=message):
        prepared(**changes)


@pytest.mark.parametrize("day", [dt.date(2026, 3, 10), dt.date(2026, 3, 9), dt.date(2026, 3, 11)])
def test_the_key_s_window_includes_both_of_its_days(day: dt.date) -> None:
    fields = WORLD.fields(1) | {"issued": day.isoformat()}
    prepared(fields, today=day, not_before=day, not_after=day)


def test_a_date_in_the_future_is_refused() -> None:
    with pytest.raises(ContentError, match="future"):
        prepared(today=WORLD.today - dt.timedelta(days=1))


def test_a_retry_after_midnight_keeps_its_date() -> None:
    assert prepared(today=WORLD.today + dt.timedelta(days=1)).payload.issued == WORLD.today


@pytest.mark.parametrize(
    "schema",
    [
        "https://evil.example/schema/coo-jp/1",
        "https://ref.example.jp/v/schema/coo-jp/1",
        "https://ref.example.jp.evil.example/schema/coo-jp/1",
        "https://ref.example.jp:443/schema/coo-jp/1",
    ],
)
def test_a_schema_of_another_site_is_refused(schema: str) -> None:
    with pytest.raises(ContentError, match="schema"):
        prepared(WORLD.fields(1) | {"schema": schema})


@pytest.mark.parametrize("fields", [{}, {"a": None}, {"goods": 1.5}, {"type": "gift"}])
def test_fields_that_are_no_content_are_refused_with_an_error_of_ours(fields: Any) -> None:
    with pytest.raises(SigningError):
        prepare(fields, key=WORLD.trusted_key, base=BASE, today=WORLD.today)


def test_an_address_too_long_for_the_code_is_told_before_a_number_is_used() -> None:
    base = ReferenceBase("https://" + "a" * 60 + ".jp/v/")
    with pytest.raises(MalformedError, match="shorten the reference base"):
        prepared(WORLD.fields(1) | {"schema": f"{base.site}/schema/coo-jp/1"}, base=base)
