"""The job that carries out what was decided: one record whatever is pulled, and nothing that waits without a word."""

from dataclasses import replace

import pytest

from issuance.domain.revocation import CaseState
from issuance.errors import KeyStoreError
from issuance.office import Office
from signing.number import parse_number
from signing.record import Event, RevocationReason
from tests.offices import Installation, Plug, PulledPlugError, draft, events_of
from tests.paid import CHAMBER, JOB, Trade
from tests.registrations import waiting_messages


def decided(office: Office, trade: Trade) -> str:
    """Return the application of a certificate that two officers have decided to revoke."""
    key = trade.apply(draft())
    office.delivery.job.issue(CHAMBER, key)
    desk, (reviewer, approver) = office.after_issue.revocations, trade.officers
    case = desk.open(reviewer, key, RevocationReason.MISUSE, "It was forged.")
    desk.decide(approver, case.id, case.version)
    return key


def watched(installation: Installation, at: int = 0) -> tuple[Office, Plug]:
    plug = Plug(at)
    office = installation.open(plug)
    plug.watch_part("job", office.after_issue.job, "_done")
    return office, plug


def test_a_job_whose_plug_is_pulled_after_any_write_revokes_once(installation: Installation) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        decided(office, trade)
    office, plug = watched(installation)
    with office:
        assert [outcome.reason for outcome in office.after_issue.job.round(CHAMBER)] == [""]
    writes = plug.seen
    assert writes == ["store.add_record", "writer.append", "status_desk.publish", "store.mark_sent", "job._done"]

    for at, name in enumerate(writes, start=1):
        with installation.open() as office:
            key = decided(office, replace(trade, office=office))
        office, _ = watched(installation, at)
        with office, pytest.raises(PulledPlugError):
            list(office.after_issue.job.round(CHAMBER))

        with installation.open() as office:
            outcomes = list(office.after_issue.job.round(CHAMBER))

            assert len(outcomes) == (0 if name == "job._done" else 1), name
            entry = office.store.of_reference(CHAMBER, key)
            assert entry is not None, name
            assert events_of(installation, entry) == [Event.ISSUE, Event.REVOKE], name
            view = office.after_issue.views.overview(JOB)
            assert ([line.case.state for line in view.publishing], view.settled[0].case.state) == ([], CaseState.DONE)

    with installation.open() as office:
        assert len(waiting_messages(office, "certificate_revoked")) == len(writes) + 1


def test_what_cannot_be_published_now_says_why_and_is_published_by_a_later_round(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> object:
        raise KeyStoreError("The key is locked.")

    with sqlite_installation.open() as office:
        decided(office, Trade.make(office))
        with monkeypatch.context() as patch:
            patch.setattr(office.keys, "chamber_key", locked)
            for _ in range(2):
                assert [outcome.reason for outcome in office.after_issue.job.round(CHAMBER)] == ["The key is locked."]
        (line,) = office.after_issue.views.overview(JOB).publishing
        assert line.case.trouble == "The key is locked."

        (outcome,) = office.after_issue.job.round(CHAMBER)

        assert (outcome.number, outcome.reason) == (parse_number(line.case.certificate).public, "")
        assert office.after_issue.views.overview(JOB).settled[0].case.trouble == ""


def test_what_another_job_is_at_is_left_to_it(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        decided(office, Trade.make(office))
        (line,) = office.after_issue.views.overview(JOB).publishing
        with office.claims.take(f"revocation {CHAMBER} {line.case.id}"):
            assert list(office.after_issue.job.round(CHAMBER)) == []
        assert len(list(office.after_issue.job.round(CHAMBER))) == 1
