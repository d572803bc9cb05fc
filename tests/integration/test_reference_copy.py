"""The office's part in the reference copy: published with the certificate, once, and deleted with its content."""

import datetime as dt

import pytest

from issuance.office import Office
from register.errors import DocumentError, RefusedError
from signing.record import Event
from tests.offices import Installation, Plug, PulledPlugError, request

YEARS_LATER = dt.timedelta(days=4 * 366)


def copy_name(office: Office, sid: bytes | None) -> str | None:
    assert sid is not None
    return office.reader.copy_of(sid)


def test_a_delivered_certificate_has_its_copy_in_the_published_documents(installation: Installation) -> None:
    with installation.open() as office:
        entry = office.issuing.issue(request())
        name = copy_name(office, entry.sid)
        assert name is not None
        assert entry.number.canonical.encode() in documents(office).get(name)


def test_a_copy_whose_name_was_never_written_is_found_again(sqlite_installation: Installation) -> None:
    plug = Plug()
    with sqlite_installation.open(plug) as office:
        office.issuing.issue(request())
    before_the_name = plug.seen.index("writer.publish_copy")
    with sqlite_installation.open(Plug(before_the_name)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(request(remarks="Another"))
    left = sqlite_installation.entries()[1]
    with sqlite_installation.open() as office:
        assert copy_name(office, left.sid) is None
        office.issuing.finish(left)
        name = copy_name(office, left.sid)
        assert name is not None
        assert documents(office).exists(name)


def test_a_copy_that_is_named_is_not_rendered_again(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        entry = office.issuing.issue(request())
        assert entry.sid is not None
        office.publisher.publish_copy(entry.sid, lambda: pytest.fail("rendered again"))


def test_the_real_copy_is_a_watermarked_pdf_without_code_or_signature(sqlite_installation: Installation) -> None:
    with sqlite_installation.open(real_paper=True) as office:
        entry = office.issuing.issue(request())
        name = copy_name(office, entry.sid)
        assert name is not None
        pdf = documents(office).get(name)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/ByteRange" not in pdf


def test_expunging_deletes_content_and_copy_even_when_it_was_cut_off(installation: Installation) -> None:
    with installation.open() as office:
        entry = office.issuing.issue(request())
        assert entry.sid is not None
        name = copy_name(office, entry.sid)
        assert name is not None
        too_early = expunge_record(office, entry.number)
        with pytest.raises(RefusedError, match="kept for 3 years"):
            office.publisher.expunge(too_early)
        assert documents(office).exists(name)

    issued_at = installation.clock()
    installation.clock = lambda: issued_at + YEARS_LATER
    with installation.open() as office:
        # The trust files have expired in these years, but the keys' windows are by issue date.
        record = expunge_record(office, entry.number)
        office.writer.expunge(record)  # cut off here: the copy is still there
        assert documents(office).exists(name)
        for _ in range(2):
            office.publisher.expunge(record)
            stored = office.reader.by_sid(entry.sid)
            assert stored is not None
            assert stored.content is None
            assert copy_name(office, entry.sid) is None
            with pytest.raises(DocumentError, match="no document"):
                documents(office).get(name)
