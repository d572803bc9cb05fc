"""The end of a registration by the chamber, on both databases (terms, article 26)."""

from collections.abc import Iterator

import pytest

from issuance.domain.ids import ACTS, Act, IdKind
from issuance.domain.registration.measures import Ground
from issuance.domain.registration.standing import Capacity, Standing
from issuance.domain.registration.states import State
from issuance.errors import ConflictError, RefusedError
from issuance.storage.registrations import registration_of
from tests.office_databases import Urls
from tests.registered import Chamber, japan, registrar

BOTH = frozenset(Capacity)
AGENT = frozenset({Capacity.AGENT})


@pytest.fixture
def chamber(office_urls: Urls) -> Iterator[Chamber]:
    opened = Chamber(office_urls.office)
    yield opened
    opened.engine.dispose()


def propose(chamber: Chamber, registration: str, because: Ground | str, ends: frozenset[Capacity] = BOTH) -> str:
    version = chamber.version(registration)
    return chamber.terminations.propose(
        registrar("Aoki"), registration, version=version, because=because, ends=ends, reason="As recorded."
    )


def demand(chamber: Chamber, registration: str) -> str:
    return chamber.measures.demand(
        registrar(), registration, version=chamber.version(registration), reason="Pay the fees."
    )


@pytest.mark.parametrize("ground", list(Ground))
def test_t26_1_it_ends_at_once_on_each_of_the_six_grounds(chamber: Chamber, ground: Ground) -> None:
    """T26.1: at once, on a recorded ground, with a notice that names the article's item."""
    registration = chamber.register()
    proposal = propose(chamber, registration, ground)
    assert chamber.state(registration) is State.ACTIVE
    chamber.terminations.decide(registrar("Baba"), proposal, version=1)
    assert chamber.state(registration) is State.TERMINATED
    assert chamber.told.notices[-1][1:] == (
        "registration_ended",
        {"ends": "applicant, agent", "reason": "As recorded.", "item": str(ground.item)},
    )
    assert chamber.ended_sessions == [chamber.row(registration)["organisation"]]
    assert chamber.acts() == ["registration.propose_end", "registration.terminate"]


@pytest.mark.parametrize("state", [State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED, State.SUSPENDED])
def test_whatever_was_approved_can_be_ended(chamber: Chamber, state: State) -> None:
    registration = chamber.register(state)
    chamber.terminations.decide(registrar("Baba"), propose(chamber, registration, Ground.UNFIT), version=1)
    assert chamber.state(registration) is State.TERMINATED


def test_who_proposes_the_end_does_not_decide_it(chamber: Chamber) -> None:
    registration = chamber.register()
    proposal = propose(chamber, registration, Ground.HARM)
    with pytest.raises(RefusedError, match="Another person"):
        chamber.terminations.decide(registrar("Aoki"), proposal, version=1)
    assert chamber.state(registration) is State.ACTIVE
    chamber.terminations.turn_down(registrar("Aoki"), proposal, version=1, closing="Not needed.")
    with pytest.raises(RefusedError, match="turned down"):
        chamber.terminations.decide(registrar("Baba"), proposal, version=2)


def test_a_double_decision_ends_it_once(chamber: Chamber) -> None:
    registration = chamber.register()
    proposal = propose(chamber, registration, Ground.HARM)
    chamber.terminations.decide(registrar("Baba"), proposal, version=1)
    with pytest.raises((RefusedError, ConflictError)):
        chamber.terminations.decide(registrar("Chiba"), proposal, version=1)
    assert chamber.told.templates == ["registration_ended"]


def test_t26_2_the_end_after_a_demand_waits_for_the_last_second_of_day_14(chamber: Chamber) -> None:
    """T26.2: sent on 2 November, it may be mended through 16 November 23:59:59 and ended from the 17th on."""
    registration = chamber.register()
    chamber.at("2026-11-02 00:00")
    wanted = demand(chamber, registration)
    chamber.at("2026-11-16 23:59:59")
    with pytest.raises(RefusedError, match="17 November 2026"):
        propose(chamber, registration, wanted)
    chamber.at("2026-11-17 00:00")
    proposal = propose(chamber, registration, wanted)
    assert chamber.state(registration) is State.ACTIVE, "it needs a person's decision"
    chamber.terminations.decide(registrar("Baba"), proposal, version=1)
    assert chamber.state(registration) is State.TERMINATED
    assert chamber.told.notices[-1][1:] == (
        "ended_after_demand",
        {"ends": "applicant, agent", "reason": "As recorded.", "sent_on": "2 November 2026"},
    )


def test_t26_2_it_can_end_in_part(chamber: Chamber) -> None:
    """T26.2: ended as agent alone, the organisation stays an applicant; T29: as agent it is worth the end."""
    registration = chamber.register()
    wanted = demand(chamber, registration)
    chamber.at("2026-11-20 09:00")
    chamber.terminations.decide(registrar("Baba"), propose(chamber, registration, wanted, AGENT), version=1)
    with chamber.units.look(registrar()) as unit:
        found = registration_of(unit, chamber.row(registration)["organisation"])
    assert found is not None
    term = found.term
    day = japan("2026-11-20 09:00").date()
    assert term.standing(day, Capacity.APPLICANT) is Standing.VALID
    assert term.standing(day, Capacity.AGENT) is Standing.ENDED
    assert Act.APPLY not in ACTS[IdKind.SUB][Standing.ENDED]


def test_t26_1_does_not_know_an_end_in_part(chamber: Chamber) -> None:
    registration = chamber.register()
    with pytest.raises(RefusedError, match="whole"):
        propose(chamber, registration, Ground.HARM, AGENT)


def test_what_was_mended_meanwhile_is_not_ended(chamber: Chamber) -> None:
    registration = chamber.register()
    wanted = demand(chamber, registration)
    chamber.at("2026-11-20 09:00")
    proposal = propose(chamber, registration, wanted)
    chamber.measures.note_met(registrar(), wanted, version=1, closing="Paid after all.")
    with pytest.raises(RefusedError, match="settled"):
        chamber.terminations.decide(registrar("Baba"), proposal, version=1)
    assert chamber.state(registration) is State.ACTIVE


@pytest.mark.parametrize("ends", [frozenset(), BOTH])
def test_only_what_is_held_can_end(chamber: Chamber, ends: frozenset[Capacity]) -> None:
    registration = chamber.register(capacities="agent")
    with pytest.raises(RefusedError, match="what ends"):
        propose(chamber, registration, Ground.HARM, ends)


def test_a_demand_about_another_registration_does_not_count(chamber: Chamber) -> None:
    first, second = chamber.register(), chamber.register()
    wanted = demand(chamber, first)
    chamber.at("2026-11-20 09:00")
    with pytest.raises(RefusedError, match="another registration"):
        propose(chamber, second, wanted)


def test_there_is_one_proposal_at_a_time(chamber: Chamber) -> None:
    registration = chamber.register()
    propose(chamber, registration, Ground.HARM)
    with pytest.raises(RefusedError, match="proposed already"):
        propose(chamber, registration, Ground.UNFIT)


def test_the_end_settles_an_open_suspension(chamber: Chamber) -> None:
    registration = chamber.register()
    measure = chamber.measures.suspend(registrar(), registration, version=1, reason="Wrong papers.")
    chamber.terminations.decide(registrar("Baba"), propose(chamber, registration, Ground.HARM), version=1)
    with pytest.raises(RefusedError, match="overtaken"):
        chamber.measures.lift(registrar(), measure, version=2, closing="Too late.")
