"""What signs and issues in one installation: keys, originals, records, the door to the register, the bulletin."""

import secrets
from functools import cached_property

from issuance.backup.restored import check_reconciled
from issuance.bulletin.api_keys import ApiKeyDesk
from issuance.bulletin.desk import BulletinDesk
from issuance.bulletin.draft import DraftFile
from issuance.bulletin.notes import BulletinNotes
from issuance.desks.imprints import Imprints
from issuance.foundations import Foundations
from issuance.key_store import KeyStore
from issuance.originals import Originals
from issuance.paper import Press
from issuance.publish import Publisher
from issuance.secret_files import read_secret
from issuance.services.certificates.copies import CopyService
from issuance.services.certificates.issue import IssueService
from issuance.services.certificates.print_room import PrintRoom
from issuance.services.certificates.records import RecordSigner
from issuance.services.certificates.revoke import RevokeService
from issuance.stationery import load_stationery
from issuance.status_desk import StatusDesk
from issuance.vault import Vault
from register.documents import DocumentStore


class IssuingRoom(Foundations):
    """Where pages use it they draw previews and note what is to be announced; what signs is opened by jobs alone."""

    @cached_property
    def keys(self) -> KeyStore:
        """The chambers' keys."""
        pin_file = self.config.token_pin_file
        pin = read_secret(pin_file, "the token's PIN").decode() if pin_file else None
        return KeyStore(self.config.keys, self.passphrase, token_pin=pin)

    @cached_property
    def imprints(self) -> Imprints:
        """The chamber's seal and its officers' signatures."""
        return Imprints(self)

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
    def press(self) -> Press:
        """Sets letters. Fonts are looked for at its first use: most processes set none."""
        return Press(sandbox=self.config.sandbox)

    @cached_property
    def print_room(self) -> PrintRoom:
        """Makes PDFs."""
        host = self.trust_list().base.host
        folder, sandbox = self.config.stationery, self.config.sandbox
        return PrintRoom(
            keys=self.keys, stationery=lambda chamber: load_stationery(folder / chamber, host, sandbox=sandbox)
        )

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
