"""A person compares real paper with the real service's certificate: by window's means, in a terminal, by hints."""

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scanner.cli import main
from scanner.comparison.comparison import Comparison, comparison_of
from scanner.comparison.hints import differences
from scanner.comparison.pages import Loading
from scanner.comparison.sources import pages_for, scanned_paper
from scanner.reference import ReferenceClient
from signing.content import parse_content
from signing.evidence import NoAnswer
from signing.result import Paper, Reason, Verdict, VerificationResult
from tests.demo import Demo

IN_FORCE = ["coo-jp", "coo-foreign", "invoice", "signature", "coo-jp-60-lines", "coo-jp-world-names"]


def comparison(demo: Demo, name: str) -> Comparison:
    content = parse_content(demo.content(name).read_bytes())
    return comparison_of(VerificationResult(Verdict.VALID, Reason.IN_FORCE, content=content, sid=b"s" * 32))


class Keyboard(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


Lookup = Callable[[str, str], tuple[int, dict[str, object]]]


@pytest.fixture
def lookup(
    demo: Demo,
    trust: Path,
    reference_service: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Lookup:
    def run(name: str, typed: str) -> tuple[int, dict[str, object]]:
        monkeypatch.setattr("sys.stdin", Keyboard(typed))
        # These answers are all there at once.
        monkeypatch.setattr("scanner.comparison.terminal.PAUSE", 0)
        listed = demo.listed(name)
        asked = ["lookup", listed["number"], listed["issue_date"], "--compare", "--terminal", "--by", "K. Officer"]
        code = main([*asked, "--json", "--trust", str(trust), "--reference", reference_service])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_typed_number_is_compared_and_confirmed(demo: Demo, lookup: Lookup) -> None:
    boxes = len(comparison(demo, "coo-jp").boxes)

    code, said = lookup("coo-jp", "y\n" * (boxes + 1))

    assert (code, said["verdict"], said["paper"]) == (0, "VALID", "confirmed")
    assert "paper_same_as_certificate" in said["established"]  # type: ignore[operator]  # a list of names
    found = said["comparison"]
    assert isinstance(found, dict)
    assert (found["outcome"], found["by"], found["compared"]) == ("confirmed", "K. Officer", boxes)


def test_a_paper_that_differs_is_no_success(lookup: Lookup) -> None:
    code, said = lookup("coo-jp", "y\ny\nn\ny\n")

    assert (code, said["verdict"], said["paper"]) == (1, "VALID", "differs")
    found = said["comparison"]
    assert isinstance(found, dict)
    assert [box["box"] for box in found["differing"]] == [2]


def test_who_stops_has_not_compared(lookup: Lookup) -> None:
    code, said = lookup("coo-jp", "y\nq\n")
    assert (code, said["paper"]) == (3, "not_compared")


def test_what_was_revoked_is_not_offered_for_comparison(lookup: Lookup) -> None:
    code, said = lookup("coo-jp-revoked", "y\n" * 50)
    assert (code, said["reason"], said["comparison"]) == (1, "REVOKED", None)


@pytest.mark.parametrize("name", ["invoice", "signature"])
def test_the_certified_pages_come_from_the_service_and_are_the_sealed_ones(
    demo: Demo, reference_service: str, name: str
) -> None:
    of = comparison(demo, name)
    pages = pages_for(of, ReferenceClient(reference_service))
    assert of.pictures

    for sha256 in of.pictures:
        while isinstance(sight := pages.get(sha256), Loading):
            threading.Event().wait(0.05)
        assert isinstance(sight, np.ndarray)
        assert min(sight.shape[:2]) > 500


def test_a_picture_that_this_certificate_does_not_name_is_not_there(demo: Demo, reference_service: str) -> None:
    of = comparison(demo, "invoice")
    client = ReferenceClient(reference_service)
    answer = client.document(demo.listed("invoice")["number"].replace("-", ""), of.issued, "00" * 32, max_bytes=10_000)

    assert isinstance(answer, NoAnswer)


def words_of(pdf: Path) -> str:
    with pdf.open("rb") as file:
        return scanned_paper(file, range(1, 9)).words


@pytest.mark.parametrize("name", IN_FORCE)
def test_the_chambers_own_paper_gives_no_false_hint(demo: Demo, name: str) -> None:
    words = words_of(demo.pdf(name))

    assert [hint.text for hint in differences(comparison(demo, name), words)] == []


def test_the_text_of_another_paper_is_hinted_at_box_by_box(demo: Demo) -> None:
    of = comparison(demo, "coo-jp")
    words = words_of(demo.pdf("coo-jp-60-lines")) + of.number

    assert len(differences(of, words)) > 5


def test_one_command_compares_a_file_or_what_is_typed(
    demo: Demo,
    trust: Path,
    reference_service: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    boxes = len(comparison(demo, "coo-jp").boxes)
    listed = demo.listed("coo-jp")
    # The copy of a certificate is a picture of it, as a scan is: it has to be compared.
    for paper in ([str(demo.pdf("coo-jp").with_suffix(".copy.pdf"))], [listed["number"], listed["issue_date"]]):
        monkeypatch.setattr("sys.stdin", Keyboard("y\n" * (boxes + 1)))
        # These answers are all there at once.
        monkeypatch.setattr("scanner.comparison.terminal.PAUSE", 0)
        options = ["--terminal", "--json", "--trust", str(trust), "--reference", reference_service]
        assert main(["compare", *paper, *options]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["number"], said["paper"]) == (listed["number"], "confirmed")


def test_reports_of_a_stack_are_not_for_a_typed_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "TYO26-001234-K7QM-3XW9", "2026-11-20", "--html", "report.html"]) == 64
    assert "for files" in capsys.readouterr().err


def test_nothing_of_a_comparison_makes_a_paper_matched(lookup: Lookup) -> None:
    _, said = lookup("invoice", "y\n" * 60)
    # A terminal shows no page of the certified document: there is nothing to confirm it by.
    assert said["paper"] == Paper.NOT_COMPARED
