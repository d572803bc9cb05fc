"""Receipts beside the answers: kept only where they are genuine and about what was asked; the rest is told."""

import base64
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.cli import main
from scanner.commands import trusting
from scanner.reference.receipts import ReceiptFolder, VerifiedReceipt, contradicts
from signing.evidence import NoAnswer, ServerAnswer
from signing.receipt import ReceiptPayload, ReceiptRow, make_receipt, parse_receipt
from signing.result import Reason
from tests.builders import signer_of
from tests.lying_server import Handler, Lie, Reply
from tests.stage import PublicStage, staged


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicStage]:
    with staged(tmp_path) as stage:
        monkeypatch.setattr(trusting, "_clock", stage.site.clock)
        yield stage


def resigned(change: Callable[[ReceiptPayload], ReceiptPayload], stage: PublicStage, key: str | None = None) -> Lie:
    """Sign another receipt with the service's own key, or with one that somebody else has."""

    def lie(_handler: Handler, reply: Reply) -> Reply:
        fields = reply.fields
        payload = change(parse_receipt(base64.b64decode(fields["receipt"])).payload)
        signer = signer_of(key) if key else stage.world.receipt_signer
        fields["receipt"] = base64.b64encode(make_receipt(signer, payload, stage.world.base)).decode()
        return Reply(reply.status, {"Content-Type": "application/json"}, json.dumps(fields).encode())

    return lie


def with_fields(**changed: object) -> Lie:
    def lie(_handler: Handler, reply: Reply) -> Reply:
        fields = {name: value for name, value in {**reply.fields, **changed}.items() if value is not None}
        return Reply(reply.status, {"Content-Type": "application/json"}, json.dumps(fields).encode())

    return lie


def test_one_receipt_over_many_rows(stage: PublicStage, tmp_path: Path) -> None:
    folder = ReceiptFolder(tmp_path / "receipts")
    stage.client(keep=folder).by_seals([stage.old.seal, stage.revoked.seal])
    (kept,) = folder.kept
    assert kept.path == folder.of(stage.old.seal) == folder.of(stage.revoked.seal)
    assert folder.of(stage.other.seal) is None
    assert folder.of(stage.old.seal, stage.site.now) == kept.path
    assert folder.of(stage.old.seal, stage.site.now + dt.timedelta(hours=1)) is None, "that was another answer"
    assert hashlib.sha256(kept.path.read_bytes()).digest() == kept.sha256
    assert kept.path.name == f"receipt-20260310T030000Z-{kept.sha256.hex()[:12]}.cose"
    assert [row.reason for row in parse_receipt(kept.path.read_bytes()).payload.rows] == ["IN_FORCE", "REVOKED"]
    assert stage.said == []


def test_a_single_question_gives_one_as_well(stage: PublicStage, tmp_path: Path) -> None:
    folder = ReceiptFolder(tmp_path / "receipts")
    client = stage.client(keep=folder)
    assert isinstance(client.by_seal(stage.old.seal), ServerAnswer)
    assert folder.of(stage.old.seal) is not None
    day = stage.old.issue_date
    client.by_number(stage.world.number(1), day)
    assert folder.of(f"{stage.old.number} {day}") is not None


