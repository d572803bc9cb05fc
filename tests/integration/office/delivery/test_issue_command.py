"""`issuance issue-approved` as an operator runs it, and what lies encrypted beside a number."""

import datetime as dt
import json

import pytest

from issuance.cli import main
from issuance.domain.application.states import State
from issuance.storage.rotation import Rotation
from issuance.vault import Vault, add_key
from register.documents import DocumentStore
from tests.offices import PASSPHRASE, Installation, draft
from tests.paid import CHAMBER, Trade

ALWAYS = dt.date(2090, 1, 1)


def test_the_command_issues_what_waits_and_says_what_became_of_each(
    sqlite_present_installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_present_installation.open() as office:
        trade = Trade.make(office, valid_until=ALWAYS)
        good = trade.apply(draft())
        later = (office.clock() + dt.timedelta(days=30)).date().isoformat()
        bad = trade.apply(draft(invoice={"number": "INV-1", "date": later}))
    folder = str(sqlite_present_installation.config.directory)

    assert main(["issue-approved", "--directory", folder]) == 1

    said = {line["application"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (said[good]["what"], said[bad]["what"]) == ("delivered", "stopped")
    assert "発給日より後です" in said[bad]["reason"], "in the language of the chamber's staff"
    assert main(["issue-approved", "--directory", folder]) == 0
    assert capsys.readouterr().out == ""
    with sqlite_present_installation.open() as office:
        trade = Trade(office, trade.organisation, trade.signatory, trade.user, trade.reviewer, trade.approver)
        assert [trade.application(key).state for key in (good, bad)] == [State.DELIVERED, State.ISSUE_STOPPED]
        # The reference copy follows the certificates.
        assert office.publisher.without_copy() == []


def test_what_is_printed_with_a_certificate_is_sealed_anew_with_all_the_rest(sqlite_installation: Installation) -> None:
    config = sqlite_installation.config
    with sqlite_installation.open() as office:
        key = Trade.make(office).apply(draft())
        office.delivery.job.issue(CHAMBER, key)
        entry = office.store.of_reference(CHAMBER, key)
        assert entry is not None
        before = office.originals.enclosures_of(entry)
    add_key(config.keys / "vault", 2, PASSPHRASE)

    with sqlite_installation.open() as office:
        vault = Vault.open(config.keys / "vault", PASSPHRASE)
        rotation = Rotation(office.store.engine, vault, DocumentStore.open(config.originals_url, private=True))
        rotation.run(lambda _where, _count: None)

        moved = office.store.get(entry.number)
        assert before is not None
        assert before.signature is not None
        assert moved.signature != entry.signature
        assert office.originals.enclosures_of(moved) == before
