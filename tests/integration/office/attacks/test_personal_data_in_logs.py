"""Canaries for names, mails and addresses are sent to every page that takes something; no log line repeats one."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from look.logs import json_formatter
from tests.office_cast import Cast

CANARIES = ("kanaria.jiro@canary.example.jp", "可奈利 次郎", "Kanaria Jiro", "Canary Street 7-1", "0123-456-7890")


@pytest.fixture
def logged(cast: Cast) -> Iterator[StringIO]:
    """Everything that any library logs from DEBUG on, as the programs write it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    cast.site.app.logger.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def told(stream: StringIO) -> list[str]:
    """Return the canaries in what was logged; each line must be an object."""
    text = stream.getvalue()
    shown = " ".join(json.dumps(json.loads(line), ensure_ascii=False) for line in text.splitlines())
    return [each for each in CANARIES if each in shown or each in text]


def fields() -> dict[str, str]:
    """Return a form that any page finds something in."""
    mail, ja, en, street, phone = CANARIES
    names = {"name": en, "name_ja": ja, "name_en": en, "names-ja": ja, "names-en": en, "person": en, "login": mail}
    others = {"mail": mail, "email": mail, "address": street, "phone": phone, "text": en, "q": ja, "password": en}
    return {**names, **others}


@pytest.mark.parametrize("who", [None, "TYO registrar"])
def test_no_page_logs_what_was_typed_into_it(cast: Cast, logged: StringIO, who: str | None) -> None:
    client = cast.sign_in(who)
    cast.site.app.config.update(WTF_CSRF_ENABLED=False)
    asked = 0
    for rule in cast.site.app.url_map.iter_rules():
        if rule.arguments - {"chamber"} or "sign_out" in rule.endpoint:
            continue
        path = str(rule).replace("<chamber:chamber>", "TYO")
        for method in {"GET", "POST"} & (rule.methods or set()):
            if method == "GET":
                client.get(path, query_string=fields()).close()
            else:
                client.post(path, data=fields()).close()
            asked += 1
    logging.getLogger("issuance").warning("The walk has %s steps.", asked)
    assert asked > 40
    assert told(logged) == []


def test_a_failure_that_quotes_a_person_is_logged_without_the_quotation(
    cast: Cast, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise ValueError(f"Key (mail)=({CANARIES[0]}) of {CANARIES[1]} already exists")

    client = cast.sign_in(None)
    monkeypatch.setattr(cast.site.office.access.credentials, "invited", fail)
    assert client.get("/TYO/welcome/one-time-secret").status_code == 500
    assert "builtins.ValueError" in logged.getvalue()
    assert told(logged) == []
