"""Data is kept for its years, then purged as two administrators have confirmed (terms, article 17-1)."""

import datetime as dt
import hashlib
import json
from itertools import count

import pytest
from sqlalchemy import select

from issuance.demo.office.company import specimen
from issuance.domain.application.states import State
from issuance.domain.fees.charge import ChargeState
from issuance.domain.inquiries.report import CaseKind, Report
from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.plan import PlanState
from issuance.domain.retention.report import PurgeKind
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.inquiries.files import SentFile
from issuance.storage.applications import find_application
from issuance.storage.purge_plans import get_plan
from issuance.storage.tables.applications import application, application_paper, application_version
from issuance.storage.tables.audit import entry as audit_entry
from issuance.storage.tables.fees import charge
from issuance.storage.tables.inquiries import case as inquiry_case
from issuance.storage.tables.inquiries import entry as inquiry_entry
from issuance.storage.tables.inquiries import file as inquiry_file
from issuance.storage.tables.ledger import certificate, certificate_picture
from issuance.storage.tables.parties import organisation, registration, signatory
from issuance.storage.tables.retention import doomed_file
from issuance.storage.tables.uploads import upload
from register.documents import DocumentStore
from signing.evidence import Evidence
from signing.qr import qr_text
from signing.record import RevocationReason
from signing.result import Reason, Verdict
from signing.verify import verify
from tests.inquiring import Inquiring
from tests.offices import OFFICERS, Plug, PulledPlugError, events_of, signed_status
from tests.paid import JOB, sample_invoice
from tests.retained import LATER, PURGE_DAY, Retained

ENDED = dt.datetime(2026, 3, 11, tzinfo=dt.UTC)
SUSPICION = Report(CaseKind.DOCUMENT, what="The seal looks drawn by hand.", name="K. Albrecht")


def page_of(world: Retained, number: str, day: dt.date) -> str:
    answer = world.public_site().get(f"/certificates/{number}/{day}", headers={"Accept-Language": "en"})
    assert answer.status_code in (200, 410), answer.status_code
    return answer.text


def add_charge(world: Retained, key: str) -> None:
    """Add a charge that was paid on the day of the application."""
    with world.office.units.act(JOB) as unit:
        unit.insert(
            charge,
            reference=f"F-{key[:8]}",
            application=key,
            organisation=world.trade.organisation,
            lines=json.dumps([["certificate", 1, 2000]]),
            tax_percent=10,
            total=2200,
            state=ChargeState.PAID.value,
            state_since=unit.now,
            made_on=unit.now.date(),
            due_on=unit.now.date(),
            paid_on=unit.now.date(),
        )


def test_t17_1_what_is_past_its_years_is_purged_and_reported(world: Retained) -> None:
    office = world.office
    key = world.issued(document=sample_invoice())
    entry = office.store.of_reference("TYO", key)
    assert entry is not None
    originals = DocumentStore.open(office.config.originals_url, private=True)
    assert entry.original is not None
    world.later()
    plan = world.plan()
    world.purge()
    with office.units.look(JOB) as unit:
        assert find_application(unit, key) is None
        for table in (application, application_version, application_paper, doomed_file):
            assert unit.count(unit.select(table)) == 0, table.name
        assert unit.count(unit.select(upload).where(upload.c.purpose == "document")) == 0
        done = get_plan(unit, plan)
        values = unit.select(audit_entry).where(audit_entry.c["values"].is_not(None))
        assert unit.count(values.where(audit_entry.c.at < ENDED)) == 0
    assert office.trail_check.verify(JOB, []).fault is None, "the trail without its values verifies as before"
    emptied = office.store.get(entry.number)
    assert (emptied.content, emptied.draft, emptied.original) == (None, b"{}", None)
    assert emptied.seal == entry.seal, "that it was issued, and under which seal, is proven for ever"
    assert not originals.exists(entry.original)
    found = done.done[PurgeKind.CERTIFICATES]
    assert (found.count, found.oldest, found.newest) == (1, entry.issue_date, entry.issue_date)
    assert done.report[PurgeKind.CERTIFICATES].count == 1, "the dry run had said so"
    assert done.state is PlanState.DONE
    assert [event.name for event in events_of(world.installation, entry)] == ["ISSUE", "EXPUNGE"]


