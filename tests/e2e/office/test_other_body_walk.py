"""A body that is neither company nor sole trader registers with its statutes and its officers. On the served office.

It is the walk whose office is on PostgreSQL, unless the run is told to stay on SQLite.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from issuance.domain.staff import Role
from tests.office_databases import DATABASES, wanted_kinds
from tests.registering import Registering, applicant_hands_in, registrar_approves, registrar_takes
from tests.registrations import ORGANISATION, SIGNATORY
from tests.running_office import RunningOffice
from tests.walker import Walker

pytestmark = pytest.mark.slow
PASSWORD = "seven herons over the quay"
MAIL = "office@tea-growers.example.jp"
BODY = Registering(
    MAIL,
    {
        **ORGANISATION,
        "form": "other body",
        "name_ja": "見本茶生産者協議会",
        "name_kana": "ミホンチャセイサンシャキョウギカイ",
        "name_en": "Sample Tea Growers' Council",
        "corporate_number": "",
        "representative_ja": "茶畑　緑",
        "representative_kana": "チャバタケ ミドリ",
        "representative_en": "Midori Chabatake",
        "representative_title": "会長",
        "member": "no",
        "member_number": "",
    },
    {"Statutes": False, "List of officers": False},
    signatory={**SIGNATORY, "name_ja": "茶畑 緑", "name_kana": "チャバタケ ミドリ", "name_en": "Midori Chabatake"},
    contacts={"person": "茶畑 緑", "person_kana": "チャバタケ ミドリ", "department": "事務局"},
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[RunningOffice]:
    """Serve an office for this walk."""
    folder = tmp_path_factory.mktemp("office")
    with DATABASES.on(wanted_kinds()[-1]), RunningOffice.start(folder, office_templates) as running:
        yield running


def test_t2_1_another_body_registers_with_statutes_and_officers(browser: Browser, served: RunningOffice) -> None:
    """T2.1: in Japanese, from the first mail to the approval and the first sign-in; nobody asks for its seal."""
    with (
        Walker.sits_down(browser, served, "ja", "body") as body,
        Walker.sits_down(browser, served, "ja", "body-registrar") as registrar,
    ):
        applicant_hands_in(body, BODY)
        registrar.signs_in_as_staff(served.staff("田中 由美", Role.REGISTRAR))
        registrar_takes(registrar, BODY)
        for text in (BODY.organisation["name_ja"], BODY.organisation["representative_ja"]):
            registrar.reads(text)
        for paper in BODY.papers:
            registrar.sees(paper)
        expect(registrar.page.get_by_text(registrar.says("Seal certificate"))).to_have_count(0)
        registrar_approves(registrar, BODY)
        login = body.chooses_a_password(MAIL, PASSWORD)
        body.signs_in(login, PASSWORD)
        body.is_at("Overview")
        body.looks_around("overview")
        body.opens("/TYO/registration")
        body.reads(BODY.organisation["name_ja"])
        body.looks_around("registration")
