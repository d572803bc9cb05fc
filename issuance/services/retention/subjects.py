"""What a hold or a disclosure is about: found by what people type, and called by what people know."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_

from issuance.domain.ids import IdKind
from issuance.domain.login import LoginError, read_login
from issuance.domain.retention.hold import HoldKind
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.accounts import find_login
from issuance.storage.organisations import names_of
from issuance.storage.references import read_reference
from issuance.storage.tables.applications import application
from issuance.storage.tables.ledger import certificate
from issuance.storage.unit import Unit
from signing.number import parse_number


@dataclass(frozen=True)
class Subject:
    """A certificate (canonical number), an application or an organisation (id), and whom it concerns."""

    key: str
    organisation: str | None


def find_subject(unit: Unit, kind: HoldKind, typed: str) -> Subject:
    """Return what somebody means; raise `RefusedError` where the chamber has no such thing."""
    text = typed.strip().upper()
    if kind is HoldKind.ORGANISATION:
        try:
            login = read_login(typed)
        except LoginError as error:
            raise RefusedError(_("Enter an administrator id, for example TYO-A000123-4.")) from error
        held = find_login(unit, login) if login.chamber == unit.chamber else None
        if held is None or held.kind is not IdKind.ADMINISTRATOR or held.organisation is None:
            raise RefusedError(_("%(login)s is no administrator id of this chamber.", login=str(login)))
        return Subject(held.organisation, held.organisation)
    if kind is HoldKind.APPLICATION:
        query = unit.select(application, application.c.id, application.c.organisation)
        row = unit.row(query.where(application.c.reference == read_reference(text)))
        if row is None:
            raise RefusedError(_("This chamber has no application %(reference)s.", reference=text[:20]))
        return Subject(str(row["id"]), row["organisation"])
    columns = (certificate.c.number, certificate.c.reference)
    same = or_(certificate.c.public_number == text, certificate.c.number == text.replace("-", ""))
    row = unit.row(unit.select(certificate, *columns).where(same))
    if row is None:
        raise RefusedError(_("This chamber has no certificate %(number)s.", number=text[:40]))
    return Subject(str(row["number"]), organisation_of(unit, row["reference"]))


def organisation_of(unit: Unit, reference: str | None) -> str | None:
    """Return the organisation of the application from which a certificate comes; None where it is not known."""
    if reference is None:
        return None
    row = unit.row(unit.select(application, application.c.organisation).where(application.c.id == reference))
    return None if row is None else str(row["organisation"])


def words_of(unit: Unit, subjects: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return what people call subjects of some kinds, by key; what is gone is called by its key."""
    by_kind = {kind: {key for each, key in subjects if each == kind} for kind in HoldKind}
    words = {key: key for _kind, key in subjects}
    words |= {key: parse_number(key).public for key in by_kind[HoldKind.CERTIFICATE]}
    names = names_of(unit, by_kind[HoldKind.ORGANISATION])
    words |= {key: each.text("ja") for key, each in names.items()}
    wanted = sorted(by_kind[HoldKind.APPLICATION])
    if wanted:
        query = unit.select(application, application.c.id, application.c.reference)
        words |= {row["id"]: row["reference"] for row in unit.rows(query.where(application.c.id.in_(wanted)))}
    return words
