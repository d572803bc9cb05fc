"""What a chamber may set for itself: terms, articles 3-1, 9-5(3), 11, 17-1, 24."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from issuance.demo.profile import PROFILE
from issuance.domain.chamber import ChamberProfile
from issuance.domain.ids import ALLOWABLE_OUTSIDE, Act
from issuance.domain.settings import (
    CertificateFee,
    ChamberSettings,
    EndOfService,
    FeeTable,
    Function,
    Price,
    Stop,
    Stopped,
)
from issuance.domain.texts import Bilingual
from signing.content import Kind

DAY = dt.date(2026, 4, 1)
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
NAMES = Bilingual(ja="見本商工会議所", en="Sample Chamber")
ALL = ChamberSettings(names=NAMES, functions=frozenset(Function))
ONE, OTHER = "0" * 15 + "1", "0" * 15 + "2"


def table(valid_from: dt.date, first: int = 1000) -> FeeTable:
    fee = CertificateFee(
        first=Price(member=first, other=2 * first), each_copy=Price(member=100, other=200), rush=Price(other=55)
    )
    return FeeTable(
        valid_from=valid_from,
        certificates={kind.slug: fee for kind in Kind},
        system=Price(member=10, other=20),
        system_agent=Price(member=30, other=40),
    )


def test_t3_1_every_kind_of_certificate_has_its_function() -> None:
    assert {Function.of(kind) for kind in Kind} == {
        Function.COO_JP,
        Function.COO_FOREIGN,
        Function.INVOICE,
        Function.SIGNATURE,
    }


@pytest.mark.parametrize("function", sorted(set(Function) - {Function.REFERENCE}))
def test_t3_1_a_function_is_offered_only_where_it_is_switched_on(function: Function) -> None:
    assert ALL.offers(function, DAY)
    assert not ALL.model_copy(update={"functions": ALL.functions - {function}}).offers(function, DAY)


def test_t3_1_the_reference_system_cannot_be_switched_off() -> None:
    with pytest.raises(ValidationError, match="stays on"):
        ChamberSettings(names=NAMES, functions=frozenset({Function.REGISTRATION}))


def test_t24_a_stop_for_all_concerns_visitors_and_organisations() -> None:
    stop = Stop(id="a" * 16, what=Stopped.REGISTRATIONS, since=NOW, reason=Bilingual(en="A fault"))
    stopped = ALL.model_copy(update={"stops": (stop,)})
    assert not stopped.accepts(Function.REGISTRATION, DAY)
    assert not stopped.accepts(Function.REGISTRATION, DAY, ONE)
    assert stopped.accepts(Function.COO_JP, DAY, ONE)
    assert stopped.offers(Function.REGISTRATION, DAY)


def test_t24_a_stop_for_some_leaves_the_others_alone() -> None:
    stop = Stop(
        id="a" * 16,
        what=Stopped.APPLICATIONS,
        organisations=frozenset({ONE}),
        since=NOW,
        reason=Bilingual(ja="障害のため"),
    )
    stopped = ALL.model_copy(update={"stops": (stop,)})
    for kind in Kind:
        assert not stopped.accepts(Function.of(kind), DAY, ONE)
        assert stopped.accepts(Function.of(kind), DAY, OTHER)
    assert stopped.accepts(Function.REGISTRATION, DAY, ONE)
    assert stopped.accepts(Function.REGISTRATION, DAY)


def test_t24_after_the_end_of_service_the_reference_system_alone_goes_on() -> None:
    end = EndOfService(announced=DAY, last_day=dt.date(2027, 3, 31), reason=Bilingual(en="Merged"))
    ended = ALL.model_copy(update={"end": end})
    for function in Function:
        assert ended.offers(function, dt.date(2027, 3, 31))
        assert ended.offers(function, dt.date(2027, 4, 1)) is (function is Function.REFERENCE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": {}},
        {"retention_years": 2},
        {"allowed_outside": ["apply"]},
        {"allowed_outside": ["fly"]},
        {"functions": ["reference", "magic"]},
        {"unknown": 1},
        {"contact": {"mail": "nobody"}},
        {"names": {"en": "A\u202egnp.exe"}},
        {"names": {"en": "x" * 100_000}},
        {"stops": [{"id": "a" * 16, "what": "registrations", "since": "2026-04-01T00:00:00Z", "reason": {}}]},
        {"stops": [{"id": "a" * 16, "what": "registrations", "since": "2026-04-01T00:00:00", "reason": {"en": "x"}}]},
        {"end": {"announced": "2026-04-02", "last_day": "2026-04-01", "reason": {"en": "x"}}},
        {"targets": {"registration": 0}},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChamberSettings.model_validate({"names": {"en": "Sample"}, **wrong})


def test_t9_5_a_chamber_may_allow_more_outside_the_validity_but_no_new_applications() -> None:
    assert ChamberSettings(names=NAMES, allowed_outside=ALLOWABLE_OUTSIDE).allowed_outside == ALLOWABLE_OUTSIDE
    for act in set(Act) - ALLOWABLE_OUTSIDE:
        with pytest.raises(ValidationError, match="outside the validity"):
            ChamberSettings(names=NAMES, allowed_outside=frozenset({act}))


class TestFees:
    """Terms, article 11: fees by kind, membership, copies and rush; the charge for the system, agents too."""

    def test_t11_the_table_in_force_is_the_one_that_began_last(self) -> None:
        settings = ChamberSettings(names=NAMES, fees=(table(DAY), table(dt.date(2027, 4, 1), 1500)))
        assert settings.fees_on(dt.date(2026, 3, 31)) is None
        assert settings.fees_on(DAY) == table(DAY)
        assert settings.fees_on(dt.date(2027, 3, 31)) == table(DAY)
        assert settings.fees_on(dt.date(2027, 4, 1)) == table(dt.date(2027, 4, 1), 1500)

    @pytest.mark.parametrize("days", [(DAY, DAY), (DAY, dt.date(2026, 3, 1))])
    def test_t11_tables_stand_in_order_one_for_each_day(self, days: tuple[dt.date, dt.date]) -> None:
        with pytest.raises(ValidationError, match="order of their first days"):
            ChamberSettings(names=NAMES, fees=tuple(table(day) for day in days))

    def test_t11_what_an_application_costs(self) -> None:
        fees = table(DAY)
        member = fees.amount(Kind.COO_JP, member=True, copies=2)
        assert (member.certificate, member.system, member.tax, member.total) == (1200, 10, 121, 1331)
        other = fees.amount(Kind.INVOICE, member=False, copies=1, rush=True, agent=True)
        assert (other.certificate, other.system, other.tax, other.total) == (2255, 40, 229, 2524)

    @pytest.mark.parametrize("copies", [-1, 100])
    def test_copies_out_of_reason_are_refused(self, copies: int) -> None:
        with pytest.raises(ValueError, match="copies"):
            table(DAY).amount(Kind.COO_JP, member=True, copies=copies)

    def test_a_table_without_one_kind_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="a price for each"):
            FeeTable(valid_from=DAY, certificates={"coo-jp": CertificateFee()})


@given(
    st.builds(
        ChamberSettings,
        names=st.just(NAMES),
        functions=st.frozensets(st.sampled_from(Function)).map(lambda some: some | {Function.REFERENCE}),
        retention_years=st.integers(3, 30),
        fees=st.lists(st.dates(), unique=True, max_size=3).map(lambda days: tuple(table(day) for day in sorted(days))),
    )
)
def test_what_is_stored_comes_back_the_same(settings: ChamberSettings) -> None:
    stored = settings.model_dump_json()
    assert ChamberSettings.model_validate_json(stored) == settings
    assert ChamberSettings.model_validate_json(stored).model_dump_json() == stored


def test_no_chamber_bears_the_federations_code() -> None:
    with pytest.raises(ValidationError, match="FED stands for the federation"):
        ChamberProfile.model_validate({**PROFILE.model_dump(), "code": "FED"})
