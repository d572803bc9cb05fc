"""Make the demo once: keys, trust, databases, one chamber, and a certificate of every kind and state.

Whatever interrupts it, the next run goes on: each step looks at what is there, and samples that were issued are found
again in the ledger.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issuance.attachments import attach_document
from issuance.config import DEMO_MARK, OfficeConfig
from issuance.demo.bulletin import publish_first_bulletin
from issuance.demo.office import make_office
from issuance.demo.papers import sample_document, sample_draft, sample_signatures
from issuance.demo.profile import CHAMBER, PROFILE, demo_chamber
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.errors import IssuanceError
from issuance.files import write_durably
from issuance.office import Office
from issuance.paper import Press, Rendering
from issuance.services.certificates.issue import IssueRequest, Unfinished
from issuance.setup import make_chamber_key, make_databases, make_receipt_key, make_vault, pdf_anchor
from issuance.trust.files import locked
from issuance.trust.repository import TRUST_LIST_TARGET
from issuance.trust.trust_list import FORMAT
from signing.content import Kind, parse_content
from signing.errors import MalformedError
from signing.qr import qr_text
from signing.record import RevocationReason, state_of
from signing.reference_base import ReferenceBase
from signing.trust import KeyRole, TrustList

OFFICERS = ("demo-officer-1", "demo-officer-2")

MARK = """\
This folder is a demo of OriginSeal.
It holds every key: the chamber's, the PDF anchor's and those that sign the trust list. Whoever reads it can issue
certificates. Use it for trying, never for certificates that anybody should trust.
"""

Say = Callable[[str], None]
Filler = Callable[[Office, Say], None]
"""Puts into an installation what it is for, or what of that is missing."""


@dataclass(frozen=True)
class Sample:
    """A certificate of the demo: the draft that it comes from and what becomes of it."""

    draft: str
    revoked: RevocationReason | None = None
    replaces: str | None = None


SAMPLES = (
    Sample("coo-jp"),
    Sample("coo-foreign"),
    Sample("invoice"),
    Sample("signature"),
    Sample("coo-jp-60-lines"),
    Sample("coo-jp-world-names"),
    Sample("coo-jp-revoked", revoked=RevocationReason.INCORRECT_CONTENT),
    Sample("coo-jp-replaced"),
    Sample("coo-jp-successor", replaces="coo-jp-replaced"),
)


def make_demo(config: OfficeConfig, ref_base: str, say: Say) -> None:
    """Make, or complete, the demo installation of `config`; `ref_base` counts at the first time alone."""
    make_installation(config, ref_base, say, _fill)


def make_installation(config: OfficeConfig, ref_base: str, say: Say, fill: Filler) -> None:
    """Make, or complete, an installation with all keys in one folder, and have `fill` put into it what it is for."""
    mark = config.demo / DEMO_MARK
    if not mark.exists() and not _is_empty(config.directory):
        raise IssuanceError(f"{config.directory} holds something that is no demo. Name another with --directory.")
    # Two at once would make two sets of keys: the second waits, and finds everything made.
    with locked(config.demo / ".lock"):
        if not mark.exists():
            write_durably(mark, MARK.encode(), mode=0o644)
        _complete(config, ref_base, say, fill)


def _is_empty(directory: Path) -> bool:
    """Tell whether a demo may be made here: nothing is there, or only what a run that ended at once left."""
    if not directory.exists():
        return True
    return directory.is_dir() and all(path.name == "demo" or path.name.startswith(".") for path in directory.rglob("*"))


def _complete(config: OfficeConfig, ref_base: str, say: Say, fill: Filler) -> None:
    if not config.passphrase_file.exists():
        write_durably(config.passphrase_file, secrets.token_urlsafe(24).encode() + b"\n")
    with Office(config) as office:
        make_vault(office)
        make_databases(office)
        _make_trust(office, ref_base, say)
        office.store.save_profile(PROFILE)
        for name, drawing in sample_signatures().items():
            write_durably(config.stationery / CHAMBER / name, drawing)
        _resume(office, say)
        fill(office, say)


def _fill(office: Office, say: Say) -> None:
    listing = office.config.demo / "certificates.json"
    if not listing.exists():
        write_durably(listing, _encode(_make_samples(office, say)), mode=0o644)
    office.copies.publish_all()
    office.status_desk.publish()
    publish_first_bulletin(office)
    make_office(office, say)


def _resume(office: Office, say: Say) -> None:
    """Finish what an interrupted run left, whatever day that was."""
    for result in office.issuing.resume():
        if isinstance(result, Unfinished):
            say(f"{result.entry.public_number} could not be finished: {result.reason}")
        else:
            say(f"Finished {result.public_number}, which an interrupted run had left.")
    office.publisher.drain()


def _make_trust(office: Office, ref_base: str, say: Say) -> None:
    """Make the trust repository, or the keys of a new year in an older demo."""
    year = office.clock().astimezone(demo_chamber(None).zone).year
    if not office.trust_office.repository.is_initialised:
        try:
            base = ReferenceBase(ref_base)
        except MalformedError as error:
            raise IssuanceError(str(error)) from error
        sandbox = office.config.sandbox
        anchor = pdf_anchor(office, CHAMBER, demo_chamber(None, sandbox=sandbox).name, year)
        trust_list = TrustList(
            format=FORMAT,
            version=1,
            ref_base=base.url,
            chambers=(demo_chamber(anchor, sandbox=sandbox),),
            keys=(make_chamber_key(office, CHAMBER, year, tuple(Kind)), make_receipt_key(office, year)),
        )
        office.trust_office.init({TRUST_LIST_TARGET: trust_list.encode()}, office.clock())
        say(f"Made the keys and the trust list of the demo chamber {CHAMBER}.")
    trust_list = office.trust_list()
    if trust_list.ref_base != ref_base:
        say(f"Note: this demo's certificates name {trust_list.ref_base}; move the folder away to make it anew.")
    if not any(key.role is KeyRole.CHAMBER and key.not_before.year == year for key in trust_list.keys):
        pdf_anchor(office, CHAMBER, trust_list.chamber(CHAMBER).name, year)
        keys = (*trust_list.keys, make_chamber_key(office, CHAMBER, year, tuple(Kind)), make_receipt_key(office, year))
        newer = trust_list.model_copy(update={"version": trust_list.version + 1, "keys": keys})
        office.trust_office.publish_targets({TRUST_LIST_TARGET: newer.encode()}, office.clock())
        say(f"Made the keys of {year}.")
    pinned = office.config.directory / "trust" / "client" / "root.json"
    if not pinned.exists():
        root = office.trust_office.repository.metadata / "1.root.json"
        write_durably(pinned, root.read_bytes(), mode=0o644)


def _make_samples(office: Office, say: Say) -> list[dict[str, Any]]:
    issued: dict[str, LedgerEntry] = {}
    for sample in SAMPLES:
        entry = issued[sample.draft] = _issue(office, sample, issued)
        say(f"Issued {entry.number} ({sample.draft}).")
        if sample.revoked is not None:
            office.revoking.revoke(entry.number, sample.revoked, OFFICERS)
            say(f"Revoked {entry.public_number}.")
    return [_describe(office, sample.draft, issued[sample.draft]) for sample in SAMPLES]


def _issue(office: Office, sample: Sample, issued: dict[str, LedgerEntry]) -> LedgerEntry:
    draft = sample_draft(sample.draft, office.clock().astimezone(demo_chamber(None).zone).date())
    press = Press()
    draft, pictures = attach_document(draft, lambda name: sample_document(name, press))
    replaces = issued[sample.replaces].public_number if sample.replaces else None
    request = IssueRequest(CHAMBER, draft, OFFICERS, pictures, replaces)
    of_earlier_runs = office.store.find_request(request.digest)
    delivered = next((entry for entry in of_earlier_runs if entry.stage is Stage.DELIVERED), None)
    return delivered or office.issuing.issue(request)


def _describe(office: Office, name: str, entry: LedgerEntry) -> dict[str, Any]:
    """Write the certificate's files beside the list, and return its line."""
    if entry.content is None or entry.seal is None or entry.sid is None:
        raise IssuanceError(f"{entry.public_number} was not finished: run the demo again.")
    base = office.trust_list().base
    content = parse_content(entry.content)
    url = qr_text(entry.seal, base)
    copy = office.print_room.sheet(content, url, office.originals.pictures_of(content), Rendering.COPY)
    folder = office.config.demo
    for suffix, data in (
        (".pdf", office.originals.open(entry)),
        (".copy.pdf", copy),
        (".content.json", entry.content),
    ):
        write_durably(folder / f"{name}{suffix}", data, mode=0o644)
    return {
        "name": name,
        "kind": entry.kind.slug,
        "number": entry.number.printed,
        "issue_date": entry.issue_date.isoformat(),
        "state": str(state_of(office.store.records(entry.number))),
        "pdf": str(folder / f"{name}.pdf"),
        "copy": str(folder / f"{name}.copy.pdf"),
        "content": str(folder / f"{name}.content.json"),
        "content_sha256": hashlib.sha256(entry.content).hexdigest(),
        "seal_url": url,
        "page_url": f"{base.site}/certificates/{entry.number.canonical}/{entry.issue_date}",
    }


def _encode(listing: list[dict[str, Any]]) -> bytes:
    return (json.dumps(listing, ensure_ascii=False, indent=1) + "\n").encode()
