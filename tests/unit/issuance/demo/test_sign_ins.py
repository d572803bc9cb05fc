"""Who can sign in to the demo: noted once per login, kept over runs."""

from pathlib import Path

import pytest

from issuance.config import load_config
from issuance.demo.office.sign_ins import SignIn, new_password, note_sign_in, sign_ins
from issuance.errors import IssuanceError
from issuance.office import Office

CLERK = SignIn("TYO", "Registrar", "TYO-C000001-3", "first", "JBSWY3DP")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(load_config({}, directory=tmp_path))


def test_at_first_there_is_nobody(office: Office) -> None:
    assert sign_ins(office) == []


def test_who_is_noted_again_takes_the_place_of_before(office: Office) -> None:
    applicant = SignIn("TYO", "Applicant", "TYO-A000001-3", "second")
    note_sign_in(office, CLERK)
    note_sign_in(office, applicant)
    newer = SignIn("TYO", "Registrar", CLERK.login, "third", "MFRGGZDF")
    note_sign_in(office, newer)
    assert sign_ins(office) == [applicant, newer]


def test_only_the_owner_can_read_the_list(office: Office) -> None:
    note_sign_in(office, CLERK)
    assert (office.config.demo / "sign-ins.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"login": "x"}]', '[{"surprise": 1}]'])
def test_a_list_that_cannot_be_read_is_told(office: Office, text: str) -> None:
    note_sign_in(office, CLERK)
    (office.config.demo / "sign-ins.json").write_text(text, encoding="utf-8")
    with pytest.raises(IssuanceError, match=r"sign-ins\.json cannot be read"):
        sign_ins(office)


def test_no_two_passwords_are_alike() -> None:
    assert len({new_password() for _ in range(50)}) == 50
    assert len(new_password()) == 12
