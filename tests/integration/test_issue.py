"""Issue, replace, revoke and void from end to end, on both databases; what is refused uses no number."""

import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Callable

import pytest
from PIL import Image

from issuance.domain.ledger import LedgerEntry, Stage
from issuance.errors import ConflictError, IssuanceError, RefusedError, StorageError
from issuance.office import Office
from issuance.paper import PaperError
from issuance.services.certificates.issue import IssueRequest, Unfinished
from issuance.storage.claims import records_claim
from register.errors import RegisterUnavailableError
from signing.canonical import JsonValue
from signing.content import parse_content
from signing.errors import SigningError
from signing.record import Event, RevocationReason, State, parse_record, state_of
from signing.seal import parse_seal
from tests.builders import NOW
from tests.offices import (
    OFFICERS,
    Installation,
    Plug,
    PulledPlugError,
    draft,
    events_of,
    numbered_request,
    request,
    signed_status,
)


def issued(installation: Installation, index: int = 1, replaces: str | None = None) -> LedgerEntry:
    with installation.open() as office:
        return office.issuing.issue(numbered_request(index, replaces=replaces))


# Issue


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(file, "PNG")
    return file.getvalue()


def test_a_certificate_is_issued_printed_published_and_delivered(installation: Installation) -> None:
    with installation.open(real_paper=True) as office:
        entry = office.issuing.issue(request())
        pdf = office.originals.open(entry)
        shown = office.reader.by_number(entry.number.canonical, entry.issue_date)

    assert entry.stage is Stage.DELIVERED
    assert entry.public_number == "TYO26-000001"
    assert entry.officers == OFFICERS
    assert entry.issue_date == dt.date(2026, 3, 10)
    assert pdf.startswith(b"%PDF-")
    assert shown is not None
    assert (shown.seal, shown.content) == (entry.seal, entry.content)
    assert parse_record(shown.records[0]).payload.pdf_sha256 == hashlib.sha256(pdf).digest() == entry.pdf_sha256
    assert parse_seal(shown.seal).payload.content_hash == hashlib.sha256(shown.content or b"").digest()


def test_marks_as_a_picture_reach_the_public_documents(installation: Installation) -> None:
    marks = picture()
    sha256 = hashlib.sha256(marks).hexdigest()
    line = draft()["goods"][0] | {"marks": {"picture": sha256}}  # type: ignore[index, operator]  # JSON: goods are a list of objects
    with installation.open(real_paper=True) as office:
        asked = dataclasses.replace(request(goods=[line]), pictures={sha256: marks})
        assert office.issuing.issue(asked).stage is Stage.DELIVERED

    published = installation.config.directory / "register" / "documents" / sha256[:2] / sha256[2:]
    assert published.read_bytes() == marks


def test_numbers_count_per_chamber_and_year_in_japan_time(installation: Installation) -> None:
    before_midnight = dt.datetime(2026, 12, 31, 14, 59, 59, tzinfo=dt.UTC)
    installation.clock = lambda: before_midnight
    assert issued(installation).public_number == "TYO26-000001"

    installation.clock = lambda: before_midnight + dt.timedelta(seconds=1)
    with pytest.raises(IssuanceError, match="PDF signatures of 2027"):
        issued(installation, 2)  # in Japan it is 2027, for which this office has no PDF key yet

    assert installation.numbers() == [1]


def test_a_copy_of_the_request_that_was_just_finished_elsewhere_is_issued_anew(installation: Installation) -> None:
    """The twin is found unfinished, and delivered before it can be gone on with: it is the other's certificate."""
    with installation.open(Plug(2)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(1))
    with installation.open() as first, installation.open() as second:
        (left,) = second.store.unfinished()
        first_entry = first.issuing.finish(left)
        assert second.issuing.finish(left) is None
    assert first_entry is not None
    assert issued(installation, 1).number != first_entry.number


# What is refused


