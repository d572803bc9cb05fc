"""What an id may do today: the registrations' dates in Japan and the chamber's settings put before the table."""

import datetime as dt
from dataclasses import dataclass

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import Act, IdKind
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import State
from issuance.domain.settings import ChamberSettings, Function
from issuance.domain.settings.functions import APPLICATIONS, Stop, Stopped
from issuance.domain.texts import Bilingual
from issuance.services.ids.rights import rights_of, taken_from
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit, Units
from tests.office_ids import BOTH, CHAMBER, FIRST_DAY, LAST_DAY, STAFF, add_organisation

DAY = dt.timedelta(days=1)
JOB = Actor.job(CHAMBER, "test")
NAMES = Bilingual(ja="東京商工会議所", en="The Tokyo Chamber of Commerce and Industry")
TODAY = dt.date(2026, 3, 10)


@dataclass(frozen=True)
class Holder:
    """Whose rights are asked for."""

    kind: IdKind
    organisation: str | None
    agent: str | None = None
    signatory: str | None = "5" * 16


def at(units: Units, instant: dt.datetime, holder: Holder) -> frozenset[Act]:
    """Return the rights at another instant than the office's clock shows."""
    with units.look(JOB) as unit:
        unit.now = instant
        return rights_of(unit, holder)


@pytest.mark.parametrize(
    ("instant", "works"),
    [
        ("2025-03-09T23:59:59+09:00", False),
        ("2025-03-10T00:00:00+09:00", True),
        ("2027-03-09T23:59:59+09:00", True),
        ("2027-03-10T00:00:00+09:00", False),
    ],
)
def test_t7_rights_begin_and_end_at_midnight_in_japan(units: Units, instant: str, works: bool) -> None:
    """T7: both days included, by the clock of Japan, without any job."""
    with units.act(STAFF) as unit:
        company = add_organisation(unit, valid_from=FIRST_DAY, valid_until=LAST_DAY)
    user = at(units, dt.datetime.fromisoformat(instant), Holder(IdKind.USER, company))
    administrator = at(units, dt.datetime.fromisoformat(instant), Holder(IdKind.ADMINISTRATOR, company))

    assert (Act.APPLY in user) is works
    assert (Act.MANAGE_SIGNATORIES in administrator) is works
    assert Act.RENEW_REGISTRATION in administrator
    assert Act.PRINT in user


def test_t16_a_suspended_organisations_ids_do_nothing_and_agents_for_it_neither(units: Units) -> None:
    with units.act(STAFF) as unit:
        company = add_organisation(unit, state=State.SUSPENDED)
        agent = add_organisation(unit, "Agent", capacities=(Capacity.AGENT,))
        for kind in (IdKind.ADMINISTRATOR, IdKind.USER, IdKind.SUB):
            assert rights_of(unit, Holder(kind, company)) == frozenset()
        assert rights_of(unit, Holder(IdKind.SUB, company, agent)) == frozenset()


def test_t10_5_an_agents_sub_id_works_only_while_both_registrations_are_valid(units: Units) -> None:
    with units.act(STAFF) as unit:
        company = add_organisation(unit)
        agent = add_organisation(unit, "Agent", capacities=(Capacity.AGENT,), valid_until=TODAY - DAY)
        applicant_alone = add_organisation(unit, "No agent")

        assert Act.APPLY in rights_of(unit, Holder(IdKind.SUB, company))
        assert Act.APPLY not in rights_of(unit, Holder(IdKind.SUB, company, agent))
        assert Act.PRINT in rights_of(unit, Holder(IdKind.SUB, company, agent))
        assert Act.APPLY not in rights_of(unit, Holder(IdKind.SUB, company, applicant_alone))


def test_an_organisation_ended_in_part_keeps_the_other_part(units: Units) -> None:
    """T26.2: in part; T29 for what ended."""
    with units.act(STAFF) as unit:
        both = add_organisation(unit, capacities=BOTH)
        agent_left = add_organisation(unit, capacities=(Capacity.AGENT,))

        assert {Act.MANAGE_SUB_IDS, Act.LEND_STAFF} <= rights_of(unit, Holder(IdKind.ADMINISTRATOR, both))
        assert Act.MANAGE_SUB_IDS not in rights_of(unit, Holder(IdKind.ADMINISTRATOR, agent_left))
        assert Act.LEND_STAFF in rights_of(unit, Holder(IdKind.ADMINISTRATOR, agent_left))