def test_t17_1_the_public_answer_is_then_retention_over_and_a_seal_in_hand_verifies_offline(
    sqlite_world: Retained,
) -> None:
    world, office = sqlite_world, sqlite_world.office
    kept = office.store.of_reference("TYO", world.issued(1))
    revoked = office.store.of_reference("TYO", world.issued(2))
    assert kept is not None
    assert revoked is not None
    assert kept.seal is not None
    office.copies.publish_all()
    office.revoking.revoke(revoked.number, RevocationReason.MISUSE, OFFICERS)
    assert "Tokyo" in page_of(world, kept.number.canonical, kept.issue_date)
    assert kept.sid is not None
    assert office.reader.copy_of(kept.sid) is not None
    world.later()
    world.plan()
    world.purge()
    assert "Content deleted after its retention term" in page_of(world, kept.number.canonical, kept.issue_date)
    assert office.reader.copy_of(kept.sid) is None
    after = page_of(world, revoked.number.canonical, revoked.issue_date)
    assert "revoked" in after.lower()
    # Who has the paper and its content at hand needs nobody: seal, trust list and signed status say that it is genuine.
    trust, status = office.trust(), signed_status(world.installation)
    in_hand = Evidence(status=status, content=kept.content, confirmed=True)
    offline = verify(qr_text(kept.seal, trust.trust_list.base), in_hand, trust, LATER)
    assert (offline.verdict, offline.reason) == (Verdict.VALID, Reason.IN_FORCE)


def test_nothing_is_purged_before_its_years_or_without_two_administrators(sqlite_world: Retained) -> None:
    world, desk = sqlite_world, sqlite_world.office.retention.desk
    first, second = world.administrators
    key = world.issued()
    world.later(dt.datetime(2029, 3, 9, 3, 0, tzinfo=dt.UTC))
    _cutoffs, report = desk.dry_run(first, dt.date(2029, 3, 9))
    assert report[PurgeKind.CERTIFICATES].count == 0, "three years are over on the tenth"
    assert desk.dry_run(first, dt.date(2029, 3, 10))[1][PurgeKind.CERTIFICATES].count == 1
    plan = desk.propose(first, PURGE_DAY)
    with pytest.raises(ConflictError, match="proposed already"):
        desk.propose(second, PURGE_DAY)
    with pytest.raises(RefusedError, match="Another chamber administrator"):
        desk.confirm(first, plan, 1)
    with pytest.raises(RefusedError, match="roles do not allow"):
        desk.confirm(world.trade.officers[1], plan, 1)
    world.later()
    world.purge()
    assert world.trade.application(key).state is State.DELIVERED, "one administrator alone purges nothing"
    world.later(dt.datetime(2029, 3, 31, 14, 59, tzinfo=dt.UTC))
    desk.confirm(second, plan, 1)
    world.purge()
    assert world.trade.application(key).state is State.DELIVERED, "a second before the day, Japan time"


def test_what_fee_vouchers_name_is_emptied_and_goes_with_them(world: Retained) -> None:
    office = world.office
    key = world.issued()
    add_charge(world, key)
    with office.units.act(JOB) as unit:
        held = unit.rows(unit.select(registration))[0]
        unit.update(registration, held["id"], state="withdrawn", state_since=ENDED, valid_until=ENDED.date())
    world.later()
    world.plan()
    world.purge()
    with office.units.look(JOB) as unit:
        found = find_application(unit, key)
        assert found is not None
        assert (found.state, found.entry.fields) == (State.PURGED, {})
        assert unit.count(unit.select(registration)) == 0
        person = unit.rows(unit.select(signatory))[0]
        assert set(unit.open(signatory.c.person, str(person["id"]), person["person"]).values()) == {""}
        names = unit.rows(unit.select(organisation))
        assert unit.open(organisation.c.names, str(names[0]["id"]), names[0]["names"])["en"], "the payer's name"
    world.later(dt.datetime(2035, 4, 2, 3, 0, tzinfo=dt.UTC))  # 7 years and the time of the tax return
    world.plan(dt.date(2035, 4, 1))
    world.purge()
    with office.units.look(JOB) as unit:
        for table in (charge, application, signatory, organisation):
            assert unit.count(unit.select(table)) == 0, table.name


