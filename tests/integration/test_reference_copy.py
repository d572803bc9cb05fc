"""The office's part in the reference copy: published after the certificate, once, and deleted with its content."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing

import pytest

from issuance.office import Office
from issuance.publish import Publisher
from issuance.setup import make_databases
from register.documents import DocumentStore
from register.errors import RefusedError, RegisterSchemaError
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.offices import Installation, Plug, PulledPlugError, request
from tests.registers import make_first_version

WORLD = ChamberWorld()
LATER = WORLD.at(WORLD.now + dt.timedelta(days=4 * 366))


def documents(office: Office) -> DocumentStore:
    return DocumentStore.open(office.config.documents_url)


def copy_name(office: Office, sid: bytes | None) -> str | None:
    assert sid is not None
    return office.reader.copy_of(sid)


def test_a_delivered_certificate_has_its_copy_in_the_published_documents(installation: Installation) -> None:
    with installation.open() as office:
        entry = office.issuing.issue(request())
        assert copy_name(office, entry.sid) is None, "the copy is no part of the way to the counter"
        assert office.copies.publish_all() == 1
        name = copy_name(office, entry.sid)
        assert name is not None
        assert entry.number.canonical.encode() in documents(office).get(name)


def test_copies_that_a_crash_left_out_are_published_by_the_next_run(any_installation: Installation) -> None:
    with any_installation.open() as office:
        issued = [office.issuing.issue(request(remarks=remarks)) for remarks in ("One", "Two")]
    with any_installation.open(Plug(1)) as office, pytest.raises(PulledPlugError):
        office.copies.publish_all()
    with any_installation.open() as office:
        assert office.copies.publish_all() == 1
        for entry in issued:
            name = copy_name(office, entry.sid)
            assert name is not None
            assert documents(office).exists(name)


def test_a_copy_that_is_named_is_not_rendered_again(any_installation: Installation) -> None:
    with any_installation.open() as office:
        office.issuing.issue(request())
        assert office.copies.publish_all() == 1
        assert office.copies.publish_all() == 0


def test_the_real_copy_is_a_watermarked_pdf_without_code_or_signature(any_installation: Installation) -> None:
    with any_installation.open(real_paper=True) as office:
        entry = office.issuing.issue(request())
        office.copies.publish_all()
        name = copy_name(office, entry.sid)
        assert name is not None
        pdf = documents(office).get(name)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/ByteRange" not in pdf


@pytest.fixture
def writer(installation: Installation) -> Iterator[RegisterWriter]:
    """Open the register with the trust and the time of four years later, when the retention term is over."""
    url = installation.config.register_url
    with closing(RegisterWriter.open(url, trust=lambda: LATER.trust, clock=LATER.clock)) as opened:
        yield opened


def test_expunging_deletes_content_and_copy_even_when_it_was_cut_off(
    installation: Installation, writer: RegisterWriter
) -> None:
    issued = WORLD.issue(1)
    expunged = LATER.expunge(issued).records[-1]
    too_early = WORLD.expunge(issued).records[-1]
    with installation.open() as office:
        publisher = Publisher(
            store=office.store,
            writer=writer,
            reader=office.reader,
            documents=documents(office),
            clock=LATER.clock,
            status_changed=lambda: None,
        )
        writer.publish(issued.entry)
        publisher.publish_copy(issued.sid, b"%PDF-1.7 a copy")
        name = copy_name(office, issued.sid)
        assert name is not None
        with pytest.raises(RefusedError, match="kept for 3 years"):
            publisher.expunge(too_early)
        assert documents(office).exists(name)

        writer.expunge(expunged)  # cut off here: the copy is still there
        assert documents(office).exists(name)
        for _ in range(2):
            publisher.expunge(expunged)
            stored = office.reader.by_sid(issued.sid)
            assert stored is not None
            assert stored.content is None
            assert copy_name(office, issued.sid) is None
            assert not documents(office).exists(name)


def test_migrate_upgrades_the_register_of_an_older_installation(installation: Installation) -> None:
    with installation.open() as office:
        before = office.issuing.issue(request())
    make_first_version(installation.config.register_url)
    with installation.open() as office:
        with pytest.raises(RegisterSchemaError, match="issuance migrate"):
            office.issuing.issue(request(remarks="Another"))
        make_databases(office)
    with installation.open() as office:
        after = office.issuing.issue(request(remarks="Another"))
        # A certificate of before the upgrade gets its copy like any other that lacks one.
        assert office.copies.publish_all() == 2
        assert copy_name(office, after.sid) is not None
        assert copy_name(office, before.sid) is not None