def wrong_requests() -> dict[str, tuple[Callable[[], IssueRequest], type[Exception], str]]:
    goods = draft()["goods"]
    assert isinstance(goods, list)
    foreign: JsonValue = [goods[0] | {"origin": {"code": "TH", "name": "Thailand"}}]  # type: ignore[operator]  # JSON: goods are a list of objects
    unprintable: JsonValue = {"name": "\U00013000 Hieroglyph Trading", "address": "Cairo", "country": "EG"}
    old: JsonValue = {"from": "Tokyo", "to": "Hamburg", "means": "by sea", "date": "2025-01-01", "date_form": "on"}
    broken = b"\x89PNG\r\n\x1a\n that ends here"
    broken_hash = hashlib.sha256(broken).hexdigest()
    pictured: JsonValue = [goods[0] | {"marks": {"picture": broken_hash}}]  # type: ignore[operator]  # JSON: goods are a list of objects
    return {
        "unknown field": (lambda: request(colour="blue"), SigningError, "colour"),
        "missing field": (
            lambda: IssueRequest("TYO", {k: v for k, v in draft().items() if k != "consignee"}, OFFICERS),
            SigningError,
            "consignee",
        ),
        "office field": (lambda: request(salt="00" * 16), RefusedError, "must not hold salt"),
        "unknown kind": (lambda: request(type="passport"), RefusedError, "one of coo-jp"),
        "mixed origins": (lambda: request(goods=foreign), SigningError, "never share one certificate"),
        "unknown country": (
            lambda: request(exporter={"name": "A", "address": "B", "country": "XX"}),
            RefusedError,
            "“XX” is no country code",
        ),
        "old shipment": (lambda: request(transport=old), RefusedError, "more than 12 months before"),
        "missing glyph": (lambda: request(exporter=unprintable), PaperError, "U\\+13000"),
        "no such chamber": (
            lambda: dataclasses.replace(request(), chamber="XYZ"),
            RefusedError,
            "knows no chamber 'XYZ'; it has: TYO",
        ),
        "lone surrogate": (lambda: request(language="\ud800"), SigningError, "surrogate"),
        "oversize": (
            lambda: request(goods=[goods[0] | {"description": "x" * 1500}] * 700),  # type: ignore[operator]  # JSON: goods are a list of objects
            SigningError,
            "at most 1000000 are allowed",
        ),
        "too many lines": (lambda: request(goods=goods * 301), SigningError, "goods"),
        "picture not handed over": (lambda: request(goods=pictured), PaperError, "not handed over"),
        "picture that cannot be drawn": (
            lambda: dataclasses.replace(request(goods=pictured), pictures={broken_hash: broken}),
            PaperError,
            "cannot be read",
        ),
        "replaces nothing": (lambda: request(replaces="TYO26-000099"), RefusedError, "never issued"),
    }


@pytest.mark.parametrize("name", wrong_requests())
def test_what_is_refused_uses_no_number(any_installation: Installation, name: str) -> None:
    make, error, sentence = wrong_requests()[name]
    with any_installation.open() as office, pytest.raises(error, match=sentence):
        office.issuing.issue(make())

    assert any_installation.numbers() == []
    assert issued(any_installation).number.sequence == 1


def test_a_chamber_that_the_office_does_not_serve_is_refused(any_installation: Installation) -> None:
    with any_installation.open() as office, office.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM chamber")

    with any_installation.open() as office, pytest.raises(RefusedError, match="does not serve a chamber 'TYO'"):
        office.issuing.issue(request())
    assert any_installation.numbers() == []


# Replace


def test_the_successor_is_published_before_its_predecessor_says_replaced(installation: Installation) -> None:
    old = issued(installation)
    new = issued(installation, 2, replaces=old.public_number)

    with installation.open() as office:
        log = [change.sid for change in office.reader.changes_since(0)]
    assert log == [old.sid, new.sid, old.sid]
    assert parse_content(new.content or b"").replaces == old.public_number


