"""The office's values as the API shows them."""

from collections.abc import Iterable

from issuance.domain.application.application import Application, Version
from issuance.domain.application.problems import Problem
from issuance.domain.fees.charge import Charge
from issuance.services.applications.papers import ShownPaper
from issuance.services.applications.views import SeenApplication
from issuance.services.delivery.printing import Printing
from issuance.services.fees.views import Account
from issuance.web.api.models import (
    ApplicationLine,
    ApplicationSeen,
    CertificateOffered,
    ChargeSeen,
    FeeLine,
    Fees,
    Happened,
    PaperSeen,
    ProblemSaid,
    RemarksSaid,
    VersionSeen,
)
from signing.number import parse_number


def line_of(found: Application) -> ApplicationLine:
    """Return an application in short. A number is told when the certificate is delivered, no sooner."""
    told = found.certificate and found.delivered_at
    return ApplicationLine(
        id=found.id,
        reference=found.reference,
        kind=found.kind.slug,
        state=found.state.value,
        since=found.state_since,
        changed_at=found.changed_at,
        started_at=found.started_at,
        submitted_at=found.submitted_at,
        delivered_at=found.delivered_at,
        certificate=parse_number(str(found.certificate)).public if told else None,
        replaces=found.replaces,
        version=found.version,
    )


def seen_of(seen: SeenApplication, problems: Iterable[Problem], *, must_ask: bool) -> ApplicationSeen:
    """Return an application with all that its page shows."""
    found = seen.application
    return ApplicationSeen(
        **line_of(found).model_dump(),
        typed=found.entry,
        submitted=[_version(each) for each in seen.versions],
        remarks=RemarksSaid(general=found.remarks.general, fields=dict(found.remarks.fields)),
        problems=[problem_of(each) for each in problems],
        must_ask_signatory=must_ask,
        certificate_state=seen.own.state.name.lower() if seen.own.state is not None else None,
        history=_history(found, seen.versions),
    )


def problem_of(each: Problem) -> ProblemSaid:
    """Return what is said of a field."""
    return ProblemSaid(field=each.field, text=each.sentence, severity=each.severity.value)


def paper_of(shown: ShownPaper) -> PaperSeen:
    """Return a paper."""
    paper, file = shown.paper, shown.file
    return PaperSeen(
        id=paper.id,
        role=paper.role.value,
        added_at=paper.added_at,
        since_version=paper.since_version,
        file=file.name if file else None,
        kind=file.kind.value if file else None,
        pages=file.pages if file else None,
        size=file.size if file else None,
        sha256=file.sha256.hex() if file else None,
        check=file.state.value if file else None,
    )


def fees_of(account: Account) -> Fees:
    """Return an organisation's account."""
    return Fees(
        balance=account.balance.yen,
        on_account=account.balance.on_account,
        owed=account.owed,
        late=account.late,
        charges=[_charge(each) for each in account.charges],
    )


def offered(offer: Printing) -> CertificateOffered:
    """Return what can be printed of a certificate."""
    return CertificateOffered(
        number=offer.number,
        application=offer.application.id,
        kind=offer.application.kind.slug,
        delivered_at=offer.application.delivered_at,
        closes_at=offer.closes_at,
        sheets=[sheet.name for sheet in offer.sheets],
    )


def _version(each: Version) -> VersionSeen:
    return VersionSeen(number=each.number, submitted_at=each.submitted_at, typed=each.entry, content=dict(each.draft))


def _history(found: Application, versions: Iterable[Version]) -> list[Happened]:
    """Return what happened, the first first: what the page shows, no officer's doings before the decision."""
    happened = [Happened(at=found.started_at, what="started")]
    happened += [Happened(at=each.submitted_at, what="submitted") for each in versions]
    if found.decided_at is not None:
        happened.append(Happened(at=found.decided_at, what="decided"))
    if found.delivered_at is not None:
        happened.append(Happened(at=found.delivered_at, what="delivered"))
    happened.append(Happened(at=found.state_since, what="state", state=found.state.value))
    return sorted(happened, key=lambda each: each.at)


def _charge(each: Charge) -> ChargeSeen:
    lines = [
        FeeLine(what=line.kind.value, quantity=line.quantity, unit_price=line.unit_price, net=line.net)
        for line in each.sum.lines
    ]
    return ChargeSeen(
        id=each.id,
        reference=each.reference,
        application=each.application,
        state=each.state.value,
        since=each.state_since,
        made_on=each.made_on,
        due_on=each.due_on,
        paid_on=each.paid_on,
        lines=lines,
        net=each.sum.net,
        tax=each.sum.tax,
        total=each.sum.total,
    )
