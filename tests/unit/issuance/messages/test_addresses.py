"""Addresses of mail and fax, and how long a message is tried."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.messages import RETRIES, Channel, Delivery, FaxNumber, MailAddress, address_of, next_attempt
from issuance.errors import RefusedError

NOON = dt.datetime(2026, 3, 10, 3, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b.jp",
        "a b@c.jp",
        "a@b.jp\r\nBcc: x@y.jp",
        "a@b.jp, c@d.jp",
        "A <a@b.jp>",
        "日本@example.jp",
        "a@b..jp",
        "x" * 300 + "@b.jp",
        "a@[127.0.0.1]",
    ],
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        MailAddress(text)


def test_a_japanese_domain_is_written_as_mail_servers_know_it() -> None:
    assert str(MailAddress(" trade@例え.jp ")) == "trade@xn--r8jz45g.jp"


@given(st.text(max_size=60))
def test_no_address_holds_a_line_end(text: str) -> None:
    """Whatever is typed, an address that is accepted can stand in a header."""
    try:
        address = str(MailAddress(text))
    except RefusedError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address


@pytest.mark.parametrize(
    ("typed", "kept", "printed"),
    [
        ("03-1234-5678", "+81312345678", "03-1234-5678"),
        ("０３－１２３４－５６７８", "+81312345678", "03-1234-5678"),
        ("+49 30 123456", "+4930123456", "+49 30 123456"),
    ],
)
def test_a_fax_number_has_one_form(typed: str, kept: str, printed: str) -> None:
    number = FaxNumber(typed)
    assert (number.text, number.printed, address_of(Channel.FAX, number.text)) == (kept, printed, number)


@pytest.mark.parametrize("text", ["", "fax", "1", "+81 3 1234 5678 ext. 9", "0" * 30, "a@b.jp"])
def test_what_is_no_fax_number_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        FaxNumber(text)


def test_attempts_grow_apart_and_end_after_days() -> None:
    due = [next_attempt(attempts, NOON) for attempts in range(1, len(RETRIES) + 2)]
    waits = [moment - NOON for moment in due if moment is not None]
    assert waits == sorted(waits)
    assert due[-1] is None
    assert dt.timedelta(days=2) < sum(RETRIES, dt.timedelta()) < dt.timedelta(days=5)


def test_no_state_calls_a_message_delivered() -> None:
    """T6: the words of the states say what is known; only a report confirms."""
    assert "delivered" not in {state.value for state in Delivery}
    assert [state for state in Delivery if state.needs_a_person] == [Delivery.FAILED, Delivery.GIVEN_UP]
