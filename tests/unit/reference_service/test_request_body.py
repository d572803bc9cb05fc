"""A request is taken in to its end before it is answered, so that a refusal reaches who sent too much."""

from io import BytesIO

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from reference_service.request_body import take_in_the_rest
from reference_service.scans.limits import MAX_REQUEST_BYTES
from tests.reference_site import ReferenceSite


@pytest.mark.parametrize("path", ["/batch", "/receipts", "/api/v1/checks", "/nothing", "/"])
def test_what_is_refused_unread_is_read_all_the_same(site: ReferenceSite, path: str) -> None:
    body = BytesIO(b"pasted=" + b"x" * 3_000_000)
    environ = EnvironBuilder(path, method="POST", input_stream=body).get_environ()
    environ |= {"CONTENT_LENGTH": "3000007", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    environ["wsgi.input_terminated"] = True
    _, status, _ = run_wsgi_app(site.app(), environ)
    assert 400 <= int(status[:3]) < 500
    assert body.read() == b""


@pytest.mark.parametrize("length", ["", "0", "-1", "x", "１０", str(MAX_REQUEST_BYTES + 1)])
def test_nothing_is_waited_for_that_was_not_announced_or_is_endless(length: str) -> None:
    body = BytesIO(b"x" * 10)
    take_in_the_rest({"CONTENT_LENGTH": length, "wsgi.input": body, "wsgi.input_terminated": True})
    assert body.tell() == 0


def test_nothing_is_read_from_a_server_whose_input_has_no_end() -> None:
    body = BytesIO(b"x" * 10)
    take_in_the_rest({"CONTENT_LENGTH": "10", "wsgi.input": body})
    assert body.tell() == 0


def test_a_sender_who_has_left_is_no_error() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError

    take_in_the_rest({"CONTENT_LENGTH": "10", "wsgi.input": Broken(), "wsgi.input_terminated": True})
