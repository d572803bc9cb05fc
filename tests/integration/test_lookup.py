"""`scanner lookup`: a typed number and date, over a service that tells the truth or lies."""

import contextlib
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import scanner.language
from scanner.cli import main
from scanner.commands import trusting
from signing.number import draw_number, parse_number
from signing.qr import encode_base32
from tests.builders import Issued
from tests.lying_server import altered, replaced
from tests.reference_site import api_of
from tests.stage import QUICK, PublicStage, staged


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicStage]:
    with staged(tmp_path) as stage:
        monkeypatch.setattr(trusting, "_clock", stage.site.clock)
        monkeypatch.setattr(trusting, "REFERENCE_LIMITS", QUICK)
        yield stage


@dataclass(frozen=True)
class Said:
    """What the command said."""

    code: int
    out: str
    errors: str

    @property
    def fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.out)
        return fields

    @property
    def outcome(self) -> tuple[str, str, int]:
        return self.fields["verdict"], self.fields["reason"], self.code


def lookup(stage: PublicStage, *arguments: str) -> Said:
    output, errors = io.StringIO(), io.StringIO()
    options = ["--trust", str(stage.folder / "trust"), "--reference", stage.server.address]
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = main(["lookup", *arguments, *options])
    assert "Traceback" not in errors.getvalue()
    return Said(code, output.getvalue(), errors.getvalue())


def typed(stage: PublicStage, issued: Issued, *options: str) -> Said:
    return lookup(stage, issued.number, str(issued.issue_date), "--json", *options)


# The truth


def test_states(stage: PublicStage) -> None:
    assert typed(stage, stage.old).outcome == ("VALID", "IN_FORCE", 3)
    assert typed(stage, stage.revoked).outcome == ("INVALID", "REVOKED", 1)
    void, expunged = stage.site.publish(stage.world.void(8)), stage.site.publish_expunged(9)
    assert typed(stage, void).outcome == ("INVALID", "VOID", 1)
    assert typed(stage, expunged).outcome == ("INDETERMINATE", "RETENTION_OVER", 2)


def test_what_a_person_reads(stage: PublicStage) -> None:
    said = lookup(stage, stage.old.number, str(stage.old.issue_date))
    assert said.code == 3
    lines = said.out.splitlines()
    printed = parse_number(stage.old.number).printed
    assert lines[0] == f"{printed} {stage.old.issue_date}"
    assert lines[1] == "In force: now compare"
    assert any("Now compare every box" in line for line in lines)
    assert any("Signed status of this minute" in line for line in lines)
    assert said.errors == ""


@pytest.mark.parametrize(
    "writing",
    [
        lambda number, day: [number.printed.lower(), f"{day:%d %b %Y}"],
        lambda number, day: [number.printed.replace("-", " "), f"{day.year}年{day.month}月{day.day}日"],
        lambda number, day: [number.canonical.replace("0", "O"), f"令和{day.year - 2018}年{day.month}月{day.day}日"],
        lambda number, day: [number.canonical, str(day.day), day.strftime("%B"), str(day.year)],
    ],
)
def test_writings_that_are_forgiven(stage: PublicStage, writing: Any) -> None:
    arguments = writing(parse_number(stage.old.number), stage.old.issue_date)
    assert lookup(stage, *arguments, "--json").outcome == ("VALID", "IN_FORCE", 3)


@pytest.mark.parametrize(
    ("number", "date", "says"),
    [
        ("TYO26-000001-P56Q-EG7A", "2026-03-05", "A character of the number is mistyped"),
        ("nonsense", "2026-03-05", "This is not a certificate number"),
        ("x" * 5000, "2026-03-05", "This is not a certificate number"),
        ("TYO26000001P56QEG7F", "03/04/2026", "This date can be 2026-04-03 or 2026-03-04"),
        ("TYO26000001P56QEG7F", "2026-02-31", "There is no such day"),
        ("TYO26000001P56QEG7F", "yesterday", "This is not a date"),
    ],
)
def test_slips_are_told_before_anything_is_asked(stage: PublicStage, number: str, date: str, says: str) -> None:
    said = lookup(stage, number, date)
    assert said.code == 64
    assert says in said.errors
    assert said.errors.count("\n") == 1
    assert stage.server.asked == []


def test_offline_is_refused_plainly(stage: PublicStage) -> None:
    said = lookup(stage, stage.old.number, str(stage.old.issue_date), "--offline")
    assert said.code == 64
    assert "prove nothing by themselves" in said.errors


def test_content_that_the_person_has_is_checked_as_well(stage: PublicStage, tmp_path: Path) -> None:
    file = tmp_path / "content.json"
    file.write_bytes(stage.old.content or b"")
    assert typed(stage, stage.old, "--content", str(file)).outcome == ("VALID", "IN_FORCE", 3)
    file.write_bytes(stage.other.content or b"")
    assert typed(stage, stage.old, "--content", str(file)).outcome == ("INVALID", "CONTENT_MISMATCH", 1)


# Not found: it says nothing about a forgery, for what was typed may be wrong


