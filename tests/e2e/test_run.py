"""`script/run` after its set-up: the real programs make, serve and check the demo, and end when they are told to."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
READY_SECONDS = 180

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, "subprocess.Popen[str]", str]]:
    """Yield the folder, the site, the process and the office of a demo that said `ready`."""
    folder = tmp_path_factory.mktemp("run")
    port, office_port = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, ROOT / "script" / "serve_demo.py"],
        cwd=folder,
        env=os.environ | {"REFERENCE_PORT": str(port), "ISSUANCE_PORT": str(office_port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "ready\n":
            break
    assert lines
    assert lines[-1] == "ready\n", "".join(lines)
    (office,) = (line.split()[-1] for line in lines if line.startswith("The issuing office is at "))
    yield folder, f"http://127.0.0.1:{port}", process, office.rstrip("/")
    if process.poll() is None:
        process.terminate()
        process.communicate(timeout=30)


def certificates(folder: Path) -> list[dict[str, str]]:
    loaded: list[dict[str, str]] = json.loads((folder / "var" / "demo" / "certificates.json").read_text("utf-8"))
    return loaded


def scanner(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAMS / "scanner", "check", "--json", "--trust", folder / "var" / "trust" / "client", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


Run = tuple[Path, str, "subprocess.Popen[str]", str]


def test_the_demo_has_every_kind_and_state(run: Run) -> None:
    listed = certificates(run[0])
    assert {entry["kind"] for entry in listed if entry["state"] == "in_force"} == {
        "coo-jp",
        "coo-foreign",
        "invoice",
        "signature",
    }
    assert {entry["state"] for entry in listed} == {"in_force", "revoked", "replaced"}
    for entry in listed:
        assert Path(entry["pdf"]).read_bytes().startswith(b"%PDF-")
        assert json.loads(Path(entry["content"]).read_bytes())["number"] == entry["number"].replace("-", "")
        assert entry["seal_url"].startswith(run[1].upper() + "/V/")


def test_number_and_date_show_the_certificate(run: Run) -> None:
    first = certificates(run[0])[0]
    address = f"{run[1]}/certificates/{first['number']}/{first['issue_date']}"
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  # our own site on loopback
        page = answer.read().decode()
    assert first["number"] in page
    assert "Issued and in force" in page


def test_the_original_is_matched_online_and_offline(run: Run) -> None:
    first = certificates(run[0])[0]
    for mode in ([], ["--offline"]):
        answer = scanner(run[0], *mode, first["pdf"])
        assert answer.returncode == 0, answer.stderr
        result = json.loads(answer.stdout)
        assert (result["verdict"], result["reason"], result["paper"]) == ("VALID", "IN_FORCE", "matched")
        assert (result["server_as_of"] is None) == bool(mode)


def test_the_office_shows_its_chamber(run: Run) -> None:
    with urllib.request.urlopen(f"{run[3]}/TYO/?lang=en", timeout=30) as answer:  # noqa: S310  # our own site on loopback
        page = answer.read().decode()
    assert "Certificates of origin and trade documents" in page
    assert "To the reference site" in page


def test_it_stops_cleanly_on_sigterm_and_goes_on_with_what_it_made(run: Run) -> None:
    folder, site, process, office = run
    before = certificates(folder)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    again = subprocess.Popen(
        [sys.executable, ROOT / "script" / "serve_demo.py"],
        cwd=folder,
        env=os.environ | {"REFERENCE_PORT": site.rpartition(":")[2], "ISSUANCE_PORT": office.rpartition(":")[2]},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert again.stdout is not None
    assert any(line == "ready\n" for line in again.stdout)
    assert certificates(folder) == before
    again.terminate()
    again.communicate(timeout=30)
    assert again.returncode == 0
