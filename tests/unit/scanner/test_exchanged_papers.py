"""A file that is exchanged between being judged and being compared: what is shown must be what was judged."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reading.limits import Limits
from scanner.checker import CheckedCode, Checker
from scanner.commands import comparing
from scanner.commands.comparing import Desk
from scanner.comparison.outcome import Outcome
from scanner.comparison.sources import ScannedPaper
from scanner.snapshot import Snapshot, take_snapshot
from scanner.stack.values import Row
from signing.result import Paper, Reason, Verdict, VerificationResult
from tests.codes import paper
from tests.scanned import pdf_of

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
RESULT = VerificationResult(Verdict.VALID, Reason.IN_FORCE, Paper.NOT_COMPARED)
ALTERED, GENUINE = 100, 200
"""The grey of either paper."""


class Watched(Desk):
    """A desk that notes what would lie on it."""

    def __init__(self, checker: Checker) -> None:
        super().__init__(checker, terminal=True, by=None)
        self.papers: list[ScannedPaper] = []

    def compare_with(self, result: VerificationResult, paper: ScannedPaper) -> Outcome:
        self.papers.append(paper)
        raise KeyboardInterrupt


@pytest.fixture
def judged(tmp_path: Path) -> Row:
    """Return the row of an altered paper, as it was checked."""
    file = tmp_path / "scan0001.pdf"
    file.write_bytes(pdf_of(paper(40, 30, ALTERED)))
    return Row(CheckedCode(str(file), 1, RESULT, hashlib.sha256(file.read_bytes()).digest()), NOON)


def test_the_person_sees_the_very_bytes_whose_hash_was_right(judged: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def exchanged_meanwhile(path: Path, limits: Limits, *, keep_up_to: int) -> Iterator[Snapshot]:
        with take_snapshot(path, limits, keep_up_to=keep_up_to) as snapshot:
            path.write_bytes(pdf_of(paper(40, 30, GENUINE)))
            yield snapshot

    monkeypatch.setattr(comparing, "take_snapshot", exchanged_meanwhile)
    desk = Watched(checker=None)  # type: ignore[arg-type]  # nothing is asked
    with pytest.raises(KeyboardInterrupt):
        desk.compare(judged, [1])
    ((picture,),) = [one.pictures for one in desk.papers]
    assert int(picture[5, 5, 0]) == pytest.approx(ALTERED, abs=3)


@pytest.mark.parametrize("what", ["exchanged", "gone"])
def test_a_paper_that_is_another_now_is_not_compared(judged: Row, what: str) -> None:
    file = Path(judged.code.source)
    file.unlink()
    if what == "exchanged":
        file.write_bytes(pdf_of(paper(40, 30, GENUINE)))
    desk = Watched(checker=None)  # type: ignore[arg-type]  # nothing is asked
    assert desk.compare(judged, [1]) is None
    assert desk.papers == []
