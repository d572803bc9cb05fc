"""The chamber's seal and its officers' signatures: handed in, confirmed by another person, ended.

desk = ImprintDesk(units, uploads, pictures)
proposed = desk.propose_seal(administrator, stream, "seal.png", valid_from)
desk.confirm(another, proposed.id, proposed.version)

The seal is proposed by a chamber administrator and confirmed by another one or by a certifying officer. A signature is
handed in by the officer whose it is and confirmed by a chamber administrator. Four eyes, always: what stands on every
paper is never one person's choice.
"""

import datetime as dt
from typing import BinaryIO

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.imprints import (
    DECIDES,
    IMPRINT,
    PROPOSES,
    Imprint,
    ImprintEvent,
    ImprintKind,
    ImprintState,
    Printed,
)
from issuance.domain.staff import StaffAct
from issuance.domain.uploads import Purpose
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.imprints.pictures import ImprintPictures
from issuance.services.uploads import Uploads
from issuance.storage.imprints import add_imprint, get_imprint, imprints, set_imprint_state
from issuance.storage.tables.imprints import imprint as table
from issuance.storage.unit import Unit, Units

LONGEST_REASON = 500
MOST_AHEAD = dt.timedelta(days=366)


class ImprintDesk:
    """Every method is one act."""

    def __init__(self, units: Units, uploads: Uploads, pictures: ImprintPictures) -> None:
        self._units = units
        self._uploads = uploads
        self._pictures = pictures

    def propose_seal(self, actor: Actor, stream: BinaryIO, filename: str, valid_from: dt.date) -> Imprint:
        """Hand in the picture of the chamber's seal that papers carry from a day in Japan on."""
        with self._units.look(actor) as unit:
            check_staff(unit, PROPOSES[ImprintKind.SEAL])
            _check_day(valid_from, japan_date(unit.now))
        return self._propose(actor, ImprintKind.SEAL, stream, filename, Printed(), valid_from)

    def propose_signature(self, actor: Actor, stream: BinaryIO, filename: str, printed: Printed) -> Imprint:
        """Hand in the picture of one's own signature, with name and title as printed below it."""
        with self._units.look(actor) as unit:
            check_staff(unit, PROPOSES[ImprintKind.SIGNATURE])
            today = japan_date(unit.now)
        return self._propose(actor, ImprintKind.SIGNATURE, stream, filename, printed, today)

    def confirm(self, actor: Actor, key: str, version: int) -> Imprint:
        """Confirm what another one handed in: a seal counts from its day on, a signature from now on."""
        with self._units.look(actor) as unit:
            # It may have been handed in while the virus scanner was down: what is confirmed can be printed. Drawing
            # starts a process, so it is done before the act.
            self._pictures.made(unit, self._to_decide(unit, key, version).upload)
        with self._units.act(actor) as unit:
            found = self._to_decide(unit, key, version)
            return self._move(unit, found, ImprintEvent.CONFIRM, decided_at=unit.now, decided_by=actor.account)

    def refuse(self, actor: Actor, key: str, version: int, reason: str) -> Imprint:
        """Refuse it for a reason that the one who handed it in reads."""
        with self._units.act(actor) as unit:
            found = self._to_decide(unit, key, version)
            return self._move(
                unit,
                found,
                ImprintEvent.REFUSE,
                decided_at=unit.now,
                decided_by=actor.account,
                reason=_reason(reason),
            )

    def take_back(self, actor: Actor, key: str, version: int) -> Imprint:
        """Take back what one handed in oneself and nobody has decided on."""
        with self._units.act(actor) as unit:
            found = _seen(unit, key, version)
            check_staff(unit, PROPOSES[found.kind])
            if found.proposed_by != actor.account:
                raise RefusedError(_("Only the person who handed it in can take it back."))
            return self._move(unit, found, ImprintEvent.TAKE_BACK)

    def end(self, actor: Actor, key: str, version: int, reason: str) -> Imprint:
        """Put it on no paper any more. Certificates that were issued keep it."""
        with self._units.act(actor) as unit:
            found = _seen(unit, key, version)
            check_staff(unit, DECIDES[found.kind])
            return self._move(unit, found, ImprintEvent.END, ended_at=unit.now, reason=_reason(reason))

    def _propose(
        self, actor: Actor, kind: ImprintKind, stream: BinaryIO, filename: str, printed: Printed, valid_from: dt.date
    ) -> Imprint:
        upload = self._uploads.receive(actor, stream, filename, Purpose.SPECIMEN)
        try:
            if upload.may_be_opened:
                with self._units.look(actor) as unit:
                    self._pictures.made(unit, upload.id)
            with self._units.act(actor) as unit:
                check_staff(unit, PROPOSES[kind])
                account = actor.account if kind is ImprintKind.SIGNATURE else None
                _check_none_waits(unit, kind, account)
                made = add_imprint(
                    unit,
                    kind,
                    account=account,
                    upload=upload.id,
                    printed=printed,
                    valid_from=valid_from,
                    proposed_by=str(actor.account),
                )
                after = {"kind": kind, "upload": upload.id, "valid_from": valid_from, "printed": printed.line or None}
                unit.record("imprint.propose", f"imprint:{made.id}", after=after)
                return made
        except (RefusedError, ConflictError):
            with self._units.act(actor) as unit:
                self._uploads.remove(unit, upload.id)  # what no imprint names would lie there for ever
            raise

    def _to_decide(self, unit: Unit, key: str, version: int) -> Imprint:
        found = _seen(unit, key, version)
        check_staff(unit, DECIDES[found.kind])
        found.check_decider(unit.actor.account)
        return found

    def _move(self, unit: Unit, found: Imprint, event: ImprintEvent, **columns: object) -> Imprint:
        state = IMPRINT.after(found.state, event)
        moved = set_imprint_state(unit, found, state, **columns)
        after = {"state": state, "reason": moved.reason or None}
        unit.record(f"imprint.{event.name.lower()}", f"imprint:{found.id}", before={"state": found.state}, after=after)
        return moved


def _seen(unit: Unit, key: str, version: int) -> Imprint:
    """Return one as somebody saw it; nobody else than those who may see the list learns whether it is there."""
    check_staff(unit, StaffAct.CONFIRM_SEAL)
    found = get_imprint(unit, key)
    if found.version != version:
        raise ConflictError(_("Somebody else has decided on this meanwhile: see how it stands now."))
    return found


def _check_day(valid_from: dt.date, today: dt.date) -> None:
    if not today <= valid_from <= today + MOST_AHEAD:
        raise RefusedError(_("A seal counts from today on at the earliest, and within a year at the latest."))


def _check_none_waits(unit: Unit, kind: ImprintKind, account: str | None) -> None:
    whose = table.c.account.is_(None) if account is None else table.c.account == account
    if imprints(unit, table.c.kind == kind.value, whose, table.c.state == ImprintState.PROPOSED.value):
        raise ConflictError(_("One waits for its confirmation already: take that back before you hand in another."))


def _reason(text: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(_("Give the reason: it goes on record."))
    if len(words) > LONGEST_REASON:
        raise RefusedError(
            _(
                "This has %(got)s characters, and %(most)s are possible: write the main point.",
                got=len(words),
                most=LONGEST_REASON,
            )
        )
    return words
