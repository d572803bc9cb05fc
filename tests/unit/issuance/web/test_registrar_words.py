"""Words of the registrar's pages that are made, not listed."""

import pytest

from issuance.language import speaking
from issuance.web.registrar_words import subject_of, value_text


@pytest.mark.parametrize("field", ["contacts.phone", "contacts.fax"])
def test_a_telephone_number_is_read_as_it_is_dialled(field: str) -> None:
    assert value_text(field, "+81332837500") == "03-3283-7500"


def test_a_foreign_number_keeps_its_country() -> None:
    assert value_text("contacts.phone", "+442079460000") == "+44 20 7946 0000"


def test_no_number_stays_none() -> None:
    assert value_text("contacts.fax", "") == ""


def test_a_message_is_named_by_its_subject_without_values() -> None:
    with speaking("en"):
        assert subject_of("registration_suspended") == "Your trade registration is suspended"
        assert subject_of("leak_holder") == "The id … is locked"


def test_a_message_whose_subject_is_values_alone_is_named_too() -> None:
    with speaking("en"):
        assert subject_of("board_notice") == "Notice of the board"


def test_a_message_of_an_older_program_keeps_its_name() -> None:
    assert subject_of("no_longer_there") == "no_longer_there"