def test_the_predecessor_names_its_successor_by_public_number_alone(installation: Installation) -> None:
    old = issued(installation)
    new = issued(installation, 2, replaces=old.public_number)

    record = installation.published()[old.sid or b""][1]

    assert record.payload.event is Event.REPLACE
    assert record.payload.successor == new.public_number
    assert new.number.access.encode() not in record.data
    assert old.number.access.encode() not in (new.content or b"")


def test_a_certificate_is_replaced_once(installation: Installation) -> None:
    old = issued(installation)
    issued(installation, 2, replaces=old.public_number)

    with pytest.raises(RefusedError, match="is replaced: only a certificate in force can be replaced"):
        issued(installation, 3, replaces=old.public_number)
    assert installation.numbers() == [1, 2]


def test_a_second_replacement_is_refused_while_the_first_is_on_its_way(installation: Installation) -> None:
    old = issued(installation)
    with installation.open(Plug(1)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(2, replaces=old.public_number))

    with pytest.raises(ConflictError, match="is being replaced by TYO26-000002 already"):
        issued(installation, 3, replaces=old.public_number)


def test_of_two_replacements_at_once_the_database_lets_one_have_a_number(installation: Installation) -> None:
    """Both have passed the checks when the first takes its number."""
    old = issued(installation)
    with installation.open() as slow:
        take_number = slow.store.take_number

        def overtaken(*args: object) -> LedgerEntry:
            issued(installation, 2, replaces=old.public_number)
            return take_number(*args)  # type: ignore[arg-type]  # whatever it is called with

        slow.store.take_number = overtaken  # type: ignore[method-assign, assignment]  # a fault put in by hand
        with pytest.raises(ConflictError, match="Somebody else has just entered the same"):
            slow.issuing.issue(numbered_request(3, replaces=old.public_number))

    assert installation.numbers() == [1, 2]
    assert issued(installation, 4).number.sequence == 3


def test_a_revoked_certificate_cannot_be_replaced(installation: Installation) -> None:
    old = issued(installation)
    with installation.open() as office:
        office.revoking.revoke(old.number, RevocationReason.MISUSE, OFFICERS)

    with pytest.raises(RefusedError, match="is revoked: only a certificate in force can be replaced"):
        issued(installation, 2, replaces=old.public_number)
    assert installation.numbers() == [1]


def test_a_certificate_that_is_revoked_while_it_is_being_replaced_stays_revoked(installation: Installation) -> None:
    old = issued(installation)
    with installation.open(Plug(5)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(2, replaces=old.public_number))
    with installation.open() as office:
        office.revoking.revoke(old.number, RevocationReason.MISUSE, OFFICERS)
        (new,) = office.issuing.resume()

    assert isinstance(new, LedgerEntry)
    assert new.stage is Stage.DELIVERED
    assert events_of(installation, old) == [Event.ISSUE, Event.REVOKE]


def test_a_replacement_waits_for_whoever_is_changing_the_predecessor(installation: Installation) -> None:
    old = issued(installation)
    with installation.open() as office:
        with office.claims.take(records_claim(old.number)), pytest.raises(ConflictError, match="issuance resume"):
            office.issuing.issue(numbered_request(2, replaces=old.public_number))
        (new,) = office.issuing.resume()

    assert events_of(installation, old) == [Event.ISSUE, Event.REPLACE]
    assert isinstance(new, LedgerEntry)
    assert new.number.sequence == 2


# Revoke


def test_revoking_is_final_public_and_done_once(installation: Installation) -> None:
    entry = issued(installation)
    with installation.open() as office:
        for reason in (RevocationReason.FALSE_DECLARATION, RevocationReason.MISUSE):
            office.revoking.revoke(entry.number, reason, OFFICERS)
        assert state_of(office.store.records(entry.number)) is State.REVOKED

    records = installation.published()[entry.sid or b""]
    assert [record.payload.event for record in records] == [Event.ISSUE, Event.REVOKE]
    assert records[1].payload.reason == RevocationReason.FALSE_DECLARATION
    assert signed_status(installation).state(entry.sid or b"") is State.REVOKED


