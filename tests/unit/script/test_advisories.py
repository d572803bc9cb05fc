"""script/advisories: what is known is said, and what could not be asked is never taken for nothing known."""

import json
from pathlib import Path

import pytest

from script.advisories import KNOWN, NOT_ASKED, NOTHING_KNOWN, Outcome, python_advisories, report, web_advisories

LOCK = "a==1 \\\n    --hash=sha256:00\n    # via b\nb==2 \\\n    --hash=sha256:11\n"
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
WELL = {"name": "a", "version": "1", "vulns": []}
PASSED_OVER = {"name": "a", "skip_reason": "Dependency not found on PyPI"}


class Service:
    """Answers in place of pip-audit or npm, and keeps what it was asked of."""

    def __init__(self, *answers: object) -> None:
        self.answers = [answer if isinstance(answer, str) else json.dumps(answer) for answer in answers]
        self.asked: list[str] = []

    def __call__(self, command: list[str], folder: Path) -> str:
        self.asked.append(Path(command[-1]).read_text() if command[-2] == "-r" else " ".join(command))
        return self.answers.pop(0)


def test_what_is_known_is_said_with_what_mends_it() -> None:
    service = Service({"dependencies": [WELL]}, {"dependencies": [WELL, WEAK]})
    outcome = python_advisories(LOCK, service)
    assert outcome == Outcome(("b 2: PYSEC-1, mended in 2.1",))
    assert report([outcome])[0] == KNOWN
    assert service.asked == ["a==1 \\\n    --hash=sha256:00\n    # via b\n", LOCK]


def test_a_service_that_is_away_is_asked_once_and_counts_as_not_asked() -> None:
    """pip-audit ends with 0 there."""
    service = Service({"dependencies": [PASSED_OVER]})
    code, sentences = report([python_advisories(LOCK, service)])
    assert (code, len(service.asked)) == (NOT_ASKED, 1)
    assert "Nothing is known thereby" in sentences[-1]


def test_one_package_that_was_passed_over_is_not_asked() -> None:
    outcome = python_advisories(LOCK, Service({"dependencies": [WELL]}, {"dependencies": [WELL, PASSED_OVER]}))
    assert report([outcome])[0] == NOT_ASKED


@pytest.mark.parametrize("answer", ["", "no json {", "[]", {"error": {"code": "E405"}}, {"dependencies": []}])
def test_no_answer_is_no_answer(answer: object) -> None:
    assert python_advisories(LOCK, Service(answer)).not_asked
    assert web_advisories(Path(), Service(answer)).not_asked


def test_npm_is_read_past_its_warnings() -> None:
    weak = {"vulnerabilities": {"c": {"severity": "high", "range": "<3"}}}
    assert web_advisories(Path(), Service("npm warn x\n" + json.dumps(weak))).known == ("c (high), <3",)
    assert report([web_advisories(Path(), Service({"vulnerabilities": {}}))])[0] == NOTHING_KNOWN


def test_what_is_known_counts_though_another_was_not_asked() -> None:
    code, sentences = report([Outcome(("b 2: X, mended in 3",)), Outcome(not_asked="npm's advisories gave no answer")])
    assert code == KNOWN
    assert sentences == ["Known: b 2: X, mended in 3.", "Not asked: npm's advisories gave no answer."]