def test_who_was_terminated_and_registered_anew_works_again_from_the_approval_on(units: Units) -> None:
    with units.act(STAFF) as unit:
        company = add_organisation(unit, state=State.TERMINATED)
        holder = Holder(IdKind.USER, company)
        assert Act.APPLY not in rights_of(unit, holder)
        _register_again(unit, company, State.SUBMITTED, None)
        assert Act.APPLY not in rights_of(unit, holder)
        _register_again(unit, company, State.ACTIVE, LAST_DAY)
        assert Act.APPLY in rights_of(unit, holder)


def _register_again(unit: Unit, company: str, state: State, until: dt.date | None) -> None:
    unit.insert(
        registration,
        organisation=company,
        capacities="applicant",
        state=state,
        state_since=unit.now,
        valid_from=until and FIRST_DAY,
        valid_until=until,
    )


def test_staff_and_unknown_organisations_have_none(units: Units) -> None:
    with units.look(JOB) as unit:
        assert rights_of(unit, Holder(IdKind.STAFF, None)) == frozenset()
        assert rights_of(unit, Holder(IdKind.USER, "0" * 16)) == frozenset()


SETTINGS = ChamberSettings(names=NAMES)


class TestSwitches:
    """T3.1 and T24: what a chamber has switched off or stopped is taken away on the server."""

    def test_nothing_is_taken_by_default(self) -> None:
        assert taken_from(SETTINGS, "a" * 16, TODAY) == frozenset()

    def test_all_applications_off(self) -> None:
        off = SETTINGS.model_copy(update={"functions": SETTINGS.functions - APPLICATIONS})
        assert taken_from(off, "a" * 16, TODAY) == {Act.APPLY, Act.SIGN}

    def test_one_kind_of_application_off_takes_nothing_here(self) -> None:
        off = SETTINGS.model_copy(update={"functions": SETTINGS.functions - {Function.INVOICE}})
        assert taken_from(off, "a" * 16, TODAY) == frozenset()

    def test_a_stop_for_one_organisation_meets_that_one_alone(self) -> None:
        stop = Stop(
            id="0" * 16,
            what=Stopped.APPLICATIONS,
            organisations=frozenset({"a" * 16}),
            since=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
            reason=Bilingual(en="A fault of the system"),
        )
        stopped = SETTINGS.model_copy(update={"stops": (stop,)})
        assert taken_from(stopped, "a" * 16, TODAY) == {Act.APPLY, Act.SIGN}
        assert taken_from(stopped, "b" * 16, TODAY) == frozenset()

    def test_a_stop_of_new_registrations_leaves_renewals(self) -> None:
        stop = Stop(
            id="0" * 16,
            what=Stopped.REGISTRATIONS,
            since=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
            reason=Bilingual(en="A fault of the system"),
        )
        assert taken_from(SETTINGS.model_copy(update={"stops": (stop,)}), "a" * 16, TODAY) == frozenset()

    def test_management_of_parties_and_registration_off(self) -> None:
        off = SETTINGS.model_copy(update={"functions": SETTINGS.functions - {Function.PARTIES, Function.REGISTRATION}})
        assert taken_from(off, "a" * 16, TODAY) == {
            Act.MANAGE_SIGNATORIES,
            Act.MANAGE_SUB_IDS,
            Act.LEND_STAFF,
            Act.RENEW_REGISTRATION,
            Act.CHANGE_REGISTRATION,
        }


def test_rights_take_two_queries(units: Units) -> None:
    """Every request of an organisation's id pays for them."""
    with units.act(STAFF) as unit:
        company = add_organisation(unit)
        agent = add_organisation(unit, "Agent", capacities=(Capacity.AGENT,))
        run = unit.execute
        asked = []
        unit.execute = lambda statement: asked.append(statement) or run(statement)  # type: ignore[method-assign,func-returns-value]  # counts
        rights_of(unit, Holder(IdKind.SUB, company, agent))
    assert len(asked) == 2
