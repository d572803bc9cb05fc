"""The office's disk is full, a little more or less: nothing is lost or doubled, and with room again all goes on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from issuance.domain.application.application import PaperRole
from issuance.domain.application.states import State
from issuance.errors import IssuanceError
from issuance.services.delivery.job import What
from issuance.storage.application_papers import papers_of
from issuance.storage.sessions import Origin
from register.errors import DocumentsUnavailableError, RegisterError
from signing.record import Event
from tests.applying import Applying, paper_file
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.office_ids import STAFF
from tests.office_site import OfficeSite
from tests.offices import Installation, draft, events_of
from tests.paid import CHAMBER, Trade
from tests.servers.small_disk import SmallDisk

FREE_KILOBYTES = (0, 8, 24, 48, 72, 96, 128, 192, 256)
"""From nothing to nearly enough for one issue: each lets it come a step further."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with SmallDisk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def installation(disk: SmallDisk, office_templates: Callable[[int], Path]) -> Installation:
    folder = disk.folder / "office"
    return Installation.make(office_templates(NOW.year), folder, sqlite_urls(folder))


def test_an_issue_that_finds_the_disk_full_is_finished_when_there_is_room(
    disk: SmallDisk, installation: Installation
) -> None:
    with installation.open(real_paper=True) as office:
        trade = Trade.make(office)
    outcomes = []
    for free in FREE_KILOBYTES:
        disk.make_room()
        with installation.open(real_paper=True) as office:
            key = replace(trade, office=office).apply(draft())
        disk.leave(free)
        with installation.open(real_paper=True) as office:
            try:
                outcome = office.delivery.job.issue(CHAMBER, key)
                outcomes.append(outcome.what)
                told = outcome.reason
            except (IssuanceError, RegisterError) as error:
                outcomes.append(What.LATER)
                told = str(error)
            if outcomes[-1] is not What.DELIVERED:
                assert "free space" in told, told

        disk.make_room()
        with installation.open(real_paper=True) as office:
            list(office.delivery.job.round(CHAMBER))
            assert replace(trade, office=office).application(key).state is State.DELIVERED, free
            entry = office.store.of_reference(CHAMBER, key)
            assert entry is not None
            assert events_of(installation, entry) == [Event.ISSUE]
            office.originals.open(entry)  # raises unless it is whole

    assert set(outcomes) <= {What.LATER, What.DELIVERED}, "nobody has to look at what only waits for room"
    assert outcomes[0] is What.LATER
    assert installation.numbers() == list(range(1, len(FREE_KILOBYTES) + 1))


def test_a_paper_that_finds_no_room_is_not_half_there(disk: SmallDisk, installation: Installation) -> None:
    with installation.open() as office:
        cast = Applying.make(office)
        begun = cast.begun(cast.user)
        disk.leave(0)

        with pytest.raises(DocumentsUnavailableError, match="free space"):
            cast.hand_in(cast.user, begun.id, PaperRole.INVOICE)

        disk.make_room()
        with office.units.look(STAFF) as unit:
            assert papers_of(unit, begun.id) == []
        cast.hand_in(cast.user, begun.id, PaperRole.INVOICE)


def test_whoever_hands_a_paper_in_is_told_that_it_was_not_stored_and_to_try_again(
    disk: SmallDisk, installation: Installation
) -> None:
    site = OfficeSite.over(installation)
    site.app.config.update(WTF_CSRF_ENABLED=False)
    cast = Applying.make(site.office)
    papers = f"/{CHAMBER}/applications/{cast.begun(cast.user).id}/papers"
    client = site.client()
    with site.office.units.act(cast.user) as unit:
        origin = Origin("127.0.0.1", "a test", "password")
        client.set_cookie("id", str(site.office.access.sessions.begin(unit, str(cast.user.account), origin)))
    client.get(papers)
    for free in (0, 64):  # no room for the database, and room for that alone
        disk.leave(free)

        answer = client.post(papers, data={"role": "commercial invoice", "file": (paper_file(), "paper.png")})

        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "What you sent was not stored." in answer.text
        assert "Try again in a minute." in answer.text
        disk.make_room()
    handed = client.post(papers, data={"role": "commercial invoice", "file": (paper_file(), "paper.png")})
    assert handed.status_code == HTTPStatus.SEE_OTHER
    site.close()