@pytest.mark.parametrize("officers", [(), ("a",), ("a", "a"), ("a", " a "), ("a", ""), ("", " ")])
def test_one_officer_alone_neither_revokes_nor_voids(any_installation: Installation, officers: tuple[str]) -> None:
    entry = issued(any_installation)
    with any_installation.open() as office:
        with pytest.raises(RefusedError, match="Two different officers"):
            office.revoking.revoke(entry.number, RevocationReason.MISUSE, officers)
        with pytest.raises(RefusedError, match="Two different officers"):
            office.revoking.void(entry.number, officers)

    assert events_of(any_installation, entry) == [Event.ISSUE]


def test_what_is_not_published_is_finished_or_voided_instead_of_revoked(any_installation: Installation) -> None:
    left = cut_off(any_installation, 3)
    with any_installation.open() as office, pytest.raises(RefusedError, match="is sealed: finish it"):
        office.revoking.revoke(left.number, RevocationReason.MISUSE, OFFICERS)


# Void


def cut_off(installation: Installation, after: int) -> LedgerEntry:
    with installation.open(Plug(after)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(1))
    return installation.entries()[-1]


def test_a_number_without_a_seal_is_voided_in_the_ledger_alone(installation: Installation) -> None:
    left = cut_off(installation, 1)
    with installation.open() as office:
        assert office.revoking.void(left.number, OFFICERS).stage is Stage.VOIDED

    assert installation.published() == {}
    assert issued(installation, 1).number.sequence == 2, "a voided number stays used, its request may come again"


def test_a_sealed_number_is_voided_in_the_register_and_the_signed_status(installation: Installation) -> None:
    left = cut_off(installation, 2)
    with installation.open() as office:
        office.revoking.void(left.number, OFFICERS)
        found = office.reader.by_sid(left.sid or b"")

    (record,) = installation.published()[left.sid or b""]
    assert (record.payload.event, record.payload.reason) == (Event.VOID, RevocationReason.NOT_FINISHED)
    assert found is not None
    assert found.content is None
    assert signed_status(installation).state(left.sid or b"") is State.VOID


def test_what_is_recorded_can_no_longer_be_voided(installation: Installation) -> None:
    left = cut_off(installation, 5)
    with installation.open() as office, pytest.raises(RefusedError, match="is recorded: it can be revoked"):
        office.revoking.void(left.number, OFFICERS)


def test_what_somebody_is_at_work_on_is_not_voided(installation: Installation) -> None:
    left = cut_off(installation, 2)
    with installation.open() as office, office.claims.take(left.claim):
        with pytest.raises(ConflictError, match="still at work"):
            office.revoking.void(left.number, OFFICERS)
        assert list(office.issuing.resume()) == []


def test_the_replaced_certificate_of_a_voided_replacement_can_be_replaced_again(installation: Installation) -> None:
    old = issued(installation, 9)
    with installation.open(Plug(2)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(2, replaces=old.public_number))
    with installation.open() as office:
        office.revoking.void(installation.entries()[-1].number, OFFICERS)

    assert issued(installation, 3, replaces=old.public_number).stage is Stage.DELIVERED


# The register is away for a while


class AwayWriter:
    """A register's writer whose server is down."""

    def __init__(self, office: Office) -> None:
        self.close = office.writer.close

    def publish(self, _entry: object) -> int:
        raise RegisterUnavailableError("The register cannot be reached. Try again.")


def test_what_the_register_does_not_take_waits_for_resume(installation: Installation) -> None:
    with installation.open() as office:
        office.writer = AwayWriter(office)  # type: ignore[assignment]  # a fault put in by hand
        with pytest.raises(StorageError, match=r"stays in the outbox.*Then run: issuance resume"):
            office.issuing.issue(numbered_request(1))
        (result,) = office.issuing.resume()
        assert isinstance(result, Unfinished)
        assert result.entry.stage is Stage.RECORDED

    with installation.open() as office:
        (finished,) = office.issuing.resume()
    assert isinstance(finished, LedgerEntry)
    assert finished.stage is Stage.DELIVERED
    assert installation.clock() == NOW
