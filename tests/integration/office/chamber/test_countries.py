"""The chamber's own names of countries, and the destinations that want a paper signed by hand."""

import pytest

from issuance.domain.actor import Actor
from issuance.domain.texts import Bilingual
from issuance.services.chamber.settings import settings_of
from tests.office_cast import HERE, Cast
from tests.office_site import token_in

NAMES = "VN: Vietnam\nTW: Chinese Taipei"


@pytest.mark.parametrize(
    "notes",
    [
        "EG: 手書きの署名が必要です。 / Ink only.\nAE: 大使館で確認",
        "eg： 手書きの署名が必要です。 ／ Ink only.\n\n AE:大使館で確認",
    ],
)
def test_what_is_written_is_kept_and_shown_again(cast: Cast, notes: str) -> None:
    client = cast.sign_in(f"{HERE} administrator")
    address = f"/{HERE}/admin/countries"
    page = client.get(address)

    answer = client.post(
        address, data={"csrf_token": token_in(page), "version": "1", "hand_signed": notes, "names": NAMES}
    )

    assert answer.status_code == 303
    with cast.site.office.units.look(Actor.job(HERE, "test")) as unit:
        settings = settings_of(unit)
    assert settings.hand_signed == {
        "AE": Bilingual(ja="大使館で確認"),
        "EG": Bilingual(ja="手書きの署名が必要です。", en="Ink only."),
    }
    assert settings.country_names == {"VN": "Vietnam", "TW": "Chinese Taipei"}
    shown = client.get(address).text
    assert "AE: 大使館で確認\nEG: 手書きの署名が必要です。 / Ink only." in shown
    assert "TW: Chinese Taipei\nVN: Vietnam" in shown


def test_what_cannot_be_read_is_named_by_line_and_kept_in_the_form(cast: Cast) -> None:
    client = cast.sign_in(f"{HERE} administrator")
    address = f"/{HERE}/admin/countries"
    page = client.get(address)

    answer = client.post(
        address,
        data={"csrf_token": token_in(page), "version": "1", "hand_signed": "EG: Ink.\nnowhere", "names": NAMES},
    )

    assert answer.status_code == 422
    assert "Line 2: begin with a country" in answer.text
    assert "nowhere" in answer.text
