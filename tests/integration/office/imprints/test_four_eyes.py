"""The chamber's seal and its officers' signatures: handed in by one, confirmed by another, never changed."""

import datetime as dt
import io
from http import HTTPStatus

import pytest
from PIL import Image

from issuance.demo.office.company import specimen
from issuance.demo.office.imprints import seal_picture
from issuance.domain.imprints import Imprint, ImprintState, Printed
from issuance.errors import ConflictError, RefusedError
from issuance.storage.imprints import seal_on, signature_at
from tests.office_cast import Cast
from tests.office_site import ENGLISH, token_in

TODAY = dt.date(2026, 3, 10)
HARUKO = Printed("Haruko Sato", "Certifying Officer")
ADMINISTRATOR, APPROVER = "TYO administrator", "TYO approver"


def proposed_seal(cast: Cast, day: dt.date = TODAY) -> Imprint:
    return cast.site.office.imprints.desk.propose_seal(cast.actor(ADMINISTRATOR), seal_picture("T"), "seal.png", day)


def seal_of(cast: Cast, day: dt.date) -> str | None:
    with cast.site.office.units.look(cast.actor(ADMINISTRATOR)) as unit:
        found = seal_on(unit, day)
        return None if found is None else found.id


def test_a_seal_counts_from_its_day_on_once_another_person_has_confirmed_it(cast: Cast) -> None:
    desk, tomorrow = cast.site.office.imprints.desk, TODAY + dt.timedelta(days=1)
    seal = proposed_seal(cast, tomorrow)
    with pytest.raises(RefusedError, match="Another person"):
        desk.confirm(cast.actor(ADMINISTRATOR), seal.id, seal.version)
    assert seal_of(cast, tomorrow) is None

    confirmed = desk.confirm(cast.actor(APPROVER), seal.id, seal.version)

    assert (seal_of(cast, TODAY), seal_of(cast, tomorrow)) == (None, seal.id)
    desk.end(cast.actor(APPROVER), seal.id, confirmed.version, "It was lost")
    assert seal_of(cast, tomorrow) is None


def test_a_later_seal_takes_the_place_of_an_earlier_one_which_does_not_come_back(cast: Cast) -> None:
    desk, tomorrow = cast.site.office.imprints.desk, TODAY + dt.timedelta(days=1)
    first = proposed_seal(cast)
    desk.confirm(cast.actor(APPROVER), first.id, first.version)
    second = proposed_seal(cast, tomorrow)
    with pytest.raises(ConflictError, match="waits for its confirmation"):
        proposed_seal(cast)
    second = desk.confirm(cast.actor(APPROVER), second.id, second.version)
    assert (seal_of(cast, TODAY), seal_of(cast, tomorrow)) == (first.id, second.id)

    desk.end(cast.actor(APPROVER), second.id, second.version, "The mayor did not like it")

    assert (seal_of(cast, TODAY), seal_of(cast, tomorrow)) == (first.id, None)


def test_a_signature_is_its_officers_own_and_counts_at_the_time_of_his_decisions(cast: Cast) -> None:
    office, approver = cast.site.office, cast.actor(APPROVER)
    handed_in = office.imprints.desk.propose_signature(approver, specimen("signature"), "mine.png", HARUKO)
    before = office.clock()
    with pytest.raises(RefusedError, match="roles do not allow"):
        office.imprints.desk.confirm(approver, handed_in.id, handed_in.version)
    office.clock = lambda: before + dt.timedelta(minutes=1)

    confirmed = office.imprints.desk.confirm(cast.actor(ADMINISTRATOR), handed_in.id, handed_in.version)

    assert confirmed.state is ImprintState.CONFIRMED
    with office.units.look(approver) as unit:
        account = str(approver.account)
        assert signature_at(unit, account, before) is None
        held = signature_at(unit, account, office.clock())
        assert held is not None
        assert held.printed.line == "Haruko Sato, Certifying Officer"


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (Image.new("RGB", (600, 600), "white"), "Nothing is drawn"),
        (Image.new("RGB", (60, 60), "black"), "measures 60 dots"),
    ],
)
def test_what_would_not_print_is_refused_and_not_kept(cast: Cast, picture: Image.Image, why: str) -> None:
    file = io.BytesIO()
    picture.save(file, "PNG")

    with pytest.raises(RefusedError, match=why):
        cast.site.office.imprints.desk.propose_seal(
            cast.actor(ADMINISTRATOR), io.BytesIO(file.getvalue()), "seal.png", TODAY
        )

    seen = cast.site.office.imprints.views.overview(cast.actor(ADMINISTRATOR))
    assert seen.seals == []


def test_a_seal_is_handed_in_and_confirmed_on_the_pages(cast: Cast) -> None:
    client, other = cast.sign_in(ADMINISTRATOR), cast.sign_in(APPROVER)
    page = client.get("/TYO/imprints/seal", headers=ENGLISH)
    day = {"valid_from-year": "2026", "valid_from-month": "3", "valid_from-day": "10"}
    token = {"csrf_token": token_in(page)}
    refused = client.post("/TYO/imprints/seal", data={**token, **day}, headers=ENGLISH)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = {**token, **day, "picture": (seal_picture("TYO"), "seal.png")}

    answer = client.post("/TYO/imprints/seal", data=sent, content_type="multipart/form-data")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    (seal,) = cast.site.office.imprints.views.overview(cast.actor(APPROVER)).seals
    address = f"/TYO/imprints/{seal.id}"
    page = other.get(address, headers=ENGLISH)
    version = {"csrf_token": token_in(page), "version": str(seal.version)}
    assert other.post(f"{address}/refuse", data=version).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(f"{address}/confirm", data=version).status_code != HTTPStatus.SEE_OTHER
    assert other.post(f"{address}/confirm", data=version).status_code == HTTPStatus.SEE_OTHER
    assert other.get(f"{address}/sample.png").data.startswith(b"\x89PNG")
    assert "The seal that papers of today carry" in client.get("/TYO/imprints", headers=ENGLISH).text
