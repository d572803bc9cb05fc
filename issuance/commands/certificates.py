"""`issuance issue`, `revoke`, `replace`, `void`, `resume`: the life of certificates, from a demo's command line."""

import argparse
from pathlib import Path

from issuance.attachments import attach_document, document_beside
from issuance.commands.common import (
    add_directory,
    describe,
    find_number,
    open_demo_office,
    open_office,
    say,
)
from issuance.demo.making import OFFICERS
from issuance.domain.ledger import LedgerEntry
from issuance.drafts import read_draft
from issuance.errors import StorageError
from issuance.office import Office
from issuance.services.certificates.issue import IssueRequest, Unfinished
from signing.record import RevocationReason


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    issue = subparsers.add_parser("issue", help="issue a certificate from a draft (demo)")
    issue.add_argument("draft", type=Path, metavar="FILE.json", help="the draft: content fields of the applicant")
    issue.add_argument("--chamber", required=True, metavar="CODE", help="issuing chamber, e.g. TYO")
    issue.add_argument("--pdf", type=Path, metavar="FILE", help="also write the original here")
    issue.set_defaults(func=_issue)

    replace = subparsers.add_parser("replace", help="issue a certificate that replaces another (demo)")
    replace.add_argument("number", metavar="NUMBER", help="the certificate to replace")
    replace.add_argument("draft", type=Path, metavar="FILE.json", help="the new draft")
    replace.add_argument("--pdf", type=Path, metavar="FILE", help="also write the new original here")
    replace.set_defaults(func=_replace)

    revoke = subparsers.add_parser("revoke", help="revoke a certificate, for ever (demo)")
    revoke.add_argument("number", metavar="NUMBER")
    revoke.add_argument(
        "--reason",
        required=True,
        choices=[str(reason) for reason in RevocationReason],
        metavar="CODE",
        help="one of: " + ", ".join(RevocationReason),
    )
    revoke.set_defaults(func=_revoke)

    void = subparsers.add_parser("void", help="give up a number that cannot be finished (demo)")
    void.add_argument("number", metavar="NUMBER")
    void.set_defaults(func=_void)

    resume = subparsers.add_parser("resume", help="finish what a crash left, and send what the register lacks")
    resume.set_defaults(func=_resume)

    for parser in (issue, replace, revoke, void, resume):
        add_directory(parser)


def _issue(args: argparse.Namespace) -> int:
    with open_demo_office(args) as office:
        return _issue_draft(office, args.draft, args.chamber, None, args.pdf)


def _replace(args: argparse.Namespace) -> int:
    with open_demo_office(args) as office:
        number = find_number(office, args.number)
        return _issue_draft(office, args.draft, number.chamber, number.public, args.pdf)


def _issue_draft(office: Office, path: Path, chamber: str, replaces: str | None, pdf: Path | None) -> int:
    draft, pictures = attach_document(read_draft(path), document_beside(path))
    request = IssueRequest(chamber, draft, OFFICERS, pictures, replaces)
    entry = office.issuing.issue(request)
    if pdf is not None:
        _write_original(office, entry, pdf)
    say({**describe(office, entry), "replaces": replaces, "pdf": str(pdf) if pdf else None})
    office.copies.publish_all()
    return 0


def _write_original(office: Office, entry: LedgerEntry, path: Path) -> None:
    try:
        path.write_bytes(office.originals.open(entry))
    except OSError as error:
        raise StorageError(
            f"{entry.number} is issued, but its original cannot be written to {path}: {error.strerror}."
        ) from error


def _revoke(args: argparse.Namespace) -> int:
    with open_demo_office(args) as office:
        number = find_number(office, args.number)
        entry = office.revoking.revoke(number, RevocationReason(args.reason), OFFICERS)
        say({**describe(office, entry), "reason": args.reason})
    return 0


def _void(args: argparse.Namespace) -> int:
    with open_demo_office(args) as office:
        say(describe(office, office.revoking.void(find_number(office, args.number), OFFICERS)))
    return 0


def _resume(args: argparse.Namespace) -> int:
    failed = 0
    with open_office(args) as office:
        for result in office.issuing.resume():
            if isinstance(result, Unfinished):
                failed += 1
                say({"number": result.entry.public_number, "stage": str(result.entry.stage), "error": result.reason})
            else:
                say(describe(office, result))
        office.publisher.drain()
        office.copies.publish_all()
    return 1 if failed else 0