def test_a_purge_that_is_killed_anywhere_goes_on_and_ends_the_same(sqlite_world: Retained) -> None:
    """The plug is pulled after each write in turn, each time one write later."""
    world, office = sqlite_world, sqlite_world.office
    numbers = [office.store.of_reference("TYO", world.issued(number)) for number in (1, 2)]
    world.later()
    plan = world.plan()
    pulled = 0
    for write in range(1, 60):
        plug = Plug(write)
        with world.installation.open() as opened:
            watched(plug, opened)
            try:
                list(opened.retention.job.run("TYO"))
            except PulledPlugError:
                pulled += 1
                continue
        break
    assert pulled > 4
    with office.units.look(JOB) as unit:
        done = get_plan(unit, plan)
        assert unit.count(unit.select(doomed_file)) == 0
    assert done.state is PlanState.DONE
    assert done.done[PurgeKind.CERTIFICATES].count == 2, "each is counted once"
    for entry in numbers:
        assert entry is not None
        assert [event.name for event in events_of(world.installation, entry)] == ["ISSUE", "EXPUNGE"]
        assert office.store.get(entry.number).content is None


def watched(plug: Plug, office: Office) -> None:
    """Put the plug behind every write of a purge; what only counts a kill twice is left out."""
    for part, names in {
        "store": ("add_record", "mark_sent"),
        "writer": ("expunge", "forget_copy"),
        "private_documents": ("delete",),
        "publisher": ("forget_picture",),
    }.items():
        plug.watch_part(part, getattr(office, part), *names)
    plug.watch_part("certificates", office.retention.job._certificates, "_empty")
    plug.watch_part("shredder", office.retention.shredder, "run")


def test_a_picture_goes_with_the_last_certificate_that_names_it(sqlite_world: Retained) -> None:
    world, office = sqlite_world, sqlite_world.office
    picture = b"\x89PNG a page"
    sha256 = hashlib.sha256(picture).hexdigest()
    published = DocumentStore.open(office.config.documents_url)
    entries = [office.store.of_reference("TYO", world.issued(number)) for number in (1, 2)]
    office.originals.keep_picture(sha256, picture)
    office.publisher.publish_pictures({sha256: picture})
    name_picture(world, sha256)
    first, second = (entry for entry in entries if entry is not None)
    world.clock.now = LATER
    plan = world.plan()
    purge = world.office.retention.job._certificates
    purge.purge(JOB, first.number.canonical, plan, OFFICERS)
    assert published.exists(sha256), "the other one names it still"
    purge.purge(JOB, second.number.canonical, plan, OFFICERS)
    assert not published.exists(sha256)
    assert not office.private_documents.exists(sha256)


def name_picture(world: Retained, sha256: str) -> None:
    """Note a picture as named by every certificate there is."""
    with world.office.store.engine.begin() as connection:
        for number in connection.execute(select(certificate.c.number)).scalars().all():
            connection.execute(certificate_picture.insert().values(sha256=sha256, number=number))


def test_twenty_nine_february_is_kept_until_the_first_of_march() -> None:
    """The register says the same (register/checks.py)."""
    assert Cutoffs(dt.date(2027, 2, 28), 3, 7).issued_until < dt.date(2024, 2, 29)
    assert Cutoffs(dt.date(2027, 3, 1), 3, 7).issued_until >= dt.date(2024, 2, 29)


def test_t17_1_a_closed_case_goes_with_what_was_written_and_handed_in(world: Retained) -> None:
    """Who reported something is forgotten as well; a case that nobody has closed waits for somebody."""
    desk = Inquiring(world.office, world.trade, "", count(1))
    closed, another, left = (desk.report(SUSPICION, [SentFile(specimen("paper"), "scan.png")]) for _ in range(3))
    cases = world.office.inquiries.cases
    taken = desk.taken(closed)
    cases.merge(desk.reviewer, desk.case(another).id, desk.case(another).version, taken.reference)
    cases.close(desk.reviewer, taken.id, desk.case(closed).version)
    world.later()
    plan = world.plan()
    world.purge()
    with world.office.units.look(JOB) as unit:
        assert [row["reference"] for row in unit.rows(unit.select(inquiry_case))] == [left.reference]
        assert unit.count(unit.select(inquiry_entry)) == 0
        (file,) = unit.rows(unit.select(inquiry_file))
        named = [row["upload"] for row in unit.rows(unit.select(signatory, signatory.c.specimen.label("upload")))]
        assert {row["id"] for row in unit.rows(unit.select(upload, upload.c.id))} - set(named) == {file["upload"]}
        assert get_plan(unit, plan).done[PurgeKind.CASES].count == 2
