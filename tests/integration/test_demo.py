"""The demo: what it makes, that a kill only delays it, and that a second run changes nothing."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from issuance.cli import main
from issuance.config import load_config
from issuance.domain.ledger import Stage
from issuance.office import Office, system_clock
from signing.content import parse_content
from signing.qr import decode_base32
from signing.record import Event, parse_record
from signing.seal import parse_seal
from tests.offices import Installation, waiting_records

ROOT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8000/v/"
ISSUE_2_FIELDS = {"kind", "number", "issue_date", "state", "pdf", "content", "seal_url"}
STATES = {
    "coo-jp": ("coo-jp", "in_force"),
    "coo-foreign": ("coo-foreign", "in_force"),
    "invoice": ("invoice", "in_force"),
    "signature": ("signature", "in_force"),
    "coo-jp-60-lines": ("coo-jp", "in_force"),
    "coo-jp-world-names": ("coo-jp", "in_force"),
    "coo-jp-revoked": ("coo-jp", "revoked"),
    "coo-jp-replaced": ("coo-jp", "replaced"),
    "coo-jp-successor": ("coo-jp", "in_force"),
}
APPLIED_FOR = 6
"""Certificates of the office's applications: one to print, one printed, one that can be printed no longer, one revoked,
one replaced and its successor."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one demo for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    assert main(["demo", "--directory", str(folder)]) == 0
    return folder


def listing(folder: Path) -> list[dict[str, Any]]:
    certificates: list[dict[str, Any]] = json.loads((folder / "demo" / "certificates.json").read_text("utf-8"))
    return certificates


def of(folder: Path) -> Installation:
    return Installation(load_config({}, directory=folder), system_clock)


def check_complete(folder: Path) -> None:
    """Check the ledger and the register of a whole demo, however often it was interrupted."""
    installation = of(folder)
    entries = installation.entries()
    assert {entry.stage for entry in entries} == {Stage.DELIVERED}
    assert [entry.number.sequence for entry in entries] == list(range(1, len(STATES) + APPLIED_FOR + 1))
    events = sorted(tuple(record.payload.event for record in records) for records in installation.published().values())
    in_force = [(Event.ISSUE,)] * (7 + APPLIED_FOR - 2)
    ended = [(Event.ISSUE, Event.REVOKE), (Event.ISSUE, Event.REPLACE)] * 2
    assert events == sorted([*in_force, *ended])
    assert waiting_records(installation) == []
    assert {entry["name"]: (entry["kind"], entry["state"]) for entry in listing(folder)} == STATES


def test_the_demo_has_a_certificate_of_every_kind_and_state(made: Path) -> None:
    check_complete(made)
    assert all(entry.keys() >= ISSUE_2_FIELDS for entry in listing(made))


def test_the_list_names_files_that_belong_together(made: Path) -> None:
    with Office(load_config({}, directory=made)) as office:
        base = office.trust_list().base
        for entry in listing(made):
            content = Path(entry["content"]).read_bytes()
            original = Path(entry["pdf"]).read_bytes()
            seal = parse_seal(decode_base32(entry["seal_url"].removeprefix(base.url.upper())))
            parsed = parse_content(content)
            shown = office.reader.by_sid(seal.sid)

            assert shown is not None
            assert seal.payload.content_hash == hashlib.sha256(content).digest()
            assert parse_record(shown.records[0]).payload.pdf_sha256 == hashlib.sha256(original).digest()
            assert entry["number"] == parsed.certificate_number.printed
            assert entry["issue_date"] == parsed.issued.isoformat() == shown.issue_date.isoformat()


def test_the_long_and_the_many_scripted_samples_are_what_they_are_called(made: Path) -> None:
    contents = {entry["name"]: Path(entry["content"]).read_text("utf-8") for entry in listing(made)}

    assert len(json.loads(contents["coo-jp-60-lines"])["goods"]) == 60
    world = contents["coo-jp-world-names"]
    for first, last in (("\u3040", "\u30ff"), ("\u0600", "\u06ff"), ("\u0e00", "\u0e7f")):
        assert any(first <= character <= last for character in world), f"no letter between {first!r} and {last!r}"


def test_a_second_run_changes_no_certificate(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (made / "demo" / "certificates.json").read_bytes()
    published = of(made).published()
    capsys.readouterr()

    assert main(["demo", "--directory", str(made)]) == 0

    assert capsys.readouterr() == ("", "")
    assert (made / "demo" / "certificates.json").read_bytes() == before
    assert of(made).published() == published


def test_another_base_is_noted_and_not_obeyed(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--directory", str(made), "--ref-base", "http://127.0.0.1:9000/v/"]) == 0
    assert f"this demo's certificates name {BASE}" in capsys.readouterr().err
    with Office(load_config({}, directory=made)) as office:
        assert office.trust_list().ref_base == BASE


@pytest.mark.parametrize("base", ["nonsense", "http://ref.example.jp/v/", "HTTPS://REF.EXAMPLE.JP/V/"])
def test_a_base_that_is_none_is_refused_before_any_key_is_trusted(
    tmp_path: Path, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--directory", str(tmp_path), "--ref-base", base]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert not (tmp_path / "trust").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["demo", "--directory", str(tmp_path)]) == 1
    assert "holds something that is no demo" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "var"
    file.write_text("mine")
    assert main(["demo", "--directory", str(file)]) == 1
    assert "holds something that is no demo" in capsys.readouterr().err


def start(folder: Path) -> subprocess.Popen[bytes]:
    program = "import sys; from issuance.cli import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", program, "demo", "--directory", str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_a_demo_that_is_killed_again_and_again_is_completed_in_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    instants = random.Random(7)  # noqa: S311  # no secret: instants at which to kill
    kills = 0
    for _ in range(12):
        process = start(folder)
        time.sleep(instants.uniform(0.8, 3.0))  # the instant is the test's input, not its measure
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills > 0

    assert start(folder).wait() == 0

    check_complete(folder)


@pytest.mark.slow
def test_two_runs_at_once_make_one_demo(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    runs = [start(folder), start(folder)]
    assert [run.wait() for run in runs] == [0, 0]
    check_complete(folder)


def test_what_a_run_left_that_ended_at_once_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    (folder / "demo").mkdir(parents=True)
    (folder / "demo" / ".THIS-IS-A-DEMO.txt.0123456789ab").write_text("half")
    assert main(["demo", "--directory", str(folder), "--ref-base", "nonsense"]) == 1
    assert (folder / "demo" / "THIS-IS-A-DEMO.txt").exists()
