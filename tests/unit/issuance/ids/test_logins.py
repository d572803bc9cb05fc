"""Logins: what is printed is read again however it is typed, and a slip is told."""

import string
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from issuance.domain.ids import IdKind
from issuance.domain.login import Login, LoginError, login_of, read_login

SEQUENCES = st.one_of(st.integers(1, 20_000), st.integers(1, 999_999_999))
CODES = st.text(string.ascii_uppercase, min_size=2, max_size=4)
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@st.composite
def logins(draw: st.DrawFn) -> Login:
    login = login_of(draw(CODES), draw(st.sampled_from(list(IdKind))), draw(SEQUENCES))
    assume(login is not None)
    assert login is not None
    return login


@st.composite
def typed(draw: st.DrawFn, login: Login) -> str:
    """Return a login as a person could type it."""
    letters = f"{login.chamber}{login.kind.letter}"
    digits = "".join(
        draw(st.sampled_from({"0": "0Oo", "1": "1IlL"}.get(digit, digit)))
        for digit in f"{login.sequence:06}{login.check}"
    )
    text = "".join(
        character + draw(st.sampled_from(["", "", " ", "-", "　", "‐", "ー"])) for character in letters + digits
    )
    text = text.lower() if draw(st.booleans()) else text
    return text.translate(FULL_WIDTH) if draw(st.booleans()) else text


@given(st.data(), logins())
def test_typing_is_forgiven(data: st.DataObject, login: Login) -> None:
    """Case, width, blanks, hyphens, look-alike characters."""
    assert read_login(data.draw(typed(login))) == login


@given(logins())
def test_what_is_printed_is_short_and_read_exactly(login: Login) -> None:
    assert read_login(str(login)) == login
    assert len(str(login)) <= 20


@given(logins(), st.data())
def test_one_wrong_character_is_noticed(login: Login, data: st.DataObject) -> None:
    """Whatever takes the place of one character, it is no other id's login."""
    text = str(login).replace("-", "")
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    slip = text[:place] + other + text[place + 1 :]
    with suppress(LoginError):
        assert read_login(slip) == login


@given(st.text(max_size=80))
def test_garbage_is_refused_or_a_login(garbage: str) -> None:
    try:
        login = read_login(garbage)
    except LoginError:
        return
    assert read_login(str(login)) == login


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "TYO",
        "TYO-A000000-0",
        "A000001-E",
        "TYO-X000001-E",
        "TYO-A0000001-E",
        "TYO-A01-E",
        "TYO-A000001-" + "E" * 99,
    ],
)
def test_what_is_no_login(wrong: str) -> None:
    with pytest.raises(LoginError, match=r"login.*\.$"):
        read_login(wrong)


def test_sequences_whose_check_character_could_be_misread_are_left_out() -> None:
    checks = [login_of("TYO", IdKind.USER, sequence) for sequence in range(1, 200)]
    assert None in checks
    assert not {login.check for login in checks if login} & set("ILO")


@pytest.mark.parametrize("sequence", [0, -1, 1_000_000_000])
def test_sequences_have_bounds(sequence: int) -> None:
    with pytest.raises(ValueError, match="sequence"):
        login_of("TYO", IdKind.SUB, sequence)
