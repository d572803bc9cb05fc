"""No secret stands in a log, on an error page or in what a command says, whatever goes wrong (ASVS 16.2.5, 16.5.1).

Every secret here is one that nobody would write by accident; all that is said anywhere is searched for each of them.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.cli import main as issuance
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.vault import Vault
from tests.builders import NOW
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in
from tests.offices import PASSPHRASE, Installation, draft
from tests.servers.softhsm import Token, generate_key

WRONG, NEW = "canary-wrong-Q7 herons wade", "canary-new-Z4 barges drift"
WEAK = "canary-canary"
LINK = "canary-one-time-link-token"
COOKIE = "canary-made-up-session-cookie"
PIN = "canary-4711-pin"
NEW_PASSPHRASE = "canary passphrase of three words"


class Heard:
    """All that was said; `assert_silent` searches it."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
        self._caplog, self._capsys = caplog, capsys
        self.pages: list[str] = []
        caplog.set_level(logging.DEBUG)

    def page(self, answer: TestResponse) -> TestResponse:
        """Keep an answer: its page, and its headers but for those that hand a cookie over."""
        headers = [f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie"]
        self.pages.append("\n".join([answer.text, *headers]))
        return answer

    def assert_silent(self, *secrets: str) -> None:
        """Fail where a secret was said anywhere."""
        said = self._capsys.readouterr()
        places = {"log": self._caplog.text, "output": said.out, "errors": said.err, "pages": "\n".join(self.pages)}
        assert self._caplog.records or said.out or said.err or self.pages, "something was to be heard"
        assert [(secret, place) for secret in secrets for place, text in places.items() if secret in text] == []


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Heard:
    return Heard(caplog, capsys)


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield made
    made.close()


def secrets_of(site: OfficeSite, holder: Holder) -> tuple[str, ...]:
    """Return what must not be said of an installation and one who signs in there."""
    web = site.config.secret.decode()
    return (WRONG, NEW, WEAK, LINK, COOKIE, holder.password, str(holder.secret), PASSPHRASE.decode(), web)


def act(site: OfficeSite, heard: Heard, client: FlaskClient, holder: Holder) -> None:
    """Sign in wrongly and rightly, change the password badly and well, open links that are none."""
    heard.page(site.post(client, "/TYO/sign-in", login=holder.login, password=WRONG))
    code_page = site.post(client, "/TYO/sign-in", login=holder.login, password=holder.password)
    heard.page(site.post(client, code_page.location, code="000000"))
    heard.page(site.post(client, code_page.location, code=holder.code(site.office.clock())))
    for old, new in ((WRONG, NEW), (holder.password, WEAK), (holder.password, NEW)):
        fields = {"old": old, "password": new, "again": new}
        heard.page(site.post(client, "/TYO/account/password", **fields))
    for path in (f"/TYO/welcome/{LINK}", f"/TYO/register/{LINK}", "/TYO/desk/trail"):
        heard.page(client.get(path))
    stranger = site.client()
    stranger.set_cookie("id", COOKIE)
    heard.page(stranger.get("/TYO/account/"))


@pytest.fixture
def holder(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])


def test_signing_in_and_changing_a_password_says_none(site: OfficeSite, holder: Holder, heard: Heard) -> None:
    client = site.client()
    act(site, heard, client, holder)
    session = client.get_cookie("id")
    assert session is not None
    heard.assert_silent(*secrets_of(site, holder), session.value)


def test_a_form_that_meets_a_fault_of_ours_says_none(
    site: OfficeSite, holder: Holder, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The traceback of a failure is logged: it names no values."""
    client = site.client()
    token = token_in(client.get("/TYO/sign-in"))

    def fail(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(site.office.access.passwords, "matches", fail)
    fields = {"csrf_token": token, "login": holder.login, "password": holder.password}
    answer = heard.page(client.post("/TYO/sign-in", data=fields))
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    heard.assert_silent(*secrets_of(site, holder))


def test_a_database_that_fails_under_a_form_says_none(site: OfficeSite, holder: Holder, heard: Heard) -> None:
    """Its driver's errors hold the values of a statement, and are not said."""
    client = site.client()
    token = token_in(client.get("/TYO/sign-in"))
    with site.office.store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE account RENAME TO account_away"))
    for password in (holder.password, WRONG):
        fields = {"csrf_token": token, "login": holder.login, "password": password}
        answer = heard.page(client.post("/TYO/sign-in", data=fields))
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    heard.assert_silent(*secrets_of(site, holder))


def test_issuing_and_the_ceremony_of_trust_say_none(
    sqlite_present_installation: Installation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    heard: Heard,
) -> None:
    installation = sqlite_present_installation
    installation.mark_as_demo()
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    folder = str(installation.config.directory)
    written = tmp_path / "draft.json"
    written.write_text(json.dumps(draft()), encoding="utf-8")
    assert issuance(["issue", str(written), "--chamber", "TYO", "--directory", folder]) == 0
    new = tmp_path / "new-passphrase"
    new.write_text(NEW_PASSPHRASE)
    new.chmod(0o600)
    wrong = ["--directory", folder, "--passphrase-file", str(new)]
    assert issuance(["trust", "init", "--ref-base", "https://ref.example.jp/v/", *wrong]) != 0
    assert issuance(["trust", "refresh", *wrong]) != 0
    assert issuance(["trust", "refresh", "--directory", folder]) == 0
    # A setting with a slip beside a password.
    monkeypatch.setenv("ISSUANCE_DATABASE_URL", f"postgresql+psycopg://office:{PIN}@db.example.jp:port/office")
    assert issuance(["migrate", "--directory", folder]) != 0
    heard.assert_silent(PASSPHRASE.decode(), NEW_PASSPHRASE, PIN)


def test_a_vault_that_does_not_open_says_none(sqlite_present_installation: Installation, heard: Heard) -> None:
    keys = sqlite_present_installation.config.keys
    with pytest.raises(Exception, match="passphrase") as refused:
        Vault.open(keys / "vault", NEW_PASSPHRASE.encode())
    logging.getLogger("test").error("told", exc_info=refused.value)
    heard.assert_silent(NEW_PASSPHRASE, PASSPHRASE.decode())


def test_a_token_that_does_not_open_says_no_pin(softhsm_token: Token) -> None:
    """In a process of its own: one that is logged in is asked for no PIN any more."""
    key = generate_key(softhsm_token, "canary-key")
    program = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG)\n"
        "from issuance.token import TokenAddress, open_token_signer; from signing.keys import PublicKey\n"
        "library, token, pin, key = sys.argv[1:]\n"
        "open_token_signer(TokenAddress(library, token, 'canary-key'), pin, PublicKey(bytes.fromhex(key)))"
    )
    arguments = [str(softhsm_token.library), softhsm_token.label, PIN, key.hex()]
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert "KeyStoreError" in ended.stderr
    assert PIN not in ended.stdout + ended.stderr


def test_what_was_said_would_be_found(heard: Heard) -> None:
    logging.getLogger("test").debug("a slip: %s", NEW)
    with pytest.raises(AssertionError):
        heard.assert_silent(NEW)
