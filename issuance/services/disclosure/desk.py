"""The pages of disclosures: one administrator asks with the legal ground, another one approves; both can fetch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from issuance.confidential import Confidential
from issuance.domain.actor import Actor
from issuance.domain.disclosure.case import DISCLOSURE, Disclosure, DisclosureEvent, Ground
from issuance.domain.retention.hold import HoldKind
from issuance.domain.staff import StaffAct
from issuance.domain.uploads import Purpose
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.disclosure.parts import read_parts
from issuance.services.retention.subjects import find_subject, words_of
from issuance.services.uploads import Uploads
from issuance.storage.disclosures import (
    add_disclosure,
    add_fetch,
    count_fetches,
    disclosures,
    get_disclosure,
    move_disclosure,
    parts_of,
)
from issuance.storage.shown import names_of_accounts
from issuance.storage.tables.ledger import certificate
from issuance.storage.unit import Unit, Units
from register.documents import DocumentStore


@dataclass(frozen=True)
class Cases:
    """The list: cases, what their subjects are called, names of people by account."""

    cases: Sequence[Disclosure]
    subjects: Mapping[str, str]
    names: Mapping[str, str]


class DisclosureDesk:
    """What chamber administrators do about disclosures. Each method is one act."""

    def __init__(
        self, units: Units, uploads: Uploads, confidential: Confidential, documents: Callable[[], DocumentStore]
    ) -> None:
        self._units = units
        self._uploads = uploads
        self._confidential = confidential
        self._documents = documents

    def page(self, actor: Actor, key: str | None = None) -> Cases:
        """Return the cases, the newest first; one alone where `key` is given."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.DISCLOSE)
            cases = disclosures(unit) if key is None else [get_disclosure(unit, key)]
            people = {each for case in cases for each in (case.asked_by, case.settled_by) if each}
            subjects = words_of(unit, [(case.kind, case.subject) for case in cases])
            return Cases(cases, subjects, names_of_accounts(unit, sorted(people)))

    def ask(
        self,
        actor: Actor,
        kind: HoldKind,
        typed: str,
        ground: Ground,
        paper: tuple[BinaryIO, str],
        *,
        may_be_told: bool,
    ) -> str:
        """Ask for a disclosure; `paper` is the request as it was received, with its file's name. Return the case."""
        with self._units.look(actor) as unit:
            self._check(unit)
            _subject(unit, kind, typed)
        upload = self._uploads.receive(actor, *paper, Purpose.DOCUMENT)
        with self._units.act(actor) as unit:
            self._check(unit)
            key, organisation = _subject(unit, kind, typed)
            case = add_disclosure(unit, kind, key, ground, upload.id, may_be_told=may_be_told)
            said = {"authority": ground.authority, "reference": ground.reference, "ground": ground.ground}
            after = {**said, "kind": kind, "subject": key, "may_be_told": int(may_be_told), "paper": upload.id}
            unit.record("disclosure.ask", f"disclosure:{case}", organisation=organisation, after=after)
            return case

    def approve(self, actor: Actor, key: str, version: int) -> None:
        """Approve it as another administrator: the issue job makes the file within seconds."""
        self._decide(actor, key, version, DisclosureEvent.APPROVE)

    def refuse(self, actor: Actor, key: str, version: int) -> None:
        """Refuse it as another administrator."""
        self._decide(actor, key, version, DisclosureEvent.REFUSE)

    def take_back(self, actor: Actor, key: str, version: int) -> None:
        """Give up what one has asked for."""
        with self._units.act(actor) as unit:
            self._check(unit)
            case = _case(unit, key, version)
            if case.asked_by != actor.account:
                raise RefusedError(_("Only the person who asked can take the request back."))
            move_disclosure(unit, case, DISCLOSURE.after(case.state, DisclosureEvent.TAKE_BACK))
            unit.record("disclosure.take_back", f"disclosure:{key}")

    def fetch(self, actor: Actor, key: str) -> tuple[Disclosure, Iterator[bytes]]:
        """Return a case with the bytes of its file, part by part, and note who fetches it."""
        with self._units.act(actor) as unit:
            self._check(unit)
            case = get_disclosure(unit, key)
            case.check_fetcher(actor.account, count_fetches(unit, key, actor.account), unit.now)
            add_fetch(unit, key)
            unit.record("disclosure.fetch", f"disclosure:{key}", after={"sha256": case.sha256})
            parts = parts_of(unit, key)
        return case, read_parts(self._confidential, self._documents(), actor.chamber, parts)

    def paper(self, actor: Actor, key: str, page: int) -> bytes:
        """Return a page of the request as it was received, as a PNG made anew."""
        with self._units.look(actor) as unit:
            self._check(unit)
            return self._uploads.picture(unit, get_disclosure(unit, key).paper, page)

    def _decide(self, actor: Actor, key: str, version: int, event: DisclosureEvent) -> None:
        with self._units.act(actor) as unit:
            self._check(unit)
            case = _case(unit, key, version)
            case.check_decider(actor.account)
            settled = {"settled_by": actor.account, "settled_at": unit.now}
            move_disclosure(unit, case, DISCLOSURE.after(case.state, event), **settled)
            after = {"authority": case.ground.authority, "reference": case.ground.reference}
            if event is DisclosureEvent.APPROVE:
                unit.record("disclosure.approve", f"disclosure:{key}", after={**after, "ground": case.ground.ground})
            else:
                unit.record("disclosure.refuse", f"disclosure:{key}", after=after)

    def _check(self, unit: Unit) -> None:
        check_staff(unit, StaffAct.DISCLOSE)
        if unit.actor.account is None:
            raise RefusedError(_("Data are disclosed by chamber administrators alone."))


def _subject(unit: Unit, kind: HoldKind, typed: str) -> tuple[str, str | None]:
    if kind is HoldKind.APPLICATION:
        raise RefusedError(_("Data are disclosed of one organisation, or of one certificate."))
    found = find_subject(unit, kind, typed)
    if kind is HoldKind.CERTIFICATE:
        row = unit.row(unit.select(certificate, certificate.c.purged_at).where(certificate.c.number == found.key))
        if row is None or row["purged_at"] is not None:
            raise RefusedError(_("The data of this certificate were purged when their retention was over."))
    return found.key, found.organisation


def _case(unit: Unit, key: str, version: int) -> Disclosure:
    case = get_disclosure(unit, key)
    if case.version != version:
        raise ConflictError(_("The disclosure has moved on meanwhile: see what stands there now."))
    return case
