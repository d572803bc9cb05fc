"""Everything that can be said has words, and the words can be extracted for translation."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import InternationalizationExtension, babel_extract

import reference_service
from reference_service import messages
from reference_service.checks import words as check_words
from reference_service.checks.question import RowCode
from reference_service.checks.receipts import NoReceipt
from reference_service.scans.words import FILE_OUTCOMES, FileFinding
from signing.content import Kind
from signing.receipt_check import ReceiptReason, ReceiptVerdict
from signing.record import Event, RevocationReason
from signing.result import Claim, Reason, Verdict
from signing.trust import KeyState

PACKAGE = Path(reference_service.__path__[0])
TEMPLATES = sorted(PACKAGE.glob("templates/**/*.html"))


@pytest.mark.parametrize(
    ("words", "things"),
    [
        (messages.VERDICT_WORDS, Verdict),
        (messages.ESTABLISHED, Claim),
        (messages.NOT_ESTABLISHED, Claim),
        (messages.EVENTS, Event),
        (messages.REVOCATION_REASONS, RevocationReason),
        (messages.KIND_TITLES, Kind),
        (messages.KIND_SUBTITLES, Kind),
        (messages.KEY_STATES, KeyState),
    ],
)
def test_every_member_has_words(words: dict[object, str], things: type) -> None:
    assert set(words) == set(things)
    assert all(words.values())


def test_no_verdict_is_green_by_itself() -> None:
    assert set(messages.TONES) == set(Verdict)
    assert messages.Tone.VALID not in messages.TONES.values()
    assert [outcome for outcome in messages.OUTCOMES.values() if outcome.tone] == []
    green = [finding for finding, outcome in FILE_OUTCOMES.items() if outcome.tone is messages.Tone.VALID]
    assert green == [FileFinding.ISSUED_FILE], "its bytes were compared with the chamber's record"


def test_no_two_outcomes_are_told_alike() -> None:
    told = [(outcome.title, outcome.explanation) for outcome in messages.OUTCOMES.values()]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_that_cannot_be_translated(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    Environment(extensions=[InternationalizationExtension], autoescape=True).parse(source)
    visible = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
    # Box numbers, separators and the names of standards stay as they are.
    rest = re.sub(r"\bHS\b|[\s\d.,:;·–✓✕?()%-]+", "", visible)
    assert rest == ""


def test_gettext_finds_the_texts_of_templates() -> None:
    with (PACKAGE / "templates" / "parts" / "lookup.html").open("rb") as file:
        found = {text for _, _, text, _ in babel_extract(file, ("_",), (), {"silent": "false"})}
    assert {"Certificate number", "Issue date", "Show the certificate"} <= found


@pytest.mark.parametrize(
    ("words", "things"),
    [
        (check_words.ROW_ERRORS, RowCode),
        (check_words.NO_RECEIPT, NoReceipt),
        (check_words.RECEIPT_OUTCOMES, ReceiptReason),
        (check_words.RECEIPT_LABELS, ReceiptVerdict),
        (check_words.REASON_TITLES, Reason),
    ],
)
def test_rows_and_receipts_have_words(words: dict[object, str], things: type) -> None:
    assert set(words) == set(things)
    assert all(words.values())
