"""An answer that stood before a person for long: nothing is green that was revoked meanwhile, or is too old by now."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from reading.draw.drawn import Picture
from scanner.checker import CheckedCode, Checker
from scanner.comparison.opening import OpenComparison
from scanner.comparison.outcome import Found, Outcome
from scanner.logbook import Logbook
from scanner.screen.finding import Finding, Kind
from scanner.stack.comparing import noted
from scanner.stack.values import Row
from signing.qr import qr_text
from signing.record import RevocationReason, State
from signing.result import Paper, Reason
from tests.codes import paper
from tests.lying_server import replaced
from tests.reference_site import write_trust_repository
from tests.stage import PublicStage, staged

ENTER = 13


class Compared:
    """A view in which the person answers the last question."""

    def __init__(self, found: Found, sid: bytes, at: dt.datetime) -> None:
        self._outcome = Outcome(found, sid, at, 3, 3)

    def draw(self, width: int, height: int) -> Picture:
        return paper(height, width)

    def press(self, key: int) -> Outcome | None:
        return self._outcome

    def stop(self) -> Outcome:
        return self._outcome


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[PublicStage]:
    with staged(tmp_path) as stage:
        yield stage


@pytest.fixture
def checker(stage: PublicStage) -> Checker:
    return stage.checker()


def left_open(stage: PublicStage, checker: Checker, found: Found) -> OpenComparison:
    result = checker.check_text(qr_text(stage.old.seal, stage.world.base))
    assert result.reason is Reason.IN_FORCE
    assert result.sid is not None
    return OpenComparison(result, Compared(found, result.sid, stage.site.now), checker.as_of_now, Logbook())


def ended(comparison: OpenComparison) -> tuple[Kind, Reason | None]:
    finding = comparison.press(ENTER)
    assert isinstance(finding, Finding)
    return finding.kind, finding.result.reason if finding.result is not None else None


def publish(stage: PublicStage, revoked: dict[bytes, object]) -> None:
    """Have the office sign a new status, and the keeper take it."""
    write_trust_repository(
        stage.site.config.trust_directory, stage.world.trust, now=stage.site.now, version=2, revoked=revoked
    )
    stage.keeper.open()


def test_at_once_it_is_confirmed(stage: PublicStage, checker: Checker) -> None:
    assert ended(left_open(stage, checker, Found.CONFIRMED)) == (Kind.CONFIRMED, Reason.IN_FORCE)


@pytest.mark.parametrize("found", [Found.CONFIRMED, Found.NOT_COMPARED])
def test_revoked_meanwhile_it_is_red(stage: PublicStage, checker: Checker, found: Found) -> None:
    comparison = left_open(stage, checker, found)
    publish(stage, {stage.old.sid: State.REVOKED})
    assert ended(comparison) == (Kind.INVALID, Reason.REVOKED)


@pytest.mark.parametrize(("hours", "kind"), [(1, Kind.CONFIRMED), (3, Kind.INDETERMINATE), (30, Kind.INDETERMINATE)])
def test_what_has_stood_too_long_is_not_confirmed(stage: PublicStage, checker: Checker, hours: int, kind: Kind) -> None:
    comparison = left_open(stage, checker, Found.CONFIRMED)
    stage.site.now += dt.timedelta(hours=hours)
    assert ended(comparison)[0] is kind


def test_a_difference_stays_one(stage: PublicStage, checker: Checker) -> None:
    comparison = left_open(stage, checker, Found.DIFFERS)
    publish(stage, {stage.old.sid: State.REVOKED})
    stage.site.now += dt.timedelta(hours=30)
    assert ended(comparison) == (Kind.INVALID, Reason.IN_FORCE)


class TestInAStack:
    """At the end of each comparison of a morning's stack the service is asked for that certificate again."""

    def row(self, stage: PublicStage, checker: Checker) -> Row:
        text = qr_text(stage.old.seal, stage.world.base)
        return Row(CheckedCode("scan.png", 1, checker.check_text(text), bytes(32)), stage.site.now, text)

    def end(self, stage: PublicStage, checker: Checker, row: Row, found: Found) -> tuple[Reason, Paper, bool]:
        assert row.code.result.sid is not None
        outcome = Outcome(found, row.code.result.sid, stage.site.now, 3, 3)
        ended = noted(row, outcome, None, partial(checker.asked_again, text=row.text))
        return ended.code.result.reason, ended.code.result.paper, ended.comparison is not None

    def test_what_still_stands_is_confirmed_however_long_it_took(self, stage: PublicStage, checker: Checker) -> None:
        row = self.row(stage, checker)
        stage.site.now += dt.timedelta(hours=5)
        stage.server.shows(stage.site.now)
        assert self.end(stage, checker, row, Found.CONFIRMED) == (Reason.IN_FORCE, Paper.CONFIRMED, True)

    def test_revoked_in_the_register_alone_it_is_not_confirmed(self, stage: PublicStage, checker: Checker) -> None:
        row = self.row(stage, checker)
        stage.site.publish(stage.world.revoke(stage.old, RevocationReason.MISUSE))
        assert self.end(stage, checker, row, Found.CONFIRMED) == (Reason.REVOKED, Paper.NOT_COMPARED, False)

    def test_a_difference_stays_one(self, stage: PublicStage, checker: Checker) -> None:
        row = self.row(stage, checker)
        stage.site.publish(stage.world.revoke(stage.old, RevocationReason.MISUSE))
        assert self.end(stage, checker, row, Found.DIFFERS) == (Reason.IN_FORCE, Paper.DIFFERS, True)

    def test_without_an_answer_what_is_held_counts(self, stage: PublicStage, checker: Checker) -> None:
        row = self.row(stage, checker)
        stage.server.lies(replaced(503, "text/plain", b"later"))
        assert self.end(stage, checker, row, Found.CONFIRMED) == (Reason.IN_FORCE, Paper.CONFIRMED, True)
        publish(stage, {stage.old.sid: State.REVOKED})
        assert self.end(stage, checker, row, Found.CONFIRMED) == (Reason.REVOKED, Paper.NOT_COMPARED, False)
