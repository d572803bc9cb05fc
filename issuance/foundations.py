"""What every part of one installation stands on: its settings, data, trust and registers, opened when first used."""

import datetime as dt
from functools import cached_property
from typing import Self

from issuance.confidential import Confidential
from issuance.config import OfficeConfig
from issuance.desks.applications import OfficeDataShelf
from issuance.domain.application.context import OfficeData
from issuance.domain.ids import FEDERATION
from issuance.domain.sign_in.session import SessionTimes
from issuance.errors import ConfigError, KindError, StorageError
from issuance.intake.checking import Checker
from issuance.intake.clamd import Clamd
from issuance.log_announcer import LogAnnouncer
from issuance.sandbox import misnamed
from issuance.secret_files import read_secret
from issuance.services.chamber.directory import ChamberDirectory
from issuance.services.upload_pictures import UploadPictures
from issuance.services.uploads import Uploads
from issuance.services.virus_alert import virus_alert
from issuance.storage.claims import Claims, FileClaims, PostgresClaims
from issuance.storage.directory import SettingsDirectory
from issuance.storage.store import OfficeStore
from issuance.storage.unit import Units
from issuance.trust.keys import KeyFolder
from issuance.trust.office import TrustOffice
from issuance.trust.published import PublishedTrust
from issuance.trust.repository import TrustRepository
from register.documents import DocumentStore
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.trust import Trust, TrustList


def system_clock() -> dt.datetime:
    """Return the present instant, UTC."""
    return dt.datetime.now(dt.UTC)


class Foundations:
    """One installation's data. Parts are opened when they are first used, so that a command opens only what it needs.

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

    def check_kind(self) -> None:
        """Raise `IssuanceError` where trust list or database are a sandbox's and the settings name none, or vice versa.

        A database that is away is no reason: pages say so until it is back, and it is asked again when it is opened.
        """
        said = misnamed((chamber.name for chamber in self.trust_list().chambers), sandbox=self.config.sandbox)
        if said is not None:
            raise ConfigError(said)
        try:
            OfficeStore.open(self.config.database_url, sandbox=self.config.sandbox).close()
        except KindError:
            raise
        except StorageError:
            return

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
        return OfficeStore.open(self.config.database_url, sandbox=self.config.sandbox)

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

    def tenants(self) -> list[str]:
        """Return the codes of all chambers, and the federation's."""
        return [*self.settings_directory.codes(), FEDERATION]

    @cached_property
    def claims(self) -> Claims:
        """Who is at work on what."""
        if self.store.engine.dialect.name == "postgresql":
            return PostgresClaims(self.store.engine)
        return FileClaims(self.config.claims)

    @cached_property
    def private_documents(self) -> DocumentStore:
        """Originals and uploads, sealed."""
        return DocumentStore.open(self.config.originals_url, private=True)

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

    def office_data(self, chamber: str) -> OfficeData:
        """Return what a chamber adds to every draft, as it was known a minute ago at most."""
        return self._office_data.get(chamber)

    @cached_property
    def _office_data(self) -> OfficeDataShelf:
        return OfficeDataShelf(self.trust_list, lambda code: self.store.profile(code), lambda: self.clock())

    @cached_property
    def reader(self) -> RegisterReader:
        """The register as the public sees it."""
        return RegisterReader.open(self.config.register_url, clock=self.clock, sandbox=self.config.sandbox)

    @cached_property
    def writer(self) -> RegisterWriter:
        """The register's writer."""
        config = self.config
        return RegisterWriter.open(config.register_url, trust=self.trust, clock=self.clock, sandbox=config.sandbox)

    @cached_property
    def announcer(self) -> LogAnnouncer:
        """Tells the reference services that the register has grown."""
        return LogAnnouncer.open(self.config.redis_url)
