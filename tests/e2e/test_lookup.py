"""Typed numbers and long lists over the real service: with its register, its receipt key and today's clock."""

import datetime as dt
import json
from pathlib import Path

from scanner.reference import ReferenceClient
from scanner.reference.receipts import KeptReceipt, ReceiptDesk, ReceiptFolder
from scanner.trust.keeper import TrustKeeper
from scanner.trust.store import TrustStore
from signing.evidence import ServerAnswer
from signing.qr import ForeignCode, read_qr_text
from tests.demo import Demo
from tests.e2e.test_scanner_commands import scanner

OUTCOMES = {"in_force": ("IN_FORCE", 3), "revoked": ("REVOKED", 1), "replaced": ("REPLACED", 1), "void": ("VOID", 1)}


def test_a_typed_number_of_every_state(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    one_of_each = {demo.listed(name)["state"]: demo.listed(name) for name in demo.names}
    assert {"in_force", "revoked", "replaced"} <= one_of_each.keys()
    for state, listed in one_of_each.items():
        if state not in OUTCOMES:
            continue
        receipts = tmp_path / state
        done = scanner(
            *("lookup", listed["number"].lower(), listed["issue_date"], "--json", "--receipts", receipts),
            *("--trust", trust, "--reference", reference_service),
        )
        assert "Traceback" not in done.stderr
        fields = json.loads(done.stdout)
        assert (fields["reason"], done.returncode) == OUTCOMES[state], done.stderr
        assert fields["number"] == listed["number"]
        (receipt,) = receipts.iterdir()
        assert fields["receipt"] == str(receipt)
        assert scanner("receipt", "verify", receipt, "--offline", "--trust", trust).returncode == 0


def test_the_whole_demo_in_one_question(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    said: list[str] = []
    store = TrustStore(trust)
    keeper = TrustKeeper(store, None, clock=lambda: dt.datetime.now(dt.UTC), say=said.append)
    base = keeper.open().trust.trust_list.base
    seals = []
    for name in demo.names:
        if demo.listed(name).get("seal_url"):
            code = read_qr_text(demo.listed(name)["seal_url"], [base])
            assert not isinstance(code, ForeignCode)
            seals.append(code.seal)
    folder = ReceiptFolder(tmp_path / "receipts")
    desk = ReceiptDesk(trust=lambda: keeper.current().trust, now=keeper.now, keep=folder, say=said.append)
    answers = ReferenceClient(reference_service, receipts=desk).by_seals(seals)
    assert [answer.seal for answer in answers if isinstance(answer, ServerAnswer)] == seals
    assert said == []
    kept: tuple[KeptReceipt, ...] = folder.kept
    assert len(kept) == 1
    assert len(kept[0].asked) == len(set(seals))
