"""What is past retention: a query for each kind, of keys and days, without what a hold keeps.

    Due(unit, cutoffs).of(PurgeKind.CERTIFICATES)      # rows (key, day)

Every query gives rows with `key`, by which the row is found, and `day`, from which its years were counted.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select, true

from issuance.domain.application.states import PURGEABLE, State
from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.fees.cards.case import CaseState
from issuance.domain.fees.cards.payment import CardState
from issuance.domain.fees.cards.refund import RefundState
from issuance.domain.fees.charge import ChargeState
from issuance.domain.ledger import Stage
from issuance.domain.messages import Delivery
from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.hold import HoldState
from issuance.domain.retention.report import PurgeKind
from issuance.services.retention.due_organisations import Query, gone_organisations
from issuance.storage.holds import Held, held_now, not_held
from issuance.storage.tables.after_issue import copy_order
from issuance.storage.tables.applications import application
from issuance.storage.tables.audit import entry
from issuance.storage.tables.cards import card_case, card_event, card_payment, card_refund
from issuance.storage.tables.disclosures import disclosure
from issuance.storage.tables.fees import bank_line, charge, movement
from issuance.storage.tables.inquiries import case
from issuance.storage.tables.ledger import certificate
from issuance.storage.tables.messages import message
from issuance.storage.tables.parties import organisation
from issuance.storage.tables.retention import hold
from issuance.storage.unit import Unit

NOTHING_HELD = Held(frozenset(), frozenset(), frozenset())


class Due:
    """Looks for what is past retention in a unit's chamber. `held` is what holds keep; by default those of today."""

    def __init__(self, unit: Unit, cutoffs: Cutoffs, held: Held | None = None) -> None:
        self._unit = unit
        self._cutoffs = cutoffs
        self._held = held_now(unit) if held is None else held

    def of(self, kind: PurgeKind) -> Query:
        """Return the query of a kind."""
        queries: Mapping[PurgeKind, Callable[[], Query]] = {
            PurgeKind.CERTIFICATES: self._certificates,
            PurgeKind.APPLICATIONS: self._applications,
            PurgeKind.CARD_PAYMENTS: self._card_payments,
            PurgeKind.CARD_CASES: self._card_cases,
            PurgeKind.CARD_EVENTS: self._card_events,
            PurgeKind.CHARGES: self._charges,
            PurgeKind.MOVEMENTS: self._movements,
            PurgeKind.BANK_LINES: self._bank_lines,
            PurgeKind.ORGANISATIONS: self._organisations,
            PurgeKind.MESSAGES: self._messages,
            PurgeKind.ENTRIES: self._entries,
            PurgeKind.HOLDS: self._holds,
            PurgeKind.DISCLOSURES: self._disclosures,
            PurgeKind.CASES: self._cases,
        }
        return queries[kind]()

    def unfinished(self, kind: PurgeKind) -> Query | None:
        """Return the query of what is as old, but waits for somebody; None for kinds of which nothing does."""
        if kind is PurgeKind.CERTIFICATES:
            return self._old_certificates(certificate.c.stage.not_in(_FINAL_STAGES))
        if kind is PurgeKind.APPLICATIONS:
            busy = [state.value for state in State if state not in PURGEABLE and state is not State.PURGED]
            return self._old_applications(application.c.state.in_(busy))
        return None

    def _certificates(self) -> Query:
        held = self._held
        of_held = exists(
            select(application.c.id).where(
                application.c.chamber == self._unit.chamber,
                application.c.id == certificate.c.reference,
                or_(
                    application.c.id.in_(held.applications),
                    application.c.organisation.in_(held.organisations),
                    application.c.agent.in_(held.organisations),
                ),
            )
        )
        kept = true() if not (held.applications or held.organisations) else ~of_held
        return self._old_certificates(
            certificate.c.stage.in_(_FINAL_STAGES), certificate.c.number.not_in(held.certificates), kept
        )

    def _old_certificates(self, *where: ColumnElement[bool]) -> Query:
        old = (certificate.c.purged_at.is_(None), certificate.c.issue_date <= self._cutoffs.issued_until)
        return self._keyed(certificate, certificate.c.number, certificate.c.issue_date).where(*old, *where)

    def _applications(self) -> Query:
        states = [state.value for state in State if state in PURGEABLE]
        return self._old_applications(
            application.c.state.in_(states),
            application.c.id.not_in(self._held.applications),
            application.c.organisation.not_in(self._held.organisations),
            or_(application.c.agent.is_(None), application.c.agent.not_in(self._held.organisations)),
        )

    def _old_applications(self, *where: ColumnElement[bool]) -> Query:
        old = (application.c.certificate.is_(None), application.c.changed_at < self._cutoffs.untouched_since)
        return self._keyed(application, application.c.id, application.c.changed_at).where(*old, *where)

    def _movements(self) -> Query:
        before = self._cutoffs.vouchers_before
        newer = movement.alias()
        corrected_later = exists(
            select(newer.c.id).where(
                newer.c.chamber == self._unit.chamber, newer.c.corrects == movement.c.id, newer.c.happened_on >= before
            )
        )
        return self._keyed(movement, movement.c.id, movement.c.happened_on).where(
            movement.c.happened_on < before,
            movement.c.organisation.not_in(self._held.organisations),
            ~corrected_later,
            *(~self._some(table, table.c.movement == movement.c.id) for table in (card_payment, card_refund)),
        )

    def _card_payments(self) -> Query:
        before, its = japan_midnight(self._cutoffs.vouchers_before), card_payment.c.id
        under_way = (CardState.BEGUN.value, CardState.WAITING.value, CardState.PROCESSING.value)
        refunded = or_(card_refund.c.made_at >= before, card_refund.c.state == RefundState.REQUESTED.value)
        disputed = or_(card_case.c.opened_at >= before, card_case.c.state == CaseState.OPEN.value)
        return self._keyed(card_payment, its, card_payment.c.made_at).where(
            card_payment.c.made_at < before,
            card_payment.c.state.not_in(under_way),
            card_payment.c.organisation.not_in(self._held.organisations),
            ~self._some(card_refund, card_refund.c.payment == its, refunded),
            ~self._some(card_case, card_case.c.payment == its, disputed),
        )

    def _card_cases(self) -> Query:
        return self._keyed(card_case, card_case.c.id, card_case.c.opened_at).where(
            card_case.c.payment.is_(None),
            card_case.c.opened_at < japan_midnight(self._cutoffs.vouchers_before),
            card_case.c.state != CaseState.OPEN.value,
        )

    def _card_events(self) -> Query:
        return self._keyed(card_event, card_event.c.id, card_event.c.created).where(
            card_event.c.created < japan_midnight(self._cutoffs.vouchers_before)
        )

    def _some(self, table: Table, *where: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the condition that the chamber has rows of a table for which this holds."""
        return exists(select(table.c.id).where(table.c.chamber == self._unit.chamber, *where))

    def _bank_lines(self) -> Query:
        unbooked = bank_line.c.movement.is_(None)
        before = self._cutoffs.vouchers_before
        return self._keyed(bank_line, bank_line.c.id, bank_line.c.day).where(unbooked, bank_line.c.day < before)

    def _charges(self) -> Query:
        before, settled = self._cutoffs.vouchers_before, [ChargeState.PAID.value, ChargeState.CANCELLED.value]
        booked = exists(
            select(movement.c.id).where(movement.c.chamber == self._unit.chamber, movement.c.charge == charge.c.id)
        )
        named = self._some(copy_order, copy_order.c.charge == charge.c.id)
        return self._keyed(charge, charge.c.id, charge.c.made_on).where(
            charge.c.made_on < before,
            or_(charge.c.paid_on.is_(None), charge.c.paid_on < before),
            charge.c.state.in_(settled),
            charge.c.organisation.not_in(self._held.organisations),
            charge.c.application.not_in(self._held.applications),
            ~booked,
            ~named,
        )

    def _organisations(self) -> Query:
        return gone_organisations(self._unit, self._cutoffs, self._keyed).where(
            organisation.c.id.not_in(self._held.organisations)
        )

    def _messages(self) -> Query:
        whose = or_(message.c.organisation.is_(None), message.c.organisation.not_in(self._held.organisations))
        settled = message.c.state.in_([state.value for state in Delivery if state.is_settled])
        return self._keyed(message, message.c.id, message.c.written_at).where(
            message.c.written_at < self._cutoffs.untouched_since, whose, settled
        )

    def _entries(self) -> Query:
        return self._keyed(entry, entry.c.id, entry.c.at).where(
            entry.c.at < self._cutoffs.untouched_since, entry.c["values"].is_not(None), not_held(self._held)
        )

    def _cases(self) -> Query:
        held = or_(case.c.number.is_(None), case.c.number.not_in(self._held.certificates))
        return self._keyed(case, case.c.id, case.c.closed_at).where(
            case.c.closed_at < self._cutoffs.untouched_since, held
        )

    def _holds(self) -> Query:
        ended = or_(
            and_(hold.c.state == HoldState.LIFTED.value, hold.c.lifted_at < self._cutoffs.untouched_since),
            hold.c.ends_on <= self._cutoffs.issued_until,
        )
        return self._keyed(hold, hold.c.id, hold.c.ends_on).where(ended)

    def _disclosures(self) -> Query:
        """Return those without parts: of a file that is still there, the days are not over."""
        kept = disclosure.c.subject.in_(self._held.certificates | self._held.organisations)
        return self._keyed(disclosure, disclosure.c.id, disclosure.c.asked_at).where(
            disclosure.c.asked_at < self._cutoffs.untouched_since,
            disclosure.c.state.in_(["over", "refused", "taken back", "failed"]),
            ~kept,
        )

    def _keyed(self, table: Any, key: ColumnElement[Any], day: ColumnElement[Any]) -> Query:  # noqa: ANN401  # any table
        return self._unit.select(table, key.label("key"), day.label("day"))


_FINAL_STAGES = [stage.value for stage in Stage if stage.is_final]


def day_of(value: Any) -> Any:  # noqa: ANN401  # a date, or an instant
    """Return the day of a `day` column, in Japan."""
    return japan_date(value) if hasattr(value, "astimezone") else value
