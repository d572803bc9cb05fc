"""What certificates say, who asks, and the codes that open them stand in no log line of the reference service."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from look.logs import json_formatter
from tests.reference_site import PublishedSite

ASKING = "198.51.100.77"


@pytest.fixture
def logged(published: PublishedSite) -> Iterator[StringIO]:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    published.client.application.logger.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_no_look_up_is_logged_with_its_code_its_content_or_its_asker(
    published: PublishedSite, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = published.in_force
    path = f"/certificates/{issued.number}/{issued.issue_date}"
    headers = {"User-Agent": "canary-agent", "X-Forwarded-For": ASKING}
    for address in (path, f"/api/v1{path}", path[:-1], f"/certificates/{issued.number}/2020-01-01"):
        published.client.get(address, headers=headers).close()
    published.client.post("/verify", data={"number": issued.number, "name": "Kanaria Jiro"}, headers=headers).close()
    logging.getLogger("reference_service").warning("The walk is over.")
    told = logged.getvalue()
    assert "The walk is over." in told
    access = issued.number[-8:]
    assert [each for each in (issued.number, access, ASKING, "canary-agent", "Kanaria Jiro") if each in told] == []
