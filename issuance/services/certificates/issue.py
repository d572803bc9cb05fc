"""Issue a certificate, in steps each of which is committed before the next begins.

    0  all checks on a dry run: nothing is used up by a request that cannot succeed
    1  number and issue date        (stage numbered)
    2  content with its salt, seal  (sealed)
    3  PDF, PDF signature, its hash, issue record, outbox row  (recorded)
    4  the register has it; where it replaces another, that one's record is in the outbox  (published)
    5  the register's reader returns it: the applicant may print  (delivered)

After a crash :meth:`IssueService.finish` goes on from what is committed: never a second salt, day or seal for a number.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from issuance.domain.draft import complete, kind_of
from issuance.domain.ledger import NOT_IMPRINTED, Imprinted, LedgerEntry, Stage
from issuance.domain.pictures import named_pictures
from issuance.domain.rules import check_rules
from issuance.errors import ClockError, ConflictError, IssuanceError, RefusedError
from issuance.key_store import KeyStore
from issuance.originals import Originals
from issuance.paper import Enclosures
from issuance.publish import Publisher
from issuance.services.certificates.print_room import PrintRoom
from issuance.services.certificates.records import RecordSigner
from issuance.storage.claims import Claims, records_claim
from issuance.storage.store import Numbering, OfficeStore
from register.errors import RegisterError
from signing.canonical import JsonObject, canonical_bytes, parse_json
from signing.content import MAX_CONTENT_BYTES, AnyContent, parse_content
from signing.errors import SigningError
from signing.keys import Signer
from signing.number import CertificateNumber, draw_number
from signing.prepare import Prepared, prepare, sign_prepared
from signing.qr import qr_text
from signing.record import Event, Record, State, state_of
from signing.seal import parse_seal
from signing.trust import TrustedChamber, TrustList

SALT_BYTES = 16
CLOCK_SLACK = dt.timedelta(minutes=5)
"""By so much machines of one office may disagree, and so long may an issue lie between its clock and its number."""
_SPECIMEN_SEQUENCE = 0
_NO_PICTURES: Mapping[str, bytes] = {}


@dataclass(frozen=True)
class IssueRequest:
    """An approved application.

    `draft` holds the applicant's content fields; `pictures` (by SHA-256 in hex) the page and marks pictures that it
    names; `replaces` the public number of the certificate that it replaces; `officers` who approved. `reference` names
    the application: whatever happens, one certificate at most comes from it, and two applications that are equal to the
    last letter become two certificates. `enclosures` is what is printed with it and stands in no draft; `imprints` says
    which pictures of the chamber are among that, and who approved.
    """

    chamber: str
    draft: JsonObject
    officers: Sequence[str]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    replaces: str | None = None
    reference: str | None = None
    enclosures: Enclosures | None = None
    imprints: Imprinted = NOT_IMPRINTED

    @cached_property
    def draft_bytes(self) -> bytes:
        """The draft as canonical JSON."""
        return canonical_bytes(self.draft)

    @cached_property
    def digest(self) -> str:
        """The same for the same request: a run after a crash finds what it began."""
        # None of a chamber's code, a public number and a reference holds the blank that parts them from what follows.
        named = f"{self.chamber} {self.replaces or ''} " + (f"{self.reference} " if self.reference else "")
        return hashlib.sha256(named.encode() + self.draft_bytes).hexdigest()


@dataclass(frozen=True)
class Unfinished:
    """A certificate that could not be finished now: the stage that it has reached, and the sentence that says why."""

    entry: LedgerEntry
    reason: str


class IssueService:
    """Issues certificates for the chambers of one office."""

    def __init__(
        self,
        *,
        store: OfficeStore,
        claims: Claims,
        keys: KeyStore,
        records: RecordSigner,
        trust_list: Callable[[], TrustList],
        print_room: PrintRoom,
        originals: Originals,
        publisher: Publisher,
        clock: Callable[[], dt.datetime],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._claims = claims
        self._keys = keys
        self._records = records
        self._trust_list = trust_list
        self._print_room = print_room
        self._originals = originals
        self._publisher = publisher
        self._clock = clock
        self._random_bytes = random_bytes

    def issue(self, request: IssueRequest) -> LedgerEntry:
        """Issue and deliver a certificate; one that a crash left from the same request is finished instead."""
        begun = self._begun(request)
        if begun is not None:
            return begun
        now = self._clock()
        self._check_clock(request.chamber, now)
        # One date for checks and number: at midnight of New Year's Eve another year's keys would be needed.
        today = self._date_in(request.chamber, now)
        self._check(request, today)
        for sha256, picture in request.pictures.items():
            self._originals.keep_picture(sha256, picture)
        claim = str(uuid.uuid4())
        signature, document = self._originals.keep_enclosures(claim, request.enclosures or Enclosures())
        with self._claims.take(claim):
            numbering = Numbering(
                chamber=request.chamber,
                kind=kind_of(request.draft),
                issue_date=today,
                claim=claim,
                request_digest=request.digest,
                draft=request.draft_bytes,
                replaces=request.replaces,
                officers=request.officers,
                now=now,
                reference=request.reference,
                signature=signature,
                document=document,
                imprints=request.imprints,
            )
            entry = self._store.take_number(
                numbering, lambda sequence: draw_number(request.chamber, today.year, sequence, self._random_bytes)
            )
            return self._go_on(entry, request.pictures)

    def _begun(self, request: IssueRequest) -> LedgerEntry | None:
        """Finish what an earlier run of the same request began; None where there is nothing of it."""
        if request.reference is None:
            return next(filter(None, map(self.finish, self._store.unfinished(request.digest))), None)
        return self.go_on(request.chamber, request.reference)

    def go_on(self, chamber: str, reference: str) -> LedgerEntry | None:
        """Return what an application has become, finished where it was not; None where it has taken no number yet.

        It needs nothing but the ledger, and raises `ConflictError` where somebody else is at work on it.
        """
        left = self._store.of_reference(chamber, reference)
        if left is None or left.stage.is_final:
            return left
        finished = self.finish(left)
        if finished is None:
            raise ConflictError(f"Somebody else is at work on {left.public_number} just now.")
        return finished

    def resume(self) -> Iterator[LedgerEntry | Unfinished]:
        """Finish everything that a crash left, one by one; what somebody is at work on is left to them."""
        for left in self._store.unfinished():
            try:
                entry = self.finish(left)
            except (IssuanceError, RegisterError, SigningError) as error:
                yield Unfinished(self._store.get(left.number), str(error))
            else:
                if entry is not None:
                    yield entry

    def finish(self, entry: LedgerEntry) -> LedgerEntry | None:
        """Go on with one certificate; None where somebody else is at work on it, or has finished or voided it."""
        with self._claims.take(entry.claim) as taken:
            if not taken:
                return None
            entry = self._store.get(entry.number)
            return None if entry.stage.is_final else self._go_on(entry)

    def _go_on(self, entry: LedgerEntry, pictures: Mapping[str, bytes] = _NO_PICTURES) -> LedgerEntry:
        # The content is parsed once and handed on: 300 goods lines take 50 ms to parse.
        if entry.stage is Stage.NUMBERED:
            entry, content = self._seal(entry)
            # Until the content named them, a purge of the last other one that does could have taken them away.
            for sha256, picture in pictures.items():
                self._originals.keep_picture(sha256, picture)
        else:
            content = _content_of(entry)
        if entry.stage is Stage.SEALED:
            entry = self._print(entry, content)
        if entry.stage is Stage.RECORDED:
            entry = self._publish(entry, content)
        if entry.stage is Stage.PUBLISHED:
            self._send_predecessor(entry)
            self._publisher.confirm(entry)
            entry = self._store.mark_delivered(entry.number, self._clock())
        return entry

    def _send_predecessor(self, entry: LedgerEntry) -> None:
        old = self._store.find_public(entry.replaces) if entry.replaces is not None else None
        if old is not None and old.sid is not None:
            self._publisher.send(old.sid)

    def _chamber(self, code: str) -> TrustedChamber:
        """Return the chamber of a code; its keys, not the request, say what it is called."""
        try:
            return self._trust_list().chamber(code)
        except KeyError:
            known = ", ".join(chamber.code for chamber in self._trust_list().chambers) or "none"
            raise RefusedError(f"The trust list knows no chamber {code!r}; it has: {known}.") from None

    def _date_in(self, chamber: str, now: dt.datetime) -> dt.date:
        return now.astimezone(self._chamber(chamber).zone).date()

    def _check(self, request: IssueRequest, today: dt.date) -> None:
        """Step 0: run all checks with a specimen number, up to the fonts, the pictures and the keys."""
        if request.replaces is not None:
            self._check_replaceable(request.replaces, request.chamber)
        specimen = draw_number(request.chamber, today.year, _SPECIMEN_SEQUENCE, self._random_bytes)
        officer = request.imprints.certifying_officer
        prepared, _ = self._prepare(request.draft, specimen, today, bytes(SALT_BYTES), request.replaces, officer, today)
        check_rules(prepared.content)
        self._print_room.check(prepared.content, request.pictures, today.year, request.enclosures)

    def _check_clock(self, chamber: str, now: dt.datetime) -> None:
        """Refuse where the clock lies before a number that was given out: a new one would bear a date that is over."""
        last = self._store.newest_number(chamber)
        if last is not None and now + CLOCK_SLACK < last.at:
            raise ClockError(
                f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, before {last.public_number} was numbered "
                f"({last.at:%Y-%m-%d %H:%M} UTC): nothing is issued with a date that is over. Set the clock right "
                "(timedatectl). If it is right now and was ahead then, revoke what bears a wrong date: revoked numbers "
                "do not count."
            )

    def _check_replaceable(self, public_number: str, chamber: str) -> None:
        old = self._store.find_public(public_number)
        if old is None or old.number.chamber != chamber:
            raise RefusedError(f"Chamber {chamber} never issued {public_number}.")
        if old.stage is not Stage.DELIVERED:
            raise RefusedError(f"{public_number} is {old.stage}: only a delivered certificate can be replaced.")
        state = state_of(self._store.records(old.number))
        if state is not State.IN_FORCE:
            raise RefusedError(f"{public_number} is {state}: only a certificate in force can be replaced.")
        successor = self._store.successor_of(public_number)
        if successor is not None:
            raise ConflictError(f"{public_number} is being replaced by {successor.public_number} already.")

    def _prepare(
        self,
        draft: JsonObject,
        number: CertificateNumber,
        issued: dt.date,
        salt: bytes,
        replaces: str | None,
        certifying_officer: str | None,
        today: dt.date,
    ) -> tuple[Prepared, Signer]:
        trust_list = self._trust_list()
        key, signer = self._keys.chamber_key(trust_list, number.chamber, issued)
        fields = complete(
            draft,
            chamber=self._chamber(number.chamber),
            profile=self._store.profile(number.chamber),
            number=number,
            issued=issued,
            salt=salt,
            site=trust_list.base.site,
            replaces=replaces,
            certifying_officer=certifying_officer,
        )
        return prepare(fields, key=key, base=trust_list.base, today=today), signer

    def _seal(self, entry: LedgerEntry) -> tuple[LedgerEntry, AnyContent]:
        """Step 2. The salt is drawn once; it is committed with the content that holds it."""
        draft = parse_json(entry.draft, max_bytes=MAX_CONTENT_BYTES)
        today = self._date_in(entry.number.chamber, self._clock())
        salt = self._random_bytes(SALT_BYTES)
        officer = entry.imprints.certifying_officer
        prepared, signer = self._prepare(draft, entry.number, entry.issue_date, salt, entry.replaces, officer, today)
        seal = sign_prepared(prepared, signer)
        sid = parse_seal(seal).sid
        named = named_pictures(prepared.content)
        sealed = self._store.seal(entry.number, content=prepared.content_bytes, seal=seal, sid=sid, pictures=named)
        return sealed, prepared.content

    def _print(self, entry: LedgerEntry, content: AnyContent) -> LedgerEntry:
        """Step 3: what is printed is what the committed content says."""
        seal, sid = _seal_of(entry)
        base = self._trust_list().base
        pictures = self._originals.pictures_of(content)
        enclosures = self._originals.enclosures_of(entry)
        pdf = self._print_room.original(content, qr_text(seal, base), sid, pictures, self._clock(), enclosures)
        digest = hashlib.sha256(pdf).digest()
        record = self._records.first(entry, Event.ISSUE, pdf_sha256=digest)
        return self._store.record_issue(
            entry.number,
            record,
            pdf_sha256=digest,
            original=self._originals.keep(entry.number, pdf),
        )

    def _publish(self, entry: LedgerEntry, content: AnyContent) -> LedgerEntry:
        """Step 4. The successor stands in the register before its predecessor is said to be replaced."""
        _, sid = _seal_of(entry)
        self._publisher.publish_pictures(self._originals.pictures_of(content))
        self._publisher.send(sid)
        old = self._store.find_public(entry.replaces) if entry.replaces is not None else None
        if old is None:
            return self._store.mark_published(entry.number, predecessor=None)
        with self._claims.take(records_claim(old.number)) as taken:
            if not taken:
                raise ConflictError(f"Somebody is changing {old.public_number} just now. Run: issuance resume")
            return self._store.mark_published(entry.number, predecessor=self._replacement_of(old, entry))

    def _replacement_of(self, old: LedgerEntry, new: LedgerEntry) -> tuple[CertificateNumber, Record] | None:
        """Return what says that `old` is replaced; None where it was revoked meanwhile, which outranks that."""
        records = self._store.records(old.number)
        if state_of(records) is not State.IN_FORCE:
            return None
        return old.number, self._records.following(old, records, Event.REPLACE, successor=new.public_number)


def _content_of(entry: LedgerEntry) -> AnyContent:
    if entry.content is None:
        raise ConflictError(f"{entry.public_number} has no content yet.")
    return parse_content(entry.content)


def _seal_of(entry: LedgerEntry) -> tuple[bytes, bytes]:
    if entry.seal is None or entry.sid is None:
        raise ConflictError(f"{entry.public_number} has no seal yet.")
    return entry.seal, entry.sid
