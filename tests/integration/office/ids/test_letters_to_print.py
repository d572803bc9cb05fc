"""The desk's list of letters with first passwords: what waits, what was printed by whom, all as one PDF (T2.6)."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pikepdf import Pdf

from issuance.domain.ids import IdKind
from issuance.domain.settings import CredentialWay
from issuance.domain.staff import Role
from issuance.errors import RefusedError
from issuance.services.chamber.settings import change_settings
from issuance.services.ids.letters_to_print import Letters, letters_of
from tests.builders import NOW
from tests.office_ids import HANAKO, STAFF, add_organisation
from tests.office_people import make_person
from tests.office_site import ENGLISH, OfficeSite, token_in
from tests.reviewed import actor_of

PAGE = "/TYO/desk/ids/letters"


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield an office that sends letters, with two administrator ids that wait for theirs."""
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    with made.office.units.act(STAFF) as unit:
        change_settings(unit, 0, lambda now: now.model_copy(update={"credential_way": CredentialWay.LETTER}))
        for name in ("東京商事株式会社", "Osaka Tools K.K."):
            made.office.ids.accounts.issue_administrator(unit, add_organisation(unit, name), HANAKO)
    yield made
    made.close()


def lying(site: OfficeSite) -> Letters:
    with site.office.units.look(STAFF) as unit:
        return letters_of(unit)


def test_t2_6_all_that_wait_are_printed_as_one_pdf_and_say_by_whom(site: OfficeSite) -> None:
    """T2.6: through the pages, from the list to the PDF and back to a list that tells who printed when."""
    registrar = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
    client = site.client()
    site.sign_in(client, registrar)
    shown = client.get(PAGE, headers=ENGLISH)
    assert len(re.findall(r'href="/TYO/desk/ids/[0-9a-f]{16}"', shown.text)) == 2
    answer = client.post(f"{PAGE}/print", data={"csrf_token": token_in(shown)})
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    with Pdf.open(io.BytesIO(answer.data)) as letters:
        assert len(letters.pages) == 2
    after = client.get(PAGE, headers=ENGLISH).text
    assert "No letter waits to be printed." in after
    assert after.count(f'<span class="small" dir="ltr">{registrar.login}</span>') == 2
    assert "10 March 2026" in after


def test_a_letter_waits_again_when_its_code_is_over(site: OfficeSite) -> None:
    clerk = actor_of(make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR]))
    site.office.ids.letters.print_waiting(clerk)
    assert (len(lying(site).waiting), len(lying(site).printed)) == (0, 2)
    with pytest.raises(RefusedError, match="No letter waits"):
        site.office.ids.letters.print_waiting(clerk)
    clock = site.office.clock
    site.office.clock = lambda: clock() + dt.timedelta(days=30)
    assert [letter.printed_by for letter in lying(site).waiting] == [clerk.name] * 2
    assert lying(site).printed == []


def test_who_got_a_link_by_mail_or_has_a_password_waits_for_no_letter(site: OfficeSite) -> None:
    first, second = (letter.to.account for letter in lying(site).waiting)
    with site.office.units.act(STAFF) as unit:
        site.office.access.credentials.invite(unit, first.id, CredentialWay.MAIL)
    assert [letter.to.account.id for letter in lying(site).waiting] == [second.id]
