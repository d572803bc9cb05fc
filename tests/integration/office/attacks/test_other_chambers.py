"""A session of one chamber is worth nothing on the pages of another one, those for everybody included."""

import pytest

from issuance.domain.actor import Actor
from issuance.storage.tables.filings import filing
from tests.office_cast import HERE, THERE, Cast
from tests.office_site import token_in


def filings_of(cast: Cast, chamber: str) -> int:
    with cast.site.office.units.look(Actor.job(chamber, "test")) as unit:
        return unit.count(unit.select(filing))


@pytest.mark.parametrize("name", ["TYO administrator id", "TYO registrar", "federation", None])
def test_what_is_begun_on_a_chambers_page_lands_at_that_chamber(cast: Cast, name: str | None) -> None:
    client = cast.sign_in(name)
    page = client.get(f"/{THERE}/register")
    sent = client.post(
        f"/{THERE}/register",
        data={"csrf_token": token_in(page), "mail": "trade@example.co.jp", "submission": "one-time-token"},
    )
    assert sent.status_code == 303
    assert (filings_of(cast, HERE), filings_of(cast, THERE)) == (0, 1)
