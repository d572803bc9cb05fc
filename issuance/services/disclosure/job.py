"""The file of a disclosure: made where the chambers' keys are, signed, sealed part by part, and deleted in time.

    for made in office.disclosure.job.round("TYO"): …

A run that was killed leaves parts that the next one throws away before it begins anew.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from issuance.confidential import Confidential
from issuance.domain.actor import Actor
from issuance.domain.disclosure.case import DISCLOSURE, Disclosure, DisclosureEvent, DisclosureState
from issuance.domain.disclosure.manifest import FORMAT, MANIFEST, SIGNATURE, ListedFile, Manifest, sign
from issuance.domain.retention.hold import HoldKind
from issuance.errors import IssuanceError, StorageError
from issuance.language import speaking
from issuance.services.disclosure.collecting import Collector
from issuance.services.disclosure.parts import PartWriter
from issuance.services.messages.saying import Value
from issuance.services.registrar.telling import tell_organisation
from issuance.services.retention.subjects import organisation_of, words_of
from issuance.services.shredder import Shredder
from issuance.storage.accounts import get_account
from issuance.storage.claims import Claims
from issuance.storage.disclosures import disclosures, drop_parts, get_disclosure, in_state, made_before, move_disclosure
from issuance.storage.tables.ledger import certificate
from issuance.storage.unit import Unit, Units
from register.documents import DocumentStore
from register.errors import RegisterError
from signing.keys import Signer

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_MOST_REASON = 500
_STAFF_LANGUAGE = "ja"


@dataclass(frozen=True)
class Made:
    """What became of a case: its file is there, or why not."""

    case: str
    reason: str = ""


class DisclosureJob:
    """Makes files and lets them go. `signer` gives a chamber's key of today."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        collector: Callable[[Unit], Collector],
        confidential: Confidential,
        documents: DocumentStore,
        shredder: Shredder,
        signer: Callable[[str], Signer],
    ) -> None:
        self._units = units
        self._claims = claims
        self._collector = collector
        self._confidential = confidential
        self._documents = documents
        self._shredder = shredder
        self._signer = signer

    def round(self, chamber: str) -> Iterator[Made]:
        """Make what is approved in a chamber."""
        actor = Actor.job(chamber, "disclose")
        with self._units.look(actor) as unit:
            approved = disclosures(unit, in_state(DisclosureState.APPROVED))
        for case in approved:
            with self._claims.take(f"disclosure {chamber} {case.id}") as taken:
                if taken:
                    yield self._make(actor, case)

    def expire(self, chamber: str) -> int:
        """Delete files whose days are over; return how many. It needs no key."""
        actor = Actor.job(chamber, "daily")
        with self._units.look(actor) as unit:
            over = disclosures(unit, in_state(DisclosureState.MADE), made_before(unit.now))
        for case in over:
            with self._units.act(actor) as unit:
                drop_parts(unit, case.id)
                move_disclosure(unit, case, DISCLOSURE.after(case.state, DisclosureEvent.EXPIRE))
                unit.record("disclosure.expire", f"disclosure:{case.id}")
        self._shredder.run(actor)
        return len(over)

    def _make(self, actor: Actor, case: Disclosure) -> Made:
        with self._units.act(actor) as unit:
            drop_parts(unit, case.id)  # of a run that was killed
        self._shredder.run(actor)
        try:
            with speaking(_STAFF_LANGUAGE):
                size, sha256 = self._write(actor, case)
        except (StorageError, OSError):
            raise  # a database or a disk: the next round begins anew
        except (IssuanceError, RegisterError) as error:
            with self._units.act(actor) as unit:
                drop_parts(unit, case.id)
                reason = str(error)[:_MOST_REASON]
                now = get_disclosure(unit, case.id)
                move_disclosure(unit, now, DISCLOSURE.after(now.state, DisclosureEvent.FAIL), failed_because=reason)
                unit.record("disclosure.fail", f"disclosure:{case.id}", after={"reason": reason})
            return Made(case.id, reason)
        with self._units.act(actor) as unit:
            now = get_disclosure(unit, case.id)
            columns = {"made_at": unit.now, "size": size, "sha256": sha256}
            move_disclosure(unit, now, DISCLOSURE.after(now.state, DisclosureEvent.MAKE), **columns)
            organisation = _organisation(unit, case)
            after = {"sha256": sha256, "bytes": size, "told": int(case.may_be_told)}
            unit.record("disclosure.make", f"disclosure:{case.id}", organisation=organisation, after=after)
            if case.may_be_told and organisation is not None:
                _tell(unit, case, organisation)
        return Made(case.id)

    def _write(self, actor: Actor, case: Disclosure) -> tuple[int, str]:
        """Write the ZIP; return its size and its SHA-256 in hex."""
        parts = PartWriter(self._units, self._confidential, self._documents, actor, case.id)
        listed = []
        with self._units.look(actor) as unit, zipfile.ZipFile(cast("IO[bytes]", parts), "w") as opened:
            for path, data in self._collector(unit).of(case):
                _add(opened, path, data)
                listed.append(ListedFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
            manifest = Manifest(
                format=FORMAT,
                chamber=actor.chamber,
                case=case.id,
                kind=case.kind.value,
                subject=words_of(unit, [(case.kind, case.subject)])[case.subject],
                authority=case.ground.authority,
                reference=case.ground.reference,
                ground=case.ground.ground,
                asked_by=get_account(unit, case.asked_by).login,
                approved_by=get_account(unit, str(case.settled_by)).login,
                made_at=unit.now,
                files=tuple(listed),
            ).encode()
            _add(opened, MANIFEST, manifest)
            _add(opened, SIGNATURE, sign(manifest, self._signer(actor.chamber)).encode())
        parts.finish()
        return parts.size, parts.hash.hexdigest()


def _add(opened: zipfile.ZipFile, path: str, data: bytes) -> None:
    info = zipfile.ZipInfo(path, _FIRST_DAY_OF_ZIP)
    info.compress_type = zipfile.ZIP_DEFLATED
    opened.writestr(info, data)


def _organisation(unit: Unit, case: Disclosure) -> str | None:
    if case.kind is HoldKind.ORGANISATION:
        return case.subject
    row = unit.row(unit.select(certificate, certificate.c.reference).where(certificate.c.number == case.subject))
    return None if row is None else organisation_of(unit, row["reference"])


def _tell(unit: Unit, case: Disclosure, organisation: str) -> None:
    subject = words_of(unit, [(case.kind, case.subject)])[case.subject]
    values: dict[str, Value] = {"authority": case.ground.authority, "subject": subject}
    tell_organisation(unit, organisation, "data_disclosed", values)
