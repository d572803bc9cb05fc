"""Measures of the chamber on both databases (terms, articles 16, 26-2 and 30)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuance.domain.registration.measures import ConsentState, MeasureKind, SuspensionState
from issuance.domain.registration.states import State
from issuance.errors import ConflictError, IssuanceError, RefusedError
from issuance.services.registrar.measures import consent_in_force, use_consent
from issuance.services.registrar.terminations import close_open_measures
from issuance.storage.measures import Measure, of_organisation
from tests.office_databases import Urls
from tests.office_staff import employ
from tests.registered import Chamber, registrar


@pytest.fixture
def chamber(office_urls: Urls) -> Iterator[Chamber]:
    opened = Chamber(office_urls.office)
    yield opened
    opened.engine.dispose()


def measures(chamber: Chamber, registration: str) -> list[Measure]:
    with chamber.units.look(registrar()) as unit:
        return list(of_organisation(unit, chamber.row(registration)["organisation"]))


def suspend(chamber: Chamber, registration: str, reason: str = "The contact details are wrong.") -> str:
    version = chamber.version(registration)
    return chamber.measures.suspend(registrar(), registration, version=version, reason=reason)


def test_t16_suspending_stops_it_records_why_and_tells(chamber: Chamber) -> None:
    """T16: sign-in stops (live sessions end), the reason is recorded, a notice is sent."""
    registration = chamber.register()
    suspend(chamber, registration)
    assert chamber.state(registration) is State.SUSPENDED
    assert chamber.ended_sessions == [chamber.row(registration)["organisation"]]
    assert chamber.told.notices[0][1:] == ("registration_suspended", {"reason": "The contact details are wrong."})
    [measure] = measures(chamber, registration)
    assert (measure.kind, measure.state, measure.written_by) == ("suspension", "in force", registrar().account)
    assert measure.words.reason == "The contact details are wrong."
    assert chamber.acts() == ["registration.suspend"]


@pytest.mark.parametrize(
    ("before", "lifted_on", "after"),
    [
        (State.ACTIVE, "2026-12-01 09:00", State.ACTIVE),
        (State.ACTIVE, "2028-03-09 23:59:59", State.ACTIVE),  # the last second of the last day
        (State.ACTIVE, "2028-03-10 00:00", State.EXPIRED),
        (State.EXPIRED, "2028-03-10 00:00", State.EXPIRED),
        (State.RENEWAL_SUBMITTED, "2026-12-01 09:00", State.RENEWAL_SUBMITTED),
        (State.RENEWAL_SUBMITTED, "2028-03-10 00:00", State.RENEWAL_SUBMITTED),
    ],
)
def test_t16_lifting_restores_what_was(chamber: Chamber, before: State, lifted_on: str, after: State) -> None:
    registration = chamber.register(before)
    measure = suspend(chamber, registration)
    chamber.at(lifted_on)
    chamber.measures.lift(registrar("Baba"), measure, version=1, closing="Put right.")
    assert chamber.state(registration) is after
    [found] = measures(chamber, registration)
    assert (found.state, found.words.closing) == (SuspensionState.LIFTED, "Put right.")
    assert chamber.told.templates[-1] == "suspension_lifted"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.SUSPENDED, State.WITHDRAWN, State.TERMINATED])
def test_what_is_not_running_cannot_be_suspended(chamber: Chamber, state: State) -> None:
    registration = chamber.register(state)
    with pytest.raises(RefusedError):
        suspend(chamber, registration)
    assert (chamber.acts(), chamber.told.notices, chamber.ended_sessions) == ([], [], [])


@pytest.mark.parametrize("reason", ["", "   \n", "x" * 4001])
def test_a_measure_needs_a_reason_that_can_be_read(chamber: Chamber, reason: str) -> None:
    registration = chamber.register()
    with pytest.raises(RefusedError):
        suspend(chamber, registration, reason)
    assert chamber.state(registration) is State.ACTIVE


def test_a_stale_page_changes_nothing(chamber: Chamber) -> None:
    registration = chamber.register()
    seen = chamber.version(registration)
    measure = suspend(chamber, registration)
    chamber.measures.lift(registrar(), measure, version=1, closing="A mistake.")
    with pytest.raises(ConflictError):
        chamber.measures.suspend(registrar("Baba"), registration, version=seen, reason="Late.")
    with pytest.raises(RefusedError, match="lifted"):
        chamber.measures.lift(registrar("Baba"), measure, version=1, closing="Again.")
    assert chamber.state(registration) is State.ACTIVE


def test_two_registrars_at_once_make_one_measure(chamber: Chamber) -> None:
    """Real threads: of two suspensions and two demands that began from the same page, one each takes effect."""
    registration = chamber.register()
    version = chamber.version(registration)

    def press(name: str) -> str:
        try:
            chamber.measures.demand(registrar(name), registration, version=version, reason=f"As {name} says.")
        except IssuanceError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(press, ["Aoki", "Baba", "Chiba", "Doi"]))
    assert outcomes == ["ConflictError"] * 3 + ["done"]
    assert len(measures(chamber, registration)) == 1
    assert chamber.told.templates.count("registration_demand") == 1


def test_a_demand_is_told_with_its_dates_and_can_be_met(chamber: Chamber) -> None:
    registration = chamber.register()
    chamber.at("2026-12-31 23:59:59")
    demand = chamber.measures.demand(
        registrar(), registration, version=chamber.version(registration), reason="Pay the fees."
    )
    assert chamber.told.notices[-1][2] == {
        "reason": "Pay the fees.",
        "sent_on": "31 December 2026",
        "last_day": "14 January 2027",
    }
    assert chamber.state(registration) is State.ACTIVE
    chamber.measures.note_met(registrar(), demand, version=1, closing="Paid.")
    assert chamber.told.templates[-1] == "demand_settled"
    with pytest.raises(RefusedError, match="met"):
        chamber.measures.take_demand_back(registrar(), demand, version=2, closing="No.")


def test_a_letter_is_dated_on_the_day_it_was_posted_never_ahead(chamber: Chamber) -> None:
    registration = chamber.register()
    tomorrow = chamber.now.date().replace(day=3)
    with pytest.raises(RefusedError, match="ahead"):
        chamber.measures.demand(
            registrar(), registration, version=chamber.version(registration), reason="Pay.", posted_on=tomorrow
        )
    posted = tomorrow.replace(month=10, day=30)
    chamber.measures.demand(
        registrar(), registration, version=chamber.version(registration), reason="Pay.", posted_on=posted
    )
    [measure] = measures(chamber, registration)
    assert measure.deadline is not None
    assert measure.deadline.last_day.isoformat() == "2026-11-13"


def test_t30_a_consent_is_recorded_used_once_and_can_be_taken_back(chamber: Chamber) -> None:
    """T30: another legal entity needs the chamber's recorded consent: to whom, why, by whom, when."""
    registration = chamber.register()

    def consent() -> str:
        return chamber.measures.consent(
            registrar(),
            registration,
            version=chamber.version(registration),
            reason="Merger of 1 December.",
            other_name="新東京商事株式会社",
            other_number="5010401067252",
        )

    first = consent()
    with pytest.raises(RefusedError, match="already"):
        consent()
    chamber.measures.take_consent_back(registrar(), first, version=1, closing="The merger is off.")
    consent()
    with chamber.units.act(registrar()) as unit:
        found = consent_in_force(unit, registration)
        assert found is not None
        assert (found.words.other_name, found.words.other_number) == ("新東京商事株式会社", "5010401067252")
        use_consent(unit, found)
        assert consent_in_force(unit, registration) is None
    assert {measure.state for measure in measures(chamber, registration)} == {
        ConsentState.USED,
        ConsentState.TAKEN_BACK,
    }
    assert chamber.told.templates == ["transfer_consented", "consent_taken_back", "transfer_consented"]


def test_a_withdrawal_settles_what_is_open(chamber: Chamber) -> None:
    registration = chamber.register()
    chamber.measures.demand(registrar(), registration, version=1, reason="Pay.")
    suspend(chamber, registration)
    with chamber.units.act(registrar()) as unit:
        close_open_measures(unit, registration)
    assert {(measure.kind, measure.state) for measure in measures(chamber, registration)} == {
        (MeasureKind.DEMAND, "taken back"),
        (MeasureKind.SUSPENSION, "overtaken by the end"),
    }


def test_another_chamber_cannot_reach_a_measure(chamber: Chamber) -> None:
    registration = chamber.register()
    measure = suspend(chamber, registration)
    stranger = type(registrar())("OSA", "OSA-C1", account="0" * 16)
    employ(chamber.units, stranger)
    with pytest.raises(RefusedError, match="no such measure"):
        chamber.measures.lift(stranger, measure, version=1, closing="Ours?")
    with pytest.raises(RefusedError, match="no such registration"):
        chamber.measures.suspend(stranger, registration, version=1, reason="Ours?")
