"""The office put together: opens everything that one installation has and hands each service what it needs."""

import datetime as dt
import secrets
from functools import cached_property
from typing import Self

from issuance.config import OfficeConfig, read_secret
from issuance.key_store import KeyStore
from issuance.originals import Originals
from issuance.publish import Publisher
from issuance.services.copies import CopyService
from issuance.services.issue import IssueService
from issuance.services.print_room import PrintRoom
from issuance.services.records import RecordSigner
from issuance.services.revoke import RevokeService
from issuance.stationery import load_stationery
from issuance.status_desk import StatusDesk
from issuance.storage.claims import Claims, FileClaims, PostgresClaims
from issuance.storage.store import OfficeStore
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the databases, as far as they were opened."""
        for part in ("store", "reader", "writer"):
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
        return Originals(DocumentStore.open(self.config.originals_url, private=True), vault)

    @cached_property
    def status_desk(self) -> StatusDesk:
        """The signed status file."""
        return StatusDesk(self.trust_office, self.reader, self.clock)

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
        """Issues."""
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
