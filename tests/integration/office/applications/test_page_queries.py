"""The page on which an application is checked asks few times, whoever checks it and whatever is certified."""

import io
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from issuance.domain.application.application import PaperRole, Remarks
from issuance.domain.application.states import Event
from issuance.storage.applications import get_application, move_application
from issuance.storage.sessions import Origin
from signing.content import Kind
from tests.applying import Applying
from tests.builders import NOW
from tests.office_ids import STAFF
from tests.office_site import OfficeSite
from tests.paid import sample_invoice
from tests.queries import counted

MOST = 12


def test_a_sub_id_checks_what_was_returned_in_few_queries(
    office_templates: Callable[[int], Path], tmp_path: Path
) -> None:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    office, cast = site.office, Applying.make(site.office)
    found = cast.draft(cast.forwarder, Kind.SIGNATURE)
    document = io.BytesIO(sample_invoice())
    office.applications.papers.add(cast.forwarder, found.id, document, "invoice.pdf", PaperRole.DOCUMENT)
    found = office.applications.submissions.submit(cast.forwarder, found.id, found.version, "token-1")
    with office.units.act(STAFF) as unit:
        move_application(unit, get_application(unit, found.id), Event.TAKE)
        remarks = Remarks("Mend it", {"invoice.number": "As on the paper"})
        move_application(unit, get_application(unit, found.id), Event.RETURN, remarks=remarks)
        account = str(cast.forwarder.account)
        token = office.access.sessions.begin(unit, account, Origin("127.0.0.1", "a test", "password"))
    client = site.client()
    client.set_cookie("id", str(token))

    for page in ("check", "form", "papers"):
        path = f"/TYO/applications/{found.id}/{page}"
        client.get(path)
        with counted(office.store.engine) as statements:
            assert client.get(path).status_code == HTTPStatus.OK
        assert len(statements) <= MOST, (page, statements)
    site.close()
