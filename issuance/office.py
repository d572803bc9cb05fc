"""The office put together: opens everything that one installation has and hands each service what it needs."""

import datetime as dt
import secrets
from functools import cached_property
from typing import Self

from issuance.backup.restored import check_reconciled
from issuance.bulletin.api_keys import ApiKeyDesk
from issuance.bulletin.desk import BulletinDesk
from issuance.bulletin.draft import DraftFile
from issuance.bulletin.notes import BulletinNotes
from issuance.confidential import Confidential
from issuance.config import OfficeConfig, read_secret
from issuance.desks.access import Access
from issuance.desks.administration import Administration
from issuance.desks.after_issue import AfterIssue
from issuance.desks.api import ApiDesks
from issuance.desks.applications import Applications, OfficeDataShelf, PreviewPress
from issuance.desks.delivery import Delivery
from issuance.desks.disclosure import Disclosures
from issuance.desks.fees import Fees
from issuance.desks.ids import IdDesks
from issuance.desks.imports import Imports
from issuance.desks.imprints import Imprints
from issuance.desks.inquiries import Inquiries
from issuance.desks.oauth import Connecting
from issuance.desks.postings import Postings
from issuance.desks.registrar import Registrar
from issuance.desks.retention import Retention
from issuance.desks.review import Review
from issuance.desks.statistics import StatisticsOffice
from issuance.domain.application.context import OfficeData
from issuance.domain.ids import FEDERATION
from issuance.domain.sign_in.session import SessionTimes
from issuance.intake.checking import Checker
from issuance.intake.clamd import Clamd
from issuance.key_store import KeyStore
from issuance.log_announcer import LogAnnouncer
from issuance.originals import Originals
from issuance.outgoing.doors import open_doors
from issuance.outgoing.webhook import WebhookDoor
from issuance.publish import Publisher
from issuance.services.applications.described import Describer
from issuance.services.certificates.copies import CopyService
from issuance.services.certificates.issue import IssueService
from issuance.services.certificates.print_room import PrintRoom
from issuance.services.certificates.records import RecordSigner
from issuance.services.certificates.revoke import RevokeService
from issuance.services.chamber.directory import ChamberDirectory
from issuance.services.fees.billing import bill, cancel
from issuance.services.registrar.terminations import close_open_measures
from issuance.services.registration.desks import RegistrationDesks
from issuance.services.registration.ids import issue_ids
from issuance.services.review.sheets import SheetDesk
from issuance.services.tidying import Tidying
from issuance.services.trail.check import TrailCheck
from issuance.services.trail.reading import Trail
from issuance.services.upload_pictures import UploadPictures
from issuance.services.uploads import Uploads
from issuance.services.virus_alert import virus_alert
from issuance.stationery import load_stationery
from issuance.status_desk import StatusDesk
from issuance.storage.claims import Claims, FileClaims, PostgresClaims
from issuance.storage.directory import SettingsDirectory
from issuance.storage.store import OfficeStore
from issuance.storage.unit import Units
from issuance.trust.keys import KeyFolder
from issuance.trust.office import TrustOffice
from issuance.trust.published import PublishedTrust
from issuance.trust.repository import TrustRepository
from issuance.vault import Vault
from register.documents import DocumentStore
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.trust import Trust, TrustList


def system_clock() -> dt.datetime:
    """Return the present instant, UTC."""
    return dt.datetime.now(dt.UTC)


