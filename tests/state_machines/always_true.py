"""What holds of an office at every instant, whatever people, jobs, clocks and crashes have done to it.

    Always(life).check()

Each sentence is reckoned from what is stored, by other ways than the office's own services.
"""

from collections import Counter, defaultdict

from issuance.domain.application.application import Application
from issuance.domain.application.states import APPLICATION, Event, State
from issuance.domain.fees.charge import ChargeState
from issuance.domain.fees.movement import Way
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.storage.application_checks import checked_of
from issuance.storage.application_people import people_of
from issuance.storage.applications import applications, get_version
from issuance.storage.balances import balance_of, movements_of
from issuance.storage.charges import charges_of, charges_of_application
from issuance.storage.tables.audit import entry as trail
from signing.canonical import canonical_bytes, parse_json
from signing.content import MAX_CONTENT_BYTES
from signing.record import parse_record
from tests.office_ids import STAFF
from tests.state_machines.life import Life

_APPROVED = frozenset({State.FEE_DUE, State.PAID, State.ISSUING, State.ISSUE_STOPPED, State.DELIVERED})
_RELEASED = _APPROVED - {State.FEE_DUE}
_PAID = frozenset({ChargeState.PAID, ChargeState.ON_ACCOUNT})
_MANY = 10_000
_IN_REGISTER = frozenset({Stage.PUBLISHED, Stage.DELIVERED})
_MOVES = {f"application.{event.name.lower()}": event for event in Event}


class Always:
    """Looks at one life again and again. The trail is read on from where it was read last."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._read = 0
        self._states: dict[str, str] = defaultdict(lambda: State.DRAFT.value)

    def check(self, *, whole: bool = False) -> None:
        """Raise `AssertionError` for what is not true; with `whole`, read the trail from its start."""
        report = self._life.office.trail_check.verify(STAFF, most=None if whole else _MANY)
        assert report.fault is None, report
        with self._life.office.units.look(STAFF) as unit:
            found = {each.id: each for each in applications(unit)}
        entries = self._life.entries()
        self._states_changed_by_the_table(found)
        self._numbers_are_gap_free_and_each_is_of_one_application(entries)
        self._what_was_issued_is_what_was_approved(found, entries)
        for application in found.values():
            self._four_eyes_have_seen_what_is_approved(application)
            self._what_goes_on_is_paid(application)
        self._money_adds_up()
        self._register_shows_what_the_ledger_says(entries)

    def _states_changed_by_the_table(self, found: dict[str, Application]) -> None:
        with self._life.office.units.look(STAFF) as unit:
            rows = unit.rows(unit.select(trail).where(trail.c.id > self._read).order_by(trail.c.id))
            for row in rows:
                self._read = row["id"]
                event = _MOVES.get(row["act"])
                if event is not None:
                    said = unit.open(trail.c["values"], str(row["id"]), row["values"])
                    before, after = said["before"]["state"], said["after"]["state"]
                    key = row["subject"].removeprefix("application:")
                    assert self._states[key] == before, f"{key} moved past the trail"
                    assert APPLICATION.after(State(before), event).value == after
                    self._states[key] = after
        for key, application in found.items():
            assert self._states[key] == application.state.value, f"{key} moved past the trail"

    def _numbers_are_gap_free_and_each_is_of_one_application(self, entries: list[LedgerEntry]) -> None:
        assert [entry.number.sequence for entry in entries] == list(range(1, len(entries) + 1))
        living = Counter(entry.reference for entry in entries if entry.stage is not Stage.VOIDED)
        assert all(count == 1 for count in living.values()), living

    def _what_was_issued_is_what_was_approved(self, found: dict[str, Application], entries: list[LedgerEntry]) -> None:
        of = {entry.reference: entry for entry in entries if entry.stage is not Stage.VOIDED}
        for key, entry in of.items():
            application = found[str(key)]
            assert application.version_approved is not None, "a number was taken for what nobody approved"
            with self._life.office.units.look(STAFF) as unit:
                version = get_version(unit, application.id, application.version_approved)
            assert entry.draft == canonical_bytes(version.draft)
            assert set(entry.officers) == {application.checked_by, application.decided_by}
            if entry.content is not None:
                content = parse_json(entry.content, max_bytes=MAX_CONTENT_BYTES)
                assert {name: content[name] for name in version.draft} == version.draft
        for application in found.values():
            printable = application.state in (State.DELIVERED, State.PRINT_CLOSED)
            if application.certificate is not None:
                assert of[application.id].number.canonical == application.certificate
            assert printable <= (application.certificate is not None and application.delivered_at is not None)
            if printable:
                assert of[application.id].stage is Stage.DELIVERED

    def _four_eyes_have_seen_what_is_approved(self, application: Application) -> None:
        if application.state in _APPROVED:
            assert application.version_approved is not None
        if application.version_approved is None:
            return
        assert application.version_approved == application.version_submitted
        assert application.checked_by != application.decided_by
        officers = {actor.account: name for name, actor in self._life.officers.items()}
        assert officers[application.checked_by] in ("reviewer", "both", "another", "insider")
        assert officers[application.decided_by] in ("approver", "both", "another", "insider")
        with self._life.office.units.look(STAFF) as unit:
            people = people_of(unit, application)
            assert not people.filed_by(application.checked_by)
            assert not people.filed_by(application.decided_by)
            seen = [each for each in checked_of(unit, application.id) if each.number == application.version_approved]
            assert seen, "nobody noted what was checked"

    def _what_goes_on_is_paid(self, application: Application) -> None:
        with self._life.office.units.look(STAFF) as unit:
            states = [charge.state for charge in charges_of_application(unit, application.id)]
        if application.state in _RELEASED:
            assert states
            assert set(states) <= _PAID
        elif application.state is State.FEE_DUE:
            assert ChargeState.OPEN in states
        elif application.state is not State.PRINT_CLOSED:
            assert states == [], f"{application.state} is charged"

    def _money_adds_up(self) -> None:
        with self._life.office.units.look(STAFF) as unit:
            for payer in self._life.payers:
                moved = movements_of(unit, payer)
                paid = sum(charge.sum.total for charge in charges_of(unit, payer, [ChargeState.PAID]))
                balance = balance_of(unit, payer).yen
                assert balance == sum(each.amount for each in moved) - paid
                assert balance >= 0 or any(each.way is Way.CORRECTION for each in moved)

    def _register_shows_what_the_ledger_says(self, entries: list[LedgerEntry]) -> None:
        published = self._life.published()
        waiting = self._life.waiting_records()
        for entry in entries:
            shown = published.pop(entry.sid or b"", [])
            known = [record.data for record in self._life.office.store.records(entry.number)]
            assert shown == known[: len(shown)], entry.public_number
            late = {(entry.sid, parse_record(data).payload.seq) for data in known[len(shown) :]}
            assert late <= waiting, f"{entry.public_number}: nobody will send what the register lacks"
            if entry.stage in _IN_REGISTER:
                assert shown
                held = self._life.office.reader.by_number(entry.number.canonical, entry.issue_date)
                assert held is not None
                assert (held.sid, held.content) == (entry.sid, entry.content)
        assert published == {}, "the register has something that the ledger does not know"
