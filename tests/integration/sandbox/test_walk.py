"""`issuance sandbox`: one command makes it ready, the guide's example applies, commands lead through every state."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import requests

from issuance.cli import main
from issuance.commands.sandbox import SECRET
from issuance.config import load_config
from issuance.demo.office.applications import USER, person, submitted_application
from issuance.domain.application.application import Application
from issuance.office import Office
from issuance.web.wsgi import open_app
from signing.content import Kind
from signing.trust import Trust
from signing.verify import OpenedSeal, open_seal
from tests.builders import NOW
from tests.example_client import make_client, run_example, served_over_http
from tests.offices import make_template
from tests.sandboxes import SETTING

REFERENCE = re.compile(r"A-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True)
class Ready:
    """A sandbox that one command has made, and what that command has told."""

    folder: Path
    told: dict[str, Any]

    @property
    def office(self) -> Office:
        """The office, as a new process would open it."""
        return Office(load_config(SETTING, directory=self.folder))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Make a sandbox once for all these tests, which only add to it."""
    folder = tmp_path_factory.mktemp("sandbox") / "var"
    with pytest.MonkeyPatch.context() as patch, pytest.MonkeyPatch.context() as output:
        said: list[dict[str, Any]] = []
        patch.setenv("ISSUANCE_SANDBOX", "yes")
        output.setattr("issuance.commands.sandbox.say", said.append)
        assert main(["sandbox", "make", "--directory", str(folder)]) == 0
        output.undo()
        yield Ready(folder, said[0])


@pytest.fixture
def run(ready: Ready, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Run a command on the sandbox; return the last line that it says."""

    def command(*arguments: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*arguments, "--directory", str(ready.folder)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        if code:
            return {"error": printed.err}
        said: dict[str, Any] = json.loads(printed.out.strip().splitlines()[-1])
        return said

    return command


@pytest.fixture
def token(ready: Ready, run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> str:
    """Fetch a token by command."""
    monkeypatch.setenv(SECRET, ready.told["client_secret"])
    return str(run("sandbox", "token")["access_token"])


def submitted(ready: Ready, mark: str) -> Application:
    with ready.office as office:
        return submitted_application(office, Kind.COO_JP, f"sandbox-{mark}")


def test_one_command_tells_all_that_a_program_needs(ready: Ready) -> None:
    assert ready.told["issuer"] == "http://localhost:8001/TYO"
    assert all(ready.told[name] for name in ("client_id", "client_secret", "login", "password"))
    typed = json.loads(Path(ready.told["typed"]).read_text("utf-8"))
    assert typed["fields"]["invoice.number"] == "INV-SANDBOX-1"
    assert Path(ready.told["invoice"]).read_bytes().startswith(b"\x89PNG")


def test_a_second_run_changes_nothing_and_tells_no_secret(ready: Ready, run: Callable[..., dict[str, Any]]) -> None:
    again = run("sandbox", "make")

    assert again == ready.told | {"client_secret": None}


def test_the_database_knows_no_secret(ready: Ready) -> None:
    stored = (ready.folder / "office" / "office.sqlite").read_bytes()

    assert ready.told["client_secret"].encode() not in stored


def test_the_trust_list_names_a_sandbox_and_so_does_the_signature_on_paper(ready: Ready) -> None:
    with ready.office as office:
        office.check_kind()
        assert [chamber.name.split(":")[0] for chamber in office.trust_list().chambers] == ["Sandbox"]
        assert "Sandbox" in office.keys.pdf_signer("TYO", office.clock().year).anchor.subject.rfc4514_string()


@pytest.mark.slow
def test_the_guides_example_leads_from_a_draft_to_a_marked_paper(
    ready: Ready,
    run: Callable[..., dict[str, Any]],
    token: str,
    tmp_path: Path,
    office_templates: Callable[[int], Path],
) -> None:
    app = open_app(ready.folder, SETTING | {"ISSUANCE_REQUESTS_PER_MINUTE": "0"})
    with served_over_http(app) as url:
        make_client(tmp_path, requests.get(f"{url}/api/v1/openapi.json", timeout=30).content)
        told = run_example(tmp_path, url, token, Path(ready.told["typed"]), Path(ready.told["invoice"]))
        assert told.endswith(" submitted\n")
        reference = told.split()[0]

        assert run("sandbox", "approve", reference) == {"reference": reference, "state": "fee due"}
        assert run("sandbox", "pay", reference) == {"reference": reference, "state": "paid"}
        assert run("issue-approved")["what"] == "delivered"

        carries = {"Authorization": f"Bearer {token}"}
        (listed,) = requests.get(f"{url}/api/v1/certificates", headers=carries, timeout=30).json()["certificates"]
        answer = requests.get(f"{url}/api/v1/certificates/{listed['number']}/original.pdf", headers=carries, timeout=60)
    assert answer.status_code == 200, answer.text
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert text.count("SPECIMEN見本") == 4
    _is_known_here_alone(ready, listed["number"], make_template(tmp_path / "real", NOW))


def _is_known_here_alone(ready: Ready, number: str, real: Path) -> None:
    """Assert that a seal opens under the sandbox's own trust list, and not under another one's, of the same code."""
    with ready.office as office, Office(load_config({}, directory=real)) as another:
        now = office.clock()
        entry = office.store.find_public("-".join(number.split("-")[:2]))
        assert entry is not None
        assert entry.seal is not None
        assert isinstance(open_seal(entry.seal, office.trust(), now), OpenedSeal)
        elsewhere = Trust(another.trust_list(), now)
        assert not isinstance(open_seal(entry.seal, elsewhere, now), OpenedSeal)


@pytest.mark.parametrize(("command", "state"), [("return", "returned"), ("reject", "rejected")])
def test_an_officers_other_decisions_are_commands_too(
    ready: Ready, run: Callable[..., dict[str, Any]], command: str, state: str
) -> None:
    found = submitted(ready, command)

    assert run("sandbox", command, found.reference, "--words", "Try again.")["state"] == state
    with ready.office as office:
        seen = office.applications.drafts.read(person(office, USER), found.id).application
    assert seen.remarks.general == "Try again."


def test_what_cannot_be_decided_is_said(ready: Ready, run: Callable[..., dict[str, Any]]) -> None:
    found = submitted(ready, "twice")
    run("sandbox", "reject", found.reference)

    assert "there is nothing to decide" in run("sandbox", "approve", found.reference, code=1)["error"]
    assert "Nothing is owed" in run("sandbox", "pay", found.reference, code=1)["error"]
    assert "has no application" in run("sandbox", "approve", "A-0000-0000", code=1)["error"]


def test_another_secret_works_beside_the_first_for_a_day(
    ready: Ready, run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = run("sandbox", "secret")

    assert second["client_id"] == ready.told["client_id"]
    for secret in (second["client_secret"], ready.told["client_secret"]):
        monkeypatch.setenv(SECRET, secret)
        assert run("sandbox", "token")["token_type"] == "Bearer"


def test_a_wrong_secret_fetches_nothing(run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "wrong")
    assert "invalid_client" in run("sandbox", "token", code=1)["error"]
    monkeypatch.delenv(SECRET)
    assert SECRET in run("sandbox", "token", code=1)["error"]


def test_what_it_sends_lies_in_its_outbox(ready: Ready, run: Callable[..., dict[str, Any]]) -> None:
    submitted(ready, "mailed")

    assert run("deliver")["taken"] > 0
    letters = list((ready.folder / "outbox").glob("*.eml"))
    assert letters
