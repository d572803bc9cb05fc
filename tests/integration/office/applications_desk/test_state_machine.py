"""Whatever officers try, in whatever order and however late: four eyes hold, and what is approved was reviewed (T2.5).

The machine submits applications and lets officers do anything at any time, with the version that they last saw or an
older one. Refusals are part of the game; what must never happen is looked for after every step.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.states import EDITABLE, State
from issuance.errors import ConflictError, RefusedError
from issuance.storage.application_checks import checked_of
from signing.content import Kind
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.office_ids import STAFF
from tests.offices import Installation
from tests.review_world import OFFICERS, ReviewWorld

APPROVED = frozenset({State.FEE_DUE, State.PAID})
officers = st.sampled_from([name for name, _called, _roles in OFFICERS])
late = st.booleans()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[ReviewWorld]:
    folder = tmp_path_factory.mktemp("machine")
    installation = Installation.make(office_templates(NOW.year), folder, sqlite_urls(folder))
    with installation.open() as office:
        yield ReviewWorld.open(office)


class Review(RuleBasedStateMachine):
    """One application among officers; `world` is set by the test."""

    world: ReviewWorld
    waived: bool

    @initialize()
    def submit(self) -> None:
        """Begin with one that was submitted; all that officers have reviewed is noted beside it."""
        self.found = self.world.submitted(Kind.COO_JP)
        self.seen = self.found.version
        self.reviewed: set[tuple[int, str]] = set()

    def act(self, do: Callable[..., Application], officer: str, is_late: bool, *more: Any) -> Application | None:
        """Let an officer try something; return what came of it, None where it was refused."""
        before = self.world.now(self.found)
        version = self.seen if is_late else before.version
        try:
            after = do(self.world.officers[officer], before.id, version, *more)
        except (RefusedError, ConflictError):
            assert self.world.now(self.found) == before, "what was refused has changed nothing"
            return None
        assert version == before.version or after == before, "nobody acts on what he has not seen"
        return after

    @rule(officer=officers, is_late=late)
    def take(self, officer: str, is_late: bool) -> None:
        self.act(self.world.review.holding.take, officer, is_late)

    @rule(officer=officers, is_late=late)
    def take_over(self, officer: str, is_late: bool) -> None:
        self.act(self.world.review.holding.take_over, officer, is_late, "He is away.")

    @rule(officer=officers, is_late=late)
    def give_back(self, officer: str, is_late: bool) -> None:
        self.act(self.world.review.holding.give_back, officer, is_late)

    @rule(officer=officers, is_late=late)
    def return_(self, officer: str, is_late: bool) -> None:
        self.act(self.world.review.decisions.return_, officer, is_late, Remarks("Mend it."))

    @rule(officer=officers, is_late=late)
    def check(self, officer: str, is_late: bool) -> None:
        holder = self.world.now(self.found).holder
        done = self.act(self.world.review.decisions.check, officer, is_late, self.world.points(self.found))
        if done is not None:
            assert holder == self.world.accounts[officer].id, "only its holder checks it"
            self.reviewed.add((done.version_submitted, self.world.accounts[officer].id))

    @rule(officer=officers, is_late=late)
    def approve(self, officer: str, is_late: bool) -> None:
        before = self.world.now(self.found)
        done = self.act(self.world.review.decisions.approve, officer, is_late, self.world.points(self.found))
        if done is not None and before.state is State.IN_REVIEW:
            assert self.waived, "nobody approves alone what four eyes see"
            self.reviewed.add((done.version_submitted, self.world.accounts[officer].id))

    @rule(officer=officers, is_late=late)
    def recall(self, officer: str, is_late: bool) -> None:
        self.act(self.world.review.decisions.recall, officer, is_late, "Wrong consignee.")

    @rule(officer=officers, same=st.booleans())
    def go_on(self, officer: str, same: bool) -> None:
        """Take the next step on the way to the approval, often by the very officer who took the one before."""
        found = self.world.now(self.found)
        last = next((name for name, held in self.world.accounts.items() if held.id == found.checked_by), officer)
        holder = next((name for name, held in self.world.accounts.items() if held.id == found.holder), officer)
        if found.state is State.SUBMITTED:
            self.take(officer, is_late=False)
        elif found.state is State.IN_REVIEW:
            self.check(holder, is_late=False)
        elif found.state is State.CHECKED:
            self.approve(last if same else officer, is_late=False)

    @rule()
    def look(self) -> None:
        """Let everybody see the application as it stands: who acts on an older version is late from now on."""
        self.seen = self.world.now(self.found).version

    @precondition(lambda self: self.world.now(self.found).state in EDITABLE)
    @rule()
    def submit_again(self) -> None:
        self.world.submit_again(self.world.now(self.found))

    @invariant()
    def what_is_approved_was_reviewed_by_the_right_eyes(self) -> None:
        found = self.world.now(self.found)
        assert (found.version_approved is not None) == (found.state in APPROVED)
        if found.state is State.CHECKED:
            assert (found.version_submitted, found.checked_by) in self.reviewed
        if found.version_approved is None:
            return
        assert found.version_approved == found.version_submitted
        assert (found.version_approved, found.checked_by) in self.reviewed
        assert self.waived or found.checked_by != found.decided_by
        with self.world.office.units.look(STAFF) as unit:
            noted = [each for each in checked_of(unit, found.id) if each.number == found.version_approved]
        assert {each.points for each in noted} == {self.world.points(found)}

    @invariant()
    def what_is_in_review_is_with_one_officer_and_nothing_else_is(self) -> None:
        found = self.world.now(self.found)
        assert (found.holder is not None) == (found.state is State.IN_REVIEW)


@pytest.mark.parametrize("waived", [False, True], ids=["four eyes", "one officer"])
def test_t2_5_four_eyes_hold_whatever_officers_try(world: ReviewWorld, waived: bool) -> None:
    """T2.5: no order of acts leads to an approval that nobody, or only one pair of eyes too few, has reviewed."""
    world.change_settings(one_officer=frozenset({Kind.COO_JP.slug}) if waived else frozenset())
    machine = type("Machine", (Review,), {"world": world, "waived": waived})
    chosen = settings(max_examples=25, stateful_step_count=16, suppress_health_check=list(HealthCheck), deadline=None)
    run_state_machine_as_test(machine, settings=chosen)