def test_a_number_that_is_not_known(stage: PublicStage) -> None:
    unknown = stage.world.number(777)
    said = lookup(stage, unknown.printed, "2026-03-01", "--json")
    assert said.outcome == ("INDETERMINATE", "NOT_REGISTERED", 2)
    words = lookup(stage, unknown.printed, "2026-03-01").out
    assert "CANNOT TELL: No certificate with this number and date" in words
    assert "Compare number and date with the paper once more." in words


def test_a_wrong_date_gets_the_same_answer(stage: PublicStage) -> None:
    other_day = str(stage.old.issue_date - dt.timedelta(days=1))
    unknown = lookup(stage, stage.world.number(777).printed, other_day, "--json")
    wrong = lookup(stage, stage.old.number, other_day, "--json")
    assert {**unknown.fields, "asked": ""} == {**wrong.fields, "asked": ""}


def test_a_certificate_of_today_may_not_be_listed_yet(stage: PublicStage) -> None:
    said = lookup(stage, stage.world.number(777).printed, str(stage.young.issue_date), "--json")
    assert said.outcome == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)
    assert "prove nothing yet" in said.fields["detail"]


def test_a_chamber_that_nobody_knows_is_named(stage: PublicStage) -> None:
    number = draw_number("XYZ", 2026, 1, bytes)
    said = lookup(stage, number.printed, "2026-03-01", "--json")
    assert said.outcome == ("INDETERMINATE", "NOT_REGISTERED", 2)
    assert "has the code XYZ" in said.fields["detail"]


# Lies


def test_the_seal_of_another_certificate(stage: PublicStage) -> None:
    stage.server.lies(lambda handler, _reply: handler.server.honest(api_of(stage.other)))
    said = typed(stage, stage.old)
    assert said.outcome == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)
    assert "seal of another number or date" in said.fields["detail"]
    assert said.fields["number"] is None, "nothing is said of a certificate that nobody asked about"


def test_a_seal_that_is_not_genuine(stage: PublicStage) -> None:
    forged = bytearray(stage.old.seal)
    forged[-1] ^= 1
    stage.server.lies(altered(lambda answer: answer["certificate"].update(seal=encode_base32(bytes(forged)))))
    said = typed(stage, stage.old)
    assert said.outcome == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)
    assert "a seal that is not genuine (SIGNATURE_MISMATCH)" in said.fields["detail"]


def test_content_or_records_of_another_certificate(stage: PublicStage) -> None:
    other = json.loads(stage.site.app().test_client().get(api_of(stage.other)).data)
    stage.server.lies(altered(lambda answer: answer["certificate"].update(content=other["certificate"]["content"])))
    assert typed(stage, stage.old).outcome == ("INVALID", "CONTENT_MISMATCH", 1)
    stage.server.lies(altered(lambda answer: answer.update(records=other["records"])))
    assert typed(stage, stage.old).outcome == ("INVALID", "RECORDS_BROKEN", 1)


@pytest.mark.parametrize(
    ("status", "kind", "body", "says"),
    [
        (200, "text/html", b"<title>Hotel</title>", "perhaps the page of a network"),
        (302, "text/html", b"", "points to another address"),
        (404, "text/html", b"", "status 404"),
        (404, "application/problem+json", b"{}", "no answer to this"),
        (503, "application/problem+json", b"{}", "cannot answer just now"),
    ],
)
def test_an_answer_that_is_none(stage: PublicStage, status: int, kind: str, body: bytes, says: str) -> None:
    stage.server.lies(replaced(status, kind, body))
    said = typed(stage, stage.old)
    assert said.outcome == ("INDETERMINATE", "STATUS_UNAVAILABLE", 2)
    assert says in said.fields["detail"]


def test_the_sentence_is_in_the_persons_language_and_the_json_in_english(
    stage: PublicStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_french(text: str, /, **values: object) -> str:
        said = text.replace("sent no answer", "n'a rien répondu")
        return said % values if values else said

    monkeypatch.setattr(scanner.language, "_", in_french)
    stage.server.lies(replaced(200, "text/html", b""))
    assert "perhaps the page of a network" in typed(stage, stage.old).fields["detail"]
    assert "n'a rien répondu, perhaps" in lookup(stage, stage.old.number, str(stage.old.issue_date)).out


# Receipts


def test_a_receipt_is_kept_where_it_is_asked_for(stage: PublicStage, tmp_path: Path) -> None:
    folder = tmp_path / "受領書"
    said = typed(stage, stage.old, "--receipts", str(folder))
    assert said.outcome == ("VALID", "IN_FORCE", 3)
    (file,) = folder.iterdir()
    assert said.fields["receipt"] == str(file)
    verify = ["receipt", "verify", str(file), "--offline", "--trust", str(stage.folder / "trust"), "--json"]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        assert main(verify) == 0
    assert json.loads(output.getvalue())["receipt"]["rows"][0]["asked"] == (
        f"{stage.old.number} {stage.old.issue_date}"
    )
    assert typed(stage, stage.revoked).fields["receipt"] is None
