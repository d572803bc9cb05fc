"""A paper that the registrar has seen stays with its filing, whatever the applicant takes out or replaces later."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.registration.filing import Filing, Remarks
from issuance.domain.uploads import Purpose
from tests.builders import NOW
from tests.office_site import OfficeSite
from tests.registrations import VISITOR, waiting_messages
from tests.reviewed import ReviewDesk, actor_of, paper, send

FORM = "/TYO/register/form"


@pytest.fixture
def desk(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[ReviewDesk]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield ReviewDesk.open(site)
    site.close()


def returned(desk: ReviewDesk) -> tuple[Filing, FlaskClient]:
    """Return a filing that came back with remarks, and the browser of its applicant, who followed the link."""
    filing, aoki = desk.filed(), actor_of(desk.registrar("Doi Ken"))
    review = desk.site.office.registration.review
    held = review.take(aoki, filing.id, filing.version)
    remarks = Remarks("", {"papers.seal certificate": "Of another company."})
    back = review.return_(aoki, filing.id, held.version, remarks)
    client = desk.site.client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    link = waiting_messages(desk.site.office, "filing_returned")[-1]["link"]
    send(client, link.removeprefix(desk.site.office.config.public_url))
    return back, client


def stored(desk: ReviewDesk, *uploads: str) -> set[str]:
    with desk.site.office.units.look(VISITOR) as unit:
        return set(desk.site.office.uploads.find(unit, set(uploads)))


def replace_paper(desk: ReviewDesk, client: FlaskClient, old: str) -> None:
    """Take the seal certificate out, and hand in another one."""
    assert client.get(f"{FORM}/papers").status_code == 200
    assert send(client, f"{FORM}/papers", f"{FORM}/papers/{old}/remove").status_code == 303
    day = desk.world.now.date()
    sent = send(
        client,
        f"{FORM}/papers",
        kind="seal certificate",
        file=(io.BytesIO(paper("other")), "other.pdf"),
        **{"issued-year": str(day.year), "issued-month": str(day.month), "issued-day": str(day.day)},
    )
    assert sent.status_code == 303, re.findall(r"error-message[^>]*>(.*?)</p>", sent.text, re.S)


def test_a_replaced_paper_is_kept_and_shown_to_the_registrar(desk: ReviewDesk) -> None:
    filing, theirs = returned(desk)
    old = next(each.upload for each in filing.submitted_form.papers if each.kind == "seal certificate")
    replace_paper(desk, theirs, old)
    assert stored(desk, old) == {old}
    assert send(theirs, f"{FORM}/check").status_code == 303
    client = desk.signed_in(desk.registrar())
    page = client.get(f"/TYO/desk/filings/{filing.id}").text
    assert "Seal certificate, replaced since" in page
    assert page.count('class="paper-shown"') == 4, "two papers, a specimen, and the one that was replaced"
    picture = client.get(f"/TYO/desk/filings/{filing.id}/papers/{old}/1.png")
    assert (picture.status_code, picture.mimetype) == (200, "image/png")


def test_a_paper_that_nobody_has_seen_goes_at_once(desk: ReviewDesk) -> None:
    filing, theirs = returned(desk)
    old = next(each.upload for each in filing.submitted_form.papers if each.kind == "seal certificate")
    replace_paper(desk, theirs, old)
    (fresh,) = {
        item["upload"] for item in desk.world.filing(filing.id).data["papers"] if item["kind"] == "seal certificate"
    }
    assert send(theirs, f"{FORM}/papers", f"{FORM}/papers/{fresh}/remove").status_code == 303
    assert stored(desk, old, fresh) == {old}


def test_no_other_file_is_shown_as_a_paper_of_the_filing(desk: ReviewDesk) -> None:
    filing = desk.filed()
    strange = desk.upload(paper("strange"), "strange.pdf", Purpose.DOCUMENT)
    client = desk.signed_in(desk.registrar())
    assert client.get(f"/TYO/desk/filings/{filing.id}/papers/{strange}/1.png").status_code in (404, 422, 409)