def test_several_are_verified_at_once(stage: PublicStage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ReceiptFolder(tmp_path / "receipts")
    client = stage.client(keep=folder)
    client.by_seal(stage.old.seal)
    client.by_seal(stage.other.seal)
    files = [str(kept.path) for kept in folder.kept]
    options = ["--offline", "--trust", str(stage.folder / "trust")]
    assert main(["receipt", "verify", "--json", *files, *options]) == 0
    assert [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()] == ["GENUINE"] * 2

    altered = tmp_path / "altered.cose"
    genuine = folder.kept[0].path.read_bytes()
    altered.write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
    assert main(["receipt", "verify", str(altered), *files, *options]) == 1
    said = capsys.readouterr().out
    assert said.index(str(altered)) < said.index("NOT GENUINE") < said.index(files[0]) < said.index("GENUINE RECEIPT")

    assert main(["receipt", "verify", "no-such.cose", files[0], *options]) == 2
    captured = capsys.readouterr()
    assert "GENUINE RECEIPT" in captured.out
    assert "no-such.cose does not exist" in captured.err


# Receipts that are not kept


def refused(stage: PublicStage, tmp_path: Path, lie: Lie) -> str:
    """Return what is said; the answer counts all the same, and nothing is kept."""
    folder = ReceiptFolder(tmp_path / "receipts")
    stage.server.lies(lie)
    client = stage.client(keep=folder)
    (answer,) = client.by_seals([stage.old.seal])
    assert isinstance(answer, ServerAnswer)
    assert answer.seal == stage.old.seal
    client.by_seals([stage.old.seal])
    assert folder.kept == ()
    assert not folder.directory.exists()
    (said,) = stage.said  # once, not for every question
    return said


def test_of_another_question(stage: PublicStage, tmp_path: Path) -> None:
    lie = resigned(lambda payload: dataclasses.replace(payload, request_hash=bytes(32)), stage)
    assert "another question than the one that was asked" in refused(stage, tmp_path, lie)


def test_of_other_rows(stage: PublicStage, tmp_path: Path) -> None:
    row = ReceiptRow("TYO26000001P56QEG7F 2026-03-05", Reason.REVOKED.verdict, Reason.REVOKED, None)
    lie = resigned(lambda payload: dataclasses.replace(payload, rows=(row,)), stage)
    assert "something else than the answer that it came with" in refused(stage, tmp_path, lie)


@pytest.mark.parametrize("key", ["TYO 2026", "nobody"])
def test_signed_by_somebody_else(stage: PublicStage, tmp_path: Path, key: str) -> None:
    assert "A receipt is not kept" in refused(stage, tmp_path, resigned(lambda payload: payload, stage, key))


@pytest.mark.parametrize("receipt", ["", "not base64!", "AAAA", 7, [], "A" * 2_000_000])
def test_what_is_no_receipt(stage: PublicStage, tmp_path: Path, receipt: object) -> None:
    assert "This is no receipt" in refused(stage, tmp_path, with_fields(receipt=receipt))


def test_none_at_all(stage: PublicStage, tmp_path: Path) -> None:
    lie = with_fields(receipt=None, no_receipt="no_receipt_key")
    assert "gave no receipt of its answer" in refused(stage, tmp_path, lie)


def test_a_disk_that_is_full_or_closed_does_not_end_the_run(stage: PublicStage, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_bytes(b"")
    folder = ReceiptFolder(tmp_path / "occupied")
    (answer,) = stage.client(keep=folder).by_seals([stage.old.seal])
    assert isinstance(answer, ServerAnswer)
    (said,) = stage.said
    assert "The receipt cannot be kept in" in said


# Receipts that contradict the evidence: proof that the service says two things


def test_a_receipt_that_says_in_force_beside_a_signed_revocation(stage: PublicStage, tmp_path: Path) -> None:
    def say_fine(payload: ReceiptPayload) -> ReceiptPayload:
        row = dataclasses.replace(payload.rows[0], verdict=Reason.IN_FORCE.verdict, reason=Reason.IN_FORCE)
        return dataclasses.replace(payload, rows=(row,))

    signed = resigned(say_fine, stage)

    def lie(handler: Handler, reply: Reply) -> Reply:
        told = signed(handler, reply)
        assert told is not None
        fields: dict[str, Any] = told.fields
        fields["results"][0].update(verdict="VALID", reason="IN_FORCE")
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(fields).encode())

    stage.server.lies(lie)
    folder = ReceiptFolder(tmp_path / "receipts")
    stage.client(keep=folder).by_seals([stage.revoked.seal])
    assert len(folder.kept) == 1, "it is kept: it proves what the service said"
    (said,) = stage.said
    assert f"says otherwise than the records beside it: {stage.revoked.number}" in said


def row(reason: Reason, content_hash: bytes | None = None) -> ReceiptRow:
    return ReceiptRow("X", reason.verdict, reason, content_hash)


def test_what_contradicts_and_what_does_not(stage: PublicStage) -> None:
    now = stage.site.now
    in_force = ServerAnswer(now, stage.old.seal, stage.old.content, stage.old.records)
    revoked = ServerAnswer(now, stage.revoked.seal, stage.revoked.content, stage.revoked.records)
    unknown = ServerAnswer(now)
    sealed = stage.old.parsed.payload.content_hash
    assert not contradicts(row(Reason.IN_FORCE, sealed), in_force)
    assert contradicts(row(Reason.IN_FORCE, bytes(32)), in_force)
    assert contradicts(row(Reason.IN_FORCE), revoked)
    assert contradicts(row(Reason.NOT_REGISTERED), in_force)
    assert contradicts(row(Reason.IN_FORCE), unknown)
    assert not contradicts(row(Reason.NOT_REGISTERED), unknown)
    # The signed status may know of a revocation before the register's records do.
    assert not contradicts(row(Reason.REVOKED, sealed), in_force)
    assert not contradicts(row(Reason.STATUS_STALE), in_force)
    assert not contradicts(row(Reason.IN_FORCE), NoAnswer("none"))
    assert contradicts(row(Reason.IN_FORCE), ServerAnswer(now, b"no seal"))


def test_any_function_may_stand_in_place_of_the_folder(stage: PublicStage) -> None:
    taken: list[VerifiedReceipt] = []
    stage.client(keep=taken.append).by_seals([stage.old.seal])
    assert [one.contradicted for one in taken] == [()]
