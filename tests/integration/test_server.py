"""`docs/operations/server.md`, followed on a machine of the test's own: from a bare system to both sites over TLS."""

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuance.config import DEMO_MARK
from issuance.demo.profile import PROFILE, demo_chamber
from tests.servers.machine import Machine
from tests.servers.programs import absent
from tests.tls_authority import Authority

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

REFERENCE, OFFICE = "ref.example.jp", "office.example.jp"
RELEASE = "/srv/originseal"
INSTALL = (f"{RELEASE}/deploy/install", "--reference", REFERENCE, "--office", OFFICE, "--oncall", "oncall@example.jp")
KEYS, CREDENTIALS = "/var/lib/originseal/keys", "/etc/originseal/credentials"
JOBS = ("trust-refresh", "daily", "resume", "trail-anchor")
"""One of each kind: with the online keys, with none, with all, with a file that is root's."""


class Server:
    """A machine with a release unpacked on it."""

    def __init__(self, machine: Machine, authority: Path) -> None:
        self.machine = machine
        self.authority = authority

    def ask(self, host: str, path: str, told: str = "") -> tuple[int, str]:
        """Ask over TLS by name, as a browser beside it would; `told` is JSON to post."""
        more = ("--header", "Content-Type: application/json", "--data", told) if told else ()
        said = self.machine.run(
            "curl", "--silent", "--include", "--cacert", str(self.authority), "--max-time", "60",
            "--resolve", f"{host}:443:127.0.0.1", *more, f"https://{host}{path}",
        )  # fmt: skip
        return int(said.split()[1]), said

    def install(self, *more: str) -> str:
        return self.machine.run(*INSTALL, *more)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(name, source)
    for package in (path.parent for path in Path().glob("*/__init__.py")):
        shutil.copytree(package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(source / "dist"), str(source)], check=True, capture_output=True)
    return next((source / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def server(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not Path("/var/lib/postgresql/15/main").is_dir():
        absent("Debian 12's PostgreSQL cluster", "Debian package postgresql")
    with Machine.boot() as machine:
        authority = Authority(tmp_path_factory.mktemp("tls") / "authority")
        machine.run("mkdir", "-p", f"{RELEASE}/dist", "/etc/ssl/originseal")
        for name in ("deploy", "docs", "requirements.lock"):
            machine.run("cp", "-rL", str(Path(name).absolute()), f"{RELEASE}/")
        _hand_in(machine, wheel.read_bytes(), f"{RELEASE}/dist/{wheel.name}")
        for site, host in (("reference", REFERENCE), ("office", OFFICE)):
            pem = authority.certificate_for(host).read_bytes()
            for ending in ("pem", "key"):
                _hand_in(machine, pem, f"/etc/ssl/originseal/{site}.{ending}")
        _hand_in(machine, authority.file.read_bytes(), "/srv/authority.pem")
        yield Server(machine, Path("/srv/authority.pem"))


def _hand_in(machine: Machine, data: bytes, place: str) -> None:
    machine.run("dd", "status=none", f"of={place}", told=data)


def _lay_packages(machine: Machine, release: str) -> None:
    """Lay the locked packages where pip would put them: the machine's network leads nowhere."""
    # By the Python for which they were chosen, in a place that services may look into.
    machine.run("mkdir", "-p", "/opt/python")
    machine.run("mount", "--bind", sys.base_prefix, "/opt/python")
    _hand_in(machine, b"/opt/python/lib\n", "/etc/ld.so.conf.d/00-python.conf")
    machine.run("ldconfig")
    python = f"/opt/python/bin/python3.{sys.version_info.minor}"
    machine.run(python, "-m", "venv", "--without-pip", f"{release}/venv")
    packages = next(path for path in map(Path, sys.path) if (path / "gunicorn").is_dir())
    _hand_in(
        machine,
        f"{packages}\n".encode(),
        f"{release}/venv/lib/python3.{sys.version_info.minor}/site-packages/packages.pth",
    )
    pip = f'#!/bin/sh\nexec {release}/venv/bin/python -m pip "$@"\n'
    _hand_in(machine, pip.encode(), f"{release}/venv/bin/pip")
    machine.run("chmod", "755", f"{release}/venv/bin/pip")
    machine.run("touch", f"{release}/venv/packages-complete")


def test_the_book_leads_from_a_bare_system_to_both_sites(server: Server) -> None:
    machine = server.machine
    said = server.install("--dry-run")
    release = next(line.split()[1] for line in said.splitlines() if line.startswith("Release: "))
    assert "would run: systemctl start originseal-migrate.service" in said
    assert machine.run("ls", "/etc/originseal", "/opt/originseal", check=False).count("No such file") == 2

    _lay_packages(machine, release)
    said = server.install()
    assert "There are no keys yet" in said
    assert machine.has_failed() == []
    secrets = machine.run("find", "/etc/originseal/credentials", "/etc/originseal/office.toml", "-perm", "/077")
    assert secrets == "", "secrets are root's alone"

    machine.run("issuance", "trust", "init", "--ref-base", f"https://{REFERENCE}/v/")
    machine.run("issuance", "trust", "receipt-key")
    machine.run(
        "openssl", "pkcs8", "-topk8", "-in", f"{KEYS}/receipt/{dt.datetime.now(dt.UTC).year}.pem",
        "-out", f"{CREDENTIALS}/receipt.pem",
        "-passin", f"file:{CREDENTIALS}/passphrase", "-passout", f"file:{CREDENTIALS}/receipt-passphrase",
    )  # fmt: skip
    assert "receipts.conf" in server.install()
    link = machine.run("issuance", "federation", "add-operator", "--name", "Op", "--mail", "op@example.jp")
    assert f"https://{OFFICE}/federation/" in link
    assert "stays as it is" in server.install()
    machine.run("systemctl", "start", "originseal.target")

    for host in (REFERENCE, OFFICE):
        status, said = server.ask(host, "/readyz")
        assert status == 200, said
        assert "strict-transport-security: max-age=63072000" in server.ask(host, "/")[1].lower()
    assert server.ask(REFERENCE, "/trust/metadata/timestamp.json")[0] == 200
    assert server.ask(OFFICE, "/federation/sign-in")[0] == 200
    assert server.ask(REFERENCE, "/?q=%3Cscript%3Ealert(1)%3C/script%3E")[0] == 403, "the firewall is on"
    assert "originseal_reference_requests_total" in machine.run("curl", "-s", "http://127.0.0.1:9464/metrics")

    for job in JOBS:
        machine.run("systemctl", "start", f"originseal-{job}.service")
    assert machine.has_failed() == []
    anchors = "/var/lib/originseal-anchors/trail.jsonl"
    assert '"chain"' in machine.run("cat", anchors) or machine.run("wc", "-l", anchors).split()[0] != "0"
    assert machine.run("stat", "-c", "%U %a", anchors).split() == ["root", "644"], "out of the office's reach"
    running = machine.run("systemctl", "list-timers", "--no-pager", "--no-legend")
    for job in JOBS:
        assert f"originseal-{job}.timer" in running


def test_the_first_chamber_has_keys_and_then_the_offline_keys_leave(server: Server) -> None:
    machine = server.machine
    exchange = "/var/lib/originseal/exchange"
    _hand_in(machine, json.dumps(PROFILE.statements).encode(), f"{exchange}/statements.json")
    _hand_in(machine, demo_chamber(None).model_dump_json(exclude={"pdf_anchors"}).encode(), f"{exchange}/tyo.json")
    machine.run("chmod", "-R", "a+rX", exchange)
    machine.run(
        "issuance", "chamber", "add", "TYO", "--name-ja", "東京商工会議所", "--name-en", "Tokyo Chamber",
        "--place", "Tokyo", "--officer", "T. Tanaka", "--statements", f"{exchange}/statements.json",
        "--administrator-name", "A. Abe", "--administrator-mail", "abe@example.jp",
    )  # fmt: skip
    add_key = ("issuance", "trust", "add-key", "--chamber", "TYO")
    assert "PDFs of TYO are signed" in machine.run(*add_key, "--chamber-file", f"{exchange}/tyo.json")

    machine.run("mkdir", "-m", "700", "/srv/safes")
    machine.run("sh", "-c", f"mv {KEYS}/tuf/root-*.pem /srv/safes")
    next_year = str(dt.datetime.now(dt.UTC).year + 1)
    assert "use `issuance trust export`" in machine.run(*add_key, "--year", next_year, check=False)
    machine.run(*add_key, "--year", next_year, "--export", f"{exchange}/ceremony")
    for holder in ("root-1", "root-3"):
        machine.run(
            "/opt/originseal/current/venv/bin/issuance", "trust", "sign", f"{exchange}/ceremony", "--yes",
            "--key", f"/srv/safes/{holder}.pem", "--passphrase-file", f"{CREDENTIALS}/passphrase",
        )  # fmt: skip
    machine.run("chmod", "-R", "a+rX", exchange)
    assert "Published: " in machine.run("issuance", "trust", "assemble", f"{exchange}/ceremony")

    row = {"checks": [{"number": "TYO26001022GKTEF51W", "date": "2026-11-24"}]}
    said = server.ask(REFERENCE, "/api/v1/checks", json.dumps(row))[1]
    assert re.search(r'"receipt": ?"[A-Za-z0-9_+/=-]{100}', said), said


def test_the_first_certificate_is_found_and_scanned(server: Server) -> None:
    """By the command of demos, for which the machine is called one meanwhile; its rights are those of the jobs."""
    machine = server.machine
    demo, original = "/var/lib/originseal/demo", "/var/lib/originseal/exchange/original.pdf"
    machine.run("mkdir", demo)
    machine.run("touch", f"{demo}/{DEMO_MARK}")
    _hand_in(machine, Path("issuance/demo/samples/coo-jp.json").read_bytes(), "/var/lib/originseal/exchange/draft.json")
    machine.run("chmod", "a+r", "/var/lib/originseal/exchange/draft.json")
    said = machine.run(
        "issuance", "issue", "/var/lib/originseal/exchange/draft.json", "--chamber", "TYO", "--pdf", original
    )
    machine.run("rm", "-r", demo)
    issued = json.loads(said[said.index("{") : said.rindex("}") + 1])
    status, said = server.ask(REFERENCE, f"/api/v1/certificates/{issued['number']}/{issued['issue_date']}")
    assert (status, "IN_FORCE" in said) == (200, True), said

    machine.run("sh", "-c", f"echo 127.0.0.1 {REFERENCE} >> /etc/hosts")
    scanner = ("env", f"SSL_CERT_FILE={server.authority}", "/opt/originseal/current/venv/bin/scanner")
    trust = ("--trust", "/srv/scanner")
    machine.run(*scanner, "trust", "init", "/var/lib/originseal/trust/repository/metadata/1.root.json", *trust)
    machine.run(*scanner, "trust", "update", "--reference", f"https://{REFERENCE}", *trust)
    said = machine.run(*scanner, "check", "--json", *trust, original)
    assert '"IN_FORCE"' in said, said
    assert issued["number"] in said


def test_the_pages_cannot_reach_what_signs(server: Server) -> None:
    """The last test's server goes on: its processes are looked at from inside."""
    machine = server.machine
    for unit, hidden in (
        ("originseal-office", "/var/lib/originseal/keys/tuf"),
        ("originseal-reference", "/var/lib/originseal/keys"),
        ("originseal-reference", "/var/lib/originseal/office"),
    ):
        pid = machine.run("systemctl", "show", "--property=MainPID", "--value", f"{unit}.service").strip()
        inside = ("nsenter", f"--target={pid}", "--mount", "--")
        assert machine.run(*inside, "stat", "-c", "%a", hidden).strip() in ("0", "000")
        assert machine.run(*inside, "ls", "/run/credentials").split() == [f"{unit}.service"]
        user = machine.run("ps", "-o", "user:32=", "-p", pid).strip()
        assert user == {"originseal-office": "originseal-office"}.get(unit, "originseal-reference")
    asked = machine.run(
        "setpriv", "--reuid=originseal-office", "--regid=originseal-office", "--clear-groups",
        "psql", "-qX", "-h", "/run/postgresql", "-U", "originseal_publish", "-w",
        "-d", "originseal_register", "-c", "SELECT 1",
        check=False,
    )  # fmt: skip
    assert "password" in asked, "being the office's user is not enough to write the register"


def test_a_failure_is_told_to_the_people_on_call(server: Server) -> None:
    machine = server.machine
    _hand_in(machine, b"#!/bin/sh\ncat > /srv/mail\n", "/usr/sbin/sendmail")
    machine.run("chmod", "755", "/usr/sbin/sendmail")
    machine.run("chmod", "777", "/srv")
    machine.run("mkdir", "-p", "/etc/systemd/system/notify-originseal@.service.d")
    _hand_in(machine, b"[Service]\nReadWritePaths=/srv\n",
             "/etc/systemd/system/notify-originseal@.service.d/zz-test.conf")  # fmt: skip
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "notify-originseal@originseal-daily.service.service")
    mail = machine.run("cat", "/srv/mail")
    assert "To: oncall@example.jp" in mail
    assert "Subject: [OriginSeal] originseal-daily.service has failed" in mail
    assert "Finished" in mail or "Starting" in mail, "what the unit wrote last goes along"