class Office:
    """One installation. Parts are opened when they are first used, so that a command opens only what it needs.

    As a context manager, or by `close`, it closes what it has opened.
    """

    def __init__(self, config: OfficeConfig) -> None:
        self.config = config
        self.clock = system_clock
        self.session_times = SessionTimes()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the databases, as far as they were opened."""
        for part in ("store", "reader", "writer", "announcer"):
            if part in self.__dict__:  # where cached_property keeps what it has made
                getattr(self, part).close()

    @cached_property
    def passphrase(self) -> bytes:
        """The passphrase of the key files."""
        return read_secret(self.config.passphrase_file, "the passphrase of the keys")

    @cached_property
    def keys(self) -> KeyStore:
        """The chambers' keys."""
        pin_file = self.config.token_pin_file
        pin = read_secret(pin_file, "the token's PIN").decode() if pin_file else None
        return KeyStore(self.config.keys, self.passphrase, token_pin=pin)

    @cached_property
    def trust_office(self) -> TrustOffice:
        """The trust repository with the office's TUF keys."""
        return TrustOffice(
            TrustRepository(self.config.trust_repository), KeyFolder(self.config.keys / "tuf", self.passphrase)
        )

    @cached_property
    def _published(self) -> PublishedTrust:
        return PublishedTrust(self.trust_office)

    def trust(self) -> Trust:
        """Return what is published as trusted now."""
        return self._published.at(self.clock())

    def trust_list(self) -> TrustList:
        """Return the published trust list."""
        return self.trust().trust_list

    @cached_property
    def store(self) -> OfficeStore:
        """The ledger."""
        return OfficeStore.open(self.config.database_url)

    @cached_property
    def confidential(self) -> Confidential:
        """What seals confidential fields."""
        return Confidential.open_folder(self.config.keys, self.passphrase)

    @cached_property
    def units(self) -> Units:
        """Opens acts on the data of chambers, organisations and ids."""
        return Units(self.store.engine, self.confidential, lambda: self.clock())

    @cached_property
    def settings_directory(self) -> SettingsDirectory:
        """The chambers and their settings, across all of them."""
        return SettingsDirectory(self.store.engine)

    @cached_property
    def chambers(self) -> ChamberDirectory:
        """The chambers, as anybody may know them."""
        return ChamberDirectory(self.settings_directory.codes, lambda: self.units)

    @cached_property
    def ids(self) -> IdDesks:
        """Ids, signatories, sub ids and their letters."""
        return IdDesks.open(self.units, self.access.credentials)

    @cached_property
    def access(self) -> Access:
        """What lets people in."""
        return Access.open(self.units, self.config.public_url, self.session_times)

    @cached_property
    def administration(self) -> Administration:
        """The desks of the chambers' administration and of the federation."""
        return Administration(self)

    @cached_property
    def oauth(self) -> Connecting:
        """Systems that call the API, and what lets them."""
        return Connecting(self)

    @cached_property
    def api(self) -> ApiDesks:
        """What the API's calls need beside the pages' desks."""
        return ApiDesks(self.units)

    @cached_property
    def imprints(self) -> Imprints:
        """The chamber's seal and its officers' signatures."""
        return Imprints(self)

    @cached_property
    def uploads(self) -> Uploads:
        """Takes in files that people hand in."""
        return Uploads(
            self.units,
            self.confidential,
            self.private_documents,
            Checker(),
            Clamd(self.config.clamd) if self.config.clamd else None,
            unscanned=self.config.uploads_unscanned,
            alert=virus_alert(self.config.on_call_mail),
        )

    @cached_property
    def pictures(self) -> UploadPictures:
        """Shows pages of those files as pictures."""
        return UploadPictures(self.units, self.uploads, self.confidential, self.private_documents)

    @cached_property
    def private_documents(self) -> DocumentStore:
        """Originals and uploads, sealed."""
        return DocumentStore.open(self.config.originals_url, private=True)

    @cached_property
    def registration(self) -> RegistrationDesks:
        """The desks of trade registration."""
        return RegistrationDesks.of(
            self.units,
            self.uploads,
            self.config.public_url,
            after_approval=issue_ids(self.ids.accounts, self.ids.signatories),
            at_the_end=lambda unit, ended: close_open_measures(unit, ended.id),
        )

    @cached_property
    def applications(self) -> Applications:
        """The applicants' desks."""
        return Applications(
            self.units,
            self.uploads,
            site=self.config.public_url,
            office_data=self.office_data,
            ledger=lambda: self.store,
            draw=PreviewPress(lambda: self.print_room, Checker()),
            cancel=cancel,
        )

    def office_data(self, chamber: str) -> OfficeData:
        """Return what a chamber adds to every draft, as it was known a minute ago at most."""
        return self._office_data.get(chamber)

    @cached_property
    def _office_data(self) -> OfficeDataShelf:
        return OfficeDataShelf(self.trust_list, lambda code: self.store.profile(code), lambda: self.clock())

    @cached_property
    def registrar(self) -> Registrar:
        """The registrar's desk, and what each day brings for registrations."""
        return Registrar(
            self.units,
            self.registration.review,
            self.ids.signatories,
            site=self.config.public_url,
        )

    @cached_property
    def review(self) -> Review:
        """The officers' desk of applications."""
        sheets = SheetDesk(
            self.units,
            self.office_data,
            Describer(self.units, self.uploads),
            PreviewPress(lambda: self.print_room, Checker()),
        )
        return Review(
            self.units,
            self.uploads,
            sheets,
            ledger=lambda: self.store,
            replacing=self.applications.replacing,
            bill=bill,
            cancel_bill=cancel,
            site=self.config.public_url,
        )

    @cached_property
    def fees(self) -> Fees:
        """What is owed and paid."""
        return Fees(self.units, self.config)

    @cached_property
    def delivery(self) -> Delivery:
        """From the paid application to the printed paper."""
        return Delivery(self)

    @cached_property
    def imports(self) -> Imports:
        """Past certificates of a chamber that moves here."""
        return Imports(self)

    @cached_property
    def statistics(self) -> StatisticsOffice:
        """What was counted of finished months."""
        return StatisticsOffice(self.units, self.store)

    @cached_property
    def inquiries(self) -> Inquiries:
        """Reports and inquiries from outside."""
        return Inquiries(self)

    @cached_property
    def retention(self) -> Retention:
        """Until when data is kept, and what is kept longer."""
        return Retention(self)

    @cached_property
    def disclosure(self) -> Disclosures:
        """What is handed over to courts and authorities."""
        return Disclosures(self)

    @cached_property
    def after_issue(self) -> AfterIssue:
        """Revocations, and what the chamber's counter does."""
        return AfterIssue(self)

    @cached_property
    def tidying(self) -> Tidying:
        """Takes away each day what has served its time."""
        return Tidying(self.units, self.access.sessions, self.access.throttle, self.uploads, self.pictures)

    @cached_property
    def postings(self) -> Postings:
        """What is made known, and sent."""
        return Postings.open(
            self.units,
            self.claims,
            self.tenants,
            open_doors(self.config),
            WebhookDoor(loopback=self.config.calls_loopback),
            self.config.public_url,
            lambda: self.bulletin_notes,
            lambda: self.bulletin_desk,
        )

    def tenants(self) -> list[str]:
        """Return the codes of all chambers, and the federation's."""
        return [*self.settings_directory.codes(), FEDERATION]

    @cached_property
    def trail(self) -> Trail:
        """The audit trail, to be read."""
        return Trail(self.units)

    @cached_property
    def trail_check(self) -> TrailCheck:
        """The audit trail, to be verified."""
        return TrailCheck(self.units)

    @cached_property
    def claims(self) -> Claims:
        """Who is at work on what."""
        if self.store.engine.dialect.name == "postgresql":
            return PostgresClaims(self.store.engine)
        return FileClaims(self.config.claims)

    @cached_property
    def reader(self) -> RegisterReader:
        """The register as the public sees it."""
        return RegisterReader.open(self.config.register_url, clock=self.clock)

    @cached_property
    def writer(self) -> RegisterWriter:
        """The register's writer."""
        return RegisterWriter.open(self.config.register_url, trust=self.trust, clock=self.clock)

    @cached_property
    def originals(self) -> Originals:
        """Originals and pictures."""
        vault = Vault.open(self.config.keys / "vault", self.passphrase)
        return Originals(self.private_documents, vault, lambda chamber, key: self.imprints.pictures.of(chamber, key))

    @cached_property
    def status_desk(self) -> StatusDesk:
        """The signed status file."""
        return StatusDesk(self.trust_office, self.reader, self.clock)

    @cached_property
    def announcer(self) -> LogAnnouncer:
        """Tells the reference services that the register has grown."""
        return LogAnnouncer.open(self.config.redis_url)

    @cached_property
    def _bulletin_draft(self) -> DraftFile:
        return DraftFile(self.config.bulletin)

    @cached_property
    def bulletin_notes(self) -> BulletinNotes:
        """What the next bulletin announces."""
        return BulletinNotes(self._bulletin_draft, self.clock)

    @cached_property
    def api_keys(self) -> ApiKeyDesk:
        """The banks' API keys."""
        return ApiKeyDesk(self._bulletin_draft, self.clock, secrets.token_bytes)

    @cached_property
    def bulletin_desk(self) -> BulletinDesk:
        """The signed bulletin."""
        return BulletinDesk(self.trust_office, self._bulletin_draft, self.clock)

    @cached_property
    def publisher(self) -> Publisher:
        """The door to the register."""
        return Publisher(
            store=self.store,
            writer=self.writer,
            reader=self.reader,
            documents=DocumentStore.open(self.config.documents_url),
            clock=self.clock,
            status_changed=self.status_desk.publish,
            announce=self.announcer.announce,
        )

    @cached_property
    def record_signer(self) -> RecordSigner:
        """Signs records."""
        return RecordSigner(keys=self.keys, trust_list=self.trust_list, clock=self.clock)

    @cached_property
    def print_room(self) -> PrintRoom:
        """Makes PDFs."""
        host = self.trust_list().base.host
        folder = self.config.stationery
        return PrintRoom(keys=self.keys, stationery=lambda chamber: load_stationery(folder / chamber, host))

    @cached_property
    def issuing(self) -> IssueService:
        """Issues; not between a restore and `issuance reconcile`, when a number could be given out a second time."""
        check_reconciled(self.config)
        return IssueService(
            store=self.store,
            claims=self.claims,
            keys=self.keys,
            records=self.record_signer,
            trust_list=self.trust_list,
            print_room=self.print_room,
            originals=self.originals,
            publisher=self.publisher,
            clock=self.clock,
            random_bytes=secrets.token_bytes,
        )

    @cached_property
    def copies(self) -> CopyService:
        """Publishes reference copies."""
        return CopyService(print_room=self.print_room, originals=self.originals, publisher=self.publisher)

    @cached_property
    def revoking(self) -> RevokeService:
        """Revokes and voids."""
        return RevokeService(store=self.store, claims=self.claims, records=self.record_signer, publisher=self.publisher)
